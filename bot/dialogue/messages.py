"""What the bot sends: texts and buttons for people, and a payload that says where the conversation stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from bot.dialogue import follow_ups
from bot.dialogue.agenda import agenda, count, form_of, why_asked
from bot.dialogue.saying import say_answers, say_rows, say_therapy
from bot.dialogue.screening import LAST, Screening
from bot.questions import question
from bot.wording import load_wording

JSON = Any


class Message(NamedTuple):
    """One message of the bot: words, the buttons under them (each sends its own label), a payload for a channel.

    `name` is the domain's response that the words come from.
    """

    text: str = ""
    buttons: tuple[str, ...] = ()
    custom: dict[str, JSON] | None = None
    name: str = ""


def words(name: str, screening: Screening, **values: object) -> str:
    """A text of the domain for this conversation's audience."""
    return load_wording().text(name, screening.who, **values)


def say(name: str, screening: Screening, **values: object) -> Message:
    """A message that only speaks."""
    return Message(words(name, screening, **values), name=name)


def ask(name: str, screening: Screening) -> Message:
    """The question `name`, and how far the conversation has come."""
    asked = question(form_of(name, screening), screening.who)
    if follow_ups.split(name):
        # In the answers' form a follow-up settles the whole list.
        options = [
            {"value": follow_ups.told(name, option.value, screening), "label": option.label} for option in asked.options
        ]
    else:
        options = [option._asdict() for option in asked.options]
    custom = _payload(screening, asking=asked.asking, kind=asked.kind, options=options, why=why_asked(asked, screening))
    if asked.unit:
        custom["unit"] = asked.unit
    text = asked.text
    if doses := told_before(name, screening):
        text = f"{words('utter_told_before', screening, doses=doses)} {text}"
    return Message(text, _buttons(options, screening), custom, f"utter_ask_{asked.id}")


def told_before(name: str, screening: Screening) -> str:
    """The doses that were told in passing, where a question asks for the last of their kind; else empty.

    Whether one of them was the last is asked with them in view.
    """
    if not name.startswith(LAST) or name in screening.closed:
        return ""
    return "; ".join(say_therapy(dose, screening.who) for dose in screening.dated(name.removeprefix(LAST)))


def to_find_out(screening: Screening) -> list[str]:
    """The questions that are still worth asking, the first to ask first, as one reads them in a list."""
    listed = []
    for name in agenda(screening):
        text = question(form_of(name, screening), screening.who).text
        doses = told_before(name, screening)
        listed.append(words("utter_next_told", screening, doses=doses, question=text) if doses else text)
    return listed


def confirm(screening: Screening) -> Message:
    """The answers that wait for a yes, read back."""
    pending = screening.pending or {}
    options = [{"value": value, "label": words(f"utter_label_{name}", screening)} for name, value in _YES_NO]
    custom = _payload(screening, asking=None, kind="confirm", options=options, why="", answers=pending["answers"])
    text = words("utter_confirm", screening, understood=say_answers(pending["answers"], screening.who))
    return Message(text, _buttons(options, screening), custom, "utter_confirm")


def review(screening: Screening) -> Message:
    """Everything that is known, read back before the result."""
    asked = question("review", screening.who)
    buttons = tuple(option.label for option in asked.options)
    return Message(asked.text.format(rows=rows(screening)), buttons, at_review(screening).custom, "utter_ask_review")


def at_review(screening: Screening) -> Message:
    """That everything waits for a yes, without a word."""
    options = [option._asdict() for option in question("review", screening.who).options]
    known, result = screening.known(), screening.result().as_dict()
    lines = row_dicts(screening)
    return Message(custom=_payload(screening, kind="review", options=options, answers=known, result=result, rows=lines))


def rows(screening: Screening) -> str:
    """What was answered, a line each."""
    return "\n".join(f"- {row.label}: {row.words}" for row in say_rows(screening))


def row_dicts(screening: Screening) -> list[dict[str, JSON]]:
    """What was answered, for a payload: of each row the question, its label, the words, and how to ask for a change."""
    return [row._asdict() for row in say_rows(screening)]


_YES_NO = (("yes", True), ("no", False))


def _payload(screening: Screening, **custom: JSON) -> dict[str, JSON]:
    answered, remaining = count(screening)
    return {**custom, "answered": answered, "remaining": remaining}


def _buttons(options: Iterable[dict[str, JSON]], screening: Screening) -> tuple[str, ...]:
    """The options, and *I don't know* on every question."""
    return (*(option["label"] for option in options), words("utter_label_unknown", screening))

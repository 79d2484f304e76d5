"""An answer of the bot's as messages of Slack's: its words, a question with buttons, a patient's card, a table.

A button says where it belongs in the `block_id` of its block: the time of what was answered, and in a table the
patient. What it sends is its place among the choices, so that whatever comes back is one of them or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from bot.channels.slack.blocks import (
    LONGEST_TEXT,
    MOST_BUTTONS,
    MOST_BYTES,
    Block,
    Choice,
    bold,
    buttons,
    checkboxes,
    in_messages,
    menu,
    notes,
    parted,
    plain,
    preformatted,
    sections,
    shortened,
)
from bot.runtime.conversations import Said as Logged
from bot.wording import load_wording

JSON = Any
Content = dict[str, JSON]
"""A message as the Web API takes it: `text` and `blocks`."""

ANSWER, SEND, WORDS, FORGET = "answer", "send", "words", "forget"
"""What a button does: it answers the question, sends what is checked, says words of its own, or forgets."""

FORGOTTEN = "utter_slack_forgotten"

_ASKING = ("choice", "multi", "number", "date", "text", "confirm")
_ON_CARD = ("utter_result_", "utter_ask_review", "utter_greet", "utter_stopped")
"""Responses whose sense a card shows itself."""
_ASKED = ("utter_confirm",)
"""What is asked below a card."""
_NEW = ("utter_noted",)
"""What was understood of one message."""
_HEADINGS = {
    "not_met": "utter_slack_not_met",
    "unknown": "utter_slack_unknown_criteria",
    "met": "utter_slack_met",
}


class Answer(NamedTuple):
    """What the bot said to one thing: its texts, each with its response's name, and where that leaves things."""

    texts: list[tuple[str, str]]
    payload: dict[str, JSON]
    card: dict[str, JSON] | None
    """The card of a result, though a question may have come after it."""

    @property
    def has_result(self) -> bool:
        """Whether a result was said, not only what stands since before."""
        return any(name.startswith("utter_result_head") for name, _ in self.texts)

    @property
    def asks(self) -> bool:
        """Whether it ends with a question."""
        return self.payload.get("kind") in _ASKING


def answer_of(events: Iterable[Logged]) -> Answer:
    """The answer that the log holds."""
    texts: list[tuple[str, str]] = []
    payload: dict[str, JSON] = {}
    card = None
    for _, event in events:
        custom = event["data"].get("custom")
        if custom is not None:
            payload, card = custom, custom.get("card") or card
        elif event["text"]:
            texts.append((event["metadata"].get("utter_action") or "", event["text"]))
    return Answer(texts, payload, card)


def choices(answer: Answer) -> list[str]:
    """What the buttons of a question say, in order."""
    return [option["label"] for option in answer.payload.get("options", ())]


def changes(answer: Answer) -> list[dict[str, JSON]]:
    """The rows of which a change can be asked for."""
    rows: list[dict[str, JSON]] = answer.payload.get("rows") or (answer.card or {}).get("rows") or []
    return rows


def spoken() -> frozenset[str]:
    """The words that buttons say: what a tap says besides is nobody's."""
    names = ("label_unknown", "slack_why", "slack_stop", "slack_change", "slack_say_ask_me")
    return frozenset(words(f"utter_{name}") for name in names)


def draw(answer: Answer, ts: str, is_first: bool, is_last: bool) -> list[Content]:
    """The messages of an answer to what was said at `ts`; buttons that answer a question stand only under the last.

    What the first message told is all on the card; of a later one the card is introduced by what is new.
    """
    if answer.payload.get("kind") == "review":
        return messages([*_said(answer, _ON_CARD), *_review(answer, ts, is_last)])
    shown = (*_ON_CARD, *(_NEW if is_first else ()), *_ASKED) if answer.has_result else ()
    blocks = list(_said(answer, shown))
    if answer.has_result and answer.card:
        blocks += _card(answer.card, ts)
    if answer.asks:
        blocks += _said(answer._replace(texts=answer.texts[-1:]), ()) if answer.has_result else ()
        blocks += _question(answer, ts) if is_last else ()
    if any(name == "utter_what_to_change" for name, _ in answer.texts) and changes(answer):
        blocks.append(_rows_to_change(answer, ts))
    return messages(blocks)


def messages(blocks: Iterable[Block]) -> list[Content]:
    """Blocks as messages, with their text for notifications and for what shows no blocks."""
    return [{"blocks": part, "text": _text_of(part)} for part in in_messages(blocks)]


def words(name: str, **values: object) -> str:
    """A sentence of this channel's own from the domain."""
    return load_wording().text(name, "staff", **values)


def notice(name: str, **values: object) -> list[Content]:
    """A message with one such sentence."""
    return messages(sections(plain(words(name, **values))))


def is_forget(text: str) -> bool:
    """Whether the text asks to forget what was said, and nothing more."""
    forms = load_wording().response(FORGOTTEN, "staff")["custom"]["also"]
    return " ".join(text.casefold().split()).strip(" .!") in forms


def _said(answer: Answer, drawn: tuple[str, ...]) -> Iterator[Block]:
    texts = [text for name, text in answer.texts if not (drawn and name.startswith(drawn))]
    if texts:
        yield from sections("\n".join(plain(text) for text in texts))


def _listed(answer: Answer) -> list[Choice]:
    """The ways to answer, each sent by its place."""
    return [Choice(label, str(number), f"{ANSWER} {number}") for number, label in enumerate(choices(answer))]


def _question(answer: Answer, ts: str) -> Iterator[Block]:
    """The ways to answer by a tap; whatever is written is an answer too."""
    at = f"{ts} {ANSWER}"
    unknown, why, stop = (words(name) for name in ("utter_label_unknown", "utter_slack_why", "utter_slack_stop"))
    besides = [Choice(unknown, unknown, f"{WORDS} unknown")] if answer.payload["kind"] != "confirm" else []
    besides += [Choice(label, label, f"{WORDS} {label}") for label in (why, stop) if answer.payload.get("why")]
    listed = _listed(answer)
    if answer.payload["kind"] == "multi" and listed:
        send = Choice(words("utter_slack_send"), "", SEND, style="primary")
        yield checkboxes(listed, send, besides, at, f"{ANSWER} checked")
    elif len(listed) > MOST_BUTTONS:
        yield menu(listed, words("utter_slack_choose"), at, ANSWER)
        if besides:
            yield buttons(besides, f"{ts} {WORDS}")
    elif listed or besides:
        yield buttons([*listed, *besides], at)


def _rows_to_change(answer: Answer, ts: str) -> Block:
    listed = [Choice(row["label"], str(number), "") for number, row in enumerate(changes(answer))]
    return menu(listed, words("utter_slack_choose"), f"{ts} change", "change")


def _review(answer: Answer, ts: str, is_last: bool) -> Iterator[Block]:
    yield from sections(_understood(changes(answer)))
    listed = _listed(answer)
    if is_last and listed:
        yield buttons(listed, f"{ts} {ANSWER}")


def _understood(rows: Sequence[JSON]) -> str:
    told = " · ".join(f"{bold(row['label'])} {plain(row['words'])}" for row in rows)
    return f"{bold(words('utter_slack_understood'))}\n{told or plain(words('utter_slack_nothing'))}"


def _card(card: dict[str, JSON], ts: str) -> Iterator[Block]:
    counts = {status: len(listed) for status, listed in _by_status(card).items()}
    head = "utter_slack_head_closed" if card["closed"] else "utter_slack_head"
    yield from sections(bold(words(head, trial=card["trial"], day=card["on"], **counts)))
    yield from sections(_understood(card["rows"]))
    yield from _criteria(card)
    ahead = "\n".join(f"• {plain(question)}" for question in card["next"])
    if ahead:
        yield from sections(f"{bold(words('utter_slack_next'))}\n{ahead}")
    yield from sections(_waits(card))
    yield from notes(_small_print(card))
    yield buttons(list(_under_card(card)), f"{ts} card")


def _small_print(card: dict[str, JSON]) -> str:
    """That this is no decision, who decides, and that the trial is closed."""
    return plain(" ".join(filter(None, (card["head"], card["team_decides"], card["closed"]))))


def _by_status(card: dict[str, JSON]) -> dict[str, list[JSON]]:
    """The criteria of each status; first those that matter most."""
    return {status: [one for one in card["criteria"] if one["status"] == status] for status in _HEADINGS}


def _criteria(card: dict[str, JSON]) -> Iterator[Block]:
    for status, listed in _by_status(card).items():
        if not listed:
            continue
        heading = words(_HEADINGS[status], count=len(listed))
        lines = [f"• {bold(one['title'])}: {plain(one['text'])}" for one in listed]
        yield from sections("\n".join([bold(heading), *lines]))


def _waits(card: dict[str, JSON]) -> str:
    """From which day on every waiting period is over, each dose, and what that doesn't cover."""
    first, *doses = card["waits"]
    lines = [bold(words("utter_slack_waits")), plain(first), *(f"• {plain(dose)}" for dose in doses)]
    if card["waits_open"]:
        lines.append(plain(words("utter_slack_waits_open", items="; ".join(card["waits_open"]))))
    return "\n".join(lines)


def _under_card(card: dict[str, JSON]) -> Iterator[Choice]:
    if card["rows"]:
        change = words("utter_slack_change")
        yield Choice(change, change, f"{WORDS} change")
    if card["next"]:
        yield Choice(words("utter_slack_ask_me"), words("utter_slack_say_ask_me"), f"{WORDS} ask")
    yield _forget()


def _forget() -> Choice:
    question, yes, no = (words(f"utter_slack_forget_{part}") for part in ("ask", "yes", "no"))
    return Choice(words("utter_slack_forget"), "", FORGET, confirm=(question, yes, no), style="danger")


def table(answers: Sequence[tuple[str, Answer]], ts: str) -> list[Content]:
    """The answers to several patients, each with the line that told of it, as a table and what stands out of each."""
    head = [words(f"utter_slack_table_{column}") for column in ("number", "patient", "met", "not_met", "unknown")]
    lines, details = [head], []
    for number, (line, answer) in enumerate(answers, 1):
        card = answer.card or {"criteria": [], "rows": [], "next": []}
        by_status = _by_status(card)
        counts = (str(len(by_status[status])) for status in ("met", "not_met", "unknown"))
        lines.append([str(number), _short(card["rows"], line), *counts])
        details.append(_detail(number, answer, by_status, card))
    widths = [max(len(row[column]) for row in lines) for column in range(len(head))]
    drawn = "\n".join(_in_columns(row, widths) for row in lines)
    blocks = [*preformatted(drawn), *(block for detail in details for block in sections(detail))]
    last = answers[-1][1].card
    blocks += notes(plain(words("utter_slack_table_hint")))
    blocks += notes(_small_print(last)) if last else ()
    return messages([*blocks, buttons([_forget()], f"{ts} card")])


def _in_columns(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


_SHORT = ("age", "sex", "diagnosis", "relapse_sites")
_WIDEST = 34


def _short(rows: Sequence[JSON], line: str) -> str:
    """Who it is, in a few words."""
    told = [row["words"] for name in _SHORT for row in rows if row["question"] == name]
    return shortened(", ".join(told) or line, _WIDEST)


def _detail(number: int, answer: Answer, by_status: dict[str, list[JSON]], card: dict[str, JSON]) -> str:
    parts = [bold(words("utter_slack_table_row", number=number))]
    parts += [plain(text) for name, text in answer.texts if not name.startswith((*_ON_CARD, *_NEW))]
    told = "; ".join(f"{row['label']} {row['words']}" for row in card["rows"])
    if told:
        parts.append(plain(words("utter_slack_table_understood", told=told)))
    for status in ("not_met", "unknown"):
        if by_status[status]:
            heading = words(_HEADINGS[status], count=len(by_status[status]))
            listed = " ".join(f"{one['title']}: {one['text']}" for one in by_status[status])
            names = ", ".join(one["title"] for one in by_status[status])
            parts.append(f"{bold(heading)} {plain(listed if status == 'not_met' else names)}")
    if card.get("waits"):
        parts.append(f"{bold(words('utter_slack_waits'))} {plain(' '.join(card['waits'][:1]))}")
    return "\n".join(parts)


def _text_of(blocks: Sequence[Block]) -> str:
    """The words of the blocks, as many as Slack takes where a message is changed."""
    texts = []
    for block in blocks:
        if "text" in block:
            texts.append(block["text"]["text"])
        texts += [element["text"] for element in block.get("elements", ()) if isinstance(element.get("text"), str)]
    text = "\n".join(texts)
    room = len(text.encode()[:MOST_BYTES].decode(errors="ignore"))
    return next(parted(text, min(room, LONGEST_TEXT)), "")

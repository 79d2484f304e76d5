"""The end of a screening: what is met, not met and unknown, what ends when, what to ask, and who decides."""

from __future__ import annotations

from bot.dialogue.card import card
from bot.dialogue.messages import Message, say, words
from bot.dialogue.saying import (
    name_of,
    open_labels,
    say_besides,
    say_closed,
    say_contact,
    say_date,
    say_status,
    wait_over,
)
from bot.dialogue.screening import Screening
from bot.status import Status


def outcome(screening: Screening) -> list[Message]:
    """The result in plain words; the payload follows it."""
    result, trial, who = screening.result(), screening.trial, screening.who
    pairs = list(zip(trial.criteria, result.criteria, strict=True))
    open_criteria = [criterion for criterion, one in pairs if one.status is Status.UNKNOWN]
    lists = {
        f"utter_result_{status.value}": [say_status(c, one, who) for c, one in pairs if one.status is status]
        for status in (Status.MET, Status.NOT_MET, Status.UNKNOWN)
    }
    lists["utter_result_clears"] = [
        words("utter_result_clear", screening, criterion=name_of(c, who), day=say_date(str(day), who))
        for c, one in pairs
        if (day := wait_over(c, one, screening))
    ]
    lists["utter_result_ask_team"] = [row for c in open_criteria for row in open_labels(c, screening)]
    said = [
        say("utter_result_head", screening),
        *(say(name, screening, items="\n".join(f"- {i}" for i in items)) for name, items in lists.items() if items),
        say("utter_result_team_decides", screening, besides=say_besides(screening)),
    ]
    if closed := say_closed(screening):
        said.append(Message(closed, name="utter_result_closed"))
    said.append(say("utter_result_contact", screening, contact=say_contact(screening)))
    return [*said, standing(screening)]


def standing(screening: Screening) -> Message:
    """Where a finished screening stands, without a word."""
    known, result = screening.known(), screening.result().as_dict()
    return Message(custom={"kind": "result", "answers": known, "result": result, "card": card(screening)})


def greeting(screening: Screening) -> Message:
    """What this is, and that the trial is closed to enrollment."""
    trial, who = screening.trial, screening.who
    return say("utter_greet", screening, trial=trial.id, enrollment=getattr(trial.enrollment, who))

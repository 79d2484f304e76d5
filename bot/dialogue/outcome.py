"""The end of a screening: what is met, not met and unknown, what ends when, what to ask, and who decides."""

from __future__ import annotations

from bot.criteria.criterion import Criterion
from bot.dialogue.messages import Message, say, words
from bot.dialogue.saying import name_of, open_labels, say_date, say_status
from bot.dialogue.screening import LAST, Screening
from bot.settings import settings
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
        words("utter_result_clear", screening, criterion=name_of(c, who), day=say_date(str(one.clears_on), who))
        for c, one in pairs
        if one.clears_on and _is_dated(c, screening)
    ]
    lists["utter_result_ask_team"] = [row for c in open_criteria for row in open_labels(c, screening)]
    besides = ", ".join(getattr(check, who) for check in trial.checked_besides)
    said = [
        say("utter_result_head", screening),
        *(say(name, screening, items="\n".join(f"- {i}" for i in items)) for name, items in lists.items() if items),
        say("utter_result_team_decides", screening, besides=besides),
    ]
    if trial.enrollment.status == "closed":
        said.append(say("utter_result_closed", screening, enrollment=getattr(trial.enrollment, who)))
    said.append(say("utter_result_contact", screening, contact=say_contact(screening)))
    return [*said, standing(screening)]


def _is_dated(criterion: Criterion, screening: Screening) -> bool:
    """Whether every treatment that counts for the criterion has a date: else the day is only as late as can be."""
    return not any(
        screening.is_open(name, name) or name in screening.unknown for name in criterion.ask if name.startswith(LAST)
    )


def standing(screening: Screening) -> Message:
    """Where a finished screening stands, without a word."""
    custom = {"kind": "result", "answers": screening.known(), "result": screening.result().as_dict()}
    return Message(custom=custom)


def say_contact(screening: Screening, language: str = "") -> str:
    """Whom to call: the site's contact where it is configured, else the child's own care team."""
    site = settings()
    if site.contact_phone:
        return words("utter_contact_set", screening, site=site.site_name, phone=site.contact_phone).strip()
    return words("utter_contact_unset" + (f"_{language}" if language else ""), screening)


def greeting(screening: Screening) -> Message:
    """What this is, and that the trial is closed to enrollment."""
    trial, who = screening.trial, screening.who
    return say("utter_greet", screening, trial=trial.id, enrollment=getattr(trial.enrollment, who))

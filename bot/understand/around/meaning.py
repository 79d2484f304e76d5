"""What a phrase that was found means in this message: staff write some of them for something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.understand.counting import is_no_count
from bot.understand.phrase_book import Mark

if TYPE_CHECKING:
    from bot.understand.message import Message

_MAYBE = (["possible"], ["potential"], ["likely"], ["poss"], ["probable"], ["maybe"])
_CANDIDATE = (["pt"], ["patient"], ["candidate"], ["screen"], ["referral"], ["enrollment"], ["enrollee"], ["subject"])
_ANY_CHEMO = ["no", "any", "chemo"]
_RELAPSES = frozenset({"relapse", "rel", "relapsed", "relapsing", "recurrence", "dx", "diagnosis", "then", "it"})


def meant(message: Message, mark: Mark) -> Mark | None:
    """ "DNR last 10/16" is no "last one"; a "possible pt" may be a patient of the study, and is one."""
    figures = message.words[mark.end - 1] == "#" and message.ends_in_figures(mark)
    if mark.label == "other_times.now" and figures:
        return None
    if mark.label == "therapies.last" and figures:
        return mark._replace(end=mark.end - 1)
    if mark.label == "sites.testicular" and _is_age_and_kind(message, mark):
        return mark._replace(label="diagnosis.b_all", start=mark.end - 1)
    if mark.label == "phase.off" and _is_of_doses(message, mark):
        return mark._replace(label="therapies.cytotoxic", start=mark.end - 1)
    if mark.label == "therapies.relapse_not_treated" and _is_since_a_day(message, mark):
        return mark._replace(label="therapies.cytotoxic", start=mark.start + 1, end=mark.start + 2)
    if mark.label == "relapse.count" and is_no_count(message.text, mark, message.who):
        return None
    candidate = (
        mark.label in ("hedges.before", "hedges.after", "hedges.hedged_yes", "transplant.planned")
        and message.words[mark.start : mark.end] in _MAYBE
        and message.words[mark.end : mark.end + 1] in _CANDIDATE
    )
    return None if candidate else mark


def _is_age_and_kind(message: Message, mark: Mark) -> bool:
    """Staff's "F/11 BALL": not "one ball", which is written out."""
    figures = message.text.raw[message.text.starts[mark.start] : message.text.ends[mark.start]].isdecimal()
    return message.who == "staff" and figures and message.words[mark.end - 1] == "ball"


def _is_of_doses(message: Message, mark: Mark) -> bool:
    """Staff's "no chemo since 10/20", "no chemo/IT": of doses, and not that therapy was over when it came back."""
    if message.who != "staff" or message.asking == "relapse_phase":
        return False
    return message.words[mark.start : mark.end] in (
        ["no", "chemo"],
        ["not", "chemo"],
        ["without", "chemo"],
        _ANY_CHEMO,
    )


def _is_since_a_day(message: Message, mark: Mark) -> bool:
    """Staff's "no chemo since Aug": not of the relapse, of which "no chemo since relapse" tells."""
    if message.who != "staff" or message.words[mark.start : mark.end] != ["no", "chemo", "since"]:
        return False
    return not {*message.words[mark.end : mark.end + 2]} & _RELAPSES

"""Staff's short messages about doses that they told before: what they were part of, or a bare corrected day."""

from __future__ import annotations

import re
from typing import Any

from bot.dialogue.doses import Dose, agree, kinds_of, with_therapies
from bot.dialogue.screening import MAY_BE_EXEMPT, Screening
from bot.understand.dates import find_dates
from bot.understand.understanding import Understanding

_SMALL = frozenset(
    {
        *("ok", "okay", "checked", "checking", "mar", "emar", "emr", "epic", "chart", "per", "correction", "corrected"),
        *("actually", "sorry", "it", "was", "that", "its", "no", "pharmacy", "confirmed", "confirm", "on", "the"),
        *("given", "date", "should", "be", "is", "make", "double", "day", "my", "bad", "oops", "wait", "not"),
        *("yes", "yep", "dose", "last", "got", "so", "read", "misread", "typo", "meant", "i", "mean", "thats"),
        *("really", "in", "fact", "according", "to", "says", "said", "shows", "looks", "like", "rather"),
    }
)
"""Words that may stand beside a corrected day without saying anything else."""
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def of_known_doses(screening: Screening, heard: Understanding) -> Understanding:
    """What was heard, with the doses that it is said of; without what is said of no dose that is known."""
    if screening.who != "staff":
        return heard
    told = heard.answers.get("therapies", ())
    if open_kinds := [kind for kind in heard.closes if kind not in kinds_of(told)]:
        # "That was the last chemo", without a dose: those that were told before are the list.
        known = {kind: screening.doses(kind) for kind in open_kinds if screening.dated(kind)}
        closes = tuple(kind for kind in heard.closes if kind in known or kind not in open_kinds)
        doses = [*told, *(dose for kind in known for dose in known[kind])]
        heard = heard._replace(answers=with_therapies(heard.answers, doses), closes=closes)
    if screening.step_by_step:
        return heard
    told = heard.answers.get("therapies", ())
    if told and all("context" in dose and "last_given" not in dose for dose in told):
        return heard._replace(answers=with_therapies(heard.answers, _with_contexts(screening, told)))
    if not heard.answers and not heard.unsure and not heard.closes and (dose := _redated(screening, heard.text)):
        return heard._replace(answers={"therapies": [dose]}, corrects=True, intent="answer")
    return heard


def _with_contexts(screening: Screening, told: list[Dose]) -> list[Dose]:
    """The known doses that the contexts are said of; none where it isn't clear which one that is."""
    found = []
    for dose in told:
        context = dose["context"]
        if "kind" in dose:
            known = [one for one in screening.doses(dose["kind"]) if "agent" not in dose or agree(one, dose)]
            known = known if len(known) == 1 else []
        else:  # "Both maint"
            known = [one for one in screening.answers.get("therapies", ()) if kinds_of([one]) & {*MAY_BE_EXEMPT}]
            known = known if all("context" not in one or one["context"] == context for one in known) else []
        found += [{**one, "context": context} for one in known]
    return found


def _redated(screening: Screening, text: str) -> dict[str, Any] | None:
    """The one dose that the message before told, with the day that this one gives: "ok checked MAR, 11/12"."""
    days = find_dates(text, screening.on, screening.who)
    if len(days) != 1 or days[0].interval is None or days[0].ask or not screening.history:
        return None
    rest = text[: days[0].start] + " " + text[days[0].end :]
    if "?" in text or any(word.replace("'", "") not in _SMALL for word in _WORDS.findall(rest.lower())):
        return None
    if any(sign.isdigit() for sign in rest):
        return None
    before = screening.history[-1]["answers"].get("therapies", ...)
    if before is ...:
        return None
    changed = [dose for dose in screening.answers.get("therapies", ()) if dose not in (before or ())]
    if len(changed) != 1 or "last_given" not in changed[0]:
        return None
    return {**changed[0], "last_given": days[0].interval.iso()}

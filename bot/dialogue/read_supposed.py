"""What a message supposes: the answers that would be others, the doses that would not have been given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.dialogue import topics
from bot.dialogue.agenda import form_of, key_of
from bot.dialogue.doses import kinds_of, with_therapies
from bot.dialogue.screening import LAST, MAY_BE_EXEMPT, REVIEW, Screening
from bot.dialogue.supposed import Dose, Supposed
from bot.drugs import find_drug
from bot.understand.answers import read_answers
from bot.understand.dates import find_coming
from bot.understand.findings import Reading
from bot.understand.supposing import (
    as_it_would_be,
    contexts_denied,
    is_unrecovered,
    joins_the_known,
    without_besides,
    without_replaced,
    without_values,
)

JSON = Any

_TAKEN_AS = {"which_bilirubin": ("direct_bilirubin", "total_bilirubin")}
"""A value that may be one of two, by what would have to be asked: taken as the one that the criterion asks for."""
_SCALE = "scale"
_ITS = re.compile(r"\bits\b")
"""As it is written it is no plural of IT."""
_WAS = re.compile(r"\b(?<!i )(?:was|were)\b(?= (?:a )?\d)")
"""Of a supposition, "she was 31" is no age of then."""


def read_supposition(text: str, screening: Screening) -> Supposed:
    """What a text supposes ("what if creatinine was 1.1 and she was 12"), `Supposed()` where nothing."""
    text = _ITS.sub("it's", text)
    no_value, text = without_values(without_replaced(text.casefold()))
    plain = topics.supposition(text)
    away, rest = topics.taken_away(plain)
    without = _without(away, screening)
    # "No rituximab and VCR 11/1": the "no" is about the one alone.
    reading = _read(rest if without[0] and rest else plain, text, screening)
    answers = {**reading.answers, **{finding.key: finding.value for finding in reading.unsure}}
    if not answers and is_unrecovered(plain):
        answers = {"recovered_from_toxicity": False}
    if "therapies" in answers:
        answers = _of_known_doses(answers, plain, screening)
    sites = answers.get("relapse_sites")
    if sites and joins_the_known(text.casefold()):
        answers["relapse_sites"] = sorted({*screening.answers.get("relapse_sites", ()), *sites})
    denied = [LAST + kind for kind in reading.denied_kinds]
    closed = [*denied, *without[1]]
    gone = [*without[0], *(dose for name in denied for dose in screening.doses(name.removeprefix(LAST)))]
    if not answers and not gone and (others := _in_another_context(text, screening)):
        gone, answers["therapies"] = others
    if reading.closes:
        closed += [LAST + kind for kind in sorted(kinds_of(answers.get("therapies", ())))]
    taken_as, other = _either(reading, answers)
    known = [name for criterion in screening.trial.criteria for name in criterion.ask]
    closed = [name for name in dict.fromkeys(closed) if name in known]
    once = [dose for place, dose in enumerate(gone) if dose not in gone[:place]]
    no_value = tuple(key for key in no_value if key not in answers)
    return Supposed(answers, tuple(once), tuple(closed), no_value, taken_as, other)


def _of_known_doses(answers: dict[str, JSON], plain: str, screening: Screening) -> dict[str, JSON]:
    """The answers, where what is told of a dose with no agent and no kind ("that dose was part of maintenance") is told
    of the known ones: of those that are named, else of all that it may be about."""
    told = list(answers["therapies"])
    bare = [dose for dose in told if "agent" not in dose and "kind" not in dose]
    whole = [dose for dose in told if dose not in bare]
    kind = topics.named(plain, screening)
    known = [
        dose
        for name in ([kind.removeprefix(LAST)] if kind and kind.startswith(LAST) else MAY_BE_EXEMPT)
        for dose in screening.doses(name)
    ]
    for dose in bare:
        whole += [{**one, **dose} for one in known if {**one, **dose} not in whole]
    return with_therapies(answers, whole)


def _read(plain: str, text: str, screening: Screening) -> Reading:
    """The reading that says most: as written, as of now, or as a plain statement; a bare value is about what is named
    or was asked."""
    scale = form_of("performance", screening).rpartition("_")[2]
    now = _WAS.sub("is", plain)
    stated = [as_it_would_be(one) for one in (text.casefold(), plain)]
    shorter = without_besides(now)
    shorter = _WAS.sub("is", shorter)
    stated += [_number(one) for one in (shorter, as_it_would_be(shorter), *stated)]
    ways = tuple(dict.fromkeys((plain, now, *stated)))
    found = [read_answers(way, None, screening.on, screening.who, scale) for way in ways]
    best = max(found, key=_says)
    if _says(best):
        return best
    asking = topics.named(plain, screening) or screening.asking
    if asking is not None and asking != REVIEW and not (asking.startswith(LAST) and _is_to_come(plain, screening)):
        for way in (now, *stated):
            read = read_answers(way, key_of(asking), screening.on, screening.who, scale)
            if _says(read):
                return read
    for key in _BARE:
        for way in ways:
            read = read_answers(way, key, screening.on, screening.who, scale)
            if key in read.answers:
                return read
    return best


def _number(plain: str) -> str:
    """A field's name with its mark as words read it: "relapse # is 2" is "relapse 2"."""
    return _FIELD.sub(" ", plain)


_FIELD = re.compile(r"\s*(?:#|\bnumber\b|\bno\.)\s*(?:is|was|were|:|=)?\s*(?=\d)")
_BARE = ("relapse_sites", "relapse_phase", "diagnosis")
"""Keys whose values say which key they are of, be it only where something is supposed ("the CNS too")."""


def _in_another_context(text: str, screening: Screening) -> tuple[list[Dose], list[dict[str, JSON]]] | None:
    """The known doses that would not have been part of what the text says ("wasn't at the diagnostic LP"), and these
    doses as they would be."""
    denied = contexts_denied(text)
    known: list[Dose] = [*screening.answers.get("therapies", ())]
    gone = [dose for dose in known if dose.get("context") in denied]
    return (gone, [{k: v for k, v in dose.items() if k != "context"} for dose in gone]) if gone else None


def _is_to_come(plain: str, screening: Screening) -> bool:
    """Whether a bare day is one to come: no day on which a dose was given."""
    coming = find_coming(plain, screening.on, screening.who)
    return coming is not None and not coming.past


def _says(reading: Reading) -> int:
    asks = reading.ask is not None and reading.ask.code in (*_TAKEN_AS, _SCALE)
    return len(reading.answers) + len(reading.unsure) + len(reading.denied_kinds) + asks


def _either(reading: Reading, answers: dict[str, JSON]) -> tuple[str | None, Mapping[str, JSON]]:
    """Take a value that may be one of two as the first, which is added to the answers; and what the other would be."""
    if reading.ask is None or reading.ask.code not in _TAKEN_AS or "value" not in reading.ask.values:
        return None, {}
    first, second = _TAKEN_AS[reading.ask.code]
    if first in answers or second in answers:
        return None, {}
    answers[first] = reading.ask.values["value"]
    return first, {second: reading.ask.values["value"]}


def _without(rest: str, screening: Screening) -> tuple[list[Dose], list[str]]:
    """The known doses that a text names, and the kinds of treatment that it names as a whole."""
    if not rest:
        return [], []
    doses: list[Dose] = [dose for dose in screening.answers.get("therapies", ()) if _is_named(dose, rest)]
    kind = topics.named(rest, screening)
    if doses or kind is None or not kind.startswith(LAST):
        return doses, []
    return [*screening.doses(kind.removeprefix(LAST))], [kind]


def _is_named(dose: Dose, text: str) -> bool:
    drug = find_drug(dose["agent"]) if "agent" in dose else None
    names = drug.names if drug else (dose.get("agent") or "",)
    return any(name and re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", text) for name in names)

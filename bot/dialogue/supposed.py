"""What a message supposes, and the screening as it would be then. The screening itself is never touched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any, NamedTuple

from bot.answers import AGE_KEYS, AnswersError
from bot.dialogue import topics
from bot.dialogue.agenda import form_of, key_of
from bot.dialogue.doses import agree, kinds_of
from bot.dialogue.screening import LAST, REVIEW, Screening
from bot.drugs import find_drug
from bot.intervals import DateInterval
from bot.understand.answers import read_answers
from bot.understand.dates import find_coming
from bot.understand.findings import Reading

JSON = Any
Dose = Mapping[str, JSON]

_TAKEN_AS = {"which_bilirubin": ("direct_bilirubin", "total_bilirubin")}
"""A value that may be one of two, by what would have to be asked: taken as the one that the criterion asks for."""
_SCALE = "scale"
_WAS = re.compile(r"\b(?<!i )(?:was|were)\b(?= (?:a )?\d)")
"""Of a supposition, "she was 31" is no age of then."""


class Supposed(NamedTuple):
    """What would be so. Empty where nothing was understood."""

    answers: Mapping[str, JSON] = {}
    without: tuple[Dose, ...] = ()
    """Known doses that would not have been given."""
    closed: tuple[str, ...] = ()
    """The questions (`last_…`) of which the list of doses would be complete."""
    taken_as: str | None = None
    """The key that a value was taken for, where it may be another's:"""
    other: Mapping[str, JSON] = {}

    def __bool__(self) -> bool:
        return bool(self.answers or self.without or self.closed)


def read_supposition(text: str, screening: Screening) -> Supposed:
    """What a text supposes ("what if creatinine was 1.1 and she was 12"), `Supposed()` where nothing."""
    plain = topics.supposition(text)
    away, rest = topics.taken_away(plain)
    without = _without(away, screening)
    # "No rituximab and VCR 11/1": the "no" is about the one alone.
    reading = _read(rest if without[0] and rest else plain, screening)
    answers = {**reading.answers, **{finding.key: finding.value for finding in reading.unsure}}
    denied = [LAST + kind for kind in reading.denied_kinds]
    closed = [*denied, *without[1]]
    gone = [*without[0], *(dose for name in denied for dose in screening.doses(name.removeprefix(LAST)))]
    if reading.closes:
        closed += [LAST + kind for kind in sorted(kinds_of(answers.get("therapies", ())))]
    taken_as, other = _either(reading, answers)
    known = [name for criterion in screening.trial.criteria for name in criterion.ask]
    closed = [name for name in dict.fromkeys(closed) if name in known]
    once = [dose for place, dose in enumerate(gone) if dose not in gone[:place]]
    return Supposed(answers, tuple(once), tuple(closed), taken_as, other)


def _read(plain: str, screening: Screening) -> Reading:
    """The reading that says most: as written, or as of now; a bare value is about what is named or was asked."""
    scale = form_of("performance", screening).rpartition("_")[2]
    now = _WAS.sub("is", plain)
    found = [read_answers(text, None, screening.on, screening.who, scale) for text in dict.fromkeys((plain, now))]
    best = max(found, key=_says)
    if _says(best):
        return best
    asking = topics.named(plain, screening) or screening.asking
    if asking is None or asking == REVIEW or (asking.startswith(LAST) and _is_to_come(plain, screening)):
        return best
    read = read_answers(now, key_of(asking), screening.on, screening.who, scale)
    return read if _says(read) else best


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


class IfSo(NamedTuple):
    """A screening as it would be."""

    screening: Screening
    left_out: Mapping[str, JSON]
    """Stored answers that can't be true together with what is supposed: they are left out of it."""


def if_so(screening: Screening, supposed: Supposed, on: date | None = None) -> IfSo:
    """The screening as it would be, on another day where `on` is given; a copy.

    Raises AnswersError where what is supposed can't be, whatever the stored answers are.
    """
    then = copied(screening, on or screening.on)
    therapies = [dose for dose in then.answers.get("therapies", ()) if dose not in supposed.without]
    told = supposed.answers.get("therapies", ())
    then.answers["therapies"] = with_doses(therapies, told)
    if not then.answers["therapies"]:
        del then.answers["therapies"]
    then.take({key: value for key, value in supposed.answers.items() if key != "therapies"})
    then.reopen([*supposed.closed, *("age" if key in AGE_KEYS else key for key in supposed.answers)])
    then.closed += supposed.closed
    return IfSo(then, _leave_out(then, supposed))


def _leave_out(then: Screening, supposed: Supposed) -> Mapping[str, JSON]:
    """Leave out the stored answer that contradicts what is supposed."""
    try:
        then.result()
    except AnswersError as error:
        stored = [key for key in then.answers if key not in supposed.answers]
        for key in stored:
            value = then.answers.pop(key)
            try:
                then.result()
            except AnswersError:
                then.answers[key] = value
            else:
                return {key: value}
        raise error from None
    return {}


def with_doses(known: Iterable[Dose], told: Iterable[Dose]) -> list[dict[str, JSON]]:
    """The known doses with others in their place: of the same agent; of the same kind where one has no agent.

    Where nothing is to be replaced, a dose is added. What it was part of stays with a dose that only gets another day.
    """
    doses = [dict(dose) for dose in known]
    for dose in told:
        same = _replaced_by(dose, doses)
        old = same[0] if len(same) == 1 else {}
        doses = [one for one in doses if one not in same] + [{**old, **dose}]
    return doses


def _replaced_by(dose: Dose, doses: list[dict[str, JSON]]) -> list[dict[str, JSON]]:
    alike = [one for one in doses if kinds_of([one]) == kinds_of([dict(dose)]) and agree(one, dict(dose))]
    named = [one for one in alike if "agent" in one]
    return named if "agent" in dose and named else alike


def copied(screening: Screening, on: date) -> Screening:
    """A copy of a screening for a day `on`, not before its own; what was told lies before the day it was told."""
    answers = deepcopy(screening.answers)
    if on != screening.on:
        for told in (dose for dose in answers.get("therapies", ()) if "last_given" in dose):
            told["last_given"] = _cut(told["last_given"], screening.on)
        if "birth_date" in answers:
            answers["birth_date"] = _cut(answers["birth_date"], screening.on)
    return Screening(
        screening.trial, on, screening.who, answers=answers, unknown=[*screening.unknown], closed=[*screening.closed],
        asking=screening.asking,
    )  # fmt: skip


def _cut(told: str, on: date) -> str:
    past = DateInterval.parse(told).until(on)
    return past.iso() if past else told

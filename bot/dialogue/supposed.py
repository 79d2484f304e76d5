"""The screening as it would be, if something were so. The screening itself is never touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any, NamedTuple

from bot.answers import AGE_KEYS, AnswersError
from bot.dialogue.doses import agree, kinds_of
from bot.dialogue.screening import Screening
from bot.intervals import DateInterval

JSON = Any
Dose = Mapping[str, JSON]


class Supposed(NamedTuple):
    """What would be so. Empty where nothing was understood."""

    answers: Mapping[str, JSON] = {}
    without: tuple[Dose, ...] = ()
    """Known doses that would not have been given."""
    closed: tuple[str, ...] = ()
    """The questions (`last_…`) of which the list of doses would be complete."""
    no_value: tuple[str, ...] = ()
    """The keys that would have no answer ("and no MUGA")."""
    taken_as: str | None = None
    """The key that a value was taken for, where it may be another's:"""
    other: Mapping[str, JSON] = {}

    def __bool__(self) -> bool:
        return bool(self.answers or self.without or self.closed or self.no_value)


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
    for key in supposed.no_value:
        then.answers.pop(key, None)
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

"""When every waiting period is over: of each dose told the day, and of all the first such day. Pure, and no words.

What is counted are the doses that were told. What can't be counted (kinds of treatment not told, doses without a day,
agents whose period the trial's page doesn't give) is listed, so that no one takes the day for more than it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from bot.answers import Answers, Therapy
from bot.criteria.criterion import Criterion
from bot.criteria.washout import Standing, Washout
from bot.dialogue.screening import LAST, Screening

JSON = Any


class DoseWait(NamedTuple):
    """The wait of one dose that was told."""

    criterion: str
    """The id of the criterion that asks for the wait."""
    dose: Mapping[str, JSON]
    """The dose in the form of the answers."""
    needed: str
    """The wait in the trial's own words ("14 days", "24 hours"); where `period_known` is False, the least it may be."""
    ends: date | None
    """The first day on which the wait is certain to be over; it may lie in the past. None where it can't be told."""
    exempt: bool
    """No wait is needed, because of what the dose was part of."""
    dated: bool
    period_known: bool
    """Whether the trial's page says how long this agent needs."""

    @property
    def is_open(self) -> bool:
        """Whether no day can be told."""
        return not self.exempt and self.ends is None


class CriterionWait(NamedTuple):
    """The waits of one criterion."""

    criterion: str
    doses: tuple[DoseWait, ...]
    not_told: tuple[str, ...]
    """The questions (`last_…`) about kinds of treatment that have no answer, or an *I don't know*."""

    @property
    def ends(self) -> date | None:
        """The last day of its doses, of those that have one; None where none has."""
        return max((dose.ends for dose in self.doses if dose.ends and not dose.exempt), default=None)


class Waits(NamedTuple):
    """The waits of a screening on one day."""

    on: date
    criteria: tuple[CriterionWait, ...]
    """Each criterion that asks for a wait, in the trial's order."""

    @property
    def doses(self) -> tuple[DoseWait, ...]:
        """Every dose told that a criterion asks about."""
        return tuple(dose for criterion in self.criteria for dose in criterion.doses)

    @property
    def by_doses_told(self) -> date | None:
        """The first day, `on` or later, on which every wait that can be counted is certain to be over.

        None where no dose can be counted.
        """
        ends = [one.ends for one in self.criteria if one.ends]
        return max(self.on, *ends) if ends else None

    @property
    def open_doses(self) -> tuple[DoseWait, ...]:
        """The doses of which no day can be told."""
        return tuple(dose for dose in self.doses if dose.is_open)

    @property
    def not_told(self) -> tuple[str, ...]:
        """The questions about kinds of treatment that keep the day from covering all."""
        return tuple(name for criterion in self.criteria for name in criterion.not_told)

    @property
    def first_day(self) -> date | None:
        """The first day on which every waiting period is certain to be over; None where something keeps it open."""
        if self.not_told or self.open_doses:
            return None
        return self.by_doses_told or self.on


def waits(screening: Screening) -> Waits:
    """The waits by the doses told. Raises AnswersError where the answers contradict each other."""
    answers = Answers.parse(screening.answers)
    told = list(zip(screening.answers.get("therapies", ()), answers.therapies or (), strict=True))
    found = [
        _of(criterion, told, screening) for criterion in screening.trial.criteria if isinstance(criterion, Washout)
    ]
    return Waits(screening.on, tuple(found))


def _of(criterion: Washout, told: list[tuple[Mapping[str, JSON], Therapy]], screening: Screening) -> CriterionWait:
    mine = [(dose, therapy) for dose, therapy in told if criterion.covers(therapy.kind)]
    standings = criterion.standings(Answers(therapies=tuple(therapy for _, therapy in mine)), screening.on)
    doses = [_dose(criterion, dose, one, screening.on) for (dose, _), one in zip(mine, standings, strict=True)]
    return CriterionWait(criterion.id, tuple(doses), _not_told(criterion, screening))


def _dose(criterion: Criterion, dose: Mapping[str, JSON], one: Standing, on: date) -> DoseWait:
    dated, known, exempt = one.therapy.last_given is not None, one.waits is not None, one.situation == "exempt"
    ends = on + timedelta(one.waits) if dated and one.waits is not None and one.waits <= (date.max - on).days else None
    return DoseWait(criterion.id, dose, one.period.text, None if exempt else ends, exempt, dated, known)


def _not_told(criterion: Criterion, screening: Screening) -> tuple[str, ...]:
    asked = [name for name in criterion.ask if name.startswith(LAST)]
    return tuple(name for name in asked if name not in screening.closed)

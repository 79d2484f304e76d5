"""A criterion on recovery from earlier treatment, asked for in some phases only."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from bot.answers import CHOICES, Answers
from bot.criteria.criterion import Criterion
from bot.criteria.possibility import Fact
from bot.status import Status

View = tuple[str | None, bool | None]


class Recovery(Criterion):
    """Met where the relapse came on none of the phases that require recovery, or the patient has recovered."""

    situations: ClassVar[frozenset[str]] = frozenset({"met", "not_asked", "not_met", "unknown"})
    placeholders: ClassVar[frozenset[str]] = frozenset({"phase", "recovered", "on"})

    kind: Literal["recovery"]
    required_in: tuple[Literal["maintenance", "other_frontline_phase", "off_therapy"], ...]

    def view(self, answers: Answers, on: date) -> View:
        return answers.relapse_phase, answers.recovered_from_toxicity

    def facts(self, view: View) -> tuple[Fact, ...]:
        phase, recovered = view
        return (
            Fact(("relapse_phase",), CHOICES["relapse_phase"] if phase is None else (phase,)),
            Fact(("recovered_from_toxicity",), (True, False) if recovered is None else (recovered,)),
        )

    def rule(self, phase: str, recovered: bool) -> bool:
        return recovered or phase not in self.required_in

    def reason(self, status: Status, view: View, on: date) -> str:
        phase, recovered = view
        asked = phase is None or phase in self.required_in
        return self.reasons[status if asked else "not_asked"].format(
            phase=self._phrases.value(phase), recovered=self._phrases.value(recovered), on=on
        )

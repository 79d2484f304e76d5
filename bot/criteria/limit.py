"""A limit that a trial's file sets, and a criterion that a measurement must stay below."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bot.answers import Answers
from bot.criteria.criterion import Criterion
from bot.criteria.possibility import Fact, Outcome
from bot.criteria.remembering import remembered
from bot.quantities import Quantity
from bot.status import MET, Status

Limit = Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]
"""A number of the trial's file, exactly as its digits say."""

View = tuple[Quantity | None, Quantity | None]


class Below(Criterion):
    """Met where the measurement is below the limit. What it is a part of is never less than it, and can settle it."""

    situations: ClassVar[frozenset[str]] = frozenset({"met", "met_by_total", "not_met", "unknown", "not_known"})
    placeholders: ClassVar[frozenset[str]] = frozenset({"value", "total", "limit", "on"})

    kind: Literal["below"]
    key: Literal["direct_bilirubin"]
    part_of: Literal["total_bilirubin"]
    limit: Limit

    def view(self, answers: Answers, on: date) -> View:
        value: Quantity | None = getattr(answers, self.key)
        settled = len(self._cells(value)) == 1
        return value, None if settled else getattr(answers, self.part_of)

    def facts(self, view: View) -> tuple[Fact, ...]:
        value, total = view
        return Fact((self.key,), self._cells(value)), Fact((self.part_of,), self._cells(total))

    def rule(self, value: int, total: int) -> bool | Outcome:
        return Outcome.IMPOSSIBLE if value > total else value == 0

    def reason(self, status: Status, view: View, on: date) -> str:
        value, total = view
        situation: str = status
        if status is MET and len(self._cells(value)) > 1:
            situation = "met_by_total"
        if value is None and total is None:
            situation = "not_known"
        return self.reasons[situation].format(
            value=value.text if value else self._phrases.not_known,
            total=total.text if total else self._phrases.not_known,
            limit=self.limit,
            on=on,
        )

    @remembered
    def _cells(self, value: Quantity | None) -> tuple[int, ...]:
        """Whether a measurement may be below the limit (0), and not below it (1)."""
        return (0, 1) if value is None else tuple(value.cells_from((self.limit,)))

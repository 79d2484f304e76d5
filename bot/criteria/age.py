"""A criterion on age."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import NonNegativeInt, model_validator

from bot.ages import Ages
from bot.answers import AGE_KEYS, Answers
from bot.criteria.criterion import Criterion
from bot.criteria.possibility import Fact
from bot.status import Status


class Age(Criterion):
    """Met from `minimum` to `maximum` completed years, both counted."""

    situations: ClassVar[frozenset[str]] = frozenset({"met", "not_met", "unknown", "not_known"})
    placeholders: ClassVar[frozenset[str]] = frozenset({"age", "minimum", "maximum", "on"})

    kind: Literal["age"]
    minimum: NonNegativeInt
    maximum: NonNegativeInt

    @model_validator(mode="after")
    def _check_range(self) -> Age:
        if self.minimum > self.maximum:
            raise ValueError("minimum is over the maximum")
        return self

    def view(self, answers: Answers, on: date) -> Ages:
        return answers.ages(on)

    def facts(self, view: Ages) -> tuple[Fact, ...]:
        youngest, oldest = view
        inside = youngest <= self.maximum and (oldest is None or oldest >= self.minimum)
        outside = youngest < self.minimum or oldest is None or oldest > self.maximum
        return (Fact(AGE_KEYS, tuple(value for value, possible in ((True, inside), (False, outside)) if possible)),)

    def rule(self, inside: bool) -> bool:
        return inside

    def reason(self, status: Status, view: Ages, on: date) -> str:
        situation = "not_known" if view == (0, None) else status
        return self.reasons[situation].format(
            age=self._phrases.ages(view), minimum=self.minimum, maximum=self.maximum, on=on
        )

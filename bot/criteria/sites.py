"""A criterion on where the leukemia came back."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from bot.answers import Answers
from bot.criteria.criterion import Criterion
from bot.criteria.possibility import Fact
from bot.status import Status


class Sites(Criterion):
    """Met where there is a site of relapse, and each one is among those allowed."""

    situations: ClassVar[frozenset[str]] = frozenset({"met", "not_met", "unknown"})
    placeholders: ClassVar[frozenset[str]] = frozenset({"value", "on"})

    kind: Literal["sites"]
    allowed: tuple[Literal["bone_marrow", "cns", "testicular", "other"], ...]

    def view(self, answers: Answers, on: date) -> tuple[str, ...] | None:
        return answers.relapse_sites

    def facts(self, view: tuple[str, ...] | None) -> tuple[Fact, ...]:
        allowed = (True, False) if view is None else (bool(view) and set(view) <= set(self.allowed),)
        return (Fact(("relapse_sites",), allowed),)

    def rule(self, allowed: bool) -> bool:
        return allowed

    def reason(self, status: Status, view: tuple[str, ...] | None, on: date) -> str:
        return self.reasons[status].format(value=self._phrases.value(view), on=on)

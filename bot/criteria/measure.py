"""A measurement that can settle a criterion together with others."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, Literal, NamedTuple

from bot.answers import Answers
from bot.criteria.criterion import Reasoned
from bot.criteria.limit import Limit
from bot.criteria.possibility import Fact, Outcome, weigh
from bot.criteria.remembering import remembered
from bot.quantities import Quantity
from bot.status import Status


class Known(NamedTuple):
    """What is known of one measure: its facts, the status that it has alone, and the reason."""

    facts: tuple[Fact, ...]
    status: Status
    reason: str

    # Those with the same reason are nearly always the same, and a string remembers its hash.
    def __hash__(self) -> int:
        return hash(self.reason)


class Measure(Reasoned):
    """One of several measures, each of which can settle a criterion. `fact_count` is how many facts it has."""

    fact_count: ClassVar[int] = 1

    def view(self, answers: Answers, on: date) -> Any:
        """The values of the answers that this measure depends on."""
        raise NotImplementedError

    def facts(self, view: Any) -> tuple[Fact, ...]:
        """What the view leaves possible."""
        raise NotImplementedError

    def rule(self, *case: Any) -> bool | Outcome:
        """Whether the measure is met in one case."""
        raise NotImplementedError

    def reason(self, status: Status, view: Any) -> str:
        """The value, and the limit that it is held against."""
        raise NotImplementedError

    @remembered
    def known(self, view: Hashable) -> Known:
        """What is known of the measure."""
        facts = self.facts(view)
        status, _ = weigh(self.rule, facts)
        return Known(facts, status, self.reason(status, view))


class AtLeast(Measure):
    """Met from a limit upward."""

    situations: ClassVar[frozenset[str]] = frozenset({"met", "not_met", "unknown", "not_known"})
    placeholders: ClassVar[frozenset[str]] = frozenset({"value", "limit"})

    kind: Literal["at_least"]
    key: Literal["gfr", "shortening_fraction", "ejection_fraction"]
    limit: Limit

    def view(self, answers: Answers, on: date) -> Quantity | None:
        value: Quantity | None = getattr(answers, self.key)
        return value

    def facts(self, view: Quantity | None) -> tuple[Fact, ...]:
        return (Fact((self.key,), (0, 1) if view is None else tuple(view.cells_from(self._limits))),)

    def rule(self, cell: int) -> bool:
        return cell == 1

    def reason(self, status: Status, view: Quantity | None) -> str:
        if view is None:
            return self.reasons["not_known"].format(value=self._phrases.not_known, limit=self.limit)
        return self.reasons[status].format(value=view.text, limit=self.limit)

    @cached_property
    def _limits(self) -> tuple[Decimal, ...]:
        return (self.limit,)

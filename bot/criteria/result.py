"""What is said of one criterion."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from bot.answers import Answers
from bot.criteria.possibility import Settling
from bot.status import Status


@dataclass(frozen=True)
class CriterionResult:
    """Status of one criterion, with its reason. Made once for the same answers, and shared."""

    id: str
    status: Status
    reason: str
    settling: Settling = ()
    """The minimal sets of keys that, given together, could settle it."""
    clears_on: date | None = None
    """For a criterion that only time keeps from being met: the first day on which it is certain to be met."""
    needs: tuple[str, ...] = field(init=False)
    """Each key that could settle it, alone or with others, in the order of the answers."""
    json: str = field(init=False, repr=False)
    """The result as JSON text, in the documented form."""

    def __post_init__(self) -> None:
        keys = frozenset().union(*self.settling)
        needs = tuple(key for key in Answers._fields if key in keys)
        listed = ", ".join(f'"{key}"' for key in needs)
        clears_on = f'"{self.clears_on}"' if self.clears_on else "null"
        object.__setattr__(self, "needs", needs)
        object.__setattr__(
            self,
            "json",
            f'{{"id": "{self.id}", "status": "{self.status.value}", "reason": {quoted(self.reason)},'
            f' "needs": [{listed}], "clears_on": {clears_on}}}',
        )

    def as_dict(self) -> dict[str, Any]:
        """The result in the documented form."""
        return {
            "id": self.id,
            "status": self.status.value,
            "reason": self.reason,
            "needs": list(self.needs),
            "clears_on": self.clears_on.isoformat() if self.clears_on else None,
        }

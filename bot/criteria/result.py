"""What is said of one criterion."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, NamedTuple

from bot.answers import Answers
from bot.criteria.possibility import Settling
from bot.status import Status


class CriterionResult(NamedTuple):
    """Status of one criterion, with its reason. Made by `of`, once for the same answers, and shared."""

    id: str
    status: Status
    reason: str
    needs: tuple[str, ...]
    """Each key that could settle it, alone or with others, in the order of the answers."""
    clears_on: date | None
    """For a criterion that only time keeps from being met: the first day on which it is certain to be met."""
    settling: Settling
    """The minimal sets of keys that, given together, could settle it."""
    json: str
    """The result as JSON text, in the documented form."""

    @classmethod
    def of(
        cls, id_: str, status: Status, reason: str, settling: Settling = (), clears_on: date | None = None
    ) -> CriterionResult:
        """The result with what follows from the rest filled in."""
        needs, listed = _needs(settling)
        day = f'"{clears_on}"' if clears_on else "null"
        json = (
            f'{{"id": "{id_}", "status": "{status}", "reason": {quoted(reason)},'
            f' "needs": {listed}, "clears_on": {day}}}'
        )
        return cls(id_, status, reason, needs, clears_on, settling, json)

    def as_dict(self) -> dict[str, Any]:
        """The result in the documented form."""
        return {
            "id": self.id,
            "status": self.status.value,
            "reason": self.reason,
            "needs": list(self.needs),
            "clears_on": self.clears_on.isoformat() if self.clears_on else None,
        }


@lru_cache(maxsize=1024)
def _needs(settling: Settling) -> tuple[tuple[str, ...], str]:
    """The keys of all sets together, and the same as JSON text."""
    keys = frozenset().union(*settling)
    needs = tuple(key for key in Answers._fields if key in keys)
    return needs, "[" + ", ".join(quoted(key) for key in needs) + "]"

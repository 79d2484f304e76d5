"""A criterion that is met by certain values of one key."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import StrictBool, StrictInt, StrictStr, field_validator
from pydantic_core.core_schema import ValidationInfo

from bot.answers import CHOICES, Answers
from bot.criteria.criterion import Criterion
from bot.criteria.possibility import Fact
from bot.status import Status


class Accepted(Criterion):
    """Met where the value of `key` is one of those accepted."""

    situations: ClassVar[frozenset[str]] = frozenset({"met", "not_met", "unknown"})
    placeholders: ClassVar[frozenset[str]] = frozenset({"value", "on"})

    kind: Literal["accepted"]
    key: Literal[
        "diagnosis",
        "sex",
        "relapse_count",
        "relapse_phase",
        "recovered_from_toxicity",
        "prior_transplant",
        "prior_blinatumomab",
        "prior_relapse_therapy",
    ]
    accepted: tuple[StrictBool | StrictInt | StrictStr, ...]

    @field_validator("accepted")
    @classmethod
    def _check_accepted(cls, accepted: tuple[Any, ...], info: ValidationInfo) -> tuple[Any, ...]:
        key = info.data.get("key")
        kind = str if key in CHOICES else int if key == "relapse_count" else bool
        for value in accepted:
            if type(value) is not kind or (kind is str and value not in CHOICES[str(key)]):
                raise ValueError(f"{value!r} is no value of {key}")
        return accepted

    def view(self, answers: Answers, on: date) -> object:
        return getattr(answers, self.key)

    def facts(self, view: object) -> tuple[Fact, ...]:
        return (Fact((self.key,), (True, False) if view is None else (view in self.accepted,)),)

    def rule(self, accepted: bool) -> bool:
        return accepted

    def reason(self, status: Status, view: object, on: date) -> str:
        return self.reasons[status].format(value=self._phrases.value(view), on=on)

"""The kinds of criterion that a trial's file can use. A new kind is a class in a file of its own, added here."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.criteria.accepted import Accepted
from bot.criteria.age import Age
from bot.criteria.criterion import Criterion
from bot.criteria.either import Either
from bot.criteria.limit import Below
from bot.criteria.never_given import NeverGiven
from bot.criteria.performance import PerformanceStatus
from bot.criteria.recovery import Recovery
from bot.criteria.result import CriterionResult
from bot.criteria.sites import Sites
from bot.criteria.washout import Washout

AnyCriterion = Annotated[
    Accepted | Age | Below | Either | NeverGiven | PerformanceStatus | Recovery | Sites | Washout,
    Field(discriminator="kind"),
]
"""A criterion of the kind that its `kind` names."""

__all__ = ["AnyCriterion", "Criterion", "CriterionResult"]

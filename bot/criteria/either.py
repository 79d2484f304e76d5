"""A criterion that either of several measurements settles."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from bot.answers import Answers
from bot.criteria.creatinine import CreatinineByAgeAndSex
from bot.criteria.criterion import Criterion
from bot.criteria.measure import AtLeast, Known
from bot.criteria.possibility import Outcome, weigh
from bot.criteria.result import CriterionResult
from bot.criteria.wording import Phrases
from bot.status import MET

Measure = Annotated[AtLeast | CreatinineByAgeAndSex, Field(discriminator="kind")]


class Either(Criterion):
    """Met where one of the measures is met, not met where none is; a measure that isn't known may be either."""

    kind: Literal["either"]
    measures: tuple[Measure, ...] = Field(min_length=1)
    reasons: dict[str, str] = Field(default={}, max_length=0)

    def speak(self, phrases: Phrases) -> None:
        for measure in self.measures:
            measure.speak(phrases)

    def view(self, answers: Answers, on: date) -> tuple[Known, ...]:
        """What is known of the measures; of one alone, where it is met: it settles the criterion."""
        known = []
        for measure in self.measures:
            part = measure.known(measure.view(answers, on))
            if part.status is MET:
                return (part,)
            known.append(part)
        return tuple(known)

    def decide(self, view: tuple[Known, ...], on: date) -> CriterionResult:
        if view[0].status is MET:
            return CriterionResult.of(self.id, MET, view[0].reason)
        status, settling = weigh(self.rule, tuple([fact for part in view for fact in part.facts]))
        return CriterionResult.of(self.id, status, " ".join([part.reason for part in view]), settling)

    def rule(self, *case: Any) -> bool | Outcome:
        outcomes = []
        start = 0
        for measure in self.measures:
            end = start + measure.fact_count
            outcomes.append(measure.rule(*case[start:end]))
            start = end
        if Outcome.IMPOSSIBLE in outcomes:
            return Outcome.IMPOSSIBLE
        if True in outcomes:
            return True
        return Outcome.SILENT if Outcome.SILENT in outcomes else False

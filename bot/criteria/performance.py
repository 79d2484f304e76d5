"""A criterion on performance status, by the scale that the age asks for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import ClassVar, Literal

from pydantic import NonNegativeInt, model_validator

from bot.ages import Ages
from bot.answers import AGE_KEYS, SCORES, Answers
from bot.answers import Performance as Score
from bot.criteria.criterion import Criterion
from bot.criteria.possibility import Fact, Outcome, weigh
from bot.criteria.result import CriterionResult
from bot.criteria.wording import Part, Text
from bot.status import MET, UNKNOWN, Status

View = tuple[Ages, Score | None]
AgeScale = Literal["karnofsky", "lansky"]


class ScaleByAge(Part):
    """The scale that is used up to and including an age in completed years; without one, from the last on."""

    scale: AgeScale
    up_to: NonNegativeInt | None = None


class Correspondence(Part):
    """A row of the reporting table: an ECOG score and the scores of the other scales that correspond to it."""

    ecog: NonNegativeInt
    scores: tuple[NonNegativeInt, ...]


class PerformanceStatus(Criterion):
    """Met where the score corresponds to an accepted ECOG score. ECOG itself counts at any age; of the other scales,
    the one that the age doesn't ask for says nothing."""

    situations: ClassVar[frozenset[str]] = frozenset(
        {"met", "confirm", "not_met", "unknown", "wrong_scale", "age_needed"}
    )
    placeholders: ClassVar[frozenset[str]] = frozenset({"scale", "score", "age", "asked", "on"})

    kind: Literal["performance"]
    accepted_ecog: tuple[NonNegativeInt, ...]
    by_age: tuple[ScaleByAge, ...]
    table: tuple[Correspondence, ...]
    confirm_scores: tuple[NonNegativeInt, ...] = ()
    """Scores on the scales by age whose place in the table is disputed: the study team confirms them."""
    note: Text | None = None
    """What staff read of them."""

    @model_validator(mode="after")
    def _check_tables(self) -> PerformanceStatus:
        ends = [row.up_to for row in self.by_age]
        if not ends or ends[-1] is not None or None in ends[:-1] or ends[:-1] != sorted(set(ends[:-1])):  # type: ignore[type-var]
            raise ValueError("by_age: up_to must rise from row to row, and only the last row leaves it out")
        if sorted(row.ecog for row in self.table) != list(SCORES["ecog"]):
            raise ValueError("table: each ECOG score must stand in one row")
        if sorted(score for row in self.table for score in row.scores) != list(SCORES["lansky"]):
            raise ValueError("table: each score of the other scales must stand in one row")
        return self

    def scale(self, answers: Answers, on: date) -> AgeScale | None:
        """The scale that the age asks for; None where the ages that are possible ask for several."""
        scales = tuple(self._scales(answers.ages(on)))
        return scales[0] if len(scales) == 1 else None

    def view(self, answers: Answers, on: date) -> View:
        return answers.ages(on), answers.performance

    def decide(self, view: View, on: date) -> CriterionResult:
        result = super().decide(view, on)
        ages, score = view
        if result.status is not UNKNOWN or score is None:
            return result
        # A score on a scale that may be the wrong one leaves the question open: another score could settle it too.
        _, settling = weigh(self.rule, self.facts((ages, None)))
        return CriterionResult.of(
            self.id, result.status, result.reason, tuple(dict.fromkeys(result.settling + settling))
        )

    def facts(self, view: View) -> tuple[Fact, ...]:
        ages, score = view
        scores = [(scale, good) for scale in SCORES for good in (True, False)]
        return (
            Fact(AGE_KEYS, tuple(self._scales(ages))),
            Fact(("performance",), tuple(scores) if score is None else ((score.scale, self._good(score)),)),
        )

    def rule(self, asked: str, score: tuple[str, bool]) -> bool | Outcome:
        scale, good = score
        return good if scale in ("ecog", asked) else Outcome.SILENT

    def reason(self, status: Status, view: View, on: date) -> str:
        ages, score = view
        scales = tuple(self._scales(ages))
        return self.reasons[self._situation(status, score, scales)].format(
            scale=self._phrases.value(score.scale if score else None),
            score=score.score if score else self._phrases.not_known,
            age=self._phrases.ages(ages),
            asked=self._phrases.value(scales),
            on=on,
        )

    def _situation(self, status: Status, score: Score | None, scales: tuple[str, ...]) -> str:
        if score is None:
            return "unknown"
        if status is UNKNOWN:
            return "age_needed" if score.scale in scales else "wrong_scale"
        confirm = status is MET and score.scale != "ecog" and score.score in self.confirm_scores
        return "confirm" if confirm else status

    def _scales(self, ages: Ages) -> Iterator[AgeScale]:
        """The scales that the possible ages ask for."""
        start = 0
        for row in self.by_age:
            if (ages.oldest is None or ages.oldest >= start) and (row.up_to is None or ages.youngest <= row.up_to):
                yield row.scale
            start = (row.up_to or 0) + 1

    def _good(self, score: Score) -> bool:
        ecog = score.score if score.scale == "ecog" else self._ecog[score.score]
        return ecog in self.accepted_ecog

    @cached_property
    def _ecog(self) -> dict[int, int]:
        return {score: row.ecog for row in self.table for score in row.scores}

"""`evaluate(trial, answers, on)`: which criteria of a trial are met by what is known about a patient.

Pure: no clock, no file, no conversation. The day of evaluation is an argument.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from bot.answers import Answers
from bot.criteria import CriterionResult
from bot.status import NOT_MET, UNKNOWN, Status, conjunction
from bot.trial import Trial

__all__ = ["CriterionResult", "Result", "evaluate"]


class Result(NamedTuple):
    """What the evaluator says about one patient on one day."""

    trial: str
    on: date
    verdict: Status
    """The strong Kleene conjunction of all criteria."""
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]
    criteria: tuple[CriterionResult, ...]

    def of(self, criteria: Iterable[CriterionResult]) -> Result:
        """The same patient and day with these criteria."""
        return _joined(self.trial, self.on, tuple(criteria))

    def as_dict(self) -> dict[str, Any]:
        """The result in the documented form."""
        return {
            "trial": self.trial,
            "on": self.on.isoformat(),
            "verdict": self.verdict.value,
            "unmet": list(self.unmet),
            "unknown": list(self.unknown),
            "criteria": [criterion.as_dict() for criterion in self.criteria],
        }

    def as_json(self) -> str:
        """The result as one line of JSON in the documented form, ASCII only."""
        criteria = ", ".join([criterion.json for criterion in self.criteria])
        return (
            f'{{"trial": "{self.trial}", "on": "{self.on}", "verdict": "{self.verdict.value}",'
            f' "unmet": {_listed(self.unmet)}, "unknown": {_listed(self.unknown)}, "criteria": [{criteria}]}}'
        )


def _joined(trial: str, on: date, criteria: tuple[CriterionResult, ...]) -> Result:
    return Result(
        trial,
        on,
        conjunction([criterion.status for criterion in criteria]),
        tuple([criterion.id for criterion in criteria if criterion.status is NOT_MET]),
        tuple([criterion.id for criterion in criteria if criterion.status is UNKNOWN]),
        criteria,
    )


def evaluate(trial: Trial, answers: Answers, on: date) -> Result:
    """Decide each criterion on the day `on` over all values that the answers allow.

    Raises `AnswersError` for what only the day shows (a date wholly after it, ages that don't fit each other on it),
    and for answers that contradict each other by the trial's criteria.
    """
    answers.check_day(on)
    return _joined(trial.id, on, tuple([criterion.evaluate(answers, on) for criterion in trial.criteria]))


def _listed(ids: tuple[str, ...]) -> str:
    return "[" + ", ".join([f'"{id_}"' for id_ in ids]) + "]"

"""What every kind of criterion has in common."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any, ClassVar

from pydantic import field_validator

from bot.answers import Answers
from bot.criteria.possibility import Fact, Outcome, Settling, weigh
from bot.criteria.remembering import remembered
from bot.criteria.result import CriterionResult
from bot.criteria.wording import FamilyWording, Names, Part, Phrases, Source, StaffWording, Text, check_template
from bot.status import Status


class Reasoned(Part):
    """Something that gives reasons: templates of the trial's file, one for each situation that its class names."""

    situations: ClassVar[frozenset[str]] = frozenset()
    placeholders: ClassVar[frozenset[str]] = frozenset()

    reasons: dict[str, Text]

    # A slot, since a private attribute of pydantic's is looked up slowly, and each reason looks it up.
    __slots__ = ("_phrases",)
    _phrases: Phrases

    @field_validator("reasons")
    @classmethod
    def _check_reasons(cls, reasons: dict[str, str]) -> dict[str, str]:
        if missing := sorted(cls.situations - reasons.keys()):
            raise ValueError(f"{', '.join(missing)}: is missing")
        if unknown := sorted(reasons.keys() - cls.situations):
            raise ValueError(f"{', '.join(unknown)}: unknown; there are {', '.join(sorted(cls.situations))}")
        for situation, template in reasons.items():
            try:
                check_template(template, cls.placeholders)
            except ValueError as error:
                raise ValueError(f"{situation}: {error}") from None
        return reasons

    def speak(self, phrases: Phrases) -> None:
        """Use the trial's phrases in the reasons."""
        object.__setattr__(self, "_phrases", phrases)


class Criterion(Reasoned):
    """One criterion of a trial. A kind of criterion says what of the answers it looks at (`view`), which facts follow
    (`facts`), what its rule says of one case of them (`rule`), and its reason (`reason`)."""

    id: Text
    source: tuple[Source, ...]
    family: FamilyWording
    staff: StaffWording
    ask: tuple[Text, ...]
    """The ids of the questions, in the order in which to ask them."""
    also: Names = ()
    """How staff name it besides its name and those of its questions, when they ask about it."""

    def evaluate(self, answers: Answers, on: date) -> CriterionResult:
        """The status on the day `on` over all values that the answers allow. Raises `AnswersError` where the answers
        contradict each other by this criterion."""
        return self._decided(self.view(answers, on), on)

    def settling(self, answers: Answers, on: date) -> Settling:
        """For an unknown criterion, the minimal sets of keys that, given together, could still settle it. A key that
        is given but inexact can be among them. Empty where the criterion is settled, or nothing could settle it."""
        return self.evaluate(answers, on).settling

    def view(self, answers: Answers, on: date) -> Any:
        """The values of the answers that this criterion depends on; what differs in others only is decided alike."""
        raise NotImplementedError

    def facts(self, view: Any) -> tuple[Fact, ...]:
        """What the view leaves possible."""
        raise NotImplementedError

    def rule(self, *case: Any) -> bool | Outcome:
        """Whether the criterion is met in one case: one value for each fact."""
        raise NotImplementedError

    def reason(self, status: Status, view: Any, on: date) -> str:
        """Why the status is as it is: the value, the rule and the date."""
        raise NotImplementedError

    def decide(self, view: Any, on: date) -> CriterionResult:
        """The result for a view of the answers."""
        status, settling = weigh(self.rule, self.facts(view))
        return CriterionResult.of(self.id, status, self.reason(status, view, on), settling)

    @remembered
    def _decided(self, view: Hashable, on: date) -> CriterionResult:
        return self.decide(view, on)

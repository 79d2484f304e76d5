"""A criterion that a drug was never given."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from bot.answers import Answers, AnswersError
from bot.criteria.agents import Agent
from bot.criteria.criterion import Criterion
from bot.criteria.possibility import Fact
from bot.status import Status


class NeverGiven(Criterion):
    """Met where `key` says that the agent was never given. Among the therapies it makes the criterion not met; a list
    of therapies without it settles nothing."""

    situations: ClassVar[frozenset[str]] = frozenset({"met", "not_met", "listed", "unknown"})
    placeholders: ClassVar[frozenset[str]] = frozenset({"agent", "on"})

    kind: Literal["never_given"]
    key: Literal["prior_blinatumomab"]
    agent: Agent

    def view(self, answers: Answers, on: date) -> tuple[bool | None, bool]:
        given = getattr(answers, self.key)
        listed = any(therapy.agent == self.agent for therapy in answers.therapies or ())
        if listed and given is False:
            raise AnswersError(self.key, f"is false, but {self.agent} is among the therapies: correct one of them")
        return given, listed

    def facts(self, view: tuple[bool | None, bool]) -> tuple[Fact, ...]:
        given, listed = view
        if listed:
            return (Fact((self.key,), (True,)),)
        return (Fact((self.key,), (True, False) if given is None else (given,)),)

    def rule(self, given: bool) -> bool:
        return not given

    def reason(self, status: Status, view: tuple[bool | None, bool], on: date) -> str:
        _, listed = view
        return self.reasons["listed" if listed else status].format(agent=self.agent, on=on)

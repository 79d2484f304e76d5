"""A criterion that a drug was never given."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import ClassVar, Literal

from bot.answers import Answers, AnswersError, Therapy
from bot.criteria.agents import Agent
from bot.criteria.criterion import Criterion
from bot.criteria.possibility import Fact, Outcome
from bot.drugs import Kind, find_drug
from bot.status import Status

View = tuple[bool | None, bool | None]
"""Whether the key says that the agent was given, and whether the therapies do; None where that is open."""


class NeverGiven(Criterion):
    """Met where `key` says that the agent was never given. Among the therapies it makes the criterion not met; a list
    of therapies without it settles nothing."""

    situations: ClassVar[frozenset[str]] = frozenset({"met", "not_met", "listed", "unknown"})
    placeholders: ClassVar[frozenset[str]] = frozenset({"agent", "on"})

    kind: Literal["never_given"]
    key: Literal["prior_blinatumomab"]
    agent: Agent

    def view(self, answers: Answers, on: date) -> View:
        given = getattr(answers, self.key)
        listed = None if answers.therapies is None else self._among(answers.therapies)
        if listed and given is False:
            raise AnswersError(self.key, f"is false, but {self.agent} is among the therapies: correct one of them")
        return given, listed

    def _among(self, therapies: tuple[Therapy, ...]) -> bool | None:
        """Whether the agent is among the therapies; None where one of its kind, without a known agent, may be it."""
        if any(therapy.agent == self.agent for therapy in therapies):
            return True
        return None if any(not one.agent_known and one.kind == self._kind for one in therapies) else False

    @cached_property
    def _kind(self) -> Kind | None:
        drug = find_drug(self.agent)
        return drug.kind if drug else None

    def facts(self, view: View) -> tuple[Fact, ...]:
        given, listed = view
        return (
            Fact((self.key,), (True, False) if given is None else (given,)),
            Fact(("therapies",), (True, False) if listed is None else (listed,)),
        )

    def rule(self, given: bool, listed: bool) -> bool | Outcome:
        return Outcome.IMPOSSIBLE if listed and not given else not given

    def reason(self, status: Status, view: View, on: date) -> str:
        _, listed = view
        return self.reasons["listed" if listed else status].format(agent=self.agent, on=on)

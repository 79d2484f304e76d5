"""A criterion on the time since the last therapy of certain kinds."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import ClassVar, Literal, NamedTuple

from pydantic import Field, PositiveInt, model_validator

from bot.answers import Answers, Context, Therapy
from bot.criteria.agents import Agent
from bot.criteria.criterion import Criterion
from bot.criteria.remembering import remembered
from bot.criteria.result import CriterionResult
from bot.criteria.wording import Part, short
from bot.drugs import Kind
from bot.intervals import DateInterval
from bot.status import MET, NOT_MET, UNKNOWN, Status, conjunction

HOURS_PER_DAY = 24


class Wait(Part):
    """The time that kinds of therapy need, in days or in hours."""

    kinds: tuple[Kind, ...]
    days: PositiveInt | None = None
    hours: PositiveInt | None = None

    @model_validator(mode="after")
    def _check_one_unit(self) -> Wait:
        if (self.days is None) == (self.hours is None):
            raise ValueError("give either days or hours")
        return self

    @property
    def met_from(self) -> int:
        """The first number of days between the two dates at which the wait is certainly over. The hour isn't known:
        a number of days by dates is anything from a day less to a day more, both not reached."""
        return self.days if self.days is not None else -(-(self.hours or 0) // HOURS_PER_DAY) + 1

    @property
    def not_met_before(self) -> int:
        """The first number of days between the two dates at which the wait may be over."""
        return self.days if self.days is not None else (self.hours or 0) // HOURS_PER_DAY


class Exemption(Part):
    """Therapies that need no wait: kinds in a context. The agents named are one of the kinds there, where their own
    kind isn't given."""

    context: Context
    kinds: tuple[Kind, ...]
    agents_without_kind: tuple[Agent, ...] = ()

    def holds(self, therapy: Therapy) -> bool:
        """Whether a therapy is exempt."""
        return therapy.context == self.context and (
            therapy.kind in self.kinds or (not therapy.kind_given and therapy.agent in self.agents_without_kind)
        )


class Period(NamedTuple):
    """The wait of one therapy, in days between two dates."""

    not_met_before: int
    met_from: int | None
    """None where the period isn't known."""
    open: bool
    """Whether naming the agent could tell the period."""


class Standing(NamedTuple):
    """How one therapy stands on the day of evaluation."""

    status: Status
    reason: str
    clears: int | None
    """The number (ordinal) of the first day on which the wait is certainly over; None where its period isn't known."""
    may_be_met: bool
    """Whether knowing it more exactly could show that the wait is over, and the other way round."""
    may_be_not_met: bool


class Washout(Criterion):
    """Met where each therapy of the kinds named is past its wait."""

    situations: ClassVar[frozenset[str]] = frozenset(
        {"met", "not_met", "unknown", "undated", "exempt", "period_not_known", "none_given", "not_known"}
    )
    placeholders: ClassVar[frozenset[str]] = frozenset({"agent", "when", "days", "wait", "context", "on"})

    kind: Literal["washout"]
    waits: tuple[Wait, ...] = Field(min_length=1)
    exemptions: tuple[Exemption, ...] = ()
    longer: dict[Agent, PositiveInt | None] = Field(default={})
    """Agents that need longer, with the days that they need; without a number, the study team settles it."""

    def view(self, answers: Answers, on: date) -> tuple[Therapy, ...] | None:
        if answers.therapies is None:
            return None
        return tuple([therapy for therapy in answers.therapies if therapy.kind in self._waits])

    def decide(self, view: tuple[Therapy, ...] | None, on: date) -> CriterionResult:
        if view is None:
            text = self.reasons["not_known"].format(**self._blank(on))
            return CriterionResult.of(self.id, UNKNOWN, text, (frozenset({"therapies"}),))
        standings = [self._standing(therapy, on) for therapy in view]
        status = conjunction([standing.status for standing in standings])
        decisive = [standing for standing in standings if standing.status is status]
        reason = " ".join(sorted({standing.reason for standing in decisive}))
        return CriterionResult.of(
            self.id,
            status,
            reason or self.reasons["none_given"].format(**self._blank(on)),
            (frozenset({"therapies"}),) if status is UNKNOWN and _may_settle(decisive) else (),
            _clears_on(standings),
        )

    @remembered
    def _standing(self, therapy: Therapy, on: date) -> Standing:
        """How a therapy of one of the kinds stands."""
        wait = self._waits[therapy.kind]
        earliest, latest = therapy.last_given or (None, None)
        latest = on if latest is None or latest > on else latest
        fewest = (on - latest).days
        most = None if earliest is None else (on - earliest).days
        period = self._period(therapy, wait)
        situation, status = self._situation(therapy, period, fewest, most)
        phrases = self._phrases
        return Standing(
            status,
            self.reasons[situation].format(
                agent=short(therapy.agent) if therapy.agent else phrases.value(therapy.kind),
                when=phrases.dates(DateInterval(earliest, latest)) if therapy.last_given else phrases.not_known,
                days=phrases.day_count(fewest, most),
                wait=phrases.wait(period.not_met_before, wait.hours),
                context=phrases.value(therapy.context),
                on=on,
            ),
            None if period.met_from is None else latest.toordinal() + period.met_from,
            period.open or (period.met_from is not None and (most is None or most >= period.met_from)),
            fewest < period.not_met_before,
        )

    def _period(self, therapy: Therapy, wait: Wait) -> Period:
        """The wait of a therapy: of its kind, or the longer one of its agent."""
        if not self.longer or (therapy.agent_known and not {therapy.agent, *therapy.may_be} & self.longer.keys()):
            return Period(wait.not_met_before, wait.met_from, False)
        if therapy.agent in self.longer:
            days = self.longer[therapy.agent]
            return Period(days or wait.not_met_before, days, False)
        # Which agent it is may still be told: one that needs no longer, or one whose period is known.
        open_ = not therapy.may_be or any(self.longer.get(agent, True) for agent in therapy.may_be)
        return Period(wait.not_met_before, None, open_)

    def _situation(self, therapy: Therapy, period: Period, fewest: int, most: int | None) -> tuple[str, Status]:
        if any(exemption.holds(therapy) for exemption in self.exemptions):
            return "exempt", MET
        if period.met_from is not None and fewest >= period.met_from:
            return "met", MET
        if most is not None and most < period.not_met_before:
            return "not_met", NOT_MET
        if period.met_from is None and fewest >= period.not_met_before:
            return "period_not_known", UNKNOWN
        return "unknown" if therapy.last_given else "undated", UNKNOWN

    @cached_property
    def _waits(self) -> dict[Kind, Wait]:
        return {kind: wait for wait in self.waits for kind in wait.kinds}

    def _blank(self, on: date) -> dict[str, object]:
        """The placeholders of a reason that is about no therapy."""
        return dict.fromkeys(self.placeholders, self._phrases.not_known) | {"on": on}


def _may_settle(unknown: list[Standing]) -> bool:
    """Whether knowing the therapies more exactly could settle a washout that these leave unknown."""
    return any(standing.may_be_not_met for standing in unknown) or all(standing.may_be_met for standing in unknown)


def _clears_on(standings: list[Standing]) -> date | None:
    """The first day on which every wait is certainly over; None where all are, where a period isn't known, and where
    the day is past the calendar's end."""
    waiting = [standing.clears for standing in standings if standing.status is not MET]
    if not waiting or None in waiting:
        return None
    last = max(day for day in waiting if day is not None)
    return date.fromordinal(last) if last <= date.max.toordinal() else None

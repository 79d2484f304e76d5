"""A criterion on the time since the last therapy of certain kinds."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import ClassVar, Literal, NamedTuple

from pydantic import Field, PositiveInt, model_validator

from bot.answers import Answers, Context, Therapy
from bot.criteria.agents import Agent
from bot.criteria.criterion import Criterion
from bot.criteria.result import CriterionResult
from bot.criteria.wording import Part, short
from bot.drugs import Kind
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
    text: str


class Standing(NamedTuple):
    """How one therapy stands on the day of evaluation."""

    status: Status
    situation: str
    therapy: Therapy
    period: Period
    fewest: int
    """The fewest days that the last dose may be ago, and the most: None is no end."""
    most: int | None

    @property
    def waits(self) -> int | None:
        """In how many days the wait is certainly over, or was; None where its period isn't known."""
        return None if self.period.met_from is None else self.period.met_from - self.fewest

    @property
    def may_be_met(self) -> bool:
        """Whether knowing it more exactly could show that the wait is over."""
        from_ = self.period.met_from
        return self.period.open or (from_ is not None and (self.most is None or self.most >= from_))

    @property
    def may_be_not_met(self) -> bool:
        """Whether knowing it more exactly could show that the wait is not over."""
        return self.fewest < self.period.not_met_before


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
        return tuple([therapy for therapy in answers.therapies if therapy.kind in self._periods])

    def decide(self, view: tuple[Therapy, ...] | None, on: date) -> CriterionResult:
        if not view:
            status, situation = (UNKNOWN, "not_known") if view is None else (MET, "none_given")
            return CriterionResult.of(self.id, status, self._blank(situation, on), THERAPIES if view is None else ())
        standings = [self._standing(therapy, on) for therapy in view]
        status = conjunction([standing.status for standing in standings])
        decisive = [standing for standing in standings if standing.status is status]
        if status is MET:
            # The one whose wait was over last says it all, unless none needed a wait.
            waited = [(one.waits, one) for one in standings if one.situation != "exempt"]
            last = max((waits for waits, _ in waited if waits is not None), default=None)
            decisive = [one for waits, one in waited if waits == last] or decisive
        reasons = sorted({self._say(standing, on) for standing in decisive})
        settling = THERAPIES if status is UNKNOWN and _may_settle(decisive) else ()
        return CriterionResult.of(self.id, status, " ".join(reasons), settling, _clears_on(standings, on))

    def standings(self, answers: Answers, on: date) -> list[Standing]:
        """How each therapy of the kinds named stands on the day `on`, in the order of the answers."""
        return [self._standing(therapy, on) for therapy in self.view(answers, on) or ()]

    def covers(self, kind: Kind) -> bool:
        """Whether therapies of the kind need a wait here."""
        return kind in self._periods

    def _standing(self, therapy: Therapy, on: date) -> Standing:
        """How a therapy of one of the kinds stands."""
        earliest, latest = therapy.last_given or (None, None)
        fewest = 0 if latest is None or latest > on else (on - latest).days
        most = None if earliest is None else (on - earliest).days
        period = self._period(therapy)
        if therapy.context and any(exemption.holds(therapy) for exemption in self.exemptions):
            return Standing(MET, "exempt", therapy, period, fewest, most)
        if period.met_from is not None and fewest >= period.met_from:
            return Standing(MET, "met", therapy, period, fewest, most)
        if most is not None and most < period.not_met_before:
            return Standing(NOT_MET, "not_met", therapy, period, fewest, most)
        if period.met_from is None and fewest >= period.not_met_before:
            return Standing(UNKNOWN, "period_not_known", therapy, period, fewest, most)
        return Standing(UNKNOWN, "unknown" if therapy.last_given else "undated", therapy, period, fewest, most)

    def _period(self, therapy: Therapy) -> Period:
        """The wait of a therapy: of its kind, or the longer one of its agent."""
        usual = self._periods[therapy.kind]
        if not self.longer or (therapy.agent_known and not {therapy.agent, *therapy.may_be} & self.longer.keys()):
            return usual
        if therapy.agent in self.longer:
            days = self.longer[therapy.agent]
            return Period(days, days, False, self._phrases.wait(days, None)) if days else usual._replace(met_from=None)
        # Which agent it is may still be told: one that needs no longer, or one whose period is known.
        open_ = not therapy.may_be or any(self.longer.get(agent, True) for agent in therapy.may_be)
        return usual._replace(met_from=None, open=open_)

    def _say(self, standing: Standing, on: date) -> str:
        """The reason that a therapy gives."""
        therapy, phrases = standing.therapy, self._phrases
        when = therapy.last_given.until(on) if therapy.last_given else None
        return self.reasons[standing.situation].format(
            agent=short(therapy.agent) if therapy.agent else phrases.value(therapy.kind),
            when=phrases.dates(when) if when else phrases.not_known,
            days=phrases.day_count(standing.fewest, standing.most),
            wait=standing.period.text,
            context=phrases.value(therapy.context),
            on=on,
        )

    def _blank(self, situation: str, on: date) -> str:
        """A reason that is about no therapy."""
        return self.reasons[situation].format_map(
            dict.fromkeys(self.placeholders, self._phrases.not_known) | {"on": on}
        )

    @cached_property
    def _periods(self) -> dict[Kind, Period]:
        return {
            kind: Period(wait.not_met_before, wait.met_from, False, self._phrases.wait(wait.not_met_before, wait.hours))
            for wait in self.waits
            for kind in wait.kinds
        }


THERAPIES = (frozenset({"therapies"}),)


def _may_settle(unknown: list[Standing]) -> bool:
    """Whether knowing the therapies more exactly could settle a washout that these leave unknown."""
    return any(standing.may_be_not_met for standing in unknown) or all(standing.may_be_met for standing in unknown)


def _clears_on(standings: list[Standing], on: date) -> date | None:
    """The first day on which every wait is certainly over; None where all are, where a period isn't known, and where
    the day is past the calendar's end."""
    waits = [standing.waits for standing in standings if standing.status is not MET]
    if not waits or None in waits:
        return None
    days = max(days for days in waits if days is not None)
    return on + timedelta(days) if days <= (date.max - on).days else None

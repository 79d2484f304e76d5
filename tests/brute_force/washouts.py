"""The two washouts of the naive evaluator: every day on which each therapy may last have been given."""

import itertools
from datetime import date, timedelta

from tests.brute_force.facts import Facts
from tests.brute_force.forms import FLAGGED, KIND_OF_AGENT, Therapy
from tests.brute_force.logic import MET, NOT_MET, UNKNOWN, both, join, says

WINDOW = 40  # days: more than twice the longest wait, so an earlier day decides like the window's first


def washout(facts: Facts, name: str) -> tuple[str, set[str], str | None]:
    """Status, needs and the first day on which it is certain to be met."""
    if facts.therapies is None:
        return UNKNOWN, {"therapies"}, None
    asked = [each for each in facts.therapies if _waits(each, name)]
    # Therapies vary apart from each other, so the statuses of each, joined in every combination, are all the worlds'.
    worlds = [
        {_wait_over(each, day, facts.on, flagged) for day in _days(each, facts.on) for flagged in _flags(each)}
        for each in asked
    ]
    status = join(both(world) for world in itertools.product(*worlds))
    if status == MET:
        return status, set(), None
    periods = [_period(each) for each in asked]
    ends = [
        each.last + timedelta(days=period) for each, period in zip(asked, periods, strict=True) if period is not None
    ]
    clears = max(ends).isoformat() if None not in periods else None
    # One more exact list settles it where some choice of a day and an agent for each item does.
    settles = any(both(world) != UNKNOWN for world in itertools.product(*worlds))
    return status, {"therapies"} if status == UNKNOWN and settles else set(), clears


def _waits(therapy: Therapy, name: str) -> bool:
    if name == "biologic_washout":
        return therapy.kind == "biologic"
    if therapy.context == "maintenance" or (
        therapy.kind == "intrathecal" and therapy.context == "diagnostic_lumbar_puncture"
    ):
        return False
    return therapy.kind in ("cytotoxic", "intrathecal", "hydroxyurea")


def _days(therapy: Therapy, on: date) -> list[date]:
    """Each day on which it may last have been given, back to where an earlier one makes no difference."""
    horizon = on - timedelta(days=min(WINDOW, on.toordinal() - 1))
    first = min(max(therapy.first or date.min, horizon), therapy.last)
    return [first + timedelta(days=number) for number in range((therapy.last - first).days + 1)]


def _flags(therapy: Therapy) -> tuple[bool, ...]:
    """Whether it has adverse events beyond 7 days: a biologic without an agent, or one not known, may be any other."""
    if therapy.kind != "biologic":
        return (False,)
    return (therapy.agent in FLAGGED,) if therapy.agent in KIND_OF_AGENT else (True, False)


def _wait_over(therapy: Therapy, day: date, on: date, flagged: bool) -> str:
    """The wait after this therapy, last given on this day."""
    days = (on - day).days
    if therapy.kind == "hydroxyurea":  # 24 hours: the day after may be sooner or later than that
        return NOT_MET if days == 0 else UNKNOWN if days == 1 else MET
    if therapy.kind == "biologic":
        return NOT_MET if days < 7 else UNKNOWN if flagged else MET
    return says(days >= 14)


def _period(therapy: Therapy) -> int | None:
    """Days until it is certain; none where the agent's period is not known."""
    if therapy.kind == "hydroxyurea":
        return 2
    if therapy.kind == "biologic":
        return None if any(_flags(therapy)) else 7
    return 14

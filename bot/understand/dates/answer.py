"""The one answer that the mentions of a text give together."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from bot.intervals import DateInterval
from bot.understand.dates import spans
from bot.understand.dates.context import last_dose_before
from bot.understand.dates.mentions import Mention
from bot.understand.dates.reading import DateReading
from bot.understand.dates.told import reading, told
from bot.understand.dates.when import Ask, hull, is_open
from bot.understand.dates.words import Words

_WEAK = ("needs_other_date", "recurrence", "no_bound", "future")
"""Reasons to ask that a date elsewhere in the text makes needless: "daily, last dose yesterday"."""


def answer(w: Words, found: list[Mention]) -> DateReading | None:
    """The answer, or a reason to ask; None where there is no mention.

    A correction replaces what it corrects; the date of the last dose goes before others. What is left must agree:
    the days of all of them, or of the narrowest; the last of a list of days; else all days from the first to the last.
    """
    firm = [m for m in found if m.form not in ("negated", "every", "next") and not _is_weak(w, m)]
    if not firm:
        return reading(w, found[-1]) if found else None
    corrections = [b for a, b in pairwise(firm) if any(w.is_(k, "correction") for k in range(a.end, b.start))]
    if corrections:
        firm = firm[firm.index(corrections[-1]) :]
    statements = _statements(w, firm)
    ends = [0, *(s[-1].end for s in statements)]
    last = [s for s, before in zip(statements, ends, strict=False) if last_dose_before(w, s[0].start, before)]
    if len(last) == 1:
        firm = last[0]
    return _one(w, firm[0]) if len(firm) == 1 else _together(w, firm)


def _statements(w: Words, firm: list[Mention]) -> list[list[Mention]]:
    """The mentions, those together that stand side by side: "on Thursday, 10 days ago"."""
    together = [firm[:1]]
    for before, here in pairwise(firm):
        beside = all(w.is_(k, "side_by_side") for k in range(before.end, here.start))
        if beside:
            together[-1].append(here)
        else:
            together.append([here])
    return together


def _is_weak(w: Words, found: Mention) -> bool:
    if isinstance(found.said, Ask):
        return found.said.reason in _WEAK
    return found.said is None or found.said.until(w.on) is None


def _one(w: Words, found: Mention) -> DateReading:
    """One mention; the first day of a course says that the last dose came no earlier."""
    one = reading(w, found)
    started = any(w.is_(k, "start_of_course") for k in w.clause_before(found.start, 5))
    if one.interval and found.form == "day" and started:
        return told(w, one.start, one.end, DateInterval(one.interval[0], None), one.hedged)
    return one


def _together(w: Words, firm: list[Mention]) -> DateReading:
    readings = [reading(w, m) for m in firm]
    start, end, hedged = readings[0].start, readings[-1].end, any(r.hedged for r in readings)
    said = [r.interval for r in readings if r.interval]
    unclear = [r for r in readings if not r.interval]
    if unclear:
        fitting = [d for d in unclear[0].days if said and all(i.holds(DateInterval.day(d)) for i in said)]
        if unclear[0].ask == "two_readings" and len(unclear) == len(fitting) == 1:
            return told(w, start, end, DateInterval.day(fitting[0]), hedged)
        return unclear[0]
    days = [i[1] for i in said if i[0] == i[1] and i[1]]
    if within := _weekday_within(w, firm):
        return told(w, start, end, within, hedged)
    if shared := _shared(said):
        return told(w, start, end, shared, hedged)
    if len(days) == len(said) and all(m.form in ("day", "range") for m in firm) and _is_list(w, firm):
        return told(w, start, end, DateInterval.day(max(days)), hedged)
    return told(w, start, end, hull(*said), hedged)


def _weekday_within(w: Words, firm: list[Mention]) -> DateInterval | None:
    """ "Last week. I think Thursday", "on a Thursday, 10 days ago": the weekday within the days of the other."""
    gap = range(firm[0].end, firm[-1].start)
    if len(firm) != 2 or len(gap) > _NEAR or any(w.is_(k, "and_then") and w.word(k) != "," for k in gap):
        return None
    for day, other in (firm, firm[::-1]):
        said = other.said.until(w.on) if isinstance(other.said, DateInterval) else None
        weekday = next((found for k in range(day.start, day.end) if (found := w.match(k, "weekday"))), None)
        if (
            not weekday
            or day.form != "day"
            or not said
            or not said[0]
            or not said[1]
            or day.said == DateInterval(said[0], said[1])
        ):
            continue
        first = spans.weekday_until(said[0] + spans.days(6), int(weekday[0]))
        last = spans.weekday_until(said[1], int(weekday[0]))
        if first <= last and (said[1] - said[0]).days <= _A_MONTH:
            return DateInterval(first, last)
    return None


_NEAR, _A_MONTH = 4, 31


def _shared(said: list[DateInterval]) -> DateInterval | None:
    """The days that all agree on, where each pair is one inside the other, or bounds the other from one side."""
    inner = said[0]
    for other in said[1:]:
        both = _overlap(inner, other)
        if not both or not (both in (inner, other) or is_open(inner) or is_open(other)):
            return None
        inner = both
    return inner


def _overlap(a: DateInterval, b: DateInterval) -> DateInterval | None:
    """The days of both."""
    firsts, lasts = [d for d in (a[0], b[0]) if d], [d for d in (a[1], b[1]) if d]
    first: date | None = max(firsts, default=None)
    last: date | None = min(lasts, default=None)
    return None if first and last and first > last else DateInterval(first, last)


def _is_list(w: Words, firm: list[Mention]) -> bool:
    """Whether the days are a list of doses: the last of them is the last dose."""
    return all(any(w.is_(k, "and_then") for k in range(a.end, b.start)) for a, b in pairwise(firm))

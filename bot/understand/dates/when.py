"""Dates that were named, before it is known which year's or month's they are.

Each resolves to an interval, which may still reach beyond the day of the conversation, or to a reason to ask.
The question is about the past, so what has no year is the most recent one that has begun.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Protocol

from bot.intervals import DateInterval
from bot.understand.dates import spans
from bot.understand.dates.reading import Reason

_LEAP = 2024


class Ask(NamedTuple):
    """Why words give no interval; `span` holds every day of every reading."""

    reason: Reason
    days: tuple[date, ...] = ()
    span: DateInterval | None = None


Said = DateInterval | Ask


class When(Protocol):
    """Something that names days."""

    def resolve(self, on: date) -> Said:
        """The days that it names, said on the day `on`."""


@dataclass(frozen=True)
class Fixed:
    """Days that are already known."""

    said: Said

    def resolve(self, on: date) -> Said:
        return self.said


@dataclass(frozen=True)
class Yearly:
    """What comes once a year: a holiday, a season, a part of a month."""

    at: Callable[[int], DateInterval | None]
    year: int | None = None

    def resolve(self, on: date) -> Said:
        if self.year is not None:
            return self.at(self.year) or Ask("no_such_day")
        for year in range(on.year, on.year - 9, -1):
            found = self.at(year)
            if found and found[0] and found[0] <= on:
                return found
        return Ask("no_such_day")


@dataclass(frozen=True)
class Monthly:
    """What comes once a month: its end, its first week."""

    at: Callable[[int, int], DateInterval | None]

    def resolve(self, on: date) -> Said:
        for n in range(13):
            first = spans.months_before(on, n)[0] or on
            found = self.at(first.year, first.month)
            if found and found[0] and found[0] <= on:
                return found
        return Ask("no_such_day")


@dataclass(frozen=True)
class Calendar:
    """A day, month or year of the calendar, as far as it was said, and the weekday said with it (0 is Monday)."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def resolve(self, on: date) -> Said:
        if self.day is None:
            if self.month is None:
                return spans.year(self.year) if self.year else Ask("no_such_day")
            month = self.month
            return Yearly(lambda year: spans.month(year, month), self.year).resolve(on)
        if self.month is None:
            return self._of_some_month(on, self.day)
        if not _exists(_LEAP, self.month, self.day):
            return Ask("no_such_day")
        month, day = self.month, self.day
        said = Yearly(lambda year: _exists(year, month, day), self.year).resolve(on)
        if isinstance(said, DateInterval) and said[0] and self.weekday not in (None, said[0].weekday()):
            return Ask("contradiction", days=(said[0],))
        return said

    def _of_some_month(self, on: date, day: int) -> Said:
        said = Monthly(lambda year, month: _exists(year, month, day)).resolve(on)
        if isinstance(said, Ask) or said[0] is None or self.weekday in (None, said[0].weekday()):
            return said
        if (self.weekday, day) == (4, 13):
            friday = 4
            return Monthly(lambda y, m: _on_weekday(_exists(y, m, day), friday)).resolve(on)
        return Ask("contradiction", days=(said[0],))


@dataclass(frozen=True)
class Numbers:
    """Two numbers, each of which may be the month: month first, or day first."""

    first: int
    second: int
    year: int | None = None
    weekday: int | None = None
    month_first: bool = False
    """Staff write the month first; so does whoever wrote another date of the same text that way."""

    def readings(self) -> tuple[Calendar, ...]:
        """The readings that the calendar allows, month first before day first."""
        pairs = ((self.first, self.second), (self.second, self.first))
        found = [Calendar(self.year, m, d) for m, d in dict.fromkeys(pairs) if _exists(self.year or _LEAP, m, d)]
        return tuple(found[:1] if self.month_first else found)

    def resolve(self, on: date) -> Said:
        found = [reading.resolve(on) for reading in self.readings()]
        said = [day[0] for day in found if isinstance(day, DateInterval) and day[0]]
        if not said:
            return Ask("no_such_day")
        if self.weekday is not None:
            fitting = [day for day in said if day.weekday() == self.weekday]
            if not fitting:
                return Ask("contradiction", days=tuple(said))
            said = fitting
        past = [day for day in said if day <= on]
        if self.year is None and len(past) > 1:
            past = [day for day in past if day.year == on.year] or past
        if len(past) > 1:
            return Ask("two_readings", tuple(past), spans.between(min(past), max(past)))
        return DateInterval.day((past or said)[0])


@dataclass(frozen=True)
class Around:
    """A day give or take some days."""

    middle: When
    margin: int

    def resolve(self, on: date) -> Said:
        said = self.middle.resolve(on)
        if isinstance(said, Ask) or not (said[0] and said[1]):
            return said
        return spans.between(said[0] - spans.days(self.margin), said[1] + spans.days(self.margin))


@dataclass(frozen=True)
class Derived:
    """What is counted from other days: the day after, the week before, since then."""

    origin: When
    step: Callable[[date, date], DateInterval]

    def resolve(self, on: date) -> Said:
        said = self.origin.resolve(on)
        if isinstance(said, Ask):
            return said
        try:
            return self.step(said[0] or date.min, said[1] or on)
        except OverflowError:
            return Ask("no_such_day")


def with_year(when: When, year: int) -> When | None:
    """The same, in a year; None where it has one already or where a year says nothing about it."""
    if isinstance(when, Yearly | Calendar | Numbers) and when.year is None:
        return None if isinstance(when, Calendar) and when.month is None else replace(when, year=year)
    if isinstance(when, Around) and (middle := with_year(when.middle, year)):
        return replace(when, middle=middle)
    if isinstance(when, Derived) and (origin := with_year(when.origin, year)):
        return replace(when, origin=origin)
    return None


def with_weekday(when: When, weekday: int) -> When | None:
    """The same, said with a weekday; None where that is no day."""
    if isinstance(when, Numbers) or (isinstance(when, Calendar) and when.day is not None):
        return replace(when, weekday=weekday)
    return None


def is_open(said: DateInterval) -> bool:
    """Whether one end is not known."""
    return said[0] is None or said[1] is None


def hull(*intervals: DateInterval) -> DateInterval:
    """The smallest interval that holds all of them."""
    firsts, lasts = [i[0] for i in intervals], [i[1] for i in intervals]
    return DateInterval(
        None if None in firsts else min(d for d in firsts if d), None if None in lasts else max(d for d in lasts if d)
    )


def _exists(year: int, month: int, day: int) -> DateInterval | None:
    try:
        return DateInterval.day(date(year, month, day))
    except ValueError:
        return None


def _on_weekday(day: DateInterval | None, weekday: int) -> DateInterval | None:
    return day if day and day[0] and day[0].weekday() == weekday else None

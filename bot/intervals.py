"""Dates as exact as they are known.

A past event happened on some day from `earliest` to `latest`, both counted; `None` is an open end.
Nothing here reads a clock: the day of evaluation is always an argument.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z", re.ASCII)
_YEAR = re.compile(r"(\d{4})\Z", re.ASCII)


class DateInterval(NamedTuple):
    """Some day from `earliest` to `latest`, both counted; `None` is an open end."""

    earliest: date | None
    latest: date | None

    @classmethod
    def day(cls, day: date) -> DateInterval:
        """The interval that holds one day."""
        return cls(day, day)

    @classmethod
    def parse(cls, text: str) -> DateInterval:
        """Read one of the ISO 8601 forms: a day, a month, a year, or `first/last` where one end may be `..`.

        >>> DateInterval.parse("2026-11")
        DateInterval(earliest=datetime.date(2026, 11, 1), latest=datetime.date(2026, 11, 30))
        >>> DateInterval.parse("../2026-10-01")
        DateInterval(earliest=None, latest=datetime.date(2026, 10, 1))

        Raises ValueError, in words for people, for anything else.
        """
        first, slash, last = text.partition("/")
        if not slash:
            return cls(*_bounds(text, text))
        if first == last == "..":
            raise ValueError(f"{text!r} says nothing: give at least one end")
        interval = cls(
            None if first == ".." else _bounds(first, text)[0],
            None if last == ".." else _bounds(last, text)[1],
        )
        if interval.earliest and interval.latest and interval.earliest > interval.latest:
            raise ValueError(f"{text!r} ends before it begins")
        return interval

    def iso(self) -> str:
        """The shortest ISO 8601 form that `parse` reads back as this interval.

        >>> DateInterval.parse("2026-11-01/2026-11-30").iso()
        '2026-11'
        """
        first, last = self
        if first is None or last is None:
            return f"{first or '..'}/{last or '..'}"
        if first == last:
            return first.isoformat()
        if first.day == 1 and (first.month, last.month, last.day) == (1, 12, 31) and first.year == last.year:
            return f"{first.year:04}"
        if first.day == 1 and last == date(first.year, first.month, monthrange(first.year, first.month)[1]):
            return first.isoformat()[:7]
        return f"{first}/{last}"

    def until(self, on: date) -> DateInterval | None:
        """What is left of the interval on or before the day `on`; None where all of it is later."""
        if self.begins_after(on):
            return None
        return self if self.latest is not None and self.latest <= on else DateInterval(self.earliest, on)

    def begins_after(self, on: date) -> bool:
        """Whether every day of the interval is later than the day `on`."""
        return self.earliest is not None and self.earliest > on

    def holds(self, other: DateInterval) -> bool:
        """Whether every day of `other` is a day of this interval."""
        early = self.earliest is None or (other.earliest is not None and other.earliest >= self.earliest)
        late = self.latest is None or (other.latest is not None and other.latest <= self.latest)
        return early and late


def _bounds(text: str, whole: str) -> tuple[date, date]:
    """The first and last day of a day, month or year."""
    try:
        if match := _DAY.match(text):
            day = date(*map(int, match.groups()))
            return day, day
        if match := _MONTH.match(text):
            year, month = map(int, match.groups())
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        if match := _YEAR.match(text):
            year = int(match[1])
            return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        raise ValueError(f"{whole!r} names a day that does not exist") from None
    raise ValueError(f"{whole!r} is no date: write 2026-11-01, 2026-11, 2026 or 2026-11-01/2026-11-07")

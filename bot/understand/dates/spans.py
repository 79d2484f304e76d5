"""Days, weeks, months, seasons and holidays as intervals of days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import yaml
from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from bot.intervals import DateInterval

_HOLIDAYS = yaml.safe_load(Path(__file__).with_name("holidays.yaml").read_text(encoding="utf-8"))

# From the first day of the meteorological to the last of the astronomical season (northern half of the earth).
_SEASONS = {"spring": ((3, 1), (6, 20)), "summer": ((6, 1), (9, 22)), "fall": ((9, 1), (12, 20))}


def days(n: int) -> timedelta:
    """`n` days."""
    return timedelta(days=n)


def between(first: date, last: date) -> DateInterval:
    """Some day from `first` to `last`."""
    return DateInterval(first, last)


def back(day: date, unit: str, n: Fraction, far: bool) -> date:
    """The day that lies `n` units before `day` (after it, where `n` is negative).

    Months and years are counted on the calendar; half a month is 15 days. Where hours fall on either of two days,
    `far` chooses the one further away. Raises OverflowError where the calendar has no such day.
    """
    try:
        if unit in ("hour", "minute"):
            hours = n if unit == "hour" else n / 60
            return day - days(ceil(hours / 24) if far else floor(hours / 24))
        if unit in ("month", "year", "quarter"):
            months = n * {"month": 1, "quarter": 3, "year": 12}[unit]
            whole = floor(months)
            return day - relativedelta(months=whole) - days(round((months - whole) * 30))
        count = n * {"day": 1, "week": 7, "fortnight": 14}[unit]
        return day - days(ceil(count) if far else floor(count))
    except ValueError:
        raise OverflowError("the calendar ends before that") from None


def month(year: int, number: int) -> DateInterval:
    """All days of a month."""
    return between(date(year, number, 1), date(year, number, monthrange(year, number)[1]))


def months_before(on: date, n: int) -> DateInterval:
    """All days of the month that lies `n` before that of `on`."""
    day = on - relativedelta(months=n)
    return month(day.year, day.month)


def year(number: int) -> DateInterval:
    """All days of a year."""
    return between(date(number, 1, 1), date(number, 12, 31))


def week(on: date, n: int) -> tuple[date, date]:
    """The week that lies `n` before that of `on`, whether weeks begin on Monday or on Sunday: the union of both."""
    monday, sunday = on - days(on.weekday() + 7 * n), on - days((on.weekday() + 1) % 7 + 7 * n)
    return min(monday, sunday), max(monday, sunday) + days(6)


def weekend(on: date, n: int) -> DateInterval:
    """Saturday and Sunday, `n` weekends before the last one that has begun on `on`."""
    saturday = on - days((on.weekday() + 2) % 7 + 7 * n)
    return between(saturday, saturday + days(1))


def weekday_until(on: date, weekday: int) -> date:
    """The last day on or before `on` that falls on the weekday (0 is Monday)."""
    return on - days((on.weekday() - weekday) % 7)


def quarter(year: int, number: int) -> DateInterval:
    """All days of a quarter (1 to 4) of a year."""
    return between(date(year, 3 * number - 2, 1), month(year, 3 * number)[1] or date.max)


def half_year(year: int, number: int) -> DateInterval:
    """All days of the first or second half of a year."""
    return (
        between(date(year, 1, 1), date(year, 6, 30)) if number == 1 else between(date(year, 7, 1), date(year, 12, 31))
    )


def season(name: str, year: int) -> DateInterval:
    """The season that begins in a year, by the meteorological or the astronomical calendar: the union of both."""
    if name == "winter":
        return between(date(year, 12, 1), date(year + 1, 3, 19))
    first, last = _SEASONS[name]
    return between(date(year, *first), date(year, *last))


def part_of_month(part: str, year: int, number: int) -> DateInterval:
    """Early, mid, late, the start or end, halves, first or last days of a month."""
    last = monthrange(year, number)[1]
    first_day, last_day = {
        "early": (1, 10),
        "mid": (11, 20),
        "late": (21, last),
        "start": (1, 7),
        "end": (last - 6, last),
        "first_half": (1, 15),
        "second_half": (16, last),
        "first_days": (1, 6),
        "last_days": (last - 6, last),
        "first_day": (1, 1),
        "last_day": (last, last),
    }[part]
    return between(date(year, number, first_day), date(year, number, last_day))


def part_of_year(part: str, number: int) -> DateInterval:
    """Early, mid, late, the start or end, or a half of a year; a first or last day."""
    first, last = {
        "early": ((1, 1), (4, 30)),
        "mid": ((5, 1), (8, 31)),
        "late": ((10, 1), (12, 31)),
        "start": ((1, 1), (4, 30)),
        "end": ((10, 1), (12, 31)),
        "first_half": ((1, 1), (6, 30)),
        "second_half": ((7, 1), (12, 31)),
        "first_days": ((1, 1), (1, 7)),
        "last_days": ((12, 25), (12, 31)),
        "first_day": ((1, 1), (1, 1)),
        "last_day": ((12, 31), (12, 31)),
    }[part]
    return between(date(number, *first), date(number, *last))


def part_of(part: str, whole: DateInterval) -> DateInterval:
    """A part of a week or a season: overlapping halves, so that no day between early and late is lost."""
    first, last = whole
    if first is None or last is None:
        return whole
    length = (last - first).days + 1
    half, third = (length + 1) // 2, length // 3
    if part in ("early", "start", "first_half", "first_days", "first_day"):
        return between(first, first + days(half))
    if part == "mid":
        return between(first + days(third - 1), last - days(third - 1))
    return between(last - days(half), last)


def nth_weekday(n: int, weekday: int, year: int, number: int) -> date | None:
    """The n-th (-1 is the last) such weekday of a month; None where the month has none."""
    first, last = month(year, number)
    if first is None or last is None:
        return None
    if n == -1:
        return weekday_until(last, weekday)
    day = weekday_until(first + days(6), weekday) + days(7 * (n - 1))
    return day if day <= last else None


def holiday(name: str, year: int) -> DateInterval:
    """The day of a holiday in a year. Its rule stands in `holidays.yaml`."""
    rule = _HOLIDAYS[name]
    if "date" in rule:
        day = date(year, *rule["date"])
    elif "easter" in rule:
        day = easter(year) + days(rule["easter"])
    else:
        n, weekday, number, *later = rule.get("nth") or rule["after_nth"]
        day = (nth_weekday(n, weekday, year, number) or date(year, number, 1)) + days(sum(later))
    return DateInterval.day(day)


def holiday_weekend(name: str, year: int) -> DateInterval:
    """The weekend of a holiday: Saturday to Sunday, and the holiday where it joins on."""
    day = holiday(name, year)[0] or date.min
    if "weekend" in _HOLIDAYS[name]:
        first, last = _HOLIDAYS[name]["weekend"]
        return between(day + days(first), day + days(last))
    saturday = weekday_until(day + days(3), 5)
    sunday = saturday + days(1)
    return between(
        min(day, saturday) if day + days(1) == saturday else saturday, day if day - days(1) == sunday else sunday
    )

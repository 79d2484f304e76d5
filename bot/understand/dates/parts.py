"""Parts of months, years, weeks and seasons: "early October", "end of last month", "first week of November"."""

from __future__ import annotations

from datetime import date

from bot.intervals import DateInterval
from bot.understand.dates import spans
from bot.understand.dates.calendar_dates import Named, with_month
from bot.understand.dates.numbers import ordinal, year
from bot.understand.dates.periods import last_or_this, season
from bot.understand.dates.weekdays import week, weekday, weekend
from bot.understand.dates.when import Calendar, Derived, Fixed, Monthly, Yearly
from bot.understand.dates.words import Words


def part(w: Words, i: int) -> Named | None:
    """early October; end of last month; mid-2025; early last week; late Tuesday"""
    found = w.match(w.skip(i, "the"), "part") or w.match(i, "part")
    if not found:
        return None
    name, j = str(found[0]), found[1]
    j = j + (w.word(j) in ("-", "of", "in"))
    for read in (_of_the_unit, _of_a_week, _of_a_season, _of_last_or_this, _of_a_month, _of_a_year):
        if said := read(w, name, j):
            return said
    if name in ("early", "mid", "late"):
        return weekday(w, j) or weekend(w, j)
    return None


def _of_the_unit(w: Words, name: str, i: int) -> Named | None:
    """end of the month; start of the year; midweek"""
    j = w.skip(i, "the")
    unit = w.match(j, "unit")
    if not unit or unit[0] not in ("week", "month", "year") or len(w.word(j)) < 2:
        return None
    if unit[0] == "month":
        return Monthly(lambda y, m: spans.part_of_month(name, y, m)), unit[1]
    if unit[0] == "year":
        return Yearly(lambda y: spans.part_of_year(name, y)), unit[1]
    return Fixed(spans.part_of(name, spans.between(*spans.week(w.on, 0)))), unit[1]


def _of_a_week(w: Words, name: str, i: int) -> Named | None:
    found = week(w, i)
    said = found[0].resolve(w.on) if found else None
    if not found or not isinstance(said, DateInterval):
        return None
    return (Fixed(spans.part_of(name, said)) if said[0] != said[1] else found[0]), found[1]


def _of_a_season(w: Words, name: str, i: int) -> Named | None:
    found = season(w, i)
    if not found:
        return None
    return Derived(found[0], lambda first, last: spans.part_of(name, spans.between(first, last))), found[1]


def _of_last_or_this(w: Words, name: str, i: int) -> Named | None:
    found = last_or_this(w, i)
    said = found[0].resolve(w.on) if found else None
    if not found or not isinstance(said, DateInterval) or not said[0]:
        return found
    first = said[0]
    if said == spans.year(first.year):
        return Yearly(lambda y: spans.part_of_year(name, y), first.year), found[1]
    if said == spans.month(first.year, first.month):
        return Fixed(spans.part_of_month(name, first.year, first.month)), found[1]
    return found


def _of_a_month(w: Words, name: str, i: int) -> Named | None:
    found = with_month(w, w.skip(i, "the"))
    if not found or not isinstance(found[0], Calendar) or found[0].day is not None or found[0].month is None:
        return None
    month = found[0].month
    return Yearly(lambda y: spans.part_of_month(name, y, month), found[0].year), found[1]


def _of_a_year(w: Words, name: str, i: int) -> Named | None:
    stated = year(w, w.skip(i, "the"))
    return (Yearly(lambda y: spans.part_of_year(name, y), stated[0]), stated[1]) if stated else None


def nth(w: Words, i: int) -> Named | None:
    """first week of November; Oct 1st week; the last Friday of September; second quarter of 2025; the first Monday"""
    j = w.skip(i, "the")
    month = w.match(j, "month")
    if month and (n := ordinal(w, w.skip(month[1], "the"))) and (unit := w.match(n[1], "unit")) and unit[0] == "week":
        return _nth_week(n[0], int(month[0]), None), unit[1]
    n = (-1, j + 1) if w.is_(j, "last") or w.word(j) == "final" else ordinal(w, j)
    if not n or n[0] > 5:
        return None
    return _nth_quarter(w, *n) or _nth_of_month(w, *n)


def _nth_quarter(w: Words, n: int, i: int) -> Named | None:
    """the second quarter; the first half of 2025"""
    if (half := w.match(i, "half")) and n in (1, 2, -1) and w.word(half[1]) == "of":
        stated = year(w, w.skip(half[1] + 1, "the"))
        return (Fixed(spans.half_year(stated[0], abs(n))), stated[1]) if stated else None
    found = w.match(i, "quarter")
    return (Yearly(lambda y: spans.quarter(y, n)), found[1]) if found and 1 <= n <= 4 else None


def _nth_of_month(w: Words, n: int, i: int) -> Named | None:
    unit, day = w.match(i, "unit"), w.match(i, "weekday")
    if not day and (not unit or unit[0] != "week"):
        return None
    j = (day or unit or (0, i))[1]
    of = w.word(j) in ("of", "in")
    month = _month(w, w.skip(j + of, "the"))
    stated = year(w, j + 1) if of else None
    if day:
        number = int(day[0])
        if month:
            return Yearly(lambda y: _day(spans.nth_weekday(n, number, y, month[0])), month[1]), month[2]
        return (Monthly(lambda y, m: _day(spans.nth_weekday(n, number, y, m))), j) if n > 0 else None
    if not of and not (month and w.is_(j, "this")):
        return None
    if month:
        return _nth_week(n, month[0], month[1]), month[2]
    return (_nth_week(n, 12 if n < 0 else 1, stated[0]), stated[1]) if stated else None


def _month(w: Words, i: int) -> tuple[int, int | None, int] | None:
    """The month that a part is of: its number, its year where that is said, and the index after it."""
    found = with_month(w, i)
    if found and isinstance(found[0], Calendar) and found[0].month and not found[0].day:
        return found[0].month, found[0].year, found[1]
    last = w.is_(i, "last")
    unit = w.match(w.skip(i, "last", "this"), "unit")
    first = spans.months_before(w.on, 1 if last else 0)[0]
    return (first.month, first.year, unit[1]) if unit and unit[0] == "month" and first else None


def _nth_week(n: int, month: int, stated: int | None) -> Yearly:
    def at(y: int) -> DateInterval:
        last = spans.part_of_month("last_day", y, month)[0] or date.max
        if n == -1:
            return spans.part_of_month("end", y, month)
        return spans.between(date(y, month, 7 * n - 6), min(date(y, month, min(7 * n, last.day)), last))

    return Yearly(at, stated)


def _day(day: date | None) -> DateInterval | None:
    return DateInterval.day(day) if day else None

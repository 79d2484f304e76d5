"""Holidays, seasons, months, quarters and years: "last Christmas", "over the summer", "the month before last"."""

from __future__ import annotations

from bot.intervals import DateInterval
from bot.understand.dates import spans
from bot.understand.dates.calendar_dates import Named, with_day, with_month, year_after
from bot.understand.dates.numbers import year
from bot.understand.dates.when import Calendar, Derived, Fixed, When, Yearly, with_year
from bot.understand.dates.words import Words


def holiday(w: Words, i: int) -> Named | None:
    """Halloween; Labor Day weekend; Thanksgiving 2025 weekend; Thanksgiving week"""
    j = w.skip(w.skip(i, "the"), "past", "last", "this")
    found = w.match(j, "holiday")
    if not found:
        return None
    name, j = str(found[0]), found[1]
    if w.is_(j, "longer_than_a_day"):
        return None
    stated = year_after(w, j)
    number, j = stated or (None, j)
    if weekend := w.match(j, "weekend"):
        return Yearly(lambda y: spans.holiday_weekend(name, y), number), weekend[1]
    when: When = Yearly(lambda y: spans.holiday(name, y), number)
    if (unit := w.match(j, "unit")) and unit[0] == "week":
        return Derived(when, lambda first, last: spans.between(*spans.week(first, 0))), unit[1]
    return when, j


def season(w: Words, i: int) -> Named | None:
    """over the summer; last winter; spring of 2025"""
    j = w.skip(i, "the")
    last = w.match(j, "last")
    found = w.match(w.skip(j, "past", "last", "this"), "season")
    if not found or w.word(i - 1) in ("a", "to") or w.is_(found[1], "longer_than_a_day"):
        return None
    name, j = str(found[0]), found[1]
    stated = year_after(w, j)
    if name == "winter" and stated:  # of either year that it has days in
        before, after = spans.season("winter", stated[0] - 1), spans.season("winter", stated[0])
        return Fixed(DateInterval(before[0], after[1])), stated[1]
    current = Yearly(lambda y: spans.season(name, y))
    said = current.resolve(w.on)
    if last and not stated and isinstance(said, DateInterval) and said[0] and (w.on - said[0]).days < _THREE_MONTHS:
        return Fixed(spans.season(name, said[0].year - 1)), j
    return current, j


_THREE_MONTHS = 91


def last_or_this(w: Words, i: int) -> Named | None:
    """last month; this year; the month before last; last quarter; last October; the 3rd of them"""
    on = w.on
    j = w.skip(i, "the")
    unit = w.match(j, "unit")
    if unit and unit[0] in ("month", "year") and (before := w.match(unit[1], "before_last")):
        return Fixed(spans.months_before(on, 2) if unit[0] == "month" else spans.year(on.year - 2)), before[1]
    last = w.is_(j, "last")
    if not last and not w.is_(j, "this") and not w.is_(j, "earlier_this"):
        return None
    n = 1 if last else 0
    j = w.skip(j, "last", "earlier_this", "this")
    unit = w.match(j, "unit") or w.match(j, "quarter")
    if not unit:
        return _last_named_month(w, j) if last else None
    name, j = str(unit[0]), unit[1]
    k = w.skip(w.skip(j + (w.word(j) == ","), "in", "around"), "the")
    if name == "year":
        inner = with_month(w, k) or with_day(w, k) or holiday(w, k) or season(w, k)
        dated = with_year(inner[0], on.year - n) if inner else None
        return (dated, inner[1]) if dated and inner else (Fixed(spans.year(on.year - n)), j)
    if name == "month":
        span = spans.months_before(on, n)
        day = with_day(w, k, loose=k > j)
        if day and isinstance(day[0], Calendar) and day[0].month is None and span[0]:
            return Calendar(span[0].year, span[0].month, day[0].day), day[1]
        return Fixed(span), j
    if name == "quarter":
        index = on.year * 4 + (on.month - 1) // 3 - n
        return Fixed(spans.quarter(index // 4, index % 4 + 1)), j
    return (Fixed(DateInterval.day(on - spans.days(n))), j) if name == "day" else None


def _last_named_month(w: Words, i: int) -> Named | None:
    """ "Last October", where this year has had one: some mean this year's, some the last year's."""
    found = with_month(w, i)
    if not found or not isinstance(found[0], Calendar) or found[0].year or found[0].day or not found[0].month:
        return None
    latest = w.on.year if found[0].month < w.on.month else w.on.year - 1
    span = spans.month(latest, found[0].month)
    if latest == w.on.year:
        span = DateInterval(spans.month(latest - 1, found[0].month)[0], span[1])
    return Fixed(span), found[1]


def quarter(w: Words, i: int) -> Named | None:
    """Q3; 2025 Q3; Q3-2025; H1 2026"""
    stated = year(w, i)
    j = stated[1] + (w.word(stated[1]) == "-") if stated else i
    letter = w.match(j, "quarter_letter")
    if not letter or not w.glued(j + 1) or not w.word(j + 1).isdecimal():
        return None
    number, make = int(w.word(j + 1)), spans.quarter if letter[0] == "q" else spans.half_year
    if not 1 <= number <= (4 if letter[0] == "q" else 2):
        return None
    end = j + 2
    after = year(w, end + 1) if w.word(end) == "-" and not stated else None
    return Yearly(lambda y: make(y, number), (stated or after or (None,))[0]), after[1] if after else end


def plain_year(w: Words, i: int) -> Named | None:
    """2025; the year 2025; 2025 October"""
    j = w.skip(i, "the")
    j = j + (w.word(j) == "year")
    found = year(w, j)
    if not found:
        return None
    k = found[1] + (w.word(found[1]) in (",", "-", "/"))
    if (month := with_month(w, k)) and (dated := with_year(month[0], found[0])):
        return dated, month[1]
    glued_number = w.glued(found[1]) and w.word(found[1]) in ("-", "/", ".") and w.word(k).isdecimal() and w.glued(k)
    return None if glued_number and len(w.word(k)) < 4 else (Calendar(year=found[0]), found[1])

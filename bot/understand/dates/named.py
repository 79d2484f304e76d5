"""Days that were named: a calendar date, a weekday, a holiday, a season, last week, the end of the month."""

from __future__ import annotations

import re
from datetime import date

from bot.intervals import DateInterval
from bot.understand.dates import spans
from bot.understand.dates.calendar_dates import numeric, with_day, with_month, year_after
from bot.understand.dates.numbers import ordinal, whole, year
from bot.understand.dates.when import Ask, Calendar, Derived, Fixed, Monthly, When, Yearly, with_weekday, with_year
from bot.understand.dates.words import Words

Named = tuple[When, int]
_QUARTER = re.compile(r"[qh]\Z")


def named(w: Words, i: int) -> Named | None:
    """The named days at `i`, and the index after them: the longest reading."""
    word = w.word(i)
    if not word or not (word.isalnum() or word in "'’"):
        return None
    best: Named | None = None
    for read in _READERS:
        found = read(w, i)
        if found and (best is None or found[1] > best[1]):
            best = found
    if not best:
        return None
    return _with_year_after(w, *best)


def _with_year_after(w: Words, when: When, j: int) -> Named:
    found = year_after(w, j)
    if found and (dated := with_year(when, found[0])):
        return dated, found[1]
    return when, j


def _plain_day(w: Words, i: int) -> Named | None:
    if found := w.match(i, "days_back"):
        return Fixed(DateInterval.day(w.on - spans.days(int(found[0])))), found[1]
    if other := w.match(i, "other_day"):
        return Fixed(spans.between(w.on - spans.days(7), w.on - spans.days(2))), other[1]
    return None


def _weekday(w: Words, i: int) -> Named | None:
    """Monday; last Tuesday; Monday of last week; Tuesday, Nov 3; the Friday before Halloween"""
    on = w.on
    j = w.skip(i, "the")
    last, past, this = w.match(j, "last"), w.match(j, "past"), w.match(j, "this")
    k = (past or last or this or (0, j))[1]
    found = w.match(k, "weekday")
    if not found or (w.word(i) == "the" and w.word(k) in ("sun", "sat", "wed")):
        return None
    weekday, k = int(found[0]), found[1]
    recent = spans.weekday_until(on - spans.days(1), weekday)
    after = k + 1 if w.word(k) in (",", ".", "(", "-", "the") else k
    after = w.skip(after, "the")
    if w.word(k) != "the" or ordinal(w, after):
        dated = (
            numeric(w, after)
            or with_month(w, after)
            or with_day(w, after, loose=w.word(after).isdigit() and not w.is_(after + 1, "unit"))
        )
        if dated and (fitting := with_weekday(dated[0], weekday)):
            end = dated[1]
            return fitting, end + 1 if w.word(end) == ")" else end
    if before := w.match(k, "before_last"):
        said = _last(on, weekday, recent)
        return Fixed(spans.between(*(d - spans.days(7) for d in said if d))), before[1]
    if (week := _calendar_week(w, w.skip(k, "of"))) and week[1] is not None:
        return Fixed(_in_week(on, weekday, week[1])), week[2]
    if found_week := _calendar_week(w, k):
        return Fixed(_in_week(on, weekday, found_week[1])), found_week[2]
    if last and not past:
        return Fixed(_last(on, weekday, recent)), k
    if this and not past:
        return Fixed(DateInterval.day(spans.weekday_until(on, weekday))), k
    return Fixed(DateInterval.day(recent)), k


def _last(on: date, weekday: int, recent: date) -> DateInterval:
    """ "Last Tuesday": the one of last week; where this week has had one already, that one too."""
    this_week = spans.week(on, 0)[0]
    if this_week and this_week <= recent:
        return spans.between(recent - spans.days(7), recent)
    return DateInterval.day(recent)


def _calendar_week(w: Words, i: int) -> tuple[DateInterval, int, int] | None:
    """last week; this week; the week before last: its days, how many weeks ago, and the index after it"""
    j = w.skip(i, "the")
    if (unit := w.match(j, "unit")) and unit[0] == "week" and (before := w.match(unit[1], "before_last")):
        return spans.week(w.on, 2), 2, before[1]
    n = 1 if w.is_(j, "last") else 0 if w.is_(j, "this") or w.is_(j, "earlier_this") else None
    if n is None:
        return None
    unit = w.match(w.skip(j, "last", "earlier_this", "this"), "unit")
    if not unit or unit[0] != "week":
        return None
    return spans.week(w.on, n), n, unit[1]


def _in_week(on: date, weekday: int, n: int) -> DateInterval:
    """A weekday of the week `n` weeks ago: two days where the two ways to count weeks differ."""
    first, last = spans.week(on, n)
    if not first or not last:
        return DateInterval(first, last)
    late = spans.weekday_until(last, weekday)
    early = late if late - spans.days(7) < first else late - spans.days(7)
    return (
        spans.between(early, late if late <= on else early) if early <= on else DateInterval.day(early - spans.days(7))
    )


def _week(w: Words, i: int) -> Named | None:
    """last week; last week on Tuesday; week of Nov 2"""
    found = _calendar_week(w, i)
    if found:
        span, n, j = found
        k = w.skip(j + 1 if w.word(j) in (",", "-") else j, "on_day")
        if day := w.match(k, "weekday"):
            return Fixed(_in_week(w.on, int(day[0]), n)), day[1]
        return Fixed(span), j
    return None


def _weekend(w: Words, i: int) -> Named | None:
    """last weekend; over the weekend; the weekend before last; two weekends ago"""
    on = w.on
    j = w.skip(i, "the")
    kind = "past" if w.is_(j, "past") else "last" if w.is_(j, "last") else "this"
    j = w.skip(j, "past", "last", "this")
    found = w.match(j, "weekend")
    if not found:
        return None
    running = on.weekday() >= 5
    if before := w.match(found[1], "before_last"):
        return Fixed(spans.weekend(on, 2 if running else 1)), before[1]
    if w.is_(found[1], "of") and w.word(found[1]) == "of":
        return None
    if kind == "past" and running:
        now, earlier = spans.weekend(on, 0), spans.weekend(on, 1)
        return Fixed(DateInterval(earlier[0], now[1])), found[1]
    return Fixed(spans.weekend(on, 1 if kind == "last" and running else 0)), found[1]


def _numbered(w: Words, i: int) -> Named | None:
    """two Tuesdays ago; 2 weekends ago"""
    n = whole(w, i)
    if not n or not 1 <= n[0] <= 20:
        return None
    if w.word(n[1]) in ("weekends", "weekend") and (ago := w.match(n[1] + 1, "ago")):
        return Fixed(spans.weekend(w.on, n[0] - 1 + (w.on.weekday() >= 5))), ago[1]
    word = w.word(n[1])
    day = w.match(n[1], "weekday")
    plural = _PLURAL.get(word)
    weekday = int(day[0]) if day else plural
    if weekday is None or not (ago := w.match(n[1] + 1, "ago")):
        return None
    recent = spans.weekday_until(w.on - spans.days(1), weekday)
    return Fixed(DateInterval.day(recent - spans.days(7 * (n[0] - 1)))), ago[1]


_PLURAL = {f"{d}days": n for n, d in enumerate(("mon", "tues", "wednes", "thurs", "fri", "satur", "sun"))}


def _holiday(w: Words, i: int) -> Named | None:
    """Halloween; last Christmas; Labor Day weekend; Thanksgiving 2025 weekend"""
    j = w.skip(i, "the")
    last = w.match(j, "last")
    j = w.skip(j, "past", "last", "this")
    found = w.match(j, "holiday")
    if not found:
        return None
    name, k = str(found[0]), found[1]
    stated = year_after(w, k)
    after = stated[1] if stated else k
    at = spans.holiday
    if weekend := w.match(after, "weekend"):
        at, k = spans.holiday_weekend, weekend[1]
    elif stated:
        k = stated[1]
    when: When = Yearly(lambda y: at(name, y), stated[0] if stated else None)
    if not weekend and (unit := w.match(k, "unit")) and unit[0] == "week":
        when, k = Derived(when, lambda first, last: spans.week(first, 0)), unit[1]
    del last
    return when, k


def _season(w: Words, i: int) -> Named | None:
    """over the summer; last winter; spring of 2025"""
    on = w.on
    j = w.skip(i, "the")
    last = w.match(j, "last")
    j = w.skip(j, "past", "last", "this")
    found = w.match(j, "season")
    if not found or w.word(i - 1) in ("a", "to"):
        return None
    name, k = str(found[0]), found[1]
    current = Yearly(lambda y: spans.season(name, y))
    stated = year_after(w, k)
    if name == "winter" and stated:
        both = DateInterval(date(stated[0] - 1, 12, 1), spans.season("winter", stated[0])[1])
        return Fixed(both), stated[1]
    if last and not stated:
        said = current.resolve(on)
        if isinstance(said, DateInterval) and said[0] and (on.year, on.month) < _months_on(said[0], 3):
            return Fixed(spans.season(name, said[0].year - 1)), k
    return current, k


def _months_on(day: date, n: int) -> tuple[int, int]:
    later = day.year * 12 + day.month - 1 + n
    return later // 12, later % 12 + 1


def _last_unit(w: Words, i: int) -> Named | None:
    """last month; this year; the month before last; last quarter; last October; last year, in October"""
    on = w.on
    j = w.skip(i, "the")
    unit = w.match(j, "unit")
    if unit and unit[0] in ("month", "year") and (before := w.match(unit[1], "before_last")):
        month = unit[0] == "month"
        return Fixed(spans.months_before(on, 2) if month else spans.year(on.year - 2)), before[1]
    last = w.is_(j, "last")
    if not last and not w.is_(j, "this") and not w.is_(j, "earlier_this"):
        return None
    n = 1 if last else 0
    j = w.skip(j, "last", "earlier_this", "this")
    unit = w.match(j, "unit") or w.match(j, "quarter")
    if not unit:
        return _last_month_name(w, j) if last else None
    name, j = str(unit[0]), unit[1]
    k = w.skip(w.skip(j + 1 if w.word(j) == "," else j, "in", "around"), "the")
    if name == "year":
        inner = _calendar_part(w, k)
        if inner and (dated := with_year(inner[0], on.year - n)):
            return dated, inner[1]
        return Fixed(spans.year(on.year - n)), j
    if name == "month":
        span = spans.months_before(on, n)
        first = span[0] or on
        if (
            (day := with_day(w, k, loose=k > j and not w.is_(k + 1, "unit")))
            and isinstance(day[0], Calendar)
            and day[0].month is None
        ):
            return Calendar(first.year, first.month, day[0].day), day[1]
        return Fixed(span), j
    if name == "quarter":
        index = on.year * 4 + (on.month - 1) // 3 - n
        return Fixed(spans.quarter(index // 4, index % 4 + 1)), j
    if name == "day":
        return Fixed(DateInterval.day(on - spans.days(n))), j
    return None


def _calendar_part(w: Words, i: int) -> Named | None:
    for read in (with_month, with_day, _holiday, _season, _part):
        if found := read(w, i):
            return found
    return None


def _last_month_name(w: Words, i: int) -> Named | None:
    """ "Last October", where this year has had one: both years' are meant by some."""
    found = with_month(w, i)
    if not found or not isinstance(found[0], Calendar) or found[0].year or found[0].day:
        return None
    month = found[0].month or 1
    latest = w.on.year if month < w.on.month else w.on.year - 1
    span = spans.month(latest, month)
    if latest == w.on.year:
        span = DateInterval(spans.month(latest - 1, month)[0], span[1])
    return Fixed(span), found[1]


def _part(w: Words, i: int) -> Named | None:
    """early October; end of last month; mid-2025; first week of November; the last Friday of September"""
    j = w.skip(i, "the")
    if found := w.match(j, "part") or w.match(i, "part"):
        part, k = str(found[0]), found[1]
        k = k + 1 if w.word(k) == "-" else k
        k = w.skip(k, "of") if w.word(k) in ("of", "in") else k
        return _part_of(w, part, k)
    return _week_of_month(w, i)


def _part_of(w: Words, part: str, i: int) -> Named | None:
    on = w.on
    j = w.skip(i, "the")
    if (
        not w.is_(j, "last")
        and not w.is_(j, "this")
        and (unit := w.match(j, "unit"))
        and (j > i or part in ("mid", "late", "early"))
    ):
        if unit[0] == "month" and j > i:
            return Monthly(lambda y, m: spans.part_of_month(part, y, m)), unit[1]
        if unit[0] == "year" and j > i:
            return Yearly(lambda y: spans.part_of_year(part, y)), unit[1]
        if unit[0] == "week":
            return Fixed(spans.part_of(part, spans.week(on, 0))), unit[1]
        return None
    if found := _week(w, i):
        said = found[0].resolve(on)
        if isinstance(said, DateInterval) and said[0] != said[1]:
            return Fixed(spans.part_of(part, said)), found[1]
        return found
    if found := _season(w, i):
        return Derived(found[0], lambda first, last: spans.part_of(part, spans.between(first, last))), found[1]
    if found := _last_unit(w, i):
        said = found[0].resolve(on)
        if not isinstance(said, DateInterval) or not said[0]:
            return found
        first = said[0]
        if said == spans.year(first.year):
            return Yearly(lambda y: spans.part_of_year(part, y), first.year), found[1]
        if said == spans.month(first.year, first.month):
            return Fixed(spans.part_of_month(part, first.year, first.month)), found[1]
        return found
    if (month := with_month(w, j)) and isinstance(month[0], Calendar) and month[0].day is None:
        number, stated = month[0].month or 1, month[0].year
        return Yearly(lambda y: spans.part_of_month(part, y, number), stated), month[1]
    if (stated_year := year(w, j)) and part not in ("first_day",):
        return Yearly(lambda y: spans.part_of_year(part, y), stated_year[0]), stated_year[1]
    if part in ("early", "late", "mid") and (day := _weekday(w, i) or _plain_day(w, i) or _weekend(w, i)):
        return day
    return None


def _week_of_month(w: Words, i: int) -> Named | None:
    """first week of November; last week in Oct; Oct 1st week; the first Friday of July; second quarter of 2025"""
    j = w.skip(i, "the")
    if (
        (month := w.match(j, "month"))
        and (n := ordinal(w, w.skip(month[1], "the")))
        and (unit := w.match(n[1], "unit"))
        and unit[0] == "week"
    ):
        return _nth_week(n[0], int(month[0]), None), unit[1]
    n = (-1, j + 1) if w.word(j) in ("last", "final") else ordinal(w, j)
    if not n or n[0] > 5:
        return None
    k = n[1]
    if (
        n[0] in (1, 2, -1)
        and (half := w.match(k, "half"))
        and w.word(half[1]) == "of"
        and (stated := year(w, w.skip(half[1] + 1, "the")))
    ):
        return Fixed(spans.half_year(stated[0], abs(n[0]))), stated[1]
    unit, weekday = w.match(k, "unit"), w.match(k, "weekday")
    if quarter := w.match(k, "quarter"):
        if n[0] == -1:
            return None
        number = n[0]
        return (Yearly(lambda y: spans.quarter(y, number)), quarter[1]) if 1 <= number <= 4 else None
    if not (unit and unit[0] == "week") and not weekday:
        return None
    k = (unit or weekday or (0, k))[1]
    if w.word(k) not in ("of", "in", "this", "last"):
        return None
    k = w.skip(k + 1 if w.word(k) in ("of", "in") else k, "the")
    months = _target_month(w, k)
    if not months:
        return None
    number, stated_year, end = months
    if unit:
        return _nth_week(n[0], number, stated_year), end
    nth, day = n[0], int(weekday[0]) if weekday else 0
    return Yearly(lambda y: _single(spans.nth_weekday(nth, day, y, number)), stated_year), end


def _target_month(w: Words, i: int) -> tuple[int, int | None, int] | None:
    """The month that a part is of: its number, its year where that is said, and the index after it."""
    if (month := with_month(w, i)) and isinstance(month[0], Calendar) and month[0].month and not month[0].day:
        return month[0].month, month[0].year, month[1]
    last = w.is_(i, "last")
    unit = w.match(w.skip(i, "last", "this"), "unit")
    if unit and unit[0] == "month":
        first = spans.months_before(w.on, 1 if last else 0)[0] or w.on
        return first.month, first.year, unit[1]
    return None


def _nth_week(n: int, number: int, stated: int | None) -> Yearly:
    def at(y: int) -> DateInterval:
        first, last = spans.month(y, number)
        if n == -1:
            return spans.part_of_month("end", y, number)
        start = (first or date.min) + spans.days(7 * (n - 1))
        end = start + spans.days(6)
        return spans.between(min(start, last or end), min(end, last or end))

    return Yearly(at, stated)


def _single(day: date | None) -> DateInterval | None:
    return DateInterval.day(day) if day else None


def _quarter(w: Words, i: int) -> Named | None:
    """Q3; 2025 Q3; H1 2026"""
    stated = year(w, i)
    j = stated[1] if stated else i
    j = j + 1 if stated and w.word(j) == "-" else j
    if not _QUARTER.match(w.word(j)) or not w.glued(j + 1) or not w.word(j + 1).isdigit():
        return None
    number, kind = int(w.word(j + 1)[:2]), w.word(j)
    if not 1 <= number <= (4 if kind == "q" else 2):
        return None
    make = spans.quarter if kind == "q" else spans.half_year
    return Yearly(lambda y: make(y, number), stated[0] if stated else None), j + 2


def _year(w: Words, i: int) -> Named | None:
    """2025; the year 2025; 2025 October"""
    j = w.skip(i, "the")
    j = j + 1 if w.word(j) == "year" else j
    found = year(w, j)
    if not found or (
        w.word(i).isdigit() and w.glued(i + 1) and w.word(i + 1) in ("-", "/", ".") and w.word(i + 2).isdigit()
    ):
        return None
    k = found[1] + 1 if w.word(found[1]) in (",", "-", "/") else found[1]
    if (month := with_month(w, k)) and (dated := with_year(month[0], found[0])):
        return dated, month[1]
    return Calendar(year=found[0]), found[1]


def _related(w: Words, i: int) -> Named | None:
    """the day after Halloween; week of Nov 2; the weekend of the 7th; the Monday after Thanksgiving"""
    if found := w.match(i, "week_of"):
        return _derived(w, found[1], lambda first, last: spans.week(first, 0))
    if found := w.match(i, "weekend_of"):
        return _derived(w, found[1], lambda first, last: _nearest_weekend(first))
    if found := w.match(i, "day_before"):
        return _derived(w, found[1], lambda first, last: DateInterval.day(first - spans.days(1)))
    if found := w.match(i, "day_after"):
        return _derived(w, found[1], lambda first, last: DateInterval.day(last + spans.days(1)))
    if found := w.match(i, "week_before"):
        return _derived(
            w,
            found[1],
            lambda first, last: spans.between(
                min(first - spans.days(7), spans.week(first, 1)[0] or first), first - spans.days(1)
            ),
        )
    if found := w.match(i, "week_after"):
        return _derived(
            w,
            found[1],
            lambda first, last: spans.between(
                last + spans.days(1), max(last + spans.days(7), spans.week(last, -1)[1] or last)
            ),
        )
    if found := w.match(i, "weekend_before"):
        return _derived(
            w, found[1], lambda first, last: spans.weekend(first - spans.days(1 if first.weekday() != 6 else 2), 0)
        )
    if found := w.match(i, "weekend_after"):
        return _derived(w, found[1], lambda first, last: spans.weekend(last + spans.days(7), 0))
    j = w.skip(i, "the")
    if (day := w.match(j, "weekday")) and (w.is_(day[1], "before") or w.is_(day[1], "after")):
        weekday = int(day[0])
        if w.is_(day[1], "before"):
            return _derived(
                w,
                w.skip(day[1], "before"),
                lambda first, last: _single_day(spans.weekday_until(first - spans.days(1), weekday)),
            )
        return _derived(
            w,
            w.skip(day[1], "after"),
            lambda first, last: _single_day(spans.weekday_until(last + spans.days(7), weekday)),
        )
    return None


def _single_day(day: date) -> DateInterval:
    return DateInterval.day(day)


def _nearest_weekend(day: date) -> DateInterval:
    """Saturday and Sunday of the weekend that a day is in or next to."""
    return spans.weekend(day + spans.days(3), 0)


def _derived(w: Words, i: int, step: Derived.step) -> Named | None:  # type: ignore[name-defined]
    found = simple(w, i)
    return (Derived(found[0], step), found[1]) if found else None


def simple(w: Words, i: int) -> Named | None:
    """A named day that is not itself counted from another: what "the day after ..." may stand before."""
    best: Named | None = None
    for read in _SIMPLE:
        found = read(w, i)
        if found and (best is None or found[1] > best[1]):
            best = found
    return _with_year_after(w, *best) if best else None


_SIMPLE = (numeric, with_month, with_day, _plain_day, _weekday, _holiday, _season, _last_unit, _week, _weekend)
_READERS = (*_SIMPLE, _part, _numbered, _quarter, _year, _related)
__all__ = ["Ask", "Named", "named", "simple"]

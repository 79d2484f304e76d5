"""Weekdays, weeks and weekends: "last Tuesday", "Monday of last week", "the weekend before last"."""

from __future__ import annotations

from datetime import date

from bot.intervals import DateInterval
from bot.understand.dates import spans
from bot.understand.dates.amounts import Amount, amount
from bot.understand.dates.calendar_dates import Named, with_day, with_month
from bot.understand.dates.numbers import ordinal, whole
from bot.understand.dates.numeric import numeric
from bot.understand.dates.when import Fixed, with_weekday
from bot.understand.dates.words import Words


def weekday(w: Words, i: int) -> Named | None:
    """Monday; last Tuesday; Monday of last week; Tuesday, Nov 3; Friday the 13th; the Friday before last"""
    j = w.skip(i, "the")
    past, last, this = w.match(j, "past"), w.match(j, "last"), w.match(j, "this")
    found = w.match((past or last or this or (0, j))[1], "weekday")
    if not found or (w.word(i) == "the" and w.word(found[1] - 1) in ("sun", "sat", "wed")):
        return None
    day, j = int(found[0]), found[1]
    recent = spans.weekday_until(w.on - spans.days(1), day)
    if dated := _with_date(w, j, day):
        return dated
    if (that := w.match(j, "before_that")) and w.word(i) == "the":
        return Fixed(DateInterval.day(recent - spans.days(7))), that[1]
    if before := w.match(j, "before_last"):
        first, until = _last(w.on, day, recent)
        return Fixed(spans.between(first - spans.days(7), until - spans.days(7))), before[1]
    week = calendar_week(w, j) or calendar_week(w, w.skip(j, "of"))
    if week:
        return Fixed(_in_week(w.on, day, week[0])), week[1]
    weeks = amount(w, j)
    if weeks and weeks[0].unit in ("week", "fortnight") and (ago := w.match(weeks[1], "ago")):
        return Fixed(weekday_back(weeks[0], w.on, day)), ago[1]
    if last and not past:
        return Fixed(spans.between(*_last(w.on, day, recent))), j
    if this and not past:
        recent = spans.weekday_until(w.on, day)
    return Fixed(DateInterval.day(recent)), j


def _with_date(w: Words, i: int, day: int) -> Named | None:
    """The date that stands with a weekday."""
    j = i + 1 if w.word(i) in (",", ".", "(", "-") else i
    the = w.skip(j, "the")
    loose = w.word(the).isdecimal() or (the > j and whole(w, the) is not None)
    dated = numeric(w, the) or with_month(w, the) or with_day(w, j, loose and not w.is_(the, "month"))
    fitting = with_weekday(dated[0], day) if dated else None
    if not dated or not fitting or (ordinal(w, j) and w.is_(dated[1], "unit")):
        return None
    return fitting, dated[1] + (w.word(dated[1]) == ")")


def _last(on: date, day: int, recent: date) -> tuple[date, date]:
    """ "Last Tuesday": the one of last week; where this week has had one already, either."""
    this_week = spans.week(on, 0)[0]
    return recent - spans.days(7) if this_week and this_week <= recent else recent, recent


def calendar_week(w: Words, i: int) -> tuple[int, int] | None:
    """last week; this week; the week before last: how many weeks ago, and the index after it"""
    j = w.skip(i, "the")
    unit = w.match(j, "unit")
    if unit and unit[0] == "week" and (before := w.match(unit[1], "before_last")):
        return 2, before[1]
    n = 1 if w.is_(j, "last") else 0
    if not n and not w.is_(j, "this") and not w.is_(j, "earlier_this"):
        return None
    unit = w.match(w.skip(j, "last", "earlier_this", "this"), "unit")
    return (n, unit[1]) if unit and unit[0] == "week" else None


def _in_week(on: date, day: int, n: int) -> DateInterval:
    """A weekday of the week `n` weeks ago: two days where the two ways to count weeks differ."""
    first, last = spans.week(on, n)
    late = spans.weekday_until(last, day)
    early = late - spans.days(7)
    if early < first:
        early = late
    if early > on:
        early = late = early - spans.days(7)
    return spans.between(early, late if late <= on else early)


def week(w: Words, i: int) -> Named | None:
    """last week; last week on Tuesday"""
    found = calendar_week(w, i)
    if not found:
        return None
    n, j = found
    k = w.skip(j + 1 if w.word(j) in (",", "-") else j, "on_day")
    if day := w.match(k, "weekday"):
        return Fixed(_in_week(w.on, int(day[0]), n)), day[1]
    return Fixed(spans.between(*spans.week(w.on, n))), j


def weekday_back(what: Amount, on: date, weekday: int) -> DateInterval:
    """A weekday some weeks ago: the one nearest to that day, and the one as many weeks before the last such day."""
    far, near = what.far(on), what.near(on)
    counted = spans.weekday_until(far, weekday)
    nearest = spans.weekday_until(near + spans.days(3), weekday)
    return DateInterval(min(counted, nearest), max(counted, min(nearest, on)))


def weekend(w: Words, i: int) -> Named | None:
    """last weekend; over the weekend; the weekend before last"""
    j = w.skip(i, "the")
    past, last = w.is_(j, "past"), w.is_(j, "last")
    found = w.match(w.skip(j, "past", "last", "this"), "weekend")
    if not found or (w.word(found[1]) in ("of", "before", "after") and not w.is_(found[1], "before_last")):
        return None
    running = w.on.weekday() >= 5
    if before := w.match(found[1], "before_last"):
        return Fixed(spans.weekend(w.on, 2 if running else 1)), before[1]
    if past and running:
        return Fixed(DateInterval(spans.weekend(w.on, 1)[0], spans.weekend(w.on, 0)[1])), found[1]
    return Fixed(spans.weekend(w.on, 1 if last and not past and running else 0)), found[1]


def numbered(w: Words, i: int) -> Named | None:
    """two Tuesdays ago; 2 weekends ago"""
    n = whole(w, i)
    if not n or not 1 <= n[0] <= 20:
        return None
    count, j = n
    if ends := w.match(j, "weekend"):
        ago = w.match(ends[1], "ago")
        return (Fixed(spans.weekend(w.on, count - 1 + (w.on.weekday() >= 5))), ago[1]) if ago else None
    day = w.match(j, "weekday") or w.match(j, "weekdays")
    ago = w.match(day[1], "ago") if day else None
    if not day or not ago:
        return None
    recent = spans.weekday_until(w.on - spans.days(1), int(day[0]))
    return Fixed(DateInterval.day(recent - spans.days(7 * (count - 1)))), ago[1]

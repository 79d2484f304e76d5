"""Days that were named: a calendar date, a weekday, a holiday, a season, last week, the end of the month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.intervals import DateInterval
from bot.understand.dates import spans
from bot.understand.dates.amounts import amount
from bot.understand.dates.calendar_dates import Named, with_day, with_month, year_after
from bot.understand.dates.numeric import numeric
from bot.understand.dates.parts import nth, part
from bot.understand.dates.periods import holiday, last_or_this, plain_year, quarter, season
from bot.understand.dates.weekdays import numbered, week, weekday, weekend
from bot.understand.dates.when import Derived, Fixed, When, with_year
from bot.understand.dates.words import Words, remembered

Step = Callable[[date, date], DateInterval]
Reader = tuple[Callable[[Words, int], Named | None], frozenset[str]]
"""A rule, and the kinds of words that its phrases begin with."""


@remembered
def named(w: Words, i: int) -> Named | None:
    """The named days at `i`, and the index after them: the longest reading."""
    return _longest(w, i, (*_SIMPLE, *_OTHERS))


@remembered
def simple(w: Words, i: int) -> Named | None:
    """Named days that are not themselves counted from others: what "the day after ..." may stand before."""
    return _longest(w, i, _SIMPLE)


def _longest(w: Words, i: int, readers: tuple[Reader, ...]) -> Named | None:
    found = [said for read, first in readers if w.begins(i, first) and (said := read(w, i))]
    if not found:
        return None
    when, end = max(found, key=lambda named: named[1])
    if (before := w.match(end, "before_last")) and (earlier := _the_year_before(w, when)):
        return earlier, before[1]
    stated = year_after(w, end)
    if stated and (dated := with_year(when, stated[0])):
        return dated, stated[1]
    return when, end


def _the_year_before(w: Words, when: When) -> When | None:
    """The summer before last."""
    said = when.resolve(w.on)
    return with_year(when, said[0].year - 1) if isinstance(said, DateInterval) and said[0] else None


def _years_ago(w: Words, i: int) -> Named | None:
    """a year ago in October; two years ago last Christmas"""
    found = amount(w, i)
    ago = w.match(found[1], "ago") if found else None
    if not found or not ago or found[0].unit != "year" or found[0].is_range:
        return None
    inner = simple(w, w.skip(w.skip(ago[1] + (w.word(ago[1]) == ","), "in", "around"), "last", "this"))
    dated = with_year(inner[0], found[0].near(w.on).year) if inner else None
    return (dated, inner[1]) if inner and dated else None


def _plain_day(w: Words, i: int) -> Named | None:
    """today; yesterday; the other day"""
    if found := w.match(i, "days_back"):
        return Fixed(DateInterval.day(w.on - spans.days(int(found[0])))), found[1]
    if other := w.match(i, "other_day"):
        return Fixed(spans.between(w.on - spans.days(7), w.on - spans.days(2))), other[1]
    return None


def _beside(w: Words, i: int) -> Named | None:
    """the day after Halloween; week of Nov 2; the weekend of the 7th; the week before Thanksgiving"""
    for kind, step in _STEPS.items():
        found = w.match(i, kind)
        if found and (origin := simple(w, found[1])):
            return Derived(origin[0], step), origin[1]
    return None


def _weekday_beside(w: Words, i: int) -> Named | None:
    """the Monday after Thanksgiving"""
    day = w.match(w.skip(i, "the"), "weekday")
    if not day:
        return None
    number, before, after = int(day[0]), w.match(day[1], "before"), w.match(day[1], "after")
    origin = simple(w, (before or after or (0, len(w)))[1])
    if not origin:
        return None
    if before:
        return Derived(origin[0], lambda f, _: _day(spans.weekday_until(f - spans.days(1), number))), origin[1]
    return Derived(origin[0], lambda _, t: _day(spans.weekday_until(t + spans.days(7), number))), origin[1]


def _day(day: date) -> DateInterval:
    return DateInterval.day(day)


def _week_before(first: date, last: date) -> DateInterval:
    """The seven days before, or the calendar's week before: the union of both."""
    return spans.between(min(first - spans.days(7), spans.week(first, 1)[0]), first - spans.days(1))


def _week_after(first: date, last: date) -> DateInterval:
    return spans.between(last + spans.days(1), max(last + spans.days(7), spans.week(last, -1)[1]))


_STEPS: dict[str, Step] = {
    "week_of": lambda first, last: spans.between(*spans.week(first, 0)),
    "weekend_of": lambda first, last: spans.weekend(first + spans.days(3), 0),
    "day_before": lambda first, last: _day(first - spans.days(1)),
    "day_after": lambda first, last: _day(last + spans.days(1)),
    "week_before": _week_before,
    "week_after": _week_after,
    "weekend_before": lambda first, last: spans.weekend(first - spans.days(2 if first.weekday() == 6 else 1), 0),
    "weekend_after": lambda first, last: spans.weekend(last + spans.days(7), 0),
}
_DETERMINED = ("the", "last", "past", "this", "earlier_this")
_ORDINAL = ("digits", "ordinal", "number", "the")


def _starting(read: Callable[[Words, int], Named | None], *kinds: str) -> Reader:
    return read, frozenset(kinds)


_SIMPLE = (
    _starting(numeric, "digits"),
    _starting(with_month, "month", "this"),
    _starting(with_day, *_ORDINAL),
    _starting(_plain_day, "days_back", "other_day"),
    _starting(weekday, "weekday", *_DETERMINED),
    _starting(holiday, "holiday", *_DETERMINED),
    _starting(season, "season", *_DETERMINED),
    _starting(last_or_this, "unit", *_DETERMINED),
    _starting(week, "unit", *_DETERMINED),
    _starting(weekend, "weekend", *_DETERMINED),
)
_OTHERS = (
    _starting(_years_ago, "one", "digits", "number"),
    _starting(part, "part", "the"),
    _starting(nth, "month", "last", *_ORDINAL),
    _starting(numbered, "digits", "number"),
    _starting(quarter, "quarter_letter", "digits"),
    _starting(plain_year, "digits", "number", "sign", "the", "year_word"),
    _starting(_beside, *_STEPS),
    _starting(_weekday_beside, "weekday", "the"),
)
NAME_BEGINS = frozenset(kind for _, kinds in (*_SIMPLE, *_OTHERS) for kind in kinds)
"""The kinds of words that a named day can begin with."""

"""Days that are still to come: "Dec 3", "next Monday", "in 2 weeks", "by 12/1", "January".

The grammar of dates reads words as days of the past, because answers are about what was given. A question about
another day of evaluation uses the same words of days to come: what they name is the same, which year's it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from bot.intervals import DateInterval
from bot.understand.dates import spans
from bot.understand.dates.amounts import amount
from bot.understand.dates.context import other_event_before
from bot.understand.dates.named import named
from bot.understand.dates.numeric import numeric
from bot.understand.dates.when import Around, Calendar, Derived, Fixed, Monthly, Numbers, When, Yearly, is_open
from bot.understand.dates.words import Words

JUST_GONE = 60
"""Days within which a day without a year that is over is the day meant, not that of next year: "11/1" on 11/22."""
_YEARS = 9
"""In so many years every day of the calendar comes once, 29 February too."""
_MOST_DAYS = 400
"""Days of the longest span that is read: a year, and some."""


class Coming(NamedTuple):
    """The days that words may mean, in order: one where they are exact, all of January for "January".

    `past`: all of them are over. `days` is empty where the words name a day that can't be (Monday, where it is a
    Tuesday; 30 February).
    """

    days: tuple[date, ...]
    past: bool = False


_Found = tuple[DateInterval | None, int]
"""Days, None where there is no such day, and the index after the words."""


def find_coming(text: str, on: date, who: str = "family") -> Coming | None:
    """The first day in a text that may be one to come, said on the day `on`, which counts as one; None without any.

    `who` is `family`, or `staff`, who write the month before the day. A day that is over gives `past`. A span that
    began before `on` is cut at it.
    """
    found = place_of_coming(text, on, who)
    return found.coming if found else None


class Placed(NamedTuple):
    """Days that may be to come, and where in the text they are named."""

    coming: Coming
    start: int
    end: int


def place_of_coming(text: str, on: date, who: str = "family") -> Placed | None:
    """What `find_coming` finds, and the place of its words."""
    # "5 more days" are 5 days.
    w = Words(_MORE.sub(lambda more: " " * len(more[0]), text), on, who == "staff")
    i = 0
    while i < len(w):
        if other_event_before(w, i):
            i += 1
            continue  # "relapsed in March"
        if either := _either(w, i):
            return _placed(w, i, *either)
        found = _beside(w, i)
        if found and (found[1] > i + 1 or not _is_doubtful(w, i)):
            return _placed(w, i, _cut(on, found[0]), found[1])
        i += 1
    return None


def _placed(w: Words, i: int, coming: Coming, end: int) -> Placed:
    return Placed(coming, w.tokens[i].start, w.tokens[end - 1].end)


def _either(w: Words, i: int) -> tuple[Coming, int] | None:
    """Both days of "12/3" where either number may be the month, as far as they are to come."""
    found = numeric(w, i) if w.word(i).isdecimal() else None
    if not found or not isinstance(found[0], Numbers) or len(found[0].readings()) < _TWO:
        return None
    said = [_forwards(reading, w.on, 0) for reading in found[0].readings()]
    days = sorted({days[0] for days in said if days and days[0] and days[0] >= w.on})
    return (Coming(tuple(days)), found[1]) if days else None


_TWO = 2
_MORE = re.compile(r"\b(?:more|extra|additional)\b(?! than)", re.IGNORECASE)


def _cut(on: date, said: DateInterval | None) -> Coming:
    """The days of an interval from `on` to its end."""
    if said is None or said[0] is None:
        return Coming(())
    last = said[1] or said[0]
    if last < on:
        return Coming(tuple(_days(said[0], last)), past=True)
    return Coming(tuple(_days(max(said[0], on), last)))


def _days(first: date, last: date) -> Iterator[date]:
    for n in range(min((last - first).days, _MOST_DAYS) + 1):
        yield first + spans.days(n)


def _is_doubtful(w: Words, i: int) -> bool:
    """Whether a lone word is also a verb or a name, and nothing before it says that it is a day."""
    doubtful = w.is_(i, "verb_like") or w.is_(i, "name_like") or w.is_(i, "weekday_like")
    return doubtful and not w.is_(i - 1, "cue") and not w.is_(i - 1, "weekday_cue")


def _beside(w: Words, i: int) -> _Found | None:
    """Dec 3; by Dec 3; before Christmas: the day before it; after Thanksgiving: the day after it."""
    try:
        if (before := w.match(i, "before")) and (found := _day(w, before[1])):
            return _shifted(found, first=True)
        if (after := w.match(i, "after")) and (found := _day(w, after[1])):
            return _shifted(found, first=False)
        return _day(w, i)
    except OverflowError:  # after the calendar's end
        return None


def _shifted(found: _Found, first: bool) -> _Found:
    said, end = found
    if said is None or said[0] is None or said[1] is None:
        return None, end
    return DateInterval.day(said[0] - spans.days(1) if first else said[1] + spans.days(1)), end


def _day(w: Words, i: int) -> _Found | None:
    if w.is_(i - 1, "numbered") and w.word(i).isdecimal() and w.word(i + 1) != "/":
        return None  # the 1 of "day 1"
    return _tomorrow(w, i) or _counted(w, i) or _next(w, i) or _named(w, i)


def _tomorrow(w: Words, i: int) -> _Found | None:
    """tomorrow; the day after tomorrow"""
    after = w.match(i, "day_after")
    found = w.match(after[1] if after else i, "tomorrow")
    return (DateInterval.day(w.on + spans.days(2 if after else 1)), found[1]) if found else None


def _counted(w: Words, i: int) -> _Found | None:
    """in 10 days; another week; 2 weeks from now; wait 5 days; a week from Monday; 3 days after Dec 1; 2 days ago"""
    j = i
    while (step := w.skip(j, "ahead", "around", "soft")) > j and not w.is_(j, "one"):
        j = step
    ahead = j > i and any(w.is_(k, "ahead") for k in range(i, j))
    found = amount(w, j, bare_unit=True) if ahead else amount(w, j)
    if not found:
        return None
    what, end = found
    if w.is_(end, "old"):
        return None
    if ago := w.match(end, "ago"):
        return _span(what.far(w.on), what.near(w.on)), ago[1]
    start, origin = w.on, w.word(end) in ("from", "after") or w.is_(end, "after")
    if later := w.match(end, "later"):
        end = later[1]
    elif origin and (other := _day(w, end + 1)) and other[0] and other[0][1]:
        start, end = other[0][1], other[1]
    elif not ahead:
        return None
    return _span(what.near(start, -1), what.far(start, -1)), end


def _span(a: date, b: date) -> DateInterval:
    return DateInterval(min(a, b), max(a, b))


def _next(w: Words, i: int) -> _Found | None:
    """next Monday; the coming weekend; next week on Tuesday; next month; next January"""
    i = w.skip(i, "the")
    this = w.match(i, "coming")
    found = w.match(i, "to_come") or this
    if not found or found[0] == "alone":
        return None
    j = found[1]
    if day := w.match(j, "weekday"):
        return _weekday_to_come(w.on, int(day[0]), skips=w.word(i) == "next"), day[1]
    if weekend := w.match(j, "weekend"):
        return spans.weekend(w.on + spans.days(7), 0), weekend[1]
    unit = w.match(j, "unit")
    if unit and len(w.word(j)) > 1:
        return _next_unit(w, str(unit[0]), unit[1])
    named_ = named(w, j) if w.is_(j, "month") or w.is_(j, "season") or w.is_(j, "holiday") else None
    return (_forwards(named_[0], w.on + spans.days(1), 0), named_[1]) if named_ else None


def _next_unit(w: Words, unit: str, end: int) -> _Found | None:
    on = w.on
    if unit == "week":
        first, last = spans.week(on, -1)
        day = w.match(w.skip(end, "on_day"), "weekday")
        if day:
            late = spans.weekday_until(last, int(day[0]))
            early = late - spans.days(7)
            return DateInterval(early if early >= first else late, late), day[1]
        return DateInterval(max(first, on + spans.days(1)), last), end
    if unit == "month":
        return spans.months_before(on, -1), end
    if unit == "year":
        return spans.year(on.year + 1), end
    return (DateInterval.day(on + spans.days(1)), end) if unit == "day" else None


def _weekday_to_come(on: date, weekday: int, skips: bool = False) -> DateInterval:
    """The next such day. Where weeks count it as of this week, "next" may mean the one after: then both, and between.

    Weeks begin on Monday to some and on Sunday to others.
    """
    first = spans.weekday_until(on + spans.days(7), weekday)
    this_week = first <= spans.week(on, 0)[1]
    return DateInterval(first, first + spans.days(7) if skips and this_week else first)


def _named(w: Words, i: int) -> _Found | None:
    """Dec 3; 12/3; the 3rd; Monday; Thanksgiving; January; the end of the month; Monday next week"""
    found = named(w, i)
    if not found:
        return None
    when, end = found
    this = w.skip(w.skip(i, "the"), "this")
    day = w.match(this, "weekday")
    if day and isinstance(when, Fixed) and day[1] == end:
        week = w.skip(w.skip(end, "of"), "the")
        if w.is_(week, "to_come") and (unit := w.match(w.skip(week, "to_come"), "unit")) and unit[0] == "week":
            late = spans.weekday_until(spans.week(w.on, -1)[1], int(day[0]))
            early = late - spans.days(7)
            return DateInterval(early if early >= spans.week(w.on, -1)[0] else late, late), unit[1]
        return _weekday_to_come(w.on, int(day[0])), end
    return _forwards(when, w.on, JUST_GONE), end


def _forwards(when: When, on: date, just_gone: int) -> DateInterval | None:
    """The days that a name means, the coming ones where it has no year; None where there are none."""
    if isinstance(when, Fixed):
        return when.said if isinstance(when.said, DateInterval) and not is_open(when.said) else None
    if isinstance(when, Numbers):
        found = [
            day
            for reading in when.readings()
            if (day := _forwards(replace(reading, weekday=when.weekday), on, just_gone))
        ]
        firsts = [day[0] for day in found if day[0]]
        return DateInterval(min(firsts), max(firsts)) if firsts else None
    if isinstance(when, Calendar):
        return _of_calendar(when, on, just_gone)
    if isinstance(when, Yearly):
        return _of_year(when, on, just_gone)
    if isinstance(when, Monthly):
        firsts = [spans.months_before(on, -n)[0] or on for n in range(13)]
        said = (when.at(first.year, first.month) for first in firsts)
        return next((days for days in said if days and days[1] and days[1] >= on), None)
    if isinstance(when, Around):
        return _forwards(when.middle, on, just_gone)
    if isinstance(when, Derived):
        origin = _forwards(when.origin, on, just_gone)
        return when.step(origin[0], origin[1]) if origin and origin[0] and origin[1] else None
    return None


def _of_calendar(when: Calendar, on: date, just_gone: int) -> DateInterval | None:
    year, month, day = when.year, when.month, when.day
    if day is None:
        if month is None:
            return spans.year(year) if year else None
        return _of_year(Yearly(lambda y: spans.month(y, month), year), on, just_gone)
    if month is None:
        said = _forwards(Monthly(lambda y, m: _exists(y, m, day)), on, just_gone)
    else:
        said = _of_year(Yearly(lambda y: _exists(y, month, day), year), on, just_gone)
    fits = not said or not said[0] or when.weekday in (None, said[0].weekday())
    return said if fits else None


def _of_year(when: Yearly, on: date, just_gone: int) -> DateInterval | None:
    """What comes once a year: this time's or the next one's, unless the last one is hardly over."""
    if when.year is not None:
        return when.at(when.year)
    said = [days for year in range(on.year - 1, on.year + _YEARS) if (days := when.at(year)) and days[0] and days[1]]
    over = [days for days in said if days[1] and days[1] < on]
    if over and over[-1][1] and (on - over[-1][1]).days <= just_gone:
        return over[-1]
    return next((days for days in said if days[1] and days[1] >= on), None)


def _exists(year: int, month: int, day: int) -> DateInterval | None:
    try:
        return DateInterval.day(date(year, month, day))
    except ValueError:
        return None

"""Two times or more that are joined: "between A and B", "from A to B", "A or B"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from bot.intervals import DateInterval
from bot.understand.dates import spans
from bot.understand.dates.atoms import Atom, atom
from bot.understand.dates.calendar_dates import with_day
from bot.understand.dates.counted import Counted
from bot.understand.dates.named import named
from bot.understand.dates.numbers import ordinal, whole
from bot.understand.dates.when import Ask, Calendar, Derived, Fixed, Numbers, Said, hull
from bot.understand.dates.words import Words, remembered


def pair(w: Words, i: int, joined: str) -> tuple[Atom, Atom] | None:
    """Two atoms joined by a word of a kind; either may leave its month or year to the other."""
    number = a_number(w, i)
    for first in (atom(w, i) or number, number):
        if first is None:
            continue
        end = first.end + (w.word(first.end) == ",")
        j = w.skip(end, joined)
        if j == end:
            continue
        for second in (atom(w, j) or _now(w, j), a_number(w, j)):
            if second is None:
                continue
            a, b = complete(first, second)
            if not (_unfinished(a) or _unfinished(b)):
                return a, b
    return None


@remembered
def a_number(w: Words, i: int) -> Atom | None:
    """A number or ordinal that may be a day of the month."""
    the = w.skip(i, "the")
    said = ordinal(w, the)
    if found := with_day(w, i, loose=True):
        return Atom(found[0], found[1], "ordinal" if said or the > i else "number")
    return Atom(Calendar(day=said[0]), said[1], "ordinal") if said and not w.is_(said[1], "unit") else None


def _now(w: Words, i: int) -> Atom | None:
    """The end of "between August and now"."""
    found = w.match(i, "now")
    return Atom(Fixed(DateInterval.day(w.on)), found[1], "day") if found else None


def _unfinished(a: Atom) -> bool:
    return a.form == "number" and isinstance(a.when, Calendar) and a.when.month is None


def complete(a: Atom, b: Atom) -> tuple[Atom, Atom]:
    """Both, with the month and year that only one of them says, and the order of numbers that one settles."""
    x, y = a.when, b.when
    if isinstance(x, Calendar) and isinstance(y, Calendar):
        if x.month is None and y.month is None and "ordinal" in (a.form, b.form):
            return replace(a, form="ordinal"), replace(b, form="ordinal")
        return replace(a, when=_like(x, y, before=True)), replace(b, when=_like(y, x, before=False))
    if isinstance(x, Numbers) and isinstance(y, Numbers):
        month_first = any(len(n.readings()) == 1 and n.second > 12 for n in (x, y))
        x = replace(x, month_first=x.month_first or month_first, year=x.year or y.year)
        y = replace(y, month_first=y.month_first or month_first)
        return replace(a, when=x), replace(b, when=y)
    return a, b


def _like(when: Calendar, other: Calendar, before: bool) -> Calendar:
    """A day with the month and year of the one that it is joined to."""
    if when.month is None and when.day and other.month:
        crosses = other.day is not None and (when.day > other.day) == before
        month = other.month - crosses if before else other.month + crosses
        when = replace(when, month=(month - 1) % 12 + 1, year=other.year)
    if when.year is None and other.year and when.month and other.month:
        crosses = (when.month > other.month) == before and when.month != other.month
        when = replace(when, year=other.year + (-crosses if before else crosses))
    return when


def from_to(a: Atom, b: Atom, on: date) -> Said:
    """Some day from the first of one to the last of the other."""
    if isinstance(a.when, Numbers) and isinstance(b.when, Numbers) and (unclear := _two_orders(a.when, b.when, on)):
        return unclear
    last = b.when.resolve(on)
    if isinstance(last, Ask):
        return last
    first = a.when.resolve(last[1] or on)
    if isinstance(first, Ask):
        return first
    running = a.when.resolve(on)  # "between August and October", said in September: this year's may be meant
    if isinstance(running, DateInterval) and running[0] and last[1] and running[0] > last[1]:
        last = DateInterval(last[0], on)
    return hull(first, last)


def _two_orders(a: Numbers, b: Numbers, on: date) -> Ask | None:
    """Two pairs of numbers neither of which says whether the month stands first."""
    found = [reading.resolve(on) for n in (a, b) for reading in n.readings()]
    days = [said[0] for said in found if isinstance(said, DateInterval) and said[0] and said[0] <= on]
    if len(found) == 2 or not days:
        return None
    return Ask("two_readings", tuple(sorted(set(days))), spans.between(min(days), on))


def other(w: Words, i: int, first: Atom, end: int) -> Atom | None:
    """The alternative after "or": "Monday or Tuesday", "the 3rd or 4th", "yesterday or the day before"."""
    comma = end + (w.word(end) in (",", "-", "?"))
    j = w.skip(comma, "or")
    if j == comma:
        return None
    j = w.skip(j, "or")
    while w.is_(j, "soft") and not w.is_(j, "month"):
        j = w.skip(j, "soft")
    second = atom(w, j)
    if second:
        return None if second.form == "skip" else _same_week(w, i, first, j, second) or second
    if day := w.match(j, "day_before"):
        return Atom(Derived(first.when, lambda f, t: DateInterval.day(f - spans.days(1))), day[1], "day")
    if day := w.match(j, "day_after"):
        return Atom(Derived(first.when, lambda f, t: DateInterval.day(t + spans.days(1))), day[1], "day")
    if isinstance(first.when, Calendar) and first.when.day:
        return a_number(w, j)
    n = whole(w, j)
    if first.count and n and not w.is_(n[1], "count_after"):
        return _more(w, first.count, *n)
    return None


def _same_week(w: Words, i: int, first: Atom, j: int, second: Atom) -> Atom | None:
    """Tuesday or Wednesday last week: both of that week"""
    if not (w.is_(i, "weekday") and first.end == i + 1 and w.is_(j, "weekday") and second.end > j + 1):
        return None
    found = named(w.spliced(i, i + 1, j + 1, second.end), 0)
    said = found[0].resolve(w.on) if found else None
    both = second.when.resolve(w.on)
    if not isinstance(said, DateInterval) or isinstance(both, Ask):
        return None
    return Atom(Fixed(hull(said, both)), second.end, "instead")


def _more(w: Words, count: Counted, n: int, end: int) -> Atom | None:
    """The 3 of "2 weeks ago or maybe 3"."""
    unit, low = count.count.amount.least[0]
    if count.count.amount.is_range and unit == "day":  # "a couple of weeks ago, maybe three" counts on in weeks
        named_unit = next((found for k in range(end - 1, -1, -1) if (found := w.match(k, "unit"))), None)
        unit, low = (str(named_unit[0]), Fraction(1)) if named_unit else (unit, low)
    if len(count.count.amount.least) > 1 or n <= low:
        return None
    amount = replace(count.count.amount, most=((unit, Fraction(n)),))
    both = replace(count, count=replace(count.count, amount=amount))
    return Atom(Fixed(both.on(w.on)), w.skip(end, "ago"), "instead")

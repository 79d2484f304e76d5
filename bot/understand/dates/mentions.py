"""One mention of a time in a text: a day, a count, a range of them, before or since one, every week, next week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.intervals import DateInterval
from bot.understand.dates import spans
from bot.understand.dates.atoms import Atom, atom, count_atom
from bot.understand.dates.context import negated, off_before
from bot.understand.dates.counted import COUNT_BEGINS, counted
from bot.understand.dates.named import NAME_BEGINS
from bot.understand.dates.numbers import ordinal, whole
from bot.understand.dates.ranges import a_number, complete, from_to, other, pair
from bot.understand.dates.when import Ask, Calendar, Derived, Said, hull
from bot.understand.dates.words import Words

Step = Callable[[date, date], DateInterval]


@dataclass(frozen=True)
class Mention:
    """What the tokens from `start` to `end` (not counted) say."""

    start: int
    end: int
    said: Said | None
    """None: a number of days, but no date ("9 months old", "on it for 3 weeks")."""
    form: str
    """day, ago, bare (a duration alone), open, range, course, negated, every, next."""
    hedged: bool = False


def mention(w: Words, i: int) -> Mention | None:
    """The mention that begins at `i`, if one does."""
    if not w.begins(i, _BEGINNINGS) or _is_bare_number(w, i):
        return None
    for read in (_every, _next, _between, _from, _bounded, _alternatives):
        if found := read(w, i):
            return found
    return None


def _is_bare_number(w: Words, i: int) -> bool:
    """Whether nothing beside a number could make it a date: spares long lists of numbers."""
    if not w.word(i).isdecimal():
        return w.word(i) in _QUOTES and not w.word(i + 1).isdecimal()
    if w.glued(i) and w.word(i - 1) in ("/", ".", ":") and w.word(i - 2).isdecimal():
        return True
    if len(w.word(i)) > 3:
        return False
    return not w.kinds[i + 1] or (w.word(i + 1).isdecimal() and w.word(i + 2) != "/" and not w.is_(i + 2, "unit"))


def _every(w: Words, i: int) -> Mention | None:
    """every 3 weeks; on Mondays; twice a week; daily"""
    if found := w.match(i, "recurring") or w.match(i, "weekdays"):
        return None if w.is_(found[1], "ago") else Mention(i, found[1], Ask("recurrence"), "every")
    found = w.match(i, "every")
    if not found:
        return None
    j = w.skip(found[1], "soft")
    n = whole(w, j)
    j = w.skip(n[1] if n else w.skip(j, "vague"), "on_day")
    end = w.skip(j, "unit", "weekday", "time_of_day", "weekend", "weekdays", "month", "holiday")
    return Mention(i, end, Ask("recurrence"), "every") if end > j or ordinal(w, found[1]) else None


def _next(w: Words, i: int) -> Mention | None:
    """tomorrow; next week; the coming Friday; soon"""
    if (found := w.match(i, "tomorrow")) and not w.is_(found[1], "marks"):
        return Mention(i, found[1], Ask("future"), "next")
    found = w.match(i, "to_come")
    if not found:
        return None
    if found[0] == "alone":
        beside = w.is_(found[1], "after") or w.is_(found[1], "before")
        return None if beside else Mention(i, found[1], Ask("future"), "next")
    end = w.skip(found[1], "unit", "weekday", "month", "season", "holiday", "weekend", "days_back")
    return Mention(i, end, Ask("future"), "next") if end > found[1] else None


def _between(w: Words, i: int) -> Mention | None:
    """between the 5th and the 9th; between 2 and 3 weeks ago"""
    found = w.match(i, "between")
    if not found:
        return None
    j = found[1]
    count = counted(w, j, between=True)
    one = count_atom(w, j, count) if count and count.count.amount.is_range else None
    if one is None and (two := pair(w, j, "and")):
        return Mention(i, two[1].end, from_to(*two, w.on), "range")
    one = one or atom(w, j)
    return Mention(i, one.end, one.when.resolve(w.on), "range") if one and one.form != "skip" else None


def _from(w: Words, i: int) -> Mention | None:
    """from Oct 3 to Oct 20: a course, whose last dose is at its end"""
    found = w.match(i, "from")
    two = pair(w, found[1], "to") if found and not w.is_(found[1], "now") else None
    if two is None:
        return None
    said = from_to(*two, w.on)
    if isinstance(said, Ask) or two[0].count or two[1].count:
        return Mention(i, two[1].end, said, "range")
    last = two[1].when.resolve(w.on)
    if isinstance(last, Ask) or last[1] != said[1]:
        return Mention(i, two[1].end, said, "range")
    return Mention(i, two[1].end, last, "course")


def _bounded(w: Words, i: int) -> Mention | None:
    """since Tuesday; before Nov 3; after Halloween; no later than the 5th; right before Labor Day"""
    for kind, step in _STEPS.items():
        if kind not in w.kinds[i]:
            continue
        if found := w.match(i, kind):
            if kind == "since" and w.word(i - 1) == "least":  # none since then, or every day since then
                return Mention(i, found[1], Ask("no_bound"), "open")
            return _open(w, i, found[1], _none_since(w, i, kind) or step)
    return None


def _none_since(w: Words, i: int, kind: str) -> Step | None:
    """What "since" and "after" mean where the clause says that nothing was given, or that treatment stopped."""
    if kind in ("since", "after") and negated(w, i):
        return _STEPS["by"]
    if kind == "since" and off_before(w, i):
        return lambda first, last: DateInterval(first, last)
    return None


def _days_before(n: int) -> Step:
    return lambda first, last: spans.between(first - spans.days(n), first - spans.days(1))


def _days_after(n: int) -> Step:
    return lambda first, last: spans.between(last + spans.days(1), last + spans.days(n))


_STEPS: dict[str, Step] = {
    "not_before": lambda first, last: DateInterval(first, None),
    "right_before": _days_before(4),
    "right_after": _days_after(4),
    "shortly_before": _days_before(7),
    "shortly_after": _days_after(7),
    "since": lambda first, last: DateInterval(first, None),
    "by": lambda first, last: DateInterval(None, last),
    "before": lambda first, last: DateInterval(None, first - spans.days(1)),
    "after": lambda first, last: DateInterval(last + spans.days(1), None),
}


_QUOTES = frozenset("'’‘")
_BEGINNINGS = (
    COUNT_BEGINS
    | NAME_BEGINS
    | frozenset(("every", "recurring", "weekdays", "tomorrow", "to_come", "between", "from", "either", *_STEPS))
)


def _open(w: Words, start: int, i: int, step: Step) -> Mention | None:
    while w.is_(i, "soft") or w.is_(i, "around"):
        i = w.skip(i, "soft", "around")
    one = atom(w, i)
    if not one or one.form in ("skip", "bare", "next", "every"):
        return None
    return Mention(start, one.end, Derived(one.when, step).resolve(w.on), "open", one.hedged)


def _alternatives(w: Words, i: int) -> Mention | None:
    """One atom, or several joined by "or" or "to"; with what may stand after them."""
    start = i
    i = w.skip(i, "either")
    first = atom(w, i)
    if not first:
        number = a_number(w, i)
        two = (pair(w, i, "or") or pair(w, i, "to")) if number and _joins(w, number.end) else None
        return Mention(start, two[1].end, from_to(*two, w.on), "range") if two else None
    if first.form == "skip":
        return Mention(start, first.end, None, "skip")
    said = first.when.resolve(w.on)
    if isinstance(said, Ask) and said.reason != "two_readings":
        return Mention(start, first.end, said, first.form, first.hedged)
    if last := _to(w, first):
        return Mention(start, last.end, from_to(*complete(first, last), w.on), "range", first.hedged)
    return _joined(w, start, i, first, said)


def _joins(w: Words, i: int) -> bool:
    i += w.word(i) == ","
    return w.is_(i, "or") or w.is_(i, "to")


def _to(w: Words, first: Atom) -> Atom | None:
    """The end of "Oct 3 to 7"."""
    j = w.skip(first.end, "to")
    if j == first.end or first.form not in ("day", "ago", "bare"):
        return None
    second = atom(w, j)
    if not second and isinstance(first.when, Calendar) and first.when.day:
        second = a_number(w, j)
    return second if second and second.form in ("day", "ago", "bare", "number", "ordinal") else None


def _joined(w: Words, start: int, i: int, first: Atom, said: Said) -> Mention:
    """The first atom with its alternatives: the days from the earliest to the latest."""
    end, form = first.end, first.form
    for _ in range(4):
        second = other(w, i, first, end)
        if not second:
            break
        a, b = complete(first, second)
        said, more = (a.when.resolve(w.on) if a.when != first.when else said), b.when.resolve(w.on)
        if isinstance(said, Ask) or isinstance(more, Ask):
            break
        said, end, form = more if b.form == "instead" else hull(said, more), b.end, "range"
    if isinstance(said, DateInterval) and (listed := _more_days(w, first, end)):
        said, end, form = hull(said, listed[0]), listed[1], "range"
    if isinstance(said, DateInterval):
        latest = w.match(end, "latest")
        if latest and w.word(latest[1]) != "that":  # "Nov 18 and before that …" begins another
            said, end, form = DateInterval(None, said[1]), latest[1], "open"
        elif earliest := w.match(end, "earliest"):
            said, end, form = DateInterval(said[0], None), earliest[1], "open"
    return Mention(start, end, said, form, first.hedged)


def _more_days(w: Words, first: Atom, end: int) -> tuple[DateInterval, int] | None:
    """The last of "Nov 3, 10 and 17", and the index after it."""
    day = first.when
    if not isinstance(day, Calendar) or not day.month or not day.day:
        return None
    found: tuple[DateInterval, int] | None = None
    for _ in range(31):
        j = w.skip(end, "list_sign")
        number = a_number(w, j) if j > end else None
        if not number or not isinstance(number.when, Calendar) or number.when.month or w.is_(number.end, "list_ends"):
            break
        later = number.when.day or 0
        if later <= (day.day or 0):
            break
        day, end = replace(day, day=later), number.end
        said = day.resolve(w.on)
        if isinstance(said, Ask):
            break
        found = said, end
    return found

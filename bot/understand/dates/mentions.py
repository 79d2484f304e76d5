"""One mention of a time in a text: a day, a count, a range of them, before or since one, every week, next week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.intervals import DateInterval
from bot.understand.dates import spans
from bot.understand.dates.calendar_dates import with_day
from bot.understand.dates.context import future_before, negated, off_before
from bot.understand.dates.counted import Counted, counted
from bot.understand.dates.named import named, simple
from bot.understand.dates.numbers import ordinal, whole
from bot.understand.dates.when import (
    Around,
    Ask,
    Calendar,
    Derived,
    Fixed,
    Numbers,
    Said,
    When,
    hull,
    is_open,
)
from bot.understand.dates.words import Words


@dataclass(frozen=True)
class Mention:
    """What the tokens from `start` to `end` (not counted) say."""

    start: int
    end: int
    said: Said | None
    """None: a number of days, but no date ("9 months old", "on it for 3 weeks")."""
    form: str
    """day, ago, bare, open, range, course, negated, every, next."""
    hedged: bool = False


@dataclass(frozen=True)
class _Atom:
    when: When
    end: int
    form: str
    hedged: bool = False
    count: Counted | None = None


def mention(w: Words, i: int) -> Mention | None:
    """The mention that begins at `i`, if one does."""
    for read in (_every, _next, _between, _from, _bounded, _alternatives):
        if found := read(w, i):
            return found
    return None


def _every(w: Words, i: int) -> Mention | None:
    if found := w.match(i, "recurring") or w.match(i, "weekdays"):
        after = w.word(found[1])
        return None if after == "ago" or w.is_(found[1], "ago") else Mention(i, found[1], Ask("recurrence"), "every")
    found = w.match(i, "every")
    if not found:
        return None
    if w.word(i) == "times" and not whole(w, i - 1) and w.word(i - 1) not in ("few", "couple"):
        return None
    j = w.skip(found[1], "soft")
    n = whole(w, j)
    j = n[1] if n else w.skip(j, "vague")
    end = w.skip(
        w.skip(j, "on_day"), "unit", "weekday", "time_of_day", "weekend", "weekdays", "month", "holiday", "dash"
    )
    if end == j and not ordinal(w, found[1]):
        return None
    return Mention(i, end, Ask("recurrence"), "every")


def _next(w: Words, i: int) -> Mention | None:
    if found := w.match(i, "tomorrow"):
        return Mention(i, found[1], Ask("future"), "next")
    if w.word(i) not in ("next", "upcoming", "coming", "following", "later", "soon"):
        return None
    j = i + 2 if w.word(i) == "later" and w.word(i + 1) == "this" else i + 1
    if w.word(i) == "soon":
        return Mention(i, j, Ask("future"), "next") if w.word(i + 1) not in ("after", "before") else None
    end = w.skip(j, "unit", "weekday", "month", "season", "holiday", "weekend", "days_back")
    return Mention(i, end, Ask("future"), "next") if end > j else None


def _between(w: Words, i: int) -> Mention | None:
    """between the 5th and the 9th; between 2 and 3 weeks ago"""
    found = w.match(i, "between")
    if not found:
        return None
    j = found[1]
    pair = _pair(w, j, "and")
    if pair is None:
        atom = _atom(w, j, between=True)
        return Mention(i, atom.end, atom.when.resolve(w.on), "range", hedged=True) if atom else None
    first, second = pair
    return Mention(i, second.end, _hull(first, second, w.on), "range")


def _from(w: Words, i: int) -> Mention | None:
    """from Oct 3 to Oct 20: a course, whose last dose is at its end"""
    found = w.match(i, "from")
    if not found or w.word(i + 1) in ("now", "today"):
        return None
    pair = _pair(w, found[1], "to")
    if pair is None:
        return None
    first, second = pair
    said = _hull(first, second, w.on)
    if isinstance(said, Ask) or first.count or second.count:
        return Mention(i, second.end, said, "range")
    last = second.when.resolve(w.on)
    return Mention(i, second.end, said if isinstance(last, Ask) else last, "course")


def _pair(w: Words, i: int, joined: str) -> tuple[_Atom, _Atom] | None:
    """Two atoms joined by a word; either may leave its month or year to the other."""
    first = _atom(w, i) or _number(w, i)
    loose = _number(w, i)
    for candidate in (first, loose):
        if candidate is None:
            continue
        j = w.skip(candidate.end + (w.word(candidate.end) == ","), joined)
        if j == candidate.end:
            continue
        second = _atom(w, j) or _number(w, j)
        for other in (second, _number(w, j)):
            if other is None:
                continue
            a, b = _complete(candidate, other)
            if not (_unfinished(a) or _unfinished(b)):
                return a, b
    return None


def _number(w: Words, i: int) -> _Atom | None:
    """A plain number or ordinal that may be a day of the month."""
    found = with_day(w, i, loose=True) or _spelled_ordinal(w, i)
    return _Atom(found[0], found[1], "number") if found else None


def _spelled_ordinal(w: Words, i: int) -> tuple[When, int] | None:
    found = ordinal(w, w.skip(i, "the"))
    return (Calendar(day=found[0]), found[1]) if found and not w.is_(found[1], "unit") else None


def _unfinished(atom: _Atom) -> bool:
    return atom.form == "number" and isinstance(atom.when, Calendar) and atom.when.month is None


def _complete(a: _Atom, b: _Atom) -> tuple[_Atom, _Atom]:
    """Both, with the month and year that only one of them says, and the order of numbers that one settles."""
    x, y = a.when, b.when
    if isinstance(x, Calendar) and isinstance(y, Calendar):
        if y.month is None and x.month and y.day:
            later = x.day is not None and y.day < x.day
            y = replace(y, month=x.month % 12 + 1 if later else x.month, year=x.year)
        elif x.month is None and y.month and x.day:
            earlier = y.day is not None and x.day > y.day
            x = replace(x, month=(y.month - 2) % 12 + 1 if earlier else y.month, year=y.year)
        if y.year and not x.year and x.month and y.month:
            x = replace(x, year=y.year - (x.month > y.month))
        if x.day and y.day and x.month is None and y.month is None and "number" in (a.form, b.form):
            return replace(a, form="day"), replace(b, form="day")
        return replace(a, when=x, form="day"), replace(b, when=y, form="day" if y.month else b.form)
    if isinstance(x, Numbers) and isinstance(y, Numbers):
        month_first = any(len(n.readings()) == 1 and n.second > 12 for n in (x, y))
        x, y = (replace(n, month_first=n.month_first or month_first, year=n.year or y.year) for n in (x, y))
        return replace(a, when=x), replace(b, when=y)
    return a, b


def _hull(a: _Atom, b: _Atom, on: date) -> Said:
    """Some day from the first of one to the last of the other."""
    last = b.when.resolve(on)
    if isinstance(last, Ask):
        return last
    first = a.when.resolve(last[1] or on)
    return first if isinstance(first, Ask) else hull(first, last)


def _bounded(w: Words, i: int) -> Mention | None:
    """since Tuesday; before Nov 3; after Halloween; no later than the 5th; right before Labor Day"""
    if found := w.match(i, "not_before"):
        return _open(w, i, found[1], lambda first, last: DateInterval(first, None))
    if found := w.match(i, "right_before"):
        return _open(w, i, found[1], lambda first, last: spans.between(first - spans.days(4), first - spans.days(1)))
    if found := w.match(i, "right_after"):
        return _open(w, i, found[1], lambda first, last: spans.between(last + spans.days(1), last + spans.days(4)))
    if found := w.match(i, "shortly_before"):
        return _open(w, i, found[1], lambda first, last: spans.between(first - spans.days(7), first - spans.days(1)))
    if found := w.match(i, "shortly_after"):
        return _open(w, i, found[1], lambda first, last: spans.between(last + spans.days(1), last + spans.days(7)))
    if found := w.match(i, "since"):
        negative, off = negated(w, i), off_before(w, i)
        if negative:
            return _open(w, i, found[1], lambda first, last: DateInterval(None, last))
        return _open(w, i, found[1], lambda first, last: DateInterval(first, last if off else None))
    if found := w.match(i, "by"):
        return _open(w, i, found[1], lambda first, last: DateInterval(None, last))
    if found := w.match(i, "before"):
        return _open(w, i, found[1], lambda first, last: DateInterval(None, first - spans.days(1)))
    if found := w.match(i, "after"):
        if negated(w, i):
            return _open(w, i, found[1], lambda first, last: DateInterval(None, last))
        return _open(w, i, found[1], lambda first, last: DateInterval(last + spans.days(1), None))
    return None


def _open(w: Words, start: int, i: int, step: object) -> Mention | None:
    while w.is_(i, "soft") or w.is_(i, "around"):
        i = w.skip(i, "soft", "around")
    atom = _atom(w, i)
    if not atom or (atom.count and atom.form not in ("ago", "within")):
        return None
    assert callable(step)
    when = Derived(atom.when, step)
    said = when.resolve(w.on)
    return Mention(start, atom.end, said, "open", atom.hedged)


def _alternatives(w: Words, i: int) -> Mention | None:
    """One atom, or several joined by "or" or "to"; with what may stand after them."""
    start = i
    i = w.skip(i, "either")
    first = _atom(w, i)
    if not first:
        number = (
            _number(w, i)
            if w.word(i + 1) in ("or", "to", "-", "and", "through", "until", "till", "thru")
            or w.is_(i + 2, "or")
            or w.is_(i + 2, "to")
            or w.is_(i + 3, "to")
            else None
        )
        pair = _pair(w, i, "or") or _pair(w, i, "to") if number else None
        if not pair:
            return None
        return Mention(start, pair[1].end, _hull(*pair, w.on), "range")
    if first.form == "skip":
        return Mention(start, first.end, None, "skip")
    said = first.when.resolve(w.on)
    end, form, hedged = first.end, first.form, first.hedged
    if isinstance(said, Ask) and said.reason != "two_readings":
        return Mention(start, end, said, form, hedged)
    if ranged := _ranged(w, first):
        return Mention(start, ranged.end, _hull(*_complete(first, ranged), w.on), "range", hedged)
    for _ in range(4):
        other = _other(w, i, first, end)
        if not other:
            break
        a, b = _complete(first, other)
        said, more = (a.when.resolve(w.on) if a.when != first.when else said), b.when.resolve(w.on)
        if isinstance(said, Ask) or isinstance(more, Ask):
            break
        said, end, form = hull(said, more), b.end, "range"
    if isinstance(said, DateInterval):
        if latest := w.match(end, "latest"):
            said, end, form = DateInterval(None, said[1]), latest[1], "open"
        elif earliest := w.match(end, "earliest"):
            said, end, form = DateInterval(said[0], None), earliest[1], "open"
    return Mention(start, end, said, form, hedged)


def _ranged(w: Words, first: _Atom) -> _Atom | None:
    """The end of "Oct 3 to 7"."""
    j = w.skip(first.end, "to")
    if j == first.end or first.form not in ("day", "ago", "bare"):
        return None
    second = _atom(w, j)
    if not second and isinstance(first.when, Calendar) and first.when.day:
        second = _number(w, j)
    if not second or second.form == "skip":
        return None
    return second


def _other(w: Words, i: int, first: _Atom, end: int) -> _Atom | None:
    """The alternative after "or": "Monday or Tuesday", "the 3rd or 4th", "yesterday or the day before"."""
    comma = end + (w.word(end) in (",", "-"))
    j = w.skip(comma, "or")
    if j == comma:
        return None
    j = w.skip(j, "or")
    while w.is_(j, "soft") and not w.is_(j, "month"):
        j = w.skip(j, "soft")
    second = _atom(w, j)
    if second and second.form == "skip":
        return None
    if second and w.is_(i, "weekday") and first.end == i + 1 and w.is_(j, "weekday") and second.end > j + 1:
        tail = w.spliced(i, i + 1, j + 1, second.end)
        found = named(tail, 0)
        if found:
            said = found[0].resolve(w.on)
            both = second.when.resolve(w.on)
            if not isinstance(said, Ask) and not isinstance(both, Ask):
                return _Atom(_Both(said, both), second.end, "day")
    if not second and (day := w.match(j, "day_before")):
        return _Atom(Derived(first.when, lambda f, l: DateInterval.day(f - spans.days(1))), day[1], "day")
    if not second and (day := w.match(j, "day_after")):
        return _Atom(Derived(first.when, lambda f, l: DateInterval.day(l + spans.days(1))), day[1], "day")
    if not second and isinstance(first.when, Calendar) and first.when.day:
        return _number(w, j)
    if not second and first.count and (n := whole(w, j)) and not w.is_(n[1], "not_a_day_after"):
        return _more(w, first.count, n)
    return second


@dataclass(frozen=True)
class _Both:
    """Two days of one week; the first replaces what its own words alone would say."""

    first: DateInterval
    second: DateInterval

    def resolve(self, on: date) -> Said:
        return hull(self.first, self.second)


def _more(w: Words, count: Counted, n: tuple[int, int]) -> _Atom | None:
    """The 3 of "2 weeks ago or maybe 3"."""
    parts = count.count.amount.least
    unit, low = parts[0]
    if len(parts) > 1 or n[0] <= low:
        return None
    from fractions import Fraction

    amount = replace(count.count.amount, most=((unit, Fraction(n[0])),))
    both = replace(count, count=replace(count.count, amount=amount))
    return _Atom(_Replace(both.on(w.on)), w.skip(n[1], "ago"), "ago", count=both)


@dataclass(frozen=True)
class _Replace:
    said: DateInterval

    def resolve(self, on: date) -> Said:
        return self.said


def _atom(w: Words, i: int, between: bool = False) -> _Atom | None:
    """A count or a named day, with its hedges."""
    try:
        count = counted(w, i)
    except OverflowError:
        return None
    day = _hedged_day(w, i)
    if count and (not day or count.end >= day.end):
        return _count_atom(w, i, count)
    return day


def _count_atom(w: Words, i: int, count: Counted) -> _Atom | None:
    end, on = count.end, w.on
    hedged = count.count.hedged
    if count.form == "age":
        return _Atom(Fixed(Ask("no_bound")), end, "skip")
    if count.form in ("future", "recurring"):
        return _Atom(
            Fixed(Ask("future" if count.form == "future" else "recurrence")),
            end,
            "next" if count.form == "future" else "every",
        )
    if count.form in ("bare", "in", "for", "ago") and (related := _counted_from(w, count)):
        return related
    try:
        said = count.on(on)
        if count.form in ("in", "for", "within", "bare") and count.form != "tomorrow":
            if negated(w, i):
                latest = (
                    said[1]
                    if (count.count.compare in ("more", "at_least") or hedged) and count.form != "within"
                    else count.count.amount.near(on)
                )
                return _Atom(Fixed(_less_yet(w, i, count) or DateInterval(None, latest)), end, "open", hedged, count)
        if count.form == "in":
            return _Atom(Fixed(Ask("future")), end, "next")
        if count.form == "for" and not off_before(w, i) and not w.is_(end, "off"):
            return _Atom(Fixed(Ask("no_bound")), end, "skip")
    except OverflowError:
        return _Atom(Fixed(Ask("no_bound")), end, "ago")
    if joined := _and_less(w, count, said):
        return joined
    form = (
        "bare"
        if count.form in ("bare", "for") and not off_before(w, i) and not w.is_(end, "off") and not w.is_(end, "since")
        else "ago"
    )
    return _Atom(Fixed(said), end, form, hedged, count)


def _less_yet(w: Words, i: int, count: Counted) -> DateInterval | None:
    """ "It hasn't been 2 weeks yet" is less than 2 weeks."""
    if w.word(i - 1) == "been" or w.word(end := count.end) == "yet" and w.word(end - 1):
        return replace(count.count, compare="less").before(w.on)
    return None


def _and_less(w: Words, count: Counted, said: DateInterval) -> _Atom | None:
    """more than two weeks but less than three"""
    if count.count.compare not in ("more", "at_least", "just_over") or w.word(count.end) not in (
        "but",
        "and",
        ",",
        "though",
    ):
        return None
    j = count.end + 1
    j = j + 1 if w.word(j) in ("but", "and") else j
    comparing = w.match(j, "compare")
    if not comparing or comparing[0] not in ("less", "at_most", "almost"):
        return None
    other = counted(w, j)
    if not other and (n := whole(w, comparing[1])):
        from fractions import Fraction

        amount = replace(
            count.count.amount,
            least=((count.count.amount.unit, Fraction(n[0])),),
            most=((count.count.amount.unit, Fraction(n[0])),),
        )
        other = Counted(replace(count.count, amount=amount, compare="less"), "ago", w.skip(n[1], "ago"))
    if not other:
        return None
    upper = replace(other.count, compare="less" if comparing[0] != "at_most" else "at_most").before(w.on)
    if said[1] and upper[0] and upper[0] <= said[1]:
        return _Atom(Fixed(DateInterval(upper[0], said[1])), other.end, "ago", True)
    return None


def _counted_from(w: Words, count: Counted) -> _Atom | None:
    """2 weeks before Halloween; 3 days after the 5th; a week before his transplant"""
    j = count.end
    before, after = w.match(j, "before"), w.match(j, "after")
    if count.form == "ago":
        if w.word(j - 1) in ("prior", "earlier") and w.word(j) in ("to", "than"):
            before = (0, j + 1)
        elif not (w.word(j - 1) in ("before", "back")):
            return None
    if not before and not after or (w.word(j) == "past"):
        return None
    origin = simple(w, (before or after or (0, j))[1])
    if not origin:
        end = (before or after or (0, j))[1]
        return _Atom(Fixed(Ask("needs_other_date")), end, "day")
    if before:
        when = Derived(origin[0], lambda first, last: count.count.before(first))
    else:
        when = Derived(origin[0], lambda first, last: count.count.before(last, sign=-1))
    return _Atom(when, origin[1], "ago", count.count.hedged)


def _hedged_day(w: Words, i: int) -> _Atom | None:
    hedged = around = False
    for _ in range(6):
        if found := w.match(i, "around"):
            around = hedged = True
        else:
            found = w.match(i, "soft")
            if not found or (w.is_(i, "month") and w.word(i) == "may"):
                break
            hedged = hedged or not w.is_(i, "plain_filler")
        i = found[1] + (w.word(found[1]) == ",")
    day = named(w, i)
    if not day:
        return None
    when, end = day
    for _ in range(3):
        k = end + (w.word(end) in (",", "-"))
        if found := w.match(k, "around_after"):
            around = hedged = True
        else:
            found = w.match(k, "hedge_after")
            if not found:
                break
            hedged = True
        end = found[1]
    if around and not w.is_(i, "days_back"):
        said = when.resolve(w.on)
        if isinstance(said, DateInterval) and not is_open(said) and said[0] == said[1]:
            when = Around(when, 1 if w.is_(i, "weekday") else 3)
    return _Atom(when, end, "day", hedged)


def in_future(w: Words, found: Mention) -> bool:
    """Whether the words before the mention speak of what is still to come."""
    return future_before(w, found.start)

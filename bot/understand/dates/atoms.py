"""The smallest things that give days: one count or one named day, with its hedges."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.intervals import DateInterval
from bot.understand.dates import spans
from bot.understand.dates.amounts import Amount
from bot.understand.dates.context import negated, off_before
from bot.understand.dates.counted import Counted, counted
from bot.understand.dates.named import named, simple
from bot.understand.dates.numbers import whole
from bot.understand.dates.when import Around, Ask, Derived, Fixed, When, is_open
from bot.understand.dates.words import Words, remembered

_AROUND_A_DAY, _AROUND_A_WEEKDAY = 3, 1


@dataclass(frozen=True)
class Atom:
    """One count or named day, and the index after it."""

    when: When
    end: int
    form: str
    """day; ago; bare (a duration alone); open; number or ordinal (a day of some month); next; every; instead (it
    replaces what it is joined to); skip (a duration that is no date)."""
    hedged: bool = False
    count: Counted | None = None


@remembered
def atom(w: Words, i: int) -> Atom | None:
    """The count or the named day at `i`, whichever reaches further."""
    try:
        count = counted(w, i)
        day = _hedged_day(w, i)
        return count_atom(w, i, count) if count and (not day or count.end >= day.end) else day
    except OverflowError:  # before the calendar begins
        return None


def count_atom(w: Words, i: int, count: Counted) -> Atom | None:
    """What a count says where it stands: "no chemo for 10 days", "10 days off", "in 2 weeks", "every 3 weeks"."""
    end, on, hedged = count.end, w.on, count.count.hedged
    if count.form == "age":
        return Atom(Fixed(Ask("no_bound")), end, "skip")
    if count.form == "future":
        return Atom(Fixed(Ask("future")), end, "next")
    if count.form == "every":
        return Atom(Fixed(Ask("recurrence")), end, "every")
    if related := _counted_from(w, count):
        return related
    said = count.on(on)
    if count.form in ("in", "for", "within", "bare") and not count.anchors and negated(w, i):
        if count.form == "bare" and said == DateInterval.day(on - spans.days(1)):
            return Atom(Fixed(said), end, "skip")  # "never a day of it"
        return Atom(Fixed(_none_for(w, i, count)), end, "open", hedged, count)
    if count.form == "in":
        return Atom(Fixed(Ask("future")), end, "next")
    off = off_before(w, i) or w.is_(end, "off") or w.is_(end, "since")
    if count.form == "for" and not off:
        return Atom(Fixed(Ask("no_bound")), end, "skip")
    if joined := _and_less(w, count, said):
        return joined
    return Atom(Fixed(said), end, "bare" if count.form == "bare" and not off else "ago", hedged, count)


def _none_for(w: Words, i: int, count: Counted) -> DateInterval:
    """ "No chemo for 2 weeks" ends with the day that was counted; "it hasn't been 2 weeks" is less than 2 weeks."""
    if w.word(i - 1) == "been" or w.word(count.end) == "yet":
        return replace(count.count, compare="less").before(w.on)
    rough = count.form != "within" and (count.count.compare in ("more", "at_least") or count.count.hedged)
    return DateInterval(None, count.on(w.on)[1] if rough else count.count.amount.near(w.on))


def _and_less(w: Words, count: Counted, said: DateInterval) -> Atom | None:
    """more than two weeks but less than three"""
    joined = w.match(count.end, "but_less")
    if count.count.compare not in ("more", "at_least", "just_over") or not joined:
        return None
    comparing = w.match(joined[1], "compare")
    if not comparing or comparing[0] not in ("less", "at_most", "almost"):
        return None
    other, n = counted(w, joined[1]), whole(w, comparing[1])
    amount, end = count.count.amount, 0
    if other:
        amount, end = other.count.amount, other.end
    elif n:
        parts = ((amount.unit, amount.least[0][1] * 0 + n[0]),)
        amount, end = Amount(parts, parts), w.skip(n[1], "ago")
    upper = replace(count.count, amount=amount, compare="at_most" if comparing[0] == "at_most" else "less").before(w.on)
    if not end or not said[1] or not upper[0] or upper[0] > said[1]:
        return None
    return Atom(Fixed(DateInterval(upper[0], said[1])), end, "ago", hedged=True)


def _counted_from(w: Words, count: Counted) -> Atom | None:
    """2 weeks before Halloween; 3 days after the 5th; a week before his transplant"""
    if count.form == "within" or count.anchors or (count.form == "ago" and not w.is_(count.end - 1, "maybe_before")):
        return None
    before, after = w.match(count.end, "before"), w.match(count.end, "after")
    if before:
        origin = simple(w, before[1])
        when = Derived(origin[0], lambda first, last: count.count.before(first)) if origin else None
    elif after:
        origin = simple(w, after[1])
        when = Derived(origin[0], lambda first, last: count.count.before(last, sign=-1)) if origin else None
    elif count.count.compare == "at_most" and w.word(count.end) == "of":
        origin = simple(w, count.end + 1)
        if not origin:
            return None
        amount = count.count.amount
        return Atom(Derived(origin[0], lambda f, t: DateInterval(amount.far(f), amount.far(t, -1))), origin[1], "day")
    else:
        return None
    if when is None or origin is None:
        return Atom(Fixed(Ask("needs_other_date")), (before or after or (0, count.end))[1], "day")
    return Atom(when, origin[1], "ago", count.count.hedged)


def _hedged_day(w: Words, i: int) -> Atom | None:
    """about Nov 3; maybe Tuesday; Halloween or so"""
    hedged = around = False
    day = named(w, i)
    for _ in range(6):
        found = None if day else w.match(i, "around") or w.match(i, "soft")
        if not found:
            break
        filler = w.match(i, "plain_filler")
        around = around or w.is_(i, "around")
        hedged = hedged or not filler or filler[1] < found[1]
        i = found[1] + (w.word(found[1]) == ",")
        day = named(w, i)
    if not day:
        return None
    when, end = day
    for _ in range(3):
        k = end + (w.word(end) in (",", "-"))
        found = w.match(k, "around_after") or w.match(k, "hedge_after")
        if not found:
            break
        around, hedged, end = around or w.is_(k, "around_after"), True, found[1]
    if around and not w.is_(i, "days_back"):
        said = when.resolve(w.on)
        if isinstance(said, DateInterval) and not is_open(said) and said[0] == said[1]:
            when = Around(when, _AROUND_A_WEEKDAY if w.is_(i, "weekday") else _AROUND_A_DAY)
    return Atom(when, end, "day", hedged)

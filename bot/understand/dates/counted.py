"""Days that were counted: "3 weeks ago", "more than 10 days", "in the last month", "2 weeks before Halloween"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.intervals import DateInterval
from bot.understand.dates import spans
from bot.understand.dates.amounts import Amount, amount
from bot.understand.dates.words import Value, Words


@dataclass(frozen=True)
class Count:
    """An amount of time, and how it was said."""

    amount: Amount
    compare: str = ""
    """at_least, more, less, at_most, almost, just_over, exactly; or nothing."""
    hedged: bool = False
    rough: bool = False
    """Hedged in a way that makes a number of days rough ("about 10 days")."""
    margin: Amount | None = None
    """"Give or take a day"."""

    def before(self, on: date, sign: int = 1) -> DateInterval:
        """The days that lie this long before `on` (after it, where `sign` is -1), not cut."""
        near, far = self.amount.near(on, sign), self.amount.far(on, sign)
        one = spans.days(sign)
        hours = self.amount.unit in ("hour", "minute")
        if self.compare in ("at_least", "more"):
            later = near if self.compare == "at_least" or hours or self.amount.is_range else near - one
            return DateInterval(None, later) if sign == 1 else DateInterval(later, None)
        if self.compare in ("less", "at_most"):
            earlier = far if self.compare == "at_most" or hours or self.amount.is_range else far + one
            return _ordered(earlier, on)
        if self.compare == "almost":
            return _ordered(far, near + sign * spans.days(self._side()))
        if self.compare == "just_over":
            return _ordered(far - sign * spans.days(self._side()), near)
        low, high = _ordered(far, near)
        if self.compare == "exactly" or (self.amount.is_range and not self.margin) or low is None or high is None:
            return DateInterval(low, high)
        margin = self._margin(on)
        return spans.between(low - margin, high + margin)

    def _margin(self, on: date) -> spans.timedelta:
        """How far from the counted day it may have been."""
        if self.margin:
            return on - self.margin.far(on)
        unit, n = self.amount.least[-1]
        half = n.denominator > 1
        if unit == "day":
            whole = sum(k * (7 if u == "week" else 1) for u, k in self.amount.least if u in ("day", "week"))
            return spans.days(max(1, round(whole / 5)) if (self.rough or self.hedged) and not half else 0)
        if unit in ("week", "fortnight"):
            return spans.days(1 if half else 3)
        if unit == "month":
            return spans.days(10 if n == 1 or half else 15)
        if unit in ("year", "quarter"):
            return spans.days(91 if n == 1 or half else 182)
        return spans.days(max(1, round(n / 120)) if self.rough and n >= 24 else 0)

    def _side(self) -> int:
        """How many days "almost" and "just over" reach to their side."""
        unit, n = self.amount.least[-1]
        sizes = {"day": min(3, max(1, round(n / 5))), "month": 10 if n == 1 else 15, "year": 91}
        return int(sizes.get(unit, 3 if unit in ("week", "fortnight") else 1))


def _ordered(a: date, b: date) -> DateInterval:
    return DateInterval(min(a, b), max(a, b))


@dataclass(frozen=True)
class Counted:
    """A count found in a text, how it is tied to the day of the conversation, and the index after it."""

    count: Count
    form: str
    """ago; within ("in the last"); in; for; bare; tomorrow (the count is full tomorrow); future; recurring; age."""
    end: int
    attached: int | None = None
    """The days back from which was counted: 0 in "2 weeks ago today", 1 in "2 weeks ago yesterday"."""
    weekday: int | None = None
    """The weekday of "a week ago Monday"."""

    def on(self, on: date) -> DateInterval:
        """The days that it means on the day `on`, not cut."""
        if self.attached is not None:
            return replace(self.count, compare="exactly").before(on - spans.days(self.attached))
        if self.weekday is not None:
            return self._on_weekday(on, self.weekday)
        return self.count.before(on)

    def _on_weekday(self, on: date, weekday: int) -> DateInterval:
        """The weekday in that week of the calendar, and that many weeks before the last such weekday: both readings."""
        said = replace(self.count, compare="exactly").before(on)
        if said[0] is None or said[1] is None or self.count.amount.unit not in ("week", "fortnight"):
            return self.count.before(on)
        far, near = said
        week = spans.week(near, 0)
        readings = [spans.weekday_until(far, weekday)]
        readings += [spans.weekday_until(week[1] or near, weekday)]
        first = spans.weekday_until((week[0] or near) + spans.days(6), weekday)
        readings += [first] if first >= (week[0] or near) else []
        return spans.between(min(readings), max(r for r in readings if r <= on))


def counted(w: Words, i: int) -> Counted | None:
    """The count at `i`, with the words around it that tie it to a day."""
    j, compare, hedged, rough = _before(w, i)
    if within := _within(w, j):
        found, j = within
        return Counted(Count(found, compare or "at_most", hedged), "within", j)
    form = "bare"
    if compare in ("", "at_most") and w.word(j) in ("in", "for") and not compare:
        form, (j, compare, hedged_too, rough_too) = w.word(j), _before(w, j + 1)
        hedged, rough = hedged or hedged_too, rough or rough_too
    every = w.match(i - 1, "every") if i else None
    if j > i + 8:
        return None
    found_amount = amount(w, j)
    if not found_amount and w.is_(j, "unit") and w.word(j - 1) != "-" and not w.glued(j) and not w.is_(j - 1, "last"):
        after = w.match(j, "unit")
        if after and w.word(after[1]) in ("ago", "back", "agp") and len(w.word(j)) > 1:
            found_amount = amount(w, j, bare_unit=True)
    if not found_amount:
        return None
    what, j = found_amount
    if what.or_more and not compare:
        compare = "at_least"
    count = Count(what, compare, hedged or what.rough, rough or what.rough)
    return _after(w, i, j, count, form, recurring=every is not None)


def _before(w: Words, i: int) -> tuple[int, str, bool, bool]:
    """What stands before a number: a comparison, a hedge; and whether a hedge makes days rough."""
    compare, hedged, rough = "", False, False
    for _ in range(6):
        comparing, soft, around = w.match(i, "compare"), w.match(i, "soft"), w.match(i, "around")
        longest = max((m[1] for m in (comparing, soft, around) if m), default=i)
        if longest == i:
            break
        if comparing and comparing[1] == longest and not (compare and around):
            compare = str(comparing[0])
        else:
            hedged = hedged or not w.is_(i, "plain_filler")
            rough = rough or not w.is_(i, "plain_filler")
        i = longest
        if w.word(i) == "," or w.word(i) == "of":
            i += 1
    return i, compare, hedged, rough


def _within(w: Words, i: int) -> tuple[Amount, int] | None:
    """in the last 3 weeks; past month; the last few days"""
    j = w.skip(i, "in")
    tied = j > i or w.word(i - 1) in ("within", "inside")
    k = w.skip(j, "the", "this")
    if not w.is_(k, "last") and not w.is_(k, "past"):
        return _past_after(w, j)
    past = w.is_(k, "past") or w.word(k - 1) in ("the", "this")
    k = w.skip(k, "past", "last")
    if w.word(k - 1) in ("last", "past") and w.word(k) in ("or", "and"):
        return None
    found = amount(w, k, bare_unit=past or tied)
    if not found:
        return None
    numbered = w.is_(k, "unit") is False
    if not numbered and not (past and (tied or w.word(k - 1) == "past" or w.word(i) == "the")):
        return None
    if not numbered and w.word(found[1]) in ("of", "in") or w.word(found[1]) == "before":
        return None
    return found


def _past_after(w: Words, i: int) -> tuple[Amount, int] | None:
    """the 5 past years"""
    from bot.understand.dates.numbers import number

    first = number(w, i)
    if first and w.word(first[1]) in ("past", "last", "previous") and (unit := amount(w, first[1] + 1, bare_unit=True)):
        name = unit[0].least[0][0]
        parts = ((name, first[0]),)
        return Amount(parts, parts), unit[1]
    return None


def _after(w: Words, start: int, j: int, count: Count, form: str, recurring: bool) -> Counted | None:
    """What stands after the amount: ago, or so, at least, give or take a day, today, a weekday."""
    attached: Value | None = None
    weekday: Value | None = None
    if (
        w.is_(j, "old")
        and w.word(j) != "older"
        or w.word(j - 1) == "-"
        or (w.word(j) == "-" and w.word(j + 1) == "old")
    ):
        return Counted(count, "age", j)
    for _ in range(6):
        k = j + 1 if w.word(j) in (",", "-") and not (w.word(j) == "-" and not w.glued(j + 1)) else j
        if (give := w.match(k, "by_how_much")) and (margin := amount(w, give[1])):
            count, j = replace(count, margin=margin[0], hedged=True), margin[1]
        elif ago := w.match(j, "ago"):
            if w.word(j) in ("prior", "earlier") and (w.word(ago[1]) == "to" or w.word(ago[1]) == "than"):
                break
            form, j = "ago", ago[1]
        elif w.word(j) in ("from", "after") and w.is_(j + 1, "tomorrow"):
            form, j = "future", j + 2
        elif today := _attached(w, j, form):
            attached, j = today
            form = "ago"
        elif form in ("ago", "bare") and w.word(j) == "tomorrow" or w.is_(j, "tomorrow"):
            return Counted(count, "tomorrow", w.skip(j, "tomorrow"), attached=-1)
        elif compared := w.match(k, "compare_after"):
            count, j = replace(count, compare=count.compare or str(compared[0])), compared[1]
        elif hedge := w.match(k, "hedge_after"):
            count, j = replace(count, hedged=True, rough=True), hedge[1]
        elif (
            (form == "ago" or count.amount.unit == "week")
            and (day := w.match(w.skip(j, "on_day"), "weekday"))
            and not w.is_(day[1], "ordinal")
        ):
            if form != "ago" and not w.is_(start - 1, "will_be"):
                break
            weekday, j = day
            form = "ago"
        else:
            break
    if w.word(j) in ("from", "after") and w.word(j + 1) in ("now", "today"):
        return Counted(count, "future", j + 2)
    if recurring and form != "ago":
        form = "recurring"
    return Counted(
        count, form, j, None if attached is None else int(attached), None if weekday is None else int(weekday)
    )


def _attached(w: Words, j: int, form: str) -> tuple[Value, int] | None:
    k = j + 1 if w.word(j) == "," and form == "ago" else j
    found = w.match(k, "today_attached") or w.match(k, "yesterday_attached")
    if found and found[0] == 0 and w.word(k) == "exactly":
        return None
    return found

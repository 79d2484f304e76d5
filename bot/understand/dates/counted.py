"""Days that were counted: "3 weeks ago", "more than 10 days", "in the last month", "2 weeks today"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.intervals import DateInterval
from bot.understand.dates import spans
from bot.understand.dates.amounts import Amount, amount
from bot.understand.dates.context import hedged_before
from bot.understand.dates.numbers import number
from bot.understand.dates.weekdays import weekday_back
from bot.understand.dates.words import Words

COUNT_BEGINS = frozenset(
    ("compare", "soft", "around", "in", "for", "number", "digits", "sign", "one", "vague", "half", "unit")
) | frozenset(("last", "past", "the", "this", "days_back", "tomorrow", "weekday"))
"""The kinds of words that a count can begin with."""
_CLOCK = ("hour", "minute")
_WEEKS = ("week", "fortnight")


@dataclass(frozen=True)
class Count:
    """An amount of time, and how it was said."""

    amount: Amount
    compare: str = ""
    """at_least, more, less, at_most, almost, just_over, exactly; or nothing."""
    hedged: bool = False
    margin: Amount | None = None
    """ "Give or take a day"."""

    def before(self, on: date, sign: int = 1) -> DateInterval:
        """The days that lie this long before `on` (after it, where `sign` is -1), not cut."""
        near, far = self.amount.near(on, sign), self.amount.far(on, sign)
        loose = self.amount.unit in _CLOCK or self.amount.is_range
        one = spans.days(0 if loose else sign)
        if self.compare in ("at_least", "more"):
            end = near - one if self.compare == "more" else near
            return DateInterval(None, end) if sign == 1 else DateInterval(end, None)
        if self.compare in ("less", "at_most"):
            return _ordered(far + one if self.compare == "less" else far, on)
        if self.compare == "almost":
            return _ordered(far, near + sign * spans.days(self._side()))
        if self.compare == "just_over":
            return _ordered(far - sign * spans.days(self._side()), near)
        margin = spans.days(0) if self.compare == "exactly" else self._margin(on)
        first, last = min(near, far), max(near, far)
        return DateInterval(first - margin, last + margin)

    def _margin(self, on: date) -> timedelta:
        """How far from the counted day it may have been: people count in the unit that they name."""
        if self.margin:
            return on - self.margin.far(on)
        if self.amount.is_range:
            return spans.days(0)
        unit, n = self.amount.least[-1]
        half = n.denominator > 1
        if unit == "day":
            counted = sum(k * (7 if name == "week" else 1) for name, k in self.amount.least if name in ("day", "week"))
            return spans.days(max(1, round(counted / 5)) if self.hedged and not half else 0)
        if unit in _CLOCK:
            return spans.days(max(1, round(n / 120)) if self.hedged and n >= 24 else 0)
        if unit == "month" and n < 1:
            return spans.days(_HALF_MONTH)
        once, more = _MARGINS[unit]
        return spans.days(_HALF_WEEK if half and unit in _WEEKS else once if n == 1 or half else more)

    def _side(self) -> int:
        """How many days "almost" and "just over" reach to their side."""
        unit, n = self.amount.least[-1]
        if unit == "day":
            return min(3, max(1, round(n / 5)))
        return {"month": 10 if n == 1 else 15, "year": 91, "hour": 1, "minute": 1}.get(unit, 3)


# Days to either side of one, and of more than one: half the unit; for years, a quarter and a half.
_MARGINS = {"week": (3, 3), "fortnight": (3, 3), "month": (10, 15), "quarter": (45, 45), "year": (91, 182)}
_HALF_WEEK, _HALF_MONTH = 1, 5


def _ordered(a: date, b: date) -> DateInterval:
    return DateInterval(min(a, b), max(a, b))


@dataclass(frozen=True)
class Counted:
    """A count found in a text, how it is tied to the day of the conversation, and the index after it."""

    count: Count
    form: str
    """ago; within ("in the last"); in; for; bare; future ("from now"); every; age ("old")."""
    end: int
    anchors: tuple[date, ...] = ()
    """The days one of which was counted back from: today in "2 weeks ago today"."""
    weekday: int | None = None
    """The weekday of "a week ago Monday"."""

    def on(self, on: date) -> DateInterval:
        """The days that it means on the day `on`, not cut."""
        exact = replace(self.count, compare="exactly")
        if self.anchors:
            found = [exact.before(day) for day in self.anchors]
            return DateInterval(min(f[0] or on for f in found), max(f[1] or on for f in found))
        if self.weekday is None:
            return self.count.before(on)
        return weekday_back(self.count.amount, on, self.weekday)


def counted(w: Words, i: int, between: bool = False) -> Counted | None:
    """The count at `i`, with the words around it that tie it to a day. `between`: "and" joins two numbers."""
    if not w.begins(i, COUNT_BEGINS):
        return None
    if marked := _marked(w, i):
        return marked
    j, compare, hedged = _before(w, i)
    if within := _within(w, j):
        return Counted(Count(within[0], "at_most", hedged), "within", within[1])
    form = "bare"
    if not compare and w.word(j) in ("in", "for"):
        form = w.word(j)
        j, compare, also = _before(w, j + 1)
        hedged = hedged or also
    found = amount(w, j, between=between) or _bare_unit(w, j)
    if not found:
        return None
    what, j = found
    count = Count(what, compare or ("at_least" if what.or_more else ""), hedged or what.rough or hedged_before(w, i))
    return _after(w, i, j, count, form)


_NOT_EXACTLY = frozenset({"know", "remember", "recall", "sure", "certain", "not", "say", "tell"})


def _before(w: Words, i: int) -> tuple[int, str, bool]:
    """What stands before a number: a comparison, and whether there is a hedge."""
    compare, hedged = "", False
    for _ in range(6):
        if w.is_(i, "one") and amount(w, i):
            break
        comparing, soft, around = w.match(i, "compare"), w.match(i, "soft"), w.match(i, "around")
        longest = max((m[1] for m in (comparing, soft, around) if m), default=i)
        if longest == i:
            break
        if comparing and comparing[1] == longest:
            unsure = comparing[0] == "exactly" and w.word(i - 1) in _NOT_EXACTLY
            compare, hedged = ("", True) if unsure else (str(comparing[0]), hedged)
        else:
            filler = w.match(i, "plain_filler")
            hedged = hedged or not filler or filler[1] < longest
        i = longest + (w.word(longest) in (",", "of"))
    return i, compare, hedged


def _bare_unit(w: Words, i: int) -> tuple[Amount, int] | None:
    """The week of "week ago Monday"."""
    unit = w.match(i, "unit")
    if (
        not unit
        or len(w.word(i)) == 1
        or w.word(i).endswith("s")
        or w.is_(i - 1, "last")
        or w.is_(i - 1, "one")
        or w.glued(i)
        or not w.is_(unit[1], "ago")
    ):
        return None
    return amount(w, i, bare_unit=True)


def _within(w: Words, i: int) -> tuple[Amount, int] | None:
    """in the last 3 weeks; past month; the last few days; not "last week" """
    j = w.skip(i, "in")
    tied = j > i or w.word(i - 1) in ("within", "inside", "over")
    k = w.skip(j, "the", "this")
    determined = k > j
    past = w.match(k, "past")
    last = past or w.match(k, "last")
    if not last:
        return _past_after(w, j)
    k = last[1]
    bare = w.is_(k, "unit")
    if bare and not (past or (determined and tied)):
        return None
    found = amount(w, k, bare_unit=bare)
    if not found or w.word(found[1]) == "before" or (bare and w.word(found[1]) in ("of", "in")):
        return None
    return found


def _past_after(w: Words, i: int) -> tuple[Amount, int] | None:
    """the 5 past years"""
    first = number(w, w.skip(i, "the"))
    last = (w.match(first[1], "past") or w.match(first[1], "last")) if first else None
    unit = amount(w, last[1], bare_unit=True) if last and w.is_(last[1], "unit") else None
    if not first or not unit:
        return None
    parts = ((unit[0].unit, first[0]),)
    return Amount(parts, parts), unit[1]


def _after(w: Words, start: int, j: int, count: Count, form: str) -> Counted | None:
    """What stands after the amount: ago, or so, at least, give or take a day, today, a weekday."""
    if w.is_(j, "old") or (w.word(j) == "-" and w.is_(j + 1, "old")):
        return Counted(count, "age", j)
    if w.word(j) == "-":
        return None  # "2-week course"
    for _ in range(6):
        k = j + (w.word(j) in (",", "-"))
        if (give := w.match(k, "by_how_much")) and (margin := amount(w, give[1])):
            count, j = replace(count, margin=margin[0], hedged=True), margin[1]
        elif give and (days := number(w, give[1])):
            parts = ((count.amount.unit, days[0]),)
            count, j = replace(count, margin=Amount(parts, parts), hedged=True), days[1]
        elif (ago := w.match(j, "ago")) and not w.is_(j, "before"):
            form, j = "ago", ago[1]
        elif tied := _tied_to_day(w, start, k if form == "ago" else j, count, form):
            return tied
        elif (compared := w.match(k, "compare_after")) and not amount(w, compared[1]):
            count, j = replace(count, compare=count.compare or str(compared[0])), compared[1]
        elif (hedge := w.match(k, "hedge_after")) and not number(w, hedge[1]) and not w.is_(hedge[1], "one"):
            count, j = replace(count, hedged=True), hedge[1]
        else:
            break
    if w.word(j) in ("from", "after") and (w.word(j + 1) in ("now", "today") or w.is_(j + 1, "tomorrow")):
        return Counted(count, "future", j + 2)
    return Counted(count, "every" if w.is_(start - 1, "every") and form != "ago" else form, j)


def _tied_to_day(w: Words, start: int, i: int, count: Count, form: str) -> Counted | None:
    """2 weeks ago today; 3 weeks tomorrow; a week ago Monday; it will be 3 weeks on Friday"""
    on = w.on
    if today := w.match(i, "today_attached"):
        return Counted(count, "ago", today[1], (on,))
    if yesterday := w.match(i, "yesterday_attached"):
        return Counted(count, "ago", yesterday[1], (on - spans.days(1),))
    if tomorrow := w.match(i, "tomorrow"):
        return Counted(count, "ago", tomorrow[1], (on + spans.days(1),))
    j = w.skip(i, "on_day")
    coming, past = w.match(j, "coming"), w.match(j, "past") or w.match(j, "last")
    this = w.match(j, "this")
    day = w.match((coming or past or this or (0, j))[1], "weekday")
    if not day or count.amount.unit in ("day", *_CLOCK) or count.amount.is_range:
        return None
    number, end = int(day[0]), day[1]
    if form == "ago" and not (coming or past or this):
        return Counted(count, "ago", end, weekday=number)
    before, after = spans.weekday_until(on - spans.days(1), number), spans.weekday_until(on + spans.days(7), number)
    if coming or w.is_(start - 1, "will_be"):
        return Counted(count, "ago", end, (after,))
    if past:
        return Counted(count, "ago", end, (before,))
    return Counted(count, "ago", end, (before, after)) if this or j > i else None


def _marked(w: Words, i: int) -> Counted | None:
    """today makes 2 weeks; tomorrow will be 10 days; Friday was 3 weeks"""
    today, tomorrow, day = w.match(i, "days_back"), w.match(i, "tomorrow"), w.match(i, "weekday")
    found = today or tomorrow or day
    marks = w.match(found[1], "marks") if found else None
    if not found or not marks:
        return None
    what = amount(w, _before(w, marks[1])[0])
    if not what or w.is_(what[1], "old") or w.is_(what[1], "ago"):
        return None
    back, until = spans.days(int(found[0])), spans.weekday_until
    anchor = w.on - back if today else w.on + back if tomorrow else until(w.on - spans.days(1), int(found[0]))
    if day and marks[0] == "will":
        anchor = until(w.on + spans.days(7), int(found[0]))
    return Counted(Count(what[0]), "ago", what[1], (anchor,))

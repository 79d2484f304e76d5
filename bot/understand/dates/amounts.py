"""Amounts of time: "3 weeks", "a couple of days", "2 to 3 wks", "a week and a half"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bot.understand.dates import spans
from bot.understand.dates.numbers import number, ordinal
from bot.understand.dates.words import Words, remembered

Parts = tuple[tuple[str, Fraction], ...]

# What vague words hold: the least and the most, as a unit and a number (conventions of the grammar's issue).
_VAGUE: dict[str, dict[str, tuple[str, int, int]]] = {
    "couple": {"day": ("day", 2, 3), "week": ("day", 10, 18), "month": ("day", 45, 91), "year": ("month", 18, 36)},
    "few": {"day": ("day", 2, 6), "week": ("day", 14, 42), "month": ("month", 2, 6), "year": ("year", 2, 6)},
    "several": {"day": ("day", 3, 9), "week": ("day", 21, 63), "month": ("month", 3, 9), "year": ("year", 3, 9)},
}
_VAGUE_HOURS = {"couple": (2, 3), "few": (2, 6), "several": (3, 9)}
_DAYS = {
    "minute": Fraction(1, 1440),
    "hour": Fraction(1, 24),
    "day": Fraction(1),
    "week": Fraction(7),
    "fortnight": Fraction(14),
    "month": Fraction(30),
    "quarter": Fraction(91),
    "year": Fraction(365),
}


@dataclass(frozen=True)
class Amount:
    """A span of time, from `least` to `most`; both are the same where one number was said."""

    least: Parts
    most: Parts
    or_more: bool = False
    rough: bool = False
    """It was said with "-ish" or the like."""

    @property
    def unit(self) -> str:
        """The smallest unit, which says how exactly was counted."""
        return self.least[-1][0]

    @property
    def is_range(self) -> bool:
        """Whether two numbers, or a word like "few", were said."""
        return self.least != self.most

    def near(self, day: date, sign: int = 1) -> date:
        """The day that lies `least` before `day` (after it, where `sign` is -1)."""
        return _back(day, self.least, far=False, sign=sign)

    def far(self, day: date, sign: int = 1) -> date:
        """The day that lies `most` before `day` (after it, where `sign` is -1)."""
        return _back(day, self.most, far=True, sign=sign)


def _back(day: date, parts: Parts, far: bool, sign: int) -> date:
    for unit, n in parts:
        day = spans.back(day, unit, sign * n, far=far if sign == 1 else not far)
    return day


def amount(w: Words, i: int, bare_unit: bool = False, between: bool = False) -> tuple[Amount, int] | None:
    """The amount at `i`, and the index after it.

    `bare_unit`: "week" alone is one week. `between`: "and" joins two numbers, as in "between 2 and 3 weeks".
    """
    return _amount(w, i, bare_unit, between) if bare_unit or between else _plain_amount(w, i)


@remembered
def _plain_amount(w: Words, i: int) -> tuple[Amount, int] | None:
    return _amount(w, i, bare_unit=False, between=False)


def _amount(w: Words, i: int, bare_unit: bool, between: bool) -> tuple[Amount, int] | None:
    if w.glued(i) and w.word(i).isdecimal() and w.word(i - 1).isalpha() and w.word(i - 1) != "x":
        return None  # the 29 of "D29"
    if w.is_(i - 1, "numbered") and w.word(i).isdecimal():
        return None  # "cycle 2 day 8"
    if w.is_(i - 2, "fraction_of") or (w.is_(i - 1, "fraction_of") and w.word(i) != "of"):
        return None  # "three quarters of a year"
    found = _vague(w, i) or _single_unit(w, i, bare_unit) or _counted(w, i, between)
    if not found:
        return None
    least, most, flags, j = found
    if least == most and len(least) == 1:
        least, most, j = _longer(w, least, most, j, between)
    return Amount(least, most, *flags), j


_Found = tuple[Parts, Parts, tuple[bool, bool], int]


def _unit(w: Words, i: int) -> tuple[str, int] | None:
    if w.word(i) == "-" and w.glued(i):
        i += 1
    found = w.match(i, "unit") or w.match(i, "quarter")
    return (str(found[0]), found[1]) if found else None


def _vague(w: Words, i: int) -> _Found | None:
    found = w.match(w.skip(i, "one", "the"), "vague")
    if not found:
        return None
    third = number(w, found[1]) if found[0] == "couple" else None
    unit = _unit(w, third[1] if third else found[1])
    if not unit:
        return None
    if third:  # a couple three weeks
        return ((unit[0], Fraction(2)),), ((unit[0], third[0]),), (False, False), unit[1]
    word, name = str(found[0]), unit[0]
    if name in ("hour", "minute"):
        own, low, high = name, *_VAGUE_HOURS[word]
    else:
        own, low, high = _VAGUE[word].get(name) or ("day", 14, 60)
    return ((own, Fraction(low)),), ((own, Fraction(high)),), (False, False), unit[1]


def _single_unit(w: Words, i: int, bare_unit: bool) -> _Found | None:
    """a week; half a week; a week or two; a week and a half"""
    one = w.match(i, "one")
    j = one[1] if one else i
    n = Fraction(1)
    if one and not w.is_(j, "half"):
        j = w.skip(j, "emphasis")
    if half := w.match(j, "half"):
        n, j = Fraction(1, 2), w.skip(half[1], "one")
    elif not one and not bare_unit:
        return None
    unit = _unit(w, j)
    if not unit:
        return None
    name, j = unit
    if name == "minute" and not w.is_(j, "ago"):
        return None  # "it's been a minute"
    if name == "year" and n == Fraction(1, 2):
        name, n = "month", Fraction(6)
    if (
        w.is_(j, "or")
        and (second := number(w, w.skip(j, "or")))
        and not _unit(w, second[1])
        and 1 < second[0] < 10
        and not w.glued(second[1])
    ):
        return ((name, n),), ((name, second[0]),), (False, False), second[1]
    if more := w.match(j, "and_a_half"):
        n, j = n + Fraction(1, 2), more[1]
    return ((name, n),), ((name, n),), (False, False), j


def _counted(w: Words, i: int, between: bool = False) -> _Found | None:
    """3 weeks; 2-3 weeks; 2 and a half weeks; 3+ weeks; 10-ish days"""
    first = number(w, i)
    if not first or ordinal(w, i):
        return None
    low, j = first
    high = low
    if half := w.match(j, "and_a_half"):
        low = high = low + Fraction(1, 2)
        j = half[1]
    k = j + 1 if w.word(j) == "," else j
    k = w.skip(k, "or", "to", *(("and",) if between else ()))
    while w.is_(k, "soft"):
        k = w.skip(k, "soft")
    second = number(w, k) if k > j or not w.glued(k) else None
    if second and (second[0] > low) and (k > j or second[0] == low + 1) and _unit(w, second[1]):
        high, j = second
        if half := w.match(j, "and_a_half"):
            high, j = high + Fraction(1, 2), half[1]
    or_more = w.word(j) == "+" or w.word(j) == "plus"
    j += or_more
    rough = False
    while rest := w.match(w.skip(j, "dash"), "hedge_after"):
        rough, j = True, rest[1]
    unit = _unit(w, w.skip(j, "emphasis"))
    if not unit or (w.word(i) == "2" and w.word(j) == "day" and w.glued(j) and not w.is_(unit[1], "ago")):
        return None  # "2day" is today to some
    return ((unit[0], low),), ((unit[0], high),), (or_more, rough), unit[1]


def _longer(w: Words, least: Parts, most: Parts, j: int, between: bool) -> tuple[Parts, Parts, int]:
    """What may follow one number and unit: a smaller unit, a half, or the other end of a range."""
    name, n = least[0]
    if half := w.match(j, "and_a_half"):
        both: Parts = ((name, n + Fraction(1, 2)),)
        return both, both, half[1]
    parts, end = least, j
    while len(parts) < 4 and not between:
        smaller = _smaller(w, parts, end)
        if not smaller:
            break
        parts, end = smaller
    if end > j:
        return parts, parts, end
    k = w.skip(j, "or", "to", *(("and",) if between else ()))
    if k > j:
        other = _counted(w, k) or _single_unit(w, k, bare_unit=False)
        if other and other[0] == other[1] and other[0] != least and not (w.word(j) == "-" and w.is_(other[3], "or")):
            if _days(other[0]) > _days(least):
                return least, other[0], other[3]
            return other[0], most, other[3]
    return least, most, j


def _smaller(w: Words, parts: Parts, j: int) -> tuple[Parts, int] | None:
    """The "and 2 days" of "a week and 2 days"."""
    k = j + 1 if w.word(j) in ("and", ",", "&", "plus") else j
    found = _counted(w, k) or _single_unit(w, k, bare_unit=False)
    if not found or found[0] != found[1]:
        return None
    unit = found[0][0][0]
    if unit in ("hour", "minute") or any(unit == said for said, _ in parts):
        return None
    return tuple(sorted((*parts, found[0][0]), key=lambda part: -_DAYS[part[0]])), found[3]


def _days(parts: Parts) -> Fraction:
    return sum((n * _DAYS[unit] for unit, n in parts), Fraction(0))

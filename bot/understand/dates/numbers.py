"""Numbers, ordinals and years, in digits and in words."""

from __future__ import annotations

from fractions import Fraction

from bot.understand.dates.words import Words

_SIGNS = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}
_SHORT_YEARS = 25
"""Two digits are the year of a treatment only where that lies this near."""

Number = tuple[Fraction, int]


def whole(w: Words, i: int) -> tuple[int, int] | None:
    """A whole number below 1000 at `i`, "21" or "twenty-one", and the index after it."""
    word = w.word(i)
    if word.isdecimal():
        return (int(word), i + 1) if len(word) <= 3 else None
    found = w.match(i, "number")
    if not found:
        return None
    n, j = int(found[0]), found[1]
    if 20 <= n < 100:
        k = j + 1 if w.word(j) == "-" and w.glued(j) else j
        unit = w.match(k, "number")
        if unit and 1 <= int(unit[0]) <= 9:
            return n + int(unit[0]), unit[1]
    return n, j


def number(w: Words, i: int) -> Number | None:
    """A number at `i`, with a decimal or common fraction, and the index after it."""
    if w.word(i) in _SIGNS:
        return _SIGNS[w.word(i)], i + 1
    if w.word(i) == "." and w.glued(i + 1) and w.word(i + 1).isdecimal() and len(w.word(i + 1)) < 3:
        return Fraction(f"0.{w.word(i + 1)}"), i + 2
    found = whole(w, i)
    if not found:
        return None
    n, j = Fraction(found[0]), found[1]
    if not w.word(i).isdecimal():
        return n, j
    if w.word(j) in _SIGNS:
        return n + _SIGNS[w.word(j)], j + 1
    if w.word(j) == "." and w.glued(j) and w.glued(j + 1) and w.word(j + 1).isdecimal() and len(w.word(j + 1)) < 3:
        return Fraction(f"{int(n)}.{w.word(j + 1)}"), j + 2
    half = w.word(j) == "-" and w.glued(j)
    k = j + 1 if half else j
    if w.word(k) == "1" and w.word(k + 1) == "/" and w.word(k + 2) == "2":
        return n + Fraction(1, 2), k + 3
    return n, j


def ordinal(w: Words, i: int) -> tuple[int, int] | None:
    """An ordinal from 1 to 31 at `i`, "3rd" or "twenty-third", and the index after it."""
    word = w.word(i)
    if word.isdecimal():
        if w.glued(i + 1) and w.is_(i + 1, "ordinal_ending") and len(word) <= 2 and 1 <= int(word) <= 31:
            return int(word), i + 2
        return None
    if word in ("twenty", "thirty"):
        k = i + 2 if w.word(i + 1) == "-" else i + 1
        unit = w.match(k, "ordinal")
        if unit and int(unit[0]) <= 9:
            n = (20 if word == "twenty" else 30) + int(unit[0])
            return (n, unit[1]) if n <= 31 else None
    found = w.match(i, "ordinal")
    return (int(found[0]), found[1]) if found else None


def year(w: Words, i: int, short: bool = False) -> tuple[int, int] | None:
    """A year at `i`: "2026", "'26", "twenty twenty-six"; where `short`, "26" too."""
    if w.word(i) in ("'", "’", "‘"):
        glued = w.glued(i + 1) and w.word(i + 1).isdecimal()
        return year(w, i + 1, short=True) if glued else None
    word = w.word(i)
    if word.isdecimal():
        decade = w.glued(i + 1) and w.word(i + 1) in ("s", "'")
        if len(word) == 4 and 1900 <= int(word) <= 2199 and not decade:
            return int(word), i + 1
        if short and len(word) == 2 and not decade and not _counts_or_lists(w, i + 1):
            stated = century(int(word), w.on.year)
            return (stated, i + 1) if stated > w.on.year - _SHORT_YEARS else None
        return None
    if word == "nineteen" and (found := whole(w, i + 1)) and 10 <= found[0] <= 99:
        return 1900 + found[0], found[1]
    if word == "two" and w.word(i + 1) == "thousand":
        after = whole(w, i + 2 + (w.word(i + 2) == "and"))
        return (2000 + after[0], after[1]) if after and after[0] < 100 else (2000, i + 2)
    if word == "twenty" and (found := whole(w, i + 1)) and 10 <= found[0] <= 99:
        return 2000 + found[0], found[1]
    return None


def _counts_or_lists(w: Words, i: int) -> bool:
    """Whether the two digits before `i` are a clock's, an amount's, or one of a list of days."""
    if w.word(i) == "," and w.word(i + 1).isdecimal():
        return True
    return w.word(i) == ":" or any(w.is_(i, kind) for kind in ("unit", "time_of_day", "count_after"))


def century(two_digits: int, now: int) -> int:
    """The year that two digits mean: at most one year ahead of now."""
    guess = now - now % 100 + two_digits
    return guess if guess <= now + 1 else guess - 100

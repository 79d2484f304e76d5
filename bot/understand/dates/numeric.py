"""Dates in digits: "11/3/26", "2026-11-03", "10/2026"."""

from __future__ import annotations

import re

from bot.understand.dates.numbers import century, year
from bot.understand.dates.when import Ask, Calendar, Fixed, Numbers, When
from bot.understand.dates.words import Words

Named = tuple[When, int]

_ISO_BASIC = re.compile(r"(20\d\d)(\d\d)(\d\d)(?!\d)", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})\s?([/.-])\s?(\d{1,2})(?:\s?\2\s?(\d{1,2}))?(?!\d)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})\s?([/.-])\s?(\d{1,2})(?:\s?\2\s?(\d{4}|\d\d)|\s?,\s?(20\d\d))(?!\d)", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})\s?[/.-]\s?(\d{4})(?!\d|[/.-]\d)", re.ASCII)
_NO_YEAR = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?!\d|[/.]\d)", re.ASCII)
_BEFORE = frozenset("/.:$#€+")


def numeric(w: Words, i: int) -> Named | None:
    """The date in digits at `i`, and the index after it."""
    if not w.word(i).isdecimal() or (w.glued(i) and (w.word(i - 1) in _BEFORE or w.word(i - 1).isalnum())):
        return None
    at = w.tokens[i].start
    for pattern, read in _FORMS:
        if found := pattern.match(w.text, at):
            end = i
            while end < len(w) and w.tokens[end].end <= found.end():
                end += 1
            when = read(w, found, i, end)
            return (when, end) if when else None
    return None


def _basic(w: Words, found: re.Match[str], i: int, end: int) -> When | None:
    return Calendar(int(found[1]), int(found[2]), int(found[3])) if _is_month(found[2]) else None


def _year_first(w: Words, found: re.Match[str], i: int, end: int) -> When | None:
    if not 1900 <= int(found[1]) <= 2199:
        return None
    if found[4]:
        return (
            Calendar(int(found[1]), int(found[3]), int(found[4])) if _is_month(found[3]) else Fixed(Ask("no_such_day"))
        )
    return Calendar(int(found[1]), int(found[3])) if _is_month(found[3]) else None


def _month_year(w: Words, found: re.Match[str], i: int, end: int) -> When | None:
    stated = year(w, end - 1)
    return Calendar(stated[0], int(found[1])) if stated and _is_month(found[1]) else None


def _year_last(w: Words, found: re.Match[str], i: int, end: int) -> When | None:
    if found[2] == "-" and " " in found[0]:
        return None
    # "11/3, 12 yo" and "(10/1, 10/8)" have no year: behind a comma it has four figures.
    written = found[4] or found[5]
    stated = int(written) if len(written) == 4 else century(int(written), w.on.year)
    return _two(w, int(found[1]), int(found[3]), stated)


def _no_year(w: Words, found: re.Match[str], i: int, end: int) -> When | None:
    """Two numbers alone are a date only where they are not a share, a score or a range."""
    sign = found[2]
    whole = w.text.strip(" .!?~") == found[0]
    if w.word(i - 1).isdecimal() and not w.glued(i - 1) and not w.is_(i - 2, "month"):
        return None  # "4 1/2"
    course = w.staff and sign == "/" and w.word(end) == "x"  # "HU 11/10 x 3d"
    if (w.is_(end, "count_after") and not course) or (sign != "/" and w.is_(end, "unit")):
        return None
    if sign == "." and not whole and not w.is_(i - 1, "weekday"):
        return None
    if sign == "-" and not (whole or w.staff or w.word(i - 1) in ("on", "was", "of") or w.is_(i - 1, "weekday")):
        return None
    return _two(w, int(found[1]), int(found[3]), None)


def _two(w: Words, first: int, second: int, stated: int | None) -> When:
    numbers = Numbers(first, second, stated, month_first=w.staff)
    return numbers if numbers.readings() else Fixed(Ask("no_such_day"))


def _is_month(digits: str) -> bool:
    return 1 <= int(digits) <= 12


_FORMS = (
    (_ISO_BASIC, _basic),
    (_YEAR_FIRST, _year_first),
    (_YEAR_LAST, _year_last),
    (_MONTH_YEAR, _month_year),
    (_NO_YEAR, _no_year),
)

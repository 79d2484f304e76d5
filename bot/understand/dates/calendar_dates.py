"""Dates of the calendar: "Nov 3", "the 3rd", "11/3/26", "2026-11-03"."""

from __future__ import annotations

import re
from datetime import date

from bot.intervals import DateInterval
from bot.understand.dates.numbers import ordinal, whole, year
from bot.understand.dates.when import Ask, Calendar, Fixed, Numbers, When
from bot.understand.dates.words import Words

Named = tuple[When, int]
_NUMERIC = re.compile(r"(\d{1,4})\s?([/.-])\s?(\d{1,2})(?:\s?\2\s?(\d{4}|\d{1,2})(?![\d]))?(?![\d])", re.ASCII)
_TWO_THEN_YEAR = re.compile(r"(\d{1,2})/(\d{1,2}),\s?(\d{4}|\d{2})(?!\d)", re.ASCII)
_ISO_BASIC = re.compile(r"(20\d\d)(\d\d)(\d\d)(?!\d)", re.ASCII)


def numeric(w: Words, i: int) -> Named | None:
    """A date in digits at `i`, and the index after it."""
    if not w.word(i).isdigit() or (
        w.glued(i) and (w.word(i - 1).isdigit() or w.word(i - 1) in ("/", ".", ":", "$", "#"))
    ):
        return None
    at = w.tokens[i].start
    if found := _ISO_BASIC.match(w.text, at):
        return Calendar(int(found[1]), int(found[2]), int(found[3])) if _is_month(found[2]) else None, i + 1  # type: ignore[return-value]
    found = _TWO_THEN_YEAR.match(w.text, at) or _NUMERIC.match(w.text, at)
    if not found:
        return None
    end = i
    while end < len(w) and w.tokens[end].end <= found.end():
        end += 1
    if found.re is _TWO_THEN_YEAR:
        return _two(w, int(found[1]), int(found[2]), _four(w, found[3])), end
    when = _read(w, found[1], found[2], found[3], found[4], spaced=" " in found[0])
    if (
        when is None
        or w.is_(end, "not_a_day_after")
        and not (found[4] or w.word(end) in ("it", "lp", "chemo", "one", "x"))
    ):
        return None
    return when, end


def _read(w: Words, first: str, sign: str, second: str, third: str | None, spaced: bool) -> When | None:
    if len(first) == 4:
        if not 1900 <= int(first) <= 2199:
            return None
        if third is None:
            return (
                Calendar(int(first), int(second))
                if _is_month(second) and sign != "." or len(second) and _is_month(second)
                else None
            )
        return Calendar(int(first), int(second), int(third)) if _is_month(second) else Fixed(Ask("no_such_day"))
    if len(first) == 3 or (spaced and third is None):
        return None
    if third is None:
        if sign == "." and w.text.strip(" .!?~") != f"{first}.{second}":
            return None
        if sign == "-" and not _hyphen_is_date(w, first, second):
            return None
        return _two(w, int(first), int(second), None)
    return _two(w, int(first), int(second), _four(w, third))


def _hyphen_is_date(w: Words, first: str, second: str) -> bool:
    return (
        w.staff
        or len(w.tokens) <= 3
        or w.word(0) in ("on", "it", "friday")
        or int(second) < int(first)
        or int(second) > 12
    )


def _two(w: Words, first: int, second: int, stated: int | None) -> When:
    numbers = Numbers(first, second, stated, month_first=w.staff)
    return numbers if numbers.readings() else Fixed(Ask("no_such_day"))


def _four(w: Words, digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    guess = w.on.year - w.on.year % 100 + int(digits)
    return guess if guess <= w.on.year + 1 else guess - 100


def _is_month(digits: str) -> bool:
    return 1 <= int(digits) <= 12


def with_month(w: Words, i: int) -> Named | None:
    """Nov 3; November the 3rd, 2026; Nov 2026; November; 11/2026"""
    slashed = _month_and_year(w, i)
    if slashed:
        return slashed
    i = w.skip(i, "this") if w.is_(w.skip(i, "this"), "month") else i
    month = w.match(i, "month")
    if not month or (w.word(i) == "may" and not _may_is_month(w, i)):
        return None
    number, j = int(month[0]), month[1]
    k = j + 1 if w.word(j) in (".", ",", "-", "/") else j
    k = k + 1 if w.word(k) == "," else k
    stated = year(w, k)
    if stated:
        if not w.word(k).isdigit() or not (w.glued(k + 1) and w.word(k + 1) in ("-", "/") and w.word(k + 2).isdigit()):
            return Calendar(stated[0], number), stated[1]
        return Calendar(stated[0], number), stated[1]
    k = w.skip(k, "the") if w.word(k) == "the" else k
    day = ordinal(w, k) or _day_number(w, k)
    if not day:
        return Calendar(month=number), j
    if ordinal(w, k) and w.is_(day[1], "unit") and not w.is_(day[1] + 1, "in"):
        return Calendar(month=number), j
    end = day[1]
    found = _year_of_date(w, end)
    return Calendar(found[0] if found else None, number, day[0]), found[1] if found else end


def with_day(w: Words, i: int, loose: bool = False) -> Named | None:
    """3 Nov; the 3rd of November 2026; the 3rd; the 3rd of last month. `loose`: a plain number will do."""
    the = w.skip(i, "the")
    found = ordinal(w, the)
    is_ordinal = found is not None
    found = found or _day_number(w, the)
    if not found:
        return None
    day, j = found
    if w.word(j) == "day" and is_ordinal:
        j += 1
    k = j + 1 if w.word(j) in ("of", "-", "/", ",", "in") else j
    k = k + 1 if w.word(k) == "the" and w.is_(k + 1, "month") else k
    if month := w.match(w.skip(k, "this") if w.is_(k, "this") else k, "month"):
        if w.word(j) != "in" and not (w.word(k) == "may" and not is_ordinal and w.is_(k + 1, "soft")):
            end = month[1] + 1 if w.word(month[1]) == "." and _year_of_date(w, month[1] + 1) else month[1]
            stated = _year_of_date(w, end)
            return Calendar(stated[0] if stated else None, int(month[0]), day), stated[1] if stated else month[1]
    if not is_ordinal and not loose:
        return None
    if related := _month_after(w, day, j):
        return related
    if w.is_(j, "not_a_day_after") or w.is_(j, "quarter") or w.is_(j, "half") or w.is_(j, "weekend"):
        return None
    if w.is_(j, "weekday") or (
        is_ordinal
        and not w.word(the).isdigit()
        and the == i
        and len(w) > 1
        and w.word(i - 1) not in ("or", "through", "to", "till", "until", "and", "from", "between", "on")
    ):
        return None
    return Calendar(day=day), j


def _month_after(w: Words, day: int, j: int) -> Named | None:
    """the 3rd (of) last month"""
    k = w.skip(j + 1 if w.word(j) in ("of", "in") else j, "the")
    last = w.is_(k, "last")
    if not last and not w.is_(k, "this") and not w.word(k) == "month":
        return None
    unit = w.match(w.skip(k, "last", "this"), "unit")
    if not unit or unit[0] != "month":
        return None
    index = w.on.year * 12 + w.on.month - 1 - (1 if last else 0)
    if w.is_(unit[1], "before_last"):
        index, unit = w.on.year * 12 + w.on.month - 3, (0, w.skip(unit[1], "before_last"))
    return Calendar(index // 12, index % 12 + 1, day), unit[1]


def year_after(w: Words, j: int) -> tuple[int, int] | None:
    """The year said after a date: "of 2025", "last year", "'25"; and the index after it."""
    k = j + 1 if w.word(j) in ("of", "in", ",", "-") else j
    k = k + 1 if w.word(j) == "," and w.word(k) == "in" else k
    k = w.skip(k, "the") if w.word(k) == "the" else k
    last, this = w.is_(k, "last"), w.is_(k, "this")
    if last or this:
        unit = w.match(w.skip(k, "last", "this"), "unit")
        if unit and unit[0] == "year" and not w.is_(unit[1], "before_last"):
            return w.on.year - (1 if last else 0), unit[1]
        return None
    if w.word(k) == "year" and w.word(k + 1) == "before" and w.word(k + 2) == "last":
        return w.on.year - 2, k + 3
    return year(w, k)


def _year_of_date(w: Words, j: int) -> tuple[int, int] | None:
    """The year right after a month and day, where two digits will do: "Nov 3, 26"."""
    k = j + 1 if w.word(j) in (",", "-", "/", "of") else j
    return year(w, k, short=w.word(k).isdigit() and not w.glued(k + 1)) or year_after(w, j)


def _month_and_year(w: Words, i: int) -> Named | None:
    if (
        w.word(i).isdigit()
        and len(w.word(i)) <= 2
        and w.word(i + 1) in ("/", "-", ".")
        and len(w.word(i + 2)) == 4
        and _is_month(w.word(i))
    ):
        if w.glued(i) and w.word(i - 1) in ("/", "-", "."):
            return None
        stated = year(w, i + 2)
        if stated and not (w.word(i + 3) == w.word(i + 1) and w.glued(i + 3)):
            return Calendar(stated[0], int(w.word(i))), stated[1]
    return None


def _day_number(w: Words, i: int) -> tuple[int, int] | None:
    """A plain number that can be a day of a month."""
    found = whole(w, i)
    if not found or not 1 <= found[0] <= 31 and len(w.word(i)) > 2:
        return None
    n, j = found
    if w.word(j) in (":", "%") or (
        w.word(j) in ("/", ".") and w.glued(j) and w.word(j + 1).isdigit() and w.glued(j + 1)
    ):
        return None
    return (n, j) if 1 <= n <= 39 else None


def _may_is_month(w: Words, i: int) -> bool:
    """Whether "may" is the month and not the verb."""
    if len(w) <= 2 or w.word(i + 1).isdigit() or ordinal(w, w.skip(i + 1, "the")) or year(w, i + 1):
        return True
    if w.text[w.tokens[i].start] == "M" and i > 0:
        return True
    return (
        w.is_(i - 1, "cue")
        and w.word(i + 1) not in ("have", "be", "not", "or", "has", "ve")
        and w.word(i - 1) not in ("or", "and", "was", "chemo", "dose", "maybe", "like", "last", "-", "the")
        or w.word(i - 1) in ("last", "in", "of")
    )


__all__ = ["DateInterval", "date"]

"""Dates with a month's name or an ordinal: "Nov 3", "the 3rd of November", "October 2025", "the 3rd"."""

from __future__ import annotations

from bot.understand.dates.amounts import amount
from bot.understand.dates.numbers import ordinal, whole, year
from bot.understand.dates.when import Calendar, When
from bot.understand.dates.words import Words

Named = tuple[When, int]


def with_month(w: Words, i: int) -> Named | None:
    """Nov 3; November the 3rd, 2026; Nov 2026; November"""
    this = w.skip(i, "this")
    i = this if w.is_(this, "month") else i
    month = w.match(i, "month")
    if not month or (w.word(i) == "may" and not _may_is_month(w, i)):
        return None
    number, j = int(month[0]), month[1]
    sign = w.word(j) if w.word(j) in ("-", "/") else ""
    k = _skip(w, j, ".", ",", "-", "/", "(")
    k = _skip(w, k, ",")
    if stated := year(w, k):
        return Calendar(stated[0], number), stated[1]
    k = _skip(w, k, "the")
    day = ordinal(w, k)
    if day and w.is_(day[1], "unit"):
        return Calendar(month=number), j  # October first week
    day = day or _day_number(w, k)
    if not day:
        return Calendar(month=number), j
    found = _year_after_day(w, day[1], sign)
    return Calendar(found[0] if found else None, number, day[0]), found[1] if found else day[1]


def with_day(w: Words, i: int, loose: bool = False) -> Named | None:
    """3 Nov; the 3rd of November 2026; the 3rd; the 3rd of last month. `loose`: a plain number will do."""
    the = w.skip(i, "the")
    as_ordinal = ordinal(w, the)
    found = as_ordinal or _day_number(w, the)
    if found and w.is_(the, "number") and found[0] < 11 and the == i and w.word(found[1]) != "of":
        return None  # the "one" of "the last one Oct 20"
    if not found or (w.glued(the) and w.word(the - 1) in ("/", "$", "#", ".", ":")) or w.word(the - 1) == "$":
        return None
    day, j = found
    if w.word(j) == "of" and w.is_(j + 1, "every"):
        return None  # "the first of every month"
    j = _skip(w, j, "day") if as_ordinal else j
    if dated := _of_month(w, day, j, as_ordinal is not None):
        return dated
    if not as_ordinal and not loose and not (w.word(the - 1) == "the" and _ends(w, j)):
        return None
    if related := _of_this_or_last_month(w, day, j):
        return related
    if as_ordinal and _counts_something(w, the, j, in_words=not w.word(the).isdecimal(), bare=the == i):
        return None
    return Calendar(day=day), j


def _ends(w: Words, i: int) -> bool:
    """Whether a clause ends at `i`: "the 27" there is a day."""
    return i >= len(w) or w.word(i) in _STOPS


_STOPS = frozenset(".,;!?)")


def _of_month(w: Words, day: int, j: int, is_ordinal: bool) -> Named | None:
    sign = w.word(j) if w.word(j) in ("-", "/") else ""
    k = _skip(w, j, "of", "-", "/", ",")
    k = w.skip(_skip(w, k, "the"), "this")
    month = w.match(k, "month")
    if not month or (w.word(k) == "may" and not is_ordinal and w.is_(k, "soft")):
        return None
    end = month[1]
    stated = _year_after_day(w, _skip(w, end, "."), sign) or _year_after_day(w, end, sign)
    return Calendar(stated[0] if stated else None, int(month[0]), day), stated[1] if stated else end


def _of_this_or_last_month(w: Words, day: int, j: int) -> Named | None:
    """the 3rd of last month"""
    k = w.skip(_skip(w, j, "of", "in"), "the")
    last = w.is_(k, "last")
    unit = w.match(w.skip(k, "last", "this"), "unit")
    if not unit or unit[0] != "month" or (k == j and not last and not w.is_(k, "this")):
        return None
    back, end = (1 if last else 0), unit[1]
    if before := w.match(end, "before_last"):
        back, end = 2, before[1]
    index = w.on.year * 12 + w.on.month - 1 - back
    return Calendar(index // 12, index % 12 + 1, day), end


def _counts_something(w: Words, i: int, j: int, in_words: bool, bare: bool) -> bool:
    """Whether an ordinal is no day: "the 3rd dose", "second Sunday", "first, ..."."""
    if any(w.is_(j, kind) for kind in ("not_a_day_after", "unit", "quarter", "half", "weekend", "weekday")):
        return True
    if in_words and w.word(j).isalpha() and not w.is_(j, "after_day"):
        return True  # "the first snow", "the second vincristine"
    return in_words and bare and len(w) > 1 and not w.is_(i - 1, "before_ordinal")


def year_after(w: Words, j: int) -> tuple[int, int] | None:
    """The year said after a date: "of 2025", "last year", "'25"; and the index after it."""
    k = _skip(w, j, "of", "in", ",", "-")
    k = _skip(w, k, "in") if w.word(j) == "," else k
    k = _skip(w, k, "the")
    last = w.is_(k, "last")
    if last or w.is_(k, "this"):
        unit = w.match(w.skip(k, "last", "this"), "unit")
        if unit and unit[0] == "year" and not w.is_(unit[1], "before_last"):
            return w.on.year - (1 if last else 0), unit[1]
        return None
    ago = amount(w, k)
    if ago and ago[0].unit == "year" and not ago[0].is_range and (end := w.match(ago[1], "ago")):
        return ago[0].near(w.on).year, end[1]
    if w.word(k) == "year" and (before := w.match(k + 1, "before_last")):
        return w.on.year - 2, before[1]
    return year(w, k)


def _year_after_day(w: Words, j: int, sign: str) -> tuple[int, int] | None:
    """The year right after a month and day, where two digits will do: "Nov 3, 26"; not the 7 of "Nov 3-7"."""
    if w.word(j) in ("-", "/"):
        return year(w, j + 1, short=True) if w.word(j) == sign else None
    return year(w, _skip(w, j, ",", "of"), short=True) or year_after(w, j)


def _day_number(w: Words, i: int) -> tuple[int, int] | None:
    """A plain number that can be a day of a month."""
    found = whole(w, i)
    if not found or not 1 <= found[0] <= 39 or (len(w.word(i)) > 2 and w.word(i).isdecimal()):
        return None
    j = found[1]
    if w.is_(j, "count_after") or w.is_(_skip(w, j, "-"), "unit") or w.word(j) == ":":
        return None
    if w.word(j) in ("/", ".") and w.glued(j) and w.glued(j + 1) and w.word(j + 1).isdecimal():
        return None
    return found


def _may_is_month(w: Words, i: int) -> bool:
    """Whether "may" is the month and not the verb."""
    if len(w) <= 2 or _day_number(w, i + 1) or ordinal(w, _skip(w, i + 1, "the")) or year(w, i + 1):
        return True
    if w.word(i + 1) in ("have", "be", "not", "has", "ve"):
        return False
    return w.is_(i - 1, "before_may") or (i > 0 and w.text[w.tokens[i].start] == "M")


def _skip(w: Words, i: int, *words: str) -> int:
    """The index after one of the words, or `i`."""
    return i + 1 if w.word(i) in words else i

"""A birth date said in passing, only to be turned into an age: a day, month or year with its year given."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from bot.understand.text import Text

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<year>\d{4})[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?)\b",
        r"(?P<first>\d\d?)[-/.](?P<second>\d\d?)[-/.](?P<year>\d{4}|\d\d)\b",
        r"(?P<numbered>1[0-2]|0?[1-9])[-/.](?P<year>(?:19|20)\d\d)\b",
        rf"{_NAME}\s*(?P<day>\d\d?)(?:st|nd|rd|th)?[\s,]+(?:of\s+)?(?P<year>\d{{4}})\b",
        rf"(?P<day>\d\d?)(?:st|nd|rd|th)?[\s-]*(?:of\s+)?{_NAME}[\s,-]*(?P<year>\d{{4}})\b",
        rf"{_NAME}[\s,]*(?:of\s+)?(?P<year>\d{{4}})\b",
        r"(?P<year>(?:19|20)\d\d)\b",
    )
)
_REACH = 40
"""Characters after "born" in which the date must stand."""


def birth_interval(text: Text, place: int, on: date, who: str) -> tuple[date, date, int] | None:
    """First and last day that the birth date after word `place` can mean, and the word after it; None without a year.

    A family's 03/04/2019 holds both readings, since the age is mostly the same.
    """
    if place >= len(text.words):
        return None
    begin = text.starts[place]
    window = text.raw[begin : begin + _REACH].lower()
    found = [(match.start(), -match.end(), match) for form in _FORMS if (match := form.search(window))]
    if not found:
        return None
    match = min(found, key=lambda item: item[:2])[2]
    days = _days(match.groupdict(), on, who)
    if not days or max(days) > on:
        return None
    last_character = begin + match.end()
    end = next((n for n, start in enumerate(text.starts) if start >= last_character), len(text.words))
    return min(days), max(days), end


def _days(parts: dict[str, str | None], on: date, who: str) -> list[date]:
    """The first and last day of each reading that is a day of the calendar."""
    year = int(parts["year"] or 0)
    if year < 100:
        year += 2000 if 2000 + year <= on.year else 1900
    if parts.get("m"):
        return _day(year, int(parts["m"] or 0), int(parts["d"] or 0))
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        month_first = _day(year, first, second)
        day_first = _day(year, second, first)
        return month_first or day_first if who == "staff" else month_first + day_first
    if parts.get("numbered"):
        return _month(year, int(parts["numbered"] or 0))
    if parts.get("month"):
        month = _MONTHS.index(parts["month"] or "") + 1
        if parts.get("day"):
            return _day(year, month, int(parts["day"] or 0))
        return _month(year, month)
    return [date(year, 1, 1), min(date(year, 12, 31), on)]


def _month(year: int, month: int) -> list[date]:
    return [date(year, month, 1), date(year, month, monthrange(year, month)[1])]


def _day(year: int, month: int, day: int) -> list[date]:
    try:
        return [date(year, month, day)]
    except ValueError:
        return []


def age_at(born: date, on: date) -> int:
    """Completed years; born on 29 February, a birthday on 1 March in common years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

"""Ages: what years, months and a birth date say together, in completed years."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import NamedTuple

from bot.intervals import DateInterval
from bot.quantities import Quantity

MONTHS_PER_YEAR = 12
OLDEST = Decimal(MAXYEAR * MONTHS_PER_YEAR)
YOUNGEST = Decimal("1e-9999")


class Ages(NamedTuple):
    """The ages that are possible, in completed years: from `youngest` to `oldest`, both counted; None is no end."""

    youngest: int
    oldest: int | None


class _Months(NamedTuple):
    """A real age in months: from `low` to `high`; an end that is open is not counted itself. None is no end."""

    low: Fraction | int
    low_open: bool
    high: Fraction | int | None
    high_open: bool


@lru_cache(maxsize=65_536)
def possible_ages(years: Quantity | None, months: Quantity | None, birth: DateInterval | None, on: date) -> Ages | None:
    """The ages on the day `on` that fit all that is known (None: not known); None where no age fits, as for a birth
    that is wholly after `on`.

    A plain number is completed years, or months, and what is over. A bound is on real years: more than 30 may be 30 and
    a half, which completes 30. Days of birth after `on` are cut.
    """
    if birth and birth.begins_after(on):
        return None
    known = [_Months(0, False, None, False)]
    if years:
        known.append(_real(years, MONTHS_PER_YEAR))
    if months:
        known.append(_real(months, 1))
    if birth:
        known.append(_since_birth(birth, on))
    low, low_open = max((span.low, span.low_open) for span in known)
    ends = [(span.high, not span.high_open) for span in known if span.high is not None]
    if not ends:
        return Ages(_completed_years(low), None)
    high, counted = min(ends)
    if birth and not _has_birth_day(high, on):
        counted = False
    if low > high or (low == high and (low_open or not counted)):
        return None
    oldest = _completed_years(high)
    return Ages(_completed_years(low), oldest if counted or oldest * MONTHS_PER_YEAR != high else oldest - 1)


def _real(quantity: Quantity, months: int) -> _Months:
    """The real ages of a quantity, of which one is so many months."""
    if quantity.plain:
        whole = floor(_fraction(quantity.low))
        return _Months(whole * months, False, (whole + 1) * months, True)
    high = None if quantity.high is None else _fraction(quantity.high) * months
    return _Months(_fraction(quantity.low) * months, quantity.low_open, high, quantity.high_open)


def _fraction(number: Decimal) -> Fraction:
    # No one is older than the calendar: a number past it would be one of thousands of digits, or more.
    if number > OLDEST:
        return Fraction(OLDEST)
    return Fraction(number) if number == 0 or number > YOUNGEST else Fraction(YOUNGEST)


def _since_birth(birth: DateInterval, on: date) -> _Months:
    low, more = _months_between(on if birth.latest is None or birth.latest > on else birth.latest, on)
    if birth.earliest is None:
        return _Months(low, more, None, False)
    high, over = _months_between(birth.earliest, on)
    return _Months(low, more, high + over, over)


def _months_between(birth: date, on: date) -> tuple[int, bool]:
    """The completed months from the day of birth to the day `on`, and whether there are days over.

    Where a month has no such day, it is complete on the first of the next: one born on 29 February has the birthday on
    1 March in common years.
    """
    months = (on.year - birth.year) * MONTHS_PER_YEAR + on.month - birth.month - (on.day < birth.day)
    on_the_day = on.day == birth.day or (on.day == 1 and (on - timedelta(days=1)).day < birth.day)
    return months, not on_the_day


def _has_birth_day(months: Fraction | int, on: date) -> bool:
    """Whether somebody is exactly so many months old on the day `on`: on a 31st, nobody born in a month of 30 days."""
    year, month = divmod(on.year * MONTHS_PER_YEAR + on.month - 1 - floor(months), MONTHS_PER_YEAR)
    return year < MINYEAR or on.day <= monthrange(year, month + 1)[1]


def _completed_years(months: Fraction | int) -> int:
    return int(months // MONTHS_PER_YEAR)

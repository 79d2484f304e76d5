"""Ages in completed years, the one measure in which years, months and a birth date can be held against each other."""

from __future__ import annotations

from datetime import MAXYEAR, date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from bot.intervals import DateInterval
from bot.quantities import Quantity

MONTHS_PER_YEAR = 12


class Ages(NamedTuple):
    """The ages that are possible, in completed years: from `youngest` to `oldest`, both counted; None is no end."""

    youngest: int
    oldest: int | None


ANY_AGE = Ages(0, None)


@lru_cache(maxsize=65_536)
def possible_ages(years: Quantity | None, months: Quantity | None, birth: DateInterval | None, on: date) -> Ages | None:
    """The ages on the day `on` that fit all that is known (None: not known); None where no age fits, as for a birth
    that is wholly after `on`.

    A bound is on real years: more than 30 may be 30 and a half, which completes 30. Days of birth after `on` are cut.
    """
    if birth and birth.begins_after(on):
        return None
    known = []
    if years:
        known.append(_completed(years, 1))
    if months:
        known.append(_completed(months, MONTHS_PER_YEAR))
    if birth:
        known.append(_since_birth(birth, on))
    youngest = max((ages.youngest for ages in known), default=0)
    oldest = min((ages.oldest for ages in known if ages.oldest is not None), default=None)
    return None if oldest is not None and youngest > oldest else Ages(youngest, oldest)


def completed_years(birth: date, on: date) -> int:
    """Birthdays from the day of birth to the day `on`; one born on 29 February has it on 1 March in common years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def _completed(quantity: Quantity, per_year: int) -> Ages:
    youngest = _whole(quantity.low / per_year)
    if quantity.high is None:
        return Ages(youngest, None)
    high = quantity.high / per_year
    oldest = _whole(high)
    return Ages(youngest, oldest - 1 if quantity.high_open and oldest == high else oldest)


def _whole(years: Fraction) -> int:
    # No one is older than the calendar: past it, an age in whole years is a number of thousands of digits.
    return MAXYEAR if years > MAXYEAR else int(years)


def _since_birth(birth: DateInterval, on: date) -> Ages:
    latest = on if birth.latest is None or birth.latest > on else birth.latest
    oldest = None if birth.earliest is None else completed_years(birth.earliest, on)
    return Ages(completed_years(latest, on), oldest)

"""Quantities as exact as they are known: a number, a bound (`"<3"`) or a range (`"55-60"`), with its unit.

Numbers are kept in the unit in which they were given, and limits are turned into it: so 70.72 µmol/L of creatinine is
0.8 mg/dL, and not nearly so.
"""

from __future__ import annotations

import re
import reprlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from functools import lru_cache
from math import isfinite
from typing import NamedTuple, TypeGuard

EXAMPLES = '"<3", "<=3", ">60", ">=60" or "55-60"'

# Longer and larger than any measurement. Longer text is refused; a larger whole number is held as the largest, so that
# it costs neither memory nor time.
LONGEST_TEXT = 10_000
LARGEST_EXPONENT = 4_000
HUGE: int = 10**LARGEST_EXPONENT
_LONGEST_CACHED = 40
_LONGEST_SHOWN = 40

_NUMBER = r"\d+(?:\.\d+)?"
_FORM = re.compile(
    rf"\s*(?:(?P<sign><=|>=|<|>)\s*(?P<bound>{_NUMBER})|(?P<low>{_NUMBER})(?:\s*-\s*(?P<high>{_NUMBER}))?)"
    r"\s*(?P<unit>[A-Za-zµμΜ%].*)?\Z",
    re.ASCII | re.DOTALL,
)


ONE = Decimal(1)
# No number is rounded in it: those that are read are shorter than that.
_WIDE = Context(prec=2 * LONGEST_TEXT, Emax=MAX_EMAX, Emin=MIN_EMIN)


class Quantity(NamedTuple):
    """Some number from `low` to `high`, in a unit of which `per` make one of the table's; an end that is open is not
    counted itself.

    `high` is None where there is no upper end. `plain` says that it was given as one number, not as a bound or range.
    `text` is the quantity as it was given, with its unit.
    """

    low: Decimal
    low_open: bool
    high: Decimal | None
    high_open: bool
    per: Decimal
    plain: bool
    text: str

    # The same text in the same unit is the same quantity, and a string remembers its hash.
    def __hash__(self) -> int:
        return hash(self.text)

    def cells_up_to(self, limits: Sequence[Decimal]) -> range:
        """Which of the cells `… ≤ limits[0] < … ≤ limits[1] < …` the quantity may be in, by number from 0. The limits
        are in the table's unit, and rise."""
        limits = self._in_its_unit(limits)
        first = (bisect_right if self.low_open else bisect_left)(limits, self.low)
        last = len(limits) if self.high is None else bisect_left(limits, self.high)
        return range(first, last + 1)

    def cells_from(self, limits: Sequence[Decimal]) -> range:
        """Which of the cells `… < limits[0] ≤ … < limits[1] ≤ …` the quantity may be in, by number from 0. The limits
        are in the table's unit, and rise."""
        limits = self._in_its_unit(limits)
        first = bisect_right(limits, self.low)
        if self.high is None:
            return range(first, len(limits) + 1)
        return range(first, (bisect_left if self.high_open else bisect_right)(limits, self.high) + 1)

    def may_exceed(self, limit: Decimal) -> bool:
        """Whether a number of this quantity is greater than a limit in the table's unit."""
        return self.high is None or self.high > self._in_its_unit((limit,))[0]

    def must_exceed(self, other: Quantity) -> bool:
        """Whether every number of this quantity is greater than every number of the other."""
        if other.high is None:
            return False
        low, high = self.low, other.high
        if self.per != other.per:
            low, high = _WIDE.multiply(low, other.per), _WIDE.multiply(high, self.per)
        return low > high or (low == high and (self.low_open or other.high_open))

    def _in_its_unit(self, limits: Sequence[Decimal]) -> Sequence[Decimal]:
        return limits if self.per is ONE else [limit * self.per for limit in limits]


def quantity_reader(standard: str, **others: str) -> Callable[[object], Quantity]:
    """A function that reads a JSON number or string as a quantity in the unit `standard`.

    `others` are further units, each with how many of it make one of the standard: a decimal number as text.
    What is read raises ValueError, in words for people, where it is no quantity.

    >>> read = quantity_reader("mg/dL", **{"umol/L": "88.4"})
    >>> read("<70.72 µmol/L").cells_up_to([Decimal("0.8")])
    range(0, 1)
    """
    factors = {_fold(standard): ONE, "": ONE} | {_fold(unit): Decimal(per) for unit, per in others.items()}
    taken = ", ".join(filter(None, [standard, *others])) or "no unit"

    def scale(unit: str | None) -> Decimal:
        if factor := factors.get(_fold(unit or "")):
            return factor
        raise ValueError(f"{shown(unit)} is no unit of it: write {taken}")

    unit_shown = standard if standard == "%" else f" {standard}"

    def read_number(text: str) -> Quantity:
        number = Decimal(text)
        if number < 0:
            raise ValueError(f"{shown(text)} is negative: it must be 0 or more")
        return Quantity(number, False, number, False, ONE, True, _short(text) + unit_shown)

    def read_text(text: str) -> Quantity:
        match = _FORM.match(text) if len(text) <= LONGEST_TEXT else None
        if not match:
            raise ValueError(f"{shown(text)} is no quantity: write a number, or a text such as {EXAMPLES}")
        per = scale(match["unit"])
        given = _short(text.strip()) + ("" if match["unit"] else unit_shown)
        if sign := match["sign"]:
            bound = Decimal(match["bound"])
            if sign[0] == ">":
                return Quantity(bound, sign == ">", None, False, per, False, given)
            if bound == 0 and sign == "<":
                raise ValueError(f"{shown(text)} leaves no number: it must be 0 or more")
            return Quantity(Decimal(0), False, bound, sign == "<", per, False, given)
        low = Decimal(match["low"])
        high = Decimal(match["high"]) if match["high"] else low
        if low > high:
            raise ValueError(f"{shown(text)} is backwards: write the lower number first")
        return Quantity(low, False, high, False, per, not match["high"], given)

    cached_number = lru_cache(maxsize=16_384)(read_number)
    cached_text = lru_cache(maxsize=16_384)(read_text)

    def read(value: object) -> Quantity:
        if isinstance(value, str):
            return cached_text(value) if len(value) <= _LONGEST_CACHED else read_text(value)
        if not is_number(value):
            raise ValueError(f"{shown(value)} is no quantity: write a number, or a text such as {EXAMPLES}")
        text = str(min(max(value, -HUGE), HUGE) if isinstance(value, int) else value)
        return cached_number(text) if len(text) <= _LONGEST_CACHED else read_number(text)

    return read


def is_number(value: object) -> TypeGuard[int | float | Decimal]:
    """Whether a JSON value is a finite number; true and false are none."""
    if isinstance(value, int):
        return not isinstance(value, bool)
    return value.is_finite() if isinstance(value, Decimal) else isinstance(value, float) and isfinite(value)


def shown(value: object) -> str:
    """A value as an error message shows it: short, on one line, whatever it is."""
    try:
        return reprlib.repr(value)
    except ValueError:
        return "a number of thousands of digits"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _fold(unit: str) -> str:
    # Both the micro sign and the Greek letter are written for µ; casefold makes them one.
    return "".join(unit.casefold().split()).replace("μ", "u").replace("²", "2").replace("^", "")

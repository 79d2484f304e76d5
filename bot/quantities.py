"""Quantities as exact as they are known: a number, a bound (`"<3"`) or a range (`"55-60"`), with its unit.

Numbers are exact fractions, so that 70.72 µmol/L of creatinine is 0.8 mg/dL and not nearly so.
"""

from __future__ import annotations

import re
import reprlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from typing import NamedTuple, TypeGuard

EXAMPLES = '"<3", "<=3", ">60", ">=60" or "55-60"'

# Longer and larger than any measurement. Longer text is refused; a larger number is held as the largest, so that
# `1e999999999` costs neither memory nor time.
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


class Quantity(NamedTuple):
    """Some number from `low` to `high`, in the table's unit; an end that is open is not counted itself.

    `high` is None where there is no upper end. `plain` says that it was given as one number, not as a bound or range.
    `text` is the quantity as it was given, with its unit.
    """

    low: Fraction
    low_open: bool
    high: Fraction | None
    high_open: bool
    plain: bool
    text: str

    # The same text in the same unit is the same quantity, and a string remembers its hash.
    def __hash__(self) -> int:
        return hash(self.text)

    def cells_up_to(self, limits: Sequence[Fraction]) -> range:
        """Which of the cells `… ≤ limits[0] < … ≤ limits[1] < …` the quantity may be in, by number from 0."""
        first = (bisect_right if self.low_open else bisect_left)(limits, self.low)
        last = len(limits) if self.high is None else bisect_left(limits, self.high)
        return range(first, last + 1)

    def cells_from(self, limits: Sequence[Fraction]) -> range:
        """Which of the cells `… < limits[0] ≤ … < limits[1] ≤ …` the quantity may be in, by number from 0."""
        first = bisect_right(limits, self.low)
        if self.high is None:
            return range(first, len(limits) + 1)
        return range(first, (bisect_left if self.high_open else bisect_right)(limits, self.high) + 1)

    def may_exceed(self, limit: Fraction) -> bool:
        """Whether a number of this quantity is greater than the limit."""
        return self.high is None or self.high > limit

    def must_exceed(self, other: Quantity) -> bool:
        """Whether every number of this quantity is greater than every number of the other."""
        if other.high is None or self.low < other.high:
            return False
        return self.low > other.high or self.low_open or other.high_open


def quantity_reader(standard: str, **others: str) -> Callable[[object], Quantity]:
    """A function that reads a JSON number or string as a quantity in the unit `standard`.

    `others` are further units, each with how many of it make one of the standard: a decimal number as text.
    What is read raises ValueError, in words for people, where it is no quantity.

    >>> read = quantity_reader("mg/dL", **{"umol/L": "88.4"})
    >>> read("<70.72 µmol/L").high
    Fraction(4, 5)
    """
    factors = {_fold(unit): Fraction(factor) for unit, factor in {standard: "1", "": "1", **others}.items()}
    taken = ", ".join(filter(None, [standard, *others])) or "no unit"

    def scale(unit: str | None) -> Fraction:
        if factor := factors.get(_fold(unit or "")):
            return factor
        raise ValueError(f"{shown(unit)} is no unit of it: write {taken}")

    def with_unit(text: str) -> str:
        text = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
        return text + ("" if standard in ("", "%") else " ") + standard

    def read_number(text: str) -> Quantity:
        number = exact(Decimal(text))
        if number < 0:
            raise ValueError(f"{shown(text)} is negative: it must be 0 or more")
        return Quantity(number, False, number, False, True, with_unit(text))

    def read_text(text: str) -> Quantity:
        match = _FORM.match(text) if len(text) <= LONGEST_TEXT else None
        if not match:
            raise ValueError(f"{shown(text)} is no quantity: write a number, or a text such as {EXAMPLES}")
        factor = scale(match["unit"])
        given = text.strip() if match["unit"] else with_unit(text.strip())
        if sign := match["sign"]:
            bound = exact(Decimal(match["bound"])) / factor
            if sign[0] == ">":
                return Quantity(bound, sign == ">", None, False, False, given)
            if bound == 0 and sign == "<":
                raise ValueError(f"{shown(text)} leaves no number: it must be 0 or more")
            return Quantity(Fraction(0), False, bound, sign == "<", False, given)
        low = exact(Decimal(match["low"])) / factor
        high = exact(Decimal(match["high"])) / factor if match["high"] else low
        if low > high:
            raise ValueError(f"{shown(text)} is backwards: write the lower number first")
        return Quantity(low, False, high, False, not match["high"], given)

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


def exact(number: Decimal) -> Fraction:
    """The number as a fraction; one too large or too small to matter is held as the largest or smallest."""
    if number and abs(number.adjusted()) > LARGEST_EXPONENT:
        size = Fraction(HUGE) if number.adjusted() > 0 else Fraction(1, HUGE)
        return size if number > 0 else -size
    return Fraction(number)


def shown(value: object) -> str:
    """A value as an error message shows it: short, on one line, whatever it is."""
    try:
        return reprlib.repr(value)
    except ValueError:
        return "a number of thousands of digits"


def _fold(unit: str) -> str:
    # Both the micro sign and the Greek letter are written for µ; casefold makes them one.
    return "".join(unit.casefold().split()).replace("μ", "u").replace("²", "2").replace("^", "")

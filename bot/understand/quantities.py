"""Numbers with what stands around them: comparators, units, "about", in the form of the answers."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, NamedTuple

from bot.understand.message import Message

_SIGNS = {"labs.less": "<", "labs.at_most": "<=", "labs.more": ">", "labs.at_least": ">="}
_UNITS = ("labs.umol", "labs.mg_dl", "labs.ml_min", "labs.percent")
_TENTH = Decimal("0.1")


class Quantity(NamedTuple):
    """A number as it was said; `unit` is "umol", "mg_dl", "ml_min", "percent" or None."""

    low: float
    high: float
    sign: str
    about: bool
    unit: str | None
    start: int
    end: int

    @property
    def value(self) -> Any:
        """In the form of the answers: a number, "<0.2", "55-60", "44 umol/L"; "about" gives a range around it."""
        suffix = " umol/L" if self.unit == "umol" else ""
        low, high = self.low, self.high
        if self.about and not self.sign and low == high:
            low, high = _around(low)
        if low != high:
            return f"{plain_number(low)}-{plain_number(high)}{suffix}"
        if self.sign or suffix:
            return f"{self.sign}{plain_number(low)}{suffix}"
        return plain_number(low)


def plain_number(value: float) -> int | float:
    """7.0 as 7."""
    return int(value) if value == int(value) else value


def quantity_at(message: Message, place: int) -> Quantity | None:
    """The quantity whose number is the word at `place`; None where there is no number."""
    number = message.text.numbers.get(place)
    if number is None or message.words[place] != "#":
        return None
    start, end, sign, about, unit = place, place + 1, "", False, None
    while start and (mark := message.ending(start, *_SIGNS, "labs.about")):
        sign = sign or _SIGNS.get(mark.label, "")
        about = about or mark.label == "labs.about"
        start = mark.start
    while end < len(message.words):
        if mark := message.starting(end, *_UNITS):
            unit = unit or mark.name
        elif mark := message.starting(end, "labs.about_after"):
            about = True
        elif (mark := message.starting(end, "labs.at_most", "labs.at_least")) and message.words[end] in ("or", "+"):
            sign = _SIGNS[mark.label]
        else:
            break
        end = mark.end
    return Quantity(number.low, number.high, sign, about, unit, start, end)


def _around(value: float) -> tuple[float, float]:
    """What "about" a number may mean: a tenth to either side, or half of its last place where that is more."""
    exact = Decimal(str(value)).normalize()
    last_place = Decimal(1).scaleb(int(exact.as_tuple().exponent))
    reach = max(exact * _TENTH, last_place / 2 if last_place < 1 else Decimal("0.5"))
    step = last_place / 20 if last_place < 1 else Decimal(1)
    low = (exact - reach).quantize(step, ROUND_FLOOR) if step == 1 else exact - reach
    high = (exact + reach).quantize(step, ROUND_CEILING) if step == 1 else exact + reach
    return float(max(low, Decimal(0))), float(high)

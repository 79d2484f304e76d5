"""JSON text, read without losing anything: the digits of numbers, and keys that stand twice."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.quantities import HUGE, LARGEST_EXPONENT


def decode(text: str) -> Any:
    """The value of a JSON text: fractions as decimals, NaN and Infinity as floats, an object with a key that stands
    twice as `Repeated`. Raises ValueError for what is no JSON, RecursionError for what is nested too deep."""
    return _DECODER.decode(text)


class Repeated(dict[str, Any]):
    """A JSON object in which `key` stands twice: JSON itself would keep the last without a word."""

    key = ""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) == len(pairs):
        return values
    repeated = Repeated(pairs)
    for key, _ in reversed(pairs):
        if key not in values:
            repeated.key = key
            break
        del values[key]
    return repeated


def _integer(digits: str) -> int:
    # Python refuses to read more digits than this at once; such a number is larger than any that matters.
    if len(digits) <= LARGEST_EXPONENT:
        return int(digits)
    return -HUGE if digits.startswith("-") else HUGE


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond what a Decimal can hold
        mantissa, exponent = text.lower().split("e")
        return Decimal(f"{mantissa}e{'-' if exponent.startswith('-') else ''}{LARGEST_EXPONENT * 2}")


# NaN and Infinity are read, so that they are refused with their key.
_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_int=_integer, parse_float=_decimal, parse_constant=float)
_TOKEN = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"(?P<colon>\s*:)?|(?P<open>[\[{])|[\]}]', re.DOTALL)
_DEEP = 100


def key_of_the_nest(text: str) -> str | None:
    """The outermost key under which a text is nested too deep to be read."""
    depth, key = 0, None
    for token in _TOKEN.finditer(text):
        if token["colon"] and depth == 1:
            key = token["text"]
        elif token["open"]:
            depth += 1
        elif token["text"] is None:
            depth -= 1
        if depth > _DEEP:
            break
    return key

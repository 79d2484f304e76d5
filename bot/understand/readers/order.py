"""Whether numbers follow their names ("LPS 80 Cr 0.4") or come before them ("33% SF, 0.5 Cr")."""

from __future__ import annotations

from bot.understand.message import Message
from bot.understand.phrase_book import Mark
from bot.understand.quantities import quantity_at

LAB_NAMES = (
    *("labs.serum_creatinine", "labs.gfr", "labs.estimated_gfr", "labs.direct_bilirubin", "labs.total_bilirubin"),
    *("labs.bilirubin", "labs.shortening_fraction", "labs.ejection_fraction", "labs.muga_ejection"),
    *("labs.echo_ejection", "labs.other"),
)
_SCALES = ("performance.lansky", "performance.karnofsky", "performance.ecog", "performance.plain")
_ENDS = frozenset(",;.!?")
_UNIT = 6
"""Words from a number to a name behind it, at most: "8 umol / L total"."""


def number_comes_first(message: Message, name: Mark) -> bool:
    """Whether the first name of the part of the line that `name` is in has its number before it."""
    begin = name.start
    while begin and message.words[begin - 1] not in _ENDS:
        begin -= 1
    first = next((mark for mark in message.all(*_SCALES, *LAB_NAMES) if mark.start >= begin), name)
    return first.start > begin and _has_number_before(message, first)


def _has_number_before(message: Message, name: Mark) -> bool:
    for place in range(name.start - 1, max(name.start - _UNIT, -1), -1):
        if message.words[place] == "#":
            quantity = quantity_at(message, place)
            return quantity is not None and quantity.end == name.start and message.has(place, "age") is None
    return False


def scored_places(message: Message) -> set[int]:
    """The places of numbers that are scores right after the name of a performance scale."""
    found = set()
    for mark in message.all("performance.lansky", "performance.karnofsky", "performance.ecog"):
        place = mark.end
        if message.words[place : place + 1] in ([":"], ["="], ["of"], ["is"]):
            place += 1
        if message.words[place : place + 1] == ["#"] and not number_comes_first(message, mark):
            found.add(place)
    return found

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
_BEFORE_A_SCORE = ([":"], ["="], ["of"], ["is"], ["at"], ["was"], ["score"], ["now"], ["as"], ["about"])
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
            counts = message.has(place, "age", "relapse.count", "sites") or _is_another_names(message, place)
            return quantity is not None and quantity.end == name.start and not counts
    return False


def _is_another_names(message: Message, place: int) -> bool:
    """ "Tb.9 lps90": a number glued to the name before it is that name's."""
    before = message.ending(place, *_SCALES, *LAB_NAMES)
    return before is not None and message.text.ends[place - 1] == message.text.starts[place]


def scored_places(message: Message) -> set[int]:
    """The places of numbers that are scores right after the name of a performance scale."""
    found = set()
    for mark in message.all("performance.lansky", "performance.karnofsky", "performance.ecog"):
        place = mark.end
        while message.words[place : place + 1] in _BEFORE_A_SCORE:
            place += 1
        if message.words[place : place + 1] == ["#"] and not number_comes_first(message, mark):
            found.add(place)
    return found

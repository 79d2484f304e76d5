"""How far a trigger reaches: forward or back, until something ends its reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from bot.understand.phrase_book import Mark

if TYPE_CHECKING:
    from bot.understand.message import Message

STOPS = frozenset(".!?;")
"""Signs that end a sentence, or as much as one."""
ITEM = 3
"""Words of one thing in a list at most."""
_FAR = 8
"""Words that a trigger reaches at most."""


def forward(
    message: Message, triggers: Iterable[Mark], *ends: str, until: Callable[[Mark, int], bool] | None = None
) -> Iterator[int]:
    """The words behind each trigger, up to a stop, a mark of `ends` or where `until` (trigger, place) says so."""
    for trigger in triggers:
        for place in range(trigger.end, min(trigger.end + _FAR, len(message.words))):
            if message.words[place] in STOPS or message.words[place] in (",", "but"):
                break
            if ends and message.has(place, *ends) and not message.is_intrathecal(place):
                break
            if until and until(trigger, place):
                break
            yield place


def back(message: Message, triggers: Iterable[Mark]) -> Iterator[int]:
    """The words before each trigger, up to a stop or the end of its clause."""
    for trigger in triggers:
        near = trigger.start
        while near > 1 and message.words[near - 1] in (",", "but"):
            near -= 1
        for place in range(trigger.start - 1, max(trigger.start - _FAR, 0) - 1, -1):
            adjacent = place == trigger.start - 1 or place >= near
            if message.words[place] in STOPS or (message.words[place] in (",", "but", "now") and not adjacent):
                break
            yield place

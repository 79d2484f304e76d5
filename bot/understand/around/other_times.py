"""What a message says of another time than now, and of what is to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.understand.around.reach import ITEM, back, forward
from bot.understand.phrase_book import Mark

if TYPE_CHECKING:
    from bot.understand.message import Message

_HAD = frozenset({"had", "got", "received", "did", "finished", "given", "gave", "was", "took"})
_AT_FIRST = frozenset({"originally", "initially"})
_ROUTINE = (["#"], ["one"], ["tap"], ["lp"], ["dose"], ["spinal"], ["it"])


def another_time(message: Message) -> set[int]:
    """Words about another time than now."""
    before = [mark for mark in message.all("other_times.before") if not _tells_the_relapse(message, mark)]
    after = [mark for mark in message.all("other_times.after") if not _tells_the_relapse(message, mark)]
    # "A 15yo originally diagnosed in 2021": what stands before it is of now.
    after = [
        mark for mark in after if not (_AT_FIRST & {*message.words[mark.start : mark.end]} and _goes_on(message, mark))
    ]
    places = set(forward(message, before, "other_times.now", "other_times.present"))
    places.update(back(message, after))
    return places


def _goes_on(message: Message, mark: Mark) -> bool:
    return message.words[mark.end : mark.end + 1] in (["diagnosed"], ["dx"], ["dxd"], ["treated"], ["presented"])


def _tells_the_relapse(message: Message, mark: Mark) -> bool:
    """ "Relapsed in consolidation", "at dx LP": words of another time that belong to this relapse."""
    if any(other.start < mark.end and mark.start < other.end for other in message.all("therapies.diagnostic_puncture")):
        return True
    cues = message.all("relapse.cue", "relapse.ordinal", "relapse.once")
    first = message.sentence(mark.start)[0]
    return message.words[mark.start] in ("in", "during") and any(first <= cue.start < mark.start for cue in cues)


def coming(message: Message) -> set[int]:
    """The words of every clause that speaks of what is to come."""
    places: set[int] = set()
    for heading in message.all("future.heading"):
        places.update(range(heading.start, message.sentence(heading.start)[1]))
    for mark in message.all("future.coming"):
        if message.words[mark.start : mark.end] == ["scheduled"] and message.words[mark.end : mark.end + 1] in _ROUTINE:
            continue  # "The regular scheduled one"
        first, last = message.clause(mark.start)
        while first > 1 and message.words[first - 1] == ",":
            before = message.clause(first - 2)[0]
            dated = {"#", "#th", "#date"} & set(message.words[before:first])
            named = any(message.has(place, "drug") for place in range(before, first))
            last_of_it = message.has(first - 2, "drug") and not _HAD & set(message.words[before:first])
            if (first - before > ITEM + 1 and not last_of_it) or dated or not named:
                break
            first = before  # "Blina, vincristine and steroids are coming"
        places.update(range(first, last))
    return places

"""From what words say to a reading, cut at the day of the conversation."""

from __future__ import annotations

from bot.understand.dates.context import hedged_before
from bot.understand.dates.mentions import Mention
from bot.understand.dates.reading import DateReading
from bot.understand.dates.when import Ask, Said
from bot.understand.dates.words import Words


def reading(w: Words, found: Mention) -> DateReading:
    """The reading of one mention."""
    hedged = found.hedged or hedged_before(w, found.start)
    return told(w, w.tokens[found.start].start, w.tokens[found.end - 1].end, found.said or Ask("no_bound"), hedged)


def told(w: Words, start: int, end: int, said: Said, hedged: bool) -> DateReading:
    """What the characters from `start` to `end` say; days that are all still to come are asked about."""
    text = w.text[start:end]
    if isinstance(said, Ask):
        return DateReading(start, end, text, ask=said.reason, days=said.days, span=said.span, hedged=hedged)
    past = said.until(w.on)
    if past is None:
        days = (said[0],) if said[0] is not None and said[0] == said[1] else ()
        return DateReading(start, end, text, ask="future", days=days, hedged=hedged)
    return DateReading(start, end, text, interval=past, hedged=hedged)

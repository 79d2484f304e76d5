"""Days that are taken back, or that an end comes after."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.understand.dates import DateReading, read_date
from bot.understand.message import Message
from bot.understand.readers.treatments import Day, Given

_ENDS = frozenset({"finished", "ended", "stopped", "completed", "until", "till", "til"})


def corrected_days(message: Message, given: list[Given], days: list[Day]) -> list[Day]:
    """The days that stand after what was taken back: "vincristine on nov 3, sorry, nov 5", "the 16th, not the 20th"."""
    held = [day for day in days if day.start not in message.denied]
    days = _ended(message, given, held or days)
    for start, end in reversed(_taking_back(message)):
        before = [day for day in days if day.end <= start]
        after = [day for day in days if day.start >= end]
        named = [g for g in given if g.start >= end and g.kind not in (None, "other")]
        if before and after and not named and any(g.start < start for g in given):
            days = [*before[:-1], before[-1]._replace(reading=after[-1].reading)]
    return days


def _taking_back(message: Message) -> list[tuple[int, int]]:
    """Where a date is taken back: "no wait", "nov 3.. no that was the echo"."""
    found = [(mark.start, mark.end) for mark in message.all("corrections")]
    for place in range(1, len(message.words) - 3):
        said = message.words[place : place + 3]
        if said == ["no", "that", "was"] and message.words[place - 1] in (".", ",", "-"):
            found.append((place, place + 3))
    return sorted(found)


def _ended(message: Message, given: list[Given], days: list[Day]) -> list[Day]:
    """The days without those that an end comes after: "blina in march, finished april 2nd"."""
    for first, second in pairwise(days):
        mark = message.ending(second.start - (message.words[second.start - 1] in ("on", "in")), "therapies.last")
        between = any(first.end <= g.start < second.start for g in given)
        ends = bool(mark and mark.start >= first.end and _ENDS & {*message.words[mark.start : mark.end]})
        ends = ends or (_began(message, first) and _was_last(message, second))
        same = message.sentence(first.start) == message.sentence(second.start)
        if ends and same and not between and first.reading.interval and second.reading.interval:
            later = (second.reading.interval.latest or message.on) >= (first.reading.interval.latest or message.on)
            return (
                [first._replace(reading=second.reading), *[d for d in days if d not in (first, second)]]
                if later
                else days
            )
    return days


def _began(message: Message, day: Day) -> bool:
    """ "Hydroxyurea started 11/19"."""
    return bool({"started", "began", "start", "begun"} & {*message.words[max(0, day.start - 2) : day.start]})


def _was_last(message: Message, day: Day) -> bool:
    """ "Last dose 11/21 AM"."""
    begin = message.clause(day.start)[0]
    return "last" in message.words[max(begin, day.start - 4) : day.start]


def corrected(message: Message) -> DateReading | None:
    """The date after "no wait", where one follows."""
    marks = [m for m in message.all("corrections") if message.dates and m.start > 0 and m.end < len(message.words)]
    if not marks:
        return None
    cut = message.text.ends[marks[-1].end - 1]
    reading = read_date(message.text.raw[cut:], message.on, message.who)
    if reading is None or not (reading.interval or reading.days):
        return None
    return replace(reading, start=reading.start + cut, end=reading.end + cut)

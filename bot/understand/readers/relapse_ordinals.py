"""Ordinals and counts beside the word for a relapse: "1st isolated BM relapse", "R2", "CNS relapse (1st)"."""

from __future__ import annotations

from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark
from bot.understand.readers.line_parts import is_break

CUE_REACH = 10
"""Words between a fact and the word for the relapse that it is said of, at most."""


NO_COUNT = frozenset({"again", "a", "tx", "rx", "therapy", "treatment", "directed", "chemo", "-"})
"""Words behind "no relapse" or "hasn't come back" that make it something else: "no relapse therapy"."""


def beside_relapse(message: Message) -> Claim | None:
    """An ordinal that belongs to a relapse: "1st isolated BM relapse", "CNS relapse (1st)", "relapsed, first time"."""
    cues = [cue for cue in message.all("relapse.cue") if not message.denies(cue)]
    if message.who == "staff" and (typed := _typed_number(message, cues)):
        return typed
    for place, word in enumerate(message.words):
        if word != "#th" or place in message.denied or place in message.others:
            continue
        value = whole(message, place)
        if value == 1 and "was" in message.words[place + 1 : min(place + 4, message.sentence(place)[1])]:
            continue  # "The first relapse was in 2024": there may be another
        before = any(_is_of_relapse(message, range(place + 1, cue.start)) for cue in cues if cue.start > place)
        end = place + 1 + _is_one(message, place + 1)
        closed = message.words[end : end + 1] in ([], *([mark] for mark in CLOSING))
        told = message.words[place - 1 : place] in ([","], ["("]) or message.has(place - 1, "diagnosis", "sites")
        dated = place in message.dated and not told
        after = (
            (value == 1 or message.who == "staff")
            and not dated
            and not (message.who == "family" and end == place + 1 and message.ending(place, "relapse.cue"))
            and any(_is_of_relapse(message, range(cue.end, place)) for cue in cues if cue.end <= place)
        )
        part = message.who == "staff" and value in (1, 2) and not message.has(place + 1, "sites") and cues
        begin = place - 1
        while begin > 0 and message.words[begin] in _POINTING:  # "(her first)", "no, this is his first"
            begin -= 1
        filled = part and is_break(message, begin) and is_break(message, end) and not _in_a_list(message, place)
        if value is not None and (before or (closed and (after or filled))):
            return Claim("relapse_count", value, place, end, 0.4 if place in message.hedged else 0.9)
    return None


_POINTING = frozenset({"his", "her", "the", "their", "is", "this", "its", "pts", "hers"})
"""Words before an ordinal that fills its part, of this relapse: "(her first)"."""


def _typed_number(message: Message, cues: list[Mark]) -> Claim | None:
    """Staff's "relapsed B-ALL #1", "BM relapse (#2)": a "#" somebody typed, and words of the relapse between."""
    for place in range(len(message.words) - 1):
        if message.words[place : place + 2] != ["number", "#"] or place in message.denied | message.others:
            continue
        value = whole(message, place + 1)
        if message.ending(place, "phase") or message.has(place - 1, "phase"):
            continue  # "Relapsed in IM#1"
        glued = message.text.raw[message.text.starts[place]] == "#"
        end = place - (message.words[place - 1 : place] in ([":"], ["="]))  # "Relapse: #1"
        told = any(cue.end <= end and _is_of_relapse(message, range(cue.end, end)) for cue in cues)
        if value and glued and told:
            return Claim("relapse_count", value, place, place + 2, 0.4 if place in message.hedged else 0.9)
    return None


def _is_one(message: Message, place: int) -> bool:
    """The "time" or "one" of "first time", "first one"."""
    number = message.text.numbers.get(place)
    one = number is not None and number.low == number.high == 1
    return message.words[place : place + 1] == ["time"] or (one and message.words[place : place + 1] == ["#"])


def _in_a_list(message: Message, place: int) -> bool:
    """Whether an ordinal stands beside another day: "VCR 11/3, 1st", "the 1st, 2nd"."""
    around = {*message.words[max(0, place - 2) : place], *message.words[place + 1 : place + 3]}
    return bool(around & {"#date", "#th", "then", "again"})


def _is_of_relapse(message: Message, between: range) -> bool:
    """Whether between an ordinal and a relapse stand only words that say which relapse it is."""
    return len(between) <= CUE_REACH and all(
        message.words[place] in _OF_RELAPSE or message.has(place, "sites", "relapse.manner", "diagnosis", "phase")
        for place in between
    )


CLOSING = frozenset({",", ".", ";", "!", ")", "/", "-"})
"""What an ordinal that stands alone ends with."""


_OF_RELAPSE = frozenset(
    {
        ",",
        "(",
        ")",
        "-",
        "/",
        "+",
        "&",
        "and",
        "of",
        "in",
        "the",
        "on",
        "during",
        "b",
        "all",
        "early",
        "late",
        "leukemia",
        "only",
        "w",
    }
)


def latest_of(message: Message) -> Claim | None:
    """Of "R2 ...; R1 2024" the highest is this relapse."""
    marks = [m for m in message.all("relapse.count") if message.words[m.start] in _NUMBERED and message.plain(m)]
    marks = [m for m in marks if message.words[m.end - 1] == "#"]
    marks += [m for m in message.all("relapse.ordinal") if message.plain(m)]
    counts = [(value, m) for m in marks if (value := whole_in(message, m)) is not None]
    ordinals = [p for p, word in enumerate(message.words) if word == "#th" and not message.has(p, "relapse.ordinal")]
    cues = message.all("relapse.cue")
    for place in ordinals:  # "2nd BM relapse"
        value = whole(message, place)
        near = any(_is_of_relapse(message, range(place + 1, cue.start)) for cue in cues if cue.start > place)
        near = near or (bool(counts) and _heads_a_relapse(message, place))
        if value is not None and near:
            counts.append((value, Mark("relapse.ordinal", place, place + 1)))
    if len({value for value, _ in counts}) < 2:
        return None
    if denied := [m for _, m in counts if m.start in message.denied or is_glued(message, m)]:
        counts = [(value, m) for value, m in counts if m not in denied]
    if not counts or any(m.start in message.hedged for _, m in counts):
        return None
    value, mark = max(counts, key=lambda count: count[0])
    return Claim("relapse_count", value, mark.start, mark.end)


def _heads_a_relapse(message: Message, place: int) -> bool:
    """ "1st relapse 2024 CNS; 2nd now in BM", "…, 2nd 11/2026 BM": the next of a list of relapses."""
    if not is_break(message, place - 1):
        return False
    then = message.words[place + 1 : place + 2]
    if then in (["now"], ["in"], ["is"], [":"]) or message.has(place + 1, "sites"):
        return True
    last = message.clause(place)[1]
    dated = place + 1 < last and any(day.start == message.text.starts[place + 1] for day in message.dates)
    return dated and any(message.has(p, "sites") for p in range(place + 1, last))


_NUMBERED = frozenset({"r", "rel", "relapse"})


def whole_in(message: Message, mark: Mark) -> int | None:
    """The number in the mark."""
    return next((whole(message, p) for p in range(mark.start, mark.end) if p in message.text.numbers), None)


def is_glued(message: Message, mark: Mark) -> bool:
    """ "UKALL-R3", "UKALL R3", "mini R3", "R3 backbone" are a protocol."""
    if message.words[mark.start] == "r" and mark.name == "count":
        named = message.words[max(0, mark.start - 2) : mark.start]
        if {"ukall", "uk", "mini", "protocol", "per", "mitox", "mitoxantrone"} & {*named[-1:]}:
            return True
        if {*message.words[mark.end : mark.end + 1]} & _OF_PROTOCOL or named == ["ukall", "-"]:
            return True
        third = whole_in(message, mark) == _PROTOCOL
        led = {*named[-1:]} & {"w", "with", "/", "on", "via", "using", "plan", "got", "started", "start", "begin"}
        if third and (led or {*message.words[mark.end : mark.end + 1]} & {"dose", "d", "day", "mitox", "mitoxantrone"}):
            return True
    before = message.text.starts[mark.start]
    return (
        message.words[mark.start] == "r"
        and before > 1
        and message.text.raw[before - 1] == "-"
        and (message.text.raw[before - 2].isalnum())
    )


_PROTOCOL = 3
"""UKALL R3."""


_OF_PROTOCOL = frozenset(
    {"protocol", "backbone", "block", "blocks", "regimen", "induction", "reinduction", "chemo", "arm", "style", "based"}
)


def whole(message: Message, place: int) -> int | None:
    """The number at `place`, where it can count relapses: whole, exact and below ten."""
    number = message.text.numbers[place]
    return int(number.low) if number.exact and number.low == int(number.low) and number.low < 10 else None


PARTS = frozenset(",;.!:|()")
"""What ends a part of a line."""

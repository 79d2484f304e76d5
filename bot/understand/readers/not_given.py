"""Treatments that a message names and that were not given: denied, held, or still to come."""

from __future__ import annotations

from bot.understand.findings import Ask
from bot.understand.message import Message
from bot.understand.phrase_book import Mark
from bot.understand.readers.treatments import SINCE, Given, held_after, treatments

_OFFERED = frozenset({"offered", "suggested", "recommended", "mentioned", "discussed", "considering", "considered"})
_TAKEN = frozenset({"got", "had", "received", "took", "did", "gave", "given", "started"})


def is_of_none(message: Message, given: Given) -> bool:
    """ "0 HU ever", "HU x0"."""
    number = message.text.numbers.get(given.start - 1)
    if message.words[given.end : given.end + 2] == ["x", "#"]:
        number = message.text.numbers[given.end + 1]
    return number is not None and number.high == 0


def never_used(message: Message, given: Given) -> bool:
    """ "Hydrea never used"."""
    then = message.words[given.end : given.end + 1]
    return then == ["never"] and not message.dates and not (given.agent and given.kind == "cytotoxic")


def is_to_come(message: Message, given: Given) -> bool:
    """Whether a clause speaks of a dose still to be given: "VCR due 12/1", not "VCR 11/10 and next due 12/1"."""
    if given.start not in message.coming:
        return False
    last = message.clause(given.start)[1]
    mark = next((m for m in message.all("future.coming") if given.end <= m.start < last), None)
    if _was_given_last(message, last) or _was_given_aside(message, given.end):
        return False
    if mark is None:
        return True
    begin, end = message.text.ends[given.end - 1], message.text.starts[mark.start]
    return not any(begin <= day.start and day.end <= end and day.interval for day in message.dates)


def _was_given_last(message: Message, place: int) -> bool:
    """ "VCR due 11/25, last 10/28": the next part, with no drug of its own, tells the dose that was given."""
    last = message.clause(place + 1)[1] if place + 1 < len(message.words) else place
    told = message.words[place : place + 1] in ([","], [";"], ["."], ["-"])
    told = told and message.words[place + 1 : place + 2] in (["last"], ["given"], ["prev"], ["previous"], ["prior"])
    begin = place + 2
    while message.words[begin : begin + 1] and message.words[begin] in (
        "given",
        "dose",
        "was",
        "on",
        ":",
        "one",
        "got",
    ):
        begin += 1
    dated = message.words[begin : begin + 1] and any(d.start == message.text.starts[begin] for d in message.dates)
    return told and bool(dated) and not any(message.has(p, "drug", "future.coming") for p in range(place, last))


def _was_given_aside(message: Message, place: int) -> bool:
    """ "Next VCR 12/2 (last 11/4)": brackets that tell of the last one."""
    for begin in range(place, min(place + 6, len(message.words) - 2)):
        if message.has(begin, "drug") or message.words[begin] in (",", ";", "."):
            return False
        if message.words[begin : begin + 2] == ["(", "last"]:
            return message.words[begin + 2] == "#date"
    return False


def not_given(message: Message, given: Given) -> bool:
    """ "MTX held 11/10", "PEG allergy", "Allergies: PEG (2024)"."""
    first, last = message.clause(given.start)
    if any(mark.start >= first and mark.end == given.start for mark in message.all("therapies.allergies")):
        return True
    marks = [
        mark
        for mark in message.all("therapies.not_given")
        if first <= mark.start < last
        and not held_after(message, mark)
        and not _in_brackets_apart(message, given.start, mark.start)
    ]
    offered = [mark for mark in marks if message.words[mark.start] not in _OFFERED]
    return bool(offered) or any(not _TAKEN & set(message.words[mark.end : last]) for mark in marks)


def _in_brackets_apart(message: Message, place: int, other: int) -> bool:
    """Whether `other` stands in brackets that open after `place`: "Erwinaze (PEG allergy) last 10/30"; not where
    they tell of nothing else: "VCR 11/3 (dose held)"."""
    begin = next((p for p in range(other, place, -1) if message.words[p] == "("), None)
    if begin is None or ")" in message.words[begin:other]:
        return False
    end = next((p for p in range(other, len(message.words)) if message.words[p] == ")"), len(message.words))
    return any(message.has(p, "drug") for p in range(begin, end))


def never_went_in(message: Message, given: Given | Mark) -> bool:
    """ "They hung the rituximab but … so it never went in", "ino ordered 11/18, held for LFTs, not given": told after
    the treatment, up to where another one is named."""
    last = min((g.start for g in treatments(message) if g.start >= given.end and g.kind != "other"), default=None)
    last = len(message.words) if last is None else last
    dry = message.all("therapies.no_chemo_in_it") if getattr(given, "kind", None) == "intrathecal" else []
    for mark in [*message.all("therapies.never_given"), *dry]:
        since = SINCE & set(message.words[mark.end : mark.end + 1])
        if given.end <= mark.start < last and not since and mark.start not in message.asked:
            return True
    for mark in message.all("therapies.not_given"):
        if message.words[mark.start : mark.end] == ["allergic"]:
            continue
        opens = message.words[mark.start - 1 : mark.start] in ([","], ["but"], ["then"], ["and"], [";"], ["."])
        if opens and given.end <= mark.start < last and not SINCE & set(message.words[mark.end : mark.end + 1]):
            return True
    return False


def what_was_not_given(message: Message, to_come: list[Given]) -> Ask:
    """The question that is left where all that a message names is still to come, or was not given."""
    if to_come[0].start not in message.coming:
        return Ask("unclear", message.asking)
    first, last = message.clause(to_come[0].start)
    return Ask("future", message.asking, {"text": message.text.words_between(first, last)})

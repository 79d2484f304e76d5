"""What was given and when last: items of `therapies`, or that none was ever given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from bot.understand.dates import DateReading, read_date
from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import words_of
from bot.understand.readers.contexts import with_contexts
from bot.understand.readers.pairing import paired
from bot.understand.readers.treatments import KIND_ASKED, Day, Given, days_of_treatments, may_be_to_come, treatments

SINCE = frozenset({"since", "until", "lately", "recently", "for", "in", "after", "before", "when", "within"})
"""After a "none" these leave open what was given earlier."""
# "Chemo" may be the spinal chemo that was asked about.
_MEANT = {kind: (kind, "cytotoxic") if kind == "intrathecal" else (kind,) for kind in KIND_ASKED.values()}


@dataclass
class Therapies:
    """What a message says about treatments."""

    claims: list[Claim] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    never: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Kinds of which the message says that none was ever given, each with its first word and the one after its last."""
    closes: bool = False
    days: list[Day] = field(default_factory=list)


def read_therapies(message: Message, taken: set[int], told: bool = False) -> Therapies:
    """The therapies of a message; `taken` are words that other readers have used, `told` that they found facts."""
    found = Therapies()
    asked = KIND_ASKED.get(message.asking or "")
    given = [g for g in treatments(message) if g.start not in message.asked and g.start not in message.others]
    to_come = [g for g in given if _is_to_come(message, g) or _not_given(message, g)]
    if asked and any(g.kind == asked for g in to_come) and len(to_come) == len(given):
        found.asks.append(_what_was_not_given(message, to_come))
        return found
    given = [g for g in given if g not in to_come]
    denied = [g for g in given if set(range(g.start, g.end)) & message.denied]
    given = [g for g in given if g not in denied]
    found.never = {g.kind: (g.start, g.end) for g in denied if g.kind and (not g.agent or g.kind == "hydroxyurea")}
    found.never = {kind: words for kind, words in found.never.items() if not _only_lately(message, words)}
    if since := list(_since_doses(message, given)):
        found.claims = with_contexts(message, since)
        found.closes = any(claim.value["kind"] == asked for claim in since)
        found.never = {}
        return found
    if not (asked or message.asking == "therapies" or given):
        return found
    found.days = _corrected_days(message, given, days_of_treatments(message, given, taken))
    if asked and all(g.agent is None and g.kind in _MEANT[asked] for g in given):
        _answer(message, asked, found)
        if not found.claims and (told or found.never):  # The message answers something else.
            found.asks = [ask for ask in found.asks if ask.code == "bare_no" and not found.never]
    else:
        _joined(message, given, asked, found)
    found.claims = with_contexts(message, found.claims)
    return found


def _since_doses(message: Message, given: list[Given]) -> Iterator[Claim]:
    """ "No chemo since VCR 11/2": that dose was the last."""
    if len(given) != 1 or message.words[given[0].start - 1 : given[0].start] not in (["since"], ["after"]):
        return
    dose = given[0]
    first, last = message.clause(dose.start)
    negated = {"no", "none", "nothing"} & set(message.words[first : dose.start])
    if not (negated and dose.agent and dose.kind) or last <= dose.end:
        return
    begin, end = message.text.ends[dose.end - 1], message.text.ends[last - 1]
    reading = read_date(message.text.raw[begin:end], message.on, message.who)
    if reading and reading.interval:
        value = {"agent": dose.agent, "kind": dose.kind, "last_given": reading.interval.iso()}
        yield Claim("therapies", value, dose.start, last)


def _is_to_come(message: Message, given: Given) -> bool:
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


def _not_given(message: Message, given: Given) -> bool:
    """ "MTX held 11/10", "PEG allergy"."""
    first, last = message.clause(given.start)
    return any(
        first <= mark.start < last and not _in_brackets_apart(message, given.start, mark.start)
        for mark in message.all("therapies.not_given")
    )


def _in_brackets_apart(message: Message, place: int, other: int) -> bool:
    """Whether `other` stands in brackets that open after `place`: "Erwinaze (PEG allergy) last 10/30"."""
    begin = next((p for p in range(other, place, -1) if message.words[p] == "("), None)
    return begin is not None and ")" not in message.words[begin:other]


def _what_was_not_given(message: Message, to_come: list[Given]) -> Ask:
    if to_come[0].start not in message.coming:
        return Ask("unclear", message.asking)
    first, last = message.clause(to_come[0].start)
    return Ask("future", message.asking, {"text": message.text.words_between(first, last)})


def _corrected_days(message: Message, given: list[Given], days: list[Day]) -> list[Day]:
    """The days that stand after what was taken back: "vincristine on nov 3, sorry, nov 5", "the 16th, not the 20th"."""
    held = [day for day in days if day.start not in message.denied]
    days = held or days
    for mark in reversed(message.all("corrections")):
        before = [day for day in days if day.end <= mark.start]
        after = [day for day in days if day.start >= mark.end]
        named = [g for g in given if g.start >= mark.end]
        if before and after and not named and any(g.start < mark.start for g in given):
            days = [*before[:-1], before[-1]._replace(reading=after[-1].reading)]
    return days


def _answer(message: Message, kind: str, found: Therapies) -> None:
    """A date alone, or "never", where the last treatment of one kind was asked for."""
    everything = message.dates
    reading: DateReading | None
    if everything and len(found.days) < len(everything):
        reading = found.days[-1].reading if len(found.days) == 1 else None
        if reading is None:
            coming = next((day for day in everything if day.ask == "future"), None)
            if coming and not found.days:
                found.asks.append(_asked(message, coming))
            else:
                found.asks.append(Ask("several" if found.days else "needs_other_date", message.asking))
            return
    elif message.asked and not everything:
        return
    else:
        reading = _corrected(message) or read_date(message.text.raw, message.on, message.who)
    if reading is None:
        return
    if reading.interval:
        words = _words(message, reading.start, reading.end)
        found.claims.append(Claim("therapies", {"kind": kind, "last_given": reading.interval.iso()}, *words))
        found.closes = True
    elif reading.never and SINCE & set(message.words):
        found.asks.append(Ask("needs_other_date", message.asking))
    elif reading.never and _of_something_else(message, kind, found):
        return
    elif reading.never:
        found.never[kind] = _words(message, reading.start, reading.end)
    elif reading.ask:
        found.asks.append(_asked(message, reading))


def _only_lately(message: Message, words: tuple[int, int]) -> bool:
    """ "No chemo since the 3rd" leaves open what was given before."""
    return bool(SINCE & set(message.words[words[1] : words[1] + 3]))


def _of_something_else(message: Message, kind: str, found: Therapies) -> bool:
    """Whether what was never given is another treatment than the one that was asked about."""
    other = found.never.keys() - {kind} or message.all("transplant.transplant", "drug")
    return bool(other) and kind not in found.never


def _corrected(message: Message) -> DateReading | None:
    """The date after "no wait", where one follows."""
    marks = [m for m in message.all("corrections") if message.dates and m.start > 0 and m.end < len(message.words)]
    if not marks:
        return None
    cut = message.text.ends[marks[-1].end - 1]
    reading = read_date(message.text.raw[cut:], message.on, message.who)
    if reading is None or not (reading.interval or reading.days):
        return None
    return replace(reading, start=reading.start + cut, end=reading.end + cut)


def _asked(message: Message, reading: DateReading) -> Ask:
    values: dict[str, Any] = {"text": reading.text}
    if reading.ask == "two_readings" and len(reading.days) == 2:
        values = {"first": reading.days[0].isoformat(), "second": reading.days[1].isoformat()}
    return Ask(str(reading.ask), message.asking, values)


def _joined(message: Message, given: list[Given], asked: str | None, found: Therapies) -> None:
    """Each treatment with its date: the one that follows it, or, where a date comes first, the one before."""
    for treatment, day in paired(message, given, found.days):
        if treatment.kind == "other" and treatment.agent not in words_of("therapies", "steroids"):
            continue
        last = any(-3 <= mark.start - treatment.start <= 5 for mark in message.all("therapies.last"))
        listed = (
            message.who == "staff"
            and treatment.kind == "intrathecal"
            and day is not None
            and day.start == treatment.end
        )
        if treatment.agent is None and not (asked or last or listed):
            continue  # Any chemo, not the last.
        if treatment.kind is None:
            found.asks.append(Ask("unclear", message.asking))
            continue
        item: dict[str, Any] = {"agent": treatment.agent} if treatment.agent else {}
        item["kind"] = treatment.kind
        start, end = treatment.start, treatment.end
        if day is None:
            asked_for = asked == treatment.kind or message.asking == "therapies"
            if treatment.agent and (asked_for or _is_told_undated(message, treatment)):
                found.claims.append(Claim("therapies", item, start, end))
            continue
        if day.reading.interval is None:
            if day.reading.ask not in ("no_bound", "recurrence", "needs_other_date", "future") or asked:
                found.asks.append(_asked(message, day.reading))
            continue
        if may_be_to_come(message, day.reading) and not (last or asked):
            found.asks.append(Ask("future", None, {"text": day.reading.text}))
            continue
        item["last_given"] = day.reading.interval.iso()
        found.claims.append(Claim("therapies", item, min(start, day.start), max(end, day.end)))
        found.closes = found.closes or treatment.kind == asked or (last and treatment.agent is None)


def _is_told_undated(message: Message, treatment: Given) -> bool:
    """Staff's "relapsed on maint 6MP/MTX", "reinduced w/ VCR/PEG": given, though nobody says when."""
    if message.who != "staff" or message.asking is not None or treatment.start in message.hedged:
        return False
    first = treatment.start
    while first and (message.words[first - 1] in _LISTING or message.has(first - 1, "drug")):
        first -= 1
    head = message.ending(first, "phase.on_maintenance", "phase.maintenance")
    begun = message.all("therapies.relapse_treated", "therapies.reinduction")
    start = message.sentence(treatment.start)[0]
    begun = [m for m in begun if start <= m.start < first and m.start not in message.denied | message.coming]
    return bool(head and first < treatment.end) or bool(begun)


_LISTING = frozenset({"/", "+", "&", "and", ",", "w", "with", "hd", "po", "iv", "-", "(", ")", ":"})


def _words(message: Message, start: int, end: int) -> tuple[int, int]:
    places = [p for p, s in enumerate(message.text.starts) if start <= s < end]
    return (places[0], places[-1] + 1) if places else (0, len(message.words))

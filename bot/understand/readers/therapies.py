"""What was given and when last: items of `therapies`, or that none was ever given."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from bot.understand.dates import DateReading, read_date
from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import words_of
from bot.understand.readers.pairing import paired
from bot.understand.readers.treatments import KIND_ASKED, Day, Given, days_of_treatments, treatments

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


def read_therapies(message: Message, taken: set[int]) -> Therapies:
    """The therapies of a message; `taken` are words that other readers have used."""
    found = Therapies()
    asked = KIND_ASKED.get(message.asking or "")
    given = [g for g in treatments(message) if g.start not in message.asked and g.start not in message.others]
    denied = [g for g in given if set(range(g.start, g.end)) & message.denied]
    given = [g for g in given if g not in denied]
    found.never = {g.kind: (g.start, g.end) for g in denied if g.kind and (not g.agent or g.kind == "hydroxyurea")}
    if not (asked or message.asking == "therapies" or given):
        return found
    found.days = days_of_treatments(message, given, taken)
    if asked and all(g.agent is None and g.kind in _MEANT[asked] for g in given):
        _answer(message, asked, found)
    else:
        _joined(message, given, asked, found)
    _add_contexts(message, found)
    return found


def _answer(message: Message, kind: str, found: Therapies) -> None:
    """A date alone, or "never", where the last treatment of one kind was asked for."""
    everything = message.dates
    reading: DateReading | None
    if everything and len(found.days) < len(everything):
        reading = found.days[-1].reading if len(found.days) == 1 else None
        if reading is None:
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
    elif reading.never:
        found.never[kind] = _words(message, reading.start, reading.end)
    elif reading.ask:
        found.asks.append(_asked(message, reading))


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
        if treatment.agent is None and not (asked or last):
            continue  # Any chemo, not the last.
        if treatment.kind is None:
            found.asks.append(Ask("unclear", message.asking))
            continue
        item: dict[str, Any] = {"agent": treatment.agent} if treatment.agent else {}
        item["kind"] = treatment.kind
        start, end = treatment.start, treatment.end
        if day is None:
            if treatment.agent and (asked == treatment.kind or message.asking == "therapies"):
                found.claims.append(Claim("therapies", item, start, end))
            continue
        if day.reading.interval is None:
            if day.reading.ask not in ("no_bound", "recurrence", "needs_other_date", "future") or asked:
                found.asks.append(_asked(message, day.reading))
            continue
        item["last_given"] = day.reading.interval.iso()
        found.claims.append(Claim("therapies", item, min(start, day.start), max(end, day.end)))
        found.closes = found.closes or treatment.kind == asked or (last and treatment.agent is None)


def _add_contexts(message: Message, found: Therapies) -> None:
    """Whether a dose was part of maintenance, or given at the diagnostic lumbar puncture, where that is said."""
    maintenance = _in_maintenance(message)
    diagnostic = any(mark.start not in message.denied for mark in message.all("therapies.diagnostic_puncture"))
    neither = bool(message.all("therapies.neither"))
    for number, claim in enumerate(found.claims):
        kind = claim.value["kind"]
        if diagnostic and kind == "intrathecal":
            found.claims[number] = claim._replace(value={**claim.value, "context": "diagnostic_lumbar_puncture"})
        elif maintenance and kind in ("cytotoxic", "intrathecal", "hydroxyurea"):
            found.claims[number] = claim._replace(value={**claim.value, "context": "maintenance"})
    if message.asking == "therapies" and not found.claims and not neither:
        said = message.all("phase.maintenance", "phase.on_maintenance", "therapies.maintenance_dose")
        said = [mark for mark in said if mark.start not in message.denied | message.asked | message.hedged]
        puncture = [
            m for m in message.all("therapies.diagnostic_puncture") if m.start not in message.denied | message.asked
        ]
        if puncture:
            value = {"kind": "intrathecal", "context": "diagnostic_lumbar_puncture"}
            found.claims.append(Claim("therapies", value, puncture[0].start, puncture[0].end))
        elif said:
            found.claims.append(Claim("therapies", {"context": "maintenance"}, said[0].start, said[0].end))


def _in_maintenance(message: Message) -> bool:
    for mark in message.all("phase.on_maintenance", "therapies.maintenance_dose"):
        if mark.start in message.denied | message.asked | message.hedged:
            continue
        if mark.name == "maintenance_dose":
            return True
        cues = message.all("relapse.cue", "relapse.ordinal", "relapse.once")
        near = any(0 <= mark.start - cue.end <= 3 and "," not in message.words[cue.end : mark.start] for cue in cues)
        when = "when" in message.words[mark.end : mark.end + 2]
        if not near and not when and "was" not in message.words[max(0, mark.start - 1) : mark.end]:
            return True
    return False


def _words(message: Message, start: int, end: int) -> tuple[int, int]:
    places = [p for p, s in enumerate(message.text.starts) if start <= s < end]
    return (places[0], places[-1] + 1) if places else (0, len(message.words))

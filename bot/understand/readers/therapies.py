"""What was given and when last: drugs and kinds of treatment, joined with the dates that are theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from bot.drugs import load_drugs
from bot.understand.dates import DateReading, find_dates, read_date
from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark, words_of

KIND_ASKED = {
    "last_cytotoxic": "cytotoxic",
    "last_biologic": "biologic",
    "last_hydroxyurea": "hydroxyurea",
    "last_intrathecal": "intrathecal",
}
_WEAK = ("recurrence", "no_bound", "needs_other_date")
# "Chemo" may be the spinal chemo that was asked about.
_MEANT = {kind: (kind, "cytotoxic") if kind == "intrathecal" else (kind,) for kind in KIND_ASKED.values()}
_JOINS = frozenset({"and", "+", "&", "/", "with", "plus", "then", "w"})
_INTO_SPINE = frozenset({"methotrexate", "cytarabine", "hydrocortisone"})


class Given(NamedTuple):
    """A treatment that is named: words `start` up to `end`."""

    start: int
    end: int
    kind: str | None
    agent: str | None


class Day(NamedTuple):
    """A date that is said: words `start` up to `end`."""

    start: int
    end: int
    reading: DateReading


@dataclass
class Therapies:
    """What a message says about treatments."""

    claims: list[Claim] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    never: set[str] = field(default_factory=set)
    """Kinds of which the message says that none was ever given."""
    closes: bool = False
    days: list[Day] = field(default_factory=list)


def read_therapies(message: Message, taken: set[int]) -> Therapies:
    """The therapies of a message; `taken` are words that other readers have used."""
    found = Therapies()
    asked = KIND_ASKED.get(message.asking or "")
    given = [g for g in _given(message) if g.start not in message.asked and g.start not in message.others]
    denied = [g for g in given if set(range(g.start, g.end)) & message.denied]
    given = [g for g in given if g not in denied]
    found.never = {g.kind for g in denied if g.kind and (g.agent is None or g.kind == "hydroxyurea")}
    if not (asked or message.asking == "therapies" or given):
        return found
    found.days = _own_days(message, given, taken)
    if asked and all(g.agent is None and g.kind in _MEANT[asked] for g in given):
        _answer(message, asked, found)
    else:
        _joined(message, given, asked, found)
    _add_contexts(message, found)
    return found


def _given(message: Message) -> Iterator[Given]:
    """Every drug and kind of treatment that is named."""
    asked = KIND_ASKED.get(message.asking or "")
    for mark in message.marks:
        if mark.topic == "drug":
            yield from _drug(mark, asked)
        elif mark.label == "therapies.it" and message.text.raw[message.text.starts[mark.start] :][:2] == "IT":
            yield Given(mark.start, mark.end, "intrathecal", None)
        elif mark.label == "therapies.intrathecal":
            words = set(message.words[mark.start : mark.end])
            if asked == "intrathecal" or words & {"chemo", "intrathecal", "intrathecals", "spinals", "it", "itt"}:
                yield Given(mark.start, mark.end, "intrathecal", None)
        elif mark.label == "therapies.cytotoxic":
            treatment = "treatment" in message.words[mark.start : mark.end]
            if not treatment or asked == "cytotoxic":
                yield Given(mark.start, mark.end, "cytotoxic", None)
        elif mark.label in ("therapies.biologic", "therapies.cart"):
            yield Given(mark.start, mark.end, "biologic", "CAR T-cell therapy" if mark.name == "cart" else None)


def _drug(mark: Mark, asked: str | None) -> Iterator[Given]:
    drug = _drugs()[mark.name]
    kind: str | None = drug.kind
    agent: str | None = drug.name
    if kind == "intrathecal":
        agent = drug.name.removeprefix("intrathecal ")
        agent = agent if agent in _INTO_SPINE else None
    elif asked == "intrathecal" and drug.name in _INTO_SPINE:
        kind = "intrathecal"
    if kind is None and asked is None:
        return
    yield Given(mark.start, mark.end, kind, agent)


@lru_cache(maxsize=1)
def _drugs() -> dict[str, Any]:
    return {drug.name: drug for drug in load_drugs()}


def _own_days(message: Message, given: list[Given], taken: set[int]) -> list[Day]:
    """The dates that say when something was given: not those of a relapse, a birthday, a blood test."""
    days = []
    for reading in find_dates(message.text.raw, message.on, message.who):
        places = [p for p, s in enumerate(message.text.starts) if reading.start <= s < reading.end]
        if not places:
            continue
        day = Day(places[0], places[-1] + 1, reading)
        used = set(range(day.start, day.end))
        if message.words[day.start : day.end] in (["#th"], ["the", "#th"]) and _counts_a_thing(message, day.end):
            continue
        if used & taken or used & message.asked or day.start in message.others:
            continue
        if not _of_other_event(message, day, given):
            days.append(day)
    return days


def _counts_a_thing(message: Message, place: int) -> bool:
    """Whether a noun follows an ordinal: "the first tap" is no day."""
    return (
        place < len(message.words) and message.words[place].isalpha() and message.words[place] not in ("of", "and", "i")
    )


def _of_other_event(message: Message, day: Day, given: list[Given]) -> bool:
    first, last = message.sentence(day.start)
    mine = [g.end for g in given if first <= g.start < day.start] + [
        m.end for m in message.all("therapies.last") if first <= m.start < day.start
    ]
    events = message.all("therapies.other_event", "relapse.cue", "age.birth", "transplant.transplant")
    events = [m for m in events if first <= m.start < last]
    before = [m.end for m in events if m.end <= day.start]
    if before:
        nearest = max(before)
        comma = "," in message.words[nearest : day.start]
        if nearest > max(mine, default=-1) and not comma:
            return True
    after = [m for m in events if day.end <= m.start <= day.end + 3 and "," not in message.words[day.end : m.start]]
    treated = [g for g in given if day.end <= g.start <= day.end + 4]
    return bool(after) and not treated and not mine


def _answer(message: Message, kind: str, found: Therapies) -> None:
    """A date alone, or "never", where the last treatment of one kind was asked for."""
    everything = find_dates(message.text.raw, message.on, message.who)
    reading: DateReading | None
    if everything and len(found.days) < len(everything):
        reading = found.days[-1].reading if len(found.days) == 1 else None
        if reading is None:
            found.asks.append(Ask("several" if found.days else "needs_other_date", message.asking))
            return
    elif message.asked and not everything:
        return
    else:
        reading = read_date(message.text.raw, message.on, message.who)
    if reading is None:
        return
    if reading.interval:
        words = _words(message, reading.start, reading.end)
        found.claims.append(Claim("therapies", {"kind": kind, "last_given": reading.interval.iso()}, *words))
        found.closes = True
    elif reading.never:
        found.never.add(kind)
    elif reading.ask:
        found.asks.append(_asked(message, reading))


def _asked(message: Message, reading: DateReading) -> Ask:
    values: dict[str, Any] = {"text": reading.text}
    if reading.ask == "two_readings" and len(reading.days) == 2:
        values = {"first": reading.days[0].isoformat(), "second": reading.days[1].isoformat()}
    return Ask(str(reading.ask), message.asking, values)


def _joined(message: Message, given: list[Given], asked: str | None, found: Therapies) -> None:
    """Each treatment with its date: the one that follows it, or, where a date comes first, the one before."""
    dated: list[tuple[Given, Day | None]] = []
    for first, last in message.sentences:
        here = [g for g in given if first <= g.start < last]
        days = [d for d in found.days if first <= d.start < last]
        if here:
            dated += _join(message, here, days)
    for treatment, day in _without_repeats(_into_spine(dated)):
        if treatment.kind == "other" and treatment.agent not in words_of("therapies", "steroids"):
            continue
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
        last = any(treatment.start - 4 <= mark.start < treatment.start for mark in message.all("therapies.last"))
        found.closes = found.closes or treatment.kind == asked or (last and treatment.agent is None)


def _join(message: Message, given: list[Given], days: list[Day]) -> list[tuple[Given, Day | None]]:
    groups = _groups(message, given)
    days = [day for day in days if day.reading.interval or day.reading.ask not in _WEAK] or days
    day_first = bool(days) and days[0].start < given[0].start and len(days) <= len(groups)
    pairs: list[tuple[Given, Day | None]] = []
    for number, group in enumerate(groups):
        if day_first:
            near = [d for d in days if d.end <= group[0].start]
            day = near[-1] if near and (len(days) > 1 or number == 0 or len(groups) == 1) else None
        else:
            until = groups[number + 1][0].start if number + 1 < len(groups) else len(message.words)
            day = next((d for d in days if group[-1].end <= d.start < until), None)
            before = [d for d in days if d.end <= group[0].start]
            if day is None and before and "with" in message.words[before[-1].end : group[0].start][:3]:
                day = before[-1]
        pairs += [(treatment, day) for treatment in group]
    return pairs


def _groups(message: Message, given: list[Given]) -> list[list[Given]]:
    """Treatments that share a date: "vincristine, dex and peg on 11/3"."""
    groups: list[list[Given]] = []
    for treatment in given:
        between = message.words[groups[-1][-1].end : treatment.start] if groups else []
        if groups and not between:
            groups[-1].append(treatment)
        elif (
            groups
            and len(between) <= 3
            and _JOINS & set(between)
            and set(between) <= _JOINS | {"the", "iv", "po", "oral", "his", "her", ","}
        ):
            groups[-1].append(treatment)
            while len(groups) > 1 and message.words[groups[-2][-1].end : groups[-1][0].start] == [","]:
                later = groups.pop()
                groups[-1] += later
        else:
            groups.append([treatment])
    return groups


def _into_spine(dated: list[tuple[Given, Day | None]]) -> list[tuple[Given, Day | None]]:
    """ "Spinal tap on 11/10 with methotrexate": the drug of that day went into the spine."""
    spinal = [day for treatment, day in dated if treatment.kind == "intrathecal" and day]
    return [
        (
            g._replace(kind="intrathecal")
            if g.agent in _INTO_SPINE and d in spinal and len(spinal) == len(dated) - 1
            else g,
            d,
        )
        for g, d in dated
    ]


def _without_repeats(dated: list[tuple[Given, Day | None]]) -> list[tuple[Given, Day | None]]:
    """ "Last chemo was vincristine on 11/3": the kind that only announces a drug is left out, and so are repeats."""
    kept: list[tuple[Given, Day | None]] = []
    for treatment, day in dated:
        drugs = [g for g, d in dated if g.agent and g.kind == treatment.kind and (d is day or d is None or day is None)]
        if treatment.agent is None and drugs:
            continue
        spinal = [g for g, d in dated if g.kind == "intrathecal" and g is not treatment and d is day]
        if treatment.kind == "cytotoxic" and treatment.agent is None and spinal and day is None:
            continue
        same = [(g, d) for g, d in kept if g.agent == treatment.agent and g.kind == treatment.kind]
        if any(d is day or day is None for _, d in same):
            continue
        kept = [(g, d) for g, d in kept if not (d is None and (g.agent, g.kind) == (treatment.agent, treatment.kind))]
        kept.append((treatment, day))
    merged: list[tuple[Given, Day | None]] = []
    for treatment, day in kept:
        before = merged[-1][0] if merged else None
        if (
            before
            and before.kind == "intrathecal"
            and before.agent is None
            and before.end == treatment.start
            and treatment.agent
        ):
            merged[-1] = (Given(before.start, treatment.end, "intrathecal", treatment.agent), day)
        else:
            merged.append((treatment, day))
    return merged


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
        if not near and not when and message.words[max(0, mark.start - 1)] != "was":
            return True
    return False


def _words(message: Message, start: int, end: int) -> tuple[int, int]:
    places = [p for p, s in enumerate(message.text.starts) if start <= s < end]
    return (places[0], places[-1] + 1) if places else (0, len(message.words))

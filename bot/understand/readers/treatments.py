"""The treatments that a message names, and the dates in it that are theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from bot.drugs import Drug, load_drugs
from bot.understand.dates import DateReading, find_dates
from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark

KIND_ASKED = {
    "last_cytotoxic": "cytotoxic",
    "last_biologic": "biologic",
    "last_hydroxyurea": "hydroxyurea",
    "last_intrathecal": "intrathecal",
}
SINCE = frozenset({"since", "until", "lately", "recently", "for", "in", "after", "before", "when", "within"})
"""After a "none" these leave open what was given earlier."""
_AT_THE_BEGINNING = 2
"""Words before what takes an earlier message back."""
INTO_SPINE = frozenset({"methotrexate", "cytarabine", "hydrocortisone"})
"""Agents that are given into the spinal fluid too."""


class Given(NamedTuple):
    """A treatment that is named: words `start` up to `end`."""

    start: int
    end: int
    kind: str | None
    agent: str | None

    def dose(self) -> dict[str, str | None]:
        """What is known of the dose in the answers' form: its kind, and the agent where one is named."""
        return {"agent": self.agent, "kind": self.kind} if self.agent else {"kind": self.kind}


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
    never: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Kinds of which the message says that none was ever given, each with its first word and the one after its last."""
    closes: set[str] = field(default_factory=set)
    """Kinds of which the message gives the last dose, not just one of them."""
    days: list[Day] = field(default_factory=list)


def treatments(message: Message) -> Iterator[Given]:
    """Every drug and kind of treatment that is named; "peg asparaginase" is one."""
    kept: list[Given] = []
    for given in _named(message):
        wider = _drugs().get(given.agent or "")
        if kept and wider and kept[-1].end == given.start and kept[-1].agent in wider.may_be:
            continue
        named_class = _drugs().get(kept[-1].agent or "") if kept else None
        if named_class and given.agent in named_class.may_be and given.start - kept[-1].end <= 2:
            kept.pop()
        behind = kept and kept[-1].kind == "intrathecal"
        behind = behind and (_same_syringe(message, kept[-1], given) or _in_its_brackets(message, kept[-1], given))
        if given.agent in INTO_SPINE and (behind or _in_brackets_of_tap(message, given)):
            given = given._replace(kind="intrathecal")
        kept.append(given)
    yield from kept


def _same_syringe(message: Message, first: Given, other: Given) -> bool:
    """ "IT MTX/HC/AraC": all of it went into the spine."""
    between = message.words[first.end : other.start]
    return "/" in between and set(between) <= {"/", "hc", "hydrocort"}


def _in_brackets_of_tap(message: Message, given: Given) -> bool:
    """ "Just the IT at diagnostic LP (MTX 11/19)"."""
    before = given.start - 1
    if message.words[before : before + 1] != ["("]:
        return False
    before -= message.words[before - 1 : before] == ["#date"]
    return message.words[before - 1 : before] in (["lp"], ["tap"], ["it"], ["its"], ["puncture"], ["itt"])


def _in_its_brackets(message: Message, first: Given, other: Given) -> bool:
    """ "IT 11/12 (MTX)", "IT at diagnostic LP (MTX 11/19)", "(MTX, HC)": brackets right behind name what it was."""
    between = message.words[first.end : other.start]
    if first.agent is None and between and set(between) <= {"was", "is", ":", "=", "-", "with", "w", "/"}:
        return True  # "Last IT was MTX 11/12"
    if ")" in between or "." in between or ";" in between:
        return False
    if "(" not in between:  # The next of a list in the same brackets.
        opened = "(" in message.words[message.sentence(first.start)[0] : first.start]
        return (
            first.agent is not None and opened and set(between) <= {",", "/", "+", "&", "and", "hc"} and bool(between)
        )
    begin = first.end + between.index("(")
    apart = [m for m in message.all("drug", "therapies.cytotoxic") if first.end <= m.start < begin]
    commas = "," in message.words[first.end : begin]
    return not apart and not commas and set(message.words[begin + 1 : other.start]) <= {",", "/", "+", "&", "and", "hc"}


def _named(message: Message) -> Iterator[Given]:
    asked = KIND_ASKED.get(message.asking or "")
    taking_back = message.all("corrections")
    if asked == "intrathecal" and taking_back and taking_back[0].start <= _AT_THE_BEGINNING:
        # "Oh sorry, the methotrexate was the 16th": of a dose told before, not of the spinal chemo asked about.
        asked = asked if message.all("therapies.intrathecal", "therapies.it") else None
    for mark in message.marks:
        if mark.topic == "drug" and mark.name in INTO_SPINE and _was_put_in(message, mark):
            yield Given(mark.start, mark.end, "intrathecal", mark.name)
        elif mark.topic == "drug":
            if not _is_person(message, mark):
                yield from _drug(mark, asked)
        elif mark.label == "therapies.it" and message.text.raw[message.text.starts[mark.start] :][:2] == "IT":
            yield Given(mark.start, mark.end, "intrathecal", None)
        elif mark.label == "therapies.intrathecal":
            words = set(message.words[mark.start : mark.end])
            if (
                asked == "intrathecal"
                or _gave_into_spine(message, mark)
                or words & {"chemo", "intrathecal", "intrathecals", "spinals", "it", "itt"}
            ):
                yield Given(mark.start, mark.end, "intrathecal", None)
        elif mark.label == "therapies.other_chemo":
            yield Given(mark.start, mark.end, "cytotoxic", None)
        elif mark.label == "therapies.cytotoxic":
            treatment = "treatment" in message.words[mark.start : mark.end]
            if not treatment or asked == "cytotoxic":
                yield Given(mark.start, mark.end, "cytotoxic", None)
        elif mark.label == "therapies.biologic_staff" and message.who == "staff":
            yield Given(mark.start, mark.end, "biologic", None)
        elif mark.label in ("therapies.biologic", "therapies.cart"):
            yield Given(mark.start, mark.end, "biologic", "CAR T-cell therapy" if mark.name == "cart" else None)


def _gave_into_spine(message: Message, tap: Mark) -> bool:
    """ "A spinal tap last Tuesday to check, and put methotrexate in": a tap at which a drug was given."""
    last = message.sentence(tap.start)[1]
    put = {"put", "gave", "given", "injected", "in", "with"} & set(message.words[tap.end : last])
    drugs = [m for m in message.marks if m.topic == "drug" and tap.end <= m.start < last and m.name in INTO_SPINE]
    return bool(put) and len(drugs) == 1 and len([m for m in message.marks if m.topic == "drug"]) == 1


def _was_put_in(message: Message, drug: Mark) -> bool:
    """Whether the one drug of a sentence was given at the tap before it."""
    first = message.sentence(drug.start)[0]
    taps = [m for m in message.all("therapies.intrathecal") if first <= m.start < drug.start]
    return bool(taps) and _gave_into_spine(message, taps[-1])


def _is_person(message: Message, mark: Mark) -> bool:
    """Whether "Peg" or "Erwin" says or does something."""
    name = message.text.words_between(mark.start, mark.end)
    return name.istitle() and message.starting(mark.end, "therapies.deed") is not None


def _drug(mark: Mark, asked: str | None) -> Iterator[Given]:
    drug = _drugs()[mark.name]
    kind: str | None = drug.kind
    agent: str | None = drug.name
    if kind == "intrathecal":
        agent = drug.name.removeprefix("intrathecal ")
        agent = agent if agent in INTO_SPINE else None
    elif asked == "intrathecal" and drug.name in INTO_SPINE:
        kind = "intrathecal"
    if kind is None and asked is None:
        return
    yield Given(mark.start, mark.end, kind, agent)


@lru_cache(maxsize=1)
def _drugs() -> dict[str, Drug]:
    return {drug.name: drug for drug in load_drugs()}


def days_of_treatments(message: Message, given: list[Given], taken: set[int]) -> list[Day]:
    """The dates that say when something was given: not those of a relapse, a birthday, a blood test."""
    days = []
    for reading in (_last_before_held(message, found) for found in message.dates):
        places = [p for p, s in enumerate(message.text.starts) if reading.start <= s < reading.end]
        if not places:
            continue
        day = Day(places[0], places[-1] + 1, reading)
        used = set(range(day.start, day.end))
        if _is_span(message, day):
            continue
        if message.words[day.end - 1] == "now" and message.words[day.end : day.end + 1] == ["after"]:
            continue  # "Seizing right now after the IT methotrexate"
        if message.words[day.start : day.end] in (["#th"], ["the", "#th"]) and _counts_a_thing(message, day.end):
            continue
        if used & taken or used & message.asked or day.start in message.others:
            continue
        if not _of_other_event(message, day, given):
            days.append(day)
    return days


_ALMOST_A_YEAR = 300
_FIGURES = frozenset("0123456789/- ")


def may_be_to_come(message: Message, reading: DateReading) -> bool:
    """Staff's "blina 12/1" in November, without a year: last year's, or next month's?"""
    day = reading.interval
    if message.who != "staff" or day is None or day.earliest is None or day.earliest != day.latest:
        return False
    yearless = set(reading.text) <= _FIGURES and reading.text.count("/") == 1
    return yearless and (message.on - day.earliest).days > _ALMOST_A_YEAR


def _counts_a_thing(message: Message, place: int) -> bool:
    """Whether a noun follows an ordinal: "the first tap" is no day."""
    return (
        place < len(message.words) and message.words[place].isalpha() and message.words[place] not in ("of", "and", "i")
    )


def _is_span(message: Message, day: Day) -> bool:
    """Whether it only says how long something took: "2 years of chemo", "only 3 days, oct 26 to oct 28"."""
    if message.words[day.end - 1] not in _SPANS:
        return False
    before, after = message.words[max(0, day.start - 1) : day.start], message.words[day.end : day.end + 1]
    several = sum(other.interval is not None for other in message.dates) > 1
    return after in (["of"], ["straight"], ["total"]) or (several and before in (["only"], ["just"], ["for"], ["took"]))


_SPANS = frozenset({"day", "days", "week", "weeks", "month", "months", "year", "years", "yr", "yrs"})
_MET_ON = frozenset(
    {
        *("last", "yesterday", "today", "this"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    }
)


def _of_meeting(message: Message, mark: Mark, day: Day) -> bool:
    """ "Told us last week", "saw him on the 3rd"; not "the nurse told us nov 12"."""
    if mark.end == day.start - 1 and message.words[mark.end] == "on":
        return True
    return mark.end == day.start and message.words[day.start] in _MET_ON


def _belongs_to_dose(message: Message, event: Mark, day: Day) -> bool:
    """ "Back in June", "at the dx LP 11/19": words of an event that only say when or where the dose was given."""
    if (
        message.words[event.start : event.end] == ["back", "in"]
        and event.end >= day.start - 1
        and event.start < day.end
    ):
        return True
    begin = event.start - (message.words[event.start - 1 : event.start] in (["the"], ["this"], ["his"], ["her"]))
    first = message.clause(event.start)[0]
    if message.words[begin - 1 : begin] == ["for"] and any(message.has(p, "drug") for p in range(first, begin)):
        # "Got one dose vcr for relapse 11/19"
        return bool({"relapse", "rel"} & {*message.words[event.start : event.end]})
    return any(m.start < event.end and event.start < m.end for m in message.all("therapies.diagnostic_puncture"))


def held_after(message: Message, mark: Mark) -> bool:
    """ "Both held after 11/12 dose": the dose of that day was given."""
    after = message.words[mark.end : mark.end + 1] == ["after"]
    return after and any(day.start == message.text.starts[mark.end] for day in message.dates)


def _last_before_held(message: Message, reading: DateReading) -> DateReading:
    """The day of "held after 11/12" itself."""
    marks = [mark for mark in message.all("therapies.not_given") if held_after(message, mark)]
    if not any(reading.start == message.text.starts[mark.end] for mark in marks):
        return reading
    begin = reading.start + len("after")
    found = find_dates(message.text.raw[begin : reading.end], message.on, message.who)
    if len(found) != 1:
        return reading
    return replace(found[0], start=found[0].start + begin, end=found[0].end + begin)


_PLACES = frozenset({"clinic", "hospital"})


def _is_where(message: Message, event: Mark) -> bool:
    """ "Vincristine at clinic nov 10": where it was given, and no other event."""
    words = message.words[event.start : event.end]
    before = message.words[max(0, event.start - 2) : event.start]
    first = message.clause(event.start)[0]
    named = any(message.has(place, "drug") for place in range(first, event.start))
    return (
        named and {*words} <= _PLACES and (before[-1:] in (["at"], ["in"]) or before in (["at", "the"], ["in", "the"]))
    )


def _of_other_event(message: Message, day: Day, given: list[Given]) -> bool:
    first, last = message.sentence(day.start)
    if any(_of_meeting(message, mark, day) for mark in message.all("therapies.meeting")):
        return True
    begin = message.clause(day.start)[0]
    aside = [m for m in message.all("therapies.not_given") if ")" in message.words[m.end : day.start]]
    elsewhere = message.all("future.coming", "therapies.not_given", "therapies.rule")
    elsewhere = [m for m in elsewhere if m not in aside and not held_after(message, m)]
    if any(begin <= mark.start <= day.start for mark in elsewhere):
        return True
    mine = [g.end for g in given if first <= g.start < day.start] + [
        m.end for m in message.all("therapies.last") if first <= m.start < day.start
    ]
    events = message.all("therapies.other_event", "relapse.cue", "relapse.count", "age.birth", "transplant.transplant")
    if message.who == "staff":
        events += message.all("transplant.kind_asked")  # "S/p CAR-T 2024 and MUD 2025"
    events = [m for m in events if first <= m.start < last]
    events = [m for m in events if not _belongs_to_dose(message, m, day) and not _is_where(message, m)]
    before = [m.end for m in events if m.end <= day.start]
    if before:
        nearest = max(before)
        comma = "," in message.words[nearest : day.start]
        if nearest > max(mine, default=-1) and not comma:
            return True
    after = [m for m in events if day.end <= m.start <= day.end + 3 and "," not in message.words[day.end : m.start]]
    treated = [g for g in given if day.end <= g.start <= day.end + 4]
    return bool(after) and not treated and not mine

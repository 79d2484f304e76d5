"""Whether a dose was the last of its kind, in staff's words: "last chemo VCR 11/3", "no IT since Aug"."""

from __future__ import annotations

from collections.abc import Iterator

from bot.understand.dates import DateReading
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark
from bot.understand.readers.treatments import Given

_INTRATHECAL = frozenset({"it", "its", "itt", "intrathecal"})
_NAMING = frozenset(
    {
        *(
            "#date",
            "was",
            "is",
            ":",
            "=",
            "-",
            "(",
            "dose",
            "with",
            "w",
            "/",
            "of",
            "maint",
            "maintenance",
            "given",
            "on",
        ),
        *("being", "were", "iv", "po", "hd", "the", "as", "his", "her", "their", "a"),
    }
)
"""Words between a kind of treatment and the drug that it was."""
_TELLING = frozenset(
    {
        "was",
        "is",
        "were",
        "thats",
        "that",
        "his",
        "her",
        "the",
        "their",
        "=",
        "-",
        "(",
        ":",
        "and",
        "as",
        "last",
        "given",
        "dose",
    }
)
"""Words between a dose and "last chemo" behind it."""
_JOINS = frozenset(
    {
        "-",
        "free",
        ":",
        "none",
        "/",
        "or",
        "and",
        "&",
        ",",
        "nor",
        "any",
        "given",
        "at",
        "all",
        "+",
        "has",
        "had",
        "been",
    }
)
"""Words between a kind that is denied and the time that it is denied for."""
_SPANS = frozenset({"month", "week", "year"})
_GAP = 5


def is_last_of_kind(message: Message, given: list[Given], treatment: Given) -> bool:
    """Staff's "last chemo VCR 11/3", "last IT MTX 11/1", "VCR 11/2 was his last chemo", "HU monday last dose"."""
    last = message.all("therapies.last")
    if treatment.kind == "intrathecal" and message.words[treatment.start] in _INTRATHECAL:
        return any(mark.end == treatment.start for mark in last)
    if treatment.kind == "hydroxyurea":
        return any(_is_beside(message, mark, treatment) for mark in last)
    kinds = [kind for kind in given if kind.agent is None and kind.kind == treatment.kind]
    return any(
        (
            kind.end <= treatment.start
            and all(
                place in message.dated or message.words[place] in _NAMING | {","}
                for place in range(kind.end, treatment.start)
            )
            and any(mark.start < kind.start <= mark.end + 1 for mark in last)
        )
        or any(_is_headed(message, kind, mark, treatment) for mark in last)
        or _is_called_last(message, kind, treatment.end)
        for kind in kinds
    )


def _is_headed(message: Message, kind: Given, last: Mark, treatment: Given) -> bool:
    """ "Biologics, last: rituximab 11/15", "Chemo (last): VCR 11/3": the kind is named before the "last"."""
    if not kind.end <= last.start < last.end <= treatment.start:
        return False
    between = [*message.words[kind.end : last.start], *message.words[last.end : treatment.start]]
    return {*between} <= {",", ":", "(", ")", "-", "=", "given", "dose", "was"}


def _is_beside(message: Message, last: Mark, treatment: Given) -> bool:
    """ "Last HU 11/24", "HU monday last dose", "HU stopped 11/19"."""
    if last.end == treatment.start or (
        message.words[last.end : treatment.start] == ["dose"] and last.end < treatment.start
    ):
        return True
    between = range(treatment.end, last.start)
    return len(between) <= _GAP and all(p in message.dated or message.words[p] in _NAMING | {","} for p in between)


def _is_called_last(message: Message, kind: Given, after: int) -> bool:
    """Whether "was his last" stands right before a kind, and only such words and a day from `after` on."""
    for mark in message.all("therapies.last"):
        if mark.start >= after and mark.end == kind.start:
            between = range(after, mark.start)
            told = [p for p in between if p not in message.dated]
            return (
                len(told) <= _GAP
                and all(message.words[p] in _TELLING for p in told)
                and any(message.words[p] in ("was", "is", "were", "thats", "=") for p in told)
            )
    return False


def kinds_closed_alone(message: Message, given: list[Given]) -> Iterator[str]:
    """Of a message without a day the kinds that it closes: "that VCR was the last chemo", "and that's his last IT".

    Which dose it was stands in a message before.
    """
    if message.who != "staff" or message.asking is not None or message.dates:
        return
    apart = message.hedged | message.denied | message.coming | message.asked
    if any(mark.start not in apart for mark in message.all("therapies.all_the_chemo")):
        yield "cytotoxic"
    for kind in given:
        if kind.agent is not None or kind.kind is None or kind.start in apart:
            continue
        drugs = [drug.end for drug in given if drug.agent and drug.end <= kind.start]
        first = drugs[-1] if drugs else message.clause(kind.start)[0]
        if _is_called_last(message, kind, first):
            yield kind.kind


def is_never(message: Message, denied: list[Given], kind: str, words: tuple[int, int]) -> bool:
    """Whether a kind that staff deny in passing was never given: not "no IT today", "did not get IT 11/20".

    Whoever relapsed had chemo: of it only "never", "no prior chemo" is believed.
    """
    first, place = words
    before = {*message.words[max(message.clause(first)[0], first - _GAP) : first]}
    charted = message.words[place : place + 2] in ([":", "never"], [":", "none"], ["=", "never"], ["=", "none"])
    if message.has(first - 1, "therapies.last") and charted:
        return True  # A chart's "Last biologic: none"
    if message.has(first - 1, "therapies.last") or (before & _CURRENT and "never" not in before):
        return False
    if kind == "cytotoxic" and not (before | {*message.words[place : place + 2]}) & {"never", "ever", "prior"}:
        return False
    others = {p for other in denied for p in range(other.start, other.end)}
    while message.words[place : place + 2] in (["at", "all"], ["of", "any"], ["in", "any"]):
        place += 2 + (message.words[place] != "at")  # "Never any intrathecal at all"
    while place < len(message.words) and (place in others or message.words[place] in _LISTED):
        place += 1
    if message.words[place : place + 2] == ["x", "#"] and message.text.numbers[place + 1].high == 0:
        return True  # "HU x0"
    if place < len(message.words) and message.words[place] in _SOME_TIME:
        return False
    return not any(day.start == message.text.starts[place] for day in message.dates if place < len(message.words))


_LISTED = frozenset({"/", "or", "and", "&", "nor", "+", "given", "done"})
_CURRENT = frozenset(
    {
        *(
            "on",
            "currently",
            "getting",
            "today",
            "yesterday",
            "receiving",
            "now",
            "taking",
            "tonight",
            "recent",
            "recently",
        ),
        *("more", "further", "current", "repeat", "active", "additional", "new"),
    }
)
"""Words before a kind that say that the denial is of now alone: "on no HU", "no more IT"."""
_SOME_TIME = frozenset(
    {
        *(
            "today",
            "this",
            "yesterday",
            "tonight",
            "now",
            "currently",
            "x",
            "with",
            "w",
            "for",
            "in",
            "on",
            "at",
            "since",
        ),
        *(
            "until",
            "till",
            "til",
            "while",
            "during",
            "due",
            "scheduled",
            "planned",
            "needed",
            "after",
            "before",
            "last",
        ),
        *(
            "within",
            "lately",
            "recently",
            "when",
            "tomorrow",
            "next",
            "only",
            "except",
            "but",
            "besides",
            "other",
            "over",
        ),
        *("available", "ordered", "because", "bc", "by", "as", "then", "from", "that", "past", "again"),
    }
)
"""Words behind a denial that leave open what was given at another time."""


def nones_since(message: Message, denied: list[Given]) -> Iterator[Claim]:
    """Staff's "no chemo since 10/20", "no IT in past month": the last one was on that day or before it."""
    if message.who != "staff":
        return
    told: set[str] = set()
    for given in denied:
        if given.kind in told:
            continue  # "Systemic chemo" is chemo
        if given.kind is None or (given.agent and given.kind != "hydroxyurea") or given.start in message.hedged:
            continue
        day = next((day for day in message.dates if message.text.starts[given.end - 1] < day.start), None)
        place = next((p for p, start in enumerate(message.text.starts) if day and start >= day.start), None)
        if day is None or place is None or message.sentence(given.start) != message.sentence(place):
            continue
        between = range(given.end, place)
        others = {p for other in denied for p in range(other.start, other.end)}
        if any(p not in others and message.words[p] not in _JOINS | {"x"} for p in between):
            continue
        if "," in message.words[given.end : place] and not any(p in others for p in between):
            continue
        if bound := _bound(day, message.words[place - 1]):
            last = next((p for p, start in enumerate(message.text.starts) if start >= day.end), len(message.words))
            told.add(given.kind)
            yield Claim("therapies", {**given.dose(), "last_given": bound}, given.start, last)
            if (
                given.kind == "cytotoxic"
                and {*message.words[last : last + 1]} & _INCLUDING
                and _is_spinal(message, last + 1)
            ):
                # "No chemo since 10/1 incl IT"
                told.add("intrathecal")
                yield Claim("therapies", {"kind": "intrathecal", "last_given": bound}, last + 1, last + 2)


_INCLUDING = frozenset({"incl", "including", "includes", "inclusive"})


def _is_spinal(message: Message, place: int) -> bool:
    return bool(message.has(place, "therapies.it", "therapies.intrathecal"))


def _bound(day: DateReading, before: str) -> str | None:
    """The day on or before which the last one was; None where "none in October" leaves open what came after."""
    if day.interval is None:
        return None
    if day.interval.earliest is None:
        return day.interval.iso()
    words = {*day.text.lower().split()}
    if {"past", "last"} & words and _SPANS & words and before != "since":
        return f"../{day.interval.earliest.isoformat()}"
    return None


def begun_on(message: Message, treatment: Given) -> str | None:
    """The day of "they started reinduction yesterday, vcr and dauno": of every drug that the sentence goes on to name.

    What began longer ago may have been given since: then the dose was on that day or after it.
    """
    if message.who != "staff" or message.asking is not None:
        return None
    first = message.sentence(treatment.start)[0]
    begun = message.all("therapies.relapse_treated", "therapies.reinduction")
    begun = [m for m in begun if first <= m.start < treatment.start]
    apart = message.denied | message.coming | message.hedged | message.asked
    if not begun or any(m.start in apart for m in begun):
        return None
    start = message.text.starts[begun[0].start]
    days = [day.interval for day in message.dates if start <= day.start < message.text.starts[treatment.start]]
    if len(days) != 1 or days[0] is None or days[0].earliest is None or days[0].earliest != days[0].latest:
        return None
    day = days[0].earliest
    return day.isoformat() if (message.on - day).days <= _FRESH else f"{day.isoformat()}/.."


_FRESH = 6
"""Days: weekly drugs have been given once."""

"""What was given and when last: items of `therapies`, or that none was ever given."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from bot.understand.dates import read_date
from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import words_of
from bot.understand.readers.asked_dose import answer_of_kind, ask_for, just_ahead, only_lately
from bot.understand.readers.contexts import took_fluid_only, with_contexts
from bot.understand.readers.corrected_days import corrected_days
from bot.understand.readers.last_doses import begun_on, is_last_of_kind, is_never, kinds_closed_alone, nones_since
from bot.understand.readers.not_given import (
    is_of_none,
    is_to_come,
    never_used,
    never_went_in,
    not_given,
    what_was_not_given,
)
from bot.understand.readers.pairing import paired
from bot.understand.readers.told_again import contexts_alone
from bot.understand.readers.treatments import (
    KIND_ASKED,
    SINCE,
    Given,
    Therapies,
    days_of_treatments,
    may_be_to_come,
    treatments,
)

# "Chemo" may be the spinal chemo that was asked about.
_MEANT = {kind: (kind, "cytotoxic") if kind == "intrathecal" else (kind,) for kind in KIND_ASKED.values()}


def read_therapies(message: Message, taken: set[int], told: bool = False) -> Therapies:
    """The therapies of a message; `taken` are words that other readers have used, `told` that they found facts."""
    found = Therapies()
    asked = KIND_ASKED.get(message.asking or "")
    given = [g for g in treatments(message) if g.start not in message.asked and g.start not in message.others]
    taps = [g for g in given if g.kind == "intrathecal" and g.agent is None and took_fluid_only(message, g)]
    taps += [g for g in given if taps and message.has(g.start, "therapies.no_chemo_in")]
    tap_days = [(g.start, message.clause(g.start)[1]) for g in taps] + _of_taps_alone(message, asked)
    given = [g for g in given if g not in taps]
    to_come = [g for g in given if is_to_come(message, g) or not_given(message, g) or never_went_in(message, g)]
    if asked and len(given) == 1 and never_used(message, given[0]) and given[0].kind == asked:
        found.never = {asked: (given[0].start, given[0].end)}
        return found
    if asked and any(g.kind == asked for g in to_come) and len(to_come) == len(given):
        found.asks.append(what_was_not_given(message, to_come))
        return found
    given = [g for g in given if g not in to_come]
    denied = [g for g in given if set(range(g.start, g.end)) & message.denied or is_of_none(message, g)]
    given = [g for g in given if g not in denied]
    found.never = {g.kind: (g.start, g.end) for g in denied if g.kind and (not g.agent or g.kind == "hydroxyurea")}
    found.never = {kind: words for kind, words in found.never.items() if not only_lately(message, words)}
    if message.who == "staff" and asked is None:
        found.never = {kind: words for kind, words in found.never.items() if is_never(message, denied, kind, words)}
    none_since = list(nones_since(message, denied)) if asked is None else []
    if since := list(_since_doses(message, given)):
        found.claims = with_contexts(message, since)
        found.closes = {claim.value["kind"] for claim in since if claim.value["kind"] == asked}
        found.never = {}
        return found
    if any(words[0] in message.hedged for words in found.never.values()):
        found.never = {kind: words for kind, words in found.never.items() if words[0] not in message.hedged}
        found.asks.append(Ask("unclear", message.asking))
    for claim in none_since:
        found.never.pop(claim.value["kind"], None)
        taken = taken | {*range(claim.start, claim.end)}
        found.closes.add(claim.value["kind"])
    found.closes |= {*kinds_closed_alone(message, given)} if asked is None else set()
    if alone := contexts_alone(message, given) if not (told or none_since or denied) else []:
        found.claims = alone
        return found
    if not (asked or message.asking == "therapies" or given):
        found.claims = none_since
        return found
    found.days = corrected_days(message, given, days_of_treatments(message, given, taken))
    found.days = [day for day in found.days if not any(first <= day.start < last for first, last in tap_days)]
    meant = (asked,) if message.all("therapies.other_chemo") else _MEANT.get(asked or "", ())
    if asked and all(g.agent is None and g.kind in meant for g in given):
        answer_of_kind(message, asked, found)
        if not found.claims and (told or found.never):  # The message answers something else.
            found.asks = [ask for ask in found.asks if ask.code == "bare_no" and not found.never]
    else:
        _joined(message, given, asked, found)
    found.claims = [*with_contexts(message, found.claims), *none_since]
    return found


def _of_taps_alone(message: Message, asked: str | None) -> list[tuple[int, int]]:
    """The sentences that name no drug and tell of a tap without chemo: "the one last week they only took fluid out"."""
    if asked != "intrathecal":
        return []
    found = []
    for mark in message.all("therapies.no_chemo_in"):
        first, last = message.sentence(mark.start)
        since = SINCE & {*message.words[mark.end : mark.end + 1]}
        alone = first == 0 and last == len(message.words)
        if not alone and not since and not any(message.has(place, "drug") for place in range(first, last)):
            found.append((first, mark.start))
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


def _one_or_the_other(message: Message, given: list[Given]) -> bool:
    """ "Ritux vs blina": one of them, and it isn't said which."""
    return any(
        {"or", "vs", "versus"} & set(message.words[one.end : other.start]) and other.start - one.end <= 3
        for one, other in pairwise(given)
        if one.agent and other.agent and one.agent != other.agent
    )


def _joined(message: Message, given: list[Given], asked: str | None, found: Therapies) -> None:
    """Each treatment with its date: the one that follows it, or, where a date comes first, the one before."""
    if _one_or_the_other(message, given):
        found.asks.append(Ask("unclear", message.asking))
        return
    for treatment, day in paired(message, given, found.days):
        if treatment.kind == "other" and treatment.agent not in words_of("therapies", "steroids"):
            continue
        last = any(-3 <= mark.start - treatment.start <= 5 for mark in message.all("therapies.last"))
        listed = (
            message.who == "staff"
            and treatment.kind == "intrathecal"
            and day is not None
            and (
                {*message.words[treatment.end : day.start]} <= _UP_TO_ITS_DAY
                or any(treatment.end <= m.start < day.start for m in message.all("therapies.diagnostic_puncture"))
            )
        )
        several = message.asking == "therapies" and len(given) > 1
        if treatment.agent is None and not (asked or last or listed or several):
            continue  # Any chemo, not the last.
        if treatment.kind is None:
            found.asks.append(Ask("unclear", message.asking))
            continue
        item: dict[str, Any] = {"agent": treatment.agent} if treatment.agent else {}
        item["kind"] = treatment.kind
        start, end = treatment.start, treatment.end
        if day is None:
            asked_for = asked == treatment.kind or message.asking == "therapies"
            undated = treatment.agent is not None and _is_told_undated(message, treatment)
            if ((treatment.agent or several) and asked_for) or undated:
                if undated and (begun := begun_on(message, treatment)):
                    item["last_given"] = begun
                found.claims.append(Claim("therapies", item, start, end))
            continue
        if day.reading.interval and (coming := just_ahead(message, day.reading)):
            found.asks.append(coming)
            continue
        if day.reading.interval is None:
            if day.reading.ask not in ("no_bound", "recurrence", "needs_other_date", "future") or asked:
                found.asks.append(ask_for(message, day.reading))
            continue
        if may_be_to_come(message, day.reading) and not (last or asked):
            found.asks.append(Ask("future", None, {"text": day.reading.text}))
            continue
        item["last_given"] = day.reading.interval.iso()
        found.claims.append(Claim("therapies", item, min(start, day.start), max(end, day.end)))
        if treatment.kind == asked or (last and treatment.agent is None) or is_last_of_kind(message, given, treatment):
            found.closes.add(treatment.kind)


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


_UP_TO_ITS_DAY = frozenset(
    {
        ":",
        "again",
        "repeated",
        "on",
        "triple",
        "was",
        "is",
        "given",
        "d",
        "day",
        "#",
        "#date",
        "&",
        "and",
        ",",
        "x",
        "chemo",
    }
)
"""Words between a spinal dose that staff tell and its day: "IT triple 11/12 & 11/19"."""
_LISTING = frozenset({"/", "+", "&", "and", ",", "w", "with", "hd", "po", "iv", "-", "(", ")", ":"})

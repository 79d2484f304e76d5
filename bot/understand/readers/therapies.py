"""What was given and when last: items of `therapies`, or that none was ever given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from bot.understand.dates import DateReading, read_date
from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark, words_of
from bot.understand.readers.beside import unexplained
from bot.understand.readers.contexts import took_fluid_only, with_contexts
from bot.understand.readers.last_doses import begun_on, is_last_of_kind, is_never, kinds_closed_alone, nones_since
from bot.understand.readers.pairing import paired
from bot.understand.readers.told_again import contexts_alone
from bot.understand.readers.treatments import (
    KIND_ASKED,
    SINCE,
    Day,
    Given,
    days_of_treatments,
    held_after,
    may_be_to_come,
    treatments,
)

_SINCE = frozenset({"since", "until", "lately", "recently", "within"})
"""After a "none" these leave open what was given earlier."""
_THEN = frozenset({"when", "after", "before"})
"""So do these, in the same breath."""
_DURING = frozenset({"for", "in", "on"})
"""And these, before a time."""
_TIMES = frozenset(
    {
        *("day", "days", "week", "weeks", "wk", "wks", "month", "months", "mo", "year", "years", "yr", "yrs", "while"),
        *("long", "ages", "time", "forever", "summer", "winter", "spring", "fall", "january", "february", "march"),
        *("april", "may", "june", "july", "august", "september", "october", "november", "december", "#date", "#"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "maintenance", "induction"),
        *("consolidation", "remission"),
    }
)
# "Chemo" may be the spinal chemo that was asked about.
_MEANT = {kind: (kind, "cytotoxic") if kind == "intrathecal" else (kind,) for kind in KIND_ASKED.values()}


_ABOUT_WORDS = ("hedges", "corrections", "negation", "yes_no", "other_times")
_OFFERED = frozenset({"offered", "suggested", "recommended", "mentioned", "discussed", "considering", "considered"})
_TAKEN = frozenset({"got", "had", "received", "took", "did", "gave", "given", "started"})


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


def read_therapies(message: Message, taken: set[int], told: bool = False) -> Therapies:
    """The therapies of a message; `taken` are words that other readers have used, `told` that they found facts."""
    found = Therapies()
    asked = KIND_ASKED.get(message.asking or "")
    given = [g for g in treatments(message) if g.start not in message.asked and g.start not in message.others]
    taps = [g for g in given if g.kind == "intrathecal" and g.agent is None and took_fluid_only(message, g)]
    taps += [g for g in given if taps and message.has(g.start, "therapies.no_chemo_in")]
    tap_days = [(g.start, message.clause(g.start)[1]) for g in taps] + _of_taps_alone(message, asked)
    given = [g for g in given if g not in taps]
    to_come = [g for g in given if _is_to_come(message, g) or _not_given(message, g) or never_went_in(message, g)]
    if asked and len(given) == 1 and _never_used(message, given[0]) and given[0].kind == asked:
        found.never = {asked: (given[0].start, given[0].end)}
        return found
    if asked and any(g.kind == asked for g in to_come) and len(to_come) == len(given):
        found.asks.append(_what_was_not_given(message, to_come))
        return found
    given = [g for g in given if g not in to_come]
    denied = [g for g in given if set(range(g.start, g.end)) & message.denied or _of_none(message, g)]
    given = [g for g in given if g not in denied]
    found.never = {g.kind: (g.start, g.end) for g in denied if g.kind and (not g.agent or g.kind == "hydroxyurea")}
    found.never = {kind: words for kind, words in found.never.items() if not _only_lately(message, words)}
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
    found.days = _corrected_days(message, given, days_of_treatments(message, given, taken))
    found.days = [day for day in found.days if not any(first <= day.start < last for first, last in tap_days)]
    meant = (asked,) if message.all("therapies.other_chemo") else _MEANT.get(asked or "", ())
    if asked and all(g.agent is None and g.kind in meant for g in given):
        _answer(message, asked, found)
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


def _of_none(message: Message, given: Given) -> bool:
    """ "0 HU ever", "HU x0"."""
    number = message.text.numbers.get(given.start - 1)
    if message.words[given.end : given.end + 2] == ["x", "#"]:
        number = message.text.numbers[given.end + 1]
    return number is not None and number.high == 0


def _never_used(message: Message, given: Given) -> bool:
    """ "Hydrea never used"."""
    then = message.words[given.end : given.end + 1]
    return then == ["never"] and not message.dates and not (given.agent and given.kind == "cytotoxic")


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
    """Whether `other` stands in brackets that open after `place`: "Erwinaze (PEG allergy) last 10/30"."""
    begin = next((p for p in range(other, place, -1) if message.words[p] == "("), None)
    return begin is not None and ")" not in message.words[begin:other]


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


def _what_was_not_given(message: Message, to_come: list[Given]) -> Ask:
    if to_come[0].start not in message.coming:
        return Ask("unclear", message.asking)
    first, last = message.clause(to_come[0].start)
    return Ask("future", message.asking, {"text": message.text.words_between(first, last)})


def _corrected_days(message: Message, given: list[Given], days: list[Day]) -> list[Day]:
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


_ENDS = frozenset({"finished", "ended", "stopped", "completed", "until", "till", "til"})


def _answer(message: Message, kind: str, found: Therapies) -> None:
    """A date alone, or "never", where the last treatment of one kind was asked for."""
    everything = message.dates
    reading: DateReading | None
    if everything and _is_to_be(message, everything[0]):
        found.asks.append(Ask("future", message.asking, {"text": message.text.raw}))
        return
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
    elif not everything and message.all("therapies.rule"):
        found.asks.append(Ask("needs_other_date", message.asking))
        return
    elif everything and (_asks_of_another(message, kind) or _never_but(message)):
        found.asks.append(Ask("unclear", message.asking))
        return
    else:
        reading = _corrected(message) or read_date(message.text.raw, message.on, message.who)
    if reading is None:
        return
    apart = all(day.end <= reading.start or reading.end <= day.start for day in everything)
    if reading.interval and everything and apart and len(found.days) == 1 and found.days[0].reading.interval:
        reading = found.days[0].reading  # "Had it only 3 days, oct 26 to oct 28"
    elif everything and apart:
        if len(everything) > 1:  # "Only 3 days when he was diagnosed, Oct 26 to Oct 28"
            found.asks.append(Ask("several", message.asking))
            return
        reading = everything[0]
    if set(range(*_words(message, reading.start, reading.end))) & message.others and not message.all("relapse.cue"):
        found.asks.append(Ask("unclear", message.asking))
        return
    if reading.interval and (ahead := _just_ahead(message, reading)):
        found.asks.append(ahead)
        return
    if reading.interval and message.all("therapies.supportive"):
        found.asks.append(Ask("unclear", message.asking))
        return
    if (reading.interval or reading.never) and _of_something_unknown(message, reading, bool(everything)):
        found.asks.append(Ask("unclear", message.asking))
        return
    if reading.interval:
        words = _words(message, reading.start, reading.end)
        found.claims.append(Claim("therapies", {"kind": kind, "last_given": reading.interval.iso()}, *words))
        found.closes.add(kind)
    elif reading.never and leaves_open(message, _words(message, reading.start, reading.end)[0]):
        found.asks.append(Ask("needs_other_date", message.asking))
    elif reading.never and _of_something_else(message, kind, found):
        return
    elif reading.never and message.all("hedges.hedged_no"):
        found.asks.append(Ask("bare_no", message.asking))  # "I don't think he ever had it"
    elif reading.never and _less_than_never(message, reading):
        found.asks.append(Ask("unclear", message.asking))
    elif reading.never:
        found.never[kind] = _words(message, reading.start, reading.end)
    elif reading.ask:
        found.asks.append(_asked(message, reading))


def _of_something_unknown(message: Message, reading: DateReading, dated: bool) -> bool:
    """ "The letter is dated Nov 3", "he got hydroxyzine last night", "3 days in the hospital", "none this month"."""
    if message.who != "family":
        return False
    start, end = _words(message, reading.start, reading.end)
    first, last = message.sentence(start)
    words = message.words[first:last]
    after = message.words[end : end + 1]
    if reading.never:
        odd = {"this", "without", "again", "could", "today"} & set(words)
        return bool(odd or {"reaction", "reactions", "problem", "problems", "issues", "fever"} & set(words))
    if not dated and after in (["of"], ["in"], ["at"], ["for"]):
        return True
    denied = {"nothing", "none", "no", "never", "nope"} & set(message.words)
    turned = {",", "but", "just", "only", "except"} & set(words[1:2])
    if words[:1] in (["no"], ["nope"], ["never"]) and turned and not message.all("corrections"):
        return True
    if message.all("therapies.never_given"):
        return True
    if "since" in message.words[max(0, start - 1) : end] and denied & set(message.words[end:]):
        return True
    if "but" in words and "should" in words[: start - first]:
        return True
    given = any(first <= g.start < last and g.kind not in (None, "other") for g in treatments(message))
    topics = (*("drug", "therapies", "relapse", "sites", "phase"), *_ABOUT_WORDS)
    begin, last = message.clause(start)
    begin = next((m.end for m in message.all("therapies.last") if begin <= m.start < start and m.end <= start), begin)
    return not given and bool(unexplained(message, start, end, topics, (begin, last)))


def _asks_of_another(message: Message, kind: str) -> bool:
    """ "Does a steroid count as chemo? That's all he got in November": the day may be that of what is asked about."""
    named = [m for m in message.marks if m.topic == "drug" and m.start in message.asked]
    return bool(named) and not any(g.kind == kind and g.start not in message.asked for g in treatments(message))


def _one_or_the_other(message: Message, given: list[Given]) -> bool:
    """ "Ritux vs blina": one of them, and it isn't said which."""
    return any(
        {"or", "vs", "versus"} & set(message.words[one.end : other.start]) and other.start - one.end <= 3
        for one, other in pairwise(given)
        if one.agent and other.agent and one.agent != other.agent
    )


def _just_ahead(message: Message, reading: DateReading) -> Ask | None:
    """ "11/24", written on 11/22: a year back by the calendar, and more likely a dose to come."""
    day = reading.interval.earliest if reading.interval else None
    if day is None or reading.interval is None or day != reading.interval.latest or str(day.year) in reading.text:
        return None
    if f"{day.year % 100}" in reading.text.split("/")[2:] or not timedelta(350) < message.on - day < timedelta(365):
        return None
    return Ask("future", message.asking, {"text": reading.text})


def _is_to_be(message: Message, day: DateReading) -> bool:
    """ "It'll be the 30th, right after Thanksgiving": what the sentence begins with says that all of it is to come."""
    begin = next((p for p, start in enumerate(message.text.starts) if start >= day.start), 0)
    first, last = message.sentence(begin)
    told = message.all("therapies.last")
    return any(
        first <= mark.start <= first + 2 and mark.start < begin and not any(first <= m.start < last for m in told)
        for mark in message.all("future.coming")
    )


def _never_but(message: Message) -> bool:
    """ "Never, just that one week in October"."""
    words = message.words
    return words[:1] == ["never"] and bool({"just", "only", "except", "but", "besides"} & set(words[1:4]))


def _less_than_never(message: Message, reading: DateReading) -> bool:
    """ "Pretty sure he never got that one", "never say never"."""
    first, last = _words(message, reading.start, reading.end)
    return bool(message.all("yes_no.no_answer")) or bool(message.hedged.intersection(range(first, last)))


def _only_lately(message: Message, words: tuple[int, int]) -> bool:
    """ "No chemo since the 3rd" leaves open what was given before."""
    last = min(words[1] + 3, len(message.words))
    return leaves_open(message, words[1], last)


def leaves_open(message: Message, first: int, last: int | None = None) -> bool:
    """Whether a none from `first` on is only said of some time: "none since June"; not "never had any in the spine"."""
    last = len(message.words) if last is None else last
    for place in range(first, last):
        word, after = message.words[place], message.words[place + 1 : place + 5]
        if message.has(place, "therapies") or message.words[max(0, place - 1) : place] == ["ever"]:
            continue
        if word in _SINCE:
            return True
        alone = not after or after[0] in (".", ",", "!", "this", "now", "or", "and")
        if word in _THEN and not alone and "," not in message.words[first:place]:
            return True
        if word in _DURING and _TIMES & set(after):
            return True
    return False


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
            and message.words[treatment.end : day.start] in ([], ["again"], ["repeated"], ["again", "on"])
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
        if day.reading.interval and (coming := _just_ahead(message, day.reading)):
            found.asks.append(coming)
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


_LISTING = frozenset({"/", "+", "&", "and", ",", "w", "with", "hd", "po", "iv", "-", "(", ")", ":"})


def _words(message: Message, start: int, end: int) -> tuple[int, int]:
    places = [p for p, s in enumerate(message.text.starts) if start <= s < end]
    return (places[0], places[-1] + 1) if places else (0, len(message.words))

"""A date alone, or "never", where the last treatment of one kind was asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.understand.dates import DateReading, read_date
from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.readers.beside import unexplained
from bot.understand.readers.corrected_days import corrected
from bot.understand.readers.treatments import Therapies, treatments

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
_ABOUT_WORDS = ("hedges", "corrections", "negation", "yes_no", "other_times")


def answer_of_kind(message: Message, kind: str, found: Therapies) -> None:
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
                found.asks.append(ask_for(message, coming))
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
        reading = corrected(message) or read_date(message.text.raw, message.on, message.who)
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
    if reading.interval and (ahead := just_ahead(message, reading)):
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
        found.asks.append(ask_for(message, reading))


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


def just_ahead(message: Message, reading: DateReading) -> Ask | None:
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


def only_lately(message: Message, words: tuple[int, int]) -> bool:
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


def ask_for(message: Message, reading: DateReading) -> Ask:
    """The question that a date leaves open, with what it shows."""
    values: dict[str, Any] = {"text": reading.text}
    if reading.ask == "two_readings" and len(reading.days) == 2:
        values = {"first": reading.days[0].isoformat(), "second": reading.days[1].isoformat()}
    return Ask(str(reading.ask), message.asking, values)


def _words(message: Message, start: int, end: int) -> tuple[int, int]:
    places = [p for p, s in enumerate(message.text.starts) if start <= s < end]
    return (places[0], places[-1] + 1) if places else (0, len(message.words))

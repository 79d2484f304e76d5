"""From a text to its dates: one answer, or every mention."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from bot.intervals import DateInterval
from bot.understand.dates.context import future_before, hedged_before, last_dose_before, negated
from bot.understand.dates.mentions import Mention, mention
from bot.understand.dates.reading import DateReading, Reason
from bot.understand.dates.when import Ask, Said, hull, is_open
from bot.understand.dates.words import Words


def find_dates(text: str, on: date, who: str = "family") -> list[DateReading]:
    """Every mention of a past date in a message, in order, cut at the day `on`. Nothing here reads a clock."""
    w = Words(text, on, who == "staff")
    return [_reading(w, found) for found in _mentions(w, whole=False)]


def read_date(text: str, on: date, who: str = "family") -> DateReading | None:
    """The answer that a text gives to "When was the last dose?", asked on the day `on`; None where it gives none."""
    w = Words(text, on, who == "staff")
    found = _mentions(w, whole=True)
    return _answer(w, found) or _without_date(w)


def _mentions(w: Words, whole: bool) -> list[Mention]:
    found: list[Mention] = []
    i = 0
    while i < len(w):
        here = mention(w, i)
        if here and here.end > i:
            if here.said is not None and _counts(w, here, whole):
                found.append(_in_context(w, here))
            i = here.end
        else:
            i += 1
    return found


def _counts(w: Words, found: Mention, whole: bool) -> bool:
    """Whether a mention is one: a word that is also a verb or a name needs a cue, a bare duration needs a reason."""
    alone = found.start == 0 and found.end >= len(w) - 1
    if found.end == found.start + 1 and not alone:
        word_like = w.is_(found.start, "verb_like") or (not whole and w.is_(found.start, "name_like"))
        if w.is_(found.start, "weekday_like") and not w.is_(found.start - 1, "weekday_cue"):
            return w.is_(found.end, "time_of_day")
        if word_like and not (w.is_(found.start - 1, "cue") or w.is_(found.end, "time_of_day")):
            return False
    if found.form == "bare" and not whole:
        return alone or last_dose_before(w, found.start) or (found.hedged and found.start == 0)
    return True


def _in_context(w: Words, found: Mention) -> Mention:
    if isinstance(found.said, DateInterval) and found.form not in ("open", "every", "next"):
        if future_before(w, found.start) and found.form != "ago":
            return Mention(found.start, found.end, Ask("future"), "next")
        if found.form in ("day", "range") and negated(w, found.start):
            return Mention(found.start, found.end, Ask("no_bound"), "negated")
    return found


def _reading(w: Words, found: Mention, said: Said | None = None) -> DateReading:
    said = said or found.said or Ask("no_bound")
    start, end = w.tokens[found.start].start, w.tokens[found.end - 1].end
    return _told(w, start, end, said, found.hedged or hedged_before(w, found.start))


def _told(w: Words, start: int, end: int, said: Said, hedged: bool) -> DateReading:
    text = w.text[start:end]
    if isinstance(said, Ask):
        return DateReading(start, end, text, ask=said.reason, days=said.days, span=said.span, hedged=hedged)
    past = said.until(w.on)
    if past is None:
        days = (said[0],) if said[0] is not None and said[0] == said[1] else ()
        return DateReading(start, end, text, ask="future", days=days, hedged=hedged)
    return DateReading(start, end, text, interval=past, hedged=hedged)


def _answer(w: Words, found: list[Mention]) -> DateReading | None:
    """The one answer that several mentions give together."""
    firm = [m for m in found if m.form not in ("negated", "every", "next") and not _is_weak(m)]
    firm = [m for m in firm if isinstance(m.said, Ask) or m.said.until(w.on)] or firm
    if not firm:
        return _reading(w, found[-1]) if found else None
    if len(firm) > 1:
        corrected = [b for a, b in pairwise(firm) if any(w.is_(k, "correction") for k in range(a.end, b.start))]
        if corrected:
            firm = firm[firm.index(corrected[-1]) :]
    if len(firm) > 1:
        last = [m for m in firm if last_dose_before(w, m.start)]
        firm = last if len(last) == 1 else firm
    readings = [_reading(w, m) for m in firm]
    if len(readings) == 1:
        return _started(w, firm[0], readings[0])
    return _together(w, firm, readings)


def _started(w: Words, found: Mention, reading: DateReading) -> DateReading:
    """The first day of a course says that the last dose came no earlier."""
    if (
        reading.interval
        and found.form == "day"
        and any(w.is_(k, "start_of_course") for k in w.clause_before(found.start, 5))
    ):
        return _told(w, reading.start, reading.end, DateInterval(reading.interval[0], None), reading.hedged)
    return reading


def _is_weak(found: Mention) -> bool:
    return isinstance(found.said, Ask) and found.said.reason in ("needs_other_date", "recurrence", "no_bound", "future")


def _together(w: Words, firm: list[Mention], readings: list[DateReading]) -> DateReading:
    start, end = readings[0].start, readings[-1].end
    hedged = any(r.hedged for r in readings)
    said = [r.interval for r in readings if r.interval]
    unclear = [r for r in readings if not r.interval]
    if unclear:
        days = [d for r in unclear for d in r.days if said and all(i.holds(DateInterval.day(d)) for i in said)]
        if len(days) == 1 and unclear[0].ask == "two_readings":
            return _told(w, start, end, DateInterval.day(days[0]), hedged)
        return unclear[0]
    inner = said[0]
    for other in said[1:]:
        if inner.holds(other):
            inner = other
        elif (both := _overlap(inner, other)) and (is_open(inner) or is_open(other)):
            inner = both
        elif not other.holds(inner):
            break
    else:
        return _told(w, start, end, inner, hedged)
    if all(i[0] == i[1] for i in said) and _listed(w, firm):
        return _told(w, start, end, max(said, key=lambda i: i[1] or w.on), hedged)
    return _told(w, start, end, hull(*said), hedged)


def _overlap(a: DateInterval, b: DateInterval) -> DateInterval | None:
    """The days of both."""
    first, last = max(a[0] or date.min, b[0] or date.min), min(a[1] or date.max, b[1] or date.max)
    return DateInterval(first, last) if first <= last else None


def _listed(w: Words, firm: list[Mention]) -> bool:
    """Whether the days are a list of doses: the last of them is the last dose."""
    return all(
        any(w.is_(k, "and_then") or w.word(k) == "but" for k in range(a.end, b.start)) for a, b in pairwise(firm)
    )


def _without_date(w: Words) -> DateReading | None:
    """What a text without a date says: never, I don't know, a while ago, every week, after his transplant."""
    if not len(w):
        return None
    end = w.tokens[-1].end

    def ask(reason: Reason) -> DateReading:
        return DateReading(w.tokens[0].start, end, w.text[w.tokens[0].start : end], ask=reason)

    kinds = {kind for i in range(len(w)) for kind in _PLAIN if w.is_(i, kind)}
    if "not_known" in kinds:
        return ask("not_known")
    if _is_never(w, kinds):
        return DateReading(w.tokens[0].start, end, w.text[w.tokens[0].start : end], never=True)
    if w.is_(0, "bare_no") and len(w) <= 4:
        return ask("bare_no")
    if "future_word" in kinds:
        return ask("future")
    for reason, kind in _REASONS:
        if kind in kinds:
            return ask(reason)
    if "when" in kinds or "event" in kinds:
        return ask("needs_other_date")
    if "negation" in kinds or "bare_no" in kinds:
        return ask("bare_no")
    return None


_PLAIN = (
    "never",
    "not_never",
    "ever",
    "bare_no",
    "negation",
    "not_known",
    "no_bound",
    "recurring",
    "every",
    "when",
    "event",
    "future",
    "day_of_plan",
)
_REASONS: tuple[tuple[Reason, str], ...] = (("no_bound", "no_bound"), ("recurrence", "recurring"), ("future", "future"))


def _is_never(w: Words, kinds: set[str]) -> bool:
    if "not_never" in kinds or any(w.word(i) == "yet" for i in range(len(w))):
        return False
    if "never" in kinds:
        return True
    return "negation" in kinds and "ever" in kinds

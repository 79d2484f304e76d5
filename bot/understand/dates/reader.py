"""From a text to its dates: one answer, or every mention."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.intervals import DateInterval
from bot.understand.dates.answer import answer
from bot.understand.dates.context import future_before, last_dose_before, negated, other_event_before
from bot.understand.dates.mentions import Mention, mention
from bot.understand.dates.reading import DateReading
from bot.understand.dates.told import reading
from bot.understand.dates.undated import undated
from bot.understand.dates.when import Ask
from bot.understand.dates.words import Words


def find_dates(text: str, on: date, who: str = "family") -> list[DateReading]:
    """Every mention of a past date in a message, in order, cut at the day `on`.

    `who` is `family`, or `staff`, who write the month before the day.
    """
    w = Words(text, on, who == "staff")
    return [reading(w, found) for found in _mentions(w, whole=False)]


def read_date(text: str, on: date, who: str = "family") -> DateReading | None:
    """The answer that a text gives to "When was the last dose?", asked on the day `on`; None where it gives none.

    `who` is `family`, or `staff`, who write the month before the day.
    """
    w = Words(text, on, who == "staff")
    return answer(w, _mentions(w, whole=True)) or undated(w)


def _mentions(w: Words, whole: bool) -> list[Mention]:
    """The mentions in order; `whole`: the text is known to be about a date."""
    found: list[Mention] = []
    i = 0
    while i < len(w):
        here = mention(w, i)
        if here and here.said is not None and _counts(w, here, whole):
            after = found[-1].end if found else 0
            here = _in_context(w, here, after, whole)
            found.append(_in_month_of(w, found[-1], here) if found else here)
        i = here.end if here else i + 1
    return found


def _counts(w: Words, found: Mention, whole: bool) -> bool:
    """Whether a mention is one: a word that is also a verb or a name needs a cue, a bare duration needs a reason."""
    alone = found.start == 0 and found.end >= len(w) - 1
    if alone:
        return True
    if found.end - found.start == 2 and w.word(found.start) == "last" and w.word(found.start + 1) == "day":
        return False  # "Last day of blina was October 3"; "in the last day" is a mention of its own
    if found.form == "bare" and not whole:
        return last_dose_before(w, found.start) or (found.hedged and found.start == 0)
    if found.end > found.start + 1 or w.is_(found.end, "time_of_day"):
        return True
    if w.is_(found.start, "weekday_like"):
        return w.is_(found.start - 1, "weekday_cue")
    doubtful = w.is_(found.start, "verb_like") or (not whole and w.is_(found.start, "name_like"))
    return not doubtful or w.is_(found.start - 1, "cue")


def _in_month_of(w: Words, before: Mention, here: Mention) -> Mention:
    """ "Oct 14 and once more on the 15th": a day without a month right after one with it; days on, either month."""
    said, then = here.said, before.said
    if not (isinstance(said, DateInterval) and isinstance(then, DateInterval) and here.form == before.form == "day"):
        return here
    day, first = said[0], then[0]
    named = any(w.is_(k, "month") for k in range(before.start, before.end))
    ordinal = _ORDINAL.fullmatch(w.text[w.tokens[here.start].start : w.tokens[here.end - 1].end].lower())
    between = [w.word(k) for k in range(before.end, here.start)]
    once_more = {"again", "more", "another"} & {*between[-3:]} and not {".", "!", "?", ";"} & {*between}
    apart = not once_more and any(word not in _AND_AGAIN for word in between)
    if day is None or first is None or said[1] != day or then[1] != first or not (named and ordinal) or apart:
        return here
    if day.day <= first.day or (day.year, day.month) <= (first.year, first.month):
        return here
    try:
        same = first.replace(day=day.day)
    except ValueError:
        return here
    close = (same - first).days <= _CLOSE
    return replace(here, said=DateInterval(same, same if close else day))


_ORDINAL = re.compile(r"(?:on )?(?:the )?\d{1,2} ?(?:st|nd|rd|th)")
_AND_AGAIN = frozenset(("and", ",", "then", "again", "once", "more", "on", "another", "&", "+"))
_CLOSE = 3


def _in_context(w: Words, found: Mention, after: int, whole: bool) -> Mention:
    """What the clause makes of a day: one to come, one on which nothing was given, one of something else."""
    if not isinstance(found.said, DateInterval) or found.form == "open":
        return found
    if found.form != "ago" and future_before(w, found.start, after):
        return replace(found, said=Ask("future"), form="next")
    if whole and found.form in ("day", "ago", "range") and other_event_before(w, found.start):
        return replace(found, said=Ask("no_bound"), form="negated")
    if found.form in ("day", "range") and negated(w, found.start):
        return replace(found, said=Ask("no_bound"), form="negated")
    return found

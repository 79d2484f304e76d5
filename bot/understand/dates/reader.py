"""From a text to its dates: one answer, or every mention."""

from __future__ import annotations

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
            found.append(_in_context(w, here, after, whole))
        i = here.end if here else i + 1
    return found


def _counts(w: Words, found: Mention, whole: bool) -> bool:
    """Whether a mention is one: a word that is also a verb or a name needs a cue, a bare duration needs a reason."""
    alone = found.start == 0 and found.end >= len(w) - 1
    if alone:
        return True
    if found.form == "bare" and not whole:
        return last_dose_before(w, found.start) or (found.hedged and found.start == 0)
    if found.end > found.start + 1 or w.is_(found.end, "time_of_day"):
        return True
    if w.is_(found.start, "weekday_like"):
        return w.is_(found.start - 1, "weekday_cue")
    doubtful = w.is_(found.start, "verb_like") or (not whole and w.is_(found.start, "name_like"))
    return not doubtful or w.is_(found.start - 1, "cue")


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

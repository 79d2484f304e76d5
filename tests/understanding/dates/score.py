"""How well readings agree with what was meant.

An answer is *exact* if it is what was meant or another answer that counts; *fit* if it is, or leaves out no day that
was meant and claims at most twice as many days and two weeks; *safe* if it leaves out no day that the
speaker meant (asking is always safe); *early* if it is not safe and ends before what was meant, so that it could end a
waiting period too soon; *asked* if it asks again; *over-asked* if it does so where the words had an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.intervals import DateInterval
from tests.understanding.dates.phrases import Answer, Phrase


@dataclass(frozen=True)
class Judgement:
    """One answer, held against what was meant."""

    exact: bool
    fit: bool
    safe: bool
    early: bool
    asked: bool
    over_asked: bool


def judge(phrase: Phrase, got: Answer) -> Judgement:
    """Hold an answer against a phrase's meaning."""
    right = (phrase.meant, *phrase.accepted)
    exact = got in right
    asked = got == "ask"
    safe = exact or asked or (_holds_core(phrase, got) if isinstance(got, DateInterval) else False)
    early = not safe and (got == "never" or (isinstance(got, DateInterval) and _ends_early(phrase, got)))
    fit = exact or (safe and isinstance(got, DateInterval) and _is_close(phrase, got))
    return Judgement(exact, fit, safe, early, asked, asked and "ask" not in right)


def _holds_core(phrase: Phrase, got: DateInterval) -> bool:
    everything = got == DateInterval(None, phrase.on)
    return got.holds(phrase.core) if phrase.core else everything and phrase.meant == "ask"


def _is_close(phrase: Phrase, got: DateInterval) -> bool:
    """Whether an answer claims not many more days than were meant."""
    meant = phrase.meant
    if isinstance(meant, str) or None in meant or None in got:
        return False
    return _length(got) <= 2 * _length(meant) + 14


def _length(interval: DateInterval) -> int:
    first, last = interval
    return (last - first).days + 1 if first and last else 0


def _ends_early(phrase: Phrase, got: DateInterval) -> bool:
    last = phrase.core[1] if phrase.core else phrase.on
    return (got[1] or date.max) < (last or phrase.on)


@dataclass(frozen=True)
class Tally:
    """Counts over many judgements."""

    items: int
    exact: int
    fit: int
    unsafe: int
    early: int
    asked: int
    over_asked: int

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> Tally:
        """Count them."""
        js = list(judgements)
        return cls(
            len(js),
            sum(j.exact for j in js),
            sum(j.fit for j in js),
            sum(not j.safe for j in js),
            sum(j.early for j in js),
            sum(j.asked for j in js),
            sum(j.over_asked for j in js),
        )

"""What one mention of a date says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.intervals import DateInterval

Reason = Literal[
    "two_readings",
    "no_such_day",
    "future",
    "contradiction",
    "no_bound",
    "not_known",
    "recurrence",
    "needs_other_date",
    "bare_no",
]


@dataclass(frozen=True)
class DateReading:
    """One mention of a date: where it stands in the text, and what it says about a past treatment.

    Exactly one of three holds: `interval` is given (cut at the day of the conversation), `never` is true, or `ask`
    names why the words give no interval:

    - `two_readings`: numbers that are two days, month first and day first; both stand in `days`
    - `no_such_day`: 30 February, 13/45
    - `future`: a day after the conversation
    - `contradiction`: a weekday that is not that day's, or two statements that exclude each other
    - `no_bound`: "a while ago"
    - `not_known`: "I don't know"
    - `recurrence`: "every week"
    - `needs_other_date`: "a week before his transplant"
    - `bare_no`: "no", which may be "never" or "not that one"

    `span`, beside an `ask`, holds every day of every reading.
    """

    start: int
    end: int
    text: str
    interval: DateInterval | None = None
    never: bool = False
    ask: Reason | None = None
    days: tuple[date, ...] = ()
    span: DateInterval | None = None
    hedged: bool = False

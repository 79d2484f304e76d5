"""What reading a message gives: findings, what to ask to clear up, and the answers they come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Finding(NamedTuple):
    """One fact and the words that it was read from."""

    key: str
    """A key of the answers, or `last_…` for a kind of treatment that was never given."""
    value: Any
    """In the form of the answers; for `last_…` the word "never"."""
    text: str
    start: int
    """Where the words begin in the message, in characters."""
    end: int
    sure: float = 0.9
    """From 0 to 1: 1 a chosen option, 0.9 said plainly, 0.5 and less hedged."""


class Ask(NamedTuple):
    """What has to be cleared up before anything is taken: the words stand in the response `utter_clarify_<code>`."""

    code: str
    key: str | None = None
    values: dict[str, Any] = {}  # noqa: RUF012 (no one changes it, and it must be plain for JSON)
    """For the placeholders of the response."""


@dataclass(frozen=True)
class Reading:
    """What one message says, as far as it can be told without guessing."""

    answers: dict[str, Any] = field(default_factory=dict)
    """A partial answers object: only what was said plainly."""
    findings: tuple[Finding, ...] = ()
    """Where each answer came from."""
    never: bool = False
    """The message says that what a `last_…` key or `therapies` asks about was never given."""
    ask: Ask | None = None
    dont_know: bool = False
    affirmed: bool = False
    """The message is, or begins with, a plain yes."""
    denied: bool = False
    """The message is, or begins with, a plain no."""
    corrects: bool = False
    """The message takes something back ("sorry, 8 not 7")."""
    unsure: tuple[Finding, ...] = ()
    """Hedged ("I don't think so"): to be confirmed, not taken."""
    closes: tuple[str, ...] = ()
    """The kinds of treatment of which the message says when the last one was; else it only names one."""
    denied_kinds: tuple[str, ...] = ()
    """Kinds of treatment that the message says were never given, whatever was asked."""
    asks_whether: bool = False
    """Staff told of a patient, and close with the question whether the patient is eligible."""
    birth_date_given: bool = False
    """A birth date was given; only the age was kept."""

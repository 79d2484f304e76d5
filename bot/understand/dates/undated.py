"""What an answer without a date says: never, I don't know, a while ago, every week, after his transplant."""

from __future__ import annotations

from bot.understand.dates.reading import DateReading, Reason
from bot.understand.dates.words import Words

_SHORT = 4
"""A "no" at the start of so few words is the whole answer."""

_REASONS: tuple[tuple[str, Reason], ...] = (
    ("no_bound", "no_bound"),
    ("recurring", "recurrence"),
    ("every", "recurrence"),
    ("future", "future"),
    ("when", "needs_other_date"),
    ("event", "needs_other_date"),
    ("negation", "bare_no"),
    ("bare_no", "bare_no"),
)
_KINDS = ("never", "not_never", "ever", "had_none", "yet", "unit", "not_known", *(kind for kind, _ in _REASONS))


def undated(w: Words) -> DateReading | None:
    """The reading of a text in which no date was found; None where it says nothing about one."""
    if not len(w):
        return None
    start, end = w.tokens[0].start, w.tokens[-1].end
    kinds = {kind for i in range(len(w)) for kind in _KINDS if w.is_(i, kind)}
    if _is_never(kinds):
        return DateReading(start, end, w.text[start:end], never=True)
    reason = _reason(w, kinds)
    return DateReading(start, end, w.text[start:end], ask=reason) if reason else None


def _is_never(kinds: set[str]) -> bool:
    """never; none at all; no chemo ever; hasn't had any. Not: none yet; never mind; they never told us."""
    if not kinds.isdisjoint(("not_never", "not_known", "yet", "unit")):
        return False  # "none, for over 2 weeks now"
    return "never" in kinds or "had_none" in kinds or ("negation" in kinds and "ever" in kinds)


def _reason(w: Words, kinds: set[str]) -> Reason | None:
    if "not_known" in kinds:
        return "not_known"
    if w.is_(0, "bare_no") and len(w) <= _SHORT:
        return "bare_no"
    return next((reason for kind, reason in _REASONS if kind in kinds), None)

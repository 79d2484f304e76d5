"""The three statuses and how they are joined."""

from collections.abc import Iterable

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"


def join(statuses: Iterable[str]) -> str:
    """What holds over all worlds."""
    seen = set(statuses)
    return seen.pop() if len(seen) == 1 else UNKNOWN


def both(statuses: Iterable[str]) -> str:
    """Kleene's "and"."""
    seen = set(statuses)
    return NOT_MET if NOT_MET in seen else UNKNOWN if UNKNOWN in seen else MET


def says(holds: bool) -> str:
    """The status of a plain yes or no."""
    return MET if holds else NOT_MET

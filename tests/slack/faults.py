"""What can go wrong with a call, set by a test while the stub runs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

UNDER_WAY = 0.1
"""Seconds in which a call may arrive whose caller could not read yet that the method is closed."""

Kind = Literal["rate_limited", "broken", "error", "dropped_before", "dropped_after"]


@dataclass
class Fault:
    """One fault that the next calls meet."""

    kind: Kind
    method: str | None
    """The only method that it is for, or `None` for any."""
    times: int
    """How many calls it is still for."""
    error: str = ""
    retry_after: int = 0
    """Seconds."""


class Faults:
    """The faults that are set. Not for several threads: the stub holds its lock around every use."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._slow: dict[str | None, float] = {}
        self._closed: dict[str, tuple[float, float]] = {}

    def add(self, fault: Fault) -> None:
        """The next calls meet this fault, after the faults that were set before it."""
        self._waiting.append(fault)

    def set_slow(self, seconds: float, method: str | None) -> None:
        """Answers take this long from now on."""
        self._slow[method] = seconds

    def clear(self) -> None:
        """None any more; what was said in a `Retry-After` still holds."""
        self._waiting.clear()
        self._slow.clear()

    def seconds(self, method: str) -> float:
        """How long an answer to this method takes."""
        return self._slow.get(method, self._slow.get(None, 0.0))

    def next(self, method: str) -> Fault | None:
        """The fault that this call meets, if any; it counts as met."""
        for fault in self._waiting:
            if fault.method in (None, method):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def close(self, method: str, seconds: int) -> None:
        """A `Retry-After` of this many seconds is given for this method now."""
        now = time.monotonic()
        # What is slow also tells late that it is closed.
        self._closed[method] = (now + self.seconds(method) + UNDER_WAY, now + seconds)

    def too_early(self, method: str, arrived: float) -> float:
        """Seconds that a call still should have waited; 0 if it may come.

        A call that was under way when the `Retry-After` was given couldn't know of it.
        """
        given, until = self._closed.get(method, (0.0, 0.0))
        return until - arrived if given < arrived < until else 0.0

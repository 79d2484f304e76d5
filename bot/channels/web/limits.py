"""How often a session, or an address, may ask: more than people do, and less than would keep others waiting."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple


class Rate(NamedTuple):
    """`burst` at once, then `per_second`."""

    burst: float
    per_second: float


MESSAGES_OF_A_SESSION = Rate(120, 4)
REQUESTS_OF_AN_ADDRESS = Rate(600, 40)
"""A whole hospital may share one address."""
STARTS_OF_AN_ADDRESS = Rate(200, 2)
"""Each start makes a conversation on disk."""

MOST_KEYS = 20_000
"""Buckets that are kept; the one that was used longest ago makes room."""


class Limits:
    """Token buckets, one for each key, in memory and bounded."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic, most_keys: int = MOST_KEYS) -> None:
        self._rate, self._clock, self._most = rate, clock, most_keys
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, key: Hashable) -> int:
        """Take one; 0 where that was allowed, else the seconds after which it will be."""
        now = self._clock()
        left, then = self._buckets.pop(key, (self._rate.burst, now))
        left = min(self._rate.burst, left + (now - then) * self._rate.per_second)
        allowed = left >= 1
        self._buckets[key] = (left - allowed, now)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return 0 if allowed else math.ceil((1 - left) / self._rate.per_second)

    def __len__(self) -> int:
        return len(self._buckets)

"""The token buckets, with a clock of their own."""

from __future__ import annotations

from bot.channels.web.limits import Limits, Rate


class Clock:
    """A clock that stands until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_a_rate() -> None:
    clock = Clock()
    limits = Limits(Rate(3, 0.5), clock)
    assert [limits.take("a") for _ in range(4)] == [0, 0, 0, 2]
    assert limits.take("b") == 0
    clock.now = 2.0
    assert [limits.take("a") for _ in range(2)] == [0, 2]
    clock.now = 1000.0
    assert [limits.take("a") for _ in range(4)] == [0, 0, 0, 2]


def test_the_buckets_are_bounded_and_the_oldest_goes_first() -> None:
    limits = Limits(Rate(1, 0.001), Clock(), most_keys=100)
    for number in range(1000):
        limits.take(number)
    assert len(limits) == 100
    assert limits.take(999) > 0 and limits.take(0) == 0

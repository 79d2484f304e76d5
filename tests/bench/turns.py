"""A turn through REST in the middle of a screening, with one person and with many at once."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.bots import bots
from tests.bench.measuring import percentiles, run, table, thousands
from tests.bench.talking import first_answer, talk

PEOPLE = (1, 8, 32)
SECONDS = 8.0
STOCK_BEFORE = ((1, ("40", "46", "48"), "23"), (8, ("", "", ""), "22"), (32, ("", "", ""), "21"))
"""What the stock set-up took on a machine like this in November 2026, where it isn't measured again."""


def section() -> None:
    """Print the table."""
    head = (
        "bot",
        "at once",
        "median",
        "95th",
        "99th percentile",
        "turns a second",
        "CPU ms of the server",
        "unanswered",
    )
    table("A turn in mid-form through REST, server on one core, ms", head, _rows())


def _rows() -> Iterator[tuple[object, ...]]:
    measured = bots()
    for bot in measured:
        if not bot.model.is_file():
            run(bot.train)
        with bot.served() as processes:
            first_answer(processes[-1], bot.port)
            talk(processes, bot.port, 1, bot.say, seconds=1)
            for people in PEOPLE:
                talks = talk(processes, bot.port, people, bot.say, seconds=SECONDS)
                cpu = f"{1000 * talks.cpu:.1f}"
                yield bot.name, people, *percentiles(talks.turns), thousands(talks.a_second), cpu, talks.unanswered
    if len(measured) == 1:
        for people, latency, rate in STOCK_BEFORE:
            yield "stock: DIET, TED, action server (November 2026)", people, *latency, rate, "", ""

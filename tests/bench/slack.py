"""Slack: how soon its events are acknowledged, and how soon the answers stand in it, with many threads at once."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.managers import BaseManager
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp

from tests.bench.measuring import CORES, percentiles, table, thousands
from tests.server import Server
from tests.slack.client import WEBHOOK, headers_of
from tests.slack.events import Events, Request
from tests.slack.names import CHANNEL, SECRET, TOKEN
from tests.slack.web_api import Call, WebApi

THREADS = 50
PATIENT = "8 y/o boy, B-ALL, first relapse in the marrow, off therapy"
FOLLOW_UPS = ("EF 55%", "why is renal function unknown?", "creatinine 0.5")
EVENTS = THREADS * (1 + len(FOLLOW_UPS))
PATIENCE = 300
GOAL = "500"
"""Milliseconds, for the 99th percentile of the acknowledgement."""


class Slack(WebApi):
    """The stub in a process of its own, which is asked through methods alone."""

    def address(self) -> str:
        """Its `url`."""
        return self.url

    def answers(self) -> int:
        """How many messages of the bot's there are."""
        with self._changed:
            return sum(_is_answer(call) for call in self.calls)

    def all_calls(self) -> list[Call]:
        """Every call so far."""
        with self._changed:
            return list(self.calls)


class _Elsewhere(BaseManager):
    """Keeps the stub in another process: what it does would delay the clocks of the people here."""


_Elsewhere.register("Slack", Slack)


class Round(NamedTuple):
    """What 50 threads took."""

    acknowledged: list[float]
    """Seconds of each request."""
    answered: list[float]
    """Seconds from each message until its answer stood in Slack."""
    seconds: float
    """Until the last answer stood there."""


def section() -> None:
    """Print the table."""
    head = (
        *("Slack", "to acknowledge: median", "95th", "99th percentile", "goal of the 99th"),
        *("to the answer in Slack: median", "95th", "99th percentile", "messages a second", "answers lost or twice"),
    )
    table(f"Slack: {THREADS} threads at once, four messages each, server on one core, ms", head, _rows())


def _rows() -> Iterator[tuple[object, ...]]:
    with _served() as (port, slack):
        # What a server does for the first time takes longer, in Slack as in every channel.
        asyncio.run(_round(port, slack, 1))
        for name, rounds, disturb in (
            ("answers at once", 4, lambda: None),
            ("takes 2 s for each call", 1, lambda: slack.slow(2.0)),
            (
                "asks for a pause (429, `Retry-After: 1`) five times",
                1,
                lambda: slack.rate_limit(5, 1, "chat.postMessage"),
            ),
        ):
            yield _row(name, [_measured(port, slack, disturb) for _ in range(rounds)])
            slack.heal()


def _row(name: str, rounds: list[Round]) -> tuple[object, ...]:
    acknowledged = [second for one in rounds for second in one.acknowledged]
    answered = [second for one in rounds for second in one.answered]
    wrong = EVENTS * len(rounds) - len(answered)
    rate = thousands(len(answered) / sum(one.seconds for one in rounds))
    return name, *percentiles(acknowledged), GOAL, *percentiles(answered), rate, wrong


@contextmanager
def _served() -> Iterator[tuple[int, Any]]:
    """The port of a server on the first core, and its Slack; the people and Slack are on the last."""
    own = os.sched_getaffinity(0)
    with tempfile.TemporaryDirectory() as folder:
        os.sched_setaffinity(0, CORES[-1:])
        with _Elsewhere() as elsewhere:
            slack = elsewhere.Slack()  # type: ignore[attr-defined]
            slack.up()
            secrets = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": slack.address()}
            server = Server(Path(folder), **secrets)
            os.sched_setaffinity(0, CORES[:1])
            server.start()
            os.sched_setaffinity(0, CORES[-1:])
            try:
                yield server.port, slack
            finally:
                server.stop()
                slack.down()
                os.sched_setaffinity(0, own)


def _measured(port: int, slack: Any, disturb: Callable[[], None]) -> Round:
    disturb()
    return asyncio.run(_round(port, slack, THREADS))


async def _round(port: int, slack: Any, threads: int) -> Round:
    """So many people at once, until everything is answered."""
    build, before = Events(), slack.answers()
    sent: dict[str, float] = {}
    acknowledged: list[float] = []
    connector, timeout = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", connector=connector, timeout=timeout) as session:

        async def deliver(request: Request) -> None:
            start = time.monotonic()
            sent.setdefault(request.ts, start)
            async with session.post(WEBHOOK, data=request.body, headers=headers_of(request)) as answer:
                await answer.read()
                answer.raise_for_status()
            acknowledged.append(time.monotonic() - start)

        async def person() -> None:
            # Slack tells of a mention twice, as a mention and as a message.
            mention = build.mention(PATIENT)
            await asyncio.gather(*map(deliver, mention))
            for text in FOLLOW_UPS:
                await deliver(build.channel_message(text, channel=CHANNEL, thread_ts=mention[0].ts))

        begun = time.monotonic()
        await asyncio.gather(*(person() for _ in range(threads)))
    wanted = before + threads * (1 + len(FOLLOW_UPS))
    while slack.answers() < wanted and time.monotonic() < begun + PATIENCE:
        await asyncio.sleep(0.1)
    came: dict[str, list[float]] = {}
    for call in slack.all_calls():
        if _is_answer(call):
            came.setdefault(call.arguments["metadata"]["event_payload"]["id"].partition(" ")[0], []).append(call.at)
    answered = [came[ts][0] - at for ts, at in sent.items() if len(came.get(ts, ())) == 1]
    return Round(acknowledged, answered, max((came[ts][-1] for ts in sent if ts in came), default=0) - begun)


def _is_answer(call: Call) -> bool:
    return call.method == "chat.postMessage" and call.ok

"""People who talk to a bot through Rasa's REST channel, many at once, and how long each turn takes."""

from __future__ import annotations

import asyncio
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from math import inf
from subprocess import Popen
from typing import Any, NamedTuple
from uuid import uuid4

import aiohttp

from tests.bench.measuring import CORES, cpu_seconds

Reply = list[dict[str, Any]]
Next = Callable[[int, Reply], str | None]
"""What a person says in the turn of this number after a reply; None where the conversation is over."""

WORDS = {
    "diagnosis": "B-ALL",
    "age_years": "he is 8",
    "sex": "boy",
    "relapse_count": "once",
    "relapse_sites": "in his bone marrow",
    "relapse_phase": "treatment had ended",
    "recovered_from_toxicity": "yes",
    "last_cytotoxic": "vincristine about 3 weeks ago",
    "last_intrathecal": "in early October",
    "last_hydroxyurea": "he never had that",
    "last_biologic": "none",
    "prior_transplant": "no",
    "prior_blinatumomab": "no, never",
    "prior_relapse_therapy": "not yet",
    "serum_creatinine": "0.5",
    "gfr": "I don't know",
    "direct_bilirubin": "0.2 mg/dL",
    "total_bilirubin": "0.6",
    "shortening_fraction": "33%",
    "ejection_fraction": "I don't know",
}
STOCK_WORDS = ("B-ALL", "8", "a boy", "once", "bone marrow", "off therapy", "three weeks ago", "no", "80", "0.5 mg/dL")


def screening(number: int, reply: Reply) -> str | None:
    """A parent who answers each question of a whole screening."""
    if number == 0:
        return "hello"
    custom: dict[str, Any] = next((item["custom"] for item in reversed(reply) if "custom" in item), {})
    if custom.get("kind") in ("result", "review", None):
        return None
    if custom["asking"] is None:
        return "yes"
    return WORDS.get(custom["asking"]) or str(custom["options"][0]["label"])


def stock_screening(number: int, reply: Reply) -> str | None:
    """The same with the stock set-up's ten questions."""
    said = ("start", *STOCK_WORDS)
    return said[number] if number < len(said) else None


class Talks(NamedTuple):
    """What many conversations at once took."""

    turns: list[float]
    """The seconds of each turn in mid-form: one that answers a question and gets another."""
    a_second: float
    """All turns, whatever their kind."""
    cpu: float
    """The CPU seconds that the servers took for a turn, of all turns."""
    unanswered: int
    """Turns whose reply was empty."""


def talk(
    servers: Sequence[Popen[bytes]], port: int, people: int, say: Next, seconds: float = inf, turns: float = inf
) -> Talks:
    """Let so many people have one whole conversation after another, each a new one, for so long or so many turns."""
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, CORES[-1:])
    try:
        return asyncio.run(_Crowd(servers, port, say, seconds, turns).talk(people))
    finally:
        os.sched_setaffinity(0, own)


class _Crowd:
    """People at one bot, and the clock that they share."""

    def __init__(self, servers: Sequence[Popen[bytes]], port: int, say: Next, seconds: float, turns: float) -> None:
        self._servers = servers
        self._url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        self._say = say
        self._turns = turns
        self._start = time.perf_counter()
        self._end = self._start + seconds
        self._taken: list[float] = []
        self._all = self._unanswered = 0

    async def talk(self, people: int) -> Talks:
        connector, timeout = aiohttp.TCPConnector(limit=people), aiohttp.ClientTimeout(total=120)
        before = self._cpu()
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
            await asyncio.gather(*(self._person(session) for _ in range(people)))
        a_second = self._all / (time.perf_counter() - self._start)
        return Talks(self._taken, a_second, (self._cpu() - before) / self._all, self._unanswered)

    def _cpu(self) -> float:
        return sum(cpu_seconds(server.pid) for server in self._servers)

    async def _person(self, session: aiohttp.ClientSession) -> None:
        while not self._over():
            await self._conversation(session)

    async def _conversation(self, session: aiohttp.ClientSession) -> None:
        sender, number, words = uuid4().hex, 0, self._say(0, [])
        while words is not None and not self._over():
            begun = time.perf_counter()
            async with session.post(self._url, json={"sender": sender, "message": words}) as response:
                response.raise_for_status()
                reply = await response.json()
            taken = time.perf_counter() - begun
            number += 1
            words = self._say(number, reply)
            self._all += 1
            self._unanswered += not reply
            if number > 1 and words is not None:  # the first turn greets, the last one ends
                self._taken.append(taken)

    def _over(self) -> bool:
        return self._all >= self._turns or time.perf_counter() >= self._end


def first_answer(process: Popen[bytes], port: int, patience: float = 120) -> None:
    """Wait until a server answers a message. Raises TimeoutError, or ChildProcessError where the server has ended."""
    end = time.perf_counter() + patience
    body = b'{"sender": "first", "message": "hello"}'
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/webhooks/rest/webhook", body, {"Content-Type": "application/json"}
    )
    while time.perf_counter() < end:
        if process.poll() is not None:
            raise ChildProcessError(f"the server ended with {process.returncode}: see build/bench.log")
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                if len(response.read()) > len("[]"):
                    return
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.02)
    raise TimeoutError(f"no answer at port {port} within {patience} s")

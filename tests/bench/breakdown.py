"""Where the CPU time of a turn goes: whole screenings in this process, each part clocked by itself."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from http.client import HTTPConnection
from inspect import iscoroutinefunction
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from bot.runtime.model import MODEL
from tests.bench.bots import bots
from tests.bench.measuring import cpu_seconds, table, work_folder
from tests.bench.talking import first_answer, screening

SCREENINGS = 40
REQUESTS = 1000


class Clock:
    """Times parts of the program, each without the parts that it calls."""

    def __init__(self) -> None:
        self.parts: defaultdict[str, float] = defaultdict(float)
        self._open: list[str] = []
        self._since = 0.0

    @contextmanager
    def _part(self, name: str) -> Iterator[None]:
        self._pass_on()
        self._open.append(name)
        try:
            yield
        finally:
            self._pass_on()
            self._open.pop()

    def _pass_on(self) -> None:
        now = time.process_time()
        if self._open:
            self.parts[self._open[-1]] += now - self._since
        self._since = now

    def on(self, owner: Any, member: str, name: str) -> AbstractContextManager[Any]:
        """Clock a function or method under this name, until the context ends."""
        original = getattr(owner, member)

        def clocked(*args: Any, **kwargs: Any) -> Any:
            with self._part(name):
                return original(*args, **kwargs)

        async def clocked_async(*args: Any, **kwargs: Any) -> Any:
            with self._part(name):
                return await original(*args, **kwargs)

        replacement: Callable[..., Any] = clocked_async if iscoroutinefunction(original) else clocked
        return patch.object(owner, member, replacement)


def section() -> None:
    """Print the table."""
    table("Where the time of a turn goes", ("part", "CPU ms a turn", "share"), _rows())


def _rows() -> Iterator[tuple[str, str, str]]:
    clock = Clock()
    turns = asyncio.run(_screenings(clock))
    parts = {name: seconds / turns for name, seconds in clock.parts.items()}
    parts["HTTP: Sanic and the socket (a request that does nothing)"] = _bare_request()
    whole = sum(parts.values())
    for name, seconds in sorted(parts.items(), key=lambda part: -part[1]):
        yield name, f"{1000 * seconds:.2f}", f"{100 * seconds / whole:.0f}%"
    yield "a turn", f"{1000 * whole:.2f}", "100%"


def _bare_request() -> float:
    """CPU seconds of the server for a request to the REST channel's health check."""
    (ours, *_) = bots()
    with ours.served() as (server,):
        first_answer(server, ours.port)
        before = cpu_seconds(server.pid)
        connection = HTTPConnection("127.0.0.1", ours.port)
        for _ in range(REQUESTS):
            connection.request("GET", "/webhooks/rest/")
            connection.getresponse().read()
        return (cpu_seconds(server.pid) - before) / REQUESTS


async def _screenings(clock: Clock) -> int:
    """Hold whole screenings, the first of them unclocked; the number of turns that were clocked."""
    from bot.runtime.agent import load_agent

    with work_folder() as folder:
        agent = load_agent(MODEL, str(folder / "conversations.db"))
        await _screening(agent.handle_message)
        with ExitStack() as stack:
            for owner, member, name in _parts(agent):
                stack.enter_context(clock.on(owner, member, name))
            return sum([await _screening(agent.handle_message) for _ in range(SCREENINGS)])


async def _screening(handle: Callable[[Any], Awaitable[Any]]) -> int:
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

    sender, number, words = uuid4().hex, 0, screening(0, [])
    while words is not None:
        channel = CollectingOutputChannel()
        await handle(UserMessage(words, channel, sender, metadata={"on": "2026-11-22"}))
        number += 1
        words = screening(number, channel.messages)
    return number


def _parts(agent: Any) -> list[tuple[Any, str, str]]:
    """What is clocked: an object, its method, and what people call it."""
    from bot.criteria.criterion import Criterion
    from bot.runtime.local_actions import LocalAction
    from bot.understand import component
    from bot.understand.ranking import IntentModel

    return [
        (agent, "handle_message", "Rasa's processor: tracker, events, loop"),
        (agent.processor, "parse_message", "Rasa's NLU graph, around the components"),
        (IntentModel, "rank", "ranking the intents"),
        (component, "understand", "understanding: answers and intent"),
        (agent.processor, "predict_next_with_tracker_if_should", "policies (RulePolicy)"),
        (agent.tracker_store, "retrieve", "reading the conversation"),
        (agent.tracker_store, "save", "writing the conversation"),
        (LocalAction, "run", "the action: dialogue, messages, events"),
        (Criterion, "evaluate", "the evaluator"),
    ]

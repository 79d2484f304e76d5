"""The running bot for the tests that stop it or make Slack fail: conversations, and whether each was answered once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.runtime.model import ensure_model
from tests.slack.events import Request
from tests.slack.names import Json
from tests.slack.running import Slack
from tests.slack.web_api import WebApi

PATIENT = "8 y/o boy, B-ALL, first relapse in the marrow, off therapy"
FOLLOW_UPS = ("EF 55%", "creatinine 0.5", "direct bili 0.2")

Thread = list[Request]
"""What people wrote in it, in order; the first mentions the bot."""


class Faulty(Slack):
    """A running bot whose Slack may fail."""

    def answers_to(self, request: Request) -> list[Json]:
        """The bot's messages that answer this one, known by their metadata."""
        held = self.api.messages(request.event["channel"])
        return [message for message in held if _answered(message) == request.ts]

    def assert_once_and_in_order(self, *threads: Thread) -> None:
        """Every message has one answer, and the answers of a thread stand in the order of its messages."""
        for thread in threads:
            root, channel = thread[0].ts, thread[0].event["channel"]
            assert [_answered(one) for one in self.api.messages(channel, root)] == [request.ts for request in thread]

    def converse(self, channel: str, threads: int = 1, follow_ups: Iterable[str] = FOLLOW_UPS) -> list[Thread]:
        """Threads with the bot in a channel, all begun, and then gone on with in turn."""
        begun: list[Thread] = [[self.people.mention(PATIENT, channel=channel)[1]] for _ in range(threads)]
        for text in follow_ups:
            for thread in begun:
                thread.append(self.people.say_in(channel, text, thread_ts=thread[0].ts))
        return begun


def _answered(message: Json) -> str:
    """The time of the message that one of the bot's answers."""
    payload = message.get("metadata", {}).get("event_payload", {})
    return str(payload.get("id", "")).partition(" ")[0]


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[Faulty]:
    """A server of its own beside a Slack of its own."""
    ensure_model()
    with WebApi() as api:
        slack = Faulty(folder, api, **environment)
        slack.server.start()
        try:
            yield slack
        finally:
            if slack.server.process.poll() is None:
                slack.server.stop()

"""The running bot between the people of a workspace and Slack's Web API, for the tests that meet it from outside."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from tests.server import Server
from tests.slack.client import Workspace
from tests.slack.names import SECRET, TOKEN, Json
from tests.slack.web_api import PATIENCE, WebApi

_TO_COME = (
    "SELECT (SELECT count(*) FROM slack_waiting)"
    " + (SELECT count(*) FROM slack_post WHERE posted IS NOT content OR tries > 0)"
)
_numbers = itertools.count(1)


class Slack:
    """A server, the stub of the Web API that it talks to, and the people who write to it."""

    def __init__(self, folder: Path, api: WebApi, **environment: str) -> None:
        self.api = api
        settings = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": api.url}
        self.server = Server(folder, **(settings | environment))
        self.people = Workspace(self.server.port, api=api)

    def user(self) -> str:
        """A person whom no test met before, so that their direct messages are empty."""
        return f"U1TEST{next(_numbers):04d}"

    def channel(self) -> str:
        """A channel in which nothing was written before."""
        return f"C1TEST{next(_numbers):04d}"

    @property
    def is_settled(self) -> bool:
        """Whether all that came was handled, and Slack has everything as it should be.

        What is acknowledged is among the waiting until its answers are among what is to be brought, so that nothing
        is between the two, and a test that nothing was answered needs not wait for nothing.
        """
        with closing(sqlite3.connect(self.server.folder / "conversations.db", timeout=10)) as database:
            return bool(database.execute(_TO_COME).fetchone()[0] == 0)

    def settle(self, timeout: float = 3 * PATIENCE) -> None:
        """Wait until it is settled; the stub's own words of what was called would be endless here."""
        with suppress(AssertionError):
            self.api.wait_for(lambda _: self.is_settled, timeout)
            return
        raise AssertionError(f"Something is still to come after {timeout} s. The log:\n{self.server.log[-3000:]}")

    def thread(self, channel: str, ts: str) -> list[Json]:
        """The bot's messages in a thread, oldest first, once all is settled."""
        self.settle()
        return self.api.messages(channel, ts)

    def said(self, channel: str) -> list[Json]:
        """The bot's messages in a channel and all its threads, oldest first, once all is settled."""
        self.settle()
        return self.api.messages(channel)

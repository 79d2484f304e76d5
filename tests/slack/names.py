"""Who and what is in the workspace that the tests make up, and the timestamps that Slack would give."""

from __future__ import annotations

import re
import threading
import time
from typing import Any

TEAM = "T0STUDY01"
TEAM_DOMAIN = "made-up-study"
APP = "A0PRESCRN"
BOT_USER = "U0PRESCRN"
"""The user that the bot is in Slack: whom people mention, and who its messages are from."""
BOT = "B0PRESCRN"
MARIA = "U0MARIA01"
JONAS = "U0JONAS01"
CHANNEL = "C0STUDY01"
"""A channel that the bot reads."""
TOKEN = "xoxb-made-up-token"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
"""The signing secret, of the form that Slack's page "Verifying requests from Slack" shows."""

Json = dict[str, Any]

TIMESTAMP = re.compile(r"\d{10}\.\d{6}")
"""How Slack writes a message's `ts`: seconds, a point, six digits."""


def direct_channel(user: str) -> str:
    """The channel of direct messages between the bot and a user: always the same one for the same user."""
    return "D" + user[1:]


class Timestamps:
    """Timestamps near now, each later than the one before; threads may share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> str:
        """The next `ts`."""
        with self._lock:
            self._last = max(self._last + 1, time.time_ns() // 1000)
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

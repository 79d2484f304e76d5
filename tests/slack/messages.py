"""The messages of a workspace, as Slack keeps them: for each channel in the order of their `ts`."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterable
from typing import Any

from tests.slack.names import APP, BOT, BOT_USER, TEAM, Json, Timestamps


class Messages:
    """Messages by channel, and apart from them the ephemeral ones, which one user sees. Not for several threads."""

    def __init__(self, timestamps: Timestamps) -> None:
        self._timestamps = timestamps
        self._channels: dict[str, dict[str, Json]] = {}
        self._ephemeral: list[Json] = []
        self._block_ids = itertools.count(1)

    def from_bot(self, text: str, blocks: Any, thread_ts: str | None, **more: Any) -> Json:
        """A message as the bot would have written it now, not yet in any channel."""
        message: Json = {"type": "message", "user": BOT_USER, "bot_id": BOT, "app_id": APP, "team": TEAM}
        message |= {"ts": self._timestamps.next(), "text": text}
        if blocks:
            message["blocks"] = self.named(blocks)
        if thread_ts:
            message["thread_ts"] = thread_ts
        return message | more

    def named(self, blocks: Iterable[Json]) -> list[Json]:
        """Blocks as Slack sends them back: blocks and elements without an id have been given one."""
        held = copy.deepcopy(list(blocks))
        for block in held:
            block.setdefault("block_id", f"b{next(self._block_ids)}")
            inside = [*(block.get("elements") or ())] if block["type"] == "actions" else []
            inside += [block[key] for key in ("accessory", "element") if key in block]
            for element in inside:
                if element["type"] != "image":
                    element.setdefault("action_id", f"a{next(self._block_ids)}")
        return held

    def add(self, channel: str, message: Json) -> Json:
        """Keep a message, whoever wrote it."""
        held = self._channels.setdefault(channel, {})
        held[message["ts"]] = message
        self._channels[channel] = dict(sorted(held.items()))
        return message

    def add_ephemeral(self, channel: str, user: str, message: Json) -> Json:
        """Keep a message that only this user sees."""
        self._ephemeral.append(message | {"channel": channel, "seen_by": user, "is_ephemeral": True})
        return message

    def find(self, channel: str, ts: str) -> Json | None:
        """The message itself, to change it."""
        return self._channels.get(channel, {}).get(ts)

    def find_ephemeral(self, channel: str, ts: str) -> Json | None:
        """The ephemeral message itself."""
        held = (message for message in self._ephemeral if message["channel"] == channel and message["ts"] == ts)
        return next(held, None)

    def remove(self, channel: str, ts: str) -> None:
        """Take a message away, ephemeral or not; nothing if it isn't there."""
        self._channels.get(channel, {}).pop(ts, None)
        self._ephemeral = [one for one in self._ephemeral if (one["channel"], one["ts"]) != (channel, ts)]

    def channel(self, channel: str) -> list[Json]:
        """All of a channel, oldest first, with what a thread's first message says about its replies."""
        held = copy.deepcopy(list(self._channels.get(channel, {}).values()))
        for message in held:
            replies = [one for one in held if one.get("thread_ts") == message["ts"] != one["ts"]]
            if replies:
                message |= {"thread_ts": message["ts"], "reply_count": len(replies), "latest_reply": replies[-1]["ts"]}
        return held

    def thread(self, channel: str, ts: str) -> list[Json]:
        """The message that a thread begins with, and its replies, oldest first; none if no such message is kept."""
        return [message for message in self.channel(channel) if ts in (message["ts"], message.get("thread_ts"))]

    def ephemerals(self, channel: str, user: str) -> list[Json]:
        """What only this user sees in a channel, oldest first."""
        held = [one for one in self._ephemeral if (one["channel"], one["seen_by"]) == (channel, user)]
        return copy.deepcopy(held)

"""Brings to Slack what should stand there: posts, updates and deletes, in each conversation one after the other.

What should stand in Slack is kept on disk; this compares and acts until both agree. Slack may be slow, ask for a pause
(429), fail or be gone: nothing is dropped, and what may have come through is looked for before it is posted again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import drawing
from bot.channels.slack.arrivals import is_direct
from bot.channels.slack.asking import LONGEST_PAUSE, NotDone, Refused, Requests, Uncertain
from bot.channels.slack.records import Post, Records

JSON = Any

AT_ONCE = 20
"""Conversations that are brought to Slack at the same time."""
IN_ORDER = 5
"""Seconds that an answer waits for those to what was said before in the same place: two patients in direct messages."""
GIVEN_UP = 86_400
"""Seconds after which an answer that Slack never took is given up: nobody waits for it any more."""
EVENT = "prescreen_answer"
"""The type of the metadata by which a message of ours is found again."""
LOOKED_AT = 100
"""Messages among which it is looked for."""
_NOT_THERE = frozenset(
    {
        *("not_in_channel", "channel_not_found", "user_not_in_channel", "is_archived"),
        *("restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel"),
        *("restricted_action_non_threadable_channel", "restricted_action_thread_locked"),
    }
)
_BAD_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "block_mismatch"})

logger = logging.getLogger(__name__)


class Delivery:
    """Brings what is due; `wake` says that there may be something."""

    def __init__(self, records: Records, client: AsyncWebClient) -> None:
        self._records, self._slack = records, Requests(client)
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(AT_ONCE)
        self._in_hand: set[int] = set()
        """The numbers of the messages that are being brought."""

    def wake(self) -> None:
        """Begin to bring what is due, where nobody does yet."""
        for sender in self._records.to_bring():
            if sender not in self._busy:
                self._busy[sender] = asyncio.ensure_future(self._bring_all(sender))

    async def stop(self) -> None:
        """Leave off; what is not brought stays on disk."""
        for task in list(self._busy.values()):
            task.cancel()
        await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _bring_all(self, sender: str) -> None:
        """Bring a conversation's messages, one after the other, with longer and longer pauses while Slack fails."""
        failures = 0
        try:
            while post := self._records.next_post(sender):
                if post.number in self._in_hand:
                    # It was in another conversation when it was sent: there it is waited for Slack's answer.
                    await asyncio.sleep(0.1)
                    continue
                if post.posted is None and time.time() - post.since < IN_ORDER and self._records.follows_another(post):
                    await asyncio.sleep(0.05)
                    continue
                try:
                    async with self._places:
                        # While it waited for its place it may have been forgotten, or have become another.
                        current = self._records.next_post(sender)
                        if current is not None and current.number not in self._in_hand:
                            post = current
                            await self._bring(post)
                    failures = 0
                except Uncertain:
                    self._records.tried(post, post.tries + 1)
                    failures += 1
                    await asyncio.sleep(_pause(failures))
                except NotDone as not_done:
                    failures += 1
                    await asyncio.sleep(_pause(failures) if not_done.seconds is None else not_done.seconds)
        except Exception:
            # Of this conversation the rest waits until something wakes the delivery again.
            logger.exception("Answers could not be brought to Slack")
        finally:
            del self._busy[sender]

    async def _bring(self, post: Post) -> None:
        self._in_hand.add(post.number)
        try:
            await self._bring_one(post)
        finally:
            self._in_hand.discard(post.number)

    async def _bring_one(self, post: Post) -> None:
        if post.ts is None and time.time() - post.since > GIVEN_UP:
            logger.error("An answer was not taken by Slack for a day, and is given up")
            self._records.brought(post, None)
            return
        try:
            ts = await self._do(post)
        except Refused as refused:
            logger.error("Slack does not take an answer: %s", refused)
            ts = post.ts
        # Meanwhile it may have been wished otherwise: then it is due again, and here only what was brought is noted.
        self._records.brought(post, ts)

    async def _do(self, post: Post) -> str | None:
        """Post, update or delete the message; its time in Slack."""
        ts = post.ts
        if ts is None and post.tries and post.only_for is None:
            ts = await self._find(post)
        if post.content is None:
            if ts is not None:
                await self._slack.ask("chat.delete", channel=post.channel, ts=ts)
            return None
        content = json.loads(post.content)
        if post.only_for is not None:
            await self._tell_one(post, content)
            return None
        if ts is None and post.posted is not None and post.response_url:
            return None  # It was shown through the command's own address, by which nothing can be changed.
        if ts is None:
            return await self._post(post, content)
        # Also where it came through after all: its words may have been changed since.
        await self._say("chat.update", content, channel=post.channel, ts=ts)
        return ts

    async def _say(self, method: str, content: dict[str, JSON], **place: JSON) -> dict[str, JSON]:
        """A request with a message; where Slack does not take its blocks, its words alone."""
        try:
            return await self._slack.ask(method, **content, **place)
        except Refused as refused:
            if str(refused) not in _BAD_BLOCKS:
                raise
            logger.error("Slack does not take the blocks of an answer (%s): its words are sent alone", refused)
            return await self._slack.ask(method, text=content["text"], **place)

    async def _post(self, post: Post, content: dict[str, JSON]) -> str | None:
        # Before it is sent: after a stop in between nobody would know.
        self._records.tried(post, post.tries + 1)
        metadata = {"event_type": EVENT, "event_payload": {"id": _mark(post)}}
        place = {"channel": post.channel, "thread_ts": post.thread}
        quiet = {"unfurl_links": False, "unfurl_media": False}
        try:
            answer = await self._say("chat.postMessage", content, **place, **quiet, metadata=metadata)
        except NotDone:
            self._records.tried(post, post.tries)
            raise
        except Refused as refused:
            if str(refused) not in _NOT_THERE:
                raise
            logger.error("The bot may not post where it was asked: %s", refused)
        else:
            return str(answer["ts"])
        await self._say_elsewhere(post, content)
        return None

    async def _say_elsewhere(self, post: Post, content: dict[str, JSON]) -> None:
        """Where the bot may not post, only who gave a command sees its answer; anyone else is told directly.

        They are told that there is no answer, not the answer: it could not be deleted with its thread.
        """
        if post.response_url:
            try:
                await self._slack.respond(post.response_url, content)
                return
            except Refused as refused:
                logger.error("A command's own address takes no answer: %s", refused)
        said = self._records.find(post.channel, post.answers)
        if said is not None and post.part == 0 and not is_direct(post.channel):
            await self._tell_directly(said.user, drawing.notice("utter_slack_not_there")[0])

    async def _tell_one(self, post: Post, content: dict[str, JSON]) -> None:
        """A message that only one person sees; where Slack does not allow it, in direct messages with that person."""
        try:
            place = {"channel": post.channel, "thread_ts": post.thread}
            await self._say("chat.postEphemeral", content, **place, user=post.only_for)
        except Refused as refused:
            logger.warning("A private notice could not be shown in its channel: %s", refused)
            if is_direct(post.channel):
                await self._say("chat.postMessage", content, channel=post.channel)
            else:
                await self._tell_directly(str(post.only_for), content)

    async def _tell_directly(self, user: str, content: dict[str, JSON]) -> None:
        channel = (await self._slack.ask("conversations.open", users=user))["channel"]["id"]
        await self._say("chat.postMessage", content, channel=channel)

    async def _find(self, post: Post) -> str | None:
        """The time of a message that may have come through, where it did."""
        place: dict[str, JSON] = {"channel": post.channel, "include_all_metadata": True, "limit": LOOKED_AT}
        method = "conversations.history"
        if post.thread is not None:
            method, place["ts"] = "conversations.replies", post.thread
        else:
            place["oldest"] = str(post.since - 60)
        try:
            while True:
                answer = await self._slack.ask(method, **place)
                for message in answer.get("messages", ()):
                    payload = (message.get("metadata") or {}).get("event_payload") or {}
                    if payload.get("id") == _mark(post):
                        return str(message["ts"])
                cursor = (answer.get("response_metadata") or {}).get("next_cursor")
                if not cursor:
                    return None
                place["cursor"] = cursor
        except Refused as refused:
            logger.warning("Slack does not show what was posted (%s): it is posted again", refused)
            return None


def _pause(failures: int) -> float:
    """Seconds to wait after so many failures in a row: half a second at first, twice as long each time."""
    return float(min(2.0 ** (failures - 2), LONGEST_PAUSE))


def _mark(post: Post) -> str:
    """By what a message is known."""
    return f"{post.answers} {post.part}"

"""What the page may do with a conversation, without HTTP: start it, say something, read it, clear it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, NamedTuple, TypeVar
from weakref import WeakValueDictionary

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot.channels.web.requests import Posted, Refused
from bot.channels.web.sessions import Sessions
from bot.channels.web.transcript import START, Transcript, reply, whole
from bot.runtime.conversations import ConversationStore
from bot.wording import load_wording

CHANNEL = "web"
"""The channel's name in the log of a conversation."""
FIRST = "utter_web_first"
"""What is said to the bot in the person's name, so that it begins."""

OnMessage = Callable[[UserMessage], Awaitable[None]]
Done = TypeVar("Done")


class Started(NamedTuple):
    """A conversation that goes on or has just begun; `token` is that of a new session, else None."""

    transcript: Transcript
    token: str | None


class Chat:
    """The conversations of the page. What is done with one is done in the order in which it came, one at a time."""

    def __init__(self, store: ConversationStore, on_message: OnMessage, keep_days: int) -> None:
        self.sessions = Sessions(store, keep_days)
        self._store, self._on_message = store, on_message
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def start(self, sender: str | None) -> Started:
        """Go on with a conversation; without one, begin it."""
        token = None
        if sender is None:
            token, sender = self.sessions.begin()
        return Started(await self._in_turn(sender, self._begin(sender)), token)

    async def say(self, sender: str, posted: Posted) -> Transcript:
        """Say something, once for each id: whoever sends it again gets the same reply.

        Raises Refused: 401 where the session was cleared meanwhile, 409 where the conversation went on elsewhere since
        the page last looked, 500 where nothing came of it.
        """
        return await self._in_turn(sender, self._say(sender, posted))

    def read(self, sender: str) -> Transcript:
        """The whole conversation."""
        return whole(self._store, sender)

    async def clear(self, sender: str) -> None:
        """Delete the conversation, its log and its session; a message that waits for its turn finds nothing.

        Who asked for it is told only when nothing of it is left on the disk.
        """
        await self._in_turn(sender, self._store.delete(sender))
        await self._store.wiped()

    async def _begin(self, sender: str) -> Transcript:
        if self._store.number_of(sender, START) is None:
            await self._handle(sender, START, load_wording().text(FIRST))
        return self.read(sender)

    async def _say(self, sender: str, posted: Posted) -> Transcript:
        if not self.sessions.exists(sender):
            raise Refused(401, "session")
        number = self._store.number_of(sender, posted.id)
        if number is None:
            if posted.after is not None and posted.after != self._store.last_said(sender):
                raise Refused(409, "moved")
            await self._handle(sender, posted.id, posted.text)
            number = self._store.number_of(sender, posted.id)
        if number is None:
            raise Refused(500, "failed")
        return reply(self._store, sender, number)

    async def _handle(self, sender: str, identifier: str, text: str) -> None:
        # What the bot says is read from the log, where a resent message finds it too.
        unread = CollectingOutputChannel()
        await self._on_message(UserMessage(text, unread, sender, input_channel=CHANNEL, message_id=identifier))

    async def _in_turn(self, sender: str, doing: Coroutine[Any, Any, Done]) -> Done:
        """Do it when its turn comes. What has begun is finished even if the browser hangs up: half a turn is lost."""
        turn = self._turns.setdefault(sender, asyncio.Lock())

        async def wait() -> Done:
            async with turn:
                return await doing

        return await asyncio.shield(asyncio.ensure_future(wait()))

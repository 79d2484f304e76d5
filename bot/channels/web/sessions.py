"""Who may go on with a conversation: whoever holds the token that the server issued for it, and nobody else."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import time

from bot.runtime.conversations import ConversationStore

TOKEN_BYTES = 32
NOTED = 3600
"""Seconds after which it is noted once more that a session is in use: no write for each message."""
DAY = 86_400
SWEEP = 3600
"""Seconds between two looks for sessions that have expired."""

logger = logging.getLogger(__name__)


class Sessions:
    """The sessions of the page. The server keeps of a token only its digest, from which nobody can tell the token.

    That digest names the conversation: neither the log nor the database holds what opens one.
    """

    def __init__(self, store: ConversationStore, keep_days: int) -> None:
        self._store = store
        self._kept = keep_days * DAY

    def begin(self) -> tuple[str, str]:
        """A new session: its token, for the browser alone, and the sender of its conversation."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        sender = _sender(token)
        self._store.use_session(sender, int(time.time()))
        return token, sender

    def find(self, token: str | None) -> str | None:
        """The sender of the session, or None where this server did not issue the token or let it expire."""
        if not token or len(token) > 2 * TOKEN_BYTES:
            return None
        sender, now = _sender(token), int(time.time())
        used = self._store.session_used(sender)
        if used is None or used < now - self._kept:
            return None
        if used < now - NOTED:
            self._store.use_session(sender, now)
        return sender

    def exists(self, sender: str) -> bool:
        """Whether the session is still there; while a message waited, another may have cleared it."""
        return self._store.session_used(sender) is not None

    async def forget_expired(self) -> int:
        """Delete every session that was not used for too long, with its conversation; how many there were."""
        expired = self._store.sessions_unused_since(int(time.time()) - self._kept)
        for sender in expired:
            await self._store.delete(sender)
        return len(expired)


async def keep_forgetting(store: ConversationStore, keep_days: int) -> None:
    """Delete what has expired, now and every hour, until cancelled."""
    sessions = Sessions(store, keep_days)
    while True:
        try:
            await sessions.forget_expired()
        except Exception:
            logger.exception("Expired conversations could not be deleted")
        await asyncio.sleep(SWEEP)


def _sender(token: str) -> str:
    return "web-" + hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()

"""Conversations on disk: what each one knows now, and the log of what was said.

Rasa's own SQL store reads and rewrites more than a turn needs. Here a conversation is one row that holds its state (the
active form and the slots that are set), so that a turn costs the same however long the conversation is, and a log of
its events, for a page that is loaded again. A conversation on the web page has a session besides: only whoever holds
its token may go on with it. Deleting a conversation deletes all of this.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

_TABLES = """
CREATE TABLE IF NOT EXISTS conversation (sender TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS event (
    number INTEGER PRIMARY KEY, sender TEXT NOT NULL, content TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS event_of_sender ON event (sender, number);
CREATE INDEX IF NOT EXISTS event_of_message ON event (sender, json_extract(content, '$.message_id'))
    WHERE json_extract(content, '$.event') = 'user';
CREATE TABLE IF NOT EXISTS session (sender TEXT PRIMARY KEY, used INTEGER NOT NULL) WITHOUT ROWID;
"""

logger = logging.getLogger(__name__)

REST = 20
"""After the file was written anew: how many times as long as that took nothing but other work is done."""
AGAIN = 60.0
"""Seconds until it is tried again where it failed."""

Said = tuple[int, dict[str, Any]]
"""One thing that was said: its number in the log, and the event of the person or of the bot."""


class ConversationStore(TrackerStore):
    """A tracker store in one SQLite file, or in memory where `path` is ":memory:"."""

    def __init__(
        self, domain: Domain | None = None, event_broker: EventBroker | None = None, path: str = ":memory:"
    ) -> None:
        super().__init__(domain, event_broker)
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        # A turn that was answered is on disk even if the server is killed right after it.
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.execute("PRAGMA secure_delete = ON")
        self._database.execute("PRAGMA temp_store = MEMORY")
        self._database.executescript(_TABLES)
        self._deleted = ["conversation", "event", "session"]
        self._is_wiped, self._next_wipe = True, 0.0
        self._wiping: asyncio.Task[None] | None = None

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as it stands, or None where there is none."""
        row = self._database.execute("SELECT state FROM conversation WHERE sender = ?", (sender_id,)).fetchone()
        if row is None:
            return None
        tracker = self.init_tracker(sender_id)
        tracker.update_with_events(_events(json.loads(row[0])), self.domain)
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The conversation with everything that was said in it."""
        rows = self._database.execute(
            "SELECT content FROM event WHERE sender = ? ORDER BY number", (conversation_id,)
        ).fetchall()
        if not rows:
            return None
        events = [json.loads(row[0]) for row in rows]
        return DialogueStateTracker.from_dict(conversation_id, events, self.domain.slots, self.max_event_history)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the state and append what is new, in one transaction."""
        await self.stream_events(tracker)
        new = [e for e in tracker.events if not e.metadata.get(_REPLAYED)]
        rows = [(tracker.sender_id, json.dumps(event.as_dict())) for event in new]
        state = json.dumps(_state(tracker))
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute(
                "INSERT INTO conversation VALUES (?, ?) ON CONFLICT (sender) DO UPDATE SET state = excluded.state",
                (tracker.sender_id, state),
            )
            self._database.executemany("INSERT INTO event (sender, content) VALUES (?, ?)", rows)

    async def keys(self) -> Iterable[str]:
        """The senders of all conversations."""
        return [row[0] for row in self._database.execute("SELECT sender FROM conversation")]

    async def delete(self, sender_id: str) -> None:
        """Delete the conversation, its log and its session, and soon what is left of them in the file: see `wiped`."""
        self._delete_from(self._deleted, sender_id)
        self.wipe_soon()

    def _delete_from(self, tables: Iterable[str], sender: str) -> None:
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            for table in tables:
                self._database.execute(f"DELETE FROM {table} WHERE sender = ?", (sender,))

    def wipe(self) -> None:
        """Leave nothing in the file of what was deleted.

        SQLite overwrites a row that is deleted (secure_delete), but not the copies that were left where its trees moved
        it while it was there: only a file that is written anew holds none. It takes some 10 ms for each megabyte.
        """
        begun = time.monotonic()
        self._database.execute("VACUUM")
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._is_wiped = True
        self._next_wipe = time.monotonic() + REST * (time.monotonic() - begun)

    def wipe_soon(self) -> None:
        """Wipe, now or after the rest that follows the last time: whatever is deleted until then shares it."""
        self._is_wiped = False
        if self._wiping is not None and not self._wiping.done():
            return
        try:
            self._wiping = asyncio.get_running_loop().create_task(self._wipe_when_due())
        except RuntimeError:  # Outside of the server there is nothing that would have to wait.
            self.wipe()

    async def wiped(self, timeout: float = 10.0) -> None:
        """Wait until nothing is left of what was deleted, at most that many seconds."""
        if self._wiping is not None:
            await asyncio.wait({self._wiping}, timeout=timeout)

    async def _wipe_when_due(self) -> None:
        while not self._is_wiped:
            await asyncio.sleep(max(0.0, self._next_wipe - time.monotonic()))
            try:
                self.wipe()
            except sqlite3.Error as error:
                logger.error("What was deleted may still stand in the database; trying again in %g s: %s", AGAIN, error)
                self._next_wipe = time.monotonic() + AGAIN

    # What other parts keep beside a conversation

    @property
    def database(self) -> sqlite3.Connection:
        """The database, for a channel's own tables. Each statement is a transaction of its own, but for `with`."""
        return self._database

    def keep_beside(self, tables: str, names: Iterable[str]) -> None:
        """Make a channel's tables; from those of `names` a conversation's rows, by `sender`, are deleted with it."""
        self._database.executescript(tables)
        self._deleted += [name for name in names if name not in self._deleted]

    def forget_what_was_said(self, sender: str) -> None:
        """Delete the conversation and its log, and keep what stands beside it: what was said can be said anew."""
        self._delete_from(("conversation", "event"), sender)

    # What was said

    def said(self, sender: str, after: int = 0) -> list[Said]:
        """What the person and the bot said after the event of that number, in order."""
        rows = self._database.execute(
            "SELECT number, content FROM event WHERE sender = ? AND number > ?"
            " AND json_extract(content, '$.event') IN ('user', 'bot') ORDER BY number",
            (sender, after),
        )
        return [(number, json.loads(content)) for number, content in rows]

    def number_of(self, sender: str, message: str) -> int | None:
        """The number of the event that this message made in the log, or None where it was never handled.

        The event is kept in the same transaction as what the message did: a message counts once, whatever happens.
        """
        row = self._database.execute(
            "SELECT number FROM event WHERE sender = ? AND json_extract(content, '$.message_id') = ?"
            " AND json_extract(content, '$.event') = 'user'",
            (sender, message),
        ).fetchone()
        return int(row[0]) if row else None

    def messages(self, sender: str) -> list[str]:
        """The ids of the person's messages that were handled, in order."""
        rows = self._database.execute(
            "SELECT json_extract(content, '$.message_id') FROM event WHERE sender = ?"
            " AND json_extract(content, '$.event') = 'user' ORDER BY number",
            (sender,),
        )
        return [row[0] for row in rows]

    def senders(self, beginning: str) -> list[str]:
        """The conversations whose names begin so."""
        rows = self._database.execute(
            "SELECT sender FROM conversation WHERE substr(sender, 1, ?) = ?", (len(beginning), beginning)
        )
        return [row[0] for row in rows]

    def slot(self, sender: str, name: str) -> Any:
        """What a slot of a conversation holds, or None."""
        row = self._database.execute("SELECT state FROM conversation WHERE sender = ?", (sender,)).fetchone()
        return json.loads(row[0])["slots"].get(name) if row else None

    def last_said(self, sender: str) -> int:
        """The number of the person's last message, 0 before the first."""
        row = self._database.execute(
            "SELECT max(number) FROM event WHERE sender = ? AND json_extract(content, '$.event') = 'user'", (sender,)
        ).fetchone()
        return int(row[0] or 0)

    # Sessions

    def use_session(self, sender: str, now: int) -> None:
        """Begin a session, or note that it was used."""
        self._database.execute(
            "INSERT INTO session VALUES (?, ?) ON CONFLICT (sender) DO UPDATE SET used = excluded.used", (sender, now)
        )

    def session_used(self, sender: str) -> int | None:
        """When the session was last used, in seconds of the epoch; None where there is no such session."""
        row = self._database.execute("SELECT used FROM session WHERE sender = ?", (sender,)).fetchone()
        return int(row[0]) if row else None

    def sessions_unused_since(self, time: int) -> list[str]:
        """The sessions that were last used before that time."""
        return [row[0] for row in self._database.execute("SELECT sender FROM session WHERE used < ?", (time,))]

    def close(self) -> None:
        """Close the file, once nothing is left in it of what was deleted."""
        if self._wiping is not None:
            self._wiping.cancel()
        if not self._is_wiped:
            self.wipe()
        self._database.close()


_REPLAYED = "replayed"
"""Marks the events that stand for what was before: they are in the log already."""


def _state(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What the next turn needs of a conversation."""
    return {
        "form": tracker.active_loop_name,
        "slots": {name: slot.value for name, slot in tracker.slots.items() if slot.value != slot.initial_value},
        "action": tracker.latest_action_name,
    }


def _events(state: dict[str, Any]) -> list[Event]:
    """The fewest events that lead to a state."""
    mark = {_REPLAYED: True}
    form = [ActiveLoop(state["form"], metadata=mark)] if state["form"] else []
    slots = [SlotSet(name, value, metadata=mark) for name, value in state["slots"].items()]
    action = [ActionExecuted(state["action"], metadata=mark)] if state["action"] else []
    return [*form, *slots, *action]

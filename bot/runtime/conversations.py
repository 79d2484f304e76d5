"""Conversations on disk: what each one knows now, and the log of what was said.

Rasa's own SQL store reads and rewrites more than a turn needs. Here a conversation is one row that holds its state (the
active form and the slots that are set), so that a turn costs the same however long the conversation is, and a log of
its events, for a page that is loaded again. Deleting a conversation deletes both.
"""

from __future__ import annotations

import json
import sqlite3
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
"""


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
        self._database.executescript(_TABLES)

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
        """Delete the conversation and its log."""
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute("DELETE FROM conversation WHERE sender = ?", (sender_id,))
            self._database.execute("DELETE FROM event WHERE sender = ?", (sender_id,))

    def close(self) -> None:
        """Close the file."""
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

"""What this channel keeps, beside the conversations and in the same file: what came, what was said, what was posted.

Whatever came is on disk before Slack is told that it came, and stays there until it is answered; what is to be posted
is on disk before it is sent. So a stop at any moment loses nothing and answers nothing twice.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from bot.channels.slack.arrivals import Arrival, as_json, from_json
from bot.runtime.conversations import ConversationStore

JSON = Any
logger = logging.getLogger(__name__)

_TABLES = """
CREATE TABLE IF NOT EXISTS slack_seen (key TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS slack_waiting (number INTEGER PRIMARY KEY, arrival TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS slack_thread (
    channel TEXT NOT NULL, ts TEXT NOT NULL, sender TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY (channel, ts)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS slack_forgotten (
    channel TEXT NOT NULL, thread TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (channel, thread, until)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS slack_said (
    channel TEXT NOT NULL, ts TEXT NOT NULL, sender TEXT NOT NULL, thread TEXT, user TEXT NOT NULL,
    text TEXT NOT NULL, revision TEXT NOT NULL, day TEXT NOT NULL, role TEXT NOT NULL, tells_age INTEGER NOT NULL,
    context TEXT, response_url TEXT NOT NULL, PRIMARY KEY (channel, ts)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS slack_said_of_sender ON slack_said (sender, ts);
CREATE TABLE IF NOT EXISTS slack_post (
    number INTEGER PRIMARY KEY AUTOINCREMENT, sender TEXT NOT NULL, channel TEXT NOT NULL, answers TEXT NOT NULL,
    part INTEGER NOT NULL, thread TEXT, only_for TEXT, response_url TEXT NOT NULL, content TEXT, posted TEXT,
    ts TEXT, tries INTEGER NOT NULL DEFAULT 0, since INTEGER NOT NULL, UNIQUE (channel, answers, part));
CREATE INDEX IF NOT EXISTS slack_post_of_sender ON slack_post (sender, answers, part);
CREATE INDEX IF NOT EXISTS slack_post_to_bring ON slack_post (sender, answers, part)
    WHERE posted IS NOT content OR tries > 0;
CREATE INDEX IF NOT EXISTS slack_post_at ON slack_post (channel, ts);
"""


_TO_BRING = "(posted IS NOT content OR tries > 0)"
"""Slack doesn't have it as it should be, or nobody knows whether it has."""


class Said(NamedTuple):
    """Something that a person said in a conversation, by writing, tapping or a command."""

    channel: str
    ts: str
    sender: str
    thread: str | None
    """Where the answer goes: the thread, or None for the channel itself."""
    user: str
    text: str
    revision: str
    day: str
    """The day of evaluation when it came, as ISO 8601."""
    role: str
    """What it is to the conversation: see `threads`."""
    tells_age: bool
    context: str | None
    """What was asked when it was first handled; None before, empty where nothing was."""
    response_url: str

    @property
    def id(self) -> str:
        """Its id in the log of the conversation: an edited message is another one."""
        return f"{self.ts} {self.revision}".strip()


class Post(NamedTuple):
    """One message of the bot's in Slack, as it should be (`content`) and as Slack has it (`posted`); None: not there.

    `answers` is the time of what it answers; `ts` its own, once it is there; `tries` counts attempts of which nobody
    knows whether they came through; `since` is when it was first to be brought, in seconds of the epoch.
    """

    number: int
    sender: str
    channel: str
    answers: str
    part: int
    thread: str | None
    only_for: str | None
    response_url: str
    content: str | None
    posted: str | None
    ts: str | None
    tries: int
    since: int


class Records:
    """The tables of this channel."""

    def __init__(self, store: ConversationStore) -> None:
        store.keep_beside(_TABLES, ("slack_said", "slack_post", "slack_thread"))
        self._database, self._wipe = store.database, store.wipe_soon

    # What came

    def take(self, arrival: Arrival, keep: bool = True) -> bool:
        """Keep what came until it is handled, once; False where it came before. `keep` False: only that it came."""
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            fresh = self._see(arrival.key)
            if fresh and keep:
                self._database.execute("INSERT INTO slack_waiting (arrival) VALUES (?)", (as_json(arrival),))
        return fresh

    def was_seen(self, key: str) -> bool:
        """Whether this came before."""
        return self._one("SELECT 1 FROM slack_seen WHERE key = ?", key) is not None

    def waiting(self) -> tuple[int, Arrival] | None:
        """What came first of what is not handled yet, with its number."""
        while row := self._one("SELECT number, arrival FROM slack_waiting ORDER BY number LIMIT 1"):
            try:
                return row[0], from_json(row[1])
            except (TypeError, ValueError):
                logger.error("Something from Slack was kept in a form that this version can't read; it is dropped")
                self.handled(row[0])
        return None

    def handled(self, number: int) -> None:
        """What came is handled; it needs not be kept."""
        self._database.execute("DELETE FROM slack_waiting WHERE number = ?", (number,))

    def _see(self, key: str) -> bool:
        seen = self._database.execute("INSERT OR IGNORE INTO slack_seen VALUES (?, ?)", (key, int(time.time())))
        return seen.rowcount == 1

    # Threads

    def begin_thread(self, channel: str, ts: str, sender: str, since: str) -> None:
        """This thread is a conversation with the bot from that time on, or from an earlier one that is known."""
        self._database.execute(
            "INSERT INTO slack_thread VALUES (?, ?, ?, ?)"
            " ON CONFLICT (channel, ts) DO UPDATE SET since = min(since, excluded.since)",
            (channel, ts, sender, since),
        )

    def is_with_us(self, channel: str, root: str, ts: str) -> bool:
        """Whether what is written in this thread at that time is said to the bot: it was asked before, or began it.

        What people said to each other in a thread before somebody asked the bot is not for it.
        """
        row = self._one("SELECT since FROM slack_thread WHERE channel = ? AND ts = ?", channel, root)
        return bool(row[0] <= ts) if row else self.sender_of(channel, root) is not None

    def sender_of(self, channel: str, ts: str) -> str | None:
        """The conversation of the thread that begins with this message, a person's or the bot's; None: not with us."""
        for table in ("slack_thread", "slack_post", "slack_said"):
            row = self._one(f"SELECT sender FROM {table} WHERE channel = ? AND ts = ?", channel, ts)
            if row:
                return str(row[0])
        return None

    # What was said

    def say(self, said: Said) -> None:
        """Keep what was said; said again, it takes the place of what it was."""
        before = self.find(said.channel, said.ts)
        self._database.execute(
            "INSERT OR REPLACE INTO slack_said VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", tuple(said)
        )
        if before is not None and before.text != said.text:
            self._wipe()

    def unsay(self, channel: str, ts: str) -> None:
        """It was deleted; its answers should go too."""
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute("DELETE FROM slack_said WHERE channel = ? AND ts = ?", (channel, ts))
            self._withdraw("channel = ? AND answers = ?", channel, ts)
        self._wipe()

    def find(self, channel: str, ts: str) -> Said | None:
        """What was said at that time."""
        row = self._one("SELECT * FROM slack_said WHERE channel = ? AND ts = ?", channel, ts)
        return Said(*row) if row else None

    def said_in(self, sender: str) -> list[Said]:
        """All that was said in a conversation, in Slack's order."""
        return [
            Said(*row)
            for row in self._database.execute("SELECT * FROM slack_said WHERE sender = ? ORDER BY ts", (sender,))
        ]

    def said_directly(self, channel: str, user: str, last: int = 200) -> list[Said]:
        """The last that someone said in direct messages outside of threads, in Slack's order.

        A command can be given in the direct messages of two people too: there each has conversations of their own.
        """
        rows = self._database.execute(
            "SELECT * FROM slack_said WHERE channel = ? AND user = ? AND thread IS NULL ORDER BY ts DESC LIMIT ?",
            (channel, user, last),
        )
        return [Said(*row) for row in rows][::-1]

    def move(self, said: Said, sender: str) -> None:
        """It belongs to another conversation, and so do its answers."""
        for table, column in (("slack_said", "ts"), ("slack_post", "answers")):
            self._database.execute(
                f"UPDATE {table} SET sender = ? WHERE channel = ? AND {column} = ?", (sender, said.channel, said.ts)
            )

    def note_context(self, said: Said, context: str) -> None:
        """What was asked when it was handled."""
        self._database.execute(
            "UPDATE slack_said SET context = ? WHERE channel = ? AND ts = ?", (context, said.channel, said.ts)
        )

    # What is posted

    def post(self, said: Said, contents: Iterable[JSON], only_for: str | None = None) -> None:
        """What the answer to this should be in Slack, one message after the other; parts beyond these should go.

        What is only for one person stands beside an answer: neither takes the place of the other.
        """
        answers = said.ts if only_for is None else f"{said.id} only for one"
        wanted = [json.dumps(content, sort_keys=True) for content in contents]
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            for part, content in enumerate(wanted):
                self._database.execute(
                    "INSERT INTO slack_post (sender, channel, answers, part, thread, only_for, response_url, content,"
                    " since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, answers, part)"
                    " DO UPDATE SET content = excluded.content,"
                    # What may have come through is looked for from when it was first sent.
                    " since = CASE WHEN tries > 0 THEN since ELSE excluded.since END"
                    " WHERE content IS NOT excluded.content",
                    (
                        *(said.sender, said.channel, answers, part, said.thread, only_for),
                        *(said.response_url, content, int(time.time())),
                    ),
                )
            self._database.execute(
                "UPDATE slack_post SET content = NULL WHERE channel = ? AND answers = ? AND part >= ?",
                (said.channel, answers, len(wanted)),
            )

    def is_answered(self, said: Said) -> bool:
        """Whether there is an answer to it, be it only to be brought."""
        return (
            self._one("SELECT 1 FROM slack_post WHERE channel = ? AND answers = ?", said.channel, said.ts) is not None
        )

    def posts_of(self, sender: str) -> list[Post]:
        """The messages of a conversation in Slack, in order."""
        return [
            Post(*row)
            for row in self._database.execute(
                "SELECT * FROM slack_post WHERE sender = ? ORDER BY answers, part, number", (sender,)
            )
        ]

    def to_bring(self) -> list[str]:
        """The conversations of which Slack does not have everything as it should be."""
        return [row[0] for row in self._database.execute(f"SELECT DISTINCT sender FROM slack_post WHERE {_TO_BRING}")]

    def next_post(self, sender: str) -> Post | None:
        """The first message of a conversation that Slack does not have as it should be; what is to go comes last."""
        row = self._one(
            f"SELECT * FROM slack_post WHERE sender = ? AND {_TO_BRING}"
            " ORDER BY content IS NULL, answers, part LIMIT 1",
            sender,
        )
        return Post(*row) if row else None

    def follows_another(self, post: Post) -> bool:
        """Whether a message of another conversation should first be posted in the same place: what it answers was said
        before what this answers."""
        row = self._one(
            # Among what is to be brought, not all that was ever posted there.
            "SELECT 1 FROM slack_post INDEXED BY slack_post_to_bring"
            f" WHERE {_TO_BRING} AND channel = ? AND thread IS ? AND sender != ? AND answers < ?"
            " AND posted IS NULL AND content IS NOT NULL AND only_for IS NULL",
            *(post.channel, post.thread, post.sender, post.answers),
        )
        return row is not None

    def tried(self, post: Post, tries: int) -> None:
        """How many attempts there were of which nobody knows whether they came through."""
        self._database.execute("UPDATE slack_post SET tries = ? WHERE number = ?", (tries, post.number))

    def brought(self, post: Post, ts: str | None) -> None:
        """Slack has it as it was to be. What is not to be there is not kept either."""
        if post.content is None:
            self._database.execute("DELETE FROM slack_post WHERE number = ? AND content IS NULL", (post.number,))
        if post.only_for is not None:
            self._database.execute("DELETE FROM slack_post WHERE number = ?", (post.number,))
        self._database.execute(
            "UPDATE slack_post SET posted = ?, ts = ?, tries = 0 WHERE number = ?", (post.content, ts, post.number)
        )
        if post.content is None:
            self._wipe()

    def forget(self, sender: str) -> None:
        """Delete what was said in a conversation; what was posted in it should go from Slack too."""
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute("DELETE FROM slack_said WHERE sender = ?", (sender,))
            self._withdraw("sender = ?", sender)
        self._wipe()

    def note_forgotten(self, channel: str, thread: str | None, since: str, until: str) -> None:
        """What was said there between these times was forgotten, also what of it comes only later."""
        self._database.execute(
            "INSERT OR REPLACE INTO slack_forgotten VALUES (?, ?, ?, ?, ?)",
            (channel, thread or "", since, until, int(time.time())),
        )

    def was_forgotten(self, channel: str, thread: str | None, ts: str) -> bool:
        """Whether what was said there at that time was forgotten before it came."""
        where = "channel = ? AND thread = ? AND since <= ? AND until > ?"
        return self._one(f"SELECT 1 FROM slack_forgotten WHERE {where}", channel, thread or "", ts, ts) is not None

    def _withdraw(self, which: str, *values: object) -> None:
        """Messages of ours that should not be in Slack any more."""
        never_sent = "posted IS NULL AND tries = 0"
        self._database.execute(f"DELETE FROM slack_post WHERE {which} AND {never_sent}", values)
        self._database.execute(f"UPDATE slack_post SET content = NULL WHERE {which}", values)

    def sweep(self, seen_before: int, begun_before: int) -> None:
        """Forget which events came, and what was forgotten, before a time, in seconds of the epoch: Slack sends none of
        them again so late. Also the threads that began before another time and hold no conversation."""
        for table in ("slack_seen", "slack_forgotten"):
            self._database.execute(f"DELETE FROM {table} WHERE at < ?", (seen_before,))
        self._database.execute(
            "DELETE FROM slack_thread WHERE CAST(ts AS REAL) < ? AND sender NOT IN (SELECT sender FROM session)",
            (begun_before,),
        )

    def _one(self, query: str, *values: object) -> Any:
        return self._database.execute(query, values).fetchone()

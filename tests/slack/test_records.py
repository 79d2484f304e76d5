"""What the channel keeps: once, in order, and no longer than it is needed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.runtime import lean

lean.use()

from bot.channels.slack.arrivals import WRITTEN, Arrival  # noqa: E402 - Rasa may only be imported lean
from bot.channels.slack.records import Records, Said  # noqa: E402
from bot.runtime.conversations import ConversationStore  # noqa: E402


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    """Conversations in a file of their own."""
    return ConversationStore(path=str(tmp_path / "conversations.db"))


@pytest.fixture
def records(store: ConversationStore) -> Records:
    """The channel's tables beside them."""
    return Records(store)


def said(ts: str, sender: str = "slack-T1-C1-1700000000.000100", text: str = "8yo F") -> Said:
    """Something that a made-up person said."""
    return Said("C1", ts, sender, "1700000000.000100", "U1", text, "", "2026-11-22", "follows", False, None, "")


def test_what_came_is_kept_once_until_it_is_handled(records: Records) -> None:
    first = Arrival("written C1 1", WRITTEN, "T1", "C1", "U1", "1", text="8yo F")
    other = first._replace(key="written C1 2", ts="2")
    assert records.take(first)
    assert not records.take(first)
    assert records.take(other)
    assert records.waiting() == (1, first)
    records.handled(1)
    assert records.waiting() == (2, other)
    records.handled(2)
    assert records.waiting() is None
    assert not records.take(first), "it is known after it was handled too"


def test_what_is_posted_becomes_what_it_should_be(records: Records) -> None:
    one = said("1700000001.000100")
    records.post(one, [{"text": "a"}, {"text": "b"}])
    first = records.next_post(one.sender)
    assert first is not None
    assert (first.content, first.posted, first.part) == ('{"text": "a"}', None, 0)
    records.brought(first, "9.1")
    second = records.next_post(one.sender)
    assert second is not None
    assert second.part == 1
    records.brought(second, "9.2")
    assert records.to_bring() == []
    records.post(one, [{"text": "c"}])
    assert [(post.part, post.content, post.ts) for post in records.posts_of(one.sender)] == [
        (0, '{"text": "c"}', "9.1"),
        (1, None, "9.2"),
    ]
    changed = records.next_post(one.sender)
    assert changed is not None
    assert changed.part == 0, "what is to go comes last"


def test_a_message_that_changed_while_it_was_brought_is_due_again(records: Records) -> None:
    one = said("1700000001.000100")
    records.post(one, [{"text": "a"}])
    on_its_way = records.next_post(one.sender)
    assert on_its_way is not None
    records.post(one, [{"text": "b"}])
    records.brought(on_its_way, "9.1")
    again = records.next_post(one.sender)
    assert again is not None
    assert (again.content, again.posted, again.ts) == ('{"text": "b"}', '{"text": "a"}', "9.1")


def test_nothing_is_known_longer_than_it_is_needed(records: Records, store: ConversationStore) -> None:
    records.take(Arrival("written C1 1", WRITTEN, "T1", "C1", "U1", "1", text="8yo F"), keep=False)
    records.begin_thread("C1", "1700000000.000100", "gone", "1700000000.000100")
    records.begin_thread("C1", "1700000000.000200", "alive", "1700000000.000200")
    store.use_session("alive", 1)
    records.sweep(seen_before=0, begun_before=1_600_000_000)
    assert records.was_seen("written C1 1")
    assert records.sender_of("C1", "1700000000.000100") == "gone"
    records.sweep(seen_before=4_000_000_000, begun_before=1_800_000_000)
    assert not records.was_seen("written C1 1")
    assert records.sender_of("C1", "1700000000.000100") is None
    assert records.sender_of("C1", "1700000000.000200") == "alive"


def test_a_conversation_that_expires_takes_all_of_it_along(records: Records, store: ConversationStore) -> None:
    one = said("1700000001.000100")
    records.say(one)
    records.post(one, [{"text": "a"}])
    records.begin_thread("C1", "1700000000.000100", one.sender, one.ts)
    asyncio.run(store.delete(one.sender))
    assert records.said_in(one.sender) == []
    assert records.posts_of(one.sender) == []
    assert records.sender_of("C1", "1700000000.000100") is None

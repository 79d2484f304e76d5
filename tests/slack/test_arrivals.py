"""What came from Slack, as this channel sees it: text, edits, deletions, taps, commands, and what is none of these."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.slack import text as slack_text
from bot.channels.slack.arrivals import COMMANDED, DELETED, EDITED, TAPPED, WRITTEN, arrival, as_json, from_json
from bot.channels.slack.requests import Posted


def event(**fields: Any) -> Posted:
    """An event of a made-up workspace."""
    inner = {"type": "message", "channel": "D1", "user": "U1", "ts": "1700000000.000100", "text": "8yo F", **fields}
    content = {
        "type": "event_callback",
        "team_id": "T1",
        "event": {name: value for name, value in inner.items() if value is not None},
        "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}],
    }
    return Posted("event", content)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("dbili &lt;2 &amp; SF &gt;27", "dbili <2 & SF >27"),
        ("<@UBOT> 8yo F", "8yo F"),
        ("8yo <@UBOT|prescreen> F", "8yo F"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<tel:+15550100|555 0100>", "555 0100"),
        ("<http://x.example|the page>", "the page"),
        ("<http://x.example>", "http://x.example"),
        ("<!channel> <#C1|general> hi", "hi"),
        ("/start", "start"),
        ("a\u202eb\u0000c", "abc"),
        ("&amp;lt;", "&lt;"),
        (None, ""),
        (7, ""),
    ],
)
def test_text(raw: object, text: str) -> None:
    assert slack_text.read(raw).text == text


def test_nothing_typed_pings_anyone() -> None:
    assert slack_text.escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_a_message_and_its_mention_are_one() -> None:
    mention = arrival(event(type="app_mention", channel="C1", text="<@UBOT> 8yo F"))
    message = arrival(event(channel="C1", text="<@UBOT> 8yo F"))
    assert mention is not None
    assert message is not None
    assert mention.key == message.key
    assert (mention.what, mention.is_mention, message.is_mention) == (WRITTEN, True, False)
    assert message.mentions == ("UBOT",)
    assert message.bot == "UBOT"


def test_a_thread_begins_with_its_own_message() -> None:
    root = arrival(event(thread_ts="1700000000.000100"))
    reply = arrival(event(thread_ts="1600000000.000100"))
    assert root is not None
    assert reply is not None
    assert (root.thread, reply.thread) == (None, "1600000000.000100")


def test_an_edit() -> None:
    message = {"user": "U1", "ts": "1700000000.000100", "text": "9yo F", "edited": {"ts": "1700000001.000000"}}
    changed = event(subtype="message_changed", message=message, previous_message={**message, "text": "8yo F"})
    found = arrival(changed)
    assert found is not None
    assert (found.what, found.text, found.ts, found.revision) == (
        EDITED, "9yo F", "1700000000.000100", "1700000001.000000",
    )  # fmt: skip


def test_what_unfolds_is_no_edit() -> None:
    message = {"user": "U1", "ts": "1700000000.000100", "text": "8yo F"}
    assert arrival(event(subtype="message_changed", message=message, previous_message=message)) is None


def test_a_deletion_and_the_stone_that_it_leaves() -> None:
    deleted = arrival(event(subtype="message_deleted", deleted_ts="1700000000.000100", ts="1700000009.000000"))
    stone = {"subtype": "tombstone", "ts": "1700000000.000100", "user": "USLACKBOT", "text": "deleted"}
    left = arrival(event(subtype="message_changed", message=stone, previous_message={"user": "U1", "text": "x"}))
    assert deleted is not None
    assert left is not None
    assert deleted.key == left.key
    assert deleted.what == DELETED


@pytest.mark.parametrize(
    "fields",
    [
        {"bot_id": "B1"},
        {"subtype": "bot_message"},
        {"bot_profile": {"id": "B1"}},
        {"subtype": "channel_join"},
        {"subtype": "message_replied"},
        {"type": "reaction_added"},
        {"user": None},
        {"channel": None},
        {"ts": None},
        {"channel": 7},
        {"ts": ["1"]},
        {"ts": "1" * 3000},
    ],
)
def test_what_nobody_said(fields: dict[str, Any]) -> None:
    assert arrival(event(**fields)) is None


@pytest.mark.parametrize("content", [{}, {"type": "event_callback"}, {"type": "event_callback", "event": []}])
def test_other_forms_are_nothing(content: dict[str, Any]) -> None:
    assert arrival(Posted("event", content)) is None
    assert arrival(Posted("tap", content)) is None
    assert arrival(Posted("command", content)) is None


def tap(action: dict[str, Any], **more: Any) -> Posted:
    """A tap on a message of the bot's."""
    action = {"block_id": "1700000000.000100 answer", "action_id": "answer", "action_ts": "1700000002.000000", **action}
    payload = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "channel": {"id": "C1"},
        "container": {"message_ts": "1700000001.000000", "thread_ts": "1700000000.000100"},
        "actions": [action],
        **more,
    }
    return Posted("tap", payload)


def test_taps() -> None:
    button = arrival(tap({"value": "2"}))
    assert button is not None
    assert (button.what, button.chosen, button.thread, button.message) == (
        TAPPED, ("2",), "1700000000.000100", "1700000001.000000",
    )  # fmt: skip
    menu = arrival(tap({"selected_option": {"value": "7"}}))
    assert menu is not None
    assert menu.chosen == ("7",)
    checked = {"1700000000.000100 answer": {"boxes": {"selected_options": [{"value": "0"}, {"value": "1"}]}}}
    boxes = arrival(tap({"value": ""}, state={"values": checked}))
    assert boxes is not None
    assert boxes.chosen == ("", "0", "1")


def test_a_command() -> None:
    form = {
        "command": "/prescreen",
        "text": "start",
        "trigger_id": "1.2.3",
        "team_id": "T1",
        "channel_id": "C1",
        "user_id": "U1",
        "response_url": "http://127.0.0.1/x",
    }
    first, again = arrival(Posted("command", form)), arrival(Posted("command", form))
    assert first is not None
    assert again is not None
    assert first.key == again.key
    assert (first.what, first.text) == (COMMANDED, "start")


def test_kept_and_read_again() -> None:
    for posted in (event(), event(text="<@UBOT> <@U2> hi"), tap({"value": "2"})):
        found = arrival(posted)
        assert found is not None
        assert from_json(as_json(found)) == found

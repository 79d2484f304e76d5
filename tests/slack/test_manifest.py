"""The app's manifest: what the bot uses, and no more.

Source of the tables: Slack's documentation, of each method and event the scope that it needs.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from bot.channels.slack.desk import CHANNEL
from bot.settings import PROJECT

MANIFEST: dict[str, Any] = yaml.safe_load((PROJECT / "slack" / "manifest.yml").read_text(encoding="utf-8"))
SCOPE_OF_EVENT = {
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
}
SCOPES_OF_METHOD = {
    "chat.postMessage": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.update": {"chat:write"},
    "chat.delete": {"chat:write"},
    "conversations.open": {"im:write"},
    # What was posted is looked for where it was posted.
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
}


def methods() -> set[str]:
    """Every method of the Web API that the channel asks for."""
    source = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "bot/channels/slack").glob("*.py"))
    return set(re.findall(r'"((?:chat|conversations|views|users|auth|reactions|files)\.\w+)"', source))


def test_it_asks_for_the_scopes_that_it_needs_and_no_more() -> None:
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    needed = set().union(*(SCOPE_OF_EVENT[event] for event in events), *(SCOPES_OF_METHOD[m] for m in methods()))
    needed.add("commands")
    scopes = MANIFEST["oauth_config"]["scopes"]["bot"]
    assert sorted(scopes) == sorted(needed)


def test_everything_comes_to_the_one_address() -> None:
    urls = [
        MANIFEST["settings"]["event_subscriptions"]["request_url"],
        MANIFEST["settings"]["interactivity"]["request_url"],
        *(command["url"] for command in MANIFEST["features"]["slash_commands"]),
    ]
    assert {url.partition("/webhooks/")[2] for url in urls} == {f"{CHANNEL}/webhook"}
    assert all(url.startswith("https://") for url in urls)


def test_direct_messages_can_be_written() -> None:
    home = MANIFEST["features"]["app_home"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]


def test_nobody_is_told_that_the_app_decides() -> None:
    words = " ".join(MANIFEST["display_information"].values())
    assert len(MANIFEST["display_information"]["name"]) <= 35
    assert len(MANIFEST["display_information"]["description"]) <= 140
    assert 174 <= len(MANIFEST["display_information"]["long_description"]) <= 4000
    assert "the study team does" in words
    assert "eligible" not in words

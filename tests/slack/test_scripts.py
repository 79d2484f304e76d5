"""The scripted conversations of `tests/slack/conversations/`, each through the running server; the README says how."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.slack.events import Request
from tests.slack.names import Json, direct_channel
from tests.slack.running import Slack

FOLDER = Path(__file__).parent / "conversations"
STEPS = {
    *("mention", "reply", "another", "direct", "command", "edit", "delete", "tap", "choose"),
    *("bot", "now", "privately", "at_once", "stands", "silence"),
}


class Script(NamedTuple):
    """One conversation as it must go."""

    name: str
    steps: list[dict[str, Any]]


def scripts() -> Iterator[Script]:
    """All scripts. Raises ValueError, naming file and step, where one isn't of the form."""
    for path in sorted(FOLDER.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            for number, step in enumerate(entry["steps"], 1):
                if len(step) != 1 or not set(step) <= STEPS:
                    raise ValueError(f"{path.name}: {entry['conversation']}: step {number}: {step}")
            yield Script(entry["conversation"], entry["steps"])


class Play:
    """One conversation, as it goes."""

    def __init__(self, slack: Slack) -> None:
        self.slack, self.people = slack, slack.people
        self.user, self.other, self.channel = slack.user(), slack.user(), slack.channel()
        self.root: str | None = None
        self.last: Request | None = None
        self.place = self.channel
        self.heard = 0
        self.heard_privately = 0
        self.at_once: Json = {}

    def do(self, kind: str, value: Any) -> None:
        """One thing that someone does."""
        if kind == "mention":
            self.last = self.people.mention(value, user=self.user, channel=self.channel)[0]
            self.root, self.place = self.last.ts, self.channel
        elif kind in ("reply", "another"):
            user = self.user if kind == "reply" else self.other
            self.last = self.people.say_in(self.channel, value, user=user, thread_ts=self.root)
        elif kind == "direct":
            self.last = self.people.say(value, user=self.user)
            self.place = direct_channel(self.user)
        elif kind == "command":
            answer = self.people.command(value, user=self.user, channel=self.channel)
            self.at_once = answer.json if answer.body else {}
        elif kind == "edit":
            assert self.last is not None
            self.last = self.people.edit(self.last, value)
        elif kind == "delete":
            assert self.last is not None
            self.people.delete(self.last)
        else:
            self.people.tap(self.messages()[-1], value, user=self.user)

    def messages(self) -> list[Json]:
        """The bot's messages, oldest first."""
        return self.slack.said(self.place)

    def check(self, kind: str, value: Any) -> None:
        """One thing that must be so."""
        messages = self.messages()
        if kind == "bot":
            assert len(messages) > self.heard, f"the bot said nothing more; expected {value!r}"
            self.heard += 1
            assert_says(messages[self.heard - 1], value)
        elif kind == "now":
            assert_says(messages[-1], value)
        elif kind == "stands":
            assert len(messages) == value, [words_of(message)[:80] for message in messages]
            self.heard = len(messages)
        elif kind == "silence":
            assert len(messages) == self.heard, words_of(messages[-1])
        elif kind == "at_once":
            assert_says(self.at_once, value)
        else:
            private = self.slack.api.ephemerals(self.place, self.user)
            assert len(private) == self.heard_privately + 1, private
            self.heard_privately += 1
            assert_says(private[-1], value)


def words_of(message: Json) -> str:
    """All words of a message's blocks, without Slack's signs."""
    found = []
    for block in message.get("blocks", ()):
        if "text" in block:
            found.append(block["text"]["text"])
        found += [element["text"] for element in block.get("elements", ()) if isinstance(element.get("text"), str)]
    return re.sub(r"[*\u2060]", "", " ".join(" ".join(found).split()))


def assert_says(message: Json, expected: str) -> None:
    """The message's words are these, "..." standing for any."""
    pattern = ".*".join(re.escape(" ".join(part.split())) for part in expected.split("..."))
    assert re.fullmatch(pattern, words_of(message)), f"{expected!r} is not\n{words_of(message)}"


@pytest.mark.parametrize("script", list(scripts()), ids=lambda script: script.name)
def test_goes_as_written(script: Script, slack: Slack) -> None:
    play = Play(slack)
    for step in script.steps:
        ((kind, value),) = step.items()
        if kind in ("bot", "now", "privately", "at_once", "stands", "silence"):
            play.check(kind, value)
        else:
            play.do(kind, value)

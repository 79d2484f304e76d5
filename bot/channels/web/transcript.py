"""A conversation as the page draws it, read from the log: a reply, a resent message and a reload look the same."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from typing import Any, NamedTuple

from bot.runtime.conversations import ConversationStore, Said

JSON = Any

START = "start"
"""The id of the message with which the page begins a conversation; nobody wrote it."""

DRAWN = ("utter_greet", "utter_result_", "utter_ask_review")
"""Responses whose sense the page draws itself: its head, the card of the result, the review."""

LISTED = "utter_what_to_change"
"""The response that lists the rows again, which the page shows with a *Change* each."""

_QUESTION = ("utter_ask_", "utter_confirm")


class Entry(NamedTuple):
    """One thing that was said: `who` is "you" or "bot"; `name` is the domain's response, empty for a person."""

    who: str
    text: str
    name: str = ""


class Transcript(NamedTuple):
    """What was said, and where that leaves the conversation.

    `now` is the last payload of the bot's, with the words of its question as `text`: the page draws it instead of the
    question's entry. `last` is the number of the person's last message.
    """

    entries: list[Entry]
    now: dict[str, JSON] | None
    last: int

    def as_dict(self) -> dict[str, JSON]:
        """For JSON."""
        return {"entries": [entry._asdict() for entry in self.entries], "now": self.now, "last": self.last}


def whole(store: ConversationStore, sender: str) -> Transcript:
    """All of a conversation."""
    return _read(store.said(sender))


def reply(store: ConversationStore, sender: str, number: int) -> Transcript:
    """What a message, by the number of its event, got for an answer; its own text comes first, as it is kept."""
    said = store.said(sender, number - 1)
    answers = takewhile(lambda one: one[1]["event"] == "bot", said[1:])
    return _read([*said[:1], *answers])


def _read(said: Iterable[Said]) -> Transcript:
    entries: list[Entry] = []
    now: dict[str, JSON] | None = None
    last = 0
    for number, event in said:
        if event["event"] == "user":
            last = number
            if event["message_id"] != START:
                entries.append(Entry("you", event["text"] or ""))
            continue
        custom = event["data"].get("custom")
        if custom is None:
            name = event["metadata"].get("utter_action") or ""
            if event["text"] and not _is_drawn(name):
                text = event["text"].partition("\n- ")[0] if name == LISTED else event["text"]
                entries.append(Entry("bot", text, name))
            continue
        asked = entries[-1] if entries and entries[-1].name.startswith(_QUESTION) else None
        now = {**custom, "text": asked.text if asked else ""}
    if now and now["text"]:
        # Drawn as the question, and no second time.
        entries.pop(_last_question(entries))
    return Transcript(entries, now, last)


def _is_drawn(name: str) -> bool:
    # A second greeting is one to say.
    return name.startswith(DRAWN) and name != "utter_greeted_again"


def _last_question(entries: list[Entry]) -> int:
    return max(index for index, entry in enumerate(entries) if entry.name.startswith(_QUESTION))

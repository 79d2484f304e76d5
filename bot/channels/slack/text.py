"""Slack's text and plain text: mentions, links and escapes out; nothing that pings anyone back in.

Slack escapes `&`, `<` and `>`, and writes what it recognises between angle brackets: `<@U012>`, `<mailto:…|…>`.
Source: Slack's documentation, "Formatting text for app surfaces".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.channels.text import clean

_ENTITY = re.compile(r"<([^<>]*)>")
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")


class Heard(NamedTuple):
    """A text as a person reads it, and the ids of the people and apps that it mentions."""

    text: str
    mentions: tuple[str, ...]


def read(raw: object) -> Heard:
    """A text of Slack's as plain text; what is no text is an empty one."""
    if not isinstance(raw, str):
        return Heard("", ())
    mentions = tuple(_MENTION.findall(raw))
    plain = _unescape(_ENTITY.sub(_shown, raw))
    return Heard(clean(re.sub(r"[ \t]+", " ", plain)), mentions)


def escape(text: str) -> str:
    """A plain text as Slack shows it letter for letter, whatever someone typed into it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _shown(entity: re.Match[str]) -> str:
    """What Slack shows for an entity; a person, a channel or a whole team is no part of what is said."""
    content = entity[1]
    target, _, label = content.partition("|")
    if target.startswith(("@", "#", "!subteam", "!here", "!channel", "!everyone")):
        return " "
    if label:
        return label
    return target.partition(":")[2] if target.startswith(("mailto:", "tel:")) else target


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

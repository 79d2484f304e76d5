"""Block Kit, within its limits: what is too long for one block becomes several, parted at a good place.

The objects are slack_sdk's, which check what they can. Source of the limits: Slack's reference of Block Kit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    CheckboxesElement,
    ConfirmObject,
    ContextBlock,
    MarkdownTextObject,
    Option,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
)

from bot.channels.slack.text import escape

Block = dict[str, Any]

LONGEST_SECTION = 3000
LONGEST_TEXT = 3000
"""Characters of a message's `text`, which notifications show."""
MOST_BYTES = 4000
"""Bytes of it that `chat.update` takes; letters of other languages have up to four."""
LONGEST_LABEL = 75
MOST_BLOCKS = 50
LONGEST_MESSAGE = 12_000
"""Characters of all blocks together: at about 13,200 Slack answers `msg_blocks_too_long`, which no page documents."""
MOST_BUTTONS = 5
"""Buttons side by side; more are a menu. Slack takes 25, which nobody finds their way in."""
MOST_CHECKBOXES = 10
MOST_OPTIONS = 100


class Choice(NamedTuple):
    """Something to tap: what stands on it, and what it sends."""

    label: str
    value: str
    action: str
    confirm: tuple[str, str, str] | None = None
    """What is asked before: the question, yes and no."""
    style: str | None = None


def sections(text: str) -> Iterator[Block]:
    """Slack's markdown as one section or more."""
    for part in parted(text, LONGEST_SECTION):
        yield SectionBlock(text=_markdown(part)).to_dict()


def notes(text: str) -> Iterator[Block]:
    """The same in small, grey letters."""
    for part in parted(text, LONGEST_SECTION):
        yield ContextBlock(elements=[_markdown(part)]).to_dict()


def preformatted(text: str) -> Iterator[Block]:
    """A plain text in letters of one width, as one section or more."""
    fence = "```"
    for part in parted(escape(text.replace("`", "'")), LONGEST_SECTION - 2 * len(fence)):
        yield SectionBlock(text=_markdown(f"{fence}{part}{fence}")).to_dict()


def _markdown(text: str) -> MarkdownTextObject:
    # Else Slack looks for links and mentions in plain words too, such as "@channel".
    return MarkdownTextObject(text=text, verbatim=True)


def buttons(choices: Sequence[Choice], block_id: str) -> Block:
    """Buttons in a row."""
    return ActionsBlock(elements=[_button(choice) for choice in choices], block_id=block_id).to_dict()


def menu(choices: Sequence[Choice], prompt: str, block_id: str, action: str) -> Block:
    """A menu of choices, where buttons would be too many."""
    options = [Option(value=c.value, label=shortened(c.label)) for c in islice(choices, MOST_OPTIONS)]
    element = StaticSelectElement(placeholder=shortened(prompt), options=options, action_id=action)
    return ActionsBlock(elements=[element], block_id=block_id).to_dict()


def checkboxes(choices: Sequence[Choice], send: Choice, besides: Sequence[Choice], block_id: str, action: str) -> Block:
    """Checkboxes with the button that sends them, and other buttons behind it."""
    options = [Option(value=c.value, label=shortened(c.label)) for c in islice(choices, MOST_CHECKBOXES)]
    elements = [CheckboxesElement(options=options, action_id=action), *map(_button, (send, *besides))]
    return ActionsBlock(elements=elements, block_id=block_id).to_dict()


def shortened(label: str, longest: int = LONGEST_LABEL) -> str:
    """A label of the length that Slack shows, or that there is room for."""
    return label if len(label) <= longest else label[: longest - 1].rstrip() + "…"


def parted(text: str, longest: int) -> Iterator[str]:
    """A text in parts of up to `longest` characters, parted between lines, sentences or words, in this order.

    No part begins or ends with blanks, and none is empty.
    """
    text = text.strip()
    while len(text) > longest:
        head = text[: longest + 1]
        place = max((head.rfind(sign) + len(sign.rstrip()) for sign in ("\n\n", "\n")), default=-1)
        if place < longest // 3:
            place = max(m.end() for m in _SENTENCE.finditer(head))
        if place < longest // 3:
            place = head.rfind(" ")
        if place < longest // 3:
            place = _outside_of_escapes(head, longest)
        yield text[:place].rstrip()
        text = text[place:].lstrip()
    if text:
        yield text


_SENTENCE = re.compile(r"(?<!&lt)(?<!&gt)(?<!&amp)[.!?;](?=\s)|\A")
"""Where a sentence ends; an escape's ";" ends none."""


def _outside_of_escapes(text: str, place: int) -> int:
    """The place, or, within an escape such as "&lt;", the one before it."""
    start = text.rfind("&", max(place - 5, 0), place)
    return start if start > 0 and ";" not in text[start:place] else place


def in_messages(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """The blocks in messages of as many, and as many characters, as Slack takes."""
    message: list[Block] = []
    length = 0
    for block in blocks:
        longer = len(json.dumps(block, ensure_ascii=False))
        if message and (len(message) == MOST_BLOCKS or length + longer > LONGEST_MESSAGE):
            yield message
            message, length = [], 0
        message.append(block)
        length += longer
    if message:
        yield message


def bold(text: str) -> str:
    """A text in bold letters, with nothing in it taken for a sign of Slack's, and in one line: bold ends with it."""
    plain = " ".join(escape(text).replace("*", "∗").split())
    return f"*{plain}*" if plain else ""


def plain(text: str) -> str:
    """A text as it stands, whatever signs are in it: Slack's own marks (`*`, `_`, `~`, `` ` ``) mark nothing."""
    return re.sub(r"(?<!\w)([*_~`])|([*_~`])(?!\w)", lambda m: f"\u2060{m[0]}\u2060", escape(text))


def _button(choice: Choice) -> ButtonElement:
    confirm = None
    if choice.confirm:
        question, yes, no = choice.confirm
        confirm = ConfirmObject(
            title=shortened(choice.label), text=PlainTextObject(text=question), confirm=yes, deny=no
        )
    return ButtonElement(
        text=shortened(choice.label), action_id=choice.action, value=choice.value, confirm=confirm, style=choice.style
    )

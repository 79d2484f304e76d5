"""What Slack takes as the blocks of a message or of a modal, and what would ping somebody.

The limits are those of the pages under "Block Kit" in Slack's reference ("Blocks", and one page for each block) and of
"Views" under "Surfaces". Lengths are in characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from tests.slack.block_elements import (
    BLOCK_ID,
    EITHER,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    TEXT,
    Findings,
)
from tests.slack.names import Json

BLOCKS, VIEW_BLOCKS = 50, 100
FIELDS, FIELD = 10, 2000
HEADER = 150
CONTEXT, ACTIONS = 10, 25
TITLE, LABEL = 2000, 2000
MARKDOWN = 12_000
"""Of all the markdown blocks of one message together."""
TABLE_ROWS, TABLE_CELLS = 100, 20
TABLE_CHARACTERS = 10_000
"""Of all the cells of a message together."""
VIEW_TITLE, VIEW_METADATA, VIEW_CALLBACK = 24, 3000, 255

_PING = re.compile(r"<!(channel|here|everyone|subteam\^\w+)(?:\|[^<>]*)?>|<@([UW]\w+)(?:\|[^<>]*)?>")


def check_blocks(blocks: Any, most: int = BLOCKS) -> list[str]:
    """What Slack would refuse in these blocks: sentences, none if they are fine."""
    findings = Findings()
    named: set[str] = set()
    for where, block in findings.several("blocks", blocks, most, 0):
        _block(findings, where, block, named)
    held = [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    if sum(block.get("type") == "table" for block in held) > 1:
        findings.add("blocks", "have more than one table")
    for kind, most_characters in (("table", TABLE_CHARACTERS), ("markdown", MARKDOWN)):
        length = characters([block for block in held if block.get("type") == kind])
        if length > most_characters:
            findings.add("blocks", f"have {length} characters in {kind} blocks, of at most {most_characters}")
    return findings.sentences


def check_view(view: Any) -> list[str]:
    """What Slack would refuse in a modal: sentences, none if it is fine."""
    findings = Findings()
    optional = "submit close private_metadata callback_id clear_on_close notify_on_close external_id submit_disabled"
    if not findings.object("view", view, "type title blocks", optional):
        return findings.sentences
    if view["type"] != "modal":
        findings.add("view.type", "must be modal")
    for key in ("title", "submit", "close"):
        if key in view:
            findings.text(f"view.{key}", view[key], VIEW_TITLE)
    for key, most in (("private_metadata", VIEW_METADATA), ("callback_id", VIEW_CALLBACK)):
        if key in view:
            findings.string(f"view.{key}", view[key], most, 0)
    blocks = check_blocks(view["blocks"], VIEW_BLOCKS)
    if not blocks and "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        findings.add("view", "has an input block, and lacks submit")
    return findings.sentences + blocks


def pings(text: Any, blocks: Any, allowed: bool | Collection[str] = False) -> list[str]:
    """Whom a message would notify: sentences, but for those that are allowed (`True` for all of them).

    Allowed ones are user ids and `channel`, `here`, `everyone`.
    """
    if allowed is True:
        return []
    whom = [word for held in (text, blocks) for word in _pinged(held)]
    return [f"the message would ping {word}" for word in whom if not allowed or word not in allowed]


def elements(blocks: Any) -> Iterator[tuple[str, Json]]:
    """Every interactive element of a message's blocks, with the id of its block."""
    for block in blocks or ():
        inside = [*(block.get("elements") or ()), block.get("accessory"), block.get("element")]
        for element in inside:
            if isinstance(element, dict) and "action_id" in element:
                yield block.get("block_id", ""), element


def characters(blocks: Any) -> int:
    """How much text blocks have, all together."""
    return sum(map(len, _texts(blocks)))


def _pinged(value: Any) -> Iterator[str]:
    """Plain text pings nobody, whatever is in it."""
    if isinstance(value, str):
        yield from (match[1] or match[2] for match in _PING.finditer(value))
    elif isinstance(value, list):
        for item in value:
            yield from _pinged(item)
    elif isinstance(value, dict) and value.get("type") not in ("plain_text", "raw_text"):
        # The elements of rich text name whom they mention instead of writing it.
        if value.get("type") in ("user", "broadcast", "usergroup"):
            yield str(value.get("user_id") or value.get("range") or value.get("usergroup_id"))
        for key, item in value.items():
            if key not in ("value", "action_id", "block_id"):
                yield from _pinged(item)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "text" and isinstance(item, str):
                yield item
            else:
                yield from _texts(item)


def _block(findings: Findings, where: str, block: Any, named: set[str]) -> None:
    kind = block.get("type") if isinstance(block, dict) else None
    if not isinstance(kind, str) or kind not in _BLOCKS:
        findings.add(where, f"is of an unknown type: {kind}")
        return
    required, optional, check = _BLOCKS[kind]
    if findings.object(where, block, "type " + required, "block_id " + optional):
        check(findings, where, block)
    if "block_id" in block and findings.string(f"{where}.block_id", block["block_id"], BLOCK_ID):
        if block["block_id"] in named:
            findings.add(where, f"has the block_id of another block, {block['block_id']}")
        named.add(block["block_id"])


def _section(findings: Findings, where: str, block: Json) -> None:
    if "text" not in block and "fields" not in block:
        findings.add(where, "must have text or fields")
    if "text" in block:
        findings.text(f"{where}.text", block["text"], TEXT, EITHER)
    if "fields" in block:
        for place, field in findings.several(f"{where}.fields", block["fields"], FIELDS):
            findings.text(place, field, FIELD, EITHER)
    if "accessory" in block:
        findings.element(f"{where}.accessory", block["accessory"], IN_SECTION)
    findings.boolean(where, block, "expand")


def _header(findings: Findings, where: str, block: Json) -> None:
    findings.text(f"{where}.text", block["text"], HEADER)


def _divider(findings: Findings, where: str, block: Json) -> None:
    """A divider has nothing but its keys."""


def _context(findings: Findings, where: str, block: Json) -> None:
    for place, element in findings.several(f"{where}.elements", block["elements"], CONTEXT):
        if isinstance(element, dict) and element.get("type") == "image":
            findings.element(place, element, frozenset({"image"}))
        else:
            findings.text(place, element, TEXT, EITHER)


def _actions(findings: Findings, where: str, block: Json) -> None:
    seen: set[str] = set()
    for place, element in findings.several(f"{where}.elements", block["elements"], ACTIONS):
        findings.element(place, element, IN_ACTIONS)
        name = element.get("action_id") if isinstance(element, dict) else None
        if isinstance(name, str):
            if name in seen:
                findings.add(place, f"has the action_id of another element of its block, {name}")
            seen.add(name)


def _image(findings: Findings, where: str, block: Json) -> None:
    findings.image(where, block)
    if "title" in block:
        findings.text(f"{where}.title", block["title"], TITLE)


def _input(findings: Findings, where: str, block: Json) -> None:
    findings.text(f"{where}.label", block["label"], LABEL)
    findings.element(f"{where}.element", block["element"], IN_INPUT)
    if "hint" in block:
        findings.text(f"{where}.hint", block["hint"], LABEL)
    findings.boolean(where, block, "optional", "dispatch_action")


def _markdown(findings: Findings, where: str, block: Json) -> None:
    findings.string(f"{where}.text", block["text"], MARKDOWN)


def _table(findings: Findings, where: str, block: Json) -> None:
    for place, row in findings.several(f"{where}.rows", block["rows"], TABLE_ROWS):
        for cell_place, cell in findings.several(place, row, TABLE_CELLS):
            _cell(findings, cell_place, cell)
    for place, column in findings.several(f"{where}.column_settings", block.get("column_settings", []), TABLE_CELLS, 0):
        # The Python SDK's table block says that a column may be left as it is by null.
        if column is not None and findings.object(place, column, "", "align is_wrapped"):
            findings.one_of(place, column, "align", ("left", "center", "right"))
            findings.boolean(place, column, "is_wrapped")


def _cell(findings: Findings, where: str, cell: Any) -> None:
    kind = cell.get("type") if isinstance(cell, dict) else None
    if kind in ("raw_text", "raw_number"):
        if findings.object(where, cell, "type text" if kind == "raw_text" else "type text value"):
            findings.string(f"{where}.text", cell["text"], TABLE_CHARACTERS)
    elif kind == "rich_text":
        if findings.object(where, cell, "type elements", "block_id"):
            _rich_text(findings, where, cell)
    else:
        findings.add(where, f"is of a type that may not be in a table: {kind}")


def _rich_text(findings: Findings, where: str, block: Json) -> None:
    """Only the outer two layers: what is within them has no limits of its own."""
    kinds = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
    for place, element in findings.several(f"{where}.elements", block["elements"], 10**6):
        if not isinstance(element, dict) or element.get("type") not in kinds:
            findings.add(place, f"must be one of {', '.join(kinds)}")
        elif not isinstance(element.get("elements"), list):
            findings.add(f"{place}.elements", "must be a list")


_BLOCKS: dict[str, tuple[str, str, Callable[[Findings, str, Json], None]]] = {
    "section": ("", "text fields accessory expand", _section),
    "header": ("text", "", _header),
    "divider": ("", "", _divider),
    "context": ("elements", "", _context),
    "actions": ("elements", "", _actions),
    "image": ("alt_text", "image_url slack_file title", _image),
    "input": ("label element", "hint optional dispatch_action", _input),
    "markdown": ("text", "", _markdown),
    "table": ("rows", "column_settings", _table),
    "rich_text": ("elements", "", _rich_text),
}

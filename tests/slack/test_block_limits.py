"""Each limit of Block Kit is really refused by the stub, and what is just within it is taken."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.models import blocks as sdk

from tests.slack.block_kit import check_blocks, check_view, pings
from tests.slack.names import BOT_USER, MARIA, Json

ROW = [{"type": "raw_text", "text": "x" * 100}]


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * length}


def section(length: int = 1, **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(length), **more}


def button(text: int = 1, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), **more}


def actions(*elements: Json) -> list[Json]:
    return [{"type": "actions", "elements": list(elements)}]


def option(number: int = 0, text: int = 1, **more: Any) -> Json:
    return {"text": plain(text), "value": str(number), **more}


def chooser(kind: str, count: int, **more: Any) -> list[Json]:
    return actions({"type": kind, "options": [option(number) for number in range(count)], **more})


def confirm(**lengths: int) -> Json:
    held = {"title": 1, "text": 1, "confirm": 1, "deny": 1} | lengths
    return {key: plain(length) for key, length in held.items()}


def context(*elements: Json) -> list[Json]:
    return [{"type": "context", "elements": list(elements)}]


def table(rows: int = 1, cells: int = 1, columns: int = 0, text: str = "x") -> list[Json]:
    row = [{"type": "raw_text", "text": text}] * cells
    return [{"type": "table", "rows": [row] * rows, "column_settings": [{"align": "right"}] * columns}]


def image(**more: Any) -> list[Json]:
    return [{"type": "image", "alt_text": "a", "image_url": "https://example.org/a.png", **more}]


def field(**more: Any) -> list[Json]:
    return [{"type": "input", "label": plain(1), "element": {"type": "plain_text_input"}, **more}]


def raw_menu(**more: Any) -> list[Json]:
    return actions({"type": "static_select", "options": [option()], **more})


WITHIN_AND_BEYOND: dict[str, tuple[list[Json], list[Json]]] = {
    "blocks": ([section()] * 50, [section()] * 51),
    "section text": ([section(3000)], [section(3001)]),
    "section text of nothing": ([section(1)], [section(0)]),
    "fields": ([{"type": "section", "fields": [plain(2000)] * 10}], [{"type": "section", "fields": [plain(1)] * 11}]),
    "field": ([{"type": "section", "fields": [plain(2000)]}], [{"type": "section", "fields": [plain(2001)]}]),
    "header": ([{"type": "header", "text": plain(150)}], [{"type": "header", "text": plain(151)}]),
    "header in plain text": ([{"type": "header", "text": plain(1)}], [{"type": "header", "text": mrkdwn(1)}]),
    "context": (context(*[mrkdwn(1)] * 10), context(*[mrkdwn(1)] * 11)),
    "context of something": (context(plain(1)), context()),
    "actions": (actions(*[button()] * 25), actions(*[button()] * 26)),
    "button text": (actions(button(75)), actions(button(76))),
    "button in plain text": (actions(button()), actions(button() | {"text": mrkdwn(1)})),
    "button value": (actions(button(value="x" * 2000)), actions(button(value="x" * 2001))),
    "button style": (actions(button(style="primary")), actions(button(style="default"))),
    "button link": (actions(button(url="x" * 3000)), actions(button(url="x" * 3001))),
    "action_id": (actions(button(action_id="x" * 255)), actions(button(action_id="x" * 256))),
    "action_id once in a block": (
        actions(button(action_id="a"), button(action_id="b")),
        actions(button(action_id="a"), button(action_id="a")),
    ),
    "action_id in two blocks": (
        actions(button(action_id="a")) + actions(button(action_id="a")),
        actions(button(action_id="")),
    ),
    "block_id": ([section(block_id="x" * 255)], [section(block_id="x" * 256)]),
    "block_id once": (
        [section(block_id="a"), section(block_id="b")],
        [section(block_id="a"), section(block_id="a")],
    ),
    "select": (chooser("static_select", 100), chooser("static_select", 101)),
    "select of something": (chooser("static_select", 1), chooser("static_select", 0)),
    "checkboxes": (chooser("checkboxes", 10), chooser("checkboxes", 11)),
    "radio buttons": (chooser("radio_buttons", 10), chooser("radio_buttons", 11)),
    "overflow": (chooser("overflow", 5), chooser("overflow", 6)),
    "option text": (raw_menu(options=[option(text=75)]), raw_menu(options=[option(text=76)])),
    "option value": (
        raw_menu(options=[option() | {"value": "x" * 150}]),
        raw_menu(options=[option() | {"value": "x" * 151}]),
    ),
    "option values differ": (raw_menu(options=[option(1), option(2)]), raw_menu(options=[option(1), option(1)])),
    "option description": (
        raw_menu(options=[option(description=plain(75))]),
        raw_menu(options=[option(description=plain(76))]),
    ),
    "option link": (
        actions({"type": "overflow", "options": [option(url="https://example.org")]}),
        raw_menu(options=[option(url="https://example.org")]),
    ),
    "option in mrkdwn": (
        actions({"type": "checkboxes", "options": [option() | {"text": mrkdwn(1)}]}),
        raw_menu(options=[option() | {"text": mrkdwn(1)}]),
    ),
    "placeholder": (raw_menu(placeholder=plain(150)), raw_menu(placeholder=plain(151))),
    "what is chosen at first": (raw_menu(initial_option=option()), raw_menu(initial_option=option(7))),
    "what is ticked at first": (
        chooser("checkboxes", 2, initial_options=[option(1)]),
        chooser("checkboxes", 2, initial_options=[]),
    ),
    "confirm title": (actions(button(confirm=confirm(title=100))), actions(button(confirm=confirm(title=101)))),
    "confirm text": (actions(button(confirm=confirm(text=300))), actions(button(confirm=confirm(text=301)))),
    "confirm yes": (actions(button(confirm=confirm(confirm=30))), actions(button(confirm=confirm(confirm=31)))),
    "confirm no": (actions(button(confirm=confirm(deny=30))), actions(button(confirm=confirm(deny=31)))),
    "image text": (image(alt_text="x" * 2000), image(alt_text="x" * 2001)),
    "image title": (image(title=plain(2000)), image(title=plain(2001))),
    "image link": (image(image_url="x" * 3000), image(image_url="x" * 3001)),
    "input label": (field(label=plain(2000)), field(label=plain(2001))),
    "input hint": (field(hint=plain(2000)), field(hint=plain(2001))),
    "input of no button": (field(), field(element=button())),
    "rows": (table(rows=100), table(rows=101)),
    "cells": (table(cells=20), table(cells=21)),
    "columns": (table(columns=20), table(columns=21)),
    "cell of something": (table(text="x"), table(text="")),
    "characters in tables": (table(rows=100, text="x" * 100), table(rows=100, text="x" * 101)),
    "one table": (table(), table() + table()),
    "markdown": ([{"type": "markdown", "text": "x" * 12_000}], [{"type": "markdown", "text": "x" * 6001}] * 2),
    "known block": ([{"type": "divider"}], [{"type": "dividing line"}]),
    "known element": (actions(button()), actions({"type": "knob"})),
    "element that may stand here": ([section(accessory=button())], [section(accessory={"type": "plain_text_input"})]),
    "known key": ([section(expand=True)], [section(colour="red")]),
    "required key": ([section()], [{"type": "section"}]),
    "no null": ([section()], [section(block_id=None)]),
    "emoji in plain text": (
        [{"type": "header", "text": plain(1) | {"emoji": True}}],
        [{"type": "section", "text": mrkdwn(1) | {"emoji": True}}],
    ),
}


@pytest.mark.parametrize("limit", WITHIN_AND_BEYOND)
def test_what_is_within_a_limit_is_taken_and_what_is_beyond_is_refused(limit: str) -> None:
    within, beyond = WITHIN_AND_BEYOND[limit]
    assert check_blocks(within) == []
    assert len(check_blocks(beyond)) >= 1


def test_whatever_is_not_a_list_of_objects_is_refused() -> None:
    wrong: Any
    for wrong in ("blocks", {"type": "divider"}, 7, ["divider"], [None], [{}]):
        assert check_blocks(wrong) != []
    for kind in ("section", "header", "context", "actions", "image", "input", "table", "rich_text", "markdown"):
        held: Any
        for held in (None, 7, "x", [7], {}):
            block = {"type": kind, "text": held, "elements": held, "element": held, "rows": held, "label": held}
            assert check_blocks([block]) != []


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything within a JSON value."""
    if path:
        yield path
    for key, held in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from nodes(held, (*path, key))


@pytest.mark.parametrize("limit", [name for name, (within, _) in WITHIN_AND_BEYOND.items() if len(str(within)) < 2000])
def test_nothing_that_is_put_in_a_place_makes_the_check_fail(limit: str) -> None:
    within, _ = WITHIN_AND_BEYOND[limit]
    for path in nodes(within):
        junk: Any
        for junk in (None, 7, "", "x", [], [7], {}, {"type": []}, {"text": {}}, [[]], True):
            blocks = copy.deepcopy(within)
            inner: Any = blocks
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = junk
            check_blocks(blocks)
            pings("", blocks)


def test_what_slacks_own_sdk_builds_is_taken() -> None:
    menu = sdk.StaticSelectElement(
        placeholder="Which one?", action_id="which", options=[sdk.Option(value="age", label="Age")]
    )
    built: list[sdk.Block] = [
        sdk.HeaderBlock(text="Result"),
        sdk.SectionBlock(text="*Likely eligible*", fields=["Age", "12"], accessory=menu),
        sdk.DividerBlock(),
        sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text="AALL1331")]),
        sdk.ActionsBlock(
            elements=[
                sdk.ButtonElement(
                    text="Start over",
                    action_id="restart",
                    style="danger",
                    confirm=sdk.ConfirmObject(title="Start over?", text="All answers go."),
                ),
                sdk.CheckboxesElement(action_id="ticks", options=[sdk.Option(value="a", label="A")]),
            ]
        ),
        sdk.TableBlock(rows=[ROW, [sdk.RawTextObject(text="b").to_dict()]], column_settings=[None, {"align": "right"}]),
    ]
    assert check_blocks([block.to_dict() for block in built]) == []


def test_a_modal_has_limits_of_its_own() -> None:
    modal = {
        "type": "modal",
        "title": plain(24),
        "blocks": field(),
        "submit": plain(24),
        "private_metadata": "x" * 3000,
    }
    assert check_view(modal | {"blocks": field() + [section()] * 99}) == []
    wrong: Json
    for wrong in (
        {"title": plain(25)},
        {"submit": plain(25)},
        {"private_metadata": "x" * 3001},
        {"callback_id": "x" * 256},
        {"type": "home"},
        {"blocks": [section()] * 101},
        {"colour": "red"},
    ):
        assert check_view(modal | wrong) != [], wrong
    assert check_view({key: value for key, value in modal.items() if key != "submit"}) != []


@pytest.mark.parametrize(
    "text", ["<!channel>", "<!here|here>", "<!everyone>", f"Hello <@{MARIA}>", f"<@{MARIA}|maria>", "<!subteam^S0ALL>"]
)
def test_what_would_ping_somebody_is_found_wherever_it_is(text: str) -> None:
    held = {"type": "mrkdwn", "text": text}
    menu = {"type": "checkboxes", "options": [{"text": held, "value": "a"}]}
    for blocks in (
        [{"type": "section", "text": held}],
        [{"type": "section", "fields": [held]}],
        context(held),
        actions(menu),
    ):
        assert len(pings("", blocks)) == 1
        assert pings("", blocks, True) == []
    assert len(pings(text, None)) == 1
    assert pings(text.replace("<", "&lt;").replace(">", "&gt;"), None) == []
    # Nothing in plain text, or in a value, is ever read as a mention.
    assert pings("", [{"type": "header", "text": {"type": "plain_text", "text": text}}]) == []
    assert pings("", actions(button(value=text))) == []


def test_mentions_may_be_allowed_one_by_one() -> None:
    assert pings(f"<@{MARIA}> <@{BOT_USER}>", None, {MARIA}) == [f"the message would ping {BOT_USER}"]

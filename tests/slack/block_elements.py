"""What Slack takes within a block: text, options, confirmations, and the elements that people tap.

Every limit is from the pages under "Block Kit" in Slack's reference ("Text object", "Option object", "Confirmation
dialog object", and one page for each element). Lengths are in characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.slack.names import Json

PLAIN = ("plain_text",)
EITHER = ("plain_text", "mrkdwn")

ACTION_ID = BLOCK_ID = 255
TEXT = 3000
BUTTON_TEXT, BUTTON_VALUE, URL = 75, 2000, 3000
OPTION_TEXT, OPTION_VALUE, OPTION_DESCRIPTION = 75, 150, 75
SELECT_OPTIONS, CHECKBOX_OPTIONS, OVERFLOW_OPTIONS = 100, 10, 5
PLACEHOLDER = 150
CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
ALT_TEXT = 2000
STYLES = ("primary", "danger")

IN_ACTIONS = frozenset(
    {
        "button",
        "static_select",
        "users_select",
        "conversations_select",
        "channels_select",
        "checkboxes",
        "radio_buttons",
        "overflow",
        "datepicker",
        "timepicker",
    }
)
IN_SECTION = IN_ACTIONS | {"image", "multi_static_select"}
IN_INPUT = (IN_SECTION - {"button", "overflow", "image"}) | {
    "plain_text_input",
    "email_text_input",
    "number_input",
    "url_text_input",
}


class Findings:
    """What is wrong with a message: sentences, each beginning with the place that it is about."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def add(self, where: str, what: str) -> None:
        """One thing that is wrong."""
        self.sentences.append(f"{where} {what}")

    def object(self, where: str, value: Any, required: str, optional: str = "") -> bool:
        """Whether this is an object with every required key and only known ones; what isn't so is added."""
        if not isinstance(value, dict):
            self.add(where, "must be an object")
            return False
        for key in sorted(set(required.split()) - set(value)):
            self.add(where, f"lacks {key}")
        for key in sorted(set(value) - set(required.split()) - set(optional.split())):
            self.add(where, f"has an unknown key, {key}")
        for key in sorted(key for key, held in value.items() if held is None):
            self.add(f"{where}.{key}", "must not be null")
        return set(required.split()) <= set(value)

    def string(self, where: str, value: Any, most: int, least: int = 1) -> bool:
        """Whether this is a string of a length within these limits."""
        if not isinstance(value, str):
            self.add(where, "must be a string")
        elif not least <= len(value) <= most:
            self.add(where, f"must have {least} to {most} characters, and has {len(value)}")
        else:
            return True
        return False

    def several(self, where: str, value: Any, most: int, least: int = 1) -> Iterator[tuple[str, Any]]:
        """Each item of a list of this many, with its place."""
        if not isinstance(value, list):
            self.add(where, "must be a list")
            return
        if not least <= len(value) <= most:
            self.add(where, f"must have {least} to {most} items, and has {len(value)}")
        yield from ((f"{where}[{number}]", item) for number, item in enumerate(value))

    def boolean(self, where: str, value: Json, *keys: str) -> None:
        """Those of these keys that are given must be true or false."""
        for key in keys:
            if key in value and not isinstance(value[key], bool):
                self.add(f"{where}.{key}", "must be true or false")

    def one_of(self, where: str, value: Json, key: str, allowed: tuple[str, ...]) -> None:
        """If given, this key must be one of these words."""
        if key in value and value[key] not in allowed:
            self.add(f"{where}.{key}", f"must be one of {', '.join(allowed)}")

    def text(self, where: str, value: Any, most: int = TEXT, kinds: tuple[str, ...] = PLAIN) -> None:
        """A text object of one of these kinds."""
        if not self.object(where, value, "type text", "emoji verbatim"):
            return
        kind = value["type"]
        if kind not in kinds:
            self.add(where, f"must be {' or '.join(kinds)}, and is {kind}")
        for key, only in (("emoji", "plain_text"), ("verbatim", "mrkdwn")):
            if key in value and kind != only:
                self.add(where, f"has {key}, which is for {only} only")
        self.boolean(where, value, "emoji", "verbatim")
        self.string(f"{where}.text", value["text"], most)

    def option(self, where: str, value: Any, kinds: tuple[str, ...], url: bool = False) -> None:
        """An option object; a `url` is for overflow menus only."""
        if not self.object(where, value, "text value", "description url" if url else "description"):
            return
        self.text(f"{where}.text", value["text"], OPTION_TEXT, kinds)
        self.string(f"{where}.value", value["value"], OPTION_VALUE)
        if "description" in value:
            self.text(f"{where}.description", value["description"], OPTION_DESCRIPTION, kinds)
        if "url" in value:
            self.string(f"{where}.url", value["url"], URL)

    def options(self, where: str, value: Any, most: int, kinds: tuple[str, ...] = PLAIN, url: bool = False) -> None:
        """A list of option objects, whose values differ."""
        seen: set[str] = set()
        for place, option in self.several(where, value, most):
            self.option(place, option, kinds, url)
            held = option.get("value") if isinstance(option, dict) else None
            if isinstance(held, str):
                if held in seen:
                    self.add(place, f"has the value of another option, {held}")
                seen.add(held)

    def confirm(self, where: str, value: Any) -> None:
        """A confirmation dialog object."""
        if self.object(where, value, "title text confirm deny", "style"):
            for key, most in CONFIRM.items():
                self.text(f"{where}.{key}", value[key], most, EITHER if key == "text" else PLAIN)
            self.one_of(where, value, "style", STYLES)

    def element(self, where: str, value: Any, allowed: frozenset[str]) -> None:
        """An element that may stand where only these kinds may."""
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in _ELEMENTS or kind not in allowed:
            self.add(where, f"is of a type that may not stand here: {kind}")
            return
        required, optional, check = _ELEMENTS[kind]
        if kind != "image":
            optional += " action_id confirm"
        if self.object(where, value, "type " + required, optional):
            check(self, where, value)
        if "action_id" in value:
            self.string(f"{where}.action_id", value["action_id"], ACTION_ID)
        if "confirm" in value:
            self.confirm(f"{where}.confirm", value["confirm"])
        if "placeholder" in value:
            self.text(f"{where}.placeholder", value["placeholder"], PLACEHOLDER)
        self.boolean(where, value, "focus_on_load")

    def image(self, where: str, value: Json) -> None:
        """What an image block and an image element have in common."""
        self.string(f"{where}.alt_text", value["alt_text"], ALT_TEXT)
        if ("image_url" in value) == ("slack_file" in value):
            self.add(where, "must have one of image_url and slack_file")
        if "image_url" in value:
            self.string(f"{where}.image_url", value["image_url"], URL)


def _button(findings: Findings, where: str, value: Json) -> None:
    findings.text(f"{where}.text", value["text"], BUTTON_TEXT)
    for key, most in (("value", BUTTON_VALUE), ("url", URL), ("accessibility_label", BUTTON_TEXT)):
        if key in value:
            findings.string(f"{where}.{key}", value[key], most)
    findings.one_of(where, value, "style", STYLES)


def _select(findings: Findings, where: str, value: Json) -> None:
    if ("options" in value) == ("option_groups" in value):
        findings.add(where, "must have one of options and option_groups")
        return
    if "options" in value:
        findings.options(f"{where}.options", value["options"], SELECT_OPTIONS)
    for place, group in findings.several(f"{where}.option_groups", value.get("option_groups", []), SELECT_OPTIONS, 0):
        if findings.object(place, group, "label options"):
            findings.text(f"{place}.label", group["label"], OPTION_TEXT)
            findings.options(f"{place}.options", group["options"], SELECT_OPTIONS)
    _chosen(findings, where, value)


def _boxes(findings: Findings, where: str, value: Json) -> None:
    findings.options(f"{where}.options", value["options"], CHECKBOX_OPTIONS, EITHER)
    _chosen(findings, where, value)


def _chosen(findings: Findings, where: str, value: Json) -> None:
    """What is chosen from the beginning must be one of the options, key for key."""
    groups = [group for group in _list(value, "option_groups") if isinstance(group, dict)]
    offered = [*_list(value, "options"), *(option for group in groups for option in _list(group, "options"))]
    chosen = [*([value["initial_option"]] if "initial_option" in value else []), *_list(value, "initial_options")]
    if "initial_options" in value and not _list(value, "initial_options"):
        findings.add(f"{where}.initial_options", "must be a list of options, and not empty")
    if any(option not in offered for option in chosen):
        findings.add(where, "begins with an option that isn't one of its options")


def _list(value: Json, key: str) -> list[Any]:
    """What is held there, if it is a list."""
    held = value.get(key)
    return held if isinstance(held, list) else []


def _overflow(findings: Findings, where: str, value: Json) -> None:
    findings.options(f"{where}.options", value["options"], OVERFLOW_OPTIONS, url=True)


def _nothing(findings: Findings, where: str, value: Json) -> None:
    """What has no limit but its keys."""


_INPUT = "placeholder initial_value focus_on_load dispatch_action_config"
_SELECT = "options option_groups placeholder focus_on_load"
_ELEMENTS: dict[str, tuple[str, str, Callable[[Findings, str, Json], None]]] = {
    "button": ("text", "url value style accessibility_label", _button),
    "static_select": ("", _SELECT + " initial_option", _select),
    "multi_static_select": ("", _SELECT + " initial_options max_selected_items", _select),
    "users_select": ("", "placeholder initial_user focus_on_load", _nothing),
    "conversations_select": (
        "",
        "placeholder initial_conversation default_to_current_conversation filter response_url_enabled focus_on_load",
        _nothing,
    ),
    "channels_select": ("", "placeholder initial_channel response_url_enabled focus_on_load", _nothing),
    "checkboxes": ("options", "initial_options focus_on_load", _boxes),
    "radio_buttons": ("options", "initial_option focus_on_load", _boxes),
    "overflow": ("options", "", _overflow),
    "datepicker": ("", "placeholder initial_date focus_on_load", _nothing),
    "timepicker": ("", "placeholder initial_time timezone focus_on_load", _nothing),
    "image": ("alt_text", "image_url slack_file", Findings.image),
    "plain_text_input": ("", _INPUT + " multiline min_length max_length", _nothing),
    "email_text_input": ("", _INPUT, _nothing),
    "url_text_input": ("", _INPUT, _nothing),
    "number_input": ("is_decimal_allowed", _INPUT + " min_value max_value", _nothing),
}

"""Scripted conversations: Rasa's end-to-end test format, read and run against the trained model.

The open-source Rasa can't run this format, so it is read here: `test_cases` of `steps` (`user`, `bot`, `utter`,
`slot_was_set`, `slot_was_not_set`), `fixtures` that set slots first, and one step of our own, `result`, which compares
the statuses of criteria. In a `bot` step "..." stands for any words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

STEPS = ("user", "bot", "utter", "slot_was_set", "slot_was_not_set", "result")


class ScriptError(ValueError):
    """A script is wrong; the message names the file, the case and the step."""


class Script(NamedTuple):
    """One conversation as it must go."""

    name: str
    slots: dict[str, Any]
    """What the fixtures set before the first message: `who`, `on`, or any answer."""
    steps: list[dict[str, Any]]


class Said(NamedTuple):
    """One thing that the bot said: the response it came from, and its words."""

    utter: str
    text: str


class Turn(NamedTuple):
    """What one message led to."""

    said: list[Said]
    slots: dict[str, Any]
    statuses: dict[str, str]
    """Each criterion's status in the last payload with a result; empty before the review."""


def read(path: Path) -> Iterator[Script]:
    """The scripts of a file. Raises ScriptError where the file isn't of the form."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or not isinstance(content.get("test_cases"), list):
        raise ScriptError(f"{path.name}: a list `test_cases` is needed at the top")
    unknown = set(content) - {"test_cases", "fixtures"}
    if unknown:
        raise ScriptError(f"{path.name}: unknown key {sorted(unknown)[0]!r}: use fixtures and test_cases")
    fixtures = {name: slots for entry in content.get("fixtures", []) for name, slots in entry.items()}
    for case in content["test_cases"]:
        name = case.get("test_case")
        if not name or not case.get("steps"):
            raise ScriptError(f"{path.name}: each test case needs a name (`test_case`) and `steps`")
        slots: dict[str, Any] = {}
        for fixture in case.get("fixtures", []):
            if fixture not in fixtures:
                raise ScriptError(f"{path.name}: {name}: there is no fixture {fixture!r}")
            for entry in fixtures[fixture]:
                slots.update(entry)
        for number, step in enumerate(case["steps"], 1):
            if not isinstance(step, dict) or len(step) != 1 or next(iter(step)) not in STEPS:
                raise ScriptError(
                    f"{path.name}: {name}: step {number}: one of {', '.join(STEPS)} is needed, not {step!r}"
                )
        yield Script(name, {key: str(value) if key == "on" else value for key, value in slots.items()}, case["steps"])


def parted(step: dict[str, Any], turn: Turn, heard: int) -> tuple[str | None, int]:
    """How a step differs from what happened, None where it doesn't; and how many messages are accounted for.

    Messages are expected in the script's order; those that it passes over need not be in it.
    """
    kind, expected = next(iter(step.items()))
    if kind in ("bot", "utter"):
        for number in range(heard, len(turn.said)):
            said = turn.said[number]
            if said.utter == expected if kind == "utter" else _matches(expected, said.text):
                return None, number + 1
        return f"the bot did not say {expected!r}", heard
    if kind == "result":
        wrong = {c: turn.statuses.get(c, "no result yet") for c, s in expected.items() if turn.statuses.get(c) != s}
        return (f"expected {expected}, but {wrong}" if wrong else None), heard
    return _slot_difference(kind, expected, turn.slots), heard


def _slot_difference(kind: str, expected: Any, slots: dict[str, Any]) -> str | None:
    for entry in expected if isinstance(expected, list) else [expected]:
        named = entry if isinstance(entry, dict) else {entry: ...}
        for slot, value in named.items():
            actual = slots.get(slot)
            is_so = actual is not None if value is ... else actual == value
            if is_so != (kind == "slot_was_set"):
                wanted = "" if value is ... else f" to {value!r}"
                return f"{kind}: {slot}{wanted}, but it is {actual!r}"
    return None


def _matches(expected: str, text: str) -> bool:
    words = r"\s+".join(re.escape(word) for word in expected.split())
    return re.fullmatch(words.replace(re.escape("..."), ".*"), " ".join(text.split()), re.DOTALL) is not None

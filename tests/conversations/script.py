"""Scripted conversations: Rasa's end-to-end test format, read and run against the trained model.

The open-source Rasa can't run this format, so it is read here: `test_cases` of `steps` (`user`, `bot`, `utter`,
`slot_was_set`, `slot_was_not_set`), `fixtures` that set slots first, and two steps of our own: `result` compares the
statuses of criteria (and the `verdict`), `not_uttered` names a response that must not come. In a `bot` step "..."
stands for any words. README.md shows how to write one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.wording import load_wording

STEPS = ("user", "bot", "utter", "not_uttered", "slot_was_set", "slot_was_not_set", "result")
AS_WRITTEN = ("user", "bot", "utter", "not_uttered")
"""Steps whose value is words: `user: no` says "no", not false, and `user: 2026-11-03` is no date."""


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
    """Each criterion's status in the last payload with a result, and the `verdict`; empty before the review."""


def read(path: Path) -> Iterator[Script]:
    """The scripts of a file. Raises ScriptError where the file isn't of the form."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        raise ScriptError(f"{path.name}: is no YAML: {error}") from None
    if not isinstance(content, dict) or not isinstance(content.get("test_cases"), list):
        raise ScriptError(f"{path.name}: a list `test_cases` is needed at the top")
    unknown = set(content) - {"test_cases", "fixtures"}
    if unknown:
        raise ScriptError(f"{path.name}: unknown key {sorted(unknown)[0]!r}: use fixtures and test_cases")
    fixtures = _fixtures(path, content.get("fixtures") or [])
    names = set()
    for case in content["test_cases"]:
        if not isinstance(case, dict) or not case.get("test_case") or not isinstance(case.get("steps"), list):
            raise ScriptError(f"{path.name}: each test case needs a name (`test_case`) and `steps`, not {case!r:.80}")
        name = str(case["test_case"])
        if name in names:
            raise ScriptError(f"{path.name}: {name}: this name stands twice")
        names.add(name)
        slots: dict[str, Any] = {}
        for fixture in case.get("fixtures") or []:
            if fixture not in fixtures:
                raise ScriptError(f"{path.name}: {name}: there is no fixture {fixture!r}")
            slots.update(fixtures[fixture])
        _check_steps(f"{path.name}: {name}", case["steps"])
        yield Script(name, slots, case["steps"])


def _fixtures(path: Path, listed: Any) -> dict[str, dict[str, Any]]:
    """Each fixture's slots by its name."""
    fixtures: dict[str, dict[str, Any]] = {}
    try:
        for entry in listed:
            for name, slots in entry.items():
                fixtures[name] = {slot: value for each in slots for slot, value in each.items()}
    except (AttributeError, TypeError):
        raise ScriptError(
            f"{path.name}: a fixture is a name with a list of slots, such as `- staff: [{{who: staff}}]`"
        ) from None
    return fixtures


def _check_steps(where: str, steps: list[Any]) -> None:
    for number, step in enumerate(steps, 1):
        if not isinstance(step, dict) or len(step) != 1 or next(iter(step)) not in STEPS:
            raise ScriptError(f"{where}: step {number}: one of {', '.join(STEPS)} is needed, not {step!r}")
        named = step.get("utter", step.get("not_uttered"))
        if named is not None and named not in load_wording():
            raise ScriptError(f"{where}: step {number}: domain.yml has no response {named}")
        if "result" in step and not isinstance(step["result"], dict):
            raise ScriptError(f"{where}: step {number}: result: criteria with a status each, such as `age: met`")
    if "user" not in steps[0]:
        raise ScriptError(f"{where}: step 1: someone has to say something first: begin with user")
    if all("user" in step for step in steps):
        raise ScriptError(f"{where}: nothing is expected of the bot, so that the test could not fail")


class _Loader(yaml.SafeLoader):
    """YAML in which names (`on`), days and the words of a step stand as they are written."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        for key, value in node.value:
            key.tag = _TEXT
            if key.value in AS_WRITTEN and isinstance(value, yaml.ScalarNode):
                value.tag = _TEXT
        return super().construct_mapping(node, deep)


_TEXT = "tag:yaml.org,2002:str"
_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: node.value)


def parted(step: dict[str, Any], turn: Turn, heard: int) -> tuple[str | None, int]:
    """How a step differs from what happened, None where it doesn't; and how many messages are accounted for.

    Messages are expected in the script's order; those that it passes over need not be in it.
    """
    kind, expected = next(iter(step.items()))
    if kind == "not_uttered":
        return (f"the bot said {expected}" if expected in {said.utter for said in turn.said} else None), heard
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
    """Whether the words are these; how they are broken into lines does not count."""
    parts = [re.escape(" ".join(part.split())) for part in expected.split("...")]
    return re.fullmatch(".*".join(parts), " ".join(text.split())) is not None

"""The cases: what people wrote, and what the bot may take from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.understand.answers import read_answers
from bot.understand.findings import Reading

FOLDER = Path(__file__).parent
ON = "2026-11-22"


@dataclass(frozen=True)
class Case:
    """One message: `answers` is what it says, `accept` lists what else is right, `ask` a code or True for any."""

    text: str
    asking: str | None
    answers: dict[str, Any]
    file: str
    who: str = "family"
    on: str = ON
    scale: str | None = None
    never: bool = False
    ask: Any = None
    dont_know: bool = False
    unsure: list[str] = field(default_factory=list)
    accept: list[dict[str, Any]] = field(default_factory=list)
    denied: list[str] | None = None
    """The kinds of treatment that were never given, where the case tells."""

    def read(self) -> Reading:
        return read_answers(self.text, self.asking, date.fromisoformat(str(self.on)), self.who, self.scale)


def cases() -> Iterator[Case]:
    """Every case of this folder's YAML files, in order."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for row in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
            yield Case(file=path.stem, **row)


def items(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers as items that can be counted: each therapy is one."""
    flat = {key: value for key, value in answers.items() if key != "therapies"}
    for item in answers.get("therapies", ()):
        flat[f"therapies {sorted(item.items())}"] = item
    return flat


def faults(case: Case, reading: Reading) -> list[str]:
    """What is wrong with a reading, in words."""
    found = []
    allowed = [case.answers, *case.accept]
    if not any(items(reading.answers) == items(answers) for answers in allowed):
        found.append(f"answers {reading.answers} instead of {case.answers}")
    if reading.never != case.never:
        found.append(f"never is {reading.never}")
    if case.dont_know != reading.dont_know:
        found.append(f"dont_know is {reading.dont_know}")
    if {finding.key for finding in reading.unsure} != set(case.unsure):
        found.append(f"unsure is {[finding.key for finding in reading.unsure]}")
    if case.denied is not None and set(reading.denied_kinds) != set(case.denied):
        found.append(f"denied_kinds is {reading.denied_kinds}")
    lenient = items(reading.answers) in [items(answers) for answers in case.accept]
    if not lenient and (case.ask is None) != (reading.ask is None):
        found.append(f"asks {reading.ask}")
    elif isinstance(case.ask, str) and (reading.ask is None or reading.ask.code != case.ask):
        found.append(f"asks {reading.ask} instead of {case.ask}")
    return found

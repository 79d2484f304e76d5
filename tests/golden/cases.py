"""Loads the golden cases and says in words where a result is not what a case expects.

A file has `on`, the day of evaluation, and `cases`; a case has `name`, `why`, `answers`, `expect` and, where it is
another day, its own `on`. Under `expect` stand the criteria that matter (a status, or `status`, `needs`, `clears_on`,
and words that the reason `says` or `says_not`), `verdict`, `unmet`, `unknown`, or `refused` with the keys of which one
must be named.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.answers import Answers, AnswersError
from bot.evaluation import evaluate
from bot.trial import Trial


class Words(yaml.SafeLoader):
    """Reads `2026-11-22` as the text that the answers hold, and `on` as a word: YAML's own are a date and a true."""


Words.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] not in ("timestamp", "bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Words.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), ["t", "f"])


@dataclass(frozen=True)
class Case:
    """One patient, and what is expected of the evaluator in words and in the document's form."""

    file: str
    name: str
    why: str
    on: date
    answers: dict[str, Any]
    expect: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"

    def wrong_in(self, result: dict[str, Any]) -> list[str]:
        """Each thing in which a result of `outcome` is not as expected; none where all is."""
        if "refused" in result or "refused" in self.expect:
            keys = _list(self.expect.get("refused", []))
            named = result.get("refused") or ""
            good = any(named == key or named.startswith((f"{key}.", f"{key}[")) for key in keys)
            return [] if good else [f"refused: {named or 'no key'}, expected {' or '.join(keys) or 'no refusal'}"]
        found = result | {criterion["id"]: criterion for criterion in result["criteria"]}
        wrong = []
        for name, expected in self.expect.items():
            parts = expected if isinstance(expected, dict) else {"status": expected}
            if name not in found:
                wrong.append(f"{name} is missing")
                continue
            for part, value in parts.items():
                whole = found[name]
                got = whole["reason" if part.startswith("says") else part] if isinstance(whole, dict) else whole
                if not _same(part, got, value):
                    wrong.append(f"{name} {part}: {got}, expected {value}")
        return wrong


def all_cases() -> list[Case]:
    """Every case of every file beside this one."""
    cases = []
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Words)
        for case in content["cases"]:
            on = date.fromisoformat(case.pop("on", content["on"]))
            cases.append(Case(file=path.stem, on=on, **case))
    return cases


def outcome(trial: Trial, case: Case) -> dict[str, Any]:
    """The result in the document's form, or `{"refused": key}`."""
    try:
        result: dict[str, Any] = evaluate(trial, Answers.parse(case.answers), case.on).as_dict()
        return result
    except AnswersError as error:
        return {"refused": error.key}


def _same(part: str, got: Any, expected: Any) -> bool:
    if part in ("says", "says_not"):
        return (expected in got) == (part == "says")
    return sorted(got) == sorted(expected) if part == "needs" else bool(got == expected)  # needs have no order


def _list(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)

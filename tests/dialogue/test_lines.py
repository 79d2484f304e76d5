"""Patients that staff write in one line, and what they write after it: the statuses that must come of it.

Everything is in the way, the trained model and the real actions, as in Slack: nothing is asked step by step.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.talk import Talk

LINES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("lines.yaml").read_text(encoding="utf-8"))
SLACK = {"who": "staff", "on": "2026-11-26", "step_by_step": False}
STATUSES = ("met", "not_met", "unknown")


def _statuses(case: dict[str, Any]) -> dict[str, list[str]]:
    """The criteria by their status, once everything of the case was said."""
    talk = Talk(dict(SLACK))
    for text in case["says"]:
        talk.say(text)
    criteria = talk.custom.get("result", {}).get("criteria", [])
    return {status: [c["id"] for c in criteria if c["status"] == status] for status in STATUSES}


def _wrong(case: dict[str, Any]) -> list[str]:
    """Criteria that are decided otherwise than they are: worse than one that is left unknown."""
    told = _statuses(case)
    return [name for status in ("met", "not_met") for name in told[status] if name not in case[status]]


@pytest.mark.parametrize("case", [c for c in LINES if "open" not in c], ids=lambda c: " | ".join(c["says"])[:80])
def test_line(case: dict[str, Any]) -> None:
    assert _statuses(case) == {status: case[status] for status in STATUSES}


@pytest.mark.parametrize("case", [c for c in LINES if "open" in c], ids=lambda c: " | ".join(c["says"])[:80])
def test_what_is_not_understood_yet_decides_nothing(case: dict[str, Any]) -> None:
    assert _wrong(case) == []


@pytest.mark.parametrize("text", ["start", "ask me step by step", "begin the questions"])
def test_plain_words_begin_the_questions(text: str) -> None:
    talk = Talk(dict(SLACK))
    talk.say(text)
    assert talk.custom["asking"]


@pytest.mark.parametrize(
    "text",
    ["flow says its T cell actually", "want to screen her", "lets see if the kid qualifies", "checking eligibility"],
)
def test_a_guess_begins_no_questions(text: str) -> None:
    talk = Talk(dict(SLACK))
    talk.say("11yo M B-ALL 1st rel BM")
    talk.say(text)
    assert not talk.custom.get("asking")

"""Staff's questions in Slack, through the trained model and the real actions: what is said, and that none is kept."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dialogue.trial_answers import look_up
from tests.dialogue.patient import new_screening
from tests.talk import Talk

DATA: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("slack_questions.yaml").read_text("utf-8"))
CASES: list[dict[str, Any]] = [*DATA["blind"], *DATA["own"]]
ON = "2026-11-26"
LONGEST = 1200
"""Characters of an answer about one criterion, about as much as a phone shows at once."""


def _is_open(case: dict[str, Any]) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=case["open"], strict=True)] if "open" in case else []


@lru_cache(maxsize=1)
def _page() -> list[list[Any]]:
    questions = yaml.safe_load(Path(__file__).with_name("staff_questions.yaml").read_text("utf-8"))
    return list(questions["page"])


@pytest.mark.parametrize("case", [pytest.param(case, id=case["text"][:60], marks=_is_open(case)) for case in CASES])
def test_a_question_is_answered_and_not_stored(case: dict[str, Any]) -> None:
    talk = Talk({"who": "staff", "on": ON, "step_by_step": False})
    if "patient" in case:
        talk.say(DATA["patients"][case["patient"]])
    before = dict(talk.custom.get("answers") or {})
    said = "\n".join(one.text for one in talk.say(case["text"]).said).casefold()
    stored = dict(talk.custom.get("answers") or {}) != before
    assert stored == case.get("stores", False)
    missing = [part for part in case["expects"] if not any(one.casefold() in said for one in part.split("|"))]
    assert missing == [], said
    assert [part for part in case.get("forbids", ()) if part.casefold() in said] == [], said


def test_there_are_many_cases() -> None:
    assert len(DATA["blind"]) >= 130 and len(DATA["own"]) >= 80
    assert len([case for case in CASES if "open" in case]) <= 4


@pytest.mark.parametrize("case", _page(), ids=lambda case: str(case[0]))
def test_an_answer_about_one_criterion_is_short(case: list[Any]) -> None:
    question = str(case[0])
    said = look_up(question, new_screening(who="staff"))
    of_many = any(word in question for word in ("criteria", "agents", "drugs", "counts", "list"))
    assert said is not None and (of_many or len(said.text) <= LONGEST)

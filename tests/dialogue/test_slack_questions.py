"""Staff's questions in Slack, through the trained model and the real actions: what is said, and that none is kept."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dialogue.trial_answers import look_up
from bot.understand.understanding import understand
from tests.dialogue.patient import new_screening
from tests.talk import Talk

DATA: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("slack_questions.yaml").read_text("utf-8"))
CASES: list[dict[str, Any]] = [*DATA["blind"], *DATA["own"], *DATA["second"], *DATA["third"]]
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
    for first in (DATA["patients"].get(case.get("patient")), case.get("line"), case.get("before")):
        if first:
            talk.say(first)
    before = dict(talk.custom.get("answers") or {})
    said = "\n".join(one.text for one in talk.say(case["text"]).said).casefold()
    stored = dict(talk.custom.get("answers") or {}) != before
    assert stored == case.get("stores", False)
    expected = [str(DATA["means"].get(part, part)) for part in case["expects"]]
    missing = [part for part in expected if not any(one.casefold() in said for one in part.split("|"))]
    assert missing == [], said
    assert [part for part in case.get("forbids", ()) if part.casefold() in said] == [], said


def test_there_are_many_cases() -> None:
    assert len(DATA["blind"]) >= 130 and len(DATA["own"]) >= 80 and len(DATA["second"]) >= 100
    assert len([case for case in CASES if "open" in case]) <= 4


@pytest.mark.parametrize("case", _page(), ids=lambda case: str(case[0]))
def test_an_answer_about_one_criterion_is_short(case: list[Any]) -> None:
    question = str(case[0])
    said = look_up(question, new_screening(who="staff"))
    of_many = any(word in question for word in ("criteria", "agents", "drugs", "counts", "list"))
    assert said is not None and (of_many or len(said.text) <= LONGEST)


@pytest.mark.parametrize("kind", ["go_back", "restart", "stop", "change_answer"])
def test_a_guess_alone_undoes_nothing_where_nothing_is_asked(kind: str) -> None:
    ranking = [(kind, 0.95), ("status", 0.03), ("emergency", 0.02)]
    for text in ("could we try the other one", "and the kid from bed nine"):
        assert understand(text, None, date.fromisoformat(ON), "staff", ranking).intent != kind
    assert understand("start over", None, date.fromisoformat(ON), "staff", ranking).intent == "restart"

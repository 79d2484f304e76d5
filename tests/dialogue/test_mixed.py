"""What a hospital's Slack channel brings besides lines about patients: jokes, notes, other trials, emergencies, orders.

Nothing is kept that isn't the patient's, nothing is said that would pass for a result.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.talk import Talk

MESSAGES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("mixed.yaml").read_text(encoding="utf-8"))
SLACK = {"who": "staff", "on": "2026-11-26", "step_by_step": False}
NEVER_SAID = (
    *("all criteria are met", "all 14 criteria are met", "all criteria met", "meets all criteria", "meets all 14"),
    *("looks eligible", "appears eligible", "eligible: yes", "verdict: met"),
)


@pytest.mark.parametrize("case", MESSAGES, ids=lambda case: case["text"][:60])
def test_message(case: dict[str, Any]) -> None:
    talk = Talk(dict(SLACK))
    turn = talk.say(case["text"])
    said = "\n".join(part.text for part in turn.said).lower()
    assert [words for words in (*NEVER_SAID, *case.get("forbids", ())) if words.lower() in said] == []
    kept = talk.custom.get("answers") or {}
    assert kept == case["stores"] or ("open" in case and kept.items() <= case["stores"].items())
    assert said.strip()
    if "says" in case:
        assert case["says"] in [part.utter for part in turn.said]


@pytest.mark.parametrize(
    ("text", "keeps"),
    [
        ("And her measured GFR is 61.", {"gfr": 61}),
        ("Correction from the lab, her creatinine is 1.9.", {"serum_creatinine": 1.9}),
        ("Repeat creatinine this morning was 2.4", {"serum_creatinine": 2.4}),
        ("Lab called back, direct bili is now 3.2", {"direct_bilirubin": 3.2}),
        ("her bilirubin is up, direct 5.4 today", {"direct_bilirubin": 5.4}),
        ("SF dropped to 22 today", {"shortening_fraction": 22}),
    ],
)
def test_a_lab_value_is_no_emergency(text: str, keeps: dict[str, Any]) -> None:
    talk = Talk(dict(SLACK))
    turn = talk.say(text)
    assert "utter_emergency" not in [part.utter for part in turn.said]
    assert talk.custom["answers"] == keeps


@pytest.mark.parametrize(
    "text",
    [
        "her creatinine is 1.9 and she's seizing",
        "Lansky 20, he is not breathing right",
        "Cr 2.4, she is unresponsive now",
        "platelets 4, bleeding from his nose and it won't stop",
        "pt coding in 12, Cr 0.6",
    ],
)
def test_a_value_hides_no_emergency(text: str) -> None:
    assert "utter_emergency" in [part.utter for part in Talk(dict(SLACK)).say(text).said]


@pytest.mark.parametrize(("text", "says"), [(":+1:", "utter_thanks"), (":sob: :sob:", "utter_distress")])
def test_an_emoji_by_its_name(text: str, says: str) -> None:
    assert says in [part.utter for part in Talk(dict(SLACK)).say(text).said]

"""What staff take back or away where nothing is asked: the reply says what it was, and all else is as before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conversations.script import Turn
from tests.talk import Talk

SLACK = {"who": "staff", "on": "2026-11-26", "step_by_step": False}


def _known(turn: Turn) -> dict[str, Any]:
    """What is stored, without where the conversation stands."""
    apart = ("conversation", "asking", "requested_slot", "who", "on", "scale", "session_started_metadata")
    told = {key: value for key, value in turn.slots.items() if key not in apart and value is not None}
    return {**told, **{key: turn.slots["conversation"][key] for key in ("closed", "unknown", "pending", "held")}}


@pytest.mark.parametrize("undo", ["undo", "go back"])
@pytest.mark.parametrize(
    ("before", "text", "told"),
    [
        ("8F B-ALL rel1 BM", "HU 11/21", ["Taken back: hydroxyurea on 11/21/2026."]),
        ("HU never", "last HU 11/21", ["Taken back: hydroxyurea on 11/21/2026.", "Back as before: Last HU: never."]),
        ("8F B-ALL rel1", "age 9", ["Taken back: Age: 9 years.", "Back as before: Age: 8 years."]),
        ("last VCR 11/3", "no HU ever", ["Taken back: Last HU: never."]),
        ("rituximab 11/3", "remove rituximab", ["Back as before: rituximab on 11/03/2026."]),
    ],
)
def test_undo_says_what_was_taken_back(before: str, text: str, told: list[str], undo: str) -> None:
    talk = Talk(dict(SLACK))
    known = _known(talk.say(before))
    talk.say(text)
    turn = talk.say(undo)
    assert [said.text for said in turn.said][: len(told)] == told
    assert _known(turn) == known


def test_there_may_be_nothing_to_take_back() -> None:
    assert Talk(dict(SLACK)).say("undo").said[0].text == "Nothing to take back."


@pytest.mark.parametrize(
    "text",
    ["scratch the ritux, that was another pt", "remove rituximab", "he never had rituximab", "pt never got rituximab"],
)
def test_a_dose_is_taken_away(text: str) -> None:
    talk = Talk(dict(SLACK))
    known = _known(talk.say("VCR 10/1"))
    talk.say("last biologic rituximab 11/3")
    turn = talk.say(text)
    assert turn.said[0].text == "Taken away: rituximab on 11/03/2026."
    assert _known(turn) == known


@pytest.mark.parametrize("text", ["remove the vcr?", "remove the CNS", "scratch rituximab 11/3, VCR 11/2"])
def test_nothing_else_is_taken_away(text: str) -> None:
    talk = Talk(dict(SLACK))
    talk.say("VCR 10/1")
    assert [d["agent"] for d in talk.say(text).slots["therapies"]][:1] == ["vincristine"]


@pytest.mark.parametrize(
    ("text", "told", "key"),
    [
        ("scratch the cr", "Serum Cr: 1.6 mg/dL", "serum_creatinine"),
        ("scratch cr 1.6", "Serum Cr: 1.6 mg/dL", "serum_creatinine"),
        ("drop the EF, wrong pt", "EF (radionuclide): 55%", "ejection_fraction"),
        ("delete the lansky", "Performance: Lansky 80", "performance"),
        ("remove the age", "Age: 9 years", "age_years"),
    ],
)
def test_an_answer_is_taken_away(text: str, told: str, key: str) -> None:
    talk = Talk(dict(SLACK))
    before = talk.say("9yo M B-ALL, Cr 1.6, EF 55, LPS 80").slots
    turn = talk.say(text)
    assert turn.said[0].text == f"Taken away: {told}."
    assert before[key] is not None and turn.slots[key] is None
    assert talk.say("undo").slots[key] == before[key]


def test_what_is_taken_away_is_not_told_by_it() -> None:
    talk = Talk(dict(SLACK))
    talk.say("9yo M B-ALL, Cr 1.6")
    assert talk.say("delete cr 0.9").slots["serum_creatinine"] == 1.6
    talk.say("scratch the cr")
    turn = talk.say("scratch cr 1.6")
    assert turn.said[0].text == "Nothing to take back." and turn.slots["serum_creatinine"] is None


def test_of_two_doses_it_is_asked_which() -> None:
    talk = Talk(dict(SLACK))
    talk.say("VCR 11/3, VCR 11/10")
    turn = talk.say("remove the vcr")
    assert turn.said[0].text.startswith("Which one should be taken away: vincristine on 11/03/2026; ")
    assert len(turn.slots["therapies"]) == 2

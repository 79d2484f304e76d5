"""What a channel sends for a tap is a text that anyone could type: the one understanding reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.questions import all_questions
from bot.wording import load_wording
from tests.dialogue.patient import ON
from tests.talk import Talk
from tests.test_rest import ALL_MET

DAY = {"on": ON.isoformat()}


def _talk_to_the_review(answers: list[str]) -> Talk:
    talk = Talk(dict(DAY))
    talk.say("hello")
    for answer in answers:
        if talk.custom["kind"] != "review":
            talk.say(answer)
    assert talk.custom["kind"] == "review"
    return talk


EVERY_ANSWER = {
    "known": [answer for _, _, answer in ALL_MET],
    "not known": ["I don't know"] * 30,
    "all kinds": [
        *("B-ALL", "7 years", "Once", "Bone marrow, Brain or spinal fluid", "An earlier phase of the first treatment"),
        *("No", "vincristine on September 3, 2026", "September 2026", "Neither of these", "2025", "October 3, 2026"),
        *("Rituximab (Rituxan)", "Yes", "No", "Yes"),
        *("Stays in bed most of the time, but can still do quiet things", "3 mg/dL", "Female", "50 mL/min/1.73 m²"),
        *("5 mg/dL", "20%", "40%"),
    ],
}


@pytest.mark.parametrize("answers", EVERY_ANSWER)
def test_each_rows_sentence_asks_its_question_again_before_and_after_the_result(answers: str) -> None:
    talk = _talk_to_the_review(EVERY_ANSWER[answers])
    rows: list[dict[str, Any]] = talk.custom["rows"]
    assert len(rows) >= 16
    for place in ("review", "result"):
        for row in rows:
            talk.say(row["change"])
            assert talk.custom.get("asking") == {"age": "age_years"}.get(row["question"], row["question"]), row
            talk.say(load_wording().text("utter_web_say_back"))
            assert talk.custom["kind"] == place, row
        assert (talk.custom.get("rows") or talk.custom["card"]["rows"]) == rows
        talk.say("Yes, this is right")


def _options() -> Iterator[Any]:
    for asked in all_questions():
        if asked.kind in ("choice", "text") and asked.asking not in (None, "therapies", "performance"):
            for option in asked.options:
                yield pytest.param(asked.asking, option.label, option.value, id=f"{asked.id}-{option.value}")


@pytest.mark.parametrize(("key", "label", "value"), _options())
def test_each_label_chooses_its_option(key: str, label: str, value: Any) -> None:
    talk = Talk({**DAY, "asking": key, "conversation": {"asking": key, "greeted": True}})
    talk.say(label)
    talk.say("stop")
    assert talk.custom["answers"] == {key: value}


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("age_years", "7 years", 7),
        ("age_years", "18 months", None),
        ("serum_creatinine", "0.5 mg/dL", 0.5),
        ("serum_creatinine", "<0.3 mg/dL", "<0.3"),
        ("gfr", "95 mL/min/1.73 m²", 95),
        ("direct_bilirubin", "0.2 mg/dL", 0.2),
        ("total_bilirubin", "0.6 mg/dL", 0.6),
        ("shortening_fraction", "33%", 33),
        ("ejection_fraction", "58%", 58),
    ],
)
def test_a_number_with_its_unit_answers_the_question(key: str, text: str, value: Any) -> None:
    asking = "age" if key == "age_years" else key
    talk = Talk({**DAY, "asking": key, "conversation": {"asking": asking, "greeted": True}})
    talk.say(text)
    talk.say("stop")
    assert talk.custom["answers"] == ({"age_months": 18} if value is None else {key: value})


@pytest.mark.parametrize("kind", ["cytotoxic", "intrathecal", "hydroxyurea", "biologic"])
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("October 12, 2026", "2026-10-12"),
        ("October 2026", "2026-10"),
        ("2025", "2025"),
        ("November 2, 2026", "2026-11-02"),
    ],
)
def test_a_date_answers_each_question_about_a_last_treatment(kind: str, text: str, kept: str) -> None:
    asking = f"last_{kind}"
    talk = Talk({**DAY, "asking": asking, "conversation": {"asking": asking, "greeted": True}})
    talk.say(text)
    talk.say("stop")
    (dose,) = talk.custom["answers"]["therapies"]
    assert dose["kind"] == kind
    assert dose["last_given"] in (kept, {"2026-10": "2026-10-01/2026-10-31", "2025": "2025-01-01/2025-12-31"}.get(kept))


@pytest.mark.parametrize("asking", [asked.asking for asked in all_questions() if asked.asking])
def test_back_and_stop_are_understood_at_each_question(asking: str) -> None:
    wording = load_wording()
    for name, intent in (("utter_web_say_back", "go_back"), ("utter_web_say_stop", "stop")):
        talk = Talk({**DAY, "asking": asking, "conversation": {"asking": "diagnosis", "greeted": True}})
        turn = talk.say(wording.text(name))
        said = {"go_back": "utter_nothing_before", "stop": "utter_stopped"}[intent]
        assert turn.said[0].utter == said, (name, asking)


def test_going_on_after_a_stop() -> None:
    talk = Talk(dict(DAY))
    talk.say("B-ALL")
    talk.say(load_wording().text("utter_web_say_stop"))
    talk.say(load_wording().text("utter_web_say_go_on"))
    assert talk.custom["asking"] == "age_years"


def test_a_change_that_is_not_wanted_after_all_takes_nothing_back() -> None:
    talk = _talk_to_the_review(EVERY_ANSWER["known"])
    answers = talk.custom["answers"]
    talk.say("change the age")
    talk.say("go back")
    assert (talk.custom["kind"], talk.custom["answers"]) == ("review", answers)
    talk.say("go back")
    assert talk.custom["asking"] == "shortening_fraction"

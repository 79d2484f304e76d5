"""What is answered on the way."""

from __future__ import annotations

import pytest

from bot.dialogue.asides import about_criterion
from tests.dialogue.patient import new_screening, says


@pytest.mark.parametrize(
    ("answers", "maximum"),
    [
        ({"age_years": 14, "sex": "female"}, "1.4 mg/dL"),
        ({"age_years": 14, "sex": "male"}, "1.5 mg/dL"),
        ({"age_years": 7, "sex": "male"}, "1.0 mg/dL"),
    ],
)
def test_staff_who_ask_for_a_cutoff_read_this_patients(answers: dict[str, object], maximum: str) -> None:
    screening = new_screening(who="staff", answers=dict(answers))
    text = about_criterion(screening, says(screening, "whats the cr cutoff?"))[0].text
    assert f"the maximum by age and sex is {maximum}" in text
    assert screening.answers == answers


def test_what_the_question_itself_says_counts() -> None:
    screening = new_screening(who="staff")
    heard = says(screening, "cr cutoff 14yo F", answers={"age_years": 14, "sex": "female"})
    assert "the maximum by age and sex is 1.4 mg/dL" in about_criterion(screening, heard)[0].text


def test_what_cannot_be_is_left_out_of_it() -> None:
    screening = new_screening(who="staff")
    heard = says(screening, "cr cutoff 400yo", answers={"age_years": 400})
    assert "serum creatinine based on age/gender" in about_criterion(screening, heard)[0].text


def test_a_family_reads_the_criterion_and_the_page() -> None:
    screening = new_screening()
    text = about_criterion(screening, says(screening, "what is the creatinine limit?"))[0].text
    assert "doctors' words" in text and "This patient" not in text

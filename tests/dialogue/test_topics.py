"""What a message names: a question to change, a word to explain."""

from __future__ import annotations

import pytest

from bot.dialogue import topics
from tests.dialogue.patient import new_screening


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("what does B-ALL mean?", "b_all"),
        ("what is b all", "b_all"),
        ("what is CAR-T", "car_t"),
        ("What's a lumbar puncture?", "lumbar_puncture"),
        ("what is an LP", "lumbar_puncture"),
        ("what does washout mean", "washout"),
        ("ejection  fraction??", "ejection_fraction"),
        ("what is direct bilirubin", "bilirubin"),
    ],
)
def test_terms(text: str, term: str) -> None:
    assert topics.term(text) == f"utter_term_{term}"


@pytest.mark.parametrize("text", ["", "hello", "what is a quasar", "help", "sallow", "the ballad"])
def test_no_term(text: str) -> None:
    assert topics.term(text) is None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("change the age", "age"),
        ("the creatinine was wrong", "serum_creatinine"),
        ("I want to change the direct bilirubin", "direct_bilirubin"),
        ("change total bilirubin", "total_bilirubin"),
        ("the transplant answer", "prior_transplant"),
        ("change boy or girl", "sex"),
    ],
)
def test_questions(text: str, question: str) -> None:
    assert topics.named(text, new_screening()) == question


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("whats the cr cutoff 14yo F", "serum_creatinine"),
        ("creat limit?", "serum_creatinine"),
        ("bili max", "direct_bilirubin"),
        ("LVEF cutoff", "ejection_fraction"),
        ("min eGFR", "gfr"),
        ("HU washout?", "last_hydroxyurea"),
        ("IT washout", "last_intrathecal"),
    ],
)
def test_questions_in_shorthand(text: str, question: str) -> None:
    screening = new_screening()
    screening.who = "staff"
    assert topics.named(text, screening) == question


def test_cr_may_be_a_remission() -> None:
    screening = new_screening()
    screening.who = "staff"
    assert topics.named("pt in CR after block 1, why?", screening) is None


def test_a_question_of_another_trial_is_not_named() -> None:
    screening = new_screening()
    without = screening.trial.model_copy(update={"criteria": screening.trial.criteria[:1]})
    screening.trial = without
    assert topics.named("change the creatinine", screening) is None


@pytest.mark.parametrize(
    ("text", "supposed"),
    [
        ("What if she was 31?", "she was 31"),
        ("what would happen if the creatinine were 0.9", "the creatinine were 0.9"),
        ("Suppose it was 2 relapses.", "it was 2 relapses"),
    ],
)
def test_a_supposition_is_read_as_if_it_were_said(text: str, supposed: str) -> None:
    assert topics.supposition(text) == supposed

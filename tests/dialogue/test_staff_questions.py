"""Questions of staff's about the trial: what they must be answered, and that nothing is made up or stored."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dialogue import asides
from bot.dialogue.messages import Message
from bot.dialogue.screening import Screening
from bot.dialogue.trial_answers import look_up
from bot.trial import TRIALS, read_trial
from bot.understand import understand
from tests.dialogue.patient import ON, new_screening
from tests.understanding.intents.messages import model

CASES: dict[str, list[Any]] = yaml.safe_load(Path(__file__).with_name("staff_questions.yaml").read_text("utf-8"))
TEXT = (TRIALS / "AALL1331.yaml").read_text(encoding="utf-8")
ASKED = (None, "diagnosis", "serum_creatinine", "last_biologic", "relapse_phase")
"""What may have been asked last: a question about the trial is the same question after each."""
TURNS = {
    "question_about_criterion": asides.or_special(asides.about_criterion),
    "question_about_trial": asides.or_special(asides.about_trial),
}
KEYS = {
    "diagnosis": "diagnosis",
    "serum_creatinine": "serum_creatinine",
    "last_biologic": "last_biologic",
    "relapse_phase": "relapse_phase",
}


def says(question: str, screening: Screening, asking: str | None = None) -> Message:
    """The first message of the reply; it must be taken for a question, and store and ask nothing."""
    heard = understand(question, asking, ON, "staff", model().rank(question))
    assert heard.intent in TURNS, f"{question!r} is heard as {heard.intent}"
    screening.asking = asking
    before = deepcopy((screening.answers, screening.unknown, screening.closed, screening.pending))
    screening.greeted = True
    said = TURNS[heard.intent](screening, heard)
    assert (screening.answers, screening.unknown, screening.closed, screening.pending) == before
    return said[0]


def holds(text: str, parts: list[str], not_: list[str]) -> None:
    for part in parts:
        assert part in text, f"{part!r} is missing in:\n{text}"
    for part in not_:
        assert part not in text, f"{part!r} stands in:\n{text}"


@pytest.mark.parametrize("case", CASES["page"], ids=lambda case: case[0])
def test_what_the_page_says(case: list[Any]) -> None:
    question, parts, not_ = (*case, [])[:3]
    for asking in ASKED:
        said = says(question, new_screening(who="staff"), asking)
        holds(said.text, parts, ["doesn't say", *not_])


LONGEST = 1200
"""Characters of an answer about one criterion."""


@pytest.mark.parametrize("question", CASES["silent"])
def test_what_the_page_does_not_say(question: str) -> None:
    for asking in ASKED:
        said = says(question, new_screening(who="staff"), asking)
        assert said.name == "utter_page_silent"
        holds(said.text, ["The page doesn't say", "NCT02101853", "contact: "], [])
        # A rule is quoted only as one that the page has besides.
        assert '"' not in said.text.partition("What it has: ")[0] and len(said.text) <= LONGEST


@pytest.mark.parametrize("case", CASES["this_patient"], ids=lambda case: case[0])
def test_what_it_means_for_this_patient(case: list[Any]) -> None:
    question, known, parts, not_ = (*case, [])[:4]
    holds(says(question, new_screening(who="staff", answers=known)).text, parts, not_)


@pytest.mark.parametrize("case", CASES["answers"], ids=lambda case: f"{case[0]}-{case[1]}")
def test_what_stays_an_answer(case: list[Any]) -> None:
    text, asking = case
    heard = understand(text, asking, ON, "staff", model().rank(text))
    assert heard.intent == "answer"
    assert heard.answers or heard.unsure


def test_there_are_many_cases() -> None:
    assert sum(map(len, CASES.values())) >= 150
    assert len(CASES["silent"]) >= 30


# --------------------------------------------------------------------------------------------------------- properties
QUESTIONS = [case[0] for case in CASES["page"]]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quotation_stands_in_the_trials_file(question: str) -> None:
    screening = new_screening(who="staff")
    said = look_up(question, screening)
    assert said is not None
    quotations = {source.quotation for criterion in screening.trial.criteria for source in criterion.source}
    names = {document.short or document.name for document in screening.trial.documents.values()}
    for line in said.text.splitlines():
        quoted = re.fullmatch(r"(?P<source>[^\"]+): \"(?P<quotes>.+)\"", line)
        if quoted:
            assert quoted["source"] in names
            assert set(quoted["quotes"].split('" "')) <= quotations
        else:
            assert '"' not in line


@pytest.mark.parametrize("question", [*QUESTIONS, *CASES["silent"]])
def test_what_is_asked_is_the_same_in_any_case_and_with_politeness(question: str) -> None:
    screening = new_screening(who="staff")
    plain = look_up(question, screening)
    polite = look_up(f"hi, can you please tell me: {question} thanks", screening)
    assert plain is not None and polite is not None
    assert plain.text == polite.text


@pytest.mark.parametrize("nonsense", ["", "?", "what does that mean?", "why", "ok", "...", "is it", "7", "\0", "☃?"])
def test_what_names_nothing_is_looked_up_nowhere(nonsense: str) -> None:
    assert look_up(nonsense, new_screening(who="staff")) is None


def test_another_word_makes_no_answer_of_it() -> None:
    """A word that the data don't hold is told, whatever stands beside it."""
    for question in QUESTIONS:
        said = look_up(f"zyzzyva {question}", new_screening(who="staff"))
        assert said is not None and said.name == "utter_page_silent" and "zyzzyva" in said.text


def test_another_trials_file_gives_other_answers() -> None:
    other = TEXT.replace("{ages: [13, 15], male: 1.5, female: 1.4}", "{ages: [13, 15], male: 1.9, female: 1.8}")
    other = other.replace("{scale: lansky, up_to: 16}", "{scale: lansky, up_to: 12}")
    other = other.replace("rituximab: null", "rituximab: 28").replace("id: NCT02101853", "id: NCT00000000")
    other = other.replace("Direct bilirubin < 3.0 mg/dL", "Direct bilirubin < 2.0 mg/dL")
    other = other.replace("pregnant, pregnancy,", "gravid,")
    screening = Screening(read_trial(other, "other.yaml"), ON, "staff")

    def text(question: str) -> str:
        said = look_up(question, screening)
        assert said is not None
        return said.text

    assert "is 1.8 mg/dL" in text("cr cutoff 14yo F")
    assert "Age 13: Karnofsky." in text("which scale at 13?")
    assert "rituximab: counts as biologic agent" in text("rituximab washout") and "28 days" in text("rituximab washout")
    assert "NCT00000000" in text("NCT number?")
    assert "< 2.0" in text("bili limit")
    assert "doesn't say" in text("pregnant?")
    assert "checks this besides" in text("gravid?")


def test_facts_beside_a_question_are_taken_and_it_is_about_them() -> None:
    screening = new_screening(who="staff", greeted=True)
    text = "14F B-ALL. what's the cr cutoff?"
    heard = understand(text, None, ON, "staff", model().rank(text))
    said = TURNS["question_about_criterion"](screening, heard)
    assert screening.answers == {"age_years": 14, "sex": "female", "diagnosis": "b_all"}
    assert "the maximum by age and sex is 1.4 mg/dL" in said[0].text


def test_who_names_nothing_is_answered_about_the_question_asked() -> None:
    screening = new_screening(who="staff", asking="direct_bilirubin", greeted=True)
    heard = understand("what's the cutoff?", "direct_bilirubin", ON, "staff", model().rank("what's the cutoff?"))
    said = TURNS[heard.intent](screening, heard)
    assert "Direct bilirubin < 3.0 mg/dL" in said[0].text


def test_families_are_answered_as_before() -> None:
    for question in ("what's the creatinine limit?", "what is the age limit"):
        heard = understand(question, None, ON, "family", model().rank(question))
        assert heard.question == ""
        said = TURNS[heard.intent](new_screening(greeted=True), heard)
        assert "doctors' words" in said[0].text


def test_a_question_of_staffs_survives_the_tracker() -> None:
    heard = understand("cr cutoff 14yo F", None, ON, "staff", ())
    assert type(heard).from_dict(heard.text, heard.as_dict()).question == heard.question == "cr cutoff 14yo F"

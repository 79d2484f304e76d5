"""What people write becomes answers, and nothing is filled on a guess."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Answers
from bot.questions import all_questions
from bot.understand import Understanding, understand
from bot.understand.answers import read_answers
from tests.understanding.cases import Case, cases, faults

ON = date(2026, 11, 22)
CASES = list(cases())
KEYS = sorted({case.asking for case in CASES if case.asking})


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.text[:40]} ({case.asking})")
def test_case(case: Case) -> None:
    reading = case.read()
    assert faults(case, reading) == []
    # What is read is in the form of the answers. A bare context ("it was maintenance") belongs to the dose that was
    # asked about: the dialogue joins them.
    answers = dict(reading.answers)
    answers["therapies"] = [item for item in answers.get("therapies", []) if item.keys() != {"context"}]
    Answers.parse(answers).check_day(date.fromisoformat(case.on))


@given(st.text(max_size=300), st.sampled_from([None, *KEYS]), st.sampled_from(["family", "staff"]))
def test_any_text_is_text(text: str, asking: str | None, who: str) -> None:
    reading = read_answers(text, asking, ON, who)
    for finding in reading.findings:
        assert text[finding.start : finding.end] == finding.text


@given(st.lists(st.sampled_from([case.text for case in CASES]), min_size=1, max_size=4), st.sampled_from([None, *KEYS]))
def test_words_stand_where_findings_say(texts: list[str], asking: str | None) -> None:
    text = "\n".join(texts)
    for finding in read_answers(text, asking, ON).findings:
        assert text[finding.start : finding.end] == finding.text
        assert 0 <= finding.sure <= 1


@pytest.mark.parametrize("text", ["7 " * 50_000, "a" * 100_000, "no " * 33_000, "(" * 100_000, "\u202e7\x00" * 20_000])
def test_very_long_texts_fill_nothing(text: str) -> None:
    # `make bench` says how long they take.
    assert read_answers(text, "last_cytotoxic", ON).answers == {}


@pytest.mark.parametrize(
    "text", ["born 3/14/2019", "DOB: 14 March 2019", "dob 2019-03-14", "his birthday is March 14, 2019"]
)
def test_of_a_birth_date_only_the_age_is_kept(text: str) -> None:
    reading = read_answers(text, "age_years", ON)
    assert reading.birth_date_given
    assert reading.answers == {"age_years": 7}


def test_a_birth_date_without_its_year_says_nothing() -> None:
    assert read_answers("his birthday is may 5", "age_years", ON).answers == {}


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("sorry, 8 not 7", "age_years"),
        ("actually she is 8", "relapse_sites"),
        ("no wait, it was the marrow", "relapse_sites"),
        ("oh sorry the methotrexate was November 16th not the 20th", "last_intrathecal"),
    ],
)
def test_what_takes_an_earlier_answer_back_is_marked(text: str, asking: str) -> None:
    assert read_answers(text, asking, ON).corrects


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("8", "age_years"),
        ("sorry, I don't know", "age_years"),
        ("2.4 no wait 3.4", "direct_bilirubin"),
        ("vincristine on nov 3, sorry, nov 5", "last_cytotoxic"),
        ("she is 26 months, no wait, 27 months", None),
    ],
)
def test_a_message_that_corrects_only_itself_changes_nothing_before_it(text: str, asking: str | None) -> None:
    assert not read_answers(text, asking, ON).corrects


@pytest.mark.parametrize(
    ("text", "asking", "kinds"),
    [
        ("no HU; no bio; no reind", None, {"hydroxyurea", "biologic"}),
        ("no hydroxyurea", "last_cytotoxic", {"hydroxyurea"}),
        ("never had any antibodies", "last_biologic", {"biologic"}),
        ("no", "last_hydroxyurea", {"hydroxyurea"}),
        ("no chemo since october", None, set()),
        ("no vincristine", None, set()),
    ],
)
def test_kinds_that_were_never_given_are_told_whatever_was_asked(
    text: str, asking: str | None, kinds: set[str]
) -> None:
    understanding = understand(text, asking, ON, "staff")
    assert set(understanding.denied_kinds) == kinds
    assert Understanding.from_dict(text, understanding.as_dict()).denied_kinds == understanding.denied_kinds


@pytest.mark.parametrize("who", ["family", "staff"])
def test_the_label_of_an_option_is_an_answer_whatever_else_its_words_might_be(who: str) -> None:
    for question in all_questions(who):
        for option in question.options if question.asking else ():
            assert understand(option.label, question.asking, ON, who, (("why_ask", 0.99),)).intent == "answer"


@pytest.mark.parametrize("text", ["12345678", "MRN 3514400", "555-123-4567", "vcr.mom@example.com", "AB-123456"])
@pytest.mark.parametrize("asking", ["last_cytotoxic", "last_biologic", None])
def test_a_number_or_an_address_is_no_drug(text: str, asking: str | None) -> None:
    assert read_answers(text, asking, ON).answers == {}


def test_one_drug_does_not_close_the_list_of_what_was_given() -> None:
    assert not read_answers("VCR 11/3", None, ON, "staff").closes
    assert read_answers("last chemo was 11/3", None, ON, "staff").closes
    assert read_answers("VCR 11/3", "last_cytotoxic", ON, "staff").closes

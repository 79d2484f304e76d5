"""Answers in words, as the playback, the review and the result say them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.saying import label, say_answers, say_date, say_rows, say_therapy
from tests.dialogue.patient import new_screening


@pytest.mark.parametrize(
    ("answers", "family", "staff"),
    [
        ({"diagnosis": "b_all"}, "Kind of leukemia: B-cell ALL (B-ALL)", "Kind of leukemia: B-ALL"),
        ({"age_years": 7}, "Age: 7 years", "Age: 7 years"),
        ({"age_years": 1}, "Age: 1 year", "Age: 1 year"),
        ({"age_months": 18}, "Age: 18 months", "Age: 18 months"),
        ({"age_months": 1}, "Age: 1 month", "Age: 1 month"),
        ({"age_years": "7-8"}, "Age: 7-8 years", "Age: 7-8 years"),
        ({"relapse_count": 0}, "Times it came back: It has not come back", "Relapses: None"),
        ({"relapse_count": 4}, "Times it came back: 4", "Relapses: 4"),
        ({"relapse_sites": ["bone_marrow", "cns"]}, "Where it came back: Bone marrow, Brain or spinal fluid",
         "Sites: BM, CNS"),
        ({"relapse_sites": []}, "Where it came back: none", "Sites: none"),
        ({"prior_transplant": False}, "Stem cell transplant: No", "Prior SCT: No"),
        ({"serum_creatinine": 0.5}, "Creatinine: 0.5 mg/dL", "Serum Cr: 0.5 mg/dL"),
        ({"serum_creatinine": "<0.3"}, "Creatinine: <0.3 mg/dL", "Serum Cr: <0.3 mg/dL"),
        ({"serum_creatinine": "44 umol/L"}, "Creatinine: 44 umol/L", "Serum Cr: 44 umol/L"),
        ({"gfr": "90 mL/min/1.73 m²"}, "GFR: 90 mL/min/1.73 m²", "GFR: 90 mL/min/1.73 m²"),
        ({"shortening_fraction": "30-35 percent"}, "Shortening fraction: 30-35 percent",
         "Shortening fraction: 30-35 percent"),
        ({"ejection_fraction": 55}, "Ejection fraction (MUGA scan): 55%", "EF (radionuclide): 55%"),
        ({"age_years": 7, "sex": "female"}, "Age: 7 years; Sex: Female", "Age: 7 years; Sex: F"),
    ],
)  # fmt: skip
def test_answers_in_words(answers: dict[str, Any], family: str, staff: str) -> None:
    assert (say_answers(answers, "family"), say_answers(answers, "staff")) == (family, staff)


def test_a_score_that_is_no_choice_for_families_is_said_as_a_score() -> None:
    said = say_answers({"performance": {"scale": "lansky", "score": 90}}, "family")
    assert "90" in said and "Lansky" in said


@pytest.mark.parametrize(
    ("text", "family", "staff"),
    [
        ("2026-11-03", "on November 3, 2026", "on 11/03/2026"),
        ("2026-10", "in October 2026", "in 10/2026"),
        ("2026-02-01/2026-02-28", "in February 2026", "in 02/2026"),
        ("2026-10-29/2026-11-04", "between October 29, 2026 and November 4, 2026", "between 10/29/2026 and 11/04/2026"),
        ("../2026-10-01", "on or before October 1, 2026", "on or before 10/01/2026"),
        ("2026-11-01/..", "on or after November 1, 2026", "on or after 11/01/2026"),
    ],
)
def test_dates_in_words_claim_no_day_that_was_not_said(text: str, family: str, staff: str) -> None:
    assert (say_date(text, "family"), say_date(text, "staff")) == (family, staff)


@pytest.mark.parametrize(
    ("therapy", "family"),
    [
        ({"agent": "VCR", "last_given": "2026-11-03"}, "vincristine on November 3, 2026"),
        ({"kind": "cytotoxic"}, "chemo on a day that is not known"),
        (
            {"kind": "cytotoxic", "last_given": "2026-10", "context": "maintenance"},
            "chemo in October 2026 in maintenance",
        ),
        ({"agent": "methotrexate", "kind": "intrathecal", "last_given": "2026-11-03"},
         "methotrexate (chemo into the spinal fluid) on November 3, 2026"),
        ({"agent": "moonbeamumab", "kind": "biologic", "last_given": "2026-11-03"}, "moonbeamumab on November 3, 2026"),
    ],
)  # fmt: skip
def test_doses_in_words(therapy: dict[str, Any], family: str) -> None:
    assert say_therapy(therapy, "family") == family


@pytest.mark.parametrize("who", ["family", "staff"])
def test_each_question_of_the_trial_has_a_label(who: str) -> None:
    asked = [name for criterion in new_screening().trial.criteria for name in criterion.ask]
    assert [name for name in asked if label(name, who) == name] == []


def test_the_review_tells_answers_and_what_was_left_open_in_the_trials_order() -> None:
    screening = new_screening(
        answers={"age_years": 7, "diagnosis": "b_all", "therapies": [{"agent": "VCR", "last_given": "2026-10-03"}]},
        unknown=["last_intrathecal", "gfr"],
        closed=["last_cytotoxic", "last_biologic"],
    )
    assert [(row.question, row.words) for row in say_rows(screening)] == [
        ("diagnosis", "B-cell ALL (B-ALL)"),
        ("age", "7 years"),
        ("last_cytotoxic", "vincristine on October 3, 2026"),
        ("last_intrathecal", "not known"),
        ("last_biologic", "never"),
        ("gfr", "not known"),
    ]

"""The end: what is met, not met and unknown in words, when a wait ends, whom to ask, and who decides."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.dialogue.outcome import outcome
from bot.dialogue.screening import Screening
from tests.brute_force.patients import GOOD
from tests.dialogue.patient import new_screening

DATED = ["last_cytotoxic", "last_intrathecal", "last_hydroxyurea", "last_biologic"]


def ended(who: str = "family", closed: list[str] = DATED, **answers: Any) -> Screening:
    """A screening that has ended: all is met but what these answers change."""
    return new_screening(who=who, answers={**GOOD, **answers}, closed=list(closed), finished=True)


def said(screening: Screening) -> dict[str, str]:
    """The texts of the result by their response."""
    return {message.name: message.text for message in outcome(screening) if message.name}


@pytest.mark.parametrize("who", ["family", "staff"])
@pytest.mark.parametrize("answers", [{}, {"diagnosis": "t_all"}, {"therapies": [{"kind": "cytotoxic"}]}])
def test_it_never_says_that_someone_is_eligible_and_always_who_decides(who: str, answers: dict[str, Any]) -> None:
    texts = said(ended(who, **answers))
    whole = "\n".join(texts.values())
    assert not re.search(r"eligible|qualif|can (join|take part|enroll)", whole.replace("Nobody can join", ""))
    assert "study team" in texts["utter_result_team_decides"] and "ClinicalTrials.gov" in whole
    assert re.search(r"closed", texts["utter_result_closed"])
    assert {"utter_result_head", "utter_result_contact"} <= texts.keys()


def test_all_met_names_nothing_to_find_out() -> None:
    texts = said(ended())
    assert texts["utter_result_met"].count("\n- ") == 14
    assert not {"utter_result_not_met", "utter_result_unknown", "utter_result_ask_team"} & texts.keys()


def test_each_status_stands_in_its_own_list() -> None:
    screening = ended(diagnosis="t_all")
    del screening.answers["gfr"]
    texts = said(screening)
    assert "only for B-ALL" in texts["utter_result_not_met"]
    assert "kidneys" in texts["utter_result_unknown"]
    assert "Creatinine" in texts["utter_result_ask_team"]
    assert texts["utter_result_met"].count("\n- ") == 12


def test_a_wait_that_ends_is_dated_and_no_reason_to_put_off_treatment() -> None:
    text = said(ended(therapies=[{"agent": "vincristine", "last_given": "2026-11-13"}]))["utter_result_clears"]
    assert "November 27, 2026" in text
    assert "no reason to put off any treatment" in text


CHEMO = {"agent": "vincristine", "last_given": "2026-11-13"}


def test_where_one_dose_settles_it_the_wait_is_that_of_the_doses_that_were_told() -> None:
    """The other kinds are not asked about then; but what was left open may be later, so no day is told."""
    first_only = ended(closed=["last_cytotoxic", "last_biologic"], therapies=[CHEMO])
    assert "November 27, 2026" in said(first_only)["utter_result_clears"]
    first_only.unknown.append("last_intrathecal")
    assert "utter_result_clears" not in said(first_only)


def test_without_a_date_no_day_is_claimed() -> None:
    assert "utter_result_clears" not in said(ended(closed=DATED[1:]))


def test_staff_read_the_value_and_the_rule_once() -> None:
    text = said(ended("staff", diagnosis="t_all"))["utter_result_not_met"]
    assert text.splitlines()[1:] == ["- Diagnosis: T-ALL; B-ALL is needed."]


def test_the_payload_comes_last_and_holds_the_result() -> None:
    screening = ended()
    custom = outcome(screening)[-1].custom
    assert custom is not None and set(custom) == {"kind", "answers", "result", "card"}
    assert (custom["kind"], custom["answers"]) == ("result", screening.known())
    assert custom["result"] == screening.result().as_dict()


def test_what_is_still_to_obtain_names_only_what_is_open() -> None:
    """A named dose does not tell the last of its kind; a kind that was answered, or never given, is not asked for."""
    given = [{"agent": "vincristine", "kind": "cytotoxic", "last_given": "2026-10-12"}]
    closed = ["last_hydroxyurea", "last_biologic", "last_intrathecal"]
    assert said(ended("staff", closed, therapies=given))["utter_result_ask_team"] == "To obtain:\n- Last cytotoxic"


def test_of_a_kind_whose_day_is_not_exact_that_kind_is_to_be_told_better() -> None:
    given = [{"kind": "cytotoxic", "last_given": "2026-11"}, {"kind": "intrathecal", "last_given": "2026-01-02"}]
    assert said(ended("staff", therapies=given))["utter_result_ask_team"] == "To obtain:\n- Last cytotoxic"

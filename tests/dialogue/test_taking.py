"""What a message changes: answers taken, doubted, contradicted, corrected, left unknown."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue import turns
from bot.dialogue.agenda import count
from bot.dialogue.messages import Message
from bot.dialogue.screening import REVIEW, Screening
from bot.understand.findings import Ask
from tests.dialogue.patient import new_screening, says, tell

VCR = {"kind": "cytotoxic", "agent": "vincristine", "last_given": "2026-11-18"}


def begun(**answers: Any) -> Screening:
    """A conversation that knows these answers and has asked the next question."""
    screening = new_screening(answers=answers, greeted=True)
    turns.go_on(screening)
    return screening


def names(messages: list[Message]) -> list[str]:
    """The responses that the words of the messages come from."""
    return [message.name for message in messages if message.name]


def test_a_plain_answer_is_taken_without_an_echo() -> None:
    screening = begun()
    assert names(tell(screening, answers={"diagnosis": "b_all"})) == ["utter_ask_age"]
    assert screening.answers == {"diagnosis": "b_all"}


def test_what_nobody_asked_for_is_said_back() -> None:
    screening = begun()
    said = tell(screening, answers={"diagnosis": "b_all", "sex": "female"})
    assert names(said) == ["utter_noted", "utter_ask_age"]
    assert "Female" in said[0].text


def test_i_dont_know_is_kept_and_not_asked_again() -> None:
    screening = begun()
    assert names(tell(screening, dont_know=True)) == ["utter_left_unknown", "utter_ask_age"]
    assert (screening.answers, screening.unknown) == ({}, ["diagnosis"])


def test_i_dont_know_with_another_answer_is_kept_too() -> None:
    screening = begun()
    said = tell(screening, dont_know=True, answers={"age_years": 7})
    assert names(said)[-1] == "utter_ask_relapse_count"
    assert (screening.answers, screening.unknown) == ({"age_years": 7}, ["diagnosis"])


def test_an_answer_after_i_dont_know_takes_its_place() -> None:
    screening = begun()
    tell(screening, dont_know=True)
    tell(screening, answers={"diagnosis": "b_all"})
    assert (screening.answers, screening.unknown) == ({"diagnosis": "b_all"}, [])


def test_what_was_not_understood_changes_nothing_and_says_how_to_answer() -> None:
    screening = begun()
    said = tell(screening)
    assert names(said) == ["utter_not_understood", "utter_ask_diagnosis"]
    assert "B-ALL" in said[0].text
    assert (screening.answers, screening.unknown, screening.history) == ({}, [], [])


# --- doubt -----------------------------------------------------------------------------------------------------------


def test_a_doubtful_answer_waits_for_a_yes() -> None:
    screening = begun()
    said = tell(screening, unsure={"diagnosis": "b_all"})
    assert names(said)[-1] == "utter_confirm"
    assert said[-1].custom is not None and said[-1].custom["answers"] == {"diagnosis": "b_all"}
    assert screening.answers == {}
    tell(screening, affirms=True)
    assert screening.answers == {"diagnosis": "b_all"}


def test_a_doubtful_answer_with_a_no_is_asked_for_again() -> None:
    screening = begun()
    tell(screening, unsure={"diagnosis": "b_all"})
    assert names(tell(screening, affirms=False)) == ["utter_ask_diagnosis"]
    assert (screening.answers, screening.pending) == ({}, None)


def test_i_dont_know_to_what_is_read_back_leaves_it_unknown() -> None:
    screening = begun()
    tell(screening, unsure={"diagnosis": "b_all"})
    tell(screening, dont_know=True)
    assert (screening.answers, screening.unknown) == ({}, ["diagnosis"])


def test_another_answer_instead_of_a_yes_is_taken() -> None:
    screening = begun()
    tell(screening, unsure={"diagnosis": "b_all"})
    tell(screening, answers={"diagnosis": "t_all"})
    assert (screening.answers, screening.pending) == ({"diagnosis": "t_all"}, None)


def test_another_value_for_a_known_answer_waits_for_a_yes() -> None:
    screening = begun(diagnosis="b_all", age_years=7)
    tell(screening, answers={"age_years": 8})
    assert (screening.answers["age_years"], screening.pending) == (7, {"answers": {"age_years": 8}, "closes": []})
    tell(screening, affirms=True)
    assert screening.answers["age_years"] == 8


def test_what_comes_with_a_doubtful_change_is_not_lost() -> None:
    screening = begun(diagnosis="b_all", age_years=7)
    tell(screening, answers={"age_years": 8, "relapse_count": 1})
    assert screening.answers == {"diagnosis": "b_all", "age_years": 7, "relapse_count": 1}
    tell(screening, affirms=True)
    assert screening.answers == {"diagnosis": "b_all", "age_years": 8, "relapse_count": 1}


def test_a_correction_is_taken_at_once() -> None:
    screening = begun(diagnosis="b_all", age_years=7)
    said = tell(screening, answers={"age_years": 8}, corrects=True)
    assert names(said) == ["utter_changed", "utter_ask_relapse_count"]
    assert screening.answers["age_years"] == 8


@pytest.mark.parametrize("key", ["age_years", "age_months"])
def test_a_new_age_takes_the_place_of_the_old_one_in_any_unit(key: str) -> None:
    screening = begun(diagnosis="b_all", age_years=7)
    tell(screening, answers={key: 30}, corrects=True)
    assert screening.answers == {"diagnosis": "b_all", key: 30}


# --- contradictions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "told", "response"),
    [
        ({"relapse_sites": ["testicular"]}, {"sex": "female"}, "utter_contradiction_sex"),
        ({"sex": "female"}, {"relapse_sites": ["cns", "testicular"]}, "utter_contradiction_sex"),
        ({"direct_bilirubin": 3.5}, {"total_bilirubin": 2}, "utter_contradiction_direct_bilirubin"),
        ({"total_bilirubin": 2}, {"direct_bilirubin": 3.5}, "utter_contradiction_direct_bilirubin"),
        (
            {"therapies": [{"agent": "blinatumomab", "kind": "biologic"}]},
            {"prior_blinatumomab": False},
            "utter_contradiction_prior_blinatumomab",
        ),
        (
            {"prior_blinatumomab": False},
            {"therapies": [{"agent": "blinatumomab", "kind": "biologic"}]},
            "utter_contradiction_prior_blinatumomab",
        ),
    ],
)
def test_a_contradiction_is_said_and_changes_nothing(
    known: dict[str, Any], told: dict[str, Any], response: str
) -> None:
    screening = begun(**known)
    assert response in names(tell(screening, answers=told))
    assert screening.answers == known
    screening.result()


# --- treatments ------------------------------------------------------------------------------------------------------

UP_TO_CHEMO = {
    "diagnosis": "b_all", "age_years": 7, "relapse_count": 1, "relapse_sites": ["bone_marrow"],
    "relapse_phase": "off_therapy",
}  # fmt: skip


def test_never_closes_the_kind_that_was_asked_about() -> None:
    screening = begun(**UP_TO_CHEMO)
    assert screening.asking == "last_cytotoxic"
    tell(screening, never=True)
    assert (screening.closed, screening.asking) == (["last_cytotoxic"], "last_intrathecal")


def test_a_named_dose_closes_no_list_where_it_was_not_asked_for() -> None:
    screening = begun()
    tell(screening, answers={"therapies": [VCR]})
    assert (screening.closed, screening.answers["therapies"]) == ([], [VCR])
    assert screening.result().criteria[5].status == "not_met"


def test_a_recent_dose_is_asked_about_once() -> None:
    screening = begun(**UP_TO_CHEMO)
    assert names(tell(screening, answers={"therapies": [VCR]}))[-1] == "utter_ask_cytotoxic_context"
    tell(screening, "Yes, part of maintenance")
    assert screening.answers["therapies"] == [{**VCR, "context": "maintenance"}]
    assert screening.asking == "last_intrathecal"


def test_a_dose_long_ago_is_not_asked_about() -> None:
    screening = begun(**UP_TO_CHEMO)
    tell(screening, answers={"therapies": [{**VCR, "last_given": "2026-10"}]})
    assert screening.asking == "last_intrathecal"


def test_a_corrected_dose_takes_the_place_of_the_old_one() -> None:
    screening = begun(**UP_TO_CHEMO)
    tell(screening, answers={"therapies": [VCR]}, closes=("cytotoxic",))
    later = {**VCR, "last_given": "2026-11-03"}
    tell(screening, answers={"therapies": [later]}, closes=("cytotoxic",), corrects=True)
    assert screening.answers["therapies"] == [later]


def test_a_drug_may_be_named_in_words() -> None:
    screening = begun(**UP_TO_CHEMO)
    for _ in range(3):
        tell(screening, never=True)
    dose = {"kind": "biologic", "last_given": "2026-10-01"}
    assert names(tell(screening, answers={"therapies": [dose]}))[-1] == "utter_ask_biologic_agent"
    tell(screening, answers={"therapies": [{"kind": "biologic", "agent": "dinutuximab"}]})
    assert screening.answers["therapies"] == [{**dose, "agent": "dinutuximab"}]


@pytest.mark.parametrize("name", ["moonbeamumab", "the antibody epratuzumab", "Compound-17b"])
def test_a_drug_that_nobody_here_knows_keeps_its_name(name: str) -> None:
    screening = asked_for_a_drug()
    said = tell(screening, name)
    assert names(said)[0] == "utter_noted" and name in said[0].text
    assert screening.answers["therapies"] == [{"kind": "biologic", "last_given": "2026-10-01", "agent": name}]
    assert screening.asking == "prior_transplant"


@pytest.mark.parametrize("text", ["so so", "0.4", "?", "she is in the hospital now and I worry", "xy"])
def test_what_is_no_name_is_none(text: str) -> None:
    screening = asked_for_a_drug()
    assert names(tell(screening, text)) == ["utter_not_understood", "utter_ask_biologic_agent"]


def asked_for_a_drug() -> Screening:
    """A conversation that has heard of a biologic in October, and asked which."""
    screening = begun(**UP_TO_CHEMO)
    for _ in range(3):
        tell(screening, never=True)
    tell(screening, answers={"therapies": [{"kind": "biologic", "last_given": "2026-10-01"}]})
    assert screening.asking == "biologic_agent"
    return screening


# --- performance -----------------------------------------------------------------------------------------------------


def asked_for_karnofsky() -> Screening:
    """A conversation about someone of 17, told of a score on the scale for younger ones."""
    screening = begun(
        **UP_TO_CHEMO | {"age_years": 17}, prior_transplant=False, prior_blinatumomab=False,
        prior_relapse_therapy=False, performance={"scale": "lansky", "score": 80},
    )  # fmt: skip
    for _ in range(4):
        tell(screening, never=True)
    return screening


def test_a_score_on_the_other_scale_is_asked_for_on_the_right_one() -> None:
    screening = asked_for_karnofsky()
    assert screening.asking == "performance"
    tell(screening, answers={"performance": {"scale": "karnofsky", "score": 70}})
    assert screening.answers["performance"] == {"scale": "karnofsky", "score": 70}
    assert screening.asking == "serum_creatinine"


@pytest.mark.parametrize("heard", [{"dont_know": True}, {"answers": {"performance": {"scale": "lansky", "score": 80}}}])
def test_the_right_scale_is_asked_for_once(heard: dict[str, Any]) -> None:
    screening = asked_for_karnofsky()
    tell(screening, **heard)
    assert screening.asking == "serum_creatinine"


# --- what is to be cleared up, and progress --------------------------------------------------------------------------


def test_a_clarification_names_what_it_is_about_in_words() -> None:
    screening = begun(**UP_TO_CHEMO)
    said = tell(screening, ask=Ask("unit", "total_bilirubin", {"value": 55, "key": "total_bilirubin"}))
    assert "Total bilirubin" in said[0].text and "total_bilirubin" not in said[0].text


def test_what_can_be_cleared_up_is_asked_before_it_is_left_unknown() -> None:
    """ "I don't think so" to a date may mean never, or not lately."""
    screening = begun(**UP_TO_CHEMO)
    said = tell(screening, dont_know=True, ask=Ask("bare_no", "last_cytotoxic"))
    assert names(said) == ["utter_clarify_bare_no", "utter_ask_last_cytotoxic"]
    assert screening.unknown == []


def test_each_question_dealt_with_counts() -> None:
    # A dose without a day may be of the maintenance on which the leukemia came back, so that is asked.
    screening = begun(**{**UP_TO_CHEMO, "relapse_phase": "maintenance"})
    answered, remaining = count(screening)
    tell(screening, dont_know=True)
    assert screening.asking == "cytotoxic_context"
    assert count(screening) == (answered + 1, remaining)  # the follow-up came for it
    tell(screening, dont_know=True)
    assert count(screening) == (answered + 2, remaining - 1)


def test_a_yes_to_the_review_gives_the_result_and_anything_else_does_not() -> None:
    screening = begun()
    while screening.asking != REVIEW:
        tell(screening, dont_know=True)
    for heard in (says(screening, dont_know=True), says(screening, affirms=False), says(screening)):
        turns.answer(screening, heard)
        assert not screening.finished
    said = tell(screening, affirms=True)
    assert said[-1].custom is not None and said[-1].custom["kind"] == "result"

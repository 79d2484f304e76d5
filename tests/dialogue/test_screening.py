"""The state of a conversation: what stands in for what is not known, and steps that can be taken back."""

from __future__ import annotations

import json
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from bot.answers import AnswersError
from bot.dialogue import commands, turns
from bot.dialogue.doses import kinds_of
from bot.dialogue.screening import REVIEW, Screening
from tests.dialogue.patient import new_screening, reply, says, tell, truth

VCR = {"agent": "vincristine", "kind": "cytotoxic", "last_given": "2026-09-01"}


def test_nothing_is_known_at_first() -> None:
    screening = new_screening()
    assert set(screening.result().unknown) == {criterion.id for criterion in screening.trial.criteria}
    assert screening.known() == {}


def test_a_kind_of_treatment_not_answered_yet_leaves_its_washout_unknown() -> None:
    screening = new_screening(answers={"therapies": [VCR]})
    assert {"cytotoxic_washout", "biologic_washout"} <= set(screening.result().unknown)
    screening.closed = ["last_cytotoxic", "last_intrathecal", "last_hydroxyurea"]
    assert "cytotoxic_washout" not in screening.result().unknown
    assert "biologic_washout" in screening.result().unknown


def test_stand_ins_are_never_told() -> None:
    screening = new_screening(answers={"therapies": [VCR]}, closed=["last_cytotoxic"])
    screening.result()
    assert screening.known() == {"therapies": [VCR]}


def test_where_nothing_was_ever_given_the_list_is_empty() -> None:
    closed = ["last_cytotoxic", "last_intrathecal", "last_hydroxyurea", "last_biologic"]
    assert new_screening(closed=closed).known() == {"therapies": []}
    assert new_screening(closed=closed[:3]).known() == {}


@pytest.mark.parametrize(
    ("therapy", "kind"),
    [
        ({"agent": "VCR"}, "cytotoxic"),
        ({"agent": "methotrexate", "kind": "intrathecal"}, "intrathecal"),
        ({"agent": "Hydrea"}, "hydroxyurea"),
        ({"kind": "biologic"}, "biologic"),
    ],
)
def test_the_kind_of_a_dose_is_said_or_told_by_its_drug(therapy: dict[str, Any], kind: str) -> None:
    assert kinds_of([therapy]) == {kind}


def test_contradictions_raise() -> None:
    screening = new_screening(answers={"sex": "female", "relapse_sites": ["testicular"]})
    with pytest.raises(AnswersError) as raised:
        screening.result()
    assert raised.value.key in ("sex", "relapse_sites")


def test_clear_forgets_all_but_the_person() -> None:
    screening = new_screening(who="staff", answers={"age_years": 7}, unknown=["diagnosis"], greeted=True)
    screening.history, screening.finished, screening.confirmed = [{"asking": "age", "answers": {}}], True, True
    screening.clear()
    assert screening == new_screening(who="staff", greeted=True)


def test_a_checkpoint_is_not_changed_by_what_comes_after() -> None:
    screening = new_screening(answers={"therapies": [dict(VCR)], "age_years": 7})
    before = screening.checkpoint()
    expected = deepcopy(before)
    screening.take({"therapies": [{"kind": "biologic"}], "age_months": 90})
    screening.answers["therapies"][0]["context"] = "maintenance"
    screening.closed.append("last_biologic")
    assert before == expected
    screening.restore(before)
    assert screening.answers == {"therapies": [VCR], "age_years": 7}
    assert screening.closed == []


def test_a_step_that_changed_nothing_is_none() -> None:
    screening = new_screening(answers={"age_years": 7})
    assert not screening.commit(screening.checkpoint())
    assert screening.history == []
    assert screening.go_back() is None


def stands(screening: Screening) -> dict[str, Any]:
    """What a person sees of a conversation."""
    return deepcopy(
        {name: getattr(screening, name) for name in ("answers", "unknown", "closed", "asking", "confirmed")}
    )


@pytest.mark.parametrize("seed", range(40))
def test_go_back_undoes_each_answer_exactly(seed: int) -> None:
    rng = Random(seed)
    patient = truth(rng)
    screening = new_screening()
    turns.greet(screening, says(screening, "hello", intent="greet"))
    steps = []
    while screening.asking != REVIEW:
        steps.append(stands(screening))
        turns.answer(screening, reply(screening, patient))
        if screening.pending is not None or len(steps) < len(screening.history):
            pytest.fail("each message of this patient is one step")
        if len(screening.history) < len(steps):
            steps.pop()  # what contradicts an earlier answer changes nothing
            break
    for step in reversed(steps):
        commands.go_back(screening, says(screening, "go back", intent="go_back"))
        assert stands(screening) == step
    assert screening.answers == {} and screening.history == []


def test_back_past_the_first_question_says_so() -> None:
    screening = new_screening(greeted=True)
    turns.go_on(screening)
    said = commands.go_back(screening, says(screening, "go back", intent="go_back"))
    assert [message.name for message in said] == ["utter_nothing_before", "utter_ask_diagnosis"]


def test_back_from_the_result_and_from_the_review() -> None:
    screening = new_screening()
    turns.greet(screening, says(screening, "hello", intent="greet"))
    while not screening.finished:
        turns.answer(screening, reply(screening, {}))
    commands.go_back(screening, says(screening, "go back", intent="go_back"))
    assert (screening.finished, screening.asking) == (False, "ejection_fraction")


def test_back_from_what_is_read_back_asks_again() -> None:
    screening = new_screening(greeted=True)
    turns.go_on(screening)
    tell(screening, unsure={"diagnosis": "b_all"})
    commands.go_back(screening, says(screening, "go back", intent="go_back"))
    assert (screening.pending, screening.asking, screening.answers) == (None, "diagnosis", {})


@pytest.mark.parametrize("seed", range(10))
def test_the_state_survives_json(seed: int) -> None:
    """It is kept in slots, which are written as JSON."""
    patient = truth(Random(seed))
    screening = new_screening()
    turns.greet(screening, says(screening, "hello", intent="greet"))
    for _ in range(8):
        turns.answer(screening, reply(screening, patient))
    state = {name: value for name, value in vars(screening).items() if name not in ("trial", "on")}
    assert new_screening(**json.loads(json.dumps(state))) == screening

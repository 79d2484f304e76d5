"""What is asked, of hundreds of invented patients: what can still change a criterion, in order, once, to an end."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from itertools import product
from random import Random
from typing import Any

import pytest

from bot.answers import Answers, AnswersError
from bot.criteria.criterion import Criterion
from bot.dialogue import follow_ups, turns
from bot.dialogue.agenda import agenda, count, key_of
from bot.dialogue.screening import LAST, REVIEW, Screening
from bot.evaluation import evaluate
from bot.status import Status
from tests.dialogue.patient import ON, converse, new_screening, reply, says, truth

TRIAL = new_screening().trial
ORDER = [
    name
    for criterion in TRIAL.criteria
    for asked in criterion.ask
    for name in (asked, *(f"{asked.removeprefix(LAST)}_{part}" for part in follow_ups.PARTS if asked.startswith(LAST)))
]
"""Every question in the trial's order; what follows a date up comes right after it."""

VALUES: dict[str, tuple[Any, ...]] = {
    "diagnosis": ("b_all", "other"),
    "age": (0, 1, 17, 31),
    "sex": ("female", "male"),
    "relapse_count": (1, 2),
    "relapse_sites": (["cns"], ["other"], ["testicular"]),
    "relapse_phase": ("off_therapy", "other_frontline_phase"),
    "recovered_from_toxicity": (True, False),
    "prior_transplant": (True, False),
    "prior_blinatumomab": (True, False),
    "prior_relapse_therapy": (True, False),
    "performance": ({"scale": "ecog", "score": 0}, {"scale": "ecog", "score": 4}),
    "gfr": (60, 80),
    "serum_creatinine": (0.1, 0.7, 0.9, 1.1, 1.3, 1.45, 1.6, 5),
    "direct_bilirubin": (0, 5),
    "total_bilirubin": (1, 2.5, 2.995, 5),
    "shortening_fraction": (20, 30),
    "ejection_fraction": (40, 60),
    **{
        f"last_{kind}": (None, "2026-11-22", "2020") for kind in ("cytotoxic", "intrathecal", "hydroxyurea", "biologic")
    },
}
"""For each question a value on either side of every limit; for a date also never."""


def patients(number: int) -> Iterator[tuple[Random, dict[str, Any]]]:
    """Patients whose answers do not contradict each other, each with the chance that its conversation runs on."""
    for seed in range(number):
        rng = Random(seed)
        answers = truth(rng)
        try:
            evaluate(TRIAL, Answers.parse(answers), ON)
        except AnswersError:
            continue
        yield rng, answers


def test_nothing_is_asked_twice_and_the_trials_order_is_kept() -> None:
    for rng, answers in patients(200):
        asked = converse(new_screening(), answers, rng)
        assert len(set(asked)) == len(asked), answers
        assert asked == sorted(asked, key=ORDER.index), answers


def test_what_was_told_before_is_not_asked() -> None:
    for rng, answers in patients(150):
        known = {key: value for key, value in answers.items() if key != "therapies" and rng.random() < 0.5}
        asked = converse(new_screening(answers=dict(known)), answers, rng)
        told = {"age" if key.startswith("age_") else key for key in known}
        if answers.get("performance", {}).get("scale") in ("lansky", "karnofsky"):
            told.discard("performance")  # a score on the other scale is asked for on the right one
        assert not told & set(asked), answers


@pytest.mark.parametrize("more_at_once", [False, True])
def test_the_result_is_that_of_the_patients_own_answers(more_at_once: bool) -> None:
    for rng, answers in patients(200):
        screening = new_screening()
        converse(screening, answers, rng if more_at_once else None)
        expected = {one.id: one.status for one in evaluate(TRIAL, Answers.parse(answers), ON).criteria}
        assert {one.id: one.status for one in screening.result().criteria} == expected, answers


def test_only_what_can_change_a_criterion_is_asked_and_all_of_that() -> None:
    for _, answers in patients(40):
        for screening in steps(answers):
            name = str(screening.asking)
            if name != REVIEW and not follow_ups.split(name):
                about = [criterion for criterion in TRIAL.criteria if name in criterion.ask]
                assert any(matters(name, criterion, screening) for criterion in about), (name, screening.answers)
        left = [(name, one) for one in TRIAL.criteria for name in open_questions(one, screening)]
        assert not any(matters(name, criterion, screening) for name, criterion in left), screening.answers


def open_questions(criterion: Criterion, screening: Screening) -> list[str]:
    """The criterion's questions that have had no answer."""
    return [name for name in criterion.ask if screening.is_open(name, key_of(name))]


def matters(name: str, criterion: Criterion, screening: Screening) -> bool:
    """Whether an answer to `name` settles the criterion where without it, whatever else is answered, it is open."""
    others = [other for other in open_questions(criterion, screening) if other != name]
    for values in product(*((..., *VALUES[other]) for other in others)):
        given_ = {other: value for other, value in zip(others, values, strict=True) if value is not ...}
        if status(criterion, screening, given_) is not Status.UNKNOWN:
            continue
        for value in VALUES[name]:
            if status(criterion, screening, {**given_, name: value}) in (Status.MET, Status.NOT_MET):
                return True
    return False


def status(criterion: Criterion, screening: Screening, given_: dict[str, Any]) -> Status | None:
    """The criterion's status with these questions answered; None where the answers contradict each other."""
    supposed = deepcopy(screening)
    for name, value in given_.items():
        if name.startswith(LAST):
            supposed.closed.append(name)
            if value is not None:
                supposed.take({"therapies": [{"kind": name.removeprefix(LAST), "last_given": value}]})
        else:
            supposed.take({"age_years" if name == "age" else name: value})
    try:
        return criterion.evaluate(supposed.parsed(), ON).status
    except AnswersError:
        return None


def steps(answers: dict[str, Any]) -> Iterator[Screening]:
    """A conversation at each of its questions, the review the last."""
    screening = new_screening()
    turns.greet(screening, says(screening, "hello", intent="greet"))
    while not screening.finished:
        yield screening
        turns.answer(screening, reply(screening, answers))


def test_progress_adds_up() -> None:
    for _, answers in patients(100):
        before = -1
        for screening in steps(answers):
            answered, remaining = count(screening)
            assert answered > before, screening.answers
            assert (remaining == 0) == (screening.asking == REVIEW), screening.answers
            before = answered


def test_each_conversation_ends_in_the_review_and_then_the_result() -> None:
    for _, answers in patients(100):
        *_, last = [(screening.asking, screening.finished) for screening in steps(answers)]
        assert last == (REVIEW, False)
        screening = new_screening()
        converse(screening, answers)
        assert agenda(screening) == []
        assert (screening.confirmed, screening.finished, screening.asking) == (True, True, None)


def test_i_dont_know_to_everything_ends_with_everything_unknown() -> None:
    screening = new_screening()
    asked = converse(screening, {})
    assert len(asked) == len(set(asked)) == 19
    assert all(criterion.status == "unknown" for criterion in screening.result().criteria)
    assert screening.answers == {}


def test_all_met_takes_no_more_questions_than_needed() -> None:
    patient_ = {
        "diagnosis": "b_all", "age_years": 7, "relapse_count": 1, "relapse_sites": ["bone_marrow"],
        "relapse_phase": "off_therapy", "therapies": [], "prior_transplant": False, "prior_blinatumomab": False,
        "prior_relapse_therapy": False, "performance": {"scale": "lansky", "score": 100}, "serum_creatinine": 0.4,
        "direct_bilirubin": 0.2, "shortening_fraction": 33,
    }  # fmt: skip
    screening = new_screening()
    asked = converse(screening, patient_)
    assert asked == [
        "diagnosis", "age", "relapse_count", "relapse_sites", "relapse_phase", "last_cytotoxic", "last_intrathecal",
        "last_hydroxyurea", "last_biologic", "prior_transplant", "prior_blinatumomab", "prior_relapse_therapy",
        "performance", "serum_creatinine", "direct_bilirubin", "shortening_fraction",
    ]  # fmt: skip
    assert screening.result().verdict == "met"

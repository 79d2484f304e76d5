"""What would be: golden questions, and that no supposition touches what is stored or says else than the evaluator."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Answers, AnswersError
from bot.criteria.washout import Washout
from bot.dialogue.saying import wait_over
from bot.dialogue.screening import Screening
from bot.dialogue.supposed import Supposed, copied, if_so, with_doses
from bot.dialogue.suppositions import differences, what_if
from bot.dialogue.waits import waits
from bot.evaluation import evaluate
from bot.status import MET
from bot.trial import load_trial
from bot.understand import understand
from tests.brute_force.patients import random_therapies
from tests.dialogue.patient import ON, truth
from tests.understanding.intents.messages import model

TRIAL = load_trial("AALL1331")
KINDS = ["last_cytotoxic", "last_intrathecal", "last_hydroxyurea", "last_biologic"]
GOLDEN = yaml.safe_load(Path(__file__).with_name("suppositions.yaml").read_text(encoding="utf-8"))
_CHANGED = re.compile(r"- ([^:]+): (?:met|not met|unknown) today, then (met|not met|unknown)\.")


def _screening(answers: dict[str, Any], closed: list[str] | None = None, who: str = "staff") -> Screening:
    told = KINDS if closed is None else closed
    return Screening(TRIAL, ON, who, answers=deepcopy(answers), closed=[*told], asking="review", greeted=True)


def _ask(screening: Screening, text: str) -> tuple[str, str, str]:
    """The intent, and the response and words of the reply."""
    heard = understand(text, None, ON, screening.who, model().rank(text))
    said = what_if(screening, heard)[0]
    return heard.intent, said.name, said.text


def _kept(screening: Screening) -> dict[str, Any]:
    # What the last question was about is no answer.
    kept = [field.name for field in fields(screening) if field.name not in ("trial", "about")]
    return {name: deepcopy(getattr(screening, name)) for name in kept}


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: f"{case['patient']}: {case['ask']}")
def test_golden(case: dict[str, Any]) -> None:
    patient = GOLDEN["patients"][case["patient"]]
    screening = _screening(patient["answers"], patient.get("closed"))
    before = _kept(screening)
    intent, name, text = _ask(screening, case["ask"])
    assert intent == "what_if"
    assert name == "utter_" + case.get("is", "what_if" if "changes" in case else "what_if_same"), text
    ids = {criterion.staff.name: criterion.id for criterion in TRIAL.criteria}
    changes = {ids[found[1]]: found[2].replace(" ", "_") for found in map(_CHANGED.match, text.splitlines()) if found}
    assert changes == case.get("changes", {})
    assert [words for words in case.get("says", ()) if words not in text] == []
    assert "eligible" not in text
    assert _kept(screening) == before


def test_there_are_enough_golden_cases() -> None:
    assert len(GOLDEN["cases"]) >= 80


@pytest.mark.parametrize("ask", ["what if we start on December 3?", "what if bili was 3.2", "what's the soonest?"])
def test_families_read_it_plainly(ask: str) -> None:
    screening = _screening(GOLDEN["patients"]["ana"]["answers"], who="family")
    intent, _, text = _ask(screening, ask)
    assert intent == "what_if"
    assert "today, then" not in text and "eligible" not in text


@pytest.mark.parametrize("ask", ["what if he gets a fever", "if she gets a fever, what's the soonest?"])
def test_danger_comes_first(ask: str) -> None:
    _, name, _ = _ask(_screening(GOLDEN["patients"]["ana"]["answers"]), ask)
    assert name == "utter_if_danger"


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("VCR 11/3", None),
        ("11/3 at the earliest", "last_cytotoxic"),
        ("the earliest was 11/3", "last_cytotoxic"),
        ("last vcr 11/3", None),
        ("on 11/3", "last_cytotoxic"),
        ("she started blina on 11/3", None),
    ],
)
def test_answers_stay_answers(text: str, asking: str | None) -> None:
    assert understand(text, asking, ON, "staff", model().rank(text)).intent == "answer"


# ------------------------------------------------------------------------------------------------------- properties
QUESTIONS = [case["ask"] for case in GOLDEN["cases"]]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9), st.sampled_from(QUESTIONS), st.sampled_from(["staff", "family"]))
def test_no_supposition_touches_what_is_stored(seed: int, ask: str, who: str) -> None:
    rng = Random(seed)
    screening = _screening(truth(rng), rng.sample(KINDS, rng.randrange(5)), who)
    screening.unknown = rng.sample(["sex", "last_hydroxyurea", "cytotoxic_context"], rng.randrange(3))
    try:
        screening.result()
    except AnswersError:
        return  # what contradicts itself is never stored
    before = _kept(screening)
    heard = understand(ask, None, ON, who, [("what_if", 1.0)])
    what_if(screening, heard)
    assert _kept(screening) == before


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 10**9))
def test_what_is_told_to_change_is_what_the_evaluator_changes(seed: int) -> None:
    rng = Random(seed)
    answers, other = truth(rng), truth(rng)
    supposed = {key: other[key] for key in rng.sample(sorted(other), min(2, len(other))) if key != "therapies"}
    screening = _screening(answers)
    expected = {key: value for key, value in answers.items() if not (key.startswith("age_") and _tells_age(supposed))}
    expected |= supposed
    expected.setdefault("therapies", [])
    try:
        before, after = (evaluate(TRIAL, Answers.parse(a), ON) for a in ({"therapies": [], **answers}, expected))
    except AnswersError:
        return
    then = if_so(screening, Supposed(supposed)).screening.result()
    found = differences(screening, screening.result(), then)
    brute = [a.id for a, b in zip(before.criteria, after.criteria, strict=True) if a.status is not b.status]
    assert [one.criterion.id for one in found if one.changes] == brute


def _tells_age(supposed: dict[str, Any]) -> bool:
    return any(key.startswith("age_") for key in supposed)


def _with_therapies(seed: int) -> Screening | None:
    """A screening with doses near the ends of their waits; None where they can't be."""
    screening = _screening({"therapies": random_therapies(Random(seed), ON)})
    try:
        screening.result()
    except AnswersError:
        return None
    return screening


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 10**9))
def test_the_soonest_day_is_the_first_on_which_every_wait_is_over(seed: int) -> None:
    screening = _with_therapies(seed)
    day = waits(screening).first_day if screening else None
    if screening is None or day is None:
        return
    washouts = {criterion.id for criterion in TRIAL.criteria if isinstance(criterion, Washout)}

    def all_over(on: date) -> bool:
        then = copied(screening, on).result()
        return all(one.status is MET for one in then.criteria if one.id in washouts)

    assert all_over(day)
    assert day == ON or not all_over(day - timedelta(1))


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 10**9))
def test_without_a_first_day_no_day_shows_every_wait_over(seed: int) -> None:
    screening = _with_therapies(seed)
    if screening is None or waits(screening).first_day is not None:
        return
    assert waits(screening).open_doses


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 10**9))
def test_the_end_of_a_criterions_wait_is_that_of_the_result(seed: int) -> None:
    screening = _with_therapies(seed)
    if screening is None:
        return
    # The evaluator counts a dose without a date as given today; here it keeps the day open.
    ends = {one.criterion: one.ends for one in waits(screening).criteria if all(dose.dated for dose in one.doses)}
    for criterion, one in zip(TRIAL.criteria, screening.result().criteria, strict=True):
        if criterion.id in ends and (day := wait_over(criterion, one, screening)):
            assert day == ends[criterion.id]


# -------------------------------------------------------------------------------------------------- the list of doses
VCR, RTX = {"agent": "vincristine", "last_given": "2026-11-12"}, {"agent": "rituximab", "last_given": "2026-11-10"}


def test_a_dose_takes_the_place_of_its_agents_dose_and_keeps_what_it_was_part_of() -> None:
    known = [{**VCR, "context": "maintenance"}, RTX]
    told = with_doses(known, [{"agent": "VCR", "kind": "cytotoxic", "last_given": "2026-11-20"}])
    assert told[0] == RTX
    assert (told[1]["last_given"], told[1]["context"]) == ("2026-11-20", "maintenance")


def test_a_dose_of_another_agent_is_added() -> None:
    assert len(with_doses([VCR], [{"agent": "methotrexate", "last_given": "2026-11-20"}])) == 2


def test_a_kind_without_an_agent_takes_the_place_of_all_of_it() -> None:
    doxo = {"agent": "doxorubicin", "last_given": "2026-11-14"}
    dose = {"kind": "cytotoxic", "last_given": "2026-11-01"}
    assert with_doses([VCR, doxo, RTX], [dose]) == [RTX, dose]


def test_an_undated_dose_and_a_kind_not_told_keep_the_day_open() -> None:
    screening = _screening({"therapies": [{"agent": "vincristine"}]}, ["last_cytotoxic"])
    told = waits(screening)
    assert told.first_day is None and told.by_doses_told is None
    assert not told.open_doses[0].dated
    assert told.not_told == ("last_intrathecal", "last_hydroxyurea", "last_biologic")

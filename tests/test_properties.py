"""What must hold of every patient, whatever the rules' numbers are."""

import copy
import json
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.answers import Answers, AnswersError
from bot.evaluation import Result, evaluate
from bot.trial import load_trial
from tests.brute_force import forms
from tests.brute_force.facts import Facts
from tests.brute_force.narrowing import narrowed
from tests.brute_force.patients import patients, random_patient, random_therapies

TRIAL = load_trial("AALL1331")
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
Patient = tuple[dict[str, Any], date]
NOUGHTS = "0" * 9000

# Every key and word of the form, so that what is "JSON-like" comes near enough to be read.
WORDS = (*forms.CHOICES, *forms.BOOLEANS, *forms.UNITS, *forms.SITES, *forms.KINDS, *forms.CONTEXTS, *forms.SCORES,
         "therapies", "birth_date", "performance", "relapse_sites", "relapse_count", "scale", "score", "agent", "kind",
         "last_given", "context", "vincristine", "b_all", "female", "2026-11", "..", "<3", ">=6 umol/L")  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.sampled_from(WORDS), st.dates().map(str)
)
JSON_LIKE = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS) | st.text(), inner, max_size=6),
    max_leaves=12,
)


def result_of(answers: dict[str, Any], on: date) -> Result:
    """The evaluator's result; a patient who is refused is passed over."""
    try:
        return evaluate(TRIAL, Answers.parse(copy.deepcopy(answers)), on)
    except AnswersError:
        assume(False)
        raise


def statuses(answers: dict[str, Any], on: date) -> dict[str, str]:
    """The status of each criterion by its id."""
    return {criterion["id"]: criterion["status"] for criterion in result_of(answers, on).as_dict()["criteria"]}


@given(patients(), st.randoms(use_true_random=False))
@settings(suppress_health_check=[HealthCheck.filter_too_much], max_examples=400)
def test_knowing_more_never_turns_what_was_settled(patient: Patient, rng: Random) -> None:
    """A narrower answer, or one more, changes unknown alone."""
    answers, on = patient
    before = statuses(answers, on)
    after = statuses(narrowed(rng, answers, on), on)
    assert {name: after[name] for name in before if before[name] != "unknown"} == {
        name: status for name, status in before.items() if status != "unknown"
    }


@given(st.randoms(use_true_random=False), st.sampled_from((date(2026, 11, 22), date(2028, 2, 29), date(2027, 1, 3))))
@settings(suppress_health_check=[HealthCheck.filter_too_much], max_examples=400)
def test_clears_on_is_the_first_certain_day(rng: Random, on: date) -> None:
    """On that day the same treatments are met, and on the day before they are not certain to be."""
    answers = {"therapies": random_therapies(rng, on)}
    waits = [each for each in result_of(answers, on).as_dict()["criteria"] if each["clears_on"]]
    assume(waits)
    for therapy in answers["therapies"]:  # nothing more is given after the day of evaluation
        first, last = forms.read_date("last_given", therapy.get("last_given", f"../{on}"), on)
        therapy["last_given"] = f"{first or '..'}/{last}"
    for wait in waits:
        day = date.fromisoformat(wait["clears_on"])
        assert day > on
        assert statuses(answers, day)[wait["id"]] == "met"
        assert statuses(answers, day - timedelta(days=1))[wait["id"]] != "met"


@given(patients(), st.randoms(use_true_random=False))
@settings(suppress_health_check=[HealthCheck.filter_too_much])
def test_order_changes_nothing(patient: Patient, rng: Random) -> None:
    """Neither the order of keys nor that of items in a list."""
    answers, on = patient
    shuffled = {}
    for key in rng.sample(list(answers), len(answers)):
        value = answers[key]
        shuffled[key] = rng.sample(value, len(value)) if isinstance(value, list) else value
    assert result_of(shuffled, on).as_dict() == result_of(answers, on).as_dict()


@given(patients())
@settings(suppress_health_check=[HealthCheck.filter_too_much])
def test_the_verdict_joins_the_statuses(patient: Patient) -> None:
    """Strong Kleene conjunction, and the two lists in the trial's order."""
    result = result_of(*patient).as_dict()
    by_status: dict[str, list[str]] = {"met": [], "not_met": [], "unknown": []}
    for criterion in result["criteria"]:
        by_status[criterion["status"]].append(criterion["id"])
        if criterion["status"] != "unknown":
            assert criterion["needs"] == []
    assert (result["unmet"], result["unknown"]) == (by_status["not_met"], by_status["unknown"])
    joined = "not_met" if by_status["not_met"] else "unknown" if by_status["unknown"] else "met"
    assert result["verdict"] == joined


@given(patients())
@settings(suppress_health_check=[HealthCheck.filter_too_much])
def test_json_says_the_same(patient: Patient) -> None:
    """The text form reads back as the object, and answers read from text are the same answers."""
    answers, on = patient
    result = result_of(answers, on)
    assert json.loads(result.as_json()) == result.as_dict()
    assert evaluate(TRIAL, Answers.parse_json(json.dumps(answers)), on).as_dict() == result.as_dict()


@given(JSON_LIKE, DAYS)
@settings(max_examples=600)
def test_nothing_else_is_raised(anything: Any, on: date) -> None:
    """Whatever JSON may hold is evaluated or refused in words, as an object and as text."""
    text = json.dumps(anything)
    for as_text in (False, True):
        try:
            result = evaluate(TRIAL, Answers.parse_json(text) if as_text else Answers.parse(anything), on)
        except AnswersError as error:
            assert error.message
            assert error.key is not None or not isinstance(anything, dict)
        else:
            assert result.as_dict()["on"] == on.isoformat()


@given(patients(), JSON_LIKE, st.randoms(use_true_random=False))
@settings(max_examples=600)
def test_one_wild_value_is_refused_or_read(patient: Patient, wild: Any, rng: Random) -> None:
    """One value of a real patient replaced by anything at all."""
    answers, on = patient
    assume(answers)
    key = rng.choice(sorted(answers))
    value = answers[key]
    if isinstance(value, list) and value and rng.random() < 0.6:
        item = rng.randrange(len(value))
        inner = value[item]
        if isinstance(inner, dict) and inner and rng.random() < 0.8:
            wild = inner | {rng.choice(sorted(inner)): wild}
        wild = [*value[:item], wild, *value[item + 1 :]]
    try:
        evaluate(TRIAL, Answers.parse(answers | {key: wild}), on)
    except AnswersError as error:
        assert error.message
        assert error.key is not None


@given(st.text())
def test_any_text_is_refused_or_read(text: str) -> None:
    """A line that is no JSON object is refused without a key."""
    try:
        Answers.parse_json(text)
    except AnswersError as error:
        assert error.message


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", None),
        ("[]", None),
        ("null", None),
        ('"b_all"', None),
        ("{", None),
        ("{'sex': 'male'}", None),
        ('{"sex": "male", "sex": "male"}', "sex"),
        ('{"performance": {"scale": "ecog", "score": 1, "score": 1}}', "performance"),
        ('{"therapies": [{"kind": "other", "kind": "other"}]}', "therapies"),
        ('{"gfr": NaN}', "gfr"),
        ('{"gfr": -Infinity}', "gfr"),
        ('{"sex": null}', "sex"),
        ('{"relapse_sites": %s}' % ("[" * 100_000 + "]" * 100_000), "relapse_sites"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_text_that_is_refused(text: str, key: str | None) -> None:
    """No JSON object: no key; a key given twice, a null or no number: that key, or a path in it."""
    with pytest.raises(AnswersError) as caught:
        Answers.parse_json(text)
    named = caught.value.key
    assert named == key or (key is not None and named is not None and named.startswith((f"{key}.", f"{key}[")))


@pytest.mark.parametrize("on", [date.min, date.max])
@pytest.mark.parametrize(
    "text",
    [
        f'{{"age_years": 1{NOUGHTS}, "relapse_count": 1{NOUGHTS}, "gfr": 1e400, "direct_bilirubin": 1e-400}}',
        '{"age_months": ">1e5"}',
        '{"therapies": [{"kind": "cytotoxic"}, {"kind": "biologic", "last_given": "0001/9999"}], "birth_date": "0001"}',
    ],
    ids=["huge numbers", "an exponent", "the whole calendar"],
)
def test_nothing_crashes_at_the_edges(text: str, on: date) -> None:
    """There are no upper limits; the ends of the calendar are days like others."""
    try:
        assert evaluate(TRIAL, Answers.parse_json(text), on).as_json()
    except AnswersError as error:
        assert error.key == "age_months"  # an exponent is no listed form


def test_the_narrower_patients_are_many() -> None:
    """Narrowing finds something to narrow in nearly every patient, or the first property says little."""
    taken = [patient for patient in map(random_patient, map(Random, range(300))) if not Facts(*patient).faults]
    changed = [patient for patient in taken if narrowed(Random(0), *patient) != patient[0]]
    assert len(changed) > 0.8 * len(taken)

"""What is decided: both sides of each boundary, what is needed and when it clears. `golden/` has whole cases."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from bot.answers import Answers, AnswersError
from bot.criteria import CriterionResult
from bot.criteria.possibility import Fact, Outcome, weigh
from bot.evaluation import Result, evaluate
from bot.status import Status, conjunction
from bot.trial import load_trial

TRIAL = load_trial("AALL1331")
ON = date(2026, 11, 22)
AGE = ["age_years", "age_months", "birth_date"]


def result_of(answers: dict[str, Any], on: date = ON) -> Result:
    return evaluate(TRIAL, Answers.parse(answers), on)


def decide(id_: str, answers: dict[str, Any], on: date = ON) -> CriterionResult:
    return next(criterion for criterion in result_of(answers, on).criteria if criterion.id == id_)


def ago(days: int) -> str:
    return str(ON - timedelta(days))


def given(last: str | None = None, **fields: str) -> dict[str, Any]:
    return {"therapies": [fields if last is None else {**fields, "last_given": last}]}


VCR, MTX, INO, BLINA = ({"agent": agent} for agent in ("vincristine", "methotrexate", "inotuzumab", "blinatumomab"))
HU = {"agent": "hydroxyurea"}
LP, MAINTENANCE = {"context": "diagnostic_lumbar_puncture"}, {"context": "maintenance"}


@pytest.mark.parametrize(
    ("id_", "answers", "status", "needs"),
    [
        ("b_all", {"diagnosis": "b_all"}, "met", []),
        ("b_all", {"diagnosis": "t_all"}, "not_met", []),
        ("b_all", {}, "unknown", ["diagnosis"]),
        ("age", {"age_years": 0.99}, "not_met", []),
        ("age", {"age_years": 1}, "met", []),
        ("age", {"age_years": 30.99}, "met", []),
        ("age", {"age_years": 31}, "not_met", []),
        ("age", {"age_years": ">30"}, "unknown", AGE),
        ("age", {"age_years": "<31", "age_months": ">=12"}, "met", []),
        ("age", {"birth_date": "2025-11-22"}, "met", []),
        ("age", {"birth_date": "2025-11-23"}, "not_met", []),
        ("age", {"birth_date": "1995-11-23"}, "met", []),
        ("age", {"birth_date": "1995-11-22"}, "not_met", []),
        ("age", {"birth_date": "1995"}, "unknown", AGE),
        ("first_relapse", {"relapse_count": 0}, "not_met", []),
        ("first_relapse", {"relapse_count": 1}, "met", []),
        ("first_relapse", {"relapse_count": 2}, "not_met", []),
        ("relapse_sites", {"relapse_sites": []}, "not_met", []),
        ("relapse_sites", {"relapse_sites": ["testicular", "testicular"]}, "met", []),
        ("relapse_sites", {"relapse_sites": ["bone_marrow", "other"]}, "not_met", []),
        ("toxicity_recovery", {"recovered_from_toxicity": True}, "met", []),
        ("toxicity_recovery", {"recovered_from_toxicity": False}, "unknown", ["relapse_phase"]),
        ("toxicity_recovery", {"relapse_phase": "off_therapy"}, "met", []),
        ("toxicity_recovery", {"relapse_phase": "maintenance", "recovered_from_toxicity": False}, "met", []),
        ("toxicity_recovery", {"relapse_phase": "other_frontline_phase"}, "unknown", ["recovered_from_toxicity"]),
        (
            "toxicity_recovery",
            {"relapse_phase": "other_frontline_phase", "recovered_from_toxicity": False},
            "not_met",
            [],
        ),
        ("no_transplant", {"prior_transplant": True}, "not_met", []),
        ("no_transplant", {"prior_transplant": False}, "met", []),
        ("no_blinatumomab", {"prior_blinatumomab": False, "therapies": []}, "met", []),
        ("no_blinatumomab", {"therapies": []}, "unknown", ["prior_blinatumomab"]),
        ("no_blinatumomab", given(**VCR), "unknown", ["prior_blinatumomab"]),
        ("no_blinatumomab", given(agent="Blincyto"), "not_met", []),
        ("no_blinatumomab", {}, "unknown", ["therapies", "prior_blinatumomab"]),
        ("no_relapse_therapy", {"therapies": []}, "unknown", ["prior_relapse_therapy"]),
    ],
)
def test_history(id_: str, answers: dict[str, Any], status: str, needs: list[str]) -> None:
    decided = decide(id_, answers)
    assert (decided.status, list(decided.needs)) == (status, needs)
    assert decided.clears_on is None


@pytest.mark.parametrize(
    ("answers", "status", "needs", "clears"),
    [
        # clears: in how many days
        ({}, "unknown", ["therapies"], None),
        ({"therapies": []}, "met", [], None),
        (given(ago(14), **VCR), "met", [], None),
        (given(ago(13), **VCR), "not_met", [], 1),
        (given(ago(0), **VCR), "not_met", [], 14),
        (given(**VCR), "unknown", ["therapies"], 14),
        (given(f"{ago(20)}/{ago(14)}", **VCR), "met", [], None),
        (given(f"{ago(20)}/{ago(13)}", **VCR), "unknown", ["therapies"], 1),
        (given(f"{ago(13)}/{ago(2)}", **VCR), "not_met", [], 12),
        (given(f"{ago(13)}/2027-01", **VCR), "not_met", [], 14),
        (given(f"../{ago(14)}", **VCR), "met", [], None),
        (given(f"../{ago(13)}", **VCR), "unknown", ["therapies"], 1),
        (given(f"{ago(13)}/..", **VCR), "not_met", [], 14),
        (given("2026", **VCR), "unknown", ["therapies"], 14),
        (given(ago(1), **VCR, **MAINTENANCE), "met", [], None),
        (given(**VCR, **MAINTENANCE), "met", [], None),
        (given(ago(1), **VCR, **LP), "not_met", [], 13),
        (given(ago(1), **MTX, **LP), "met", [], None),
        (given(ago(1), agent="cytarabine", **LP), "met", [], None),
        (given(ago(1), **MTX, kind="cytotoxic", **LP), "not_met", [], 13),
        (given(ago(1), **VCR, kind="intrathecal", **LP), "met", [], None),
        (given(ago(1), **MTX, kind="intrathecal"), "not_met", [], 13),
        (given(ago(1), agent="hydrocortisone", kind="intrathecal"), "not_met", [], 13),
        (given(ago(1), agent="hydrocortisone"), "met", [], None),
        (given(ago(1), agent="asparaginase", kind="biologic"), "not_met", [], 13),
        (given(ago(1), kind="other"), "met", [], None),
        (given(ago(1), **BLINA), "met", [], None),
        (given(ago(0), **HU), "not_met", [], 2),
        (given(ago(1), **HU), "unknown", [], 1),
        (given(ago(2), **HU), "met", [], None),
        (given(f"{ago(1)}/{ago(0)}", **HU), "unknown", ["therapies"], 2),
        (given(f"{ago(9)}/{ago(1)}", **HU), "unknown", ["therapies"], 1),
        (given(ago(0), **HU, kind="cytotoxic"), "not_met", [], 2),
        (given(ago(0), **HU, **MAINTENANCE), "met", [], None),
        (given(ago(0), **HU, **LP), "not_met", [], 2),
        ({"therapies": [{**VCR, "last_given": ago(10)}, {**HU, "last_given": ago(0)}]}, "not_met", [], 4),
        ({"therapies": [{**VCR}, {**HU, "last_given": ago(0)}]}, "not_met", [], 14),
        ({"therapies": [{**HU, "last_given": ago(1)}, {**HU, "last_given": f"{ago(9)}/{ago(1)}"}]}, "unknown", [], 1),
    ],
)
def test_cytotoxic_washout(answers: dict[str, Any], status: str, needs: list[str], clears: int | None) -> None:
    decided = decide("cytotoxic_washout", answers)
    assert (decided.status, list(decided.needs)) == (status, needs)
    assert decided.clears_on == (None if clears is None else ON + timedelta(clears))


@pytest.mark.parametrize(
    ("answers", "status", "needs", "clears"),
    [
        (given(ago(7), **BLINA), "met", [], None),
        (given(ago(6), **BLINA), "not_met", [], 1),
        (given(**BLINA), "unknown", ["therapies"], 7),
        (given(ago(6), **BLINA, **MAINTENANCE), "not_met", [], 1),
        (given(ago(6), **BLINA, **LP), "not_met", [], 1),
        (given(ago(6), **INO), "not_met", [], None),
        (given(ago(7), **INO), "unknown", [], None),
        (given(ago(700), **INO), "unknown", [], None),
        (given(f"{ago(9)}/{ago(6)}", **INO), "unknown", ["therapies"], None),
        (given(ago(700), agent="CAR-T"), "unknown", [], None),
        (given(ago(6), kind="biologic"), "not_met", [], None),
        (given(ago(7), kind="biologic"), "unknown", ["therapies"], None),
        (given(ago(700), kind="biologic", agent="unheard-of"), "unknown", ["therapies"], None),
        (given(ago(7), kind="biologic", agent="bortezomib"), "met", [], None),
        (given(ago(1), agent="pegaspargase", kind="biologic"), "met", [], None),
        ({"therapies": [{**INO, "last_given": ago(30)}, {**BLINA, "last_given": ago(6)}]}, "not_met", [], None),
        ({"therapies": [{**INO, "last_given": ago(30)}, {**BLINA}]}, "unknown", ["therapies"], None),
        (
            {"therapies": [{**INO, "last_given": ago(30)}, {"kind": "biologic", "last_given": ago(9)}]},
            "unknown",
            [],
            None,
        ),
    ],
)
def test_biologic_washout(answers: dict[str, Any], status: str, needs: list[str], clears: int | None) -> None:
    decided = decide("biologic_washout", answers)
    assert (decided.status, list(decided.needs)) == (status, needs)
    assert decided.clears_on == (None if clears is None else ON + timedelta(clears))


def score(scale: str, value: int, **more: Any) -> dict[str, Any]:
    return {"performance": {"scale": scale, "score": value}, **more}


@pytest.mark.parametrize(
    ("answers", "status", "needs"),
    [
        (score("ecog", 2), "met", []),
        (score("ecog", 3), "not_met", []),
        (score("lansky", 50, age_years=16), "met", []),
        (score("lansky", 40, age_years=16), "not_met", []),
        (score("lansky", 50, age_years=17), "unknown", ["performance"]),
        (score("karnofsky", 50, age_years=17), "met", []),
        (score("karnofsky", 40, age_years=17), "not_met", []),
        (score("karnofsky", 90, age_years=16.9), "unknown", ["performance"]),
        (score("lansky", 90, age_years="16-17"), "unknown", [*AGE, "performance"]),
        (score("lansky", 90, age_years="<17"), "met", []),
        (score("lansky", 90, age_years="<=17"), "unknown", [*AGE, "performance"]),
        (score("karnofsky", 30), "unknown", [*AGE, "performance"]),
        ({}, "unknown", [*AGE, "performance"]),
        ({"age_years": 5}, "unknown", ["performance"]),
    ],
)
def test_performance_status(answers: dict[str, Any], status: str, needs: list[str]) -> None:
    decided = decide("performance_status", answers)
    assert (decided.status, list(decided.needs)) == (status, needs)


def creatinine(value: object, age: object, sex: str | None = None, **more: Any) -> dict[str, Any]:
    return {"serum_creatinine": value, "age_years": age, **({"sex": sex} if sex else {}), **more}


@pytest.mark.parametrize(
    ("age", "male", "female"),
    [
        (1, 0.6, 0.6),
        (2, 0.8, 0.8),
        (5, 0.8, 0.8),
        (6, 1.0, 1.0),
        (9, 1.0, 1.0),
        (10, 1.2, 1.2),
        (12, 1.2, 1.2),
        (13, 1.5, 1.4),
        (15, 1.5, 1.4),
        (16, 1.7, 1.4),
        (40, 1.7, 1.4),
    ],
)
def test_the_maximum_of_each_row(age: int, male: float, female: float) -> None:
    for sex, maximum in (("male", male), ("female", female)):
        over = round(maximum + 0.01, 2)
        assert decide("renal", creatinine(maximum, age, sex, gfr=60)).status == "met"
        assert decide("renal", creatinine(over, age, sex, gfr=60)).status == "not_met"
        assert decide("renal", creatinine(over, age, sex)).needs == ("gfr",)


@pytest.mark.parametrize(
    ("answers", "status", "needs"),
    [
        ({"gfr": 70}, "met", []),
        ({"gfr": 69.99, "age_years": 5}, "unknown", ["serum_creatinine"]),
        ({"gfr": ">=70"}, "met", []),
        ({"gfr": "60-80", **creatinine(0.9, 5)}, "unknown", ["gfr"]),
        (creatinine(0.6, ">=1"), "met", []),
        (creatinine(0.6, "0-1"), "unknown", [*AGE, "gfr"]),
        (creatinine(0.1, 0), "unknown", ["gfr"]),
        (creatinine(9, 0, gfr=60), "unknown", []),
        (creatinine(0.9, "5-6", gfr=60), "unknown", AGE),
        (creatinine(0.5, "5-6"), "met", []),
        (creatinine(1.1, "5-6", gfr=60), "not_met", []),
        (creatinine("70.72 umol/L", 5), "met", []),
        (creatinine("70.73 umol/L", 5, gfr=60), "not_met", []),
        (creatinine("0.7-0.9", 5), "unknown", ["gfr", "serum_creatinine"]),
        (creatinine(1.5, 14, gfr=60), "unknown", ["sex", "relapse_sites"]),
        (creatinine(1.5, 14, gfr=60, relapse_sites=["cns"]), "unknown", ["sex"]),
        (creatinine(1.5, 14, gfr=60, relapse_sites=["testicular"]), "met", []),
        (creatinine(1.4, 14, gfr=60), "met", []),
        (creatinine(1.6, 14, gfr=60), "not_met", []),
        ({}, "unknown", [*AGE, "sex", "relapse_sites", "gfr", "serum_creatinine"]),
        ({"age_years": 8, "gfr": "<70"}, "unknown", ["serum_creatinine"]),
        ({"age_years": 14, "gfr": "<70"}, "unknown", ["sex", "relapse_sites", "serum_creatinine"]),
    ],
)
def test_renal(answers: dict[str, Any], status: str, needs: list[str]) -> None:
    decided = decide("renal", answers)
    assert (decided.status, sorted(decided.needs)) == (status, sorted(needs))


@pytest.mark.parametrize(
    ("answers", "status", "needs"),
    [
        ({"direct_bilirubin": 2.99}, "met", []),
        ({"direct_bilirubin": 3.0}, "not_met", []),
        ({"direct_bilirubin": "51.3 umol/L"}, "not_met", []),
        ({"direct_bilirubin": "51.29 µmol/L"}, "met", []),
        ({"direct_bilirubin": "<3"}, "met", []),
        ({"direct_bilirubin": "<=3"}, "unknown", ["direct_bilirubin", "total_bilirubin"]),
        ({"total_bilirubin": 2.99}, "met", []),
        ({"total_bilirubin": 3}, "unknown", ["direct_bilirubin"]),
        ({"total_bilirubin": "<3"}, "met", []),
        ({"total_bilirubin": "2-5"}, "unknown", ["direct_bilirubin", "total_bilirubin"]),
        ({"direct_bilirubin": ">=1", "total_bilirubin": "<3"}, "met", []),
        ({"direct_bilirubin": "2-4", "total_bilirubin": "3-5"}, "unknown", ["direct_bilirubin"]),
        ({"direct_bilirubin": 3, "total_bilirubin": "1-5"}, "not_met", []),
        ({}, "unknown", ["direct_bilirubin", "total_bilirubin"]),
    ],
)
def test_hepatic(answers: dict[str, Any], status: str, needs: list[str]) -> None:
    decided = decide("hepatic", answers)
    assert (decided.status, list(decided.needs)) == (status, needs)


@pytest.mark.parametrize(
    ("answers", "status", "needs"),
    [
        ({"shortening_fraction": 27}, "met", []),
        ({"shortening_fraction": 26.9}, "unknown", ["ejection_fraction"]),
        ({"ejection_fraction": 50}, "met", []),
        ({"ejection_fraction": "49.9%"}, "unknown", ["shortening_fraction"]),
        ({"shortening_fraction": 26.9, "ejection_fraction": 49.9}, "not_met", []),
        ({"shortening_fraction": 10, "ejection_fraction": "45-55%"}, "unknown", ["ejection_fraction"]),
        ({"ejection_fraction": "50-55%"}, "met", []),
        ({"ejection_fraction": ">45"}, "unknown", ["shortening_fraction", "ejection_fraction"]),
    ],
)
def test_cardiac(answers: dict[str, Any], status: str, needs: list[str]) -> None:
    decided = decide("cardiac", answers)
    assert (decided.status, list(decided.needs)) == (status, needs)


@pytest.mark.parametrize(
    ("id_", "answers", "says"),
    [
        (
            "cytotoxic_washout",
            given("2026-10-29/2026-11-04", **VCR),
            "Last vincristine 2026-10-29 to 2026-11-04, 18 to 24 days before 2026-11-22; 14 days are needed.",
        ),
        ("cytotoxic_washout", given(ago(1), **HU), "1 day before 2026-11-22, which may be enough or not; 24 hours are"),
        ("cytotoxic_washout", given(f"../{ago(9)}", **VCR), "2026-11-13 or earlier, 9 or more days before"),
        ("biologic_washout", given(ago(8), **INO), "the study team settles how long"),
        ("performance_status", score("lansky", 50, age_years=9), "the study team confirms it"),
        ("performance_status", score("karnofsky", 90, age_years=9), "Karnofsky 90 at age 9 on 2026-11-22; at this"),
        ("renal", creatinine(1.3, 14, "female"), "the study team confirms it"),
        ("renal", creatinine("212 umol/L", 14, "female"), "Serum creatinine 212 umol/L, age 14, sex female"),
        ("hepatic", {"total_bilirubin": 2}, "direct is never more than total"),
        ("age", {"age_years": ">30"}, "Age 30 or more in completed years on 2026-11-22"),
        ("first_relapse", {"relapse_count": 10**9000}, "…"),
    ],
)
def test_the_reason_names_value_rule_and_date(id_: str, answers: dict[str, Any], says: str) -> None:
    assert says in decide(id_, answers).reason


@pytest.mark.parametrize(
    ("id_", "answers"),
    [
        ("performance_status", score("lansky", 60, age_years=9)),
        ("performance_status", score("lansky", 40, age_years=9)),
        ("performance_status", score("ecog", 2)),
        ("renal", creatinine(1.2, 14, "female")),
        ("renal", creatinine(1.3, 14, "male")),
        ("renal", creatinine(1.3, 16, "female")),
        ("renal", creatinine(1.5, 14, "female")),
        ("renal", creatinine(1.3, 14, "female", gfr=70)),
    ],
)
def test_the_study_team_confirms_only_what_is_disputed(id_: str, answers: dict[str, Any]) -> None:
    assert "confirms" not in decide(id_, answers).reason


def test_the_result_in_the_documented_form() -> None:
    result = result_of({"diagnosis": "t_all", **given(ago(1), **VCR)})
    written = json.loads(result.as_json())
    assert written == result.as_dict()
    assert list(written) == ["trial", "on", "verdict", "unmet", "unknown", "criteria"]
    assert (written["trial"], written["on"], written["verdict"]) == ("AALL1331", "2026-11-22", "not_met")
    assert written["unmet"] == ["b_all", "cytotoxic_washout"]
    assert written["criteria"][5]["clears_on"] == "2026-12-05"
    assert all(list(one) == ["id", "status", "reason", "needs", "clears_on"] for one in written["criteria"])
    assert {one["id"] for one in written["criteria"]} - {*written["unmet"], *written["unknown"]} == {"biologic_washout"}


@pytest.mark.parametrize("agent", ['"quoted"', "new\nline", "\ud800", "é" * 500, "{on}", "a\\b"])
def test_what_people_write_cannot_break_the_json(agent: str) -> None:
    written = json.loads(result_of(given(ago(1), agent=agent, kind="cytotoxic")).as_json())
    assert written["unmet"] == ["cytotoxic_washout"]


def test_all_met() -> None:
    answers = {
        "diagnosis": "b_all",
        "age_years": 8,
        "sex": "female",
        "relapse_count": 1,
        "relapse_sites": ["bone_marrow"],
        "relapse_phase": "maintenance",
        "therapies": [],
        "prior_transplant": False,
        "prior_blinatumomab": False,
        "prior_relapse_therapy": False,
        **score("lansky", 90),
        "gfr": 90,
        "direct_bilirubin": 0.2,
        "ejection_fraction": 60,
    }
    result = result_of(answers)
    assert (result.verdict, result.unmet, result.unknown) == ("met", (), ())


def test_contradictions_that_the_trial_or_the_day_shows() -> None:
    for answers, key in (
        ({"prior_blinatumomab": False, **given(agent="blina")}, "prior_blinatumomab"),
        ({"birth_date": "2026-11-23"}, "birth_date"),
        (given("2026-11-23", **VCR), "therapies[0].last_given"),
    ):
        with pytest.raises(AnswersError) as refused:
            result_of(answers)
        assert refused.value.key == key


@pytest.mark.parametrize("on", [date.min, date(1, 1, 2), date.max, date.max - timedelta(5)])
def test_the_ends_of_the_calendar(on: date) -> None:
    for last in (str(on), f"../{on}", f"{on}/..", "0001-01-01", None):
        for agent in (VCR, HU, INO):
            answers = {
                **given(last, **agent),
                "birth_date": "0001-01-01",
                "performance": {"scale": "lansky", "score": 50},
            }
            assert json.loads(result_of(answers, on).as_json())["on"] == str(on)
    cleared = decide("cytotoxic_washout", given(str(on), **HU), on).clears_on
    assert cleared == (on + timedelta(2) if on < date.max else None)


def test_settling_tells_what_is_worth_asking() -> None:
    """Without a creatinine, nothing but a GFR can settle the kidneys: the sex is not worth asking."""
    renal = next(criterion for criterion in TRIAL.criteria if criterion.id == "renal")
    sets = renal.settling(Answers.parse({"age_years": 14}), ON)
    assert frozenset({"gfr"}) in sets and frozenset({"serum_creatinine"}) in sets
    assert all("serum_creatinine" in one for one in sets if "sex" in one)
    assert renal.settling(Answers.parse({"gfr": 90}), ON) == ()


def test_weigh() -> None:
    """Whether the sum of two numbers is over 2; 3 with anything says nothing, and 0 with 0 doesn't occur."""

    def rule(a: int, b: int) -> bool | Outcome:
        if 3 in (a, b):
            return Outcome.SILENT
        return Outcome.IMPOSSIBLE if a == b == 0 else a + b > 2

    def over(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[Status, set[str]]:
        status, settling = weigh(rule, (Fact(("a",), a), Fact(("b", "c"), b)))
        return status, {"".join(sorted(keys)) for keys in settling}

    assert over((1, 2), (2,)) == (Status.MET, set())
    assert over((0, 1), (0, 1)) == (Status.NOT_MET, set())
    assert over((1, 2), (1,)) == (Status.UNKNOWN, {"a"})
    assert over((0, 1, 2), (0, 2)) == (Status.UNKNOWN, {"a", "b", "c", "ab", "ac"})
    assert over((0, 2), (1, 2)) == (Status.UNKNOWN, {"a"})
    assert over((2, 3), (2,)) == (Status.UNKNOWN, {"a"})
    assert over((3,), (1, 2)) == (Status.UNKNOWN, set())
    assert over((1, 3), (1, 2)) == (Status.UNKNOWN, {"ab", "ac"})


@pytest.mark.parametrize(
    ("statuses", "together"),
    [
        ([], "met"),
        (["met", "met"], "met"),
        (["met", "unknown"], "unknown"),
        (["unknown", "not_met"], "not_met"),
        (["not_met", "met"], "not_met"),
    ],
)
def test_conjunction(statuses: list[str], together: str) -> None:
    assert conjunction([Status(status) for status in statuses]) == together

"""Answers: what is read, what is refused and with which key."""

from datetime import date
from typing import Any

import pytest

from bot.ages import Ages
from bot.answers import Answers, AnswersError, Performance
from bot.intervals import DateInterval

ON = date(2026, 11, 22)
DEEP = "[" * 100_000 + "]" * 100_000


def therapy(**fields: Any) -> dict[str, Any]:
    return {"therapies": [fields]}


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        ({"colour": 1}, "colour"),
        ({"": 1}, ""),
        ({"diagnosis": "B_ALL"}, "diagnosis"),
        ({"diagnosis": " b_all"}, "diagnosis"),
        ({"diagnosis": ["b_all"]}, "diagnosis"),
        ({"diagnosis": None}, "diagnosis"),
        ({"sex": "other"}, "sex"),
        ({"age_years": -1}, "age_years"),
        ({"age_years": True}, "age_years"),
        ({"age_months": "2 years"}, "age_months"),
        ({"birth_date": 2018}, "birth_date"),
        ({"birth_date": "2026-02-29"}, "birth_date"),
        ({"birth_date": "2026-13"}, "birth_date"),
        ({"birth_date": "0000"}, "birth_date"),
        ({"birth_date": "2018-1-1"}, "birth_date"),
        ({"birth_date": "2018-01-01T00:00"}, "birth_date"),
        ({"birth_date": "20180101"}, "birth_date"),
        ({"birth_date": " 2018"}, "birth_date"),
        ({"birth_date": "2018\n"}, "birth_date"),
        ({"birth_date": "../.."}, "birth_date"),
        ({"birth_date": "2018/"}, "birth_date"),
        ({"birth_date": "2018/2017"}, "birth_date"),
        ({"birth_date": "2016/2017/2018"}, "birth_date"),
        ({"relapse_count": -1}, "relapse_count"),
        ({"relapse_count": 1.0}, "relapse_count"),
        ({"relapse_count": "1"}, "relapse_count"),
        ({"relapse_count": True}, "relapse_count"),
        ({"relapse_sites": "cns"}, "relapse_sites"),
        ({"relapse_sites": ["CNS"]}, "relapse_sites[0]"),
        ({"relapse_sites": ["cns", None]}, "relapse_sites[1]"),
        ({"relapse_phase": "induction"}, "relapse_phase"),
        ({"recovered_from_toxicity": 1}, "recovered_from_toxicity"),
        ({"prior_transplant": "no"}, "prior_transplant"),
        ({"performance": 80}, "performance"),
        ({"performance": {}}, "performance.scale"),
        ({"performance": {"scale": "lansky"}}, "performance.score"),
        ({"performance": {"scale": "lansky", "score": 55}}, "performance.score"),
        ({"performance": {"scale": "lansky", "score": 110}}, "performance.score"),
        ({"performance": {"scale": "lansky", "score": 80.0}}, "performance.score"),
        ({"performance": {"scale": "lansky", "score": False}}, "performance.score"),
        ({"performance": {"scale": "lansky", "score": 10**9000}}, "performance.score"),
        ({"performance": {"scale": "ecog", "score": 6}}, "performance.score"),
        ({"performance": {"scale": "ECOG", "score": 1}}, "performance.scale"),
        ({"performance": {"scale": "ecog", "score": 1, "by": "me"}}, "performance.by"),
        ({"gfr": "70 mL/min"}, "gfr"),
        ({"gfr": float("nan")}, "gfr"),
        ({"direct_bilirubin": 3.1, "total_bilirubin": 3}, "direct_bilirubin"),
        ({"direct_bilirubin": ">=3", "total_bilirubin": "<3"}, "direct_bilirubin"),
        ({"direct_bilirubin": "51.4 umol/L", "total_bilirubin": 3}, "direct_bilirubin"),
        ({"sex": "female", "relapse_sites": ["cns", "testicular"]}, "sex"),
        ({"therapies": {}}, "therapies"),
        ({"therapies": ["vincristine"]}, "therapies[0]"),
        (therapy(), "therapies[0]"),
        (therapy(last_given="2026-11-01"), "therapies[0]"),
        (therapy(agent=""), "therapies[0].agent"),
        (therapy(agent=" ", kind="cytotoxic"), "therapies[0].agent"),
        (therapy(agent=7, kind="cytotoxic"), "therapies[0].agent"),
        (therapy(agent="unheard-of"), "therapies[0].agent"),
        (therapy(agent="imatinib"), "therapies[0].agent"),
        (therapy(kind="chemo"), "therapies[0].kind"),
        (therapy(agent="vincristine", kind="biologic"), "therapies[0].kind"),
        (therapy(agent="vincristine", kind="hydroxyurea"), "therapies[0].kind"),
        (therapy(agent="vincristine", kind="other"), "therapies[0].kind"),
        (therapy(agent="blinatumomab", kind="cytotoxic"), "therapies[0].kind"),
        (therapy(agent="rituximab", kind="intrathecal"), "therapies[0].kind"),
        (therapy(agent="ondansetron", kind="intrathecal"), "therapies[0].kind"),
        (therapy(agent="dexamethasone", kind="cytotoxic"), "therapies[0].kind"),
        (therapy(agent="hydroxyurea", kind="biologic"), "therapies[0].kind"),
        (therapy(agent="vincristine", last_given="yesterday"), "therapies[0].last_given"),
        (therapy(agent="vincristine", last_given=None), "therapies[0].last_given"),
        (therapy(agent="vincristine", context="induction"), "therapies[0].context"),
        (therapy(agent="vincristine", dose=1), "therapies[0].dose"),
    ],
)
def test_refused_with_the_key(answers: dict[str, Any], key: str) -> None:
    with pytest.raises(AnswersError) as refused:
        Answers.parse(answers)
    assert refused.value.key == key
    assert refused.value.message and len(str(refused.value)) < 600
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", None),
        ("{", None),
        ("[]", None),
        ('"x"', None),
        ("7", None),
        ("null", None),
        (DEEP, None),
        ('{"gfr": 1} {"gfr": 1}', None),
        ('{"gfr": 1, "gfr": 1}', "gfr"),
        ('{"therapies": [{"agent": "VCR"}, {"agent": "VCR", "agent": "VCR"}]}', "therapies[1].agent"),
        ('{"performance": {"scale": "ecog", "score": 1, "score": 2}}', "performance.score"),
        ('{"gfr": {"a": 1, "a": 2}}', "gfr"),
        ('{"gfr": NaN}', "gfr"),
        ('{"gfr": -Infinity}', "gfr"),
        ('{"gfr": -1e-99999999999999999999999}', "gfr"),
        ('{"relapse_count": 1e0}', "relapse_count"),
        (f'{{"relapse_count": -{"9" * 5000}}}', "relapse_count"),
        (f'{{"sex": "male", "gfr": {DEEP}}}', "gfr"),
        (f'{{"sex": "[", "therapies": [{{"agent": {DEEP}}}]}}', "therapies"),
        ('{"sex": "\\ud800"}', "sex"),
    ],
)
def test_refused_text(text: str, key: str | None) -> None:
    with pytest.raises(AnswersError) as refused:
        Answers.parse_json(text)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"agent": "vincristine"}, "cytotoxic"),
        ({"agent": " VCR "}, "cytotoxic"),
        ({"agent": "hydroxyurea", "kind": "cytotoxic"}, "hydroxyurea"),
        ({"agent": "Oncaspar", "kind": "biologic"}, "cytotoxic"),
        ({"agent": "Oncaspar", "kind": "cytotoxic"}, "cytotoxic"),
        ({"agent": "methotrexate", "kind": "intrathecal"}, "intrathecal"),
        ({"agent": "vincristine", "kind": "intrathecal"}, "intrathecal"),
        ({"agent": "hydrocortisone", "kind": "intrathecal"}, "intrathecal"),
        ({"agent": "dexamethasone"}, "other"),
        ({"agent": "Blincyto"}, "biologic"),
        ({"agent": "imatinib", "kind": "biologic"}, "biologic"),
        ({"agent": "unheard-of", "kind": "biologic"}, "biologic"),
        ({"kind": "hydroxyurea"}, "hydroxyurea"),
    ],
)
def test_what_a_therapy_counts_as(fields: dict[str, str], kind: str) -> None:
    therapies = Answers.parse(therapy(**fields)).therapies
    assert therapies is not None and therapies[0].kind == kind


def test_everything_is_read() -> None:
    answers = Answers.parse(
        {
            "diagnosis": "b_all",
            "birth_date": "2018-05",
            "relapse_sites": ["cns", "bone_marrow", "cns"],
            "therapies": [{"agent": "6-MP", "last_given": "../2026-10", "context": "maintenance"}],
            "performance": {"scale": "ecog", "score": 0},
        }
    )
    assert answers.birth_date == DateInterval(date(2018, 5, 1), date(2018, 5, 31))
    assert answers.relapse_sites == ("bone_marrow", "cns")
    assert answers.performance == Performance("ecog", 0)
    assert answers.therapies and answers.therapies[0].agent == "mercaptopurine"
    assert answers.therapies[0].last_given == DateInterval(None, date(2026, 10, 31))
    assert answers.gfr is None


def test_numbers_of_any_size_are_read() -> None:
    text = (
        f'{{"relapse_count": {"9" * 5000}, "gfr": 1e400, "age_years": 1e99999999999999999999, "total_bilirubin": 0e9}}'
    )
    answers = Answers.parse_json(text)
    assert answers.relapse_count and answers.relapse_count > 10**100
    assert answers.ages(ON).youngest > 1000


@pytest.mark.parametrize(
    ("answers", "ages"),
    [
        ({}, (0, None)),
        ({"age_years": 8}, (8, 8)),
        ({"age_years": 8.9}, (8, 8)),
        ({"age_years": 0.5}, (0, 0)),
        ({"age_years": "<1"}, (0, 0)),
        ({"age_years": "<=1"}, (0, 1)),
        ({"age_years": "<8.5"}, (0, 8)),
        ({"age_years": ">30"}, (30, None)),
        ({"age_years": ">=31"}, (31, None)),
        ({"age_years": "<31"}, (0, 30)),
        ({"age_years": "7-8"}, (7, 8)),
        ({"age_months": 11}, (0, 0)),
        ({"age_months": 12}, (1, 1)),
        ({"age_months": "<12"}, (0, 0)),
        ({"age_months": "<=12"}, (0, 1)),
        ({"age_months": "18-30 months"}, (1, 2)),
        ({"birth_date": "2018-11-22"}, (8, 8)),
        ({"birth_date": "2018-11-23"}, (7, 7)),
        ({"birth_date": "2018"}, (7, 8)),
        ({"birth_date": "../2018-11-22"}, (8, None)),
        ({"birth_date": "2018-11-22/.."}, (0, 8)),
        ({"birth_date": "2026-11-22/2027"}, (0, 0)),
        ({"birth_date": "0001-01-01"}, (2025, 2025)),
        ({"age_years": ">30", "birth_date": "1996-05-01"}, (30, 30)),
        ({"age_years": "6-9", "age_months": "<96"}, (6, 7)),
        ({"age_years": "8-9", "birth_date": "2017-11-23/2019"}, (8, 8)),
        ({"age_years": 8, "age_months": 100, "birth_date": "2018-07-01"}, (8, 8)),
        ({"age_years": 8, "age_months": ">=96"}, (8, 8)),
    ],
)
def test_ages_in_completed_years(answers: dict[str, Any], ages: tuple[int, int | None]) -> None:
    assert Answers.parse(answers).ages(ON) == Ages(*ages)


@pytest.mark.parametrize(
    "answers",
    [
        {"age_years": 7, "age_months": 96},
        {"age_years": 7, "birth_date": "2018-11-22"},
        {"age_months": "<96", "birth_date": "2018-11-22"},
        {"age_years": ">30", "age_months": "<=360"},
        {"age_years": "<=10", "age_months": ">=121"},
        {"birth_date": "2026-11-23"},
        {"birth_date": "2027/.."},
    ],
)
def test_ages_that_fit_no_day_are_refused(answers: dict[str, Any]) -> None:
    with pytest.raises(AnswersError) as refused:
        Answers.parse(answers).check_day(ON)
    assert refused.value.key in answers


@pytest.mark.parametrize(
    ("on", "years"),
    [("2024-02-28", 3), ("2024-02-29", 4), ("2025-02-28", 4), ("2025-03-01", 5)],
)
def test_one_born_on_29_february_has_a_birthday_on_1_march_in_common_years(on: str, years: int) -> None:
    assert Answers.parse({"birth_date": "2020-02-29"}).ages(date.fromisoformat(on)) == (years, years)


def test_a_therapy_wholly_after_the_day_is_refused() -> None:
    answers = Answers.parse({"therapies": [{"agent": "VCR"}, {"agent": "VCR", "last_given": "2026-11-23/.."}]})
    with pytest.raises(AnswersError) as refused:
        answers.check_day(ON)
    assert refused.value.key == "therapies[1].last_given"
    answers.check_day(date(2026, 11, 23))

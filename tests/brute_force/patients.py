"""Invents patients: answers in every form of the document, most of them close to a boundary, some of them refused.

One generator on a `random.Random` serves both the seeded comparison and Hypothesis (`patients()`).
"""

from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.brute_force.forms import (
    BLINATUMOMAB,
    BOOLEANS,
    CHOICES,
    CONTEXTS,
    CYTOTOXIC,
    FLAGGED,
    KIND_OF_AGENT,
    KINDS,
    SCORES,
    SITES,
    STEROIDS,
    Answers,
)

DAYS = tuple(map(date.fromisoformat, ("2026-11-22", "2026-03-01", "2028-02-29", "2026-12-31", "2027-01-03")))
STRANGE_AGENTS = ("moonbeamumab", "compound 17")

# Numbers around each threshold, and units that may follow them.
LABS: dict[str, tuple[tuple[float, ...], tuple[str, ...]]] = {
    "gfr": ((0, 55, 69, 69.99, 70, 70.01, 71, 120), ("mL/min/1.73 m²",)),
    "serum_creatinine": (
        (0, 0.3, 0.5, 0.59, 0.6, 0.61, 0.7, 0.8, 0.81, 1, 1.0, 1.01, 1.19, 1.2, 1.21, 1.39, 1.4, 1.41, 1.5, 1.51, 1.7,
         1.71, 2, 5),
        ("mg/dL", "MG/DL", "mg/dl"),
    ),
    "direct_bilirubin": ((0, 0.2, 1, 2, 2.9, 2.99, 3, 3.0, 3.01, 4, 10), ("mg/dL",)),
    "total_bilirubin": ((0, 0.4, 1, 2.5, 2.99, 3, 3.01, 4, 12), ("mg/dL", "mg/dl")),
    "shortening_fraction": ((0, 20, 26, 26.9, 27, 27.1, 28, 40), ("percent",)),
    "ejection_fraction": ((0, 40, 49, 49.9, 50, 50.1, 55, 65), ("percent",)),
}  # fmt: skip
MICROMOLES = {
    "serum_creatinine": (53.03, 53.04, 53.05, 62, 70.72, 88.4, 106.08, 123.76, 123.77, 132.6, 150.28, 150.29),
    "direct_bilirubin": (17.1, 34, 51.29, 51.3, 51.31, 60),
    "total_bilirubin": (17.1, 51.29, 51.3, 51.31, 80),
}
AGES = (0, 1, 2, 5, 6, 9, 10, 12, 13, 15, 16, 17, 18, 29, 30, 31, 45)


GOOD: Answers = {
    "diagnosis": "b_all", "age_years": 8, "sex": "male", "relapse_count": 1, "relapse_sites": ["bone_marrow"],
    "relapse_phase": "off_therapy", "therapies": [], "prior_transplant": False, "prior_blinatumomab": False,
    "prior_relapse_therapy": False, "performance": {"scale": "lansky", "score": 80}, "gfr": 110,
    "direct_bilirubin": 0.2, "shortening_fraction": 34,
}  # fmt: skip


def random_patient(rng: Random) -> tuple[Answers, date]:
    """Answers and the day of their evaluation: a few about a patient in whom all is met, or any number of any.

    About one patient in five is refused.
    """
    on = rng.choice(DAYS)
    keep = rng.choice((0.15, 0.5, 0.8, 1.0))
    answers = {key: value for key, value in every_answer(rng, on).items() if rng.random() < keep}
    if answers.get("sex") == "female" and rng.random() < 0.8:
        answers["relapse_sites"] = [site for site in answers.get("relapse_sites", []) if site != "testicular"]
    if rng.random() < 0.7 and answers.get("prior_blinatumomab") is False:
        del answers["prior_blinatumomab"]
    if rng.random() < 0.3:
        few = rng.sample(sorted(answers), min(len(answers), rng.randrange(4)))
        answers = GOOD | {key: answers[key] for key in few}
    if rng.random() < 0.06:
        spoil(rng, answers, on)
    items = list(answers.items())
    rng.shuffle(items)
    return dict(items), on


def patients() -> st.SearchStrategy[tuple[Answers, date]]:
    """The same patients for Hypothesis."""
    return st.randoms(use_true_random=False).map(random_patient)


def every_answer(rng: Random, on: date) -> Answers:
    """One value for each key (of the ages, for some)."""
    answers: Answers = {key: rng.choice(values) for key, values in CHOICES.items()}
    answers |= {key: rng.random() < 0.5 for key in BOOLEANS}
    answers["relapse_count"] = rng.choice((0, 1, 1, 1, 2, 7))
    answers["relapse_sites"] = [rng.choice(SITES[: rng.choice((3, 4))]) for _ in range(rng.choice((0, 1, 1, 2, 3)))]
    answers["therapies"] = random_therapies(rng, on)
    scale = rng.choice(tuple(SCORES))
    answers["performance"] = {"scale": scale, "score": rng.choice((*SCORES[scale], 2 if scale == "ecog" else 50))}
    answers |= {key: random_amount(rng, key) for key in LABS}
    return answers | random_ages(rng, on)


def random_ages(rng: Random, on: date) -> Answers:
    """No age, one, or several that mostly belong to one birth."""
    birth = on - timedelta(days=rng.choice(AGES) * 365.25 + rng.choice((-40, -2, -1, 0, 1, 2, 30, 200)))
    if rng.random() < 0.3:
        birth = (on if rng.random() < 0.5 else date(2028, 2, 29)).replace(year=2028 - 4 * rng.randrange(10), day=28)
        birth += timedelta(days=rng.choice((0, 0, 1, 1, 2)))
    birth = min(birth, on)
    months = (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)
    answers: Answers = {}
    how = rng.random()
    if how < 0.6:
        answers["age_years"] = random_age(rng, months // 12, fractions=how < 0.3)
    if 0.5 < how < 0.8:
        answers["age_months"] = random_age(rng, months, fractions=0.6 < how < 0.75)
    if how > 0.75:
        answers["birth_date"] = random_date(rng, birth, on)
    if 0.85 < how < 0.95:
        answers["age_years"] = random_age(rng, months // 12, fractions=False)
    if how > 0.93:
        answers["age_months"] = random_age(rng, months, fractions=False)
    return answers


def random_age(rng: Random, age: int, fractions: bool) -> Any:
    """This age or one beside it, exactly or inexactly."""
    number = max(0, age + rng.choice((0, 0, 0, 0, 1, -1)))
    if fractions and rng.random() < 0.3:
        return rng.choice((number + 0.5, number + 0.99, f"<{number}.5", f">={number}.5", f"{number}-{number}.5"))
    return rng.choice(
        (number, number, f">{number}", f">={number}", f"<{number + 1}", f"<={number}", f"{number}-{number + 1}",
         f"{max(0, number - 1)}-{number}", f"{max(0, number - 5)}-{number + 5}")
    )  # fmt: skip


def random_amount(rng: Random, key: str) -> Any:
    """A number near a threshold, exactly or inexactly, sometimes in another unit."""
    numbers, units = LABS[key]
    unit = f" {rng.choice(units)}" if rng.random() < 0.2 else ""
    if key in MICROMOLES and rng.random() < 0.2:
        numbers, unit = MICROMOLES[key], f" {rng.choice(('umol/L', 'µmol/L', 'μmol/l', 'UMOL/L'))}"
    first, last = sorted((rng.choice(numbers), rng.choice(numbers)))
    form = rng.choice(("{}", "{}", "{}", "{}", "{}", "<{}", "<={}", ">{}", ">={}", "range"))
    if form == "{}" and not unit:
        return first
    if form == "<{}" and first == 0:
        form = "<={}"  # nothing is under zero
    return (f"{first}-{last}" if form == "range" else form.format(first)) + unit


def random_date(rng: Random, day: date, on: date) -> str:
    """This day as exact as it is known; the form never claims less than the day itself."""
    before, after = (timedelta(days=rng.choice((0, 1, 2, 6, 20, 400))) for _ in "ab")
    start, end = day - before, day + after
    return rng.choice(
        (str(day), str(day), str(day), f"{day:%Y-%m}", f"{day:%Y}", f"{start}/{end}", f"{start}/{min(end, on)}",
         f"../{end}", f"{start}/..", f"{start:%Y-%m}/{end:%Y-%m}", f"{start:%Y}/{end}", f"{start}/{end:%Y}")
    )  # fmt: skip


def random_therapies(rng: Random, on: date) -> list[dict[str, Any]]:
    """None to four therapies, last given around the ends of the waits."""
    return [random_therapy(rng, on) for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3, 4)))]


def random_therapy(rng: Random, on: date) -> dict[str, Any]:
    """One therapy; its agent and its kind seldom disagree."""
    agent = rng.choice((rng.choice(tuple(KIND_OF_AGENT)), rng.choice(CYTOTOXIC), rng.choice(FLAGGED + BLINATUMOMAB)))
    natural = KIND_OF_AGENT[agent]
    therapy: dict[str, Any] = {}
    how = rng.random()
    if how < 0.35:
        therapy["agent"] = agent
    elif how < 0.65:
        therapy["kind"] = rng.choice(KINDS)
    elif how < 0.95:
        unusual = {"hydroxyurea": "cytotoxic", "cytotoxic": "intrathecal", "other": "intrathecal"}
        kind = rng.choice((natural, natural, natural, unusual.get(natural, natural)))
        if (natural == "hydroxyurea" and kind == "intrathecal") or (kind == "intrathecal" and "asp" in agent):
            kind = natural
        if agent in ("prednisone", "dexamethasone") and kind == "intrathecal":
            agent = rng.choice(STEROIDS)
        therapy |= {"agent": agent, "kind": kind}
    else:
        therapy |= {"agent": rng.choice(STRANGE_AGENTS), "kind": rng.choice(KINDS)}
    if "agent" in therapy and rng.random() < 0.2:
        therapy["agent"] = rng.choice((str.upper, str.title, "  {} ".format))(therapy["agent"])
    if rng.random() < 0.85:
        given = on - timedelta(days=rng.choice((0, 1, 2, 3, 6, 7, 8, 13, 14, 15, 20, 45, 400)))
        therapy["last_given"] = random_date(rng, given, on)
    if rng.random() < 0.35:
        therapy["context"] = rng.choice(CONTEXTS)
    return therapy


# --- what is refused -------------------------------------------------------------------------------------------------

MALFORMED: dict[str, tuple[Any, ...]] = {
    "diagnosis": ("B_ALL", "all", "", None, 1, True, ["b_all"], {}),
    "sex": ("Female", "f", None, 0, []),
    "relapse_phase": ("off therapy", "induction", None, 2),
    "relapse_count": (-1, 1.5, "1", None, True, [1]),
    "relapse_sites": ("cns", ["CNS"], ["liver"], None, [None], [1], {"cns": True}, [["cns"]]),
    **dict.fromkeys(BOOLEANS, ("yes", "false", 1, 0, None, [])),
    "performance": (
        None, 80, [], {}, {"scale": "lansky"}, {"score": 80}, {"scale": "Lansky", "score": 80},
        {"scale": "ecog", "score": 6}, {"scale": "ecog", "score": -1}, {"scale": "karnofsky", "score": 55},
        {"scale": "lansky", "score": 110}, {"scale": "lansky", "score": "80"}, {"scale": "ecog", "score": True},
        {"scale": "ecog", "score": 1, "by": "nurse"}, {"scale": None, "score": 1}, {"scale": [], "score": 1},
        {"scale": "lansky", "score": 52.5},
    ),
    "birth_date": (
        "2026-02-30", "2019-13", "19", "2019-1-1", "20190101", "11/22/2018", "../..", "2020-01-01/2019-01-01", "2019/",
        "2019/2020/2021", "", None, 2019, [], "2019-01-01T00:00", "0000-01-01", "..", "/2019",
    ),
}  # fmt: skip
BAD_AMOUNTS: tuple[Any, ...] = (
    None, True, False, -1, -0.5, "-1", "", "abc", "<", "3>", "=3", "~3", "≥3", "3-2", "<1-2", "3 furlongs", "1,5", [],
    {}, float("nan"), float("inf"), "3+", "1--2", "three", "<<3", ">=-3",
)  # fmt: skip
BAD_THERAPIES: tuple[Any, ...] = (
    {}, None, "vincristine", [], {"agent": "moonbeamumab"}, {"agent": "vincristine", "kind": "biologic"},
    {"agent": "blinatumomab", "kind": "cytotoxic"}, {"agent": "vincristine", "kind": "hydroxyurea"},
    {"agent": "prednisone", "kind": "cytotoxic"}, {"agent": "vincristine", "kind": "other"},
    {"agent": "hydroxyurea", "kind": "biologic"}, {"agent": "pegaspargase", "kind": "other"},
    {"agent": "rituximab", "kind": "intrathecal"}, {"kind": "chemo"}, {"kind": "Cytotoxic"}, {"kind": None},
    {"agent": None}, {"agent": 6}, {"agent": ""}, {"kind": "cytotoxic", "dose": 1.5}, {"last_given": "2026-01-01"},
    {"kind": "cytotoxic", "context": "induction"}, {"kind": "cytotoxic", "context": None},
    {"kind": "cytotoxic", "last_given": None}, {"kind": "other", "last_given": "2026-02-31"},
    {"context": "maintenance"},
    {"kind": "cytotoxic", "last_given": "yesterday"}, {"kind": "cytotoxic", "last_given": 20261101},
)  # fmt: skip
UNKNOWN_KEYS = ("age", "name", "Sex", "", "lansky", "last_cytotoxic", "egfr", "prior_blinatumomab ")


def spoil(rng: Random, answers: Answers, on: date) -> None:
    """Puts one fault of some kind into the answers."""
    later = on + timedelta(days=rng.choice((1, 2, 30)))
    fault = rng.choice(("value", "value", "amount", "therapy", "key", "future", "contradiction"))
    if fault == "value":
        key = rng.choice(tuple(MALFORMED))
        answers[key] = rng.choice(MALFORMED[key])
    elif fault == "amount":
        answers[rng.choice((*LABS, "age_years", "age_months"))] = rng.choice(BAD_AMOUNTS)
    elif fault == "therapy":
        therapies = [*random_therapies(rng, on), rng.choice(BAD_THERAPIES)]
        rng.shuffle(therapies)
        answers["therapies"] = therapies if rng.random() < 0.9 else rng.choice((None, {}, "none", 0))
    elif fault == "key":
        answers[rng.choice(UNKNOWN_KEYS)] = rng.choice((None, 1, "x"))
    elif fault == "future":
        day = rng.choice((str(later), f"{later}/..", f"{later}/{later + timedelta(days=9)}", str(on.year + 1)))
        if rng.random() < 0.4:
            answers["birth_date"] = day
        else:
            answers["therapies"] = [{"kind": rng.choice(KINDS), "context": rng.choice(CONTEXTS), "last_given": day}]
    else:
        answers |= rng.choice(
            (
                {"sex": "female", "relapse_sites": ["cns", "testicular"]},
                {"therapies": [{"agent": rng.choice(BLINATUMOMAB)}], "prior_blinatumomab": False},
                {
                    "direct_bilirubin": rng.choice((2, ">1", ">=1.5", "2-3")),
                    "total_bilirubin": rng.choice((1, "<1", "<=1")),
                },
                {"direct_bilirubin": "20 umol/L", "total_bilirubin": 1},
                {"age_years": 8, "age_months": rng.choice((95, 108, "<96", ">108"))},
                {"age_years": 8, "birth_date": rng.choice(("2010", "2024-01-01", "2022/.."))},
            )
        )

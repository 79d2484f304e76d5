"""Invents patients for the benchmarks: no two alike, values drawn over their whole ranges, all of them accepted.

`known` patients are exact in everything that they tell, so that two-valued engines can decide them too (`plain`);
`inexact` ones leave things out and give bounds, ranges, months and intervals, as people do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

ON = date(2026, 11, 22)
Answers = dict[str, Any]

CYTOTOXIC = ("vincristine", "doxorubicin", "cytarabine", "cyclophosphamide", "etoposide", "pegaspargase", "Oncaspar",
             "VCR", "6-MP", "mercaptopurine", "daunorubicin", "mitoxantrone", "clofarabine", "thioguanine")  # fmt: skip
OTHERS = (*CYTOTOXIC, "daratumumab", "hydroxyurea", "methotrexate", "prednisone", "dexamethasone")
FLAGGED = ("inotuzumab ozogamicin", "Besponsa", "rituximab", "tisagenlecleucel")
SITES = ("bone_marrow", "cns", "testicular", "other")
MAXIMUM_CREATININE = {1: (0.6, 0.6), 2: (0.8, 0.8), 6: (1.0, 1.0), 10: (1.2, 1.2), 13: (1.5, 1.4), 16: (1.7, 1.4)}
"""By the first age of each row, for male and female: for the engines that must be given it."""

NEVER = 100_000
"""The days since the last dose for the engines, where there was none."""


def known(count: int, seed: int) -> list[Answers]:
    """Patients about whom everything is known exactly, none of whom has a criterion that stays unknown."""
    return _many(count, seed, _known)


def inexact(count: int, seed: int) -> list[Answers]:
    """Patients about whom much is missing or inexact."""
    return _many(count, seed, _inexact)


def plain(answers: Answers) -> dict[str, Any]:
    """A known patient as ready-made numbers, so that 14 comparisons decide: the work that the engines are spared."""
    age, sex, sites = answers["age_years"], answers["sex"], answers["relapse_sites"]
    row = max((first for first in MAXIMUM_CREATININE if first <= age), default=None)
    days = {"cytotoxic": NEVER, "hydroxyurea": NEVER, "biologic": NEVER}
    for therapy in answers["therapies"]:
        kind = _waits_as(therapy)
        exempt = "context" in therapy and kind != "biologic"  # maintenance exempts chemotherapy alone
        if kind in days and not exempt:
            days[kind] = min(days[kind], (ON - date.fromisoformat(therapy["last_given"])).days)
    return {
        "diagnosis": answers["diagnosis"],
        "age": age,
        "relapse_count": answers["relapse_count"],
        "allowed_sites": len(set(sites) - {"other"}),
        "other_sites": sites.count("other"),
        "phase": answers["relapse_phase"],
        "recovered": answers["recovered_from_toxicity"],
        **{f"days_since_{kind}": number for kind, number in days.items()},
        "transplant": answers["prior_transplant"],
        "blinatumomab": answers["prior_blinatumomab"],
        "relapse_therapy": answers["prior_relapse_therapy"],
        "scale": answers["performance"]["scale"],
        "score": answers["performance"]["score"],
        "gfr": answers["gfr"],
        "creatinine": answers["serum_creatinine"],
        "maximum_creatinine": MAXIMUM_CREATININE[row][sex == "female"] if row else 0,
        "direct_bilirubin": answers["direct_bilirubin"],
        "shortening": answers["shortening_fraction"],
        "ejection": answers["ejection_fraction"],
    }


def _many(count: int, seed: int, one: Callable[[Random], Answers]) -> list[Answers]:
    rng = Random(seed)
    distinct = {repr(answers): answers for answers in (one(rng) for _ in range(count))}
    while len(distinct) < count:
        answers = one(rng)
        distinct[repr(answers)] = answers
    return list(distinct.values())


def _known(rng: Random) -> Answers:
    age, male = rng.randint(1, 33), rng.random() < 0.5
    scale = rng.choice(("ecog", "lansky" if age <= 16 else "karnofsky"))
    direct = round(rng.uniform(0.1, 4), 2)
    return {
        "diagnosis": rng.choice(("b_all", "b_all", "b_all", "t_all")),
        "age_years": age,
        "sex": "male" if male else "female",
        "relapse_count": rng.choice((1, 1, 1, 2)),
        "relapse_sites": sorted(set(rng.choices(SITES if male else ("bone_marrow", "cns", "other"), k=2))),
        "relapse_phase": rng.choice(("maintenance", "other_frontline_phase", "off_therapy")),
        "recovered_from_toxicity": rng.random() < 0.8,
        "therapies": [_exact_therapy(rng) for _ in range(rng.randint(0, 4))],
        "prior_transplant": rng.random() < 0.1,
        "prior_blinatumomab": rng.random() < 0.1,
        "prior_relapse_therapy": rng.random() < 0.1,
        "performance": {"scale": scale, "score": rng.randint(0, 4) if scale == "ecog" else rng.randrange(0, 101, 10)},
        "gfr": rng.randint(40, 160),
        "serum_creatinine": round(rng.uniform(0.2, 2), 2),
        "direct_bilirubin": direct,
        "total_bilirubin": round(direct + rng.uniform(0, 4), 2),
        "shortening_fraction": rng.randint(18, 50),
        "ejection_fraction": rng.randint(35, 75),
    }


def _exact_therapy(rng: Random) -> Answers:
    agent = rng.choice(OTHERS)
    therapy = {"agent": agent, "last_given": str(ON - timedelta(days=rng.randint(2, 500)))}
    if rng.random() < 0.2:
        therapy["context"] = "maintenance"
    return therapy


def _waits_as(therapy: Answers) -> str:
    """The wait that a therapy of `_exact_therapy` has."""
    kinds = {"daratumumab": "biologic", "hydroxyurea": "hydroxyurea", "prednisone": "other", "dexamethasone": "other"}
    return kinds.get(therapy["agent"], "cytotoxic")


def _inexact(rng: Random) -> Answers:
    answers = _known(rng)
    for key in ("gfr", "serum_creatinine", "direct_bilirubin", "shortening_fraction", "ejection_fraction", "age_years"):
        answers[key] = _blurred(rng, answers[key])
    answers["total_bilirubin"] = f">={round(rng.uniform(0, 8), 2)}"
    for therapy in answers["therapies"]:
        therapy["last_given"] = _blurred_day(rng, date.fromisoformat(therapy["last_given"]))
    if rng.random() < 0.2:
        answers["therapies"].append(
            {"agent": rng.choice(FLAGGED), "last_given": str(ON - timedelta(rng.randint(0, 60)))}
        )
    if rng.random() < 0.2:
        answers["therapies"].append({"kind": rng.choice(("cytotoxic", "intrathecal", "biologic"))})
    if rng.random() < 0.2:
        del answers["age_years"]
        answers["birth_date"] = _blurred_day(rng, ON - timedelta(days=rng.randint(400, 12_000)))
    return {key: value for key, value in answers.items() if rng.random() < 0.8}


def _blurred(rng: Random, number: float) -> object:
    """A number, a bound or a range that holds it."""
    low, high = number, round(number + rng.choice((0.1, 1, 5, 10)), 2)
    return rng.choice((number, number, number, f"<={high}", f">={low}", f"{low}-{high}", f"<{high}", f">{low}"))


def _blurred_day(rng: Random, day: date) -> str:
    """A day, month, year or interval that holds the day."""
    first, last = day - timedelta(days=rng.randint(0, 10)), day + timedelta(days=rng.randint(0, 10))
    return rng.choice(
        (f"{day}", f"{day}", f"{day}", f"{day:%Y-%m}", f"{day:%Y}", f"{first}/{last}", f"../{last}", f"{first}/..")
    )

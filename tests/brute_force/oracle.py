"""The naive evaluator of AALL1331: it decides every criterion in every world that the answers allow, and joins.

A world gives each thing that a criterion looks at one exact value. A status is met, or not met, only where every
world says so. `needs` is found by trying: each thing is pinned, alone and with others, to each of its values.
"""

import functools
import itertools
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from tests.brute_force.facts import AGE_KEYS, Facts
from tests.brute_force.forms import CHOICES, KIND_OF_AGENT, SCORES, Answers
from tests.brute_force.logic import MET, NOT_MET, UNKNOWN, both, join, says
from tests.brute_force.washouts import washout

CRITERIA = ("b_all", "age", "first_relapse", "relapse_sites", "toxicity_recovery", "cytotoxic_washout",
            "biologic_washout", "no_transplant", "no_blinatumomab", "no_relapse_therapy", "performance_status", "renal",
            "hepatic", "cardiac")  # fmt: skip
CREATININE_ROWS = (  # from age, male, female
    (16, "1.7", "1.4"), (13, "1.5", "1.4"), (10, "1.2", "1.2"), (6, "1.0", "1.0"), (2, "0.8", "0.8"), (1, "0.6", "0.6"),
)  # fmt: skip
LIMITS = {Fraction(limit) for _, *row in CREATININE_ROWS for limit in row}
PERFORMANCES = tuple((scale, score) for scale, scores in SCORES.items() for score in scores)

Domain = frozenset[Any]


def evaluate(answers: Answers, on: date) -> dict[str, Any]:
    """The result in the document's form, without reasons; or `{"refused": keys}`, any of which may be named."""
    facts = Facts(answers, on)
    if facts.faults:
        return {"refused": facts.faults}
    statuses: dict[str, str] = {}
    needs: dict[str, set[str]] = {}
    clears: dict[str, str | None] = dict.fromkeys(CRITERIA)
    for name, things in _things(facts).items():
        statuses[name], pinned = _settle(name, tuple((allowed, pins) for allowed, pins, _ in things))
        needs[name] = {key for number, value in pinned for key in things[number][2](value)}
    for name in ("cytotoxic_washout", "biologic_washout"):
        statuses[name], needs[name], clears[name] = washout(facts, name)
    by_status = {status: [name for name in CRITERIA if statuses[name] == status] for status in (NOT_MET, UNKNOWN)}
    return {
        "trial": "AALL1331",
        "on": on.isoformat(),
        "verdict": both(statuses.values()),
        "unmet": by_status[NOT_MET],
        "unknown": by_status[UNKNOWN],
        "criteria": [
            {"id": name, "status": statuses[name], "needs": needs[name], "clears_on": clears[name]} for name in CRITERIA
        ],
    }


# --- one world -------------------------------------------------------------------------------------------------------


def toxicity_recovery(phase: str, recovered: bool) -> str:
    """Asks for recovery after a relapse on frontline therapy other than maintenance, and nothing after another."""
    return says(phase != "other_frontline_phase" or recovered)


def no_blinatumomab(said: bool, listed: bool) -> str | None:
    """No world lists blinatumomab and says that none was given."""
    return None if listed and not said else says(not said)


def performance(age: int, answer: tuple[str, int]) -> str:
    """ECOG 0 to 2 at any age; the scale of the age at 50 or more; the other scale says nothing."""
    scale, score = answer
    if scale == "ecog":
        return says(score <= 2)
    return says(score >= 50) if scale == ("karnofsky" if age > 16 else "lansky") else UNKNOWN


def renal(age: int, sex: str, gfr: Fraction, creatinine: Fraction) -> str:
    """Either one settles it; at age 0 a creatinine says nothing."""
    if gfr >= 70:
        return MET
    for from_age, male, female in CREATININE_ROWS:
        if age >= from_age:
            return says(creatinine <= Fraction(male if sex == "male" else female))
    return UNKNOWN


def hepatic(direct: Fraction, total: Fraction) -> str | None:
    """Under 3.0; no world has more direct than total bilirubin."""
    return says(direct < 3) if direct <= total else None


DECIDE: dict[str, Callable[..., str | None]] = {
    "b_all": lambda diagnosis: says(diagnosis == "b_all"),
    "age": lambda age: says(1 <= age <= 30),
    "first_relapse": lambda count: says(count == 1),
    "relapse_sites": lambda sites: says(bool(sites) and "other" not in sites),
    "toxicity_recovery": toxicity_recovery,
    "no_transplant": lambda had: says(not had),
    "no_blinatumomab": no_blinatumomab,
    "no_relapse_therapy": lambda had: says(not had),
    "performance_status": performance,
    "renal": renal,
    "hepatic": hepatic,
    "cardiac": lambda shortening, ejection: says(shortening >= 27 or ejection >= 50),
}


# --- all worlds ------------------------------------------------------------------------------------------------------

# Of each thing that a criterion looks at: the values allowed, those that an answer may still pin it to, and the keys
# of the answers that would pin it to this value.
Thing = tuple[Domain, Domain, Callable[[Any], Iterable[str]]]


def _things(facts: Facts) -> dict[str, tuple[Thing, ...]]:
    """What each criterion but the washouts looks at."""
    answers = facts.answers

    def one_of(key: str, values: Iterable[Any]) -> Thing:
        return _open([answers[key]] if key in answers else values, key)

    def yes_or_no(key: str) -> Thing:
        return one_of(key, (True, False))

    def at_least(key: str, threshold: int) -> Thing:
        values = facts.numbers(key, {Fraction(threshold)})
        return _open({Fraction(threshold if value >= threshold else 0) for value in values}, key)

    # Values between two limits behave alike: the next limit stands for them.
    creatinines = facts.numbers("serum_creatinine", LIMITS)
    creatinine = {min((limit for limit in LIMITS if limit >= value), default=Fraction(9)) for value in creatinines}

    ages = {31 if age > 30 else min(age, 17) for age in facts.ages}
    rows = {max((row[0] for row in CREATININE_ROWS if row[0] <= age), default=0) for age in ages}

    sites = answers.get("relapse_sites")
    sex_keys = {"male": ("sex", "relapse_sites") if sites is None else ("sex",), "female": ("sex",)}
    sexes = frozenset(facts.sexes)  # testicular disease leaves only male: where sites are still to come they may say so

    return {
        "b_all": (one_of("diagnosis", CHOICES["diagnosis"]),),
        "age": (_open(ages, *AGE_KEYS),),
        "first_relapse": (one_of("relapse_count", range(3)),),
        "relapse_sites": (_open([tuple(sites)] if sites is not None else [(), ("cns",), ("other",)], "relapse_sites"),),
        "toxicity_recovery": (
            one_of("relapse_phase", CHOICES["relapse_phase"]),
            yes_or_no("recovered_from_toxicity"),
        ),
        "no_transplant": (yes_or_no("prior_transplant"),),
        "no_blinatumomab": (yes_or_no("prior_blinatumomab"), _open(_listed_blinatumomab(facts), "therapies")),
        "no_relapse_therapy": (yes_or_no("prior_relapse_therapy"),),
        "performance_status": (_open(ages, *AGE_KEYS), _performances(answers.get("performance"), ages)),
        "renal": (
            _open(rows, *AGE_KEYS),
            (sexes, sexes, sex_keys.__getitem__),
            at_least("gfr", 70),
            _open(creatinine, "serum_creatinine"),
        ),
        "hepatic": (
            _open(facts.bilirubins("direct"), "direct_bilirubin"),
            _open(facts.bilirubins("total"), "total_bilirubin"),
        ),
        "cardiac": (at_least("shortening_fraction", 27), at_least("ejection_fraction", 50)),
    }


def _open(values: Iterable[Any], *keys: str) -> Thing:
    """A thing that may still be pinned, by these keys, to each of the values that are allowed."""
    allowed = frozenset(values)
    return allowed, allowed, lambda value: keys


def _performances(given: dict[str, Any] | None, ages: set[int]) -> Thing:
    """A score on another age's scale says nothing of the one that is asked for, which may still be answered."""
    if given is None:
        return _open(PERFORMANCES, "performance")
    score = given["scale"], given["score"]
    says_nothing = any(performance(age, score) == UNKNOWN for age in ages)
    return frozenset([score]), frozenset(PERFORMANCES if says_nothing else [score]), lambda value: ("performance",)


def _listed_blinatumomab(facts: Facts) -> set[bool]:
    """Whether it is listed; a list still to come, or a biologic that isn't known by its name, may yet be it."""
    if facts.gave_blinatumomab():
        return {True}
    listed = facts.therapies
    may_be = listed is None or any(each.kind == "biologic" and each.agent not in KIND_OF_AGENT for each in listed)
    return {False, True} if may_be else {False}


@functools.cache
def _settle(name: str, domains: tuple[tuple[Domain, Domain], ...]) -> tuple[str, frozenset[tuple[int, Any]]]:
    """The status over all worlds; where it is unknown, also every pin that a settling set of pins can't do without."""
    over = functools.cache(functools.partial(_join_worlds, DECIDE[name]))
    status = over(tuple(allowed for allowed, _ in domains))
    assert status is not None, "answers that no world fits are refused before"
    needed: set[tuple[int, Any]] = set()
    if status != UNKNOWN:
        return status, frozenset()
    choices = [[allowed, *(frozenset([one]) for one in pins if allowed != {one})] for allowed, pins in domains]
    for chosen in itertools.product(*choices):
        if over(chosen) in (None, UNKNOWN):
            continue
        for number, (allowed, _) in enumerate(domains):
            without = (*chosen[:number], allowed, *chosen[number + 1 :])
            if chosen[number] != allowed and over(without) == UNKNOWN:
                needed.add((number, *chosen[number]))
    return status, frozenset(needed)


def _join_worlds(decide: Callable[..., str | None], domains: tuple[Domain, ...]) -> str | None:
    """The status over all possible worlds; none where no world is possible."""
    statuses = {status for world in itertools.product(*domains) if (status := decide(*world)) is not None}
    return join(statuses) if statuses else None

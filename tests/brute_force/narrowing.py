"""Makes what is known of an invented patient more exact, as a conversation does."""

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.brute_force.forms import CYTOTOXIC, FLAGGED, UNITS, Answers, Refused, read_amount, read_date
from tests.brute_force.patients import AGES, LABS, every_answer


def narrowed(rng: Random, answers: Answers, on: date) -> Answers:
    """The same patient with a few answers added, or made more exact where they can be."""
    for _ in range(rng.choice((2, 4, 6))):
        more = every_answer(rng, on)
        key = rng.choice(sorted(more))
        try:
            answers = answers | {key: _narrower(rng, key, answers[key], on) if key in answers else more[key]}
        except Refused:
            return answers
    return answers


def _narrower(rng: Random, key: str, value: Any, on: date) -> Any:
    if key in UNITS:
        return _narrower_amount(rng, key, value)
    if key == "birth_date":
        return _narrower_date(rng, value, on)
    if key == "therapies" and value:
        number = rng.randrange(len(value))
        return [*value[:number], _narrower_therapy(rng, value[number], on), *value[number + 1 :]]
    return value


def _narrower_amount(rng: Random, key: str, value: Any) -> Any:
    amount = read_amount(key, value)
    if amount.exact:
        return value
    numbers = LABS[key][0] if key in LABS else [age * 12 + month for age in AGES for month in (0, 1, 11)]
    if key == "age_years":
        numbers = AGES
    allowed = sorted({number for number in numbers if amount.allows(number)})
    if not allowed:
        return value
    low = rng.choice(allowed)
    high = rng.choice([number for number in allowed if number >= low])
    return rng.choice((low, f"{low}-{high}"))


def _narrower_date(rng: Random, value: str, on: date) -> str:
    first, last = read_date("date", value, on)
    first = first or last - timedelta(days=rng.choice((0, 20, 4000)))
    days = (last - first).days
    start = first + timedelta(days=rng.randint(0, days))
    end = start + timedelta(days=rng.randint(0, (last - start).days))
    return rng.choice((str(start), str(end), f"{start}/{end}"))


def _narrower_therapy(rng: Random, therapy: dict[str, Any], on: date) -> dict[str, Any]:
    if rng.random() < 0.7:
        if "last_given" in therapy:
            return therapy | {"last_given": _narrower_date(rng, therapy["last_given"], on)}
        return therapy | {"last_given": str(on - timedelta(days=rng.choice((0, 1, 2, 6, 7, 13, 14, 60))))}
    if "agent" in therapy:
        return therapy
    agents = {"cytotoxic": CYTOTOXIC, "biologic": (*FLAGGED, "blinatumomab"), "intrathecal": ("methotrexate",)}
    named = agents.get(therapy["kind"])
    return therapy | {"agent": rng.choice(named)} if named else therapy

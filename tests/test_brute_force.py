"""Random patients: the evaluator and the naive one of `tests/brute_force` must say the same of each.

`BRUTE_FORCE_PATIENTS` sets how many (3,000 where it is not set), `BRUTE_FORCE_SEED` where they begin.
"""

import copy
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import product
from random import Random
from typing import Any

import pytest

from bot.answers import Answers as Parsed
from bot.answers import AnswersError
from bot.evaluation import evaluate
from bot.trial import Trial, load_trial
from tests.brute_force import oracle
from tests.brute_force.forms import Answers
from tests.brute_force.patients import random_patient

PATIENTS = int(os.environ.get("BRUTE_FORCE_PATIENTS", "3000"))
FIRST_SEED = int(os.environ.get("BRUTE_FORCE_SEED", "0"))
BATCHES = 10


@cache
def trial() -> Trial:
    """The trial under test."""
    return load_trial("AALL1331")


def evaluated(answers: Answers, on: date) -> dict[str, Any]:
    """What the evaluator says, without reasons; where it refuses, the key that it names."""
    try:
        result = evaluate(trial(), Parsed.parse(copy.deepcopy(answers)), on).as_dict()
    except AnswersError as error:
        assert error.message, "a refusal without a word"
        return {"refused": error.key}
    for criterion in result["criteria"]:
        assert criterion.pop("reason"), f"{criterion['id']} has no reason"
        criterion["needs"] = set(criterion["needs"])
    return result


def differences(answers: Answers, on: date) -> list[str]:
    """Where the two part, in words."""
    expected, found = oracle.evaluate(answers, on), evaluated(answers, on)
    if "refused" in expected:
        keys = expected["refused"]
        named = "refused" in found and any(_within(found["refused"], key) for key in keys)
        return [] if named else [f"refused for one of {sorted(keys)}, not {found.get('refused', 'accepted')!r}"]
    if "refused" in found:
        return [f"accepted, not refused for {found['refused']!r}"]
    lines = [
        f"{mine['id']}.{part}: {mine[part]!r}, not {yours[part]!r}"
        for mine, yours in zip(expected["criteria"], found["criteria"], strict=True)
        for part in mine
        if mine[part] != yours[part]
    ]
    whole = [f"{part}: {expected[part]!r}, not {found[part]!r}" for part in expected if expected[part] != found[part]]
    return lines or whole


def _within(named: str | None, key: str) -> bool:
    """Whether the key named is this one, or a path in it."""
    return named is not None and (named == key or named.startswith((f"{key}.", f"{key}[")))


def smaller(answers: Answers) -> Iterator[Answers]:
    """The same answers with one key or one item of a list less."""
    for key in answers:
        yield {other: value for other, value in answers.items() if other != key}
    for key, value in answers.items():
        for number in range(len(value) if isinstance(value, list) else 0):
            yield answers | {key: value[:number] + value[number + 1 :]}
            if isinstance(value[number], dict):
                for part in value[number]:
                    item = {name: entry for name, entry in value[number].items() if name != part}
                    yield answers | {key: [*value[:number], item, *value[number + 1 :]]}


def minimal(answers: Answers, on: date) -> Answers:
    """The fewest answers about which the two still differ in the same thing."""
    about = {line.split(":")[0][:12] for line in differences(answers, on)}
    for fewer in smaller(answers):
        if about & {line.split(":")[0][:12] for line in differences(fewer, on)}:
            return minimal(fewer, on)
    return answers


@pytest.mark.parametrize("batch", range(BATCHES))
def test_agrees_with_brute_force(batch: int) -> None:
    """Statuses, needs, clears_on, verdict and lists agree; what one refuses the other refuses."""
    for seed in range(FIRST_SEED + batch, FIRST_SEED + PATIENTS, BATCHES):
        answers, on = random_patient(Random(seed))
        if differences(answers, on):
            least = minimal(answers, on)
            lines = "\n  ".join(differences(least, on))
            pytest.fail(f"seed {seed}, on {on}:\n  {least}\nby brute force\n  {lines}", pytrace=False)


def test_the_patients_are_of_every_kind() -> None:
    """Each status of each criterion, each verdict and refusals occur, so that agreement says something."""
    seen: Counter[Any] = Counter()
    for seed in range(2000):
        result = oracle.evaluate(*random_patient(Random(seed)))
        seen["refused" if "refused" in result else result["verdict"]] += 1
        seen.update((criterion["id"], criterion["status"]) for criterion in result.get("criteria", []))
    statuses = ("met", "not_met", "unknown")
    rare: list[Any] = [what for what in ("refused", *statuses) if seen[what] < 100]
    rare += [pair for pair in product(oracle.CRITERIA, statuses) if seen[pair] < 10]
    assert not rare

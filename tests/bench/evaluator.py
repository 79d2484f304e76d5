"""Evaluations a second in this process, on one core, beside other engines."""

from __future__ import annotations

import functools
import gc
import json
import time
from collections.abc import Iterator
from typing import Any

from bot.answers import Answers
from bot.evaluation import evaluate
from bot.status import Status
from bot.trial import Trial, load_trial
from tests.bench import patients
from tests.bench.engines import RULES, Decide, Plain, engines
from tests.bench.measuring import seconds_of, table, thousands
from tests.bench.patients import ON

TRIAL = "AALL1331"
COUNT = 20_000
FEW = 500
"""For what is repeated, and for what is slow."""


def section() -> None:
    """Print the table."""
    head = ("what", "patients a second", "µs each")
    table(f"Evaluations in process, one core, {COUNT:,} distinct patients", head, _rows())


def _rows() -> Iterator[tuple[str, str, str]]:
    trial = load_trial(TRIAL)
    known, blurred = patients.known(COUNT, seed=1), patients.inexact(COUNT, seed=2)
    exact = _parse(known)
    yield _rate("**this evaluator**: inexact patients, each seen once", *_evaluate_all(trial, _parse(blurred)))
    texts = [json.dumps(answers) for answers in patients.inexact(COUNT, seed=3)]
    yield _rate("the same from JSON text to JSON text", *_through_text(trial, texts))
    yield _rate("**this evaluator**: known patients, each seen once", *_evaluate_all(trial, exact))
    yield _rate("known patients, all caches emptied before each", *_with_nothing_remembered(trial, exact[-FEW:]))
    yield _rate(f"known patients, {FEW} of them again and again", *_evaluate_all(trial, exact[:FEW] * 20))
    plain = [patients.plain(answers) for answers in known]
    expected = [_met(trial, answers) for answers in exact]
    for name, decide in engines(plain[0]).items():
        _agree(name, decide, plain, expected)
        yield _rate(f"{name}: yes or no, numbers ready-made", *_decide_all(decide, plain))


def _parse(some: list[dict[str, Any]]) -> list[Answers]:
    return [Answers.parse_json(json.dumps(answers)) for answers in some]


def _evaluate_all(trial: Trial, some: list[Answers]) -> tuple[int, float]:
    def run() -> None:
        for answers in some:
            evaluate(trial, answers, ON)

    return len(some), seconds_of(run)


def _through_text(trial: Trial, texts: list[str]) -> tuple[int, float]:
    def run() -> None:
        for text in texts:
            evaluate(trial, Answers.parse_json(text), ON).as_json()

    return len(texts), seconds_of(run)


def _decide_all(decide: Decide, some: list[Plain]) -> tuple[int, float]:
    def run() -> None:
        for patient in some:
            decide(patient)

    return len(some), seconds_of(run)


def _with_nothing_remembered(trial: Trial, some: list[Answers]) -> tuple[int, float]:
    """The same with every cache of the program emptied before each patient."""
    _evaluate_all(trial, some)  # makes the caches, so that they can be found
    caches = [c for c in gc.get_objects() if isinstance(c, functools._lru_cache_wrapper) and _is_ours(c)]
    total = 0.0
    for answers in some:
        for cache in caches:
            cache.cache_clear()
        start = time.process_time()
        evaluate(trial, answers, ON)
        total += time.process_time() - start
    return len(some), total


def _is_ours(cache: Any) -> bool:
    return str(getattr(cache, "__module__", "")).startswith("bot.") and cache.__name__ not in ("_load", "_contents")


def _met(trial: Trial, answers: Answers) -> list[bool]:
    """Whether each criterion is met, in the engines' order. Raises ValueError where one is unknown."""
    found = {criterion.id: criterion.status for criterion in evaluate(trial, answers, ON).criteria}
    if Status.UNKNOWN in found.values():
        raise ValueError(f"a known patient has an unknown criterion: {answers}, {found}")
    return [found[name] is Status.MET for name in RULES]


def _agree(name: str, decide: Decide, plain: list[Plain], expected: list[list[bool]]) -> None:
    """Hold the other engine's verdicts against ours: a comparison of different results would be worthless."""
    for patient, statuses in zip(plain, expected, strict=True):
        found = decide(patient)
        if found != statuses:
            raise ValueError(f"{name} disagrees on {patient}: {dict(zip(RULES, found, strict=True))}")


def _rate(name: str, count: int, seconds: float) -> tuple[str, str, str]:
    return name, thousands(count / seconds), f"{1e6 * seconds / count:.1f}"

"""Questions about a dose that is known: was it part of maintenance, which drug was it.

Their names are the kind of therapy and the part of the therapy that they settle: `cytotoxic_context`, `biologic_agent`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.answers import Answers
from bot.criteria.criterion import Criterion
from bot.dialogue.screening import LAST, Screening
from bot.questions import question
from bot.status import Status
from bot.wording import load_wording

JSON = Any
Therapy = dict[str, JSON]

PARTS = ("context", "agent")
"""What a follow-up can settle about a dose."""

NEITHER = "neither"
"""The answer that leaves the part absent."""


def split(name: str) -> tuple[str, str] | None:
    """The kind of therapy and the part of it that a follow-up settles; None for any other question."""
    kind, _, part = name.rpartition("_")
    return (kind, part) if part in PARTS else None


def worth_asking(criterion: Criterion, screening: Screening) -> Iterator[str]:
    """The follow-ups to the criterion's `last_…` questions that could change what a dose means."""
    for last in criterion.ask:
        if not last.startswith(LAST) or screening.is_open(last, last):
            continue
        for part in PARTS:
            name = f"{last.removeprefix(LAST)}_{part}"
            if f"utter_ask_{name}" not in load_wording() or not screening.is_open(name, None):
                continue
            if any(_matters(criterion, dose, name, screening) for dose in _doses(name, screening)):
                yield name


def apply(name: str, value: JSON, screening: Screening) -> list[Therapy]:
    """The list of therapies once the follow-up `name` is answered with `value`."""
    _, part = split(name) or ("", "")
    told = _doses(name, screening)
    changed = [{**dose, part: value} for dose in told] if value != NEITHER else []
    known = screening.answers.get("therapies", [])
    return [*(dose for dose in known if not changed or dose not in told), *changed]


def told(name: str, value: JSON, screening: Screening) -> list[Therapy]:
    """The list that an option stands for: where the day is not known, an undated dose and not an empty list."""
    return apply(name, value, screening) or _doses(name, screening)


def _doses(name: str, screening: Screening) -> list[Therapy]:
    """The doses that lack the part; where the day got an *I don't know*, an undated one."""
    kind, part = split(name) or ("", "")
    undated: list[Therapy] = []
    if LAST + kind in screening.unknown and _came_then(name, screening):
        undated = [{"kind": kind}]
    return [dose for dose in screening.doses(kind) if part not in dose] or undated


def _came_then(name: str, screening: Screening) -> bool:
    """Whether the leukemia came back in one of the contexts asked about: then a dose without a day may be of it."""
    return any(option.value == screening.answers.get("relapse_phase") for option in question(name).options)


def _matters(criterion: Criterion, dose: Therapy, name: str, screening: Screening) -> bool:
    """Whether one of the answers would give this dose, taken alone, another status."""
    _, part = split(name) or ("", "")
    plain = _status(criterion, dose, screening)
    if plain is Status.MET:
        return False
    values = (option.value for option in question(name).options if option.value != NEITHER)
    return any(_status(criterion, {**dose, part: value}, screening) is not plain for value in values)


def _status(criterion: Criterion, dose: Therapy, screening: Screening) -> Status:
    return criterion.evaluate(Answers.parse({"therapies": [dose]}), screening.on).status

"""Deciding over every value that the answers allow, and finding which further answers could settle what is open.

A criterion reduces its answers to a few facts, each with the values that are possible for it: not the numbers
themselves but the cells that its limits cut them into. So all possible cases can be gone through one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from enum import Enum
from functools import lru_cache
from itertools import combinations, product
from typing import NamedTuple

from bot.status import MET, NOT_MET, UNKNOWN, Status

Settling = tuple[frozenset[str], ...]
"""Minimal sets of keys of the answers that, given together, could settle a criterion."""


class Outcome(Enum):
    """What a rule says of one case, where it is not a plain yes (True) or no (False)."""

    SILENT = "the values say nothing"
    IMPOSSIBLE = "the values don't occur together"


Rule = Callable[..., bool | Outcome]


class Fact(NamedTuple):
    """Something that a criterion depends on: the keys that each could tell it, and the values that are possible."""

    keys: tuple[str, ...]
    values: tuple[Hashable, ...]

    @property
    def open(self) -> bool:
        """Whether more than one value is possible."""
        return len(self.values) > 1


@lru_cache(maxsize=8192)
def weigh(rule: Rule, facts: tuple[Fact, ...]) -> tuple[Status, Settling]:
    """The status over all possible cases; where it is unknown, what could settle it."""
    cases = dict(_cases(rule, facts))
    outcomes = set(cases.values())
    if outcomes == {True}:
        return MET, ()
    if outcomes == {False}:
        return NOT_MET, ()
    return UNKNOWN, tuple(dict.fromkeys(_settling(facts, cases)))


Case = tuple[Hashable, ...]


def _cases(rule: Rule, facts: tuple[Fact, ...]) -> Iterator[tuple[Case, bool | Outcome]]:
    for case in product(*(fact.values for fact in facts)):
        if (outcome := rule(*case)) is not Outcome.IMPOSSIBLE:
            yield case, outcome


def _settling(facts: tuple[Fact, ...], cases: dict[Case, bool | Outcome]) -> Iterator[frozenset[str]]:
    """The sets of keys of the facts whose values, known together, leave one outcome, where no fewer of them do."""
    settled: list[tuple[tuple[int, ...], set[Case]]] = []
    unknown = [index for index, fact in enumerate(facts) if fact.open]
    for size in range(1, len(unknown) + 1):
        for chosen in combinations(unknown, size):
            known = _settled_values(chosen, cases)
            fewer = [(inner, values) for inner, values in settled if set(inner) < set(chosen)]
            minimal = {values for values in known if not any(_part(chosen, values, i) in v for i, v in fewer)}
            if minimal:
                settled.append((chosen, minimal))
                yield from map(frozenset, product(*(facts[index].keys for index in chosen)))


def _settled_values(chosen: tuple[int, ...], cases: dict[Case, bool | Outcome]) -> set[Case]:
    """The values of the chosen facts under which every case has the same outcome, yes or no."""
    outcomes: dict[Case, set[bool | Outcome]] = {}
    for case, outcome in cases.items():
        outcomes.setdefault(tuple(case[index] for index in chosen), set()).add(outcome)
    return {values for values, found in outcomes.items() if found in ({True}, {False})}


def _part(chosen: tuple[int, ...], values: Case, inner: tuple[int, ...]) -> Case:
    """Of the values of the chosen facts, those of the inner facts."""
    return tuple(value for index, value in zip(chosen, values, strict=True) if index in inner)

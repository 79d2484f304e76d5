"""Mutants of a trial's rules, made from its file as data: each number moved, each item removed, values swapped.

Words (names, reasons, sources, notes) are left alone.
"""

import copy
from collections.abc import Iterator
from typing import Any

Rules = dict[str, Any]
Path = tuple[str | int, ...]
Mutant = tuple[str, Rules]

WORDS = ("id", "kind", "key", "part_of", "source", "family", "staff", "reasons", "ask", "also", "note")
# What may stand in a list of the rules and doesn't: adding it makes the rule laxer.
MORE: dict[str, tuple[Any, ...]] = {
    "diagnosis": ("t_all", "other"),
    "relapse_count": (0, 2),
    "prior_transplant": (True,),
    "prior_relapse_therapy": (True,),
    "relapse_sites": ("other",),
    "toxicity_recovery": ("maintenance", "off_therapy"),
    "performance_status": (3,),
}


def mutants(trial: Rules) -> Iterator[Mutant]:
    """Each mutant of the whole trial with its name."""
    criteria = trial["criteria"]
    for number, criterion in enumerate(criteria):
        before, after, place = criteria[:number], criteria[number + 1 :], criterion["id"]
        for name, mutant in of_criterion(criterion):
            yield f"{place}: {name}", trial | {"criteria": [*before, mutant, *after]}
        yield f"{place} left out", trial | {"criteria": [*before, *after]}
        if after:
            yield f"{place} after {after[0]['id']}", trial | {"criteria": [*before, after[0], criterion, *after[1:]]}


def of_criterion(criterion: Rules) -> Iterator[Mutant]:
    """Each mutant of one criterion."""
    for path, value in _parts(criterion):
        name = ".".join(map(str, path))
        if path[-1] == "table":
            yield from _of_scores(criterion, path) if "scores" in value[0] else _of_limits(criterion, path)
        elif path[-1] in ("accepted", "allowed", "required_in", "accepted_ecog"):
            for more in MORE.get(str(criterion.get("key", criterion["id"])), ()):
                yield f"{name} with {more} too", _changed(criterion, path, [*value, more])
        elif path[-1] == "by_age":
            yield f"{name}: scales swapped", _swapped(criterion, path, 0, 1, "scale")
        elif path[-1] == "context":
            other = "maintenance" if value == "diagnostic_lumbar_puncture" else "diagnostic_lumbar_puncture"
            yield f"{name} {other}", _changed(criterion, path, other)
        elif "table" not in path:
            yield from _of_value(criterion, path, name, value)


def _of_value(criterion: Rules, path: Path, name: str, value: Any) -> Iterator[Mutant]:
    """A number moved, a yes turned round, an item or a flagged agent left out."""
    if isinstance(value, bool):
        yield f"{name} turned round", _changed(criterion, path, not value)
    elif isinstance(value, (int, float)):
        for step in (0.01, 1) if path[-1] in ("limit", "above") else (1,):
            for moved in (round(value - step, 2), round(value + step, 2)):
                yield f"{name} {moved}", _changed(criterion, path, moved)
    elif path[0] == "longer" and value is None:
        yield f"{name} 30 days", _changed(criterion, path, 30)
        yield f"{name} not flagged", _without(criterion, path)
    if isinstance(path[-1], int) and "ages" not in path and path != ("waits", 0):
        yield f"{name} left out", _without(criterion, path)


def _of_scores(criterion: Rules, path: Path) -> Iterator[Mutant]:
    """The scores of neighbouring rows swapped where the rule tells them apart: ECOG 2 is met and 3 is not."""
    for number, row in enumerate(_get(criterion, path)):
        if row["ecog"] == max(criterion["accepted_ecog"]):
            yield f"scores of ECOG {row['ecog']} and the next", _swapped(criterion, path, number, number + 1, "scores")


def _of_limits(criterion: Rules, path: Path) -> Iterator[Mutant]:
    """Each limit moved, rows and columns swapped, each age at which a row begins moved."""
    rows = _get(criterion, path)
    for number, row in enumerate(rows):
        start = row["ages"][0]
        for sex in ("male", "female"):
            for moved in (round(row[sex] - 0.01, 2), round(row[sex] + 0.01, 2)):
                yield f"{sex} from {start} years {moved}", _changed(criterion, (*path, number, sex), moved)
        if row["male"] != row["female"]:
            turned = row | {"male": row["female"], "female": row["male"]}
            yield f"sexes from {start} years swapped", _changed(criterion, (*path, number), turned)
        for moved in (start - 1, start + 1):
            mutant = _changed(criterion, (*path, number, "ages", 0), moved)
            if number:
                mutant = _changed(mutant, (*path, number - 1, "ages", 1), moved - 1)
            if all(last is None or first <= last for first, last in (each["ages"] for each in _get(mutant, path))):
                yield f"row from {start} years from {moved}", mutant
        if number:
            mutant = _swapped(criterion, path, number - 1, number, "male")
            yield f"limits from {start} years and before swapped", _swapped(mutant, path, number - 1, number, "female")


def _parts(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The way to every part of a rule, and the part."""
    if path:
        yield path, node
    for key in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        if key not in WORDS:
            yield from _parts(node[key], (*path, key))


def _get(node: Any, path: Path) -> Any:
    for key in path:
        node = node[key]
    return node


def _changed(criterion: Rules, path: Path, value: Any) -> Rules:
    mutant = copy.deepcopy(criterion)
    _get(mutant, path[:-1])[path[-1]] = value
    return mutant


def _without(criterion: Rules, path: Path) -> Rules:
    mutant = copy.deepcopy(criterion)
    del _get(mutant, path[:-1])[path[-1]]
    return mutant


def _swapped(criterion: Rules, path: Path, first: int, second: int, key: str) -> Rules:
    rows = _get(criterion, path)
    mutant = _changed(criterion, (*path, first, key), rows[second][key])
    return _changed(mutant, (*path, second, key), rows[first][key])

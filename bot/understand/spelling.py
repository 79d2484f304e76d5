"""Slips of the pen in the long words that matter: the nearest known word, where only one is near.

Short words are left alone, and so is every word that is a word of its own (`phrases/spelling.yaml` lists those that
lie near): a correction must never turn one thing into another.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml

from bot.drugs import load_drugs

_SHORTEST = 6
_LONG = 9
_FILE = Path(__file__).with_name("phrases") / "spelling.yaml"


@lru_cache(maxsize=8192)
def corrected(word: str) -> str:
    """The known word that `word` is a slip of, or `word` itself.

    >>> corrected("bone"), corrected("marow"), corrected("vincristene")
    ('bone', 'marrow', 'vincristine')
    """
    known, near, slips = _tables()
    if word in slips:
        return slips[word]
    if len(word) < _SHORTEST - 1 or len(word) > 24 or word in known:
        return word
    found = {target for form in _deletions(word, 2 if len(word) >= _LONG else 1) for target in near.get(form, ())}
    best = sorted((_distance(word, t), t) for t in found if t[0] == word[0])
    best = [(d, t) for d, t in best if d <= (2 if len(t) >= _LONG else 1)]
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        return word
    return best[0][1]


def glued_at(word: str) -> int:
    """Where staff's "nobmt", "offtx" comes apart; 0 where it is one word.

    >>> glued_at("nobmt"), glued_at("nobody")
    (2, 0)
    """
    return next((n for n in (2, 3) if word[n:] in _glued().get(word[:n], ())), 0)


@lru_cache(maxsize=1)
def _glued() -> dict[str, frozenset[str]]:
    data = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {head: frozenset(tails) for head, tails in data["glued"].items()}


@lru_cache(maxsize=1)
def _tables() -> tuple[frozenset[str], dict[str, tuple[str, ...]], dict[str, str]]:
    data = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    drugs = {name for drug in load_drugs() for name in drug.names}
    single = {name.lower() for name in drugs if name.isalpha() and len(name) >= 8}
    targets = set(data["words"]) | {drug.name for drug in load_drugs() if drug.name.isalpha() and len(drug.name) >= 8}
    near: dict[str, tuple[str, ...]] = {}
    for target in sorted(targets):
        for form in _deletions(target, 2 if len(target) >= _LONG else 1):
            near[form] = (*near.get(form, ()), target)
    return frozenset(targets | single | set(data["not_slips"])), near, data["slips"]


def _deletions(word: str, count: int) -> Iterator[str]:
    """`word` with up to `count` letters left out."""
    forms = {word}
    yield word
    for _ in range(count):
        forms = {form[:i] + form[i + 1 :] for form in forms for i in range(len(form))}
        yield from forms


def _distance(a: str, b: str) -> int:
    """Letters inserted, left out, changed or swapped with a neighbour."""
    before: list[int] = []
    last: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = last, row, [i]
        for j, y in enumerate(b, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, before[j - 2] + 1)
            row.append(best)
    return row[-1]

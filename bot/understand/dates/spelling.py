"""Misspelt date words, within one slip of the closed vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml

_SHORTEST = 5
"""Shorter words are one slip from too many others; their known misspellings stand in the vocabulary itself."""


class Spelling:
    """Mends words that are one slip (a letter more, less, other, or two swapped) from a wanted word.

    The first letter must agree, and a word that is known, or kept by `spelling.yaml`, is never touched.
    """

    def __init__(self, wanted: frozenset[str], known: frozenset[str]) -> None:
        source = Path(__file__).with_name("spelling.yaml").read_text(encoding="utf-8")
        self._kept = known | frozenset(yaml.load(source, yaml.BaseLoader)["keep"])
        self._by_form: dict[str, list[str]] = {}
        for word in sorted(wanted, key=lambda w: (-len(w), w)):
            if len(word) >= _SHORTEST:
                for form in (word, *_one_less(word)):
                    self._by_form.setdefault(form, []).append(word)
        self.mend = lru_cache(maxsize=4096)(self._mend)

    def _mend(self, word: str) -> str:
        if not _SHORTEST - 1 <= len(word) <= 14 or word in self._kept or not word.isalpha():
            return word
        if word.endswith("s") and word[:-1] in self._kept:
            return word  # "two Octobers ago" is no October
        for form in (word, *_one_less(word)):
            for candidate in self._by_form.get(form, ()):
                if candidate[0] == word[0] and _one_slip(word, candidate):
                    return candidate
        return word


def _one_less(word: str) -> Iterator[str]:
    return (word[:k] + word[k + 1 :] for k in range(1, len(word)))


def _one_slip(a: str, b: str) -> bool:
    """Whether one letter added, left out or changed, or two neighbours swapped, makes `a` of `b`."""
    if abs(len(a) - len(b)) > 1:
        return False
    k = 0
    while k < min(len(a), len(b)) and a[k] == b[k]:
        k += 1
    swapped = len(a) == len(b) and a[k : k + 2] == b[k : k + 2][::-1] and a[k + 2 :] == b[k + 2 :]
    return swapped or a[k + 1 :] == b[k + 1 :] or a[k:] == b[k + 1 :] or a[k + 1 :] == b[k:]

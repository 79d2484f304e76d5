"""Phrases with gaps or many forms ("started .. for this relapse"), found in a text by the words that they can't lack.

spaCy's Matcher tries every pattern at every word: with 1,100 of them that was half of the time that a message took.
Here only those are tried of which every part that can't lack has a word in the text: a few dozen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

GAP = 3
"""Words that `..` may stand for, at most; none of these is one of them:"""
NO_GAP = frozenset({",", ".", "!", "?", ";", "and", "but", "then", "started"})


class Part(NamedTuple):
    """One word of a pattern: one of `words`, which may be lacking; or a gap."""

    words: frozenset[str] = frozenset()
    may_lack: bool = False
    is_gap: bool = False


Pattern = tuple[Part, ...]


class GappedPhrases:
    """Patterns by their labels, to be found in texts of many."""

    def __init__(self, patterns: Iterable[tuple[str, Pattern]]) -> None:
        self._by_word: dict[str, list[tuple[str, Pattern, tuple[frozenset[str], ...]]]] = defaultdict(list)
        self._always: list[tuple[str, Pattern, tuple[frozenset[str], ...]]] = []
        for label, pattern in patterns:
            needed = sorted((part.words for part in pattern if not (part.is_gap or part.may_lack)), key=len)
            entry = label, pattern, tuple(needed[1:])
            for word in needed[0] if needed else ():
                self._by_word[word].append(entry)
            if not needed:
                self._always.append(entry)

    def find(self, words: list[str]) -> list[tuple[str, int, int]]:
        """Every way in which a pattern lies over the words, in order: its label, its first word, the one after its
        last."""
        present = frozenset(words)
        here = [entry for word in present for entry in self._by_word.get(word, ())]
        found = {
            (label, start, end)
            for label, pattern, needed in (*here, *self._always)
            if not any(part.isdisjoint(present) for part in needed)
            for start, end in _spans(pattern, words)
        }
        return sorted(found, key=lambda one: (one[1], one[2], one[0]))


def _spans(pattern: Pattern, words: list[str]) -> Iterator[tuple[int, int]]:
    first = pattern[0]
    free = first.is_gap or first.may_lack
    for start, word in enumerate(words):
        if free or word in first.words:
            yield from ((start, end) for end in _ends(pattern, words, start) if end > start)


def _ends(pattern: Pattern, words: list[str], start: int) -> set[int]:
    """Where the pattern can end if it begins at this word."""
    places = {start}
    for part in pattern:
        after: set[int] = set()
        for place in places:
            if part.is_gap:
                after.update(_over_a_gap(words, place))
                continue
            if part.may_lack:
                after.add(place)
            if place < len(words) and words[place] in part.words:
                after.add(place + 1)
        if not after:
            return after
        places = after
    return places


def _over_a_gap(words: list[str], place: int) -> Iterator[int]:
    yield place
    for end in range(place + 1, min(place + GAP, len(words)) + 1):
        if words[end - 1] in NO_GAP:
            return
        yield end

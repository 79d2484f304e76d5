"""Phrases with gaps, held as data and found in a message in one pass: what tells the kind of a message.

A file of `phrases/` maps a label to phrases. In a phrase `word?` may be left out and `(one|two words)` is a choice, as
in `phrase_book`; besides, `bleed*` is any word that begins so, `<number>`, `<year>` and a sentence's `<end>` are what
they say, and `..` stands for up to three words. Messages and phrases are folded alike first: small letters, no
apostrophes, points and commas as words of their own, so that "Can’t breathe!!!" and "cant breathe" are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

PHRASES = Path(__file__).with_name("phrases")

_APOSTROPHES = re.compile("['’‘`´ʼ]")
_NEGATED = re.compile(r"\b(can|do|does|did|is|are|was|were|has|have|had|will|would|could|should) ?not\b")
_LONG = re.compile(r"([^\W\d_])\1{2,}")
_WORD = re.compile(r"\d+(?:[.,/]\d+)+|[぀-ヿ一-鿿]|[^\W\d_]+|\d+|\n+|[^\w\s]")
_GAP = r"(?:[^\s.!?;]+ ){0,3}"
_NUMBERS = {"<number>": r"\d[\d.,/]*", "<year>": r"(?:19|20)\d\d"}
_YEAR = re.compile(r"(?:19|20)\d\d$")
_END = r"(?=[.!?;]|$)"
_PREFIX = 3
"""How many letters of a `word*` the index holds: a phrase that begins with one needs that many."""


def read_data(name: str) -> Any:
    """The content of `phrases/<name>.yaml`."""
    with (PHRASES / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)


def fold(text: str) -> str:
    """The words and marks of `text`, each followed by one blank; a line's end is a full stop.

    >>> fold("She’s 7, can't BREATHE!!!")
    'shes 7 , cant breathe ! ! ! '
    """
    text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():
        text = "".join(_visible(character) for character in text)
    text = _LONG.sub(r"\1", _APOSTROPHES.sub("", text.lower()))
    text = _NEGATED.sub(r"\1nt", text).replace("cannt", "cant").replace("willnt", "wont")
    return "".join(". " if word[0] == "\n" else word + " " for word in _WORD.findall(text))


def _visible(character: str) -> str:
    # Zero-width and direction marks (Cf) stand inside words; other control characters stand between them.
    category = unicodedata.category(character)
    return "" if category == "Cf" else " " if category == "Cc" and character != "\n" else character


class Match(NamedTuple):
    """A phrase found in a folded text, from `start` up to `end`."""

    label: str
    start: int
    end: int


class Lexicon:
    """Labelled phrases, indexed by their first word."""

    def __init__(self, phrases: dict[str, list[str]]) -> None:
        index: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for label, entries in phrases.items():
            for phrase in entries:
                for first, pattern in _openings(str(phrase)):
                    index[_key(first)][label].append(pattern)
        self._index = {
            key: tuple((label, "|".join(patterns), patterns) for label, patterns in labels.items())
            for key, labels in index.items()
        }

    def find(self, folded: str) -> list[Match]:
        """Every phrase in a folded text, in order; of one label at one place, the longest."""
        found = []
        position = 0
        for word in folded.split():
            keys = (word, word[:_PREFIX] + "*", "<year>") if _YEAR.match(word) else (word, word[:_PREFIX] + "*")
            for key in keys:
                for label, any_of, patterns in self._index.get(key, ()):
                    # Few words begin a phrase: only where one does is each tried.
                    if _compiled(any_of).match(folded, position):
                        ends = (match.end() for p in patterns if (match := _compiled(p).match(folded, position)))
                        found.append(Match(label, position, max(ends)))
            position += len(word) + 1
        return found


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Only the phrases that begin with a word that someone wrote are ever compiled: a start costs nothing.
    return re.compile(pattern)


@lru_cache(maxsize=16)
def lexicon(name: str) -> Lexicon:
    """The lexicon of `phrases/<name>.yaml`, read once."""
    return Lexicon(read_data(name))


_PART = re.compile(r"\(([^)]*)\)(\?)?|(\S+?)(\?)?(?=\s|$)")


def _parts(phrase: str) -> list[tuple[list[str], bool]]:
    """A phrase's parts, each with its choices and whether it may be left out."""
    plain = _APOSTROPHES.sub("", phrase.lower())
    return [
        (choices.split("|") if choices else [word], bool(either or optional))
        for choices, either, word, optional in _PART.findall(plain)
    ]


def _openings(phrase: str) -> list[tuple[str, str]]:
    """The words that a phrase may begin with, each with the pattern of the whole from there.

    Raises ValueError where everything in the phrase may be left out.
    """
    parts = _parts(phrase)
    found = []
    for place, (choices, optional) in enumerate(parts):
        rest = "".join(_pattern(*part) for part in parts[place + 1 :])
        found += [(choice.split()[0], _choice(choice) + rest) for choice in choices]
        if not optional:
            return found
    raise ValueError(f"the phrase {phrase!r} may be empty: one of its words has to be there")


def _pattern(choices: list[str], optional: bool) -> str:
    if choices == [".."]:
        return _GAP
    return f"(?:{'|'.join(map(_choice, choices))})" + ("?" if optional else "")


def _choice(choice: str) -> str:
    return "".join(_END if word == "<end>" else _word(word) + " " for word in choice.split())


def _word(word: str) -> str:
    if word in _NUMBERS:
        return _NUMBERS[word]
    return re.escape(word[:-1]) + r"\S*" if word.endswith("*") else re.escape(word)


def _key(first: str) -> str:
    return first[:_PREFIX] + "*" if first.endswith("*") else first

"""Phrases held as data, found in a message in one pass.

A file of `phrases/` maps a label to a list of phrases. A phrase is written as people would, with four short cuts:
`can't|cannot` is one word or the other, `bleed*` any word that begins so, `really?` a word that may be missing,
`..` up to three words between, and `####` a year. Messages
and phrases are folded alike first: small letters, no apostrophes, points and commas as words of their own, so that
"Can’t breathe!!!" and "cant breathe" are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

PHRASES = Path(__file__).with_name("phrases")

_APOSTROPHES = re.compile("['’‘`´ʼ]")
_LONG = re.compile(r"([^\W\d_])\1{2,}")
_WORD = re.compile(r"\d+(?:[.,/]\d+)+|[぀-ヿ一-鿿]|[^\W\d_]+|\d+|\n+|[^\w\s]")
_GAP = r"(?:[^\s.!?;]+ ){0,3}"
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
                for form in _forms(phrase):
                    index[_key(form[0])][label].append(_pattern(form))
        self._index = {
            key: tuple(
                (label, re.compile("|".join(sorted(set(p), key=len, reverse=True)))) for label, p in labels.items()
            )
            for key, labels in index.items()
        }

    def find(self, folded: str) -> list[Match]:
        """Every phrase in a folded text, in order; of one label at one place, the longest."""
        found = []
        position = 0
        for word in folded.split():
            for key in (word, word[:_PREFIX] + "*"):
                for label, pattern in self._index.get(key, ()):
                    match = pattern.match(folded, position)
                    if match:
                        found.append(Match(label, position, match.end()))
            position += len(word) + 1
        return found


@lru_cache(maxsize=16)
def lexicon(name: str) -> Lexicon:
    """The lexicon of `phrases/<name>.yaml`, read once."""
    return Lexicon(read_data(name))


def _forms(phrase: str) -> list[list[str]]:
    """The phrase's words, once for each word that it may begin with."""
    words = [_word(word) for word in phrase.split()]
    if words[0].endswith("?") and len(words[0]) > 1:
        with_it = [[first, *words[1:]] for first in words[0][:-1].split("|")]
        return with_it + _forms(" ".join(words[1:]))
    return [[first, *words[1:]] for first in words[0].split("|")]


def _word(written: str) -> str:
    return _APOSTROPHES.sub("", written.lower())


def _key(first: str) -> str:
    return first[:_PREFIX] + "*" if first.endswith("*") else first


def _pattern(words: list[str]) -> str:
    return "".join(_GAP if word == ".." else _word_pattern(word) for word in words)


def _word_pattern(word: str) -> str:
    optional = len(word) > 1 and word.endswith("?")
    choices = "|".join(
        r"\d{4}" if choice == "####" else re.escape(choice[:-1]) + r"\w*" if choice.endswith("*") else re.escape(choice)
        for choice in (word[:-1] if optional else word).split("|")
    )
    return f"(?:(?:{choices}) )" + ("?" if optional else "")

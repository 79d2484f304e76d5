"""A text as words and numbers, and the vocabulary's phrases found in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

from bot.understand.dates.spelling import Spelling

_HERE = Path(__file__).parent
_TOKEN = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|[0-9]+|[^\sA-Za-z0-9]")

Value = int | str
Phrase = tuple[tuple[str, ...], Value]


class Token(NamedTuple):
    """A word (lower case, no apostrophes), a number or a sign, and where it stands in the text."""

    word: str
    start: int
    end: int
    glued: bool
    """Nothing stands between this token and the one before it."""


def split(text: str) -> Iterator[Token]:
    """The tokens of a text, in order."""
    before = -1
    for found in _TOKEN.finditer(text):
        word = found[0].lower().replace("'", "").replace("’", "") or found[0]
        yield Token(word, found.start(), found.end(), found.start() == before)
        before = found.end()


def _load() -> dict[str, dict[str, list[Phrase]]]:
    """kind -> first word -> the phrases that begin with it, longest first."""
    source = yaml.load((_HERE / "vocabulary.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    source["holiday"] = {
        name: rule["words"]
        for name, rule in yaml.load((_HERE / "holidays.yaml").read_text(encoding="utf-8"), yaml.BaseLoader).items()
    }
    table: dict[str, dict[str, list[Phrase]]] = {}
    for kind, values in source.items():
        phrases: dict[str, list[Phrase]] = defaultdict(list)
        for value, wordings in values.items():
            for wording in wordings:
                words = tuple(token.word for token in split(wording))
                phrases[words[0]].append((words, int(value) if value.isdigit() else value))
        table[kind] = {first: sorted(found, key=lambda p: -len(p[0])) for first, found in phrases.items()}
    return table


_PHRASES = _load()
_KNOWN = frozenset(
    word for kind in _PHRASES.values() for found in kind.values() for words, _ in found for word in words
)
_SPELLING = Spelling(
    wanted=frozenset(
        words[0]
        for kind in ("month", "weekday", "unit", "days_back", "season", "holiday", "ago", "vague", "around", "number")
        for found in _PHRASES[kind].values()
        for words, _ in found
        if len(words) == 1
    ),
    known=_KNOWN,
)


class Words:
    """The words of one text, read on one day."""

    def __init__(self, text: str, on: date, staff: bool) -> None:
        self.text = text
        self.on = on
        self.staff = staff
        self.tokens = [
            token._replace(word=_SPELLING.mend(token.word)) if token.word not in _KNOWN else token
            for token in split(text)
        ]

    def may_begin(self, i: int) -> bool:
        """Whether any mention can begin with the word at `i`."""
        return self.tokens[i].word in _KNOWN or self.tokens[i].word.isdigit() or not self.tokens[i].word.isalnum()

    def spliced(self, first: int, first_end: int, second: int, second_end: int) -> Words:
        """Two stretches of the text, as if one followed the other."""
        joined = copy(self)
        joined.tokens = self.tokens[first:first_end] + self.tokens[second:second_end]
        return joined

    def __len__(self) -> int:
        return len(self.tokens)

    def word(self, i: int) -> str:
        """The word at `i`; empty before the first and after the last."""
        return self.tokens[i].word if 0 <= i < len(self.tokens) else ""

    def glued(self, i: int) -> bool:
        """Whether the token at `i` follows the one before it without a gap."""
        return 0 <= i < len(self.tokens) and self.tokens[i].glued

    def match(self, i: int, kind: str) -> tuple[Value, int] | None:
        """The longest phrase of a kind that begins at `i`: its value, and the index after it."""
        tokens = self.tokens
        if not 0 <= i < len(tokens):
            return None
        for words, value in _PHRASES[kind].get(tokens[i].word, ()):
            end = i + len(words)
            if end <= len(tokens) and all(tokens[i + k].word == words[k] for k in range(1, len(words))):
                return value, end
        return None

    def skip(self, i: int, *kinds: str) -> int:
        """The index after a phrase of one of the kinds, or `i` where there is none."""
        for kind in kinds:
            if found := self.match(i, kind):
                return found[1]
        return i

    def is_(self, i: int, kind: str) -> bool:
        """Whether a phrase of the kind begins at `i`."""
        return self.match(i, kind) is not None

    def clause_before(self, i: int, reach: int = 8) -> Iterator[int]:
        """The indices before `i`, nearest first, back to where the clause begins."""
        for k in range(i - 1, max(-1, i - 1 - reach), -1):
            if self.is_(k, "breaks"):
                return
            yield k

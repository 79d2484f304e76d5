"""A text as words and numbers, and the vocabulary's phrases found in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from copy import copy
from datetime import date
from functools import wraps
from pathlib import Path
from typing import NamedTuple, TypeVar

import yaml

from bot.understand.dates.spelling import Spelling

_HERE = Path(__file__).parent
_TOKEN = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|[0-9]+|[^\sA-Za-z0-9]")

Value = int | str
Phrase = tuple[list[str], Value]
_NUMBER: dict[str, list[Phrase]] = {"digits": []}


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
    """First word -> kind -> the phrases that begin with it, longest first."""
    source = yaml.load((_HERE / "vocabulary.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    source["holiday"] = {
        name: rule["words"]
        for name, rule in yaml.load((_HERE / "holidays.yaml").read_text(encoding="utf-8"), yaml.BaseLoader).items()
    }
    table: dict[str, dict[str, list[Phrase]]] = defaultdict(lambda: defaultdict(list))
    for kind, values in source.items():
        for value, wordings in values.items():
            for wording in wordings:
                first, *rest = (token.word for token in split(wording))
                table[first][kind].append((rest, int(value) if value.isdecimal() else value))
    for first in table:
        if first.isdecimal():
            table[first].update(_NUMBER)
    return {first: {kind: sorted(p, key=lambda p: -len(p[0])) for kind, p in t.items()} for first, t in table.items()}


_PHRASES = _load()
_NO_PHRASES: dict[str, list[Phrase]] = {}
_SIGN: dict[str, list[Phrase]] = {"sign": []}
_KNOWN = frozenset(_PHRASES) | {word for t in _PHRASES.values() for ps in t.values() for rest, _ in ps for word in rest}
_MENDED = ("month", "weekday", "unit", "days_back", "season", "holiday", "ago", "vague", "around", "number")
_SPELLING = Spelling(
    wanted=frozenset(
        first for first, kinds in _PHRASES.items() for kind in _MENDED for rest, _ in kinds.get(kind, ()) if not rest
    ),
    known=_KNOWN,
)
_PADDING = 8
_SIGNS = frozenset("½¼¾'’‘")
_Result = TypeVar("_Result")


def _kinds(word: str) -> dict[str, list[Phrase]]:
    return _PHRASES.get(word) or (_NUMBER if word.isdecimal() else _SIGN if word in _SIGNS else _NO_PHRASES)


def _with(tokens: list[Token], k: int) -> Token:
    """The token at `k`, where "w/" and the "w" after "10/19" are read as "with": they count no weeks."""
    token = tokens[k]
    if token.word != "w" or token.glued:
        return token
    slash = k + 1 < len(tokens) and tokens[k + 1].word == "/" and tokens[k + 1].glued
    after_day = k > 2 and tokens[k - 2].word == "/" and tokens[k - 1].glued and tokens[k - 2].glued
    return token._replace(word="with") if slash or (after_day and tokens[k - 1].word.isdecimal()) else token


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
        self.tokens = [_with(self.tokens, k) for k in range(len(self.tokens))]
        self._index()

    def _index(self) -> None:
        # Rules look a few places before the first and after the last token: padding spares each look a check.
        self._words = [token.word for token in self.tokens] + [""] * _PADDING
        self.kinds = [_kinds(word) for word in self._words]
        """For each token, the kinds of phrases that begin with it; `digits` where it is a number."""
        self._clause = [0]
        """For each token, the index at which its clause begins."""
        for k in range(len(self.tokens)):
            self._clause.append(k + 1 if "breaks" in self.kinds[k] else self._clause[k])
        self.memory: dict[tuple[object, int], object] = {}

    def begins(self, i: int, kinds: frozenset[str]) -> bool:
        """Whether the token at `i` may begin a phrase of one of the kinds."""
        return not kinds.isdisjoint(self.kinds[i])

    def spliced(self, first: int, first_end: int, second: int, second_end: int) -> Words:
        """Two stretches of the text, as if one followed the other."""
        joined = copy(self)
        joined.tokens = self.tokens[first:first_end] + self.tokens[second:second_end]
        joined._index()
        return joined

    def __len__(self) -> int:
        return len(self.tokens)

    def word(self, i: int) -> str:
        """The word at `i`; empty before the first and after the last."""
        try:
            return self._words[i]
        except IndexError:
            return ""

    def glued(self, i: int) -> bool:
        """Whether the token at `i` follows the one before it without a gap."""
        return 0 <= i < len(self.tokens) and self.tokens[i].glued

    def match(self, i: int, kind: str) -> tuple[Value, int] | None:
        """The longest phrase of a kind that begins at `i`: its value, and the index after it."""
        try:
            phrases = self.kinds[i].get(kind)
        except IndexError:
            return None
        for rest, value in phrases or ():
            if not rest:
                return value, i + 1
            end = i + 1 + len(rest)
            if self._words[i + 1 : end] == rest:
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

    def clause_before(self, i: int, reach: int = 8) -> range:
        """The indices before `i`, nearest first, back to where the clause begins."""
        return range(i - 1, max(self._clause[i], i - reach) - 1, -1)


def remembered(read: Callable[[Words, int], _Result]) -> Callable[[Words, int], _Result]:
    """Reads each place of a text once: several rules look at the same words, and a hostile text must cost no more."""

    @wraps(read)
    def reading(w: Words, i: int) -> _Result:
        key = (read, i)
        if key not in w.memory:
            w.memory[key] = read(w, i)
        return w.memory[key]  # type: ignore[return-value]

    return reading

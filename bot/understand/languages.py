"""Which language is a message written in, where it isn't English? Word lists and scripts stand in `phrases/`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from bot.understand.lexicon import fold, read_data

_LETTERS = re.compile(r"[^\W\d_]")
_LINE = 6
"""Words of a line about a patient, at least."""
_NEAR = 2
"""Words between a language's name and "speak" or "in", at most: else the message is about something else."""


class _Data(NamedTuple):
    english: frozenset[str]
    clear: dict[str, frozenset[str]]
    words: dict[str, frozenset[str]]
    scripts: dict[str, re.Pattern[str]]
    names: dict[str, str]
    asking: frozenset[str]


@lru_cache(maxsize=1)
def _data() -> _Data:
    raw: dict[str, Any] = read_data("languages")
    sets = {part: {code: frozenset(words.split()) for code, words in raw[part].items()} for part in ("clear", "words")}
    return _Data(
        english=frozenset(raw["english"].split()),
        clear=sets["clear"],
        words=sets["words"],
        scripts={code: re.compile(letters) for code, letters in raw["scripts"].items()},
        names={name: code for code, names in raw["names"].items() for name in names.replace(" ", "").split("|")},
        asking=frozenset(raw["asking"].split()),
    )


def other_language(text: str) -> str | None:
    """The code of the language ("es", "zh", …; "other" for one without its own words here), or None for English."""
    return language_in(fold(text))


def language_in(folded: str, read: int = 0) -> str | None:
    """As `other_language`, for a text already folded; `read` of its words were understood as English."""
    return _by_script(folded) or _by_words(folded.split(), read) or _asked_for(folded.split())


def english_words(folded: str) -> int:
    """How many of the commonest English words a folded text holds."""
    english = _data().english
    return sum(word in english for word in folded.split())


def _by_script(folded: str) -> str | None:
    if folded.isascii():
        return None
    data = _data()
    letters = len(_LETTERS.findall(folded))
    if not letters:
        return None  # An emoji
    for code, script in data.scripts.items():
        found = len(script.findall(folded))
        if (code == "vi" and found >= 2) or (found and found * 3 >= letters):
            return code
    return None


def _by_words(words: list[str], read: int = 0) -> str | None:
    data = _data()
    scores = {
        code: sum(2 if word in clear else 1 if word in data.words[code] else 0 for word in words)
        for code, clear in data.clear.items()
    }
    best = max(scores, key=lambda code: scores[code])
    if scores[best] < 2 or scores[best] <= read + sum(word in data.english for word in words):
        return None
    return best if best in data.names.values() else "other"


def _tells_much(words: list[str]) -> bool:
    """Whether there are figures in it: a line about a patient, and no plea for another language."""
    return len(words) > _LINE and sum(word[0].isdecimal() for word in words) > 1


def _asked_for(words: list[str]) -> str | None:
    data = _data()
    for place, word in enumerate(words):
        around = words[max(0, place - _NEAR) : place] + words[place + 1 : place + 1 + _NEAR]
        if word in data.names and {*words[place + 1 : place + 3]} & {"speaking", "speaker"} and _tells_much(words):
            continue  # "30 y M, B-ALL, 1st relapse. Spanish-speaking, needs interpreter": of the family
        if word in data.names and (len(words) <= _NEAR or any(near in data.asking for near in around)):
            return data.names[word]
    return None

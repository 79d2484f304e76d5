"""The options of the questions: a label that is typed chooses its option."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from bot.questions import all_questions
from bot.understand.text import folded_words

_PARTS = re.compile(r"\s*(?:,|;|\n|\band\b|&|\+)\s*")
_MARKS = frozenset(".,!?;:()-'\"")


def chosen(text: str, asking: str, who: str) -> Any:
    """The value of the option whose label `text` is; a list where several may be chosen; None where it is none."""
    labels = _labels(asking, who)
    if len(text) > 400:
        return None
    whole = labels.get(_key(text))
    if whole is not None:
        return [whole] if asking == "relapse_sites" else whole
    if asking == "relapse_sites":
        parts = [labels.get(_key(part)) for part in _PARTS.split(text) if part.strip()]
        if parts and all(parts):
            return list(dict.fromkeys(parts))
    return None


@lru_cache(maxsize=64)
def _labels(asking: str, who: str) -> dict[tuple[str, ...], Any]:
    """The labels of every question that settles the key; a label that means several things is left out."""
    found: dict[tuple[str, ...], Any] = {}
    twice = set()
    for question in (*all_questions("staff" if who == "staff" else "family"), *all_questions("family")):
        if question.asking == asking:
            for option in question.options:
                # A channel may send the value itself ("bone_marrow").
                forms = {option.label, option.value if isinstance(option.value, str) else option.label}
                for key in map(_key, forms):
                    if found.setdefault(key, option.value) != option.value:
                        twice.add(key)
    return {key: value for key, value in found.items() if key not in twice}


def _key(label: str) -> tuple[str, ...]:
    return tuple(word for word in folded_words(label.strip()) if word not in _MARKS) + _figures(label)


def _figures(label: str) -> tuple[str, ...]:
    """Numbers are folded to one sign: keep them apart."""
    return tuple(re.findall(r"\d+(?:\.\d+)?", label))

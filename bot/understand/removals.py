"""What staff take away of what they told before: "scratch the ritux, that was another pt", "drop the EF".

The words stand in `phrases/removals.yaml`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from bot.understand.lexicon import read_data

_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


_NAMED = 4
"""Words that name what is to go, at most."""


class Removal(NamedTuple):
    """That something is taken away; the text names what from `begin` on."""

    begin: int
    never: bool
    """It is said that it never was, not that it is to go."""


def removal_in(text: str) -> Removal | None:
    """How a text begins that takes something away; None where it begins otherwise, or asks."""
    match = None if "?" in text else _beginning().match(text.casefold())
    return Removal(match.end(), match["never"] is not None) if match else None


def takes_away(text: str) -> bool:
    """Whether a text names something that is to go ("scratch the Cr"); "scratch that, VCR was 11/3" tells something."""
    removal = removal_in(text)
    if removal is None or removal.never:
        return False
    named, _, rest = text[removal.begin :].partition(",")
    few = len(named.split()) <= _NAMED and "/" not in named
    return few and not says_no_more(named) and says_no_more(rest)


def says_no_more(text: str) -> bool:
    """Whether a text has only words that say nothing beside what is taken away."""
    small = frozenset(_data()["small"].split())
    return all(word.replace("'", "") in small for word in _WORDS.findall(text.casefold()))


@lru_cache(maxsize=1)
def _beginning() -> re.Pattern[str]:
    data = _data()
    before, whom = ("|".join(data[name].split()).replace("-", " ") for name in ("before", "whom"))
    command, never = ("|".join(data[name]) for name in ("command", "never"))
    return re.compile(rf"\s*(?:(?:{before})[ ,:]+)*(?:(?:{command})\b|(?:(?:{whom})\b ?)?(?P<never>{never})\b)")


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = read_data("removals")
    return data

"""Is the meaning of a term asked for? The terms are those that the domain explains: its `utter_term_…` responses."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.understand.lexicon import fold
from bot.wording import load_wording

PREFIX = "utter_term_"

_BEFORE = (
    r"(?:what|whats|wat|wats|define|explain|describe|meaning of|definition of|(?:dont|not) (?:know|sure) what"
    r"|dont (?:understand|get|know)(?: the (?:word|term))?)"
    r"(?: is| are| s| does| do| you mean by| exactly is)? (?:an? |the |this |his |her |your )?"
)
_AFTER = r"(?: (?:mean|means|is|are|even|exactly|again|please|thing|stuff|test|score|scale|number|in english|here|\?))*"


def asks_for_term(sentence: str) -> bool:
    """Whether a folded sentence asks what a term of the glossary means, and nothing else."""
    return bool(_pattern().search(sentence.strip()))


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    wording = load_wording()
    names = [name for name in wording.names if name.startswith(PREFIX)]
    terms = [name.removeprefix(PREFIX).replace("_", " ") for name in names]
    terms += [also for name in names for also in wording.response(name).get("custom", {}).get("also", ())]
    folded = sorted({re.escape(fold(str(term)).strip()) for term in terms}, key=len, reverse=True)
    return re.compile(rf"{_BEFORE}(?:{'|'.join(folded)})s?{_AFTER}$")

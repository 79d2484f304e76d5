"""Whether a number beside the word for a relapse counts relapses, or is an age: "AML relapse 5yo M", "M 8 relapse"."""

from __future__ import annotations

from bot.understand.phrase_book import Mark
from bot.understand.text import Text

_PLAUSIBLE = 4
"""More relapses than this are told in words that count ("relapsed 5 times"); staff's "relapse 5" is an age."""
_PERSONS = frozenset({"f", "m", "girl", "boy", "male", "female"})
_AGED = frozenset({"age", "aged"})
_UNITS = frozenset(
    {
        *(
            "y",
            "yo",
            "yom",
            "yof",
            "ym",
            "yf",
            "yr",
            "yrs",
            "year",
            "years",
            "mo",
            "mos",
            "mth",
            "mths",
            "month",
            "months",
        ),
        *("wk", "wks", "week", "weeks", "d", "day", "days", "%", "weeks"),
    }
)
_COUNTING = frozenset(
    {"times", "time", "x", "relapses", "recurrences", "number", "no", "count", "nrelapse", "nrelapses", "nrel"}
)


def is_no_count(text: Text, mark: Mark, who: str) -> bool:
    """Whether the number of a mark of `relapse.count` is an age or a time."""
    words = text.words
    number = next((place for place in range(mark.start, mark.end) if place in text.numbers), None)
    if number is None:
        return False
    counts = bool(_COUNTING & {*words[mark.start : mark.end]})
    large = text.numbers[number].low > _PLAUSIBLE
    if number == mark.end - 1:
        after = words[mark.end : mark.end + 2]
        if after == ["/", "#"]:
            return True  # "Relapse 3/2025"
        if {*after[:1]} & _UNITS or (after[:1] == ["-"] and {*after[1:]} & _UNITS):
            return True
        glued = bool(after) and text.ends[number] == text.starts[mark.end]
        if {*after[:1]} & _PERSONS and (glued or large):
            return True
    if number == mark.start and not counts and {*words[number - 1 : number]} & (_PERSONS | _AGED):
        return True
    return who == "staff" and large and not counts

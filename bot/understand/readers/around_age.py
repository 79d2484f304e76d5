"""What stands around an age: a child named right before it, or words that put it in the past."""

from __future__ import annotations

from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark

_OLDEST_HERE = 31
CHILDREN = frozenset(
    {
        *("son", "daughter", "boy", "girl", "child", "kid", "baby", "grandson", "granddaughter", "kiddo", "stepson"),
        *("stepdaughter", "nephew", "niece", "grandchild", "grandbaby", "toddler", "teen", "teenager", "lad", "lass"),
    }
)


def apposed(message: Message, start: int, end: int) -> bool:
    """ "My boy (12)", "my baby girl, 26 months, has"; and what takes an age back: "26 months, no wait, 27 months"."""
    words = message.words
    after = words[end] if end < len(words) else "."
    back = start - (words[start - 1 : start] == [","])
    if message.ending(back, "corrections") and message.all("age.subject", "sex"):
        return True
    if start < 2 or words[start - 1] not in ("(", ","):
        return start > 0 and words[start - 1] in CHILDREN and after in (",", ".", ")") and start <= 3
    named = start > 2 and words[start - 2].isalpha() and not message.covering.get(start - 2)
    child = start - 2 - (named and words[start - 3] in CHILDREN)  # "my nephew Marco, 16, has"
    closed = after in (",", ".") or message.starting(end, "diagnosis") is not None
    return words[child] in CHILDREN and (after == ")" if words[start - 1] == "(" else closed)


def heads_the_message(message: Message, mark: Mark) -> bool:
    """ "26 f b-all": what a family writes like a chart; "18 m" may be months."""
    if mark.start or message.words[:2] != ["#", "f"] or message.asking not in (None, "age_years", "sex"):
        return False
    after = message.words[2:3]
    if message.text.numbers[0].high > _OLDEST_HERE:
        return False  # "101 F" is a temperature
    return after in ([], [","], ["."], [";"]) or message.starting(2, "diagnosis", "relapse") is not None


def is_dated(message: Message, claim: Claim) -> bool:
    """ "3 years ago", "2 years off therapy" are no ages."""
    after = message.words[claim.end] if claim.end < len(message.words) else ""
    return claim.key != "birth_date" and (
        after in ("ago", "off", "since", "post", "later") or bool(message.starting(claim.end, "phase.off"))
    )


_NEAR = 6
_DIAGNOSED = frozenset({"dx", "dxd", "diagnosed", "diagnosis"})


def measured_places(message: Message) -> set[int]:
    """The numbers of "wt 38 kg", "Hgb 9.1": right after another value's name."""
    return {mark.end for mark in message.all("labs.other") if message.words[mark.end : mark.end + 1] == ["#"]}


def numbers_ago(message: Message) -> set[int]:
    """The numbers of "3 years ago"."""
    ends = [place for place, word in enumerate(message.words) if word == "ago"]
    return {place for end in ends for place in range(max(0, end - 2), end)}


def is_back_then(message: Message, claim: Claim) -> bool:
    """ "She was 3, 4 years ago", "3 years ago she turned 4"."""
    ago = numbers_ago(message)
    told = {"was", "turned"} & set(message.words[max(0, claim.start - 1) : claim.end])
    if "was" in told and message.words[claim.end : claim.end + 1] in (["when"], ["then"], ["at"], ["back"]):
        return True
    first, last = message.sentence(claim.start)
    if message.words[claim.start - 1 : claim.start] == ["at"] and _DIAGNOSED & {*message.words[first : claim.start]}:
        near = message.words[max(first, claim.start - _NEAR) : claim.start]
        return bool(_DIAGNOSED & {*near})  # "8 yo (dx 4/2021 at 3 yo)"
    return bool(places_of(claim) & ago) or (bool(told) and any(first <= place < last for place in ago))


def places_of(claim: Claim) -> set[int]:
    return set(range(claim.start, claim.end))

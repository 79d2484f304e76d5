"""Questions about the trial as staff write them, and which words of them name something.

Staff ask in shorthand ("cr cutoff 14yo F", "washout for VCR", "PI?"). What such a question says of an age or a value is
supposed and never an answer. What it looks like stands in `phrases/staff_questions.yaml`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from bot.understand.findings import Finding, Reading
from bot.understand.lexicon import Lexicon, fold, read_data

ASKS = re.compile(
    r"(?:^|[.,;!] )(?:(?:and|but|so|also|ok|oh|wait|btw) )?"
    r"(?:what|whats|wat|why|how|hows|who|whos|where|whose|when is|can|could|does|will|would|should"
    r"|which(?! (?:was|were|came|had|has|showed) )"
    r"|do (?:you|we|they|i|kids|t)"
    r"|(?:is|are) (?!now|not|on|in|off|at|still|doing|over|fine|ok|okay|better|recovered|\d(?! (?:nd|st|rd|th) ))\S+) "
)
"""How a folded sentence begins that asks."""

_BREAK = re.compile(
    r"(?<=[.?!;])\s+|\n+|,\s+(?=(?:what|whats|what's|is|are|does|do|how|can|who"
    r"|which(?!\s+(?:was|were|is|came|had|has|showed|we|he|she|they)\b))\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_](?:[^\W_]|[+'’-](?=[^\W_]))*\+?|[^\W_]+\+?")
_SUPPOSED = frozenset(("age_years", "age_months", "birth_date", "sex"))
"""What a question may say of whom it asks for ("for a 14-year-old girl")."""


class Word(NamedTuple):
    """A word of a question, in small letters without apostrophes, and where it stands."""

    text: str
    start: int
    end: int


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text; "Ph+" and "B-ALL" are one each."""
    return tuple(Word(_plain(match[0]), *match.span()) for match in _WORD.finditer(text))


def is_filler(word: str) -> bool:
    """Whether a word names nothing of a trial: small words, words of asking, numbers."""
    return word in _words("filler") or word[0].isdigit()


def asks_plainly(text: str) -> bool:
    """Whether a word of the text is one that asks about a trial ("cutoff", "PI"), whatever else is in it."""
    return bool(_phrases("asks").find(fold(text)))


def tells_of_whom(word: str) -> bool:
    """Whether a word that names nothing tells of whom a question is asked ("girl", "yo")."""
    return word in _words("of_whom")


def says_age(text: str) -> bool:
    """Whether a number in a text is plainly an age ("at 17")."""
    words = words_of(text)
    return any(
        one.text in _words("before_an_age") and following.text.isdigit() for one, following in itertools.pairwise(words)
    )


def names_both_sexes(text: str) -> bool:
    """Whether a text asks of both sexes ("M vs F")."""
    words = {word.text for word in words_of(text)}
    return bool(words & _words("males") and words & _words("females")) or bool(words & _words("both_sexes"))


def asks_of_no_one(text: str) -> bool:
    """Whether a text asks, and tells of nobody in view ("does T-cell ALL qualify?")."""
    return bool(_ASKS_WHETHER.match(fold(text))) and not any(word.text in _words("of_one") for word in words_of(text))


def takes_up(text: str) -> bool:
    """Whether a text goes on with the question before it ("and which one for somebody who is 17?")."""
    return any(match.start == 0 for match in _phrases("takes_up").find(fold(text))) or takes_up_one(text)


def takes_up_one(text: str) -> bool:
    """Whether a text asks for one of what was named before it ("which one at 17")."""
    return bool(_phrases("takes_up_within").find(fold(text)))


_ASKS_WHETHER = re.compile(r"(?:(?:and|but|so|also|ok) )?(?:do|does|is|are|would|will|can|could|should|may) ")


def compares(text: str) -> bool:
    """Whether a text compares, so that a number in it is no value ("over 16")."""
    return any(word.text in _words("comparing") for word in words_of(text))


def wants_names(text: str) -> bool:
    """Whether the names of drugs are asked for ("which drugs count as biologic")."""
    return bool(_phrases("lists").find(fold(text)))


def question_in(text: str, reading: Reading, asking: str | None = None) -> tuple[tuple[int, int], ...]:
    """The parts of a message of staff's that ask about the trial, as places in the text; empty where none does.

    `reading` is what was found of answers in the whole message: what tells something besides an age or a sex is an
    answer ("LPS 80?"), unless it is plainly asked about. What answers the key `asking` is always one.
    """
    replies = any(one.key == asking for one in (*reading.findings, *reading.unsure))
    if not replies and _asks_of_it_all(text, reading):
        return ((0, len(text)),)
    parts = list(_parts(text))
    return tuple(
        (start, end) for start, end in parts if _asks(text, start, end, reading, is_last=(start, end) == parts[-1])
    )


def _asks_of_it_all(text: str, reading: Reading) -> bool:
    """Whether all of one sentence, which tells little, is what is asked about ("Cr 1.1, is that ok?")."""
    folded = fold(text)
    if not tells_little(reading) or _SENTENCE_ENDS.search(text.strip()):
        return False
    if _phrases("asks_of_it_all").find(folded):
        return True
    marked = text.rstrip().endswith("?")
    return bool(reading.findings) and marked and any(word in _words("of_no_one") for word in folded.split())


_SENTENCE_ENDS = re.compile(r"[.!?;](?=\s)|\n")


def words_beside(text: str, reading: Reading) -> tuple[Word, ...]:
    """The words of a text that name something, and that no answer was read from."""
    found = (*reading.findings, *reading.unsure)
    return tuple(
        word
        for word in words_of(text)
        if not is_filler(word.text) and not any(one.start <= word.start < one.end for one in found)
    )


def without(text: str, parts: tuple[tuple[int, int], ...]) -> str:
    """The text with blanks for these parts, so that all other words keep their places."""
    for start, end in parts:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _parts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in _BREAK.finditer(text):
        if text[start : mark.start()].strip():
            yield start, mark.start()
        start = mark.end()
    if text[start:].strip():
        yield start, len(text)


def _asks(text: str, start: int, end: int, reading: Reading, is_last: bool) -> bool:
    part = text[start:end]
    folded = fold(part)
    marked = part.rstrip().endswith("?")
    begun = bool(ASKS.search(folded)) and not _WITHOUT_A_SUBJECT.search(folded)
    asked = bool(_phrases("asks").find(folded))
    asked_if_marked = asked or bool(_phrases("asks_with_a_mark").find(folded))
    beside = [word for word in words_beside(text, reading) if start <= word.start < end]
    found = [one for one in (*reading.findings, *reading.unsure) if start <= one.start < end]
    telling = {one.key for one in found if _tells(one, asked, bool(beside))}
    if telling:
        surely = begun and (marked or asked_if_marked or bool(_SURELY.match(folded)))
        return surely or (asked_if_marked and marked) or (asked and _is_a_heading(folded))
    if not telling and (marked or begun) and takes_up(folded) and (found or any(c.isdigit() for c in folded)):
        return True
    if asked or (asked_if_marked and begun) or (beside and found and _ASKS_FOR.search(text[start : found[0].start])):
        supposed = tuple((one.start, one.end) for one in found if one.key in _SUPPOSED)
        measured = _DECIMAL.search(without(text, supposed)[start:end])
        told = measured or any(word in _words("tells") for word in folded.split())
        return marked or begun or not told
    return bool(beside) and (begun or (marked and is_last and not _replies(reading)))


def tells_little(reading: Reading) -> bool:
    """Whether what was found is so little that a question may suppose it; more is what a patient's line tells."""
    return len({one.key for one in (*reading.findings, *reading.unsure)} - _SUPPOSED) <= _LITTLE


_ASKS_FOR = re.compile(r"\bfor (?:an? )?$", re.IGNORECASE)
"""Before an age or a sex: "lansky for a 16 yo"."""
_SURELY = re.compile(r"(?:(?:and|but|so|also|ok|btw) )?(?:what|which|how|who|whose|where|can|does|do) ")
"""What staff begin only a question with; "is CNS3" and "will confirm" may tell."""
_WITHOUT_A_SUBJECT = re.compile(
    r"(?:^|[.,;!] )(?:(?:can|could|will|would|should) (?:be|have|get)|(?:do|does) (?:have|not)|what a"
    r"|(?:will|should) (?:recheck|repeat|confirm|check|redo|send|update|call|ask|verify|obtain|order|follow|let)) "
)
"""Shorthand that tells: "should be 0.46 not 0.64"."""
_DECIMAL = re.compile(r"\d\.\d")


def _is_a_heading(folded: str) -> bool:
    """Whether a few words begin with what asks and name no number ("washout after maintenance")."""
    begins = any(match.start == 0 for match in _phrases("asks").find(folded))
    return begins and folded.count(" ") <= _FEW_WORDS and not any(character.isdigit() for character in folded)


_FEW_WORDS = 5
_LITTLE = 2
"""Keys of the answers that a question may suppose; what tells more is a patient."""


def _tells(finding: Finding, asked: bool, beside: bool) -> bool:
    """Whether a finding is more than what a question supposes: not an age or a sex, nor, in a question, a bare drug or
    a bare time, nor a letter among other words that may only look like it ("hep B?")."""
    if finding.sure < _PLAIN and beside and len(finding.text) <= _A_LETTER:
        return False
    if finding.key == "therapies" and asked:
        value = str(finding.value)
        return "last_given" in value and "agent" in value
    return finding.key not in _SUPPOSED


_PLAIN = 0.5
"""Below it a finding is hedged."""
_A_LETTER = 2


def only_doubts(text: str) -> bool:
    """Whether a text says something and only its question mark doubts it ("LPS 80?")."""
    plain = text.strip()
    folded = fold(plain)
    asks = any(_phrases(name).find(folded) for name in ("asks", "asks_with_a_mark", "asks_of_it_all"))
    asks = asks or any(word in _words("of_no_one") for word in folded.split())
    return plain.endswith("?") and "?" not in plain[:-1] and not ASKS.search(folded) and not asks


def _replies(reading: Reading) -> bool:
    """Whether something in the message is a reply to what was asked, though no answer yet."""
    doubtful = reading.ask is not None and reading.ask.code not in ("unclear", "hedged")
    return doubtful or reading.never or reading.affirmed or reading.denied or reading.dont_know


def _plain(word: str) -> str:
    return word.casefold().replace("'", "").replace("’", "")


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = read_data("staff_questions")
    return data


@lru_cache(maxsize=16)
def _words(name: str) -> frozenset[str]:
    return frozenset(_data()[name].split())


@lru_cache(maxsize=8)
def _phrases(name: str) -> Lexicon:
    return Lexicon({name: _data()[name]})

"""What staff suppose, or ask of another day, in words that don't say "what if": "if lansky was 30", "start 12/1?".

A supposition is never an answer, whatever facts it names. The words stand in `phrases/supposing.yaml`.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

from bot.understand.dates import place_of_coming
from bot.understand.lexicon import Lexicon, fold, lexicon, read_data
from bot.understand.staff_questions import ASKS, asks_plainly

_DATE = re.compile(r"\d/\d|\b(?:was|were)\b")
_FIRST_SENTENCE = re.compile(r"^[^.!?;]*[.!?;]?")
_IF = re.compile(r"\bif ")
_WORD = re.compile(r"c\d+d\d+|d\d+|[^\W\d_]+|\d+")
_LONGEST_IF = 160
"""Characters of a message that may be one question with an "if"; a longer one tells of a patient."""


def asks_soonest(text: str) -> bool:
    """Whether a text asks for the first day on which the waiting periods are over."""
    folded = fold(text)
    found = lexicon("suppositions").find(folded)
    return asks_soonest_alone(folded) or any(match.label == "soonest" for match in found)


def asks_for_day(text: str) -> bool:
    """Whether a text asks how things stand on another day, or from which day on."""
    folded = fold(text)
    return asks_soonest_alone(folded) or bool(lexicon("suppositions").find(folded))


def asks_soonest_alone(folded: str) -> bool:
    """Whether a folded text is nothing but such a question in shorthand ("days left?", "clear date?")."""
    plain = _without_small_words(folded)
    if any(match.start == 0 for match in _phrases("soonest_whole").find(plain)):
        return True
    # "First treatment day was 11/3" tells one.
    return not _DATE.search(plain) and bool(_phrases("soonest_within").find(plain))


def asks_of_all(text: str) -> bool:
    """Whether a text that asks for the first day asks it of everything, not of the waits alone."""
    return bool(_alternatives("of_all").search(text.casefold()))


def asks_when(text: str) -> bool:
    """Whether a text asks for a day, be the rest of it what it may."""
    return bool(_alternatives("asks_when").search(text.casefold()))


def may_suppose(text: str) -> bool:
    """Whether something may be supposed in a text: one that only asks for the first day names what it asks about."""
    if not asks_soonest(text) or any(character.isdigit() for character in text):
        return True
    return bool(_alternatives("beside_a_day").search(text.casefold()))


def supposes(text: str, asked: bool) -> bool:
    """Whether a message of staff's supposes something; `asked`: a question stands open, which it may answer."""
    folded = fold(text)
    nothing = [match.end for match in _phrases("nothing").find(folded)]
    first = _without_small_words(_FIRST_SENTENCE.match(folded)[0])  # type: ignore[index]  # it matches anything
    begins = ("begins",) if asked else ("begins", "begins_unasked")
    starts = any(match.start == 0 for name in begins for match in _phrases(name).find(first))
    if starts and not any(match.start == 0 for match in _phrases("nothing").find(first)):
        return True
    if len(text) > _LONGEST_IF or nothing:
        return False
    if not asked and (_phrases("asks_what_then").find(folded) or _asks_what_then(text)):
        return True
    if not _IF.search(folded):
        return False
    return text.rstrip().endswith("?") or bool(ASKS.search(folded) or _phrases("asks_if").find(folded))


def _asks_what_then(text: str) -> bool:
    """Whether a text names what would be and asks with a mark alone: "w/ dbili 3.0?", "dbili 3.0 instead?"."""
    return bool(_WITH_A_MARK.search(text.strip().casefold())) and not asks_plainly(text)


_WITH_A_MARK = re.compile(
    r"^(?:(?:and|but|so|or|ok|now)[ ,]+)?(?:with\b|w/|w\b) ?(?!what|which|who|that\b|this\b)[^!;]*\?$"
    r"|\b(?:instead|then|in that case)\s*\?$|\d[^?]*(?:->|=>|→|=)\s*\?$"
)


def asks_about_a_day(text: str, on: date, asked: bool) -> bool:
    """Whether a message of staff's names a day and nothing besides: "on 11/29?", "12/1 start", "ok by xmas?".

    A bare day that answers an open question is an answer; so is one that is over, unless it is said to be a start.
    """
    found = None if asked else place_of_coming(text, on, "staff")
    if not found:
        return False
    around = f"{text[: found.start]} {text[found.end :]}".casefold().replace("'", "").replace("’", "")
    words = _WORD.findall(re.sub(r"\bday\s*1\b", "d1", around))
    around_it = _words("around_a_day") | (
        _words("named_on_a_day") if _ASKS_OF_A_CRITERION.search(text) else frozenset()
    )
    if not all(word in around_it for word in words) or text.casefold().strip(" .?!") in _words("no_day"):
        return False
    starts = any(word in _words("starts_a_day") for word in words)
    return starts or (not found.coming.past and bool(found.coming.days))


_ASKS_OF_A_CRITERION = re.compile(r"\?\s*$|\bcriteri|\bstatus\b", re.IGNORECASE)


def as_it_would_be(plain: str) -> str:
    """A supposition in small letters as a plain statement: what drops to something is that."""
    after_if = _AFTER_IF.search(plain)
    turned = after_if[1] if after_if else plain.strip()
    turned = _INVERTED.sub(r"\2 \1", _OPENING.sub("", turned))
    turned = _WRITTEN_AS.sub(" is ", turned)
    turned = _alternatives("becomes").sub(" is ", f" {turned} ")
    turned = _STARTS_TREATMENT.sub(r"started\1", turned)
    return " ".join(_alternatives("has_had").sub(" had ", turned).split())


def contexts_denied(text: str) -> frozenset[str]:
    """What a text says that doses were no part of, in the answers' own words ("not at the diagnostic LP")."""
    return frozenset(match.label for match in _contexts().find(fold(text)))


def is_unrecovered(plain: str) -> bool:
    """Whether a supposition tells that adverse effects haven't gone ("still had mucositis")."""
    return bool(_phrases("unrecovered").find(fold(plain)))


def without_values(plain: str) -> tuple[tuple[str, ...], str]:
    """The keys of which a supposition says that there is no value ("and no MUGA"), and the rest of it."""
    keys: list[str] = []

    def gone(found: re.Match[str]) -> str:
        keys.append(_measures()[found[1]])
        return " "

    rest = _no_value().sub(gone, plain)
    return tuple(dict.fromkeys(keys)), rest


def without_replaced(text: str) -> str:
    """A supposition without the day or the value that it takes the place of ("11/21 rather than 11/10")."""
    return _replaced().sub("", text)


@lru_cache(maxsize=1)
def _replaced() -> re.Pattern[str]:
    return re.compile(
        rf"\s*,?\s*{_alternatives('in_place_of').pattern}\s+(?:on |the |at )*\d[\d/.-]*(?:\s?%)?", re.IGNORECASE
    )


def without_besides(plain: str) -> str:
    """A supposition without words of time and stress ("were already 31")."""
    return " ".join(_alternatives("besides").sub(" ", plain).split())


def joins_the_known(plain: str) -> bool:
    """Whether a supposition in small letters adds to what is known ("in the CNS too")."""
    return bool(_alternatives("joins").search(plain))


_AFTER_IF = re.compile(r"\bif (?!.*\bif )(.+)")
_INVERTED = re.compile(r"^(had|were|should) (he|she|they|it|there|(?:the|his|her|that|this|their) [\w-]+|[a-z]{2,6})\b")
"""Had she relapsed: she had relapsed."""
_OPENING = re.compile(
    r"^(?:(?:and|but|so|or|ok|hm|hmm|well|also|then|now|curious|what|wat|even|if|whatif|say|that|unless|about|happens|when|once|with|w/|having|speaking|only|lets|let's"
    r"|pretend|suppose|supposing|assuming|assume|imagine|hypothetically|same|girl|boy|pt|patient|kid|thing|everything"
    r"|mom's|moms|dad's|dads|right|it turns out|turns out)[ ,]+)+"
)


_WRITTEN_AS = re.compile(
    r" (?:is|was|were|be|been|being|had been|has been|gets|got) "
    r"(?:documented|recorded|reported|scored|listed|charted|measured|noted|entered|graded|read|put|changed|corrected|set)"
    r" (?:as|at|to) "
)
_STARTS_TREATMENT = re.compile(
    r"\b(?:start|starts|starting|begin|begins|beginning|give|gives|giving|get|gets|getting|goes on|go on|initiates?"
    r"|kicks? off)(?: him| her| them)?(?: on)?"
    r"( (?:\w+ ){0,2}?(?:re-?induction|salvage|bridging|reinduce|off[- ]protocol (?:chemo|therapy|treatment)))\b"
)
"""What treats the relapse off the trial: once it starts, it was given."""


def _without_small_words(folded: str) -> str:
    words = folded.split(" ")
    while len(words) > 1 and words[0] in {*_words("before"), ",", "-"}:
        words = words[1:]
    return " ".join(words)


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = read_data("supposing")
    return data


@lru_cache(maxsize=8)
def _words(name: str) -> frozenset[str]:
    return frozenset(str(_data()[name]).split())


@lru_cache(maxsize=8)
def _phrases(name: str) -> Lexicon:
    return Lexicon({name: _data()[name]})


@lru_cache(maxsize=1)
def _contexts() -> Lexicon:
    return Lexicon(_data()["contexts_denied"])


@lru_cache(maxsize=1)
def _measures() -> dict[str, str]:
    return {str(name): str(key) for key, names in _data()["no_value"].items() for name in names}


@lru_cache(maxsize=1)
def _no_value() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(_measures(), key=len, reverse=True))
    tail = (
        r"(?: (?:was|is|were|has been|had been|got))?(?: (?:done|available|back|yet|either|at all|resulted|obtained))*"
    )
    # "No EF under 50" and "no MUGA of 60" go on about a value.
    return re.compile(
        rf"(?:(?:,|;|\band|\bbut|\bwith|\balso)\s*)?\b(?:no|without(?: an?| the)?|w/o|minus the)\s+({names})\b"
        rf"(?!\s+(?:of|under|over|below|above|is|was|at|=)?\s*\d){tail}"
    )


@lru_cache(maxsize=16)
def _alternatives(name: str) -> re.Pattern[str]:
    """Any of these words, the longest first."""
    words = sorted((str(one) for one in _data()[name]), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")

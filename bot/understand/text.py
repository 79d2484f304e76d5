"""A message as words: folded, split and with its numbers read, each word with its place in the message.

The words of the spaCy document are folded forms: small letters, no apostrophes, `#` for a number, `#th` for an ordinal,
`#date` for a day in figures, `#code` for telephone and protocol numbers. So "8yo", "eight yo" and "8 yo" are one
phrase, and a phrase matcher finds them in one pass.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import spacy
from spacy.tokens import Doc

from bot.drugs import meanings
from bot.understand.spelling import corrected, glued_at

LONGEST = 4000
"""Characters that are read; no one writes more by hand, and time stays bounded."""

_UNITS = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_VALUES = {word: value for value, word in enumerate(_UNITS)} | {word: 20 + 10 * n for n, word in enumerate(_TENS)}
_VALUES["hundred"] = 100

_SPELLED = rf"(?:(?:a|one)[ ]hundred|(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS[1:10])}))?|{'|'.join(_UNITS)})\b"
_DIGIT = "|".join(_UNITS[:10])
_POINT = rf"\b(?:(?:oh|\d+|{'|'.join(_UNITS)})[ ])?point[ ](?:{_DIGIT}|\d)(?:[ ](?:{_DIGIT}))?\b"
_ONE = rf"(?:{_POINT}|\d+\.\d+|0,\d{{1,2}}(?![\d,])|(?<![\d.])\.\d+|\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+|\b{_SPELLED})"
_HALF = r"(?:[ ]?½|[ ]and[ ](?:a[ ])?half\b|[ ]1/2(?![\d/]))"

_SCORED = r"(?:lansky|lps|karnofsky|kps|karn|gfr|crcl)"
"""Names that staff glue a number of three figures to: no code."""
_TOKEN = re.compile(
    rf"""
    (?P<date>\d{{4}}[-/]\d\d?(?:[-/]\d\d?)?(?!\d)|\d\d?(?P<s>[-/.])\d\d?(?P=s)\d{{2,4}}(?!\d)|\d\d?/\d\d?(?![\d/]|\.\d))
  | (?P<code>[^\s@,;]{{1,64}}@[^\s@,;]{{1,80}}|\d{{1,2}}:\d\d
      |\(?\d{{3}}\)?[-. ]\d{{3}}[-. ]\d{{4}}|\d{{7,}}|(?!{_SCORED}-?\d)[a-z]{{3,}}-?\d{{3,}}\w*
      |\d+(?:-\d+){{2,}}|\d+(?:\.\d+){{3,}})
  | (?P<ordinal>\d+(?:st|nd|rd|th)\b|[1-5]°(?![ ]?[cf]\b)|(?:{"|".join(_ORDINALS)})\b)
  | (?P<number>(?:\bbetween[ ])?{_ONE}{_HALF}?(?:[ ]?(?:-|\bto\b|\bor\b|\band\b)[ ]?{_ONE}{_HALF}?)?)
  | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)
  | (?P<line>\n)
  | (?P<mark>\S)
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(rf"(?P<one>{_ONE})(?P<half>{_HALF})?", re.VERBOSE)

NLP = spacy.blank("en")


# "The last one" counts nothing.
_BEFORE_A_PRONOUN = frozenset(
    {
        *("last", "this", "that", "other", "next", "which", "each", "any", "no", "every", "latest", "recent"),
        *("another", "total", "direct", "indirect", "conjugated", "med", "nuclear", "radionuclide", "measured", "new"),
        *("echo", "muga", "old", "older", "newer", "blood", "urine", "heart", "kidney", "spinal", "chemo", "big"),
        *("right", "left", "wrong", "same", "main", "isotope", "scan"),
    }
)


class Number(NamedTuple):
    """A number as written, or the range from `low` to `high`."""

    low: float
    high: float

    @property
    def exact(self) -> bool:
        return self.low == self.high


class Text(NamedTuple):
    """A message and its words."""

    raw: str
    words: list[str]
    """Folded."""
    starts: list[int]
    ends: list[int]
    numbers: dict[int, Number]
    """By the place of the word; ordinals too."""
    doc: Doc

    def words_between(self, first: int, last: int) -> str:
        """The message's own characters from word `first` up to, not counting, word `last`."""
        return self.raw[self.starts[first] : self.ends[last - 1]]


def read_text(message: str) -> Text:
    """Fold and split a message. Anything is text: markup, control characters, right-to-left marks."""
    raw = message[:LONGEST]
    folded = raw.translate(_FOLD).lower()
    if len(folded) != len(raw):
        # A few capitals have longer small forms (İ): keep the places right by leaving those as they are.
        folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in raw.translate(_FOLD))
    folded = folded.replace("->", " →")  # "Cr 0.6->0.4" goes from one to the other, and is not more than 0.4
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    numbers: dict[int, Number] = {}

    def add(word: str, start: int, end: int) -> None:
        words.append(word)
        starts.append(start)
        ends.append(end)

    position = 0
    while match := _TOKEN.search(folded, position):
        start, end = match.span()
        kind = match.lastgroup if match.lastgroup != "s" else "date"
        found = match[0]
        if kind == "word":
            word = corrected(found.replace("'", ""))
            if word in _ORDINALS:  # "frist"
                numbers[len(words)] = _ordinal(word)
                add("#th", start, end)
            elif cut := glued_at(word):
                add(word[:cut], start, start + cut)
                add(word[cut:], start + cut, end)
            else:
                add(word, start, end)
        elif kind == "number":
            for word, first, last, number in _numbers_in(found):
                if number and not (found == "one" and words[-1:] and words[-1] in _BEFORE_A_PRONOUN):
                    numbers[len(words)] = number
                add(word, start + first, start + last)
            end = ends[-1]
        elif kind == "ordinal":
            numbers[len(words)] = _ordinal(found)
            add("#th", start, end)
        elif kind == "line":
            add(".", start, end)
        elif kind == "code":
            # "CPX-351" is a drug; any other code is one like the next.
            add(found.replace("-", "") if meanings(found) else "#code", start, end)
        else:
            # A "#" that somebody typed is a word: ours stands for a number.
            add("#date" if kind == "date" else _TYPED.get(found, found), start, end)
        position = end
    return Text(raw, words, starts, ends, numbers, Doc(NLP.vocab, words=words))


def _numbers_in(found: str) -> list[tuple[str, int, int, Number | None]]:
    """The words of a number or range as (word, first and last character, number)."""
    parts = list(_NUMBER.finditer(found))
    values = [_value(part) for part in parts]
    between = found.startswith("between")
    joined = found[parts[0].end() : parts[-1].start()].strip() if len(parts) == 2 else ""
    if len(parts) == 2 and values[0] < values[1] and (joined != "and" or between):
        return [("#", 0, len(found), Number(values[0], values[1]))]
    if len(parts) == 2 and joined == "-" and values[0] <= 12 and all(value == int(value) for value in values):
        return [("#date", parts[0].start(), len(found), None)]  # 11-3
    first = ("#", parts[0].start(), parts[0].end(), Number(values[0], values[0]))
    return [("between", 0, len("between"), None), first] if between else [first]


def _value(part: re.Match[str]) -> float:
    written = part["one"].strip()
    if "point" in written:
        whole, _, digits = written.partition("point")
        value = float(f"{_digits(whole) or 0}.{_digits(digits)}")
    elif written[-1].isdigit():
        value = float(written.replace(",", ".") if re.match(r"0,\d", written) else written.replace(",", ""))
    else:
        value = float(sum(_VALUES.get(word, 0) for word in re.split(r"[- ]", written) if word not in ("a",)))
        if "hundred" in written:
            value = 100.0
    return value + 0.5 if part["half"] else value


def _digits(words: str) -> str:
    """ "three five" as 35; "oh" as nothing."""
    return "".join(str(_VALUES.get(word, word)) for word in words.split() if word in _VALUES or word.isdigit())


def _ordinal(found: str) -> Number:
    value = _ORDINALS.index(found) + 1 if found in _ORDINALS else int(found.rstrip("°stndrh")[:9])
    return Number(value, value)


_TYPED = {"#": "number", "→": "->", "[": "(", "]": ")"}
_SIGNS = {"×": "x", "♂": "m", "♀": "f"}


class _Folding(dict[int, str]):
    """Each character's plain form, one for one so that places stay right; worked out once for each character."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = unicodedata.normalize("NFKC", character)
        if character in "‘’‛´`ʼ′":
            plain = "'"
        elif character in "“”„«»":
            plain = '"'
        elif character in "‐‑‒–—−":
            plain = "-"
        elif character in "µμ":
            plain = "u"
        elif character in _SIGNS:
            plain = _SIGNS[character]
        elif character in "½≤≥\n":
            plain = character
        elif unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp"):
            plain = " "
        self[code] = plain = plain if len(plain) == 1 else character
        return plain


_FOLD = _Folding()


@lru_cache(maxsize=4096)
def folded_words(phrase: str) -> tuple[str, ...]:
    """The folded words of a phrase."""
    return tuple(read_text(phrase).words)

"""What seems to say who a patient is: it is not kept, and the person who wrote it is told.

Each pattern is bounded, so that no text takes longer than it is long. Better to ask once too often for a message
without it than to keep one. A name alone can't be told from a doctor's; one that is announced, or beside a birth date,
can. Years, and months with a year, tell nobody's birthday.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.drugs import load_drugs
from bot.understand.phrase_book import vocabulary

_FILE = Path(__file__).with_name("identifiers.yaml")

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
_IN_WORDS = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    r"|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|twenty[ -]\w+|thirty[ -]\w+"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty)"
)
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_IN_WORDS})"
_DATE = (
    r"(?:\d{1,2}\s?[/. -]\s?\d{1,2}\s?[/. -]\s?(?:\d{4}|\d{2})|\d{4}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{1,2}"
    rf"|\d{{1,2}}/\d{{1,2}}(?![\d/])|{_MONTH}[.\s/-]{{0,2}}(?:the\s)?{_DAY}\b|(?:the\s)?{_DAY}[\s/-]{{0,2}}(?:of\s)?{_MONTH}\b"
    rf"|{_DAY}[\s/-]?{_MONTH}[\s/-]?\d{{2,4}}|\d{{8}})"
)
_BETWEEN = r"(?:[\s:]{1,3}(?:is|was|on|the|of|in\s\w{1,20}|(?:sun|mon|tue|wed|thu|fri|sat)[a-z]*))"
_NAME = r"(?<![\w'’-])[A-Z][\w'’-]{0,30}(?<=[a-z'’-])(?![\w'’])"
_CAPITALS = r"(?<![\w'’-])[A-Z][A-Z'’-]{2,30}(?![\w'’])"
_EMAIL = re.compile(r"[^\s@<>|]@[^\s@<>|]{1,200}\.[A-Za-z]{2,}")
_PHONE = re.compile(
    r"(?<![\w.])(?:\+\d{1,3}[\s.-]?)?(?:1[\s.-])?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}(?![\w-])"
    r"|(?<!\w)\+\d{9,14}(?!\w)|(?<![\w.])\d{3}-\d{4}(?![\w-])"
)
_SOCIAL = re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")
_LONG_NUMBER = re.compile(r"(?<![\w.,/#-])#?(\d{6,12})(?![\w/%]|[.,-]\d)")
_NEAR = 30
"""Characters before or behind a number within which its word stands."""
_NAMED_DATE = re.compile(
    rf"(?P<first>{_NAME}|{_CAPITALS}),?\s{{1,3}}(?:[A-Z]\.?\s{{1,3}})?(?P<last>{_NAME}|{_CAPITALS})[\s,;:(-]{{0,5}}"
    r"\(?(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2})"
)


_ANNOUNCED = re.compile(
    r"(?:\b(?:[Nn]ame|NAME)(?:\s{0,2}(?:is|[:=])\s{0,3})|\b(?:[Nn]amed|[Cc]alled|Mr\.?|Mrs\.?|Ms\.?|Miss)\s{1,2})"
    rf"(?P<first>{_NAME}|{_CAPITALS})"
)
"""A name that is announced as one; a doctor's title announces none."""


def seems_to_identify(text: str) -> bool:
    """Whether a text seems to hold a record number, a phone number, an e-mail address or a birth date."""
    return bool(
        _EMAIL.search(text)
        or _PHONE.search(text)
        or _SOCIAL.search(text)
        or _numbered().search(text)
        or _birth_date().search(text)
        or any(not _is_value(text, number) for number in _LONG_NUMBER.finditer(text))
        or _dated_birth().search(text)
        or any(not _is_known(match) for pattern in (_NAMED_DATE, _ANNOUNCED) for match in pattern.finditer(text))
    )


@lru_cache(maxsize=1)
def _words() -> dict[str, list[str]]:
    content: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return content


def _one_of(name: str) -> str:
    return "(?:" + "|".join(_words()[name]) + ")"


@lru_cache(maxsize=1)
def _numbered() -> re.Pattern[str]:
    """A word for a record's number, and behind it the number: "MRN is E1234567"."""
    number = r"[A-Z]{0,3}-?\d[\d .-]{2,14}\d"
    return re.compile(
        rf"(?<!\w){_one_of('number_words')}\s{{0,3}}(?:no\.?|num(?:ber)?)?\W{{0,5}}(?:is|was)?\W{{0,5}}{number}", re.I
    )


@lru_cache(maxsize=1)
def _birth_date() -> re.Pattern[str]:
    """A birth date, with its day. "In" or "about" before it leave the day open."""
    return re.compile(
        rf"(?<![\w.]){_one_of('birth_words')}(?:\s?\([a-z/]{{4,12}}\))?{_BETWEEN}{{0,4}}[\W_]{{0,6}}{_DATE}", re.I
    )


@lru_cache(maxsize=1)
def _dated_birth() -> re.Pattern[str]:
    """A date with the word behind it: "3/4/2018 (DOB)"."""
    return re.compile(rf"{_DATE}\W{{0,4}}(?:d\.?o\.?b\.?|date of birth|birth ?date|birthday)(?!\w)", re.I)


@lru_cache(maxsize=1)
def _value_before_or_behind() -> tuple[re.Pattern[str], re.Pattern[str]]:
    values = _one_of("values")
    return re.compile(rf"(?<!\w){values}[\s:=~<>#of]{{0,8}}\Z", re.I), re.compile(
        rf"\A\s{{0,3}}[x/]?\s{{0,3}}{values}(?!\w)", re.I
    )


def _is_value(text: str, number: re.Match[str]) -> bool:
    """Whether a long number is a count or a test's value: its word stands before it or behind."""
    before, behind = _value_before_or_behind()
    near = text[max(number.start(1) - _NEAR, 0) : number.start(1)]
    return bool(before.search(near) or behind.search(text[number.end() : number.end() + _NEAR]))


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Words that are no one's name: those of the phrases and of the drugs."""
    drugs = {word for drug in load_drugs() for name in drug.names for word in name.casefold().split()}
    return frozenset({*vocabulary(), *drugs, *_words()["no_names"]})


def _is_known(match: re.Match[str]) -> bool:
    return any((part or "").casefold() in _known() for part in match.groupdict().values())

"""The parts of a line in staff's shorthand: what stands alone between commas, dots, strokes and brackets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bot.understand.message import Message

_BREAKS = frozenset(",;.|()/?!")
_OLDEST = 40
_YOUNGEST_ALONE = 3
"""Smaller numbers alone in a part may count relapses."""
_GRADES = 3
_LETTERS = {"f": "female", "m": "male"}
_GO_ON = (
    *("diagnosis.b_all", "diagnosis.t_all", "diagnosis.other", "relapse", "sites", "phase.on_maintenance", "phase.off"),
    *("performance.lansky", "performance.karnofsky", "performance.ecog", "labs.serum_creatinine", "labs.gfr"),
    *("labs.direct_bilirubin", "labs.total_bilirubin", "labs.shortening_fraction", "labs.muga_ejection"),
)
_HEADED = ("diagnosis.b_all", "diagnosis.t_all", "relapse.ordinal")
"""What may follow the letter that a line begins with: "F B-ALL R1"."""
_WEEKDAYS = frozenset({"w", "t", "th", "tu", "mon", "tue", "wed", "thu"})
_WITH = frozenset({"with", "w", "y", "yo", "yr", "yrs"})


class Person(NamedTuple):
    """The words `start` up to `end` that tell a sex, and the place of the age beside them."""

    sex: str
    start: int
    end: int
    age: int


def is_break(message: Message, place: int) -> bool:
    """Whether a part ends at the word at `place`: a mark, a dash with room around it, the end of the line."""
    if place < 0 or place >= len(message.words):
        return True
    if message.words[place] == "-":
        before = message.text.raw[message.text.starts[place] - 1 : message.text.starts[place]]
        return before in ("", " ", "-")
    return message.words[place] in _BREAKS


def ages_beside_sex(message: Message) -> Iterator[Person]:
    """Staff's "…, 12 F, …", "M 18 B-ALL", "female, 4, …": an age and a sex that fill a part of the line."""
    if message.who != "staff":
        return
    for place, number in message.text.numbers.items():
        if message.words[place] != "#" or number.low != int(number.low) or not 0 < number.high <= _OLDEST:
            continue
        if not number.exact or place in message.denied:
            continue
        alone = number.low >= _YOUNGEST_ALONE
        if found := _letter_after(message, place, alone) or _sex_before(message, place, alone):
            yield found


def _letter_after(message: Message, place: int, alone: bool) -> Person | None:
    letter = place + 1
    if alone and message.words[letter : letter + 1] in ([","], ["/"], ["|"]):
        letter += 1  # "14/F", "14 | M"
    if letter >= len(message.words) or message.words[letter] not in _LETTERS:
        return None
    sign = message.text.raw[message.text.starts[letter]]
    capital = sign.isupper() or not sign.isalpha()
    apart = is_break(message, place - 1) or message.has(place - 1, *_GO_ON) or _is_announced(message, place)
    if capital and apart and (is_break(message, letter + 1) or _goes_on(message, letter + 1)):
        return Person(_LETTERS[message.words[letter]], letter, letter + 1, place)
    return None


def _sex_before(message: Message, place: int, alone: bool) -> Person | None:
    if not (is_break(message, place + 1) or _goes_on(message, place + 1)):
        return None
    between = message.words[place - 1 : place]
    end = place - 1 if between in ([","], ["/"], ["("]) else place
    mark = message.ending(end, "sex.female", "sex.male") if end else None
    letter = message.words[end - 1] if end else ""
    if mark is None and letter not in _LETTERS:
        return None
    start = mark.start if mark else end - 1
    glued = message.text.ends[place - 1] == message.text.starts[place]
    if glued and message.words[place - 1].isalpha() and message.text.numbers[place].low <= _GRADES:
        return None  # "M1", a marrow without disease
    if start in message.others or start in message.denied or not is_break(message, start - 1):
        return None
    if between == [","] and not alone:
        return None
    return Person(mark.name if mark else _LETTERS[letter], start, end, place)


def _is_announced(message: Message, place: int) -> bool:
    """ "Pls screen: 7/F"; not "temp: 39 F"."""
    if message.words[place - 1 : place] in (["sex"], ["age"], ["pt"], ["patient"]):
        return True
    if message.words[max(0, place - 2) : place] in (["pt", ":"], ["patient", ":"], ["age", ":"]):
        return True  # "PT" may be a prothrombin time too
    return message.words[place - 1 : place] == [":"] and not message.has(place - 2, "labs", "performance")


def letter_alone(message: Message) -> tuple[str, int] | None:
    """The sex of "29 yrs, M, B-ALL" and its place: the one capital letter that fills a part; not "VCR M/W/F"."""
    if message.who != "staff":
        return None
    found = [
        place
        for place, word in enumerate(message.words)
        if word in _LETTERS
        and message.text.raw[message.text.starts[place]].isupper()
        and is_break(message, place - 1)
        and (is_break(message, place + 1) or (place == 0 and message.starting(place + 1, *_HEADED)))
        and not {*message.words[max(0, place - 2) : place]} & _WEEKDAYS
        and place not in message.denied | message.asked | message.others
    ]
    return (_LETTERS[message.words[found[0]]], found[0]) if len(found) == 1 and len(message.words) > 1 else None


def _goes_on(message: Message, place: int) -> bool:
    return message.words[place] in _WITH or message.starting(place, *_GO_ON) is not None

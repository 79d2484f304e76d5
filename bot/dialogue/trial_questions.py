"""Staff's questions about the trial, looked up in the trial's file and the drug file: what stands there, and no more.

A word that names nothing there is answered by saying so: another thing's rule is never given in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from bot.answers import AGE_KEYS, Answers, AnswersError
from bot.criteria import Criterion
from bot.criteria.creatinine import CreatinineByAgeAndSex
from bot.criteria.either import Either
from bot.criteria.never_given import NeverGiven
from bot.criteria.performance import PerformanceStatus
from bot.criteria.washout import Washout
from bot.dialogue.screening import Screening
from bot.dialogue.supposed import Supposed, if_so
from bot.dialogue.trial_names import ABOUT, ABSENT, ALL, TRIAL, Named, Topic, names_in
from bot.drugs import Drug
from bot.trial import Trial
from bot.understand.answers import read_answers
from bot.understand.spelling import corrected
from bot.understand.staff_questions import (
    compares,
    is_filler,
    names_both_sexes,
    says_age,
    takes_up,
    takes_up_one,
    tells_of_whom,
    wants_names,
    words_of,
)

_OF_WHOM = (*AGE_KEYS, "sex")


class Asked(NamedTuple):
    """What a question asks for."""

    criteria: tuple[Criterion, ...] = ()
    drugs: tuple[Drug, ...] = ()
    parts: tuple[str, ...] = ()
    """Of `ABOUT`, or all criteria."""
    besides: tuple[int, ...] = ()
    """Places in the list of what the study team checks besides."""
    rows: Mapping[str, frozenset[str]] = {}
    """Of a criterion, by its id, the questions that were named, where it was not named as a whole."""
    supposed: Mapping[str, Any] = {}
    """What the question says of age, sex and values: of nobody, and kept nowhere."""
    unknown: tuple[str, ...] = ()
    """Words, as written, that name nothing of the trial."""
    lists: bool = False
    """Whether the drugs of a kind are asked for by name."""

    def __bool__(self) -> bool:
        return bool(self.criteria or self.drugs or self.parts or self.besides or self.unknown)


def names_something(text: str, screening: Screening) -> bool:
    """Whether a text names anything of the trial, or what the trial's file says that it doesn't say."""
    return bool(names_in(text, screening.trial))


def criteria_named(text: str, screening: Screening) -> tuple[Criterion, ...]:
    """The criteria that a text names, be the rest what it may ("would she be old enough?")."""
    names = names_in(text, screening.trial)
    return _criteria(_topics(names), tuple(drug for named in names for drug in named.drugs), screening.trial)


def asked_in(question: str, screening: Screening) -> Asked:
    """What a question asks for; empty (false) where it names nothing ("what does that mean?")."""
    first = _asked(question, screening)
    if not first.unknown:
        return first
    mended = question
    for word in reversed(words_of(question)):
        if question[word.start : word.end] in first.unknown and corrected(word.text) != word.text:
            mended = mended[: word.start] + corrected(word.text) + mended[word.end :]
    again = _asked(mended, screening) if mended != question else first
    return again if not again.unknown else first


def _asked(question: str, screening: Screening) -> Asked:
    whom, rest = _of_whom(question, screening)
    names = names_in(rest, screening.trial)
    topics = _topics(names)
    drugs = tuple(dict.fromkeys(drug for named in names for drug in named.drugs if not named.topics))
    criteria = _criteria(topics, drugs, screening.trial)
    left = _blank(rest, names)
    if not names and takes_up(question):
        criteria = tuple(one for one in screening.trial.criteria if one.id in screening.about)
        if not criteria and takes_up_one(question) and (whom or _NUMBER.search(left)):
            # With no question before it "which one" is one of what an age chooses.
            criteria = tuple(one for one in screening.trial.criteria if _goes_by_age(one) and "age" not in one.ask)
    values = _values(question, screening) or _bare_value(left, criteria, topics, screening)
    if not any(key in whom for key in AGE_KEYS) and any(map(_goes_by_age, criteria)):
        said_so = says_age(left)
        if said_so or not values:
            whom |= _bare_age(left, screening)
            values = {} if said_so and any(key in whom for key in AGE_KEYS) else values
    absent = [rest[named.start : named.end] for named in names if Topic(ABSENT) in named.topics]
    unknown = (*absent, *(left[word.start : word.end] for word in words_of(left) if not is_filler(word.text)))
    if unknown and not names:
        criteria = ()
    if not (names or unknown or criteria) and any(key in whom for key in AGE_KEYS):
        criteria = tuple(one for one in screening.trial.criteria if "age" in one.ask)  # "is a 30 year old ok"
    others = tuple(one for one in criteria if "age" not in one.ask)
    if any(map(_goes_by_age, others)):
        criteria = others  # "creatinine limit at age 9" asks for no age
    # "Echo criteria" asks for one of them.
    parts = tuple(part for part in (*ABOUT, *(() if criteria else (ALL,))) if Topic(part) in topics)
    return Asked(
        criteria,
        drugs,
        parts or (("about",) if topics == (Topic(TRIAL),) and not drugs else ()),
        tuple(int(topic.key) for topic in topics if topic.kind == "besides"),
        {one.id: _rows(topics, one.id) for one in criteria},
        {**values, **whom},
        unknown,
        wants_names(question),
    )


def _of_whom(question: str, screening: Screening) -> tuple[dict[str, Any], str]:
    """The age and the sex that a question supposes, and the question with blanks for their words."""
    reading = read_answers(_statement(question).replace("?", " "), None, screening.on, screening.who)
    found = [one for one in reading.findings if one.key in _OF_WHOM]
    rest = question
    if names_both_sexes(question):
        found = [one for one in found if one.key != "sex"]
    for one in found:
        rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
    return {one.key: one.value for one in found}, rest


def _statement(question: str) -> str:
    """The question with blanks for the words of asking: what is left can be read as if it were said."""
    plain = question
    for word in words_of(question):
        if word.text.isalpha() and len(word.text) > 1 and is_filler(word.text) and not tells_of_whom(word.text):
            plain = plain[: word.start] + " " * (word.end - word.start) + plain[word.end :]
    return plain


def _bare_age(left: str, screening: Screening) -> dict[str, Any]:
    """A number that can only be an age ("lansky or karnofsky at 17"); one that a comparison stands with is none."""
    if compares(left):
        return {}
    reading = read_answers(" ".join(_statement(left).replace("?", " ").split()), "age_years", screening.on, "staff")
    return {key: value for key, value in reading.answers.items() if key in AGE_KEYS}


def _values(question: str, screening: Screening) -> dict[str, Any]:
    """The values that a question supposes ("is an EF of 48 ok"); drugs are looked up, and are none."""
    plain = " ".join(_statement(question).replace("?", " ").split())
    reading = read_answers(plain, None, screening.on, screening.who)
    return {key: value for key, value in reading.answers.items() if key not in (*_OF_WHOM, "therapies")}


def _bare_value(
    left: str, criteria: tuple[Criterion, ...], topics: tuple[Topic, ...], screening: Screening
) -> dict[str, Any]:
    """A number that can only be a value of the one thing that is named ("would 1.1 be ok for Cr")."""
    numbers = _NUMBER.findall(left)
    rows = {topic.row for topic in topics if topic.row} or {_MEASURED.get(one.id, "") for one in criteria}
    if len(numbers) != 1 or len(criteria) != 1 or len(rows) != 1:
        return {}
    row = next(iter(rows))
    if not row or compares(left) or (_goes_by_age(criteria[0]) and "." not in numbers[0]):
        return {}
    reading = read_answers(numbers[0], row, screening.on, screening.who)
    return {row: reading.answers[row]} if row in reading.answers else {}


_NUMBER = re.compile(r"(?<![\w./-])\d+(?:\.\d+)?(?![\w/-])")
_MEASURED = {"hepatic": "direct_bilirubin"}
"""The measure that a criterion has alone."""


def _topics(names: Iterable[Named]) -> tuple[Topic, ...]:
    """What the names mean; of words that mean several things only where no other word says which."""
    one = [named.topics[0] for named in names if len(named.topics) == 1 and named.topics[0].kind != ABSENT]
    several = [named.topics for named in names if len(named.topics) > 1]
    shared = [topic for topic in chain(*several) if all(topic in topics for topics in several)]
    # "AALL1331 washout" names the trial besides.
    narrow = any(topic.kind != TRIAL for topic in one) or any(named.drugs for named in names)
    return tuple(dict.fromkeys(one if narrow else [*one, *(shared or chain(*several))]))


def _rows(topics: Iterable[Topic], criterion: str) -> frozenset[str]:
    """The questions of a criterion that were named; empty where it was named itself."""
    rows = {topic.row for topic in topics if topic.key == criterion}
    return frozenset() if "" in rows else frozenset(rows)


def _criteria(topics: Iterable[Topic], drugs: tuple[Drug, ...], trial: Trial) -> tuple[Criterion, ...]:
    """The criteria that are asked for; a drug has those that are about it or about its kind."""
    ids = {topic.key for topic in topics if topic.kind == "criterion"}
    if not drugs:
        return tuple(criterion for criterion in trial.criteria if criterion.id in ids)
    about_drugs = [one for one in trial.criteria if any(_is_about(one, drug) for drug in drugs)]
    # "is peg a biologic" asks which of the kinds it is: the rule is that of its own kind.
    others = [one for one in trial.criteria if one.id in ids and not isinstance(one, Washout | NeverGiven)]
    return (*sorted(about_drugs, key=lambda one: isinstance(one, Washout)), *others)


def _is_about(criterion: Criterion, drug: Drug) -> bool:
    if isinstance(criterion, NeverGiven):
        return criterion.agent == drug.name
    return isinstance(criterion, Washout) and any(drug.kind in wait.kinds for wait in criterion.waits)


def _goes_by_age(criterion: Criterion) -> bool:
    return isinstance(criterion, PerformanceStatus) or "age" in criterion.ask or table_of(criterion) is not None


def table_of(criterion: Criterion) -> CreatinineByAgeAndSex | None:
    """The table by age and sex that a criterion has among its measures."""
    measures = criterion.measures if isinstance(criterion, Either) else ()
    return next((one for one in measures if isinstance(one, CreatinineByAgeAndSex)), None)


def _blank(question: str, names: Iterable[Named]) -> str:
    for named in names:
        question = question[: named.start] + " " * (named.end - named.start) + question[named.end :]
    return question


def supposed_answers(asked: Asked, screening: Screening) -> Answers | None:
    """What a question supposes, for the evaluator; None where it supposes nothing, or what can't be.

    What supposes a value and tells of no one ("is a Cr of 1.1 ok?") is asked of the patient, where there is one.
    """
    supposed = dict(asked.supposed)
    if not supposed:
        return None
    try:
        if screening.answers and not any(key in supposed for key in _OF_WHOM):
            return if_so(screening, Supposed(supposed)).screening.parsed()
        return Answers.parse(supposed)
    except AnswersError:
        return None

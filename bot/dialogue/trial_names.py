"""What of a trial people ask about, and the words that name it: the trial's file, the drug file and the domain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from bot.drugs import Drug, meanings
from bot.trial import Trial
from bot.understand.staff_questions import is_filler, words_of
from bot.wording import load_wording

About = Literal["about", "enrollment", "contact", "registry"]
ABOUT: tuple[About, ...] = ("about", "enrollment", "contact", "registry")
ALL, ABSENT, TRIAL = "all", "absent", "trial"
LONGEST_NAME = 8
"""Words of a drug's name."""


class Topic(NamedTuple):
    """What a name means.

    `kind` is criterion (`key` is its id), besides (its place in the file's list), one of `ABOUT`, all (every
    criterion), trial (the trial itself), or absent (what the file says that it doesn't say).
    """

    kind: str
    key: str = ""
    row: str = ""
    """Of a criterion the question whose label the name is, where the name is none of the whole criterion."""


class Named(NamedTuple):
    """A name found in a question: where it stands, and what it means. Several topics where it means them all."""

    start: int
    end: int
    topics: tuple[Topic, ...] = ()
    drugs: tuple[Drug, ...] = ()


def names_in(question: str, trial: Trial) -> tuple[Named, ...]:
    """The names in a question, none within another: the longest, of these the trial's own before drugs and labels."""
    own = _each_topic(_own_names(trial))
    labels = {name: topics for name, topics in _each_topic(_labels(trial)).items() if name not in own}
    found = [*_topics_in(question, own), *_drugs_in(question), *_topics_in(question, labels)]
    chosen: list[Named] = []
    for one in sorted(found, key=lambda named: named.start - named.end):
        if not any(one.start < other.end and other.start < one.end for other in chosen):
            chosen.append(one)
    return tuple(sorted(chosen))


def _topics_in(question: str, names: Mapping[str, tuple[str, list[Topic]]]) -> Iterator[Named]:
    shouts = question.isupper()
    for name, topics in names.values():
        for match in _pattern(name).finditer(question):
            if not _is_another_word(name, match[0], shouts):
                yield Named(*match.span(), tuple(topics))


def _is_another_word(name: str, written: str, shouts: bool) -> bool:
    """Whether letters are no name as they are written: IT is no "it", and "CR" may be a remission."""
    if is_filler(name.casefold()):
        return shouts or written != name
    return len(name) <= 2 and written.isupper() and not name.isupper() and not shouts


def _drugs_in(question: str) -> Iterator[Named]:
    words = words_of(question)
    for first, word in enumerate(words):
        for last in range(min(first + LONGEST_NAME, len(words)), first, -1):
            end = words[last - 1].end
            written = question[word.start : end]
            drugs = () if is_filler(written.casefold()) else meanings(written)
            if drugs:
                yield Named(word.start, end, drugs=drugs)
                break


def _each_topic(pairs: Iterable[tuple[str, Topic]]) -> dict[str, tuple[str, list[Topic]]]:
    """Each name, by its folded form: as it was written first, and all that it means."""
    table: dict[str, tuple[str, list[Topic]]] = {}
    for name, topic in pairs:
        topics = table.setdefault(" ".join(re.split(r"[\s-]+", name.casefold())), (name, []))[1]
        if topic not in topics:
            topics.append(topic)
    return table


def _own_names(trial: Trial) -> Iterator[tuple[str, Topic]]:
    for criterion in trial.criteria:
        for name in (criterion.staff.name, criterion.family.name, *criterion.also):
            yield name, Topic("criterion", criterion.id)
    for number, check in enumerate(trial.checked_besides):
        for name in (check.staff, check.family, *check.also):
            yield name, Topic("besides", str(number))
    for part in ABOUT:
        for name in getattr(trial, part).also:
            yield name, Topic(part)
    for name in (trial.registry.id, trial.registry.name):
        yield name, Topic("registry")
    yield trial.id, Topic(TRIAL)
    for name in trial.not_said:
        yield name, Topic(ABSENT)
    for name in load_wording().response("utter_page_all", "staff")["custom"]["also"]:
        yield name, Topic(ALL)


def _labels(trial: Trial) -> Iterator[tuple[str, Topic]]:
    """The domain's words for the questions of each criterion."""
    wording = load_wording()
    for criterion in trial.criteria:
        for asked in criterion.ask:
            for who in ("staff", "family"):
                row = wording.response(f"utter_row_{asked}", who)
                for name in (row["text"], *row.get("custom", {}).get("also", ())):
                    yield name, Topic("criterion", criterion.id, asked)


@lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern[str]:
    """A name in any case; blanks and hyphens are alike, a plural's s may follow."""
    parts = [re.escape(part) for part in re.split(r"[\s-]+", name.strip())]
    plural = "s?" if name[-1].isalpha() and len(name) > 2 else ""
    return re.compile(r"(?<![\w+])" + r"[\s-]*".join(parts) + plural + r"(?![\w+]|-\w)", re.IGNORECASE)

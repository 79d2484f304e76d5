"""Phrases held as data (`phrases/*.yaml`), found in one pass by spaCy's PhraseMatcher; those with gaps by `gapped`.

A file maps a label to phrases. In a phrase `word?` may be left out, `(one|other two|)` is a choice, `..` is up to three
words, and a number stands as `#`, an ordinal as `#th`: `# (yo|years old)`. A label is `topic.label`; drugs come from
`bot/drugs.yaml` as `drug.<generic name>`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from itertools import product
from math import prod
from pathlib import Path
from typing import NamedTuple

import yaml
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.drugs import load_drugs, meanings
from bot.understand.gapped import GappedPhrases, Part, Pattern
from bot.understand.text import NLP, Text, folded_words

TOPICS = (
    "age", "sex", "diagnosis", "relapse", "sites", "phase", "recovery", "transplant", "therapies",
    "performance", "labs", "daily_life", "yes_no", "future", "hedges", "negation", "other_people",
    "other_times", "corrections", "questions", "answers",
)  # fmt: skip
# Words about words (who, when, denied, hedged) may lie over the words that carry a fact, and over one another: of
# phrases that overlap the longest stands in each layer. What isn't named here shares one layer.
_LAYERS = {
    **dict.fromkeys(("hedges", "corrections", "questions"), "said how"),
    "negation": "negation",
    "negation.after_site": "nothing there",
    "relapse.first_of_all": "how often, briefly",
    "future": "future",
    "yes_no": "yes_no",
    "relapse": "how often",
    "other_people": "whose",
    "other_times": "when",
    "other_times.long_ago": "long ago",
    **dict.fromkeys(("age.subject", "age.turned", "age.coming_before", "age.coming_after"), "age"),
    **dict.fromkeys(("relapse.cue", "relapse.manner", "relapse.place", "relapse.before", "relapse.again"), "relapse"),
    **dict.fromkeys(("therapies.last", "therapies.other_event", "therapies.meeting"), "therapies"),
    **dict.fromkeys(("therapies.not_given", "therapies.maintenance_dose"), "dose"),
    "therapies.never_given": "not given after all",
    "therapies.rule": "rule",
    "therapies.no_chemo_in_it": "only a look",
    "answers.interjection": "interjection",
    "answers.if_counted": "if counted",
    "therapies.deed": "deed",
    "hedges.dont_know_if": "not known whether",
    "therapies.nothing_ever": "nothing ever",
    "therapies.diagnostic_puncture": "puncture",
    "therapies.no_chemo_in": "tap alone",
    "therapies.found_then": "found then",
    "therapies.tap_only": "not treated",
    "age.sex_first": "sex and age",
    "recovery.recovered_alone": "recovery, briefly",
    **dict.fromkeys(("transplant.had", "transplant.planned"), "transplant"),
    **dict.fromkeys((f"labs.{n}" for n in ("less", "at_most", "more", "at_least", "about", "about_after")), "numbers"),
    **dict.fromkeys(("recovery.partly", "recovery.nearly"), "recovery"),
    "answers.announcing": "announcing",
    "yes_no.evidence": "evidence",
}
# Lists of single words, looked up one by one and not searched for.
_WORD_LISTS = frozenset(
    {
        "answers.filler", "answers.harmless", "labs.between", "labs.counted", "labs.naming", "yes_no.follows",
        "therapies.steroids", "age.follows", "age.copula", "performance.between", "relapse.leukemia",
        "negation.verbs", "negation.objects",
    }
)  # fmt: skip
_PHRASES = Path(__file__).with_name("phrases")


class Mark(NamedTuple):
    """A phrase found: words `start` up to, not counting, `end`."""

    label: str
    start: int
    end: int

    @property
    def topic(self) -> str:
        return self.label.partition(".")[0]

    @property
    def name(self) -> str:
        return self.label.partition(".")[2]


def find_marks(text: Text) -> list[Mark]:
    """Every phrase in the text, in order. Of phrases that overlap the longest stands; equal ones stand all."""
    strings = NLP.vocab.strings
    plain, gapped = _matchers()
    found = [Mark(strings[label], start, end) for label, start, end in plain(text.doc)]
    found += [Mark(label, start, end) for label, start, end in gapped.find(text.words)]
    found.sort(key=lambda mark: (mark.start - mark.end, mark.start))
    owners: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    kept = []
    for mark in found:
        span = (mark.start, mark.end)
        owner = owners[_layer(mark)]
        if all(owner.get(place, span) == span for place in range(*span)):
            owner.update(dict.fromkeys(range(*span), span))
            kept.append(mark)
    kept.sort(key=lambda mark: mark.start)
    return kept


def _layer(mark: Mark) -> str:
    """The layer in which the longest of phrases that overlap stands; each performance scale has its own."""
    if mark.topic == "daily_life":
        return mark.name.partition("_")[0]
    return _LAYERS.get(mark.label) or _LAYERS.get(mark.topic, "facts")


@lru_cache(maxsize=1)
def _matchers() -> tuple[PhraseMatcher, GappedPhrases]:
    """Plain phrases go to the one, in which their number costs nothing; those with gaps or many forms to the other."""
    phrases = PhraseMatcher(NLP.vocab, attr="ORTH")
    patterns: list[tuple[str, Pattern]] = []
    taken: set[tuple[str, ...]] = set()
    for topic in TOPICS:
        for label, (plain, gapped) in _labels(topic).items():
            if f"{topic}.{label}" in _WORD_LISTS:
                continue
            taken |= plain
            phrases.add(f"{topic}.{label}", [Doc(NLP.vocab, words=list(words)) for words in plain])
            patterns += [(f"{topic}.{label}", pattern) for pattern in gapped]
    for drug in load_drugs():
        names = {folded_words(name) for name in drug.names if len(meanings(name)) == 1} - taken
        phrases.add(f"drug.{drug.name}", [Doc(NLP.vocab, words=list(words)) for words in names])
    return phrases, GappedPhrases(patterns)


Plain = set[tuple[str, ...]]


@lru_cache(maxsize=64)
def _labels(topic: str) -> dict[str, tuple[Plain, list[Pattern]]]:
    """The labels of a topic with their phrases: plain ones in all forms, and token patterns."""
    data = yaml.load((_PHRASES / f"{topic}.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    labels: dict[str, tuple[Plain, list[Pattern]]] = {}
    for label, phrases in data.items():
        plain: Plain = set()
        gapped: list[Pattern] = []
        for phrase in phrases:
            parts = _parts(phrase)
            if ".." in phrase or prod(map(len, parts)) > _MANY:
                gapped += _patterns(parts)
            else:
                plain |= {tuple(word for part in form for word in part) for form in product(*parts)} - {()}
        labels[label] = plain, gapped
    return labels


@lru_cache(maxsize=64)
def words_of(topic: str, label: str) -> frozenset[str]:
    """The single words of a label, for looking up a word at a place."""
    return frozenset(words[0] for words in _labels(topic)[label][0] if len(words) == 1)


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """Every word of the phrases that have no gaps, of all topics, folded."""
    return frozenset(
        word for topic in TOPICS for plain, _ in _labels(topic).values() for words in plain for word in words
    )


_MANY = 100
_PART = re.compile(r"\(([^)]*)\)(\??)|([^\s(]+?)\?(?=\s|$)|(\S+)")


def _parts(phrase: str) -> list[list[tuple[str, ...]]]:
    """The parts of a phrase, each with the folded forms that it may take.

    >>> _parts("(bone|bm) marrow?")
    [[('bone',), ('bm',)], [('marrow',), ()]]

    Raises ValueError for choices within choices.
    """
    parts: list[list[tuple[str, ...]]] = []
    for choices, may_lack, optional, plain in _PART.findall(phrase):
        if "(" in choices or (len(plain) > 1 and set("()|") & set(plain)):
            raise ValueError(f"{phrase!r}: a choice stands within a choice; write two phrases")
        if plain == "..":
            parts.append([("..",)])
            continue
        forms = [_folded(form) for form in (choices.split("|") if choices else [optional or plain])]
        parts.append([*forms, ()] if may_lack or optional else forms)
    return parts


def _folded(form: str) -> tuple[str, ...]:
    """The folded words of a part; `#`, `#th` and `#date` are folded already."""
    return tuple(word for part in form.split() for word in ([part] if part[0] == "#" else folded_words(part)))


def _patterns(parts: list[list[tuple[str, ...]]]) -> list[Pattern]:
    """A phrase's parts as patterns: one for each way to choose among choices of several words."""
    choices = []
    for forms in parts:
        short = [form for form in forms if len(form) < 2]
        long = [tuple(Part(frozenset((word,))) for word in form) for form in forms if len(form) > 1]
        one: list[Pattern] = [() if short == [()] else (_part(short),)] if short else []
        choices.append([*one, *long])
    return [tuple(part for chosen in way for part in chosen) for way in product(*choices)]


def _part(forms: list[tuple[str, ...]]) -> Part:
    """A part whose choices are single words."""
    if forms == [("..",)]:
        return Part(is_gap=True)
    return Part(frozenset(form[0] for form in forms if form), may_lack=() in forms)

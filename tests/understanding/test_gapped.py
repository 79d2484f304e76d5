"""Phrases with gaps are found where spaCy's Matcher finds them, which tries every pattern at every word."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.matcher import Matcher
from spacy.tokens import Doc

from bot.understand.gapped import GAP, NO_GAP, GappedPhrases, Part, Pattern
from bot.understand.text import NLP

WORDS = st.sampled_from(["a", "b", "c", "d", ",", "and"])
ONE = st.builds(Part, st.frozensets(WORDS, min_size=1, max_size=3), st.booleans())
PATTERN = st.lists(st.one_of(ONE, ONE, st.just(Part(is_gap=True))), min_size=1, max_size=5).map(tuple)


def _for_spacy(pattern: Pattern) -> list[dict[str, Any]]:
    gap = {"ORTH": {"NOT_IN": sorted(NO_GAP)}, "OP": f"{{0,{GAP}}}"}
    return [
        gap if p.is_gap else {"ORTH": {"IN": sorted(p.words)}} | ({"OP": "?"} if p.may_lack else {}) for p in pattern
    ]


@given(st.lists(PATTERN, min_size=1, max_size=4), st.lists(WORDS, min_size=1, max_size=9))
def test_it_finds_what_spacy_finds(patterns: list[Pattern], words: list[str]) -> None:
    matcher = Matcher(NLP.vocab)
    for number, pattern in enumerate(patterns):
        matcher.add(str(number), [_for_spacy(pattern)])
    expected = {(NLP.vocab.strings[label], *span) for label, *span in matcher(Doc(NLP.vocab, words=words))}
    found = GappedPhrases((str(number), pattern) for number, pattern in enumerate(patterns)).find(words)
    assert set(found) == expected and len(found) == len(expected)


@pytest.mark.parametrize("words", [[], ["x"]])
def test_there_may_be_nothing(words: list[str]) -> None:
    assert GappedPhrases([("one", (Part(frozenset({"a"})),))]).find(words) == []

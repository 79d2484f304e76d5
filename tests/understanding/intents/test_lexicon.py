"""Phrases with gaps: how they are written, and that messages are folded alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.lexicon import Lexicon, fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("She’s 7, can't BREATHE!!!", "shes 7 , cant breathe ! ! ! "),
        ("does not wake up", "doesnt wake up "),
        ("can not / cannot", "cant / cant "),
        ("nooooo", "no "),
        ("38.6C, 11/3", "38.6 c , 11/3 "),
        ("one\ntwo", "one . two "),
        ("fe\u200bver\u202e", "fever "),
        ("a\x00b", "a b "),
        ("发烧", "发 烧 "),
        ("ﬀ ６", "ff 6 "),
        ("", ""),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("(can't|won't) stop", "It WON'T stop", "wont stop "),
        ("really? tired", "tired", "tired "),
        ("really? tired", "really tired", "really tired "),
        ("bleed*", "she bleeds", "bleeds "),
        ("wake .. up", "wake my little girl up", "wake my little girl up "),
        ("wake .. up", "wake him. up", None),
        ("wake .. up", "wake one two three four up", None),
        ("in <year>", "in 2021", "in 2021 "),
        ("in <year>", "in 2500", None),
        ("<year>", "seizure 2024", "2024 "),
        ("at <number>", "at 38.6", "at 38.6 "),
        ("why me <end>", "why me?", "why me "),
        ("why me <end>", "why me", "why me "),
        ("why me <end>", "why measure", None),
        ("(help me|us) now", "help me now", "help me now "),
        ("fever", "feverish", None),
    ],
)
def test_a_phrase(phrase: str, text: str, found: str | None) -> None:
    folded = fold(text)
    hits = [folded[match.start : match.end] for match in Lexicon({"it": [phrase]}).find(folded)]
    assert (hits[0] if hits else None) == found


def test_labels_are_told_apart() -> None:
    found = Lexicon({"one": ["a b"], "two": ["a", "b"]}).find("a b ")
    assert [(m.label, m.start, m.end) for m in found] == [("one", 0, 4), ("two", 0, 2), ("two", 2, 4)]


def test_a_phrase_that_may_be_empty_is_refused() -> None:
    with pytest.raises(ValueError, match="may be empty"):
        Lexicon({"it": ["really? (so|very)?"]})


@given(st.text())
def test_every_word_of_a_folded_text_is_followed_by_one_blank(text: str) -> None:
    folded = fold(text)
    assert folded == "".join(word + " " for word in folded.split())


@given(st.text(alphabet="abc .", max_size=40))
def test_what_is_found_stands_in_the_text(text: str) -> None:
    folded = fold(text)
    for match in Lexicon({"it": ["a .. b", "(c|a) b? c*"]}).find(folded):
        assert 0 <= match.start < match.end <= len(folded)
        assert match.start == 0 or folded[match.start - 1] == " "

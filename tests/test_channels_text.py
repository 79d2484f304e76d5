"""What every channel does with typed text first."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.text import LONGEST, clean


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hello", "hello"),
        ("  7 \n", "7"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("/restart", "restart"),
        ('/answer{"age_years": 5}', 'answer{"age_years": 5}'),
        ("///session_start", "session_start"),
        ("\u200b/restart", "restart"),
        ("\x00/\x00/restart", "restart"),
        (" / / restart", "restart"),
        ("/ /restart", "restart"),
        ("/\u00a0/restart", "restart"),
        ("11/3", "11/3"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("she is \u202e7\u202c", "she is 7"),
        ("soft\u00adhyphen and zero\u200dwidth", "softhyphen and zerowidth"),
        ("\ud800 lone", "lone"),
        ("", ""),
        ("\x00\u200b", ""),
        ("/", ""),
        ("señor 中文 🙂", "señor 中文 🙂"),
    ],
)
def test_clean(typed: str, meant: str) -> None:
    assert clean(typed) == meant


def test_what_is_too_long_is_cut() -> None:
    assert clean("a" * 100_000) == "a" * LONGEST


@given(st.text() | st.text(alphabet="/ \n\u200b\u00a0a"))
def test_no_command_and_no_character_that_cannot_be_kept(text: str) -> None:
    cleaned = clean(text)
    assert not cleaned.startswith("/")
    assert cleaned == clean(cleaned)
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs") or c in "\n\t" for c in cleaned)
    cleaned.encode("utf-8")

"""`prescreen understand`: a line out for each line in, errors in their place."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from bot.command_line.understand import understand_lines
from tests.understanding.intents.messages import model

ON = date(2026, 11, 22)


def understood(*lines: str | bytes) -> list[dict[str, Any]]:
    encoded = [line if isinstance(line, bytes) else line.encode() for line in lines]
    return [json.loads(line) for line in understand_lines(model(), encoded, ON)]


def test_an_answer() -> None:
    assert understood('{"text": "7", "asking": "age_years"}\n') == [
        {"intent": "answer", "confidence": 0.9, "answers": {"age_years": 7}, "never": False, "ask": None}
    ]


def test_the_day_of_the_line_holds_before_that_of_the_command() -> None:
    line = '{"text": "yesterday", "asking": "last_cytotoxic", "on": "2026-01-02"}'
    assert understood(line)[0]["answers"] == {"therapies": [{"kind": "cytotoxic", "last_given": "2026-01-01"}]}


def test_staff_write_the_month_first_and_families_are_asked() -> None:
    asked, taken = understood(
        '{"text": "03/04", "asking": "last_cytotoxic"}', '{"text": "03/04", "asking": "last_cytotoxic", "who": "staff"}'
    )
    assert asked["answers"] == {}
    assert asked["ask"]
    assert taken["answers"] == {"therapies": [{"kind": "cytotoxic", "last_given": "2026-03-04"}]}
    assert taken["ask"] is None


def test_what_was_never_given() -> None:
    assert understood('{"text": "no, never", "asking": "last_hydroxyurea"}')[0]["never"] is True


def test_an_emergency() -> None:
    assert understood('{"text": "she has a fever of 102"}')[0]["intent"] == "emergency"


def test_farewells_hold_no_date() -> None:
    line = understood('{"text": "thanks, have a good night", "asking": "last_cytotoxic"}')[0]
    assert line["intent"] == "thanks_bye"
    assert line["answers"] == {}


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("nonsense", None),
        ("[1]", None),
        ("[" * 100_000, None),
        (b'{"text": "\xff"}', None),
        ("{}", "text"),
        ('{"text": 5}', "text"),
        ('{"text": "x", "asking": "shoe_size"}', "asking"),
        ('{"text": "x", "asking": ["age_years"]}', "asking"),
        ('{"text": "x", "on": "2026-02-30"}', "on"),
        ('{"text": "x", "on": 5}', "on"),
        ('{"text": "x", "who": "nobody"}', "who"),
        ('{"text": "x", "who": {}}', "who"),
    ],
)
def test_a_wrong_line_names_its_key(line: str | bytes, key: str | None) -> None:
    error = understood(line)[0]["error"]
    assert error["key"] == key
    assert error["message"]


def test_errors_stand_in_their_place_and_blank_lines_are_passed_over() -> None:
    lines = understood('{"text": "7", "asking": "age_years"}', "\n", "oops", '{"text": "hello"}')
    assert [line.get("intent") for line in lines] == ["answer", None, "greet"]


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "\ud800", "a" * 100_000, "(" * 100_000, "fever " * 16_000, "no fever and " * 8_000, "😀" * 50_000,
     "\u202e" * 1000, "<script>" * 10_000, "' or " * 20_000, "101.5 " * 20_000],
)  # fmt: skip
def test_any_text_is_understood_as_something(text: str) -> None:
    assert "intent" in understood(json.dumps({"text": text}))[0]


@pytest.mark.parametrize(
    ("text", "asking"), [("seven", "sex"), ("no", "relapse_sites"), ("oh yes, several", "last_intrathecal")]
)
def test_what_answers_nothing_is_asked_again(text: str, asking: str) -> None:
    line = understood(json.dumps({"text": text, "asking": asking}))[0]
    assert line["answers"] == {}
    assert line["ask"]


def test_nothing_is_asked_again_where_nothing_was_asked() -> None:
    assert understood(json.dumps({"text": "seven"}))[0]["ask"] is None

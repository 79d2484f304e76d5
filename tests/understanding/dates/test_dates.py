"""Inexact dates: what each phrase means, and what holds for any text."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.intervals import DateInterval
from bot.understand.dates import DateReading, find_dates, read_date
from tests.understanding.dates import phrases, recognizers
from tests.understanding.dates.phrases import Phrase, answer_of
from tests.understanding.dates.score import Tally, judge

ON = date(2026, 11, 22)
PHRASES = phrases.load()
SEEN = [phrase for phrase in PHRASES if not phrase.held_out]
HELD_OUT = [phrase for phrase in PHRASES if phrase.held_out]
MESSAGES: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("messages.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
)
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def tally(items: list[Phrase]) -> Tally:
    return Tally.of(judge(item, answer_of(read_date(item.text, item.on, item.who))) for item in items)


@pytest.mark.parametrize("phrase", SEEN, ids=lambda p: f"{p.text} ({p.on})")
def test_a_phrase_means(phrase: Phrase) -> None:
    got = answer_of(read_date(phrase.text, phrase.on, phrase.who))
    assert got in (phrase.meant, *phrase.accepted)


def test_held_out_phrases_leave_out_no_day_that_was_meant() -> None:
    result = tally(HELD_OUT)
    assert result.unsafe == 0
    assert result.exact >= 0.95 * result.items
    assert result.over_asked <= 0.02 * result.items


def test_phrases_of_another_project_are_read_no_worse_than_they_were() -> None:
    result = tally(recognizers.load())
    assert result.exact >= 0.64 * result.items
    assert result.unsafe <= 0.12 * result.items


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: m["text"])
def test_a_message_holds_these_dates(message: dict[str, Any]) -> None:
    found = find_dates(message["text"], ON, message.get("who", "family"))
    assert {r.text: r.interval.iso() if r.interval else r.ask for r in found} == message["dates"]


PIECES = [
    "3", "11", "/", "-", ",", ".", "last", "week", "ago", "two", "or", "the", "3rd", "to", "Nov", "since",
    "no", "of", "a", "about", "month", "Monday", "'", "2026", "every", "not",
]  # fmt: skip


@given(st.text() | st.lists(st.sampled_from(PIECES)).map(" ".join), DAYS)
def test_any_text_is_read_without_a_fault(text: str, on: date) -> None:
    found = find_dates(text, on)
    answer = read_date(text, on)
    for reading in [*found, *([answer] if answer else [])]:
        assert text[reading.start : reading.end] == reading.text
        assert [reading.interval is not None, reading.never, reading.ask is not None].count(True) == 1
        assert reading.interval is None or (reading.interval.latest or on) <= on
    assert [r.start for r in found] == sorted(r.start for r in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(DAYS, st.integers(0, 999))
def test_days_are_counted_back(on: date, n: int) -> None:
    assert interval(read_date(f"{n} days ago", on)) == DateInterval.day(on - timedelta(n))


@given(DAYS, st.integers(0, 3000), st.sampled_from(["%B %d, %Y", "%d %b %Y", "%Y-%m-%d", "%A, %B %d %Y"]))
def test_a_whole_date_is_itself_however_written(on: date, n: int, form: str) -> None:
    day = on - timedelta(n)
    assert interval(read_date(day.strftime(form), on)) == DateInterval.day(day)


@given(DAYS, st.integers(0, 3000))
def test_numbers_of_a_family_are_that_day_or_asked_about_with_it(on: date, n: int) -> None:
    day = on - timedelta(n)
    staff = read_date(day.strftime("%m/%d/%Y"), on, "staff")
    family = read_date(day.strftime("%m/%d/%Y"), on, "family")
    assert interval(staff) == DateInterval.day(day)
    assert family is not None
    assert family.interval == DateInterval.day(day) or (family.ask == "two_readings" and day in family.days)


@given(DAYS, st.integers(1, 60), st.sampled_from(["days", "weeks", "months"]))
def test_a_hedge_leaves_no_day_out(on: date, n: int, unit: str) -> None:
    plain, hedged = (interval(read_date(f"{words}{n} {unit} ago", on)) for words in ("", "about "))
    assert hedged.holds(plain)


@given(DAYS, st.integers(1, 60), st.sampled_from(["days", "weeks", "months"]))
def test_at_least_and_at_most_meet(on: date, n: int, unit: str) -> None:
    least, most = (interval(read_date(f"{words} {n} {unit} ago", on)) for words in ("at least", "at most"))
    assert least.earliest is None
    assert least.latest == most.earliest
    assert most.latest == on


def test_two_readings_carry_both_days() -> None:
    reading = read_date("03/04", ON)
    assert reading is not None
    assert (reading.ask, set(reading.days)) == ("two_readings", {date(2026, 3, 4), date(2026, 4, 3)})
    assert reading.span == DateInterval(date(2026, 3, 4), date(2026, 4, 3))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Feb 30", "no_such_day"),
        ("December 3 2026", "future"),
        ("Monday November 3", "contradiction"),
        ("a while ago", "no_bound"),
        ("I don't know", "not_known"),
        ("every week", "recurrence"),
        ("a week before his transplant", "needs_other_date"),
        ("no", "bare_no"),
    ],
)
def test_the_reason_to_ask(text: str, reason: str) -> None:
    reading = read_date(text, ON)
    assert reading is not None
    assert reading.ask == reason


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "1/",
        "3 weeks ",
        "between 2 and ",
        "a week before ",
        "Monday or ",
        "the end of the ",
        "not ",
        "x",
        "1",
        "'",
        "😀",
    ],
)
def test_a_hostile_text_is_read_to_its_end(piece: str) -> None:
    # Quadratic time would take minutes here; `make bench` measures.
    text = (piece * 20_000)[:20_000]
    found = find_dates(text, ON)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    read_date(text, ON)


def interval(reading: DateReading | None) -> DateInterval:
    assert reading is not None
    assert reading.interval is not None, reading
    return reading.interval

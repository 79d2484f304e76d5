"""Days to come."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.dates import find_coming

ON = date(2026, 11, 22)
CASES = yaml.safe_load(Path(__file__).with_name("coming.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("who", ["staff", "family"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_a_day_to_come_is_read(case: dict[str, Any], who: str) -> None:
    found = find_coming(case["text"], ON, who)
    if "days" not in case:
        assert found is None
        return
    assert found is not None
    days = case.get(who, case["days"])
    assert ([found.days[0], found.days[-1]] if found.days else []) == days
    assert found.past is case.get("past", False)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 300))
def test_a_written_day_to_come_is_that_day(on: date, ahead: int) -> None:
    day = date.fromordinal(on.toordinal() + ahead)
    for text in (f"{day:%B} {day.day}", f"start {day.month}/{day.day}", f"on {day}", f"in {ahead} days"):
        found = find_coming(text, on, "staff")
        assert found is not None and found.days == (day,) and not found.past


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    find_coming(text, ON)

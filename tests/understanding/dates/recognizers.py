"""The set of another project's phrases (`recognizers.jsonl`, with its licence beside it), as items to measure."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from bot.intervals import DateInterval
from tests.understanding.dates.phrases import Answer, Phrase

_FILE = Path(__file__).with_name("recognizers.jsonl")


def load() -> list[Phrase]:
    """All items, in the file's order."""
    return [_phrase(json.loads(line)) for line in _FILE.read_text(encoding="utf-8").splitlines()]


def _phrase(item: dict[str, Any]) -> Phrase:
    on = date.fromisoformat(item["on"])
    accepted = tuple(_answer(other, on) for other in item.get("accept", ()))
    core = _answer(item["core"], on)
    assert isinstance(core, DateInterval)
    return Phrase(item["group"], item["text"], on, "family", _answer(item["expect"], on), accepted, core, False)


def _answer(said: dict[str, Any], on: date) -> Answer:
    if said.get("ask"):
        return "ask"
    first, last = (date.fromisoformat(said[end]) if said[end] else None for end in ("earliest", "latest"))
    interval = DateInterval(first, last)
    return interval.until(on) or interval

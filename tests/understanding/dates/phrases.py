"""The phrases of `phrases.yaml` and `again.yaml`, as items to measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import yaml

from bot.intervals import DateInterval
from bot.understand.dates import DateReading

_FILES = [Path(__file__).with_name(name) for name in ("phrases.yaml", "again.yaml")]

Answer = DateInterval | Literal["never", "ask"]


@dataclass(frozen=True)
class Phrase:
    """What someone said on a day, and what it means."""

    group: str
    text: str
    on: date
    who: Literal["family", "staff"]
    meant: Answer
    accepted: tuple[Answer, ...]
    core: DateInterval | None
    """The days that hardly any speaker would leave out."""
    held_out: bool


def load() -> list[Phrase]:
    """All phrases, in the files' order."""
    return [phrase for file in _FILES for phrase in _read(file)]


def _read(path: Path) -> Iterator[Phrase]:
    for block in yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader):
        for key in ("phrases", "held_out"):
            for text, meaning in block.get(key, {}).items():
                on = date.fromisoformat(block["on"])
                yield _phrase(block["group"], text.removesuffix(", staff"), on, meaning, key == "held_out")


def _phrase(group: str, text: str, on: date, meaning: str, held_out: bool) -> Phrase:
    meant, *rest = meaning.split(", ")
    cores = [words.removeprefix("core ") for words in rest if words.startswith("core ")]
    accepted = tuple(_answer(words.removeprefix("or "), on) for words in rest if words.startswith("or "))
    first = _answer(meant, on)
    core = DateInterval.parse(cores[0]) if cores else first if isinstance(first, DateInterval) else None
    return Phrase(group, text, on, "staff" if "staff" in rest else "family", first, accepted, core, held_out)


def _answer(words: str, on: date) -> Answer:
    if words == "never" or words == "ask":
        return words  # type: ignore[return-value]
    return _cut(DateInterval.parse(words), on)


def _cut(interval: DateInterval, on: date) -> DateInterval:
    return interval.until(on) or interval


def answer_of(reading: DateReading | None) -> Answer:
    """What a reading answers; nothing read is a reason to ask."""
    if reading is None or (reading.interval is None and not reading.never):
        return "ask"
    return reading.interval or "never"

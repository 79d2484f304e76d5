"""Understanding one message: the intent and the answers, in process and through `prescreen understand`."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from bot.runtime.model import MODEL
from bot.understand import understand
from bot.understand.ranking import IntentModel
from bot.understand.text import LONGEST
from tests.bench.measuring import CORES, PRESCREEN, percentiles, run, table, thousands, work_folder
from tests.bench.patients import ON

FOLDER = Path(__file__).parent.parent / "understanding"
DAYS = 5
"""Each message is read as if written on each of so many days."""


def messages() -> list[dict[str, Any]]:
    """Every message that the tests of understanding have, each with what was asked and who writes."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(FOLDER.rglob("*.yaml")):
        if file.parent.name == "dates":
            continue
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        rows = content if isinstance(content, list) else [row for group in content.values() for row in group]
        for row in rows:
            given = row if isinstance(row, dict) else {"text": row}
            kept = {key: given[key] for key in ("text", "asking", "who") if given.get(key) is not None}
            if len(kept["text"]) <= LONGEST:
                found[json.dumps(kept)] = kept
    return list(found.values())


def section() -> None:
    """Print the tables."""
    some = messages()
    head = ("what", "median CPU ms", "95th", "99th percentile", "messages a second")
    table(
        f"Understanding one message: {len(some):,} different ones, intent included, one core", head, _in_process(some)
    )
    lines = len(some) * DAYS
    table(
        f"`prescreen understand`, {lines:,} lines",
        ("what", "messages a second", "a CPU second", "peak memory"),
        _through_lines(some),
    )


def _in_process(some: list[dict[str, Any]]) -> Iterator[tuple[object, ...]]:
    model = IntentModel.from_archive(MODEL)
    read = partial(_understand, model)
    read(some[0])
    yield "read for the first time", *_timed([_clocked(read, one) for one in some])
    yield "read for the second time", *_timed([_clocked(read, one) for one in some])
    yield "of that, ranking the intents", *_timed([_clocked(lambda one: model.rank(one["text"]), one) for one in some])
    from bot.runtime.agent import load_agent  # heavy: only this row needs Rasa

    agent, loop = load_agent(MODEL), asyncio.new_event_loop()
    yield (
        "through Rasa's pipeline",
        *_timed([_clocked(lambda one: loop.run_until_complete(agent.parse_message(one["text"])), one) for one in some]),
    )


def _understand(model: IntentModel, one: dict[str, Any]) -> object:
    text = one["text"]
    return understand(text, one.get("asking"), ON, one.get("who", "family"), model.rank(text))


def _clocked(read: Any, one: dict[str, Any]) -> float:
    """CPU seconds: what other programs on the machine take doesn't count."""
    start = time.process_time()
    read(one)
    return time.process_time() - start


def _timed(seconds: list[float]) -> tuple[str, ...]:
    return *percentiles(seconds), thousands(len(seconds) / sum(seconds))


def _through_lines(some: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    days: list[date] = [ON - timedelta(days=number) for number in range(DAYS)]
    with work_folder() as folder:
        file = folder / "messages.jsonl"
        lines = [json.dumps({**one, "on": str(day)}) for day in days for one in some]
        file.write_text("\n".join(lines), encoding="utf-8")
        for cores in (CORES[:1], CORES[:2]):
            child = run((*PRESCREEN, "understand"), cores, stdin=str(file))
            what = f"start-up included, {len(cores)} core{'s' if len(cores) > 1 else ''}"
            rates = thousands(len(lines) / child.wall), thousands(len(lines) / child.cpu)
            yield what, *rates, f"{child.peak:.0f} MB"

"""`prescreen evaluate --jsonl` on a hundred thousand distinct lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench import patients
from tests.bench.measuring import CORES, PRESCREEN, run, table, thousands, work_folder

LINES = 100_000


def section() -> None:
    """Print the table."""
    head = ("what", "lines a second", "lines a CPU second", "peak memory")
    table(f"`prescreen evaluate --jsonl`, {LINES:,} distinct lines, start-up included", head, _rows())


def _rows() -> Iterator[tuple[str, str, str, str]]:
    with work_folder() as folder:
        for name, some in (("known", patients.known), ("inexact", patients.inexact)):
            file = folder / f"{name}.jsonl"
            file.write_text("\n".join(json.dumps(answers) for answers in some(LINES, seed=4)), encoding="utf-8")
            yield _measured(f"{name} patients, one core", file, CORES[:1])
            if len(CORES) > 1:
                yield _measured(f"{name} patients, two cores", file, CORES[:2])


def _measured(name: str, file: Path, cores: Sequence[int]) -> tuple[str, str, str, str]:
    written = file.with_suffix(".out")
    command = (*PRESCREEN, "evaluate", "--jsonl", str(file), "--on", str(patients.ON))
    child = run(command, cores, stdout=str(written))
    with written.open("rb") as lines:
        count = sum(b'"verdict"' in line for line in lines)
    if count != LINES:
        raise ValueError(f"{LINES} lines went in and {count} results came out")
    return name, thousands(LINES / child.wall), thousands(LINES / child.cpu), f"{child.peak:.0f} MB"

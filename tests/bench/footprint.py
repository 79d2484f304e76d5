"""What it takes to train and to run: seconds, megabytes on disk, megabytes of memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench.bots import Bot, bots
from tests.bench.measuring import CORES, cpu_seconds, memory, run, table
from tests.bench.talking import first_answer, talk

STARTS = 3
TURNS = 200


def section() -> None:
    """Print the table."""
    head = (
        "bot",
        "train",
        "CPU of it",
        "model",
        "environment",
        "start to first answer",
        "CPU of that",
        f"memory after {TURNS} turns: RSS",
        "PSS",
    )
    table("To train and to run", head, _rows())


def _rows() -> Iterator[tuple[str, ...]]:
    for bot in bots():
        trained = run(bot.train)
        starts = [_start(bot) for _ in range(STARTS)]
        resident, proportional = _memory(bot)
        yield (
            bot.name,
            f"{trained.wall:.0f} s",
            f"{trained.cpu:.0f} s",
            f"{bot.model.stat().st_size / 1e6:.1f} MB",
            f"{_size(bot.environment) / 1e9:.1f} GB",
            f"{median(wall for wall, _ in starts):.1f} s",
            f"{median(cpu for _, cpu in starts):.1f} s",
            f"{resident:.0f} MB",
            f"{proportional:.0f} MB",
        )


def _start(bot: Bot) -> tuple[float, float]:
    """Seconds, and CPU seconds, from the command to the first answer: a new process whose files were read before."""
    start = time.perf_counter()
    with bot.served(CORES) as processes:
        first_answer(processes[-1], bot.port)
        return time.perf_counter() - start, sum(cpu_seconds(process.pid) for process in processes)


def _memory(bot: Bot) -> tuple[float, float]:
    """The memory of all its processes after some turns."""
    with bot.served() as processes:
        first_answer(processes[-1], bot.port)
        talk(processes, bot.port, 1, bot.say, turns=TURNS)
        found = [memory(process.pid) for process in processes]
    return sum(resident for resident, _ in found), sum(proportional for _, proportional in found)


def _size(folder: Path) -> int:
    """Bytes on disk."""
    return sum(file.lstat().st_blocks * 512 for file in folder.rglob("*"))

"""What the sections share: clocks, children whose memory is known, percentiles, and tables."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

CORES = sorted(os.sched_getaffinity(0))
PRESCREEN = (sys.executable, "-m", "bot.command_line.main")
BUILD = Path("build")
LOG = BUILD / "bench.log"
"""What the programs that are measured complain of, for when one of them fails."""

_LOOKS_A_SECOND = 20


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a Markdown table, each row as soon as it is measured."""
    print(f"\n### {title}\n\n| {' | '.join(head)} |\n|{' --- |' * len(head)}", flush=True)
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |", flush=True)


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder for large temporary files, gone afterwards."""
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD, prefix="bench-") as folder:
        yield Path(folder)


def seconds_of(work: Callable[[], object]) -> float:
    """CPU seconds of this process: what other programs on the machine take doesn't count."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def thousands(number: float) -> str:
    """A rate or count with three significant digits."""
    return f"{float(f'{number:.3g}'):,.0f}"


def percentiles(seconds: Sequence[float]) -> tuple[str, str, str]:
    """The median, the 95th and the 99th percentile, in ms."""
    ordered = sorted(seconds)
    tails = [ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] for percent in (95, 99)]
    return f"{1000 * median(ordered):.1f}", f"{1000 * tails[0]:.1f}", f"{1000 * tails[1]:.1f}"


class Child(NamedTuple):
    """What a finished program cost."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, its own children's included."""
    peak: float
    """The most memory that it and its children held together, in MB."""


def run(
    command: Sequence[str], cores: Sequence[int] = CORES, stdin: str = os.devnull, stdout: str = os.devnull
) -> Child:
    """Run a program on these cores alone. Raises CalledProcessError where it fails; `LOG` has its complaints."""
    with Path(stdin).open("rb") as source, Path(stdout).open("wb") as sink, LOG.open("wb") as log:
        start = time.perf_counter()
        process = start_on(cores, command, stdin=source, stdout=sink, stderr=log)
        peak, status = 0.0, None
        while status is None:
            time.sleep(1 / _LOOKS_A_SECOND)
            # Not ru_maxrss: it counts this process too, from which the program was forked.
            peak = max(peak, memory(process.pid)[1])
            pid, ended, usage = os.wait4(process.pid, os.WNOHANG)
            status = ended if pid else None
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Child(wall, usage.ru_utime + usage.ru_stime, peak)


def start_on(cores: Sequence[int], command: Sequence[str], **options: object) -> subprocess.Popen[bytes]:
    """Start a program on these cores alone."""
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)  # a child inherits them
    try:
        return subprocess.Popen(command, **options)  # type: ignore[call-overload, no-any-return]
    finally:
        os.sched_setaffinity(0, own)


@contextmanager
def ended_afterwards(processes: Sequence[subprocess.Popen[bytes]]) -> Iterator[None]:
    """End servers when they have been measured."""
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=30)


def memory(pid: int) -> tuple[float, float]:
    """The memory of a process and its children in MB: resident, and proportional (what is shared counts once)."""
    resident = proportional = 0.0
    for member in family(pid):
        try:
            lines = Path(f"/proc/{member}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:  # it has just ended
            continue
        sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith(("Rss:", "Pss:"))}
        resident += sizes.get("Rss", 0) / 1024
        proportional += sizes.get("Pss", 0) / 1024
    return resident, proportional


def cpu_seconds(pid: int) -> float:
    """What a running process and its children have taken of the processors so far, in CPU seconds."""
    ticks = 0
    for member in family(pid):
        fields = Path(f"/proc/{member}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])  # in user and in system mode
    return ticks / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """A process and all that it has started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        children = []
    return [pid, *(member for child in children for member in family(int(child)))]

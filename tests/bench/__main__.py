"""`python -m tests.bench [--only NAME]`: measure, and print the tables of `docs/benchmarks.md`."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
import time
import traceback
from datetime import date
from pathlib import Path

SECTIONS = ("evaluator", "messages", "footprint", "web", "turns", "slack", "breakdown", "lines")
"""The modules beside this one with a `section` to print, the quick ones first."""


_PROCESSORS = Path("/proc/cpuinfo")


def machine() -> str:
    """The machine, in one line; its load says whether other programs disturb the figures."""
    processor = next(
        (line.split(":")[1].strip() for line in _PROCESSORS.read_text().splitlines() if line.startswith("model name")),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{date.today()}: {processor}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}; load before the run {os.getloadavg()[0]:.1f}"
    )


def main() -> int:
    """Run the sections that are asked for, also where one before fails; 1 where one did."""
    failed = 0
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", choices=SECTIONS, help="run this section alone")
    only = parser.parse_args().only
    print(machine())
    for name in [only] if only else SECTIONS:
        start = time.perf_counter()
        try:
            importlib.import_module(f"tests.bench.{name}").section()
        except Exception:
            failed = 1
            traceback.print_exc()
        print(f"\n({name}: {time.perf_counter() - start:.0f} s)", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())

"""What several subcommands share: their arguments, and how they fail."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import NoReturn

DEFAULT_TRIAL = "AALL1331"


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line on standard error."""

    def error(self, message: str) -> NoReturn:
        """Print the message and leave with 2."""
        self.exit(2, f"{self.prog}: {' '.join(message.split())}; {self.prog} --help says more\n")


def fail(message: str) -> int:
    """Print why a command can't go on, in one line on standard error; the exit code is returned."""
    print(f"prescreen: {' '.join(message.split())}", file=sys.stderr)
    return 2


def day(text: str) -> date:
    """A day as `--on` takes it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2026-11-22") from None


def add_on(parser: argparse.ArgumentParser) -> None:
    """The argument `--on`, the day of evaluation: today where it is left out."""
    parser.add_argument("--on", type=day, default=date.today(), metavar="DATE", help="day of evaluation (today)")


def add_trial(parser: argparse.ArgumentParser) -> None:
    """The argument `--trial`."""
    parser.add_argument(
        "--trial", default=DEFAULT_TRIAL, metavar="ID", help=f"id of the trial, or its YAML file ({DEFAULT_TRIAL})"
    )

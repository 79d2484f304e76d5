"""`prescreen trial`: the criteria of a trial."""

from __future__ import annotations

import argparse

from bot.command_line.arguments import add_trial, fail
from bot.explain import describe
from bot.trial import TrialError, load_trial


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the subcommand."""
    add_trial(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the trial; the exit code is returned."""
    try:
        print(describe(load_trial(arguments.trial)))
    except TrialError as error:
        return fail(str(error))
    return 0

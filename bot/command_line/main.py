"""`prescreen`: a table of subcommands. Only the module of the one that is called is imported, so that none waits for
another's libraries."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

from bot.command_line.arguments import Parser, fail

COMMANDS = (
    ("evaluate", "decide the criteria of a trial for one patient, or for one on each line"),
    ("trial", "print the criteria of a trial with their sources"),
    ("chat", "talk to the assistant in the terminal"),
    ("serve", "run the server"),
    ("understand", "read messages as the assistant would, one on each line"),
)
"""Each subcommand, which is also its module beside this one (with `add_arguments` and `run`), and what it does."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand; the exit code is 0, or 2 where it can't be done."""
    argv = sys.argv[1:] if argv is None else argv
    parser = Parser(prog="prescreen", description="Pre-screening for a clinical trial. No medical advice.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, purpose in COMMANDS:
        command = commands.add_parser(name, help=purpose, description=purpose)
        if name == next(iter(argv), None):
            module = import_module(f"bot.command_line.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    arguments = parser.parse_args(argv)
    if sys.stdout is None:
        return fail("the output is closed")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that can't show a letter is no reason to fail
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except OSError as error:
        if error.filename is None:
            # The output is closed or full. What is still buffered would be written at exit, and fail once more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return fail(": ".join(filter(None, [error.filename or "input or output", error.strerror])))
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())

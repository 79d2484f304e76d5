"""`prescreen chat`: the conversation in the terminal."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from datetime import date

HELP = "have the conversation in the terminal"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="the day of evaluation (today)")
    parser.add_argument("--staff", action="store_true", help="speak as to staff, in shorthand")
    parser.add_argument("--lines", action="store_true", help="a patient in one line, as staff do in Slack")


def run(arguments: argparse.Namespace) -> int:
    """Converse until the input ends."""
    if arguments.on:
        os.environ["PRESCREEN_ON"] = arguments.on.isoformat()
    from bot.runtime.model import TrainingError, ensure_model
    from bot.settings import SettingsError, settings

    try:
        settings()
        model = ensure_model()
    except (SettingsError, TrainingError, OSError) as error:
        print(f"prescreen chat: {error}", file=sys.stderr)
        return 2
    from bot.runtime import lean

    lean.use()
    from bot.channels.terminal import converse
    from bot.runtime.agent import load_agent

    try:
        # What is said here is kept nowhere.
        who = "staff" if arguments.staff or arguments.lines else "family"
        asyncio.run(converse(load_agent(model), who, step_by_step=not arguments.lines))
    except (KeyboardInterrupt, EOFError):
        print()
    return 0

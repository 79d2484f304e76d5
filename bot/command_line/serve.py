"""`prescreen serve`: the server of the web page; in development, of the REST channel too."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date

HELP = "serve the web page at /chat"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--port", type=int, default=5005, help="the port (5005)")
    parser.add_argument("--host", help="the address to listen on (loopback, the only one in development)")
    parser.add_argument("--open", action="store_true", help="open the page, where there is a desktop")
    parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="the day of evaluation (today)")


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    if arguments.on:
        os.environ["PRESCREEN_ON"] = arguments.on.isoformat()
    from bot.settings import SettingsError, settings, slack_settings

    try:
        site = settings()
        slack_settings()
    except SettingsError as error:
        print(f"prescreen serve: {error}", file=sys.stderr)
        return 2
    host = arguments.host or "127.0.0.1"
    if site.env == "development" and host not in ("127.0.0.1", "localhost", "::1"):
        print(
            f"prescreen serve: --host {host}: in development the server listens on loopback alone, "
            "since its REST channel is open; set PRESCREEN_ENV=production",
            file=sys.stderr,
        )
        return 2
    from bot.runtime.model import TrainingError, ensure_model
    from bot.runtime.server import serve

    try:
        serve(ensure_model(), site, host, arguments.port, opens=arguments.open)
    except (TrainingError, OSError) as error:
        print(f"prescreen serve: {error}", file=sys.stderr)
        return 2
    return 0

"""The two bots that are measured: this project's, and a stock Rasa with DIET, TED and an action server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bot.runtime.model import MODEL
from bot.settings import PROJECT
from tests.bench.measuring import BUILD, CORES, LOG, PRESCREEN, ended_afterwards, start_on
from tests.bench.talking import Next, screening, stock_screening

STOCK = Path(__file__).with_name("stock")
STOCK_VENV = BUILD / "stock-venv"
STOCK_MODEL = BUILD / "stock-model" / "stock.tar.gz"


class Bot(NamedTuple):
    """A bot: how it is trained and served, and who talks to it."""

    name: str
    port: int
    train: tuple[str, ...]
    model: Path
    environment: Path
    serve: tuple[tuple[str, ...], ...]
    """Each of its processes; the last one answers at the port."""
    say: Next

    @contextmanager
    def served(self, cores: Sequence[int] = CORES[:1]) -> Iterator[list[subprocess.Popen[bytes]]]:
        """Its processes, started on these cores; the last one may not have begun to answer."""
        conversations = BUILD / "bench-conversations.db"
        environment = {
            **os.environ,
            "PRESCREEN_CONVERSATIONS": str(conversations),
            "RASA_TELEMETRY_ENABLED": "false",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        }
        try:
            with LOG.open("wb") as log:
                options = {"env": environment, "stdout": log, "stderr": log}
                processes = [start_on(cores, command, **options) for command in self.serve]
            with ended_afterwards(processes):
                yield processes
        finally:
            for file in (*BUILD.glob("bench-conversations.db*"), *STOCK_MODEL.parent.glob("conversations.db*")):
                file.unlink()


def bots() -> list[Bot]:
    """This project's bot; and the stock one where `STOCK=1` asks for it."""
    ours = Bot(
        name="this project",
        port=5891,
        train=(sys.executable, "-m", "bot.runtime.train", "--force"),
        model=MODEL,
        environment=PROJECT / ".venv",
        serve=((*PRESCREEN, "serve", "--port", "5891", "--on", "2026-11-22"),),
        say=screening,
    )
    return [ours, _stock()] if os.environ.get("STOCK") == "1" else [ours]


def _stock() -> Bot:
    subprocess.run(["scripts/bench-stock.sh"], check=True)
    rasa, data = str(STOCK_VENV / "bin" / "rasa"), str(STOCK.relative_to(PROJECT))
    train = (rasa, "train", "--quiet", "--force", "--config", f"{data}/config.yml", "--domain", f"{data}/domain.yml",
             "--data", f"{data}/data.yml", "--out", str(STOCK_MODEL.parent), "--fixed-model-name", "stock")  # fmt: skip
    run = (rasa, "run", "--model", str(STOCK_MODEL), "--endpoints", f"{data}/endpoints.yml", "--credentials",
           f"{data}/credentials.yml", "--interface", "127.0.0.1", "--port", "5892")  # fmt: skip
    actions = (rasa, "run", "actions", "--actions", "tests.bench.stock.actions", "--port", "5895")
    return Bot(
        name="stock: DIET, TED, action server",
        port=5892,
        train=train,
        model=STOCK_MODEL,
        environment=STOCK_VENV,
        serve=(actions, run),
        say=stock_screening,
    )

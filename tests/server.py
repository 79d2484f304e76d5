"""`prescreen serve` as a process of its own, for the tests that meet it from outside."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.settings import PROJECT
from tests.dialogue.patient import ON

PRESCREEN = [sys.executable, "-m", "bot.command_line.main"]
STARTS = 60
"""Seconds that a server may take to start on a machine that is busy with other tests."""

Reply = list[dict[str, Any]]


class Server:
    """`prescreen serve` on a port of its own, with its own file of conversations."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = _free_port()
        self.environment = os.environ | {"PRESCREEN_CONVERSATIONS": str(folder / "conversations.db")} | environment
        self.folder, self._log = folder, folder / "server.log"

    def start(self) -> Server:
        """Start, and wait until it listens."""
        command = [*PRESCREEN, "serve", "--port", str(self.port), "--on", ON.isoformat()]
        with self._log.open("a") as log:
            self.process = subprocess.Popen(
                command, cwd=PROJECT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        for _ in range(STARTS * 10):
            if self.process.poll() is not None or "Listening" in self._log.read_text(encoding="utf-8"):
                break
            time.sleep(0.1)
        assert self.process.poll() is None, self._log.read_text(encoding="utf-8")
        return self

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop; the exit code."""
        self.process.send_signal(how)
        code = self.process.wait(timeout=20)
        self._log.write_text("", encoding="utf-8")
        return code

    def request(self, method: str, path: str, body: bytes | None = None) -> tuple[int, Any]:
        """One request; the status and the JSON of the reply."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            # What is too large is refused before all of it was sent.
            with suppress(BrokenPipeError):
                connection.request(method, path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"null")
        finally:
            connection.close()

    @property
    def log(self) -> str:
        """What the server wrote since it was started."""
        return self._log.read_text(encoding="utf-8")

    def post(self, **message: Any) -> tuple[int, Any]:
        """Post an object to the webhook."""
        return self.request("POST", "/webhooks/rest/webhook", json.dumps(message).encode())

    def say(self, sender: str, text: str, **metadata: str) -> Reply:
        """Say something; the messages that come back."""
        status, reply = self.post(sender=sender, message=text, metadata=metadata)
        assert status == 200, reply
        assert isinstance(reply, list)
        return reply


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port

"""The server: Rasa's channels on Sanic, one agent, one process."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
import webbrowser
from asyncio import AbstractEventLoop
from pathlib import Path

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.runtime.agent import load_agent
from bot.settings import PROJECT, Settings

LOOPBACK = "127.0.0.1"
CREDENTIALS = PROJECT / "credentials.yml"
DEVELOPMENT_ONLY = ("bot.channels.rest.DevelopmentRest",)
"""Channels that let anyone go on with any conversation."""


def make_app(model: Path, settings: Settings) -> Sanic:
    """The application: the channels of `credentials.yml`, and the agent loaded before the first request."""
    # `agent` must come first: it makes Rasa's import lean.
    from rasa.core.channels.channel import register
    from rasa.core.run import create_http_input_channels

    from bot.channels.web.guard import guard
    from bot.channels.web.sessions import keep_forgetting

    app = Sanic("prescreen", configure_logging=False)
    app.config.KEEP_ALIVE_TIMEOUT = 30
    app.config.REQUEST_MAX_SIZE = 1_000_000
    app.config.FALLBACK_ERROR_FORMAT = "json"
    channels = [
        channel
        for channel in create_http_input_channels(None, str(CREDENTIALS))
        if settings.env == "development" or not _is_development_only(channel)
    ]

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        return response.json({"status": "ok"})

    @app.before_server_start
    async def load(app: Sanic, _: AbstractEventLoop) -> None:
        app.ctx.agent = load_agent(model, str(settings.conversations))
        app.ctx.agent.conversations.wipe_soon()  # It may have been stopped between a deletion and this.
        app.ctx.forgetting = asyncio.ensure_future(keep_forgetting(app.ctx.agent.conversations, settings.keep_days))
        await _warm(app)

    @app.after_server_stop
    async def close(app: Sanic, _: AbstractEventLoop) -> None:
        app.ctx.forgetting.cancel()
        app.ctx.agent.conversations.close()

    # After the agent is loaded a channel may open itself, before the first request.
    register(channels, app, route="/webhooks/")
    guard(app, settings)
    return app


def serve(model: Path, settings: Settings, host: str, port: int, opens: bool = False) -> None:
    """Serve until stopped; `opens` shows the page to whoever sits at a desktop. Raises OSError where the port can't be
    had."""
    listening = _listen(host, port)
    app = make_app(model, settings)
    logging.getLogger("sanic.error").setLevel(logging.WARNING)

    @app.after_server_start
    async def announce(_app: Sanic, _: AbstractEventLoop) -> None:
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        print(f"Listening on {address} ({settings.env}). Stop with Ctrl+C.\nThe page: {address}/chat", flush=True)
        if opens and _has_desktop():
            webbrowser.open(f"{address}/chat")

    app.run(sock=listening, workers=1, access_log=False, motd=False)


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket. Sanic, where it opens one itself, only logs that it can't."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise OSError(f"--port {port}: {reason}: choose another port") from None


def _has_desktop() -> bool:
    """Whether someone would see a browser: elsewhere it might open in the terminal itself."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _is_development_only(channel: object) -> bool:
    return f"{type(channel).__module__}.{type(channel).__qualname__}" in DEVELOPMENT_ONLY


async def _warm(app: Sanic) -> None:
    """Understand one message before the first person waits for it."""
    await app.ctx.agent.parse_message("hello")

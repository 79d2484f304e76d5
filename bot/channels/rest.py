"""Rasa's REST channel for development: at its usual path, on loopback, with the day and the audience as metadata."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.text import clean

LONGEST_SENDER = 255
"""Characters of a sender's name; a longer one is refused."""


class DevelopmentRest(InputChannel):
    """Rasa's REST channel (`POST /webhooks/rest/webhook`), whose metadata may set `on`, `who` and `step_by_step`.

    Whoever names a sender goes on with that sender's conversation, so it is never open in production.
    """

    @classmethod
    def name(cls) -> str:
        """The name of the stock channel, whose place it takes."""
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        """The routes: a health check and the webhook."""
        module = inspect.getmodule(self)
        blueprint = Blueprint("rest_webhook", module.__name__ if module else None)

        @blueprint.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @blueprint.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                sender, text, metadata = _read(request)
            except ValueError as error:
                return response.json({"error": str(error)}, status=400)
            collector = CollectingOutputChannel()
            message = UserMessage(text, collector, sender, input_channel=self.name(), metadata=metadata)
            # A turn that has begun is finished even if the caller hangs up: half a turn would be lost whole.
            await asyncio.shield(asyncio.ensure_future(on_new_message(message)))
            return response.json(collector.messages)

        return blueprint


def _read(request: Request) -> tuple[str, str, dict[str, Any]]:
    """Sender, text and metadata of a request. Raises ValueError, in words for people, where one is wrong."""
    try:
        body = request.json
    except InvalidUsage:
        body = None
    if not isinstance(body, dict):
        raise ValueError('send a JSON object such as {"sender": "anna", "message": "hello"}')
    sender, text, metadata = body.get("sender", "default"), body.get("message"), body.get("metadata") or {}
    if not isinstance(sender, str) or not 0 < len(sender) <= LONGEST_SENDER:
        raise ValueError(f"sender: a text of 1 to {LONGEST_SENDER} characters is needed")
    if not isinstance(text, str):
        raise ValueError("message: a text is needed")
    if not isinstance(metadata, dict):
        raise ValueError("metadata: an object is needed")
    return clean(sender) or "default", clean(text), _metadata(metadata)


def _metadata(given: dict[str, Any]) -> dict[str, Any]:
    """The metadata that a conversation may be given: its day, its audience, and whether it asks step by step."""
    known: dict[str, Any] = {}
    if given.get("on") is not None:
        try:
            known["on"] = date.fromisoformat(given["on"]).isoformat()
        except (TypeError, ValueError):
            raise ValueError("metadata.on: a day such as 2026-11-22 is needed") from None
    if given.get("who") is not None:
        if given["who"] not in ("family", "staff"):
            raise ValueError('metadata.who: "family" or "staff" is needed')
        known["who"] = given["who"]
    if given.get("step_by_step") is not None:
        if not isinstance(given["step_by_step"], bool):
            raise ValueError("metadata.step_by_step: true or false is needed")
        known["step_by_step"] = given["step_by_step"]
    return known

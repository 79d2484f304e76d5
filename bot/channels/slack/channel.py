"""The channel of Slack: one address for its events, its buttons and its slash command.

A request is checked, kept on disk and acknowledged; only then it is handled, one after the other, and what should
stand in Slack is brought there. The channel is off where Slack's secrets are not set.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import sqlite3
import time
from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import aiohttp
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import drawing
from bot.channels.slack.arrivals import arrival
from bot.channels.slack.asking import PATIENCE
from bot.channels.slack.delivery import Delivery
from bot.channels.slack.desk import CHANNEL, Desk, let_in
from bot.channels.slack.intake import Intake
from bot.channels.slack.records import Records
from bot.channels.slack.requests import Posted, Refused, read
from bot.settings import SlackSettings, settings, slack_settings, today

DAY = 86_400
TENDED = 60
REMEMBERED = 7 * DAY
"""Seconds for which an event is known again. Slack tells of one again for an hour, of what it kept back for a day."""

logger = logging.getLogger(__name__)


class SlackChannel(InputChannel):
    """Slack's requests at `/webhooks/slack/webhook`."""

    @classmethod
    def name(cls) -> str:
        """The channel's name in the log of a conversation, and in the address."""
        return CHANNEL

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        """The route; none where Slack is off. Raises SettingsError where it is half set up."""
        module = inspect.getmodule(self)
        blueprint = Blueprint("slack_webhook", module.__name__ if module else None)
        slack = slack_settings()
        if slack is not None:
            office = Office(slack, on_new_message)

            @blueprint.route("/webhook", methods=["POST"])
            async def receive(request: Request) -> HTTPResponse:
                return office.receive(request)

            blueprint.listener("before_server_start")(office.open)
            blueprint.listener("before_server_stop")(office.close)
        return blueprint


class Office:
    """All parts of the channel, while the server runs."""

    def __init__(self, slack: SlackSettings, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> None:
        self._slack, self._on_message = slack, on_new_message
        self._verifier = SignatureVerifier(slack.signing_secret.get_secret_value())
        self._arrived = asyncio.Event()

    async def open(self, app: Sanic, _: AbstractEventLoop) -> None:
        """Begin to work, with what was left from before."""
        store = app.ctx.agent.conversations
        self._records = Records(store)
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE))
        client = AsyncWebClient(
            self._slack.bot_token.get_secret_value(),
            base_url=self._slack.api_url,
            timeout=PATIENCE,
            session=self._session,
            retry_handlers=[],  # Its own retries would post twice what came through unheard.
        )
        self._intake = Intake(self._records)
        self._desk = Desk(self._records, store, self._on_message, today)
        self._delivery = Delivery(self._records, client)
        self._tasks = [asyncio.ensure_future(self._work()), asyncio.ensure_future(self._tend())]

    async def close(self, _app: Sanic, _: AbstractEventLoop) -> None:
        """Leave off; what is not done is done after the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._delivery.stop()
        await self._session.close()

    def receive(self, request: Request) -> HTTPResponse:
        """Take what Slack posts, and acknowledge it."""
        try:
            posted = read(request, self._verifier)
        except Refused as refused:
            return response.json({"error": drawing.words(f"utter_slack_error_{refused.reason}")}, refused.status)
        if posted.content.get("type") == "url_verification":
            return response.json({"challenge": posted.content.get("challenge")})
        answer = self._take(posted)
        return response.json(answer) if answer is not None else response.empty(200)

    def _take(self, posted: Posted) -> Any:
        came = arrival(posted)
        if came is None:
            return None
        answer = self._intake.take(came)
        self._arrived.set()
        return answer

    async def _tend(self) -> None:
        """Now and every minute bring what is left to bring, and forget what need not be known any more."""
        while True:
            try:
                now = int(time.time())
                self._records.sweep(now - REMEMBERED, now - settings().keep_days * DAY)
                self._delivery.wake()
            except Exception:
                logger.exception("The records of Slack could not be tended")
            await asyncio.sleep(TENDED)

    async def _work(self) -> None:
        """Handle what came, one after the other, until cancelled."""
        while True:
            try:
                await self._work_on()
            except sqlite3.Error:
                # Somebody holds the file, or the disk is full: what came stays, and is tried again.
                logger.exception("The records of Slack can't be used right now")
                await asyncio.sleep(1)

    async def _work_on(self) -> None:
        while True:
            waiting = self._records.waiting()
            if waiting is None:
                self._arrived.clear()
                self._delivery.wake()  # What was refused at the door has an answer too.
                await self._arrived.wait()
                continue
            number, came = waiting
            try:
                await self._desk.handle(came)
            except sqlite3.OperationalError:
                raise
            except Exception:
                logger.exception("Something from Slack could not be handled")
                # Whatever this was, what comes behind it must not wait for ever.
                with suppress(Exception):
                    self._desk.apologise(came)
            self._records.handled(number)
            self._delivery.wake()
            await let_in()

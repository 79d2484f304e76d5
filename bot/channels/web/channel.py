"""The channel of the web page: its routes under `/chat`, each a check, one thing done, and an answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web.chat import CHANNEL, Chat, OnMessage
from bot.channels.web.cookie import NAME, expire_cookie, set_cookie
from bot.channels.web.files import INDEX, load_files
from bot.channels.web.guard import refusal
from bot.channels.web.limits import MESSAGES_OF_A_SESSION, REQUESTS_OF_AN_ADDRESS, STARTS_OF_AN_ADDRESS, Limits
from bot.channels.web.requests import PATH, Refused, address_of, check_origin, is_secure, read_json, read_message
from bot.settings import Settings, settings

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]


class WebPage(InputChannel):
    """The page at `/chat`, and the four requests that it makes: start, message, conversation, clear."""

    @classmethod
    def name(cls) -> str:
        """The channel's name in the log of a conversation."""
        return CHANNEL

    def url_prefix(self) -> str:
        """Where the page is; not under `/webhooks/`, since people open it."""
        return PATH

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """The routes."""
        module = inspect.getmodule(self)
        blueprint = Blueprint("web_page", module.__name__ if module else None)
        routes = _Routes(settings(), on_new_message)
        for path, method, handler in (
            ("/", "GET", routes.page),
            ("/<name:str>", "GET", routes.file),
            ("/conversation", "GET", routes.conversation),
            ("/start", "POST", routes.start),
            ("/message", "POST", routes.message),
            ("/clear", "POST", routes.clear),
        ):
            methods = ["GET", "HEAD"] if method == "GET" else [method]
            blueprint.add_route(_answering(handler), path, methods=methods, name=handler.__name__)
        return blueprint


def _answering(handler: Handler) -> Handler:
    """The handler, which answers what it refuses."""

    @wraps(handler)
    async def answer(request: Request, **path: str) -> HTTPResponse:
        try:
            return await handler(request, **path)
        except Refused as refused:
            return refusal(refused)

    return answer


class _Routes:
    """What each route does."""

    def __init__(self, site: Settings, on_new_message: OnMessage) -> None:
        self._site, self._on_new_message = site, on_new_message
        self._files = load_files(site)
        self._requests, self._starts = Limits(REQUESTS_OF_AN_ADDRESS), Limits(STARTS_OF_AN_ADDRESS)
        self._messages = Limits(MESSAGES_OF_A_SESSION)
        self._chat_of_app: Chat | None = None

    async def page(self, request: Request) -> HTTPResponse:
        """The page itself, the same for everyone; it begins nothing."""
        answer = self._files[INDEX].response(request)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    async def file(self, request: Request, name: str) -> HTTPResponse:
        """One of the page's files; with no name, the page."""
        if not name:
            return await self.page(request)
        if name not in self._files or name == INDEX:
            raise Refused(404, "not_found")
        return self._files[name].response(request)

    async def start(self, request: Request) -> HTTPResponse:
        """Go on with the session's conversation; without a session that this server issued, begin a new one."""
        self._check_post(request)
        read_json(request)
        sender = self._sender(request)
        if sender is None:
            self._take(self._starts, address_of(request, self._site.trusted_proxies))
        started = await self._chat(request).start(sender)
        answer = response.json(started.transcript.as_dict())
        if started.token is not None:
            answer.headers.add("Set-Cookie", set_cookie(started.token, self._site, self._secure(request)))
        return answer

    async def message(self, request: Request) -> HTTPResponse:
        """Say something; the reply."""
        self._check_post(request)
        sender = self._known_sender(request)
        posted = read_message(request)
        self._take(self._messages, sender)
        return response.json((await self._chat(request).say(sender, posted)).as_dict())

    async def conversation(self, request: Request) -> HTTPResponse:
        """Everything that was said, and where it stands."""
        self._allow(request)
        return response.json(self._chat(request).read(self._known_sender(request)).as_dict())

    async def clear(self, request: Request) -> HTTPResponse:
        """Delete the conversation and its session, here and in the browser."""
        self._check_post(request)
        read_json(request)
        sender = self._sender(request)
        if sender is not None:
            await self._chat(request).clear(sender)
        answer = response.json({"cleared": True})
        answer.headers.add("Set-Cookie", expire_cookie(self._site, self._secure(request)))
        return answer

    def _check_post(self, request: Request) -> None:
        check_origin(request, self._site.trusted_proxies)
        self._allow(request)

    def _allow(self, request: Request) -> None:
        self._take(self._requests, address_of(request, self._site.trusted_proxies))

    def _take(self, limits: Limits, key: str) -> None:
        seconds = limits.take(key)
        if seconds:
            raise Refused(429, "too_fast", seconds)

    def _chat(self, request: Request) -> Chat:
        """The conversations; the agent that holds them is loaded after the routes are made."""
        if self._chat_of_app is None:
            store = request.app.ctx.agent.conversations
            self._chat_of_app = Chat(store, self._on_new_message, self._site.keep_days)
        return self._chat_of_app

    def _sender(self, request: Request) -> str | None:
        return self._chat(request).sessions.find(request.cookies.get(NAME))

    def _known_sender(self, request: Request) -> str:
        sender = self._sender(request)
        if sender is None:
            raise Refused(401, "session")
        return sender

    def _secure(self, request: Request) -> bool:
        # In development the server listens on loopback alone, where plain HTTP is all there is.
        return self._site.env == "production" or is_secure(request, self._site.trusted_proxies)

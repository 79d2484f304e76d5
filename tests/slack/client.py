"""The people in a Slack workspace, and Slack itself, as the running bot meets them: signed requests to one URL."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from tests.slack.block_kit import elements
from tests.slack.events import Events, Request
from tests.slack.names import CHANNEL, MARIA, SECRET, Json
from tests.slack.web_api import WebApi

WEBHOOK = "/webhooks/slack/webhook"
"""The one path for events, interactivity and slash commands."""
ROBOT = "Slackbot 1.0 (+https://api.slack.com/robots)"
TIMEOUT = 30
"""Seconds for an answer: longer than the 3 that Slack waits, so that a slow one can be told from none."""


class Answer(NamedTuple):
    """What the bot answered."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float
    """From the first byte sent to the last one read."""

    @property
    def json(self) -> Any:
        """The JSON of the body."""
        return json.loads(self.body)


@dataclasses.dataclass(frozen=True)
class Forgery:
    """What is wrong with a request; what isn't said is right."""

    signature: str | None = None
    """Instead of the right one."""
    secret: str | None = None
    """Signed with this one."""
    without: Collection[str] = ()
    """Headers that are left out."""
    age: float = 0.0
    """Seconds since it was signed; fewer than 0 for a time to come."""
    timestamp: str | None = None
    """Instead of a time in seconds, and signed."""
    change: Callable[[bytes], bytes] | None = None
    """What is done to the body after it was signed."""
    content_type: str | None = None
    """Instead of the right one."""


RIGHT = Forgery()


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of "Verifying requests from Slack": version 0, HMAC-SHA256 over the raw body and the time."""
    basis = b":".join((b"v0", timestamp.encode(), body))
    return "v0=" + hmac.new(secret.encode(), basis, hashlib.sha256).hexdigest()


def headers_of(request: Request, secret: str = SECRET, forged: Forgery = RIGHT) -> dict[str, str]:
    """The headers that Slack sends a request with, signed now."""
    timestamp = forged.timestamp or str(int(time.time() - forged.age))
    signature = forged.signature or sign(forged.secret or secret, timestamp, request.body)
    headers = {
        "User-Agent": ROBOT,
        "Accept": "*/*",
        "Content-Type": forged.content_type or request.content_type,
        "X-Slack-Signature": signature,
        "X-Slack-Request-Timestamp": timestamp,
        **request.headers,
    }
    left_out = {name.lower() for name in forged.without}
    return {name: value for name, value in headers.items() if name.lower() not in left_out}


class Workspace:
    """A workspace whose app is the bot that listens on a port of this machine.

    `build` makes requests without sending them. With the stub of the Web API, what people write is also in the
    channel's history, and response URLs lead to the stub.
    """

    def __init__(self, port: int, secret: str = SECRET, api: WebApi | None = None) -> None:
        self._port = port
        self.secret = secret
        self.api = api
        self.build = Events(api.ts if api else None, api.response_url if api else None)
        self._chosen: dict[tuple[str, str, str], dict[tuple[str, str], Json]] = {}

    def ts(self) -> str:
        """A new timestamp, later than every one before."""
        return self.build.ts()

    # Sending

    def deliver(self, request: Request, forged: Forgery = RIGHT) -> Answer:
        """Send one request, signed now; raises OSError or HTTPException if there is no answer."""
        headers = headers_of(request, self.secret, forged)
        body = forged.change(request.body) if forged.change else request.body
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT)
        started = time.monotonic()
        try:
            connection.request("POST", WEBHOOK, body, headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read(), time.monotonic() - started)
        finally:
            connection.close()

    def deliver_all(self, requests: Sequence[Request]) -> list[Answer]:
        """Send several at the same time; the answers in the order of the requests."""
        with ThreadPoolExecutor(max(1, len(requests))) as pool:
            return list(pool.map(self.deliver, requests))

    def say(self, typed: str, user: str = MARIA, thread_ts: str | None = None, **how: Any) -> Request:
        """Somebody writes to the bot alone; what was sent, once the bot took it."""
        return self._said(self.build.direct_message(typed, user, thread_ts, **how))

    def say_in(self, channel: str, typed: str, user: str = MARIA, thread_ts: str | None = None, **how: Any) -> Request:
        """Somebody writes in a channel that the bot reads."""
        return self._said(self.build.channel_message(typed, user, channel, thread_ts, **how))

    def mention(
        self, typed: str, user: str = MARIA, channel: str = CHANNEL, thread_ts: str | None = None, **how: Any
    ) -> tuple[Request, Request]:
        """Somebody mentions the bot: both events, at the same time."""
        both = self.build.mention(typed, user, channel, thread_ts, **how)
        self._remember(both[1])
        for answer in self.deliver_all(both):
            assert answer.status == 200, answer
        return both

    def edit(self, original: Request, typed: str) -> Request:
        """Somebody edits what they wrote."""
        request = self.build.message_changed(original, typed)
        if self.api:
            self.api.add_message(original.event["channel"], request.event["message"])
        return self._taken(request)

    def delete(self, original: Request) -> Request:
        """Somebody deletes what they wrote."""
        if self.api:
            self.api.remove_message(original.event["channel"], original.ts)
        return self._taken(self.build.message_deleted(original))

    def command(self, text: str = "", user: str = MARIA, channel: str = CHANNEL, **which: str) -> Answer:
        """Somebody uses the slash command; its answer, whatever it is."""
        return self.deliver(self.build.command(text, user, channel, **which))

    def submit(self, view: Json, values: Json, user: str = MARIA) -> Answer:
        """Somebody submits a modal; the answer, whatever it is."""
        return self.deliver(self.build.view_submission(view, values, user))

    def _said(self, request: Request) -> Request:
        self._remember(request)
        return self._taken(request)

    def _remember(self, request: Request) -> None:
        if self.api:
            event = request.event
            kept = {key: value for key, value in event.items() if key not in ("channel", "channel_type", "event_ts")}
            self.api.add_message(event["channel"], kept)

    def _taken(self, request: Request) -> Request:
        answer = self.deliver(request)
        assert answer.status == 200, answer
        return request

    # Tapping what is in a message of the stub

    def tap(self, message: Json, what: str, user: str = MARIA) -> Answer:
        """Tap a button, by its label or action id, or an option of a menu; the answer, whatever it is."""
        return self.deliver(self.tapping(message, what, user))

    def tick(self, message: Json, labels: Collection[str], user: str = MARIA, action_id: str | None = None) -> Answer:
        """Have exactly these checkboxes of a group ticked, by label or value."""
        return self.deliver(self.ticking(message, labels, user, action_id))

    def tapping(self, message: Json, what: str, user: str = MARIA) -> Request:
        """The request for `tap`, not sent.

        Raises AssertionError, with what there is to tap, if it isn't there or more than once.
        """
        found: list[tuple[str, Json, Json]] = []
        on_offer: list[str] = []
        for block_id, element in elements(message.get("blocks")):
            if element["type"] == "button":
                on_offer.append(element["text"]["text"])
                if what in (element["text"]["text"], element["action_id"]):
                    shown: Json = {key: element[key] for key in ("text", "value", "style") if key in element}
                    found.append((block_id, element, shown))
            elif element["type"] not in ("checkboxes", "multi_static_select"):
                for option in _options(element):
                    on_offer.append(option["text"]["text"])
                    if what in (option["text"]["text"], option["value"]):
                        found.append((block_id, element, {"selected_option": option}))
        assert len(found) == 1, f"{what!r} is there {len(found)} times among {on_offer}"
        return self._used(message, *found[0], user)

    def ticking(
        self, message: Json, labels: Collection[str], user: str = MARIA, action_id: str | None = None
    ) -> Request:
        """The request for `tick`, not sent."""
        several = ("checkboxes", "multi_static_select")
        found = [
            (block_id, element)
            for block_id, element in elements(message.get("blocks"))
            if element["type"] in several and action_id in (None, element["action_id"])
        ]
        assert len(found) == 1, f"{len(found)} groups of checkboxes"
        block_id, element = found[0]
        picked = [one for one in _options(element) if one["text"]["text"] in labels or one["value"] in labels]
        assert len(picked) == len(labels), f"{labels} among {[one['text']['text'] for one in _options(element)]}"
        return self._used(message, block_id, element, {"selected_options": picked}, user)

    def _used(self, message: Json, block_id: str, element: Json, how: Json, user: str) -> Request:
        chosen = self._chosen.setdefault((message["channel"], message["ts"], user), {})
        if element["type"] not in ("button", "overflow"):
            chosen[block_id, element["action_id"]] = how
        state: Json = {}
        for place, one in elements(message.get("blocks")):
            if one["type"] in ("button", "overflow"):
                continue
            first = "initial_options" if one["type"] in ("checkboxes", "multi_static_select") else "initial_option"
            picked = {first.replace("initial", "selected"): one.get(first, [] if first.endswith("s") else None)}
            value = {"type": one["type"], **chosen.get((place, one["action_id"]), picked)}
            state.setdefault(place, {})[one["action_id"]] = value
        action = {"type": element["type"], "action_id": element["action_id"], "block_id": block_id, **how}
        if "placeholder" in element:
            action["placeholder"] = element["placeholder"]
        return self.build.action(message, action, user, state)


def _options(element: Json) -> Iterator[Json]:
    """The options of an element, also those in groups."""
    yield from element.get("options", [])
    for group in element.get("option_groups", []):
        yield from group["options"]

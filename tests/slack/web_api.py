"""A stub of Slack's Web API on loopback, which refuses what Slack refuses and remembers what it was asked.

It stands on Slack's reference alone ("Web API", "Rate limits", "Handling user interaction", and one page for each
method). Its methods are in `methods.py`; this file receives calls, makes them fail as a test asks, and records them.
"""

from __future__ import annotations

import copy
import json
import socket
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Collection
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from types import TracebackType
from typing import Any, NamedTuple

from tests.slack.faults import Fault, Faults
from tests.slack.methods import Methods, Refused, Response
from tests.slack.names import TOKEN, Json

RESPONSE_URL = "response_url"
"""Stands for a method where a call to a response URL is meant: in `Call.method`, and for the faults."""
PATIENCE = 10.0
"""Seconds that `wait_for` waits if it isn't told otherwise."""


class Call(NamedTuple):
    """A call, and what became of it."""

    at: float
    """When it arrived, by `time.monotonic()`."""
    method: str
    arguments: Json
    """Decoded: blocks and metadata are objects, whether they came as JSON or in a form."""
    status: int
    """The status of the answer; 0 if the connection was dropped instead."""
    answer: Any
    """The object that was answered, or would have been if the connection hadn't been dropped after the call was acted
    upon; `None` if it was dropped before."""

    @property
    def ok(self) -> bool:
        """Whether it was acted upon, and the caller knows."""
        return self.status == 200 and (self.answer == "ok" or bool(self.answer.get("ok")))


class WebApi:
    """The stub, for a `with` statement: it listens from the beginning of it to its end.

    A fault is for one method, for `RESPONSE_URL`, or with `None` for whatever is called next.
    """

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.violations: list[str] = []
        """Sentences about whatever a bot should never send; a test asserts that there are none."""
        self.allow_mentions: bool | Collection[str] = False
        """Whom messages may mention: nobody, with `True` anybody, or these user ids (or `here` and the like)."""
        self.known_channels: set[str] | None = None
        """The only channels that there are besides opened direct messages; `None` if any is."""
        self.not_in: set[str] = set()
        """Channels that the bot isn't in."""
        self.block_characters: int | None = None
        """Characters of all blocks of a message beyond which Slack answers `msg_blocks_too_long`; `None` for no limit.

        The documentation has none; an issue of bolt-js (number 2509) tells of about 13,200."""
        self._changed = threading.Condition(threading.RLock())
        self._faults = Faults()
        self._methods = Methods(self)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._port = 0

    def __enter__(self) -> WebApi:
        self.up()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.down()

    @property
    def url(self) -> str:
        """What the base URL of a client has to be, with a slash at its end."""
        return f"{self._origin}/api/"

    @property
    def _origin(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    # Faults

    def up(self) -> None:
        """Listen, on the same port as before; nothing if it does."""
        if self._server is None:
            self._server = _Server(("127.0.0.1", self._port), self._receive)
            self._port = self._server.server_address[1]
            self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
            self._thread.start()

    def down(self) -> None:
        """Refuse connections, and close those that are open; nothing if it is down."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server.close_connections()
            self._server = self._thread = None

    def slow(self, seconds: float, method: str | None = None) -> None:
        """From now on, act upon a call at once, and answer after so many seconds; 0 ends it."""
        with self._changed:
            self._faults.set_slow(seconds, method)

    def rate_limit(self, times: int = 1, retry_after: int = 1, method: str | None = None) -> None:
        """Answer so many calls with status 429 and a `Retry-After` of whole seconds."""
        self._add(Fault("rate_limited", method, times, retry_after=retry_after))

    def break_down(self, times: int = 1, method: str | None = None) -> None:
        """Answer so many calls with status 500, without acting upon them."""
        self._add(Fault("broken", method, times))

    def refuse(self, error: str, times: int = 1, method: str | None = None) -> None:
        """Answer so many calls with `"ok": false` and this error, without acting upon them."""
        self._add(Fault("error", method, times, error=error))

    def drop_before(self, times: int = 1, method: str | None = None) -> None:
        """Close the connection on so many calls, without acting upon them."""
        self._add(Fault("dropped_before", method, times))

    def drop_after(self, times: int = 1, method: str | None = None) -> None:
        """Act upon so many calls, and close the connection instead of answering."""
        self._add(Fault("dropped_after", method, times))

    def heal(self) -> None:
        """End every fault that is set, but don't come up if it is down."""
        with self._changed:
            self._faults.clear()

    def _add(self, fault: Fault) -> None:
        with self._changed:
            self._faults.add(fault)

    # What it holds

    def messages(self, channel: str, thread_ts: str | None = None, everyone: bool = False) -> list[Json]:
        """Copies of the bot's messages in a channel or in one thread of it, oldest first, each with its `channel`.

        With `everyone`, also those of people that `add_message` told of.
        """
        with self._changed:
            return self._methods.held(channel, thread_ts, everyone)

    def ephemerals(self, channel: str, user: str) -> list[Json]:
        """Copies of what only this user sees in a channel, oldest first, each with its `channel`."""
        with self._changed:
            return self._methods.messages.ephemerals(channel, user)

    @property
    def responses(self) -> list[Response]:
        """What was posted to response URLs, oldest first."""
        with self._changed:
            return list(self._methods.responses)

    @property
    def views(self) -> list[Json]:
        """The modals that were opened, oldest first, each with the `trigger_id` that it was opened with."""
        with self._changed:
            return copy.deepcopy(self._methods.views)

    def ts(self) -> str:
        """A timestamp later than that of any message so far."""
        return self._methods.timestamps.next()

    def add_message(self, channel: str, message: Json) -> None:
        """Somebody wrote this message, with its `ts`: it shows in the history and in its thread."""
        with self._changed:
            self._methods.messages.add(channel, copy.deepcopy(message))

    def remove_message(self, channel: str, ts: str) -> None:
        """Somebody deleted a message; nothing if it isn't held."""
        with self._changed:
            self._methods.messages.remove(channel, ts)

    def response_url(self, kind: str, channel: str, user: str, ts: str | None = None) -> str:
        """A new response URL, of `commands` or of `actions`; `ts` is of the message that was tapped."""
        with self._changed:
            return self._origin + self._methods.response_path(kind, channel, user, ts)

    # Waiting

    def wait_for(self, what: int | Callable[[WebApi], object], timeout: float = PATIENCE) -> list[Call]:
        """Wait until so many calls were made in all, or until something holds; all calls until then.

        Raises an AssertionError with the calls and violations so far when the seconds of `timeout` are over.
        """
        until = time.monotonic() + timeout
        with self._changed:
            while not (len(self.calls) >= what if isinstance(what, int) else what(self)):
                left = until - time.monotonic()
                if left <= 0:
                    made = "\n".join(map(str, self.calls)) or "none"
                    raise AssertionError(f"Nothing of the kind in {timeout} s. Calls:\n{made}\n{self.violations}")
                # A predicate may look at more than this stub: it is asked again even if nothing is called.
                self._changed.wait(min(left, 0.05))
            return list(self.calls)

    # Receiving

    def _receive(self, handler: _Handler, body: bytes) -> None:
        arrived = time.monotonic()
        path, _, query = handler.path.partition("?")
        method = path.removeprefix("/api/") if path.startswith("/api/") else RESPONSE_URL
        with self._changed:
            fault = self._faults.next(method)
            too_early = self._faults.too_early(method, arrived)
            if too_early:
                self.violations.append(f"{method} was called {too_early:.2f} s before its Retry-After was over")
            arguments, status, answer, headers = self._answer(handler, method, path, query, body, fault)
            if fault and fault.kind in ("dropped_before", "dropped_after"):
                status = 0
            self.calls.append(Call(arrived, method, arguments, status, answer))
            seconds = self._faults.seconds(method)
            self._changed.notify_all()
        time.sleep(seconds)
        if status:
            handler.answer(status, answer, headers)
        else:
            handler.drop()

    def _answer(
        self, handler: _Handler, method: str, path: str, query: str, body: bytes, fault: Fault | None
    ) -> tuple[Json, int, Any, dict[str, str]]:
        """The arguments, the status, the answer and its headers."""
        try:
            arguments, token = _arguments(handler, query, body)
        except Refused as refused:
            return {}, 200, refused.answer, {}
        if fault is None or fault.kind == "dropped_after":
            if method == RESPONSE_URL:
                status, said = self._methods.respond(path, arguments)
                return arguments, status, said, {}
            try:
                return arguments, 200, self._call(method, arguments, token), {}
            except Refused as refused:
                return arguments, 200, refused.answer, {}
        if fault.kind == "rate_limited":
            self._faults.close(method, fault.retry_after)
            return arguments, 429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(fault.retry_after)}
        if fault.kind == "broken":
            return arguments, 500, {"ok": False, "error": "internal_error"}, {}
        if fault.kind == "error":
            return arguments, 200, {"ok": False, "error": fault.error}, {}
        return arguments, 0, None, {}

    def _call(self, method: str, arguments: Json, token: str | None) -> Json:
        if token is None:
            raise Refused("not_authed")
        if token != self.token:
            raise Refused("invalid_auth")
        return self._methods.call(method, arguments)


def _arguments(handler: _Handler, query: str, body: bytes) -> tuple[Json, str | None]:
    """What a call was given, and its token: from the header, or from a form.

    "Web API" has it that a token isn't taken from a JSON body.
    """
    kind = handler.headers.get_content_type()
    arguments: Json = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
    token = arguments.pop("token", None)
    if body and kind == "application/json":
        try:
            given = json.loads(body)
        except ValueError:
            raise Refused("invalid_json") from None
        if not isinstance(given, dict):
            raise Refused("json_not_object")
        arguments |= {key: value for key, value in given.items() if value is not None}
    elif body and kind == "application/x-www-form-urlencoded":
        arguments |= dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
        token = arguments.pop("token", token)
    elif body:
        raise Refused("invalid_post_type")
    scheme, _, held = handler.headers.get("Authorization", "").partition(" ")
    return arguments, held if scheme == "Bearer" else token


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], receive: Callable[[_Handler, bytes], None]) -> None:
        self.receive = receive
        self._open: set[socket.socket] = set()
        self._closed = False
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def note(self, connection: socket.socket, is_open: bool) -> None:
        """A connection was opened or closed."""
        with self._lock:
            (self._open.add if is_open else self._open.discard)(connection)
            if self._closed and is_open:
                # It was accepted just before the stub went down.
                connection.shutdown(socket.SHUT_RDWR)

    def close_connections(self) -> None:
        """Close what is open: a client may keep a connection for its next call."""
        with self._lock:
            self._closed = True
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def server_bind(self) -> None:
        """Without the look-up of this machine's name, which may take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away isn't worth a word."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    # Clients keep their connections to Slack, and so meet connections that have been closed meanwhile.
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.note(self.connection, True)

    def finish(self) -> None:
        self.server.note(self.connection, False)
        super().finish()

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            # Whoever sent it was killed in the middle of it: nothing was asked.
            self.close_connection = True
            return
        self.server.receive(self, body)

    do_GET = do_POST

    def answer(self, status: int, answer: Any, headers: dict[str, str]) -> None:
        """Answer with an object, or with a word as response URLs do."""
        body = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        self.send_response(status)
        kind = "text/html" if isinstance(answer, str) else "application/json; charset=utf-8"
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def drop(self) -> None:
        """Close the connection without a word."""
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal of the tests."""

"""The page's requests over plain HTTP, for what no browser would send."""

from __future__ import annotations

import http.client
import json
import uuid
from contextlib import suppress
from typing import Any, NamedTuple

from tests.server import Server

JSON = "application/json"
Headers = dict[str, str]


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    raw: bytes

    @property
    def json(self) -> Any:
        """The JSON of the body."""
        return json.loads(self.raw)


class Client:
    """A browser that is only its cookie."""

    def __init__(self, server: Server, **headers: str) -> None:
        self._server = server
        self.token: str | None = None
        self.headers: Headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def request(self, method: str, path: str, body: bytes | None = None, headers: Headers | None = None) -> Answer:
        """One request under `/chat`, with the cookie if there is one; a cookie that comes back is kept."""
        sent = {"Content-Type": JSON, **self.headers, **(headers or {})}
        if self.token is not None and "Cookie" not in sent:
            sent["Cookie"] = f"prescreen_session={self.token}"
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=30)
        try:
            # What is too large is refused before all of it was sent.
            with suppress(BrokenPipeError):
                connection.request(method, "/chat" + path, body, sent)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        cookie = answer.headers.get("Set-Cookie", "")
        if cookie.startswith("prescreen_session="):
            self.token = cookie.partition(";")[0].partition("=")[2] or None
        return answer

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """Post JSON."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request("POST", path, json.dumps({} if body is None else body).encode(), named)

    def start(self) -> Any:
        """Begin, or go on."""
        answer = self.post("/start")
        assert answer.status == 200, answer
        return answer.json

    def say(self, text: str, identifier: str | None = None, **more: Any) -> Answer:
        """Say something, with a new id where none is given."""
        return self.post("/message", {"id": identifier or str(uuid.uuid4()), "text": text, **more})

    def said(self, text: str) -> Any:
        """Say something that is taken; the reply."""
        answer = self.say(text)
        assert answer.status == 200, answer
        return answer.json

    def read(self) -> Answer:
        """The whole conversation."""
        return self.request("GET", "/conversation")

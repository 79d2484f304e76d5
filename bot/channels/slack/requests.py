"""What a request must be before anyone looks at what it says: signed by Slack, of now, and of a form that it sends."""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from sanic.request import Request
from slack_sdk.signature import SignatureVerifier

JSON = Any


class Refused(Exception):
    """A request that isn't taken; `reason` names the sentence in the domain (`utter_slack_error_…`)."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Posted(NamedTuple):
    """What Slack posted: an `event` (its Events API), a `tap` on a message's buttons, or a slash `command`."""

    kind: str
    content: dict[str, JSON]


def read(request: Request, verifier: SignatureVerifier) -> Posted:
    """What a request holds. Raises Refused: 401 where Slack didn't sign it within five minutes, 400 for any other form.

    The signature is over the bytes of the body, so that nothing is read before it is checked.
    """
    if not _is_signed(request, verifier):
        raise Refused(401, "signature")
    try:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json":
            return Posted("event", _object(request.body))
        form = {name: values[-1] for name, values in parse_qs(request.body.decode(), keep_blank_values=True).items()}
        if "payload" in form:
            return Posted("tap", _object(form["payload"]))
        if "command" in form or "ssl_check" in form:
            return Posted("command", dict(form))
    except (ValueError, RecursionError):
        pass
    raise Refused(400, "form")


def _is_signed(request: Request, verifier: SignatureVerifier) -> bool:
    headers = {name: request.headers.get(name, "") for name in ("x-slack-signature", "x-slack-request-timestamp")}
    try:
        # Of a timestamp that is no number, or bytes that are no text, the verifier raises.
        return bool(verifier.is_valid_request(request.body, headers))
    except (ValueError, TypeError, OverflowError):
        return False


def _object(text: str | bytes) -> dict[str, JSON]:
    content = json.loads(text)
    if not isinstance(content, dict):
        raise ValueError("no object")
    return content

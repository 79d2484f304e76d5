"""What Slack is asked to do: one request, its pauses kept, and what the answer means for what was asked."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

JSON = Any
T = TypeVar("T")

PATIENCE = 30
"""Seconds that a request may take."""
LONGEST_PAUSE = 60
"""Seconds until something that fails is tried again, at the most."""
RESPONSE_URL = "response_url"
"""Stands for a method where a command's own address is meant."""

_AGAIN = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})
"""Errors after which Slack may or may not have done what was asked."""
_LATER = frozenset(
    {
        *("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope"),
        *("org_login_required", "ekm_access_denied", "message_limit_exceeded", "access_denied"),
    }
)
"""Errors that someone has to mend; until then everything waits."""

logger = logging.getLogger(__name__)


class Uncertain(Exception):
    """Nobody knows whether Slack did it."""


class NotDone(Exception):
    """Slack did not do it, and may the next time, after so many seconds where it says how many."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Refused(Exception):
    """Slack will not do it; its name for the reason is the text."""


class Requests:
    """Requests to Slack. Each raises Uncertain, NotDone or Refused where it was not, or perhaps not, done."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._open_at: dict[str, float] = {}
        """When each method may be called again that Slack asked a pause of."""
        self._one_by_one: dict[str, asyncio.Lock] = {}

    async def ask(self, method: str, **arguments: JSON) -> dict[str, JSON]:
        """One request to the Web API; arguments that are None are left out."""
        given = {name: value for name, value in arguments.items() if value is not None}
        return await self._paced(method, lambda: self._call(method, given))

    async def respond(self, address: str, content: dict[str, JSON]) -> None:
        """Answer a command through its own address: only who gave it sees that, in whatever channel."""
        await self._paced(RESPONSE_URL, lambda: self._send_to(address, content))

    async def _send_to(self, address: str, content: dict[str, JSON]) -> None:
        webhook = AsyncWebhookClient(address, timeout=PATIENCE, retry_handlers=[])
        try:
            answer = await webhook.send(text=content["text"], blocks=content["blocks"], response_type="ephemeral")
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
            raise NotDone from None
        if answer.status_code != 200:
            raise self._refusal(RESPONSE_URL, answer.status_code, f"status {answer.status_code}", answer.headers)

    async def _paced(self, method: str, call: Callable[[], Awaitable[T]]) -> T:
        """Call at once; after Slack asked for a pause, when it is over and one after the other until one succeeds.

        Were all that wait to call as soon as it is over, Slack would only ask them all for another.
        """
        if method not in self._open_at:
            return await call()
        async with self._one_by_one.setdefault(method, asyncio.Lock()):
            # A call that was under way may have made the pause longer meanwhile.
            while (seconds := self._open_at.get(method, 0) - time.monotonic()) > 0:
                await asyncio.sleep(seconds)
            answer = await call()
            if self._open_at.get(method, 0) <= time.monotonic():
                self._open_at.pop(method, None)
            return answer

    async def _call(self, method: str, arguments: dict[str, JSON]) -> dict[str, JSON]:
        try:
            answer = await getattr(self._client, method.replace(".", "_"))(**arguments)
        except SlackApiError as error:
            raise self._meaning(method, error) from None
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL):
            raise NotDone from None
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError, AttributeError):
            # Among them an answer that isn't of Slack's form, as a proxy may give it.
            raise Uncertain from None
        data: dict[str, JSON] = answer.data
        return data

    def _meaning(self, method: str, error: SlackApiError) -> Exception:
        """What an answer that isn't "ok" means for what was asked."""
        response: Any = error.response
        # Where the answer was no JSON it is aiohttp's own.
        status: int = getattr(response, "status_code", 0) or getattr(response, "status", 0)
        data = getattr(response, "data", None)
        code = data.get("error") if isinstance(data, dict) else None
        return self._refusal(method, status, code, response.headers)

    def _refusal(self, method: str, status: int, code: str | None, given: Mapping[str, str]) -> Exception:
        headers = {name.lower(): value for name, value in given.items()}
        if status == 429 or code in ("ratelimited", "rate_limited"):
            seconds = _seconds(headers.get("retry-after"))
            # Half a second more, since Slack counts whole ones. The method is closed for every conversation.
            self._open_at[method] = max(self._open_at.get(method, 0), time.monotonic() + seconds + 0.5)
            return NotDone(0)
        if status >= 500 or code in _AGAIN:
            return Uncertain()
        if code in _LATER:
            logger.error("Slack refuses the bot (%s): check SLACK_BOT_TOKEN, the app's scopes and the workspace", code)
            return NotDone(LONGEST_PAUSE)
        return Refused(code) if code else Uncertain()


def _seconds(text: str | None) -> float:
    try:
        return max(float(text or 1), 0)
    except ValueError:
        return 1.0

"""What holds for every answer under `/chat`, errors included: the headers, and a sentence for people."""

from __future__ import annotations

import logging

from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

from bot.channels.web.headers import protect
from bot.channels.web.requests import PATH, Refused
from bot.settings import Settings
from bot.wording import load_wording

logger = logging.getLogger(__name__)

ERROR = "utter_web_error_"
REASONS = {404: "not_found", 405: "not_found", 413: "too_long"}
"""Which sentence says what is wrong with a request that reached no route."""


def refusal(refused: Refused) -> HTTPResponse:
    """The answer to a request that is refused: a sentence from the domain, and its name for the page."""
    headers = {"Retry-After": str(refused.retry_after)} if refused.retry_after else {}
    body = {"error": load_wording().text(ERROR + refused.reason), "reason": refused.reason}
    return response.json(body, status=refused.status, headers=headers)


def failure(request: Request, exception: Exception) -> HTTPResponse:
    """The answer where something else went wrong; what it was is for the log alone."""
    status = exception.status_code if isinstance(exception, SanicException) else 500
    if status >= 500:
        logger.error("%s %s failed", request.method, request.path, exc_info=exception)
    refused = Refused(status, REASONS.get(status, "failed" if status >= 500 else "form"))
    answer = refusal(refused)
    if status == 405:
        answer.headers.update(getattr(exception, "headers", {}))
    return answer


def guard(app: Sanic, site: Settings) -> None:
    """Let every answer of the app under `/chat` have the headers, and every error its sentence."""

    def is_ours(request: Request) -> bool:
        return bool(request.path == PATH or request.path.startswith(PATH + "/"))

    @app.on_response
    async def add_headers(request: Request, answer: BaseHTTPResponse) -> None:
        if is_ours(request):
            protect(answer, site.embed_origins)

    @app.exception(Exception)  # type: ignore[no-untyped-call]
    async def say(request: Request, exception: Exception) -> HTTPResponse:
        if is_ours(request):
            return failure(request, exception)
        answer: HTTPResponse = app.error_handler.default(request, exception)  # type: ignore[no-untyped-call]
        return answer

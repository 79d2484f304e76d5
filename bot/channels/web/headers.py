"""The headers of every answer: nothing runs or loads but the page's own files, and nobody frames it unasked."""

from __future__ import annotations

from collections.abc import Sequence

from sanic.response import BaseHTTPResponse

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
_PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "usb",
    )
)


def content_security_policy(embed_origins: Sequence[str]) -> str:
    """The policy; the origins may show the page in a frame."""
    return _POLICY.format(ancestors=" ".join(embed_origins) or "'none'")


def protect(response: BaseHTTPResponse, embed_origins: Sequence[str]) -> None:
    """Put the headers on an answer; one that says nothing of caching is kept nowhere."""
    response.headers["Content-Security-Policy"] = content_security_policy(embed_origins)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Permissions-Policy"] = _PERMISSIONS
    response.headers.setdefault("Cache-Control", "no-store")

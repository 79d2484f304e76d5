"""What a request must be before anyone looks at what it says: from the page itself, JSON, and not too large."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sanic.exceptions import InvalidUsage
from sanic.request import Request

from bot.channels.text import LONGEST, clean

PATH = "/chat"
"""Where the page and its requests are; the cookie goes nowhere else."""
LARGEST = 64_000
"""Bytes of a request's body: the longest text, each of its characters escaped, and room for the rest."""

Networks = Sequence[IPv4Network | IPv6Network]


class Refused(Exception):
    """A request that is not answered; `reason` names the sentence in the domain (`utter_web_error_…`)."""

    def __init__(self, status: int, reason: str, retry_after: int = 0) -> None:
        super().__init__(reason)
        self.status, self.reason, self.retry_after = status, reason, retry_after


class Posted(NamedTuple):
    """A message: its id, its text, and the number of the last message that the page knew of, if it said so."""

    id: str
    text: str
    after: int | None


def check_origin(request: Request, proxies: Networks) -> None:
    """Refuse what another site made a browser send. Raises Refused.

    Browsers name the origin of every POST; what names none is no browser, and carries nobody's cookie by accident.
    """
    fetched = request.headers.get("sec-fetch-site")
    if fetched is not None and fetched != "same-origin":
        raise Refused(403, "origin")
    origin = request.headers.get("origin")
    if origin is not None and _host(origin) != _own_host(request, proxies):
        raise Refused(403, "origin")


def read_json(request: Request) -> dict[str, Any]:
    """The JSON object of a request. Raises Refused."""
    if len(request.body) > LARGEST:
        raise Refused(413, "too_long")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "form")
    try:
        body = request.json
    except (InvalidUsage, RecursionError, ValueError):
        body = None
    if not isinstance(body, dict):
        raise Refused(400, "form")
    return body


def read_message(request: Request) -> Posted:
    """The message of a request, its text as every channel reads it. Raises Refused."""
    body = read_json(request)
    text, after = body.get("text"), body.get("after")
    if not isinstance(text, str) or not (after is None or type(after) is int):
        raise Refused(400, "form")
    if len(text) > LONGEST:
        raise Refused(413, "too_long")
    try:
        message = str(uuid.UUID(body.get("id")))
    except (TypeError, ValueError, AttributeError):
        raise Refused(400, "form") from None
    text = clean(text)
    if not text:
        raise Refused(400, "empty")
    return Posted(message, text, after)


def address_of(request: Request, proxies: Networks) -> str:
    """Whose request it is: the peer, or, behind proxies that are trusted, the last address that is none of them.

    Of IPv6 the network counts: one household has billions of addresses.
    """
    address = _peer(request)
    for hop in reversed(request.headers.get("x-forwarded-for", "").split(",")):
        if address is None or not _is_trusted(address, proxies):
            break
        try:
            address = ip_address(hop.strip())
        except ValueError:
            break
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False))
    return str(address)


def is_secure(request: Request, proxies: Networks) -> bool:
    """Whether the browser's connection is encrypted, as far as this server can tell."""
    peer = _peer(request)
    behind_proxy = peer is not None and _is_trusted(peer, proxies)
    forwarded = request.headers.get("x-forwarded-proto", "") if behind_proxy else ""
    return "https" in (request.scheme, forwarded.strip().lower())


def _own_host(request: Request, proxies: Networks) -> str:
    peer = _peer(request)
    forwarded: str | None = request.headers.get("x-forwarded-host")
    if forwarded and peer is not None and _is_trusted(peer, proxies):
        return _without_default_port(forwarded)
    return _without_default_port(request.headers.get("host", ""))


def _host(origin: str) -> str | None:
    """The host and port of an origin; None where it is none ("null", another scheme)."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return _without_default_port(parts.netloc) if parts.scheme in ("http", "https") and parts.netloc else None


def _without_default_port(host: str) -> str:
    return host.strip().lower().removesuffix(":443").removesuffix(":80")


def _peer(request: Request) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(request.ip.partition("%")[0])
    except ValueError:
        return None


def _is_trusted(address: IPv4Address | IPv6Address, proxies: Networks) -> bool:
    plain = getattr(address, "ipv4_mapped", None) or address
    return any(plain in network for network in proxies)

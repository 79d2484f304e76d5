"""The cookie that holds a session's token: no script reads it, and no other site can make a browser send it."""

from __future__ import annotations

from bot.channels.web.requests import PATH
from bot.channels.web.sessions import DAY
from bot.settings import Settings

NAME = "prescreen_session"


def set_cookie(token: str, site: Settings, secure: bool) -> str:
    """The `Set-Cookie` header that hands out a token."""
    return _cookie(token, site.keep_days * DAY, site, secure)


def expire_cookie(site: Settings, secure: bool) -> str:
    """The `Set-Cookie` header that takes the token back."""
    return _cookie("", 0, site, secure)


def _cookie(value: str, seconds: int, site: Settings, secure: bool) -> str:
    parts = [f"{NAME}={value}", f"Path={PATH}", f"Max-Age={seconds}", "HttpOnly"]
    if site.embed_origins:
        # In another site's frame a browser sends no stricter cookie; partitioned, each of those sites has its own.
        parts += ["Secure", "SameSite=None", "Partitioned"]
    else:
        parts += ["Secure"] * secure + ["SameSite=Strict"]
    return "; ".join(parts)

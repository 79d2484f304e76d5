"""What Slack sends to an app, built and not yet sent.

The form of each is from Slack's reference: "Events API" (the envelope), "message" and its subtypes, "app_mention",
"block_actions payload", "view_submission", "Implementing slash commands", "Formatting message text" (escaping).
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
import urllib.parse
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from tests.slack.names import (
    APP,
    BOT,
    BOT_USER,
    CHANNEL,
    MARIA,
    TEAM,
    TEAM_DOMAIN,
    Json,
    Timestamps,
    direct_channel,
)

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
TOKEN = "made-up-verification-token"
"""Slack still sends the token that was checked before there were signatures."""

_ID = re.compile(r"@([UW][A-Z0-9]{8,})\b")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"https?://[^\s<>|]+")
_PHONE = re.compile(r"(?<![\w<:|])\+?\d[\d ()-]{7,}\d(?!\w)")


def as_slack_writes(typed: str, phones: bool = False) -> str:
    """What somebody typed, as it is in an event: escaped, with mentions, addresses and links in angle brackets.

    A mention is typed as `@` and a user's id. Phone numbers are put in brackets only if asked.
    """
    text = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _LINK.sub(r"<\g<0>>", text)
    text = _ID.sub(r"<@\1>", text)
    text = _MAIL.sub(r"<mailto:\g<0>|\g<0>>", text)
    if phones:
        text = _PHONE.sub(lambda match: f"<tel:{re.sub('[^0-9+]', '', match[0])}|{match[0]}>", text)
    return text


@dataclasses.dataclass(frozen=True)
class Request:
    """A request that Slack would make, without its signature, which is of the moment it is sent."""

    body: bytes
    content_type: str
    payload: Json
    """What is in the body."""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def retried(self, number: int = 1, reason: str = "http_timeout") -> Request:
        """The same event once more, as Slack sends what wasn't acknowledged within 3 seconds."""
        headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        return dataclasses.replace(self, headers={**self.headers, **headers})

    @property
    def event(self) -> Json:
        """The event within the envelope."""
        event: Json = self.payload["event"]
        return event

    @property
    def ts(self) -> str:
        """The timestamp of the message that the event is about."""
        return str(self.event["ts"])


class Events:
    """Builds requests. Everything that Slack makes unique is so: timestamps, event ids, triggers.

    `ts` gives timestamps; `response_url` gives a response URL for a kind (`commands` or `actions`), a channel, a user,
    and the message that was tapped.
    """

    def __init__(self, ts: Callable[[], str] | None = None, response_url: Callable[..., str] | None = None) -> None:
        self.ts = ts or Timestamps().next
        self._response_url = response_url or (lambda kind, *_: f"http://127.0.0.1:9/{kind}/{TEAM}/1/made-up")
        self._numbers = itertools.count(1)

    # Events

    def envelope(self, event: Json, event_id: str | None = None, **more: Any) -> Request:
        """An event as the Events API sends it; `more` replaces what is in the envelope."""
        payload: Json = {
            "token": TOKEN,
            "team_id": TEAM,
            "context_team_id": TEAM,
            "context_enterprise_id": None,
            "api_app_id": APP,
            "event": event,
            "type": "event_callback",
            "event_id": event_id or f"Ev{next(self._numbers):09d}",
            "event_time": int(float(event.get("event_ts") or self.ts())),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{uuid.uuid4().hex}",
        }
        return json_request(payload | more)

    def url_verification(self, challenge: str = "made-up-challenge") -> Request:
        """What Slack asks of a new request URL."""
        return json_request({"token": TOKEN, "challenge": challenge, "type": "url_verification"})

    def direct_message(self, typed: str, user: str = MARIA, thread_ts: str | None = None, **how: Any) -> Request:
        """`message.im`: somebody writes to the bot alone."""
        return self.envelope(self._message(typed, user, direct_channel(user), "im", thread_ts, **how))

    def channel_message(
        self, typed: str, user: str = MARIA, channel: str = CHANNEL, thread_ts: str | None = None, **how: Any
    ) -> Request:
        """`message.channels`: somebody writes in a channel that the bot reads."""
        return self.envelope(self._message(typed, user, channel, "channel", thread_ts, **how))

    def mention(
        self, typed: str, user: str = MARIA, channel: str = CHANNEL, thread_ts: str | None = None, **how: Any
    ) -> tuple[Request, Request]:
        """Somebody mentions the bot in a channel that it reads: `app_mention` and `message.channels`.

        Slack sends both, with the same `ts` and different event ids. The mention is put before what was typed, unless
        it is in it.
        """
        if f"@{BOT_USER}" not in typed:
            typed = f"@{BOT_USER} {typed}"
        message = self._message(typed, user, channel, "channel", thread_ts, **how)
        mention = {key: value for key, value in message.items() if key != "channel_type"} | {"type": "app_mention"}
        return self.envelope(mention), self.envelope(message)

    def message_changed(self, original: Request, typed: str) -> Request:
        """Somebody edits what they wrote."""
        before = _kept(original.event)
        text = as_slack_writes(typed)
        edited = {"user": before.get("user"), "ts": self.ts()}
        after = before | {"text": text, "blocks": _rich_text(typed), "edited": edited}
        return self._hidden("message_changed", original, message=after, previous_message=before)

    def message_deleted(self, original: Request) -> Request:
        """Somebody deletes what they wrote."""
        return self._hidden("message_deleted", original, deleted_ts=original.ts, previous_message=_kept(original.event))

    def own_message(self, message: Json) -> Request:
        """A message of the bot itself, as Slack tells the bot of it too; `message` as the stub keeps it."""
        kind = "im" if message["channel"].startswith("D") else "channel"
        return self.envelope(message | {"channel_type": kind, "event_ts": message["ts"]})

    def bot_message(self, text: str, channel: str = CHANNEL, thread_ts: str | None = None) -> Request:
        """A message of another app's bot."""
        event = self._message(text, "", channel, "channel", thread_ts)
        del event["user"], event["client_msg_id"]
        return self.envelope(event | {"subtype": "bot_message", "bot_id": "B0WEATHER", "username": "Weather"})

    def file_share(self, typed: str = "", user: str = MARIA, channel: str | None = None) -> Request:
        """Somebody shares a file, with or without a word; in direct messages, unless a channel is given."""
        event = self._message(typed, user, channel or direct_channel(user), "channel" if channel else "im")
        shared: Json = {"id": "F0MADEUP1", "name": "letter.pdf", "title": "letter.pdf", "mimetype": "application/pdf"}
        shared |= {"filetype": "pdf", "user": user, "size": 92582, "mode": "hosted", "is_external": False}
        return self.envelope(event | {"subtype": "file_share", "files": [shared], "upload": False})

    def join(self, user: str = MARIA, channel: str = CHANNEL) -> Request:
        """The message that says that somebody joined a channel."""
        event = self._message("", user, channel, "channel") | {"subtype": "channel_join"}
        del event["blocks"], event["client_msg_id"]
        return self.envelope(event | {"text": f"<@{user}> has joined the channel"})

    def _message(
        self,
        typed: str,
        user: str,
        channel: str,
        channel_type: str,
        thread_ts: str | None = None,
        *,
        ts: str | None = None,
        phones: bool = False,
        as_is: bool = False,
    ) -> Json:
        """With `as_is`, the text is put into the event as it is given."""
        ts = ts or self.ts()
        event: Json = {
            "user": user,
            "type": "message",
            "ts": ts,
            "client_msg_id": str(uuid.uuid4()),
            "text": typed if as_is else as_slack_writes(typed, phones),
            "team": TEAM,
            "blocks": _rich_text(typed),
            "channel": channel,
            "event_ts": ts,
            "channel_type": channel_type,
        }
        return event | ({"thread_ts": thread_ts, "parent_user_id": BOT_USER} if thread_ts else {})

    def _hidden(self, subtype: str, original: Request, **more: Any) -> Request:
        ts = self.ts()
        kind = original.event.get("channel_type", "channel")
        event = {"type": "message", "subtype": subtype, "channel": original.event["channel"], "hidden": True}
        return self.envelope(event | {"ts": ts, "event_ts": ts, "channel_type": kind} | more)

    # Interactivity and commands

    def action(self, message: Json, action: Json, user: str, state: Json) -> Request:
        """`block_actions`: an element of a message was used; `message` has its `channel`, as the stub gives it."""
        channel, ephemeral = message["channel"], bool(message.get("is_ephemeral"))
        container = {"type": "message", "message_ts": message["ts"], "channel_id": channel, "is_ephemeral": ephemeral}
        if "thread_ts" in message:
            container["thread_ts"] = message["thread_ts"]
        payload = self._interaction("block_actions", user) | {
            "container": container,
            "channel": {"id": channel, "name": "directmessage" if channel.startswith("D") else "made-up-study"},
            "state": {"values": state},
            "response_url": self._response_url("actions", channel, user, message["ts"]),
            "actions": [action | {"action_ts": self.ts()}],
        }
        # Of an ephemeral message, Slack keeps nothing that it could send along.
        return form_payload(payload if ephemeral else payload | {"message": _kept(message)})

    def view_submission(self, view: Json, values: Json, user: str = MARIA) -> Request:
        """A modal was submitted; `view` as `views.open` answered it, `values` by block id and action id."""
        held = {key: value for key, value in view.items() if key != "trigger_id"}
        held |= {"state": {"values": values}, "app_id": APP, "bot_id": BOT, "app_installed_team_id": TEAM}
        return form_payload(self._interaction("view_submission", user) | {"view": held, "response_urls": []})

    def command(
        self, text: str = "", user: str = MARIA, channel: str = CHANNEL, command: str = "/prescreen"
    ) -> Request:
        """A slash command; its text is sent as it was typed."""
        fields = {
            "token": TOKEN,
            "team_id": TEAM,
            "team_domain": TEAM_DOMAIN,
            "channel_id": channel,
            "channel_name": "directmessage" if channel.startswith("D") else "made-up-study",
            "user_id": user,
            "user_name": user.lower(),
            "command": command,
            "text": text,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self._response_url("commands", channel, user, None),
            "trigger_id": self._trigger(),
        }
        return Request(urllib.parse.urlencode(fields).encode(), FORM, fields)

    def ssl_check(self) -> Request:
        """What Slack sends now and then to the URL of a command, to see that its certificate is good."""
        fields = {"token": TOKEN, "ssl_check": "1"}
        return Request(urllib.parse.urlencode(fields).encode(), FORM, fields)

    def _interaction(self, kind: str, user: str) -> Json:
        person = {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM}
        payload: Json = {"type": kind, "user": person, "api_app_id": APP, "token": TOKEN, "trigger_id": self._trigger()}
        return payload | {
            "team": {"id": TEAM, "domain": TEAM_DOMAIN},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _trigger(self) -> str:
        return f"{next(self._numbers)}.1234567890.{uuid.uuid4().hex}"


def json_request(payload: Json) -> Request:
    """An object as the Events API sends it."""
    return Request(json.dumps(payload, ensure_ascii=False).encode(), JSON, payload)


def form_payload(payload: Json) -> Request:
    """An object as interactivity sends it: JSON in a form."""
    return Request(urllib.parse.urlencode({"payload": json.dumps(payload)}).encode(), FORM, payload)


def _kept(message: Json) -> Json:
    """The message alone, without where it is and what the stub adds."""
    elsewhere = ("channel", "channel_type", "event_ts", "seen_by", "is_ephemeral")
    return {key: value for key, value in message.items() if key not in elsewhere}


def _rich_text(typed: str) -> list[Json]:
    """The block that Slack makes of what somebody types."""
    parts: list[Json] = []
    # A pattern with a group splits into text and mentions in turn.
    for number, part in enumerate(_ID.split(typed)):
        if number % 2:
            parts.append({"type": "user", "user_id": part})
        elif part:
            parts.append({"type": "text", "text": part})
    section = {"type": "rich_text_section", "elements": parts}
    return [{"type": "rich_text", "block_id": uuid.uuid4().hex[:5], "elements": [section]}]

"""What came from Slack, as this channel sees it: someone wrote, edited, deleted, tapped or gave a command.

Source: Slack's documentation of the Events API, of interactivity and of slash commands.
"""

from __future__ import annotations

import json
import re
import time
from typing import Any, NamedTuple

from bot.channels.slack import text as slack_text
from bot.channels.slack.requests import Posted

JSON = Any

WRITTEN, EDITED, DELETED, TAPPED, COMMANDED = "written", "edited", "deleted", "tapped", "commanded"

_MESSAGES = ("message", "app_mention")
_WRITTEN_TOO = ("file_share", "thread_broadcast", "me_message")
"""Subtypes that are a person's message; every other is a notice of Slack's, or another app's."""
DIRECT = "im"


class Arrival(NamedTuple):
    """One thing that someone did. `key` is the same however often, and in whatever form, Slack tells of it."""

    key: str
    what: str
    team: str
    channel: str
    user: str
    ts: str
    """Slack's time of the message, which orders and names it; of a tap or a command the time of that."""
    text: str = ""
    thread: str | None = None
    """The time of the message that begins the thread; None outside of one."""
    revision: str = ""
    """The time of the edit; empty for what was never edited."""
    mentions: tuple[str, ...] = ()
    is_mention: bool = False
    """Slack itself says that it is for the bot: a mention, or a direct message."""
    bot: str | None = None
    """The bot's own user id, where Slack tells it along."""
    tapped: str = ""
    """Of a tap, what the block of the button belongs to, and what was chosen; see `drawing`."""
    chosen: tuple[str, ...] = ()
    response_url: str = ""
    message: str | None = None
    """Of a tap: the time of the message whose button it was."""

    @property
    def direct(self) -> bool:
        """Whether it was said in direct messages with the bot."""
        return is_direct(self.channel)


def is_direct(channel: str) -> bool:
    """Whether a channel's id is that of direct messages."""
    return channel.startswith("D")


def arrival(posted: Posted) -> Arrival | None:
    """What came, or None where it is nothing that anybody said to anyone: another app's message, a notice, a like."""
    try:
        if posted.kind == "event":
            return _event(posted.content)
        return _tap(posted.content) if posted.kind == "tap" else _command(posted.content)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError):
        # Of another form than Slack's documentation says: nothing that can be answered.
        return None


def _event(envelope: dict[str, JSON]) -> Arrival | None:
    event = envelope["event"]
    if envelope.get("type") != "event_callback" or event["type"] not in _MESSAGES:
        return None
    subtype = event.get("subtype")
    known = {"team": envelope["team_id"], "channel": event["channel"], "bot": _own_id(envelope)}
    if subtype == "message_changed":
        return _edit(event, known)
    if subtype == "message_deleted":
        ts, before = event["deleted_ts"], event.get("previous_message") or {}
        user = before.get("user", "")
        return _checked(Arrival(f"deleted {known['channel']} {ts}", DELETED, user=user, ts=ts, **known))
    if (subtype is not None and subtype not in _WRITTEN_TOO) or _is_of_an_app(event):
        return None
    is_for_bot = event["type"] == "app_mention" or event.get("channel_type") == DIRECT
    return _checked(_written(event, known, is_for_bot))


def _written(message: dict[str, JSON], known: dict[str, JSON], is_mention: bool) -> Arrival:
    heard = slack_text.read(message.get("text"))
    ts = message["ts"]
    thread = message.get("thread_ts")
    return Arrival(
        f"written {known['channel']} {ts}",
        WRITTEN,
        user=message["user"],
        ts=ts,
        text=heard.text,
        thread=None if thread == ts else thread,
        mentions=heard.mentions,
        is_mention=is_mention,
        **known,
    )


def _edit(event: dict[str, JSON], known: dict[str, JSON]) -> Arrival | None:
    message = event["message"]
    if message.get("subtype") == "tombstone":
        # A message with replies that was deleted leaves this behind.
        ts = message["ts"]
        user = (event.get("previous_message") or {}).get("user", "")
        return _checked(Arrival(f"deleted {known['channel']} {ts}", DELETED, user=user, ts=ts, **known))
    if _is_of_an_app(message) or (event.get("previous_message") or {}).get("text") == message.get("text"):
        return None  # Slack also says "changed" where it unfolds a link.
    revision = (message.get("edited") or {}).get("ts") or event.get("event_ts") or event["ts"]
    edited = _written(message, known, False)._replace(what=EDITED, revision=revision)
    return _checked(edited._replace(key=f"edited {known['channel']} {edited.ts} {revision}"))


def _is_of_an_app(message: dict[str, JSON]) -> bool:
    return bool(message.get("bot_id") or message.get("bot_profile") or message.get("subtype") == "bot_message")


def _own_id(envelope: dict[str, JSON]) -> str | None:
    for one in envelope.get("authorizations") or ():
        if one.get("is_bot"):
            return str(one["user_id"])
    return None


def _tap(payload: dict[str, JSON]) -> Arrival | None:
    if payload.get("type") != "block_actions":
        return None
    action, message = payload["actions"][0], payload.get("message") or {}
    if "selected_options" in action:
        return None  # Slack tells of each box that is ticked; what they say is sent by the button beside them.
    place = payload.get("container") or {}
    channel = (payload.get("channel") or {}).get("id") or place["channel_id"]
    ts = action.get("action_ts") or _now()
    return _checked(
        Arrival(
            f"tapped {channel} {action['block_id']} {action['action_id']} {ts}",
            TAPPED,
            (payload.get("team") or {}).get("id") or payload["user"]["team_id"],
            channel,
            payload["user"]["id"],
            ts,
            thread=message.get("thread_ts") or place.get("thread_ts"),
            tapped=f"{action['block_id']} {action['action_id']}",
            chosen=_chosen(action, payload),
            response_url=payload.get("response_url") or "",
            message=message.get("ts") or place.get("message_ts"),
        )
    )


def _chosen(action: dict[str, JSON], payload: dict[str, JSON]) -> tuple[str, ...]:
    """What was chosen: a button's value or a menu's; for a button that sends checkboxes, what is checked beside it."""
    if "selected_option" in action:
        return (action["selected_option"]["value"],) if action["selected_option"] else ()
    beside = ((payload.get("state") or {}).get("values") or {}).get(action["block_id"]) or {}
    checked = [option["value"] for one in beside.values() for option in one.get("selected_options") or ()]
    return (action.get("value") or "", *checked)


def _command(form: dict[str, JSON]) -> Arrival | None:
    ts = _now()
    return _checked(
        Arrival(
            f"commanded {form['trigger_id']}",
            COMMANDED,
            form["team_id"],
            form["channel_id"],
            form["user_id"],
            ts,
            text=slack_text.read(form.get("text")).text,
            response_url=form.get("response_url") or "",
        )
    )


_ID = re.compile(r"[A-Z0-9]{1,64}")
_TS = re.compile(r"\d{10}\.\d{6}", re.ASCII)
"""Slack's times, all of one length: they are put in order as the texts that they are."""
_LONGEST = 2000


def _checked(found: Arrival) -> Arrival | None:
    """The arrival, where what names it has Slack's form, and the rest is text of a length that Slack sends.

    What comes in another form would break whoever handles it later, when nobody can be told any more.
    """
    ids = (found.team, found.channel, *((found.user,) if found.user != "" or found.what != DELETED else ()))
    times = (found.ts, *(time for time in (found.thread, found.message) if time is not None))
    times += (found.revision,) if found.revision != "" else ()
    texts = (found.key, found.tapped, found.response_url, *found.chosen)
    if not all(map(_ID.fullmatch, ids)) or not all(map(_TS.fullmatch, times)):
        return None
    if max(len(text.encode()) for text in texts) > _LONGEST:
        return None
    return found


def _now() -> str:
    """This moment in the form of Slack's times."""
    return f"{time.time():.6f}"


def as_json(found: Arrival) -> str:
    """The arrival as text, to be kept until it is handled."""
    return json.dumps(found)


def from_json(kept: str) -> Arrival:
    """What `as_json` gave."""
    fields = [tuple(one) if isinstance(one, list) else one for one in json.loads(kept)]
    return Arrival._make(fields)

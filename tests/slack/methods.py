"""The methods of the stub of Slack's Web API, and its response URLs."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable, Collection
from typing import Any, NamedTuple, Protocol

from tests.slack.block_kit import characters, check_blocks, check_view, pings
from tests.slack.messages import Messages
from tests.slack.names import BOT, BOT_USER, TEAM, TEAM_DOMAIN, TIMESTAMP, Json, Timestamps, direct_channel

TEXT = 40_000
"""Characters of a message's text ("chat.postMessage", "Truncating content")."""
UPDATED_TEXT = 4_000
"""Bytes of the text that `chat.update` takes, far fewer than for a new message. Not every copy of its page says so, but
those who send more are answered `msg_too_long`."""
RESPONSES = 5
"""How often a response URL may be used ("Handling user interaction"); that it lasts 30 minutes isn't acted out."""
PAGE = {"conversations.history": 100, "conversations.replies": 1000}
"""How many messages come at once if a call doesn't say."""


class Refused(Exception):
    """Slack answers with `"ok": false`."""

    def __init__(self, error: str, *messages: str) -> None:
        super().__init__(error)
        self.answer: Json = {"ok": False, "error": error}
        if messages:
            self.answer |= {"errors": list(messages), "response_metadata": {"messages": list(messages)}}


class Response(NamedTuple):
    """What was posted to a response URL."""

    kind: str
    """`commands` or `actions`."""
    channel: str
    user: str
    response_type: str
    """`ephemeral`, which it is if nothing is said, or `in_channel`."""
    text: str
    blocks: list[Json]
    replace_original: bool
    delete_original: bool
    thread_ts: str | None


class Setting(Protocol):
    """What of the stub the methods look at, and write to."""

    violations: list[str]
    allow_mentions: bool | Collection[str]
    known_channels: set[str] | None
    not_in: set[str]
    block_characters: int | None


class Methods:
    """What each method does. Not for several threads: the stub holds its lock around every call."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self.timestamps = Timestamps()
        self.messages = Messages(self.timestamps)
        self.responses: list[Response] = []
        self.views: list[Json] = []
        self._direct: set[str] = set()
        self._urls: dict[str, tuple[str, str, str, str | None]] = {}
        self._used: dict[str, int] = {}
        self._numbers = itertools.count(1)
        self._methods: dict[str, Callable[[Json], Json]] = {
            "auth.test": self._auth_test,
            "chat.postMessage": self._post,
            "chat.postEphemeral": self._post_ephemeral,
            "chat.update": self._update,
            "chat.delete": self._delete,
            "conversations.open": self._open,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
            "views.open": self._open_view,
        }

    def call(self, method: str, arguments: Json) -> Json:
        """Act upon a call, and answer it.

        Raises Refused as Slack would refuse it.
        """
        if method not in self._methods:
            raise Refused("unknown_method")
        # As in the answer, what is read from a form is also in the record of the call.
        for key in ("blocks", "metadata", "view", "attachments"):
            if isinstance(arguments.get(key), str):
                try:
                    arguments[key] = json.loads(arguments[key])
                except ValueError:
                    raise self._wrong(f"invalid_{key}_format", f"{key} isn't JSON") from None
        return {"ok": True} | copy.deepcopy(self._methods[method](arguments))

    def held(self, channel: str, thread_ts: str | None, everyone: bool) -> list[Json]:
        """The messages of a channel or of a thread, each with its channel."""
        held = self.messages.channel(channel) if thread_ts is None else self.messages.thread(channel, thread_ts)
        return [one | {"channel": channel} for one in held if everyone or one.get("bot_id") == BOT]

    def _wrong(self, error: str, *sentences: str) -> Refused:
        """A refusal of something that a bot should never send."""
        self._setting.violations.extend(sentences)
        return Refused(error, *sentences)

    # Messages

    def _auth_test(self, arguments: Json) -> Json:
        team = {"url": f"https://{TEAM_DOMAIN}.slack.com/", "team": "Made-up study", "team_id": TEAM}
        return team | {"user": "prescreen", "user_id": BOT_USER, "bot_id": BOT, "is_enterprise_install": False}

    def _post(self, arguments: Json) -> Json:
        channel = self._channel(arguments, user_too=True)
        self._check(arguments)
        thread = self._thread(channel, arguments)
        message = self.messages.from_bot(arguments.get("text", ""), arguments.get("blocks"), thread)
        if arguments.get("metadata"):
            message["metadata"] = arguments["metadata"]
        self.messages.add(channel, message)
        return {"channel": channel, "ts": message["ts"], "message": message}

    def _post_ephemeral(self, arguments: Json) -> Json:
        channel = self._channel(arguments)
        if not arguments.get("user"):
            raise self._wrong("invalid_arguments", "chat.postEphemeral lacks user")
        self._check(arguments)
        thread = self._thread(channel, arguments)
        message = self.messages.from_bot(arguments.get("text", ""), arguments.get("blocks"), thread)
        self.messages.add_ephemeral(channel, arguments["user"], message)
        return {"message_ts": message["ts"]}

    def _update(self, arguments: Json) -> Json:
        channel = self._channel(arguments)
        message = self._own(channel, arguments, "cant_update_message")
        self._check(arguments, most_bytes=UPDATED_TEXT)
        self._change(message, arguments)
        if "metadata" in arguments:
            message["metadata"] = arguments["metadata"]
            if not arguments["metadata"]:
                del message["metadata"]
        return {"channel": channel, "ts": message["ts"], "text": message["text"], "message": message}

    def _change(self, message: Json, arguments: Json) -> None:
        """Blocks without text leave the text; text without blocks takes the blocks away ("chat.update")."""
        message["text"] = arguments.get("text", message["text"])
        message.pop("blocks", None)
        if arguments.get("blocks"):
            message["blocks"] = self.messages.named(arguments["blocks"])
        else:
            message["edited"] = {"user": BOT_USER, "ts": self.timestamps.next()}

    def _delete(self, arguments: Json) -> Json:
        channel = self._channel(arguments)
        message = self._own(channel, arguments, "cant_delete_message")
        self.messages.remove(channel, message["ts"])
        return {"channel": channel, "ts": message["ts"]}

    def _channel(self, arguments: Json, user_too: bool = False) -> str:
        channel = arguments.get("channel")
        if not isinstance(channel, str) or not channel:
            raise self._wrong("channel_not_found", "a call lacks channel")
        # A message to a user goes to the direct messages with that user ("chat.postMessage", "Channels").
        if user_too and channel[0] in "UW":
            channel = direct_channel(channel)
            self._direct.add(channel)
        known = self._setting.known_channels
        if channel[0] in "UW" or (known is not None and channel not in known | self._direct):
            raise Refused("channel_not_found")
        if channel in self._setting.not_in:
            raise Refused("not_in_channel")
        return channel

    def _own(self, channel: str, arguments: Json, error: str) -> Json:
        """The bot's own message that a call is about."""
        message = self.messages.find(channel, str(arguments.get("ts")))
        if message is None:
            raise Refused("message_not_found")
        if message.get("bot_id") != BOT:
            raise self._wrong(error, f"a message of somebody else, {message['ts']}, was to be changed")
        return message

    def _thread(self, channel: str, arguments: Json) -> str | None:
        thread = arguments.get("thread_ts")
        if thread is None:
            return None
        if not isinstance(thread, str) or not TIMESTAMP.fullmatch(thread):
            raise self._wrong("invalid_arguments", f"thread_ts isn't a timestamp: {thread!r}")
        first = self.messages.find(channel, thread)
        if first is not None and first.get("thread_ts", thread) != thread:
            self._setting.violations.append(f"thread_ts {thread} is of a reply, not of the message it replies to")
        return thread

    def _check(self, arguments: Json, most_bytes: int | None = None) -> None:
        """What Slack refuses in a message, and what a bot shouldn't send though Slack takes it."""
        text, blocks = arguments.get("text", ""), arguments.get("blocks")
        if not isinstance(text, str):
            raise self._wrong("invalid_arguments", "text must be a string")
        if not text.strip() and not blocks and not arguments.get("attachments"):
            raise self._wrong("no_text", "a message has neither text nor blocks")
        if len(text) > TEXT or (most_bytes and len(text.encode()) > most_bytes):
            raise self._wrong("msg_too_long", f"the text of a message is too long: {len(text)} characters")
        wrong = [] if blocks is None else check_blocks(blocks)
        if wrong:
            raise self._wrong("invalid_blocks", *wrong)
        most = self._setting.block_characters
        if most is not None and characters(blocks) > most:
            raise self._wrong("msg_blocks_too_long", f"the blocks of a message have {characters(blocks)} characters")
        metadata = arguments.get("metadata")
        if metadata:
            held = metadata if isinstance(metadata, dict) else {}
            if not isinstance(held.get("event_type"), str) or not isinstance(held.get("event_payload"), dict):
                raise self._wrong("invalid_metadata_format", "metadata must have event_type and event_payload")
        found = pings(text, blocks, self._setting.allow_mentions)
        for key, harmless in (("link_names", (False, "false", "0", 0)), ("parse", ("none",)), ("attachments", ([],))):
            if key in arguments and arguments[key] not in harmless:
                found.append(f"a message has {key}, by which words become mentions or which isn't looked into here")
        if blocks and not text.strip():
            found.append("a message has blocks and no text, which notifications and screen readers need")
        self._setting.violations.extend(found)

    # Conversations

    def _open(self, arguments: Json) -> Json:
        users = [user for user in str(arguments.get("users", "")).split(",") if user]
        channel = arguments.get("channel") or (direct_channel(users[0]) if users else None)
        if channel is None:
            raise self._wrong("users_list_not_supplied", "conversations.open lacks users")
        if len(users) > 1:  # Conversations of several people aren't acted out here.
            raise Refused("method_not_supported_for_channel_type")
        known = channel in self._direct
        self._direct.add(channel)
        return {"channel": {"id": channel}} | ({"no_op": True, "already_open": True} if known else {})

    def _history(self, arguments: Json) -> Json:
        channel = self._channel(arguments)
        held = [one for one in self.messages.channel(channel) if one.get("thread_ts", one["ts"]) == one["ts"]]
        return self._page("conversations.history", held[::-1], arguments)

    def _replies(self, arguments: Json) -> Json:
        channel = self._channel(arguments)
        held = self.messages.thread(channel, str(arguments.get("ts")))
        if not held:
            raise Refused("thread_not_found")
        return self._page("conversations.replies", held, arguments)

    def _page(self, method: str, held: list[Json], arguments: Json) -> Json:
        inclusive = _true(arguments.get("inclusive"))
        for key, sign in (("oldest", 1), ("latest", -1)):
            if arguments.get(key):
                edge = float(arguments[key])
                apart = [(one, sign * (float(one["ts"]) - edge)) for one in held]
                held = [one for one, distance in apart if distance > 0 or (inclusive and distance == 0)]
        try:
            first = int(arguments.get("cursor") or 0)
            after = first + int(arguments.get("limit") or PAGE[method])
        except ValueError:
            raise self._wrong("invalid_arguments", f"{method} has a cursor or a limit that Slack never gave") from None
        shown = held[first:after]
        if not _true(arguments.get("include_all_metadata")):
            shown = [{key: value for key, value in one.items() if key != "metadata"} for one in shown]
        more = after < len(held)
        answer: Json = {"messages": shown, "has_more": more}
        return answer | ({"response_metadata": {"next_cursor": str(after)}} if more else {})

    def _open_view(self, arguments: Json) -> Json:
        if not arguments.get("trigger_id"):
            raise self._wrong("invalid_arguments", "views.open lacks trigger_id")
        wrong = check_view(arguments.get("view"))
        if wrong:
            raise self._wrong("invalid_arguments", *wrong)
        view = copy.deepcopy(arguments["view"])
        self._setting.violations.extend(pings("", view["blocks"], self._setting.allow_mentions))
        view |= {"id": f"V{next(self._numbers):08d}", "team_id": TEAM, "hash": self.timestamps.next()}
        view["blocks"] = self.messages.named(view["blocks"])
        self.views.append(view | {"trigger_id": arguments["trigger_id"]})
        return {"view": view}

    # Response URLs

    def response_path(self, kind: str, channel: str, user: str, ts: str | None) -> str:
        """The path of a new response URL."""
        path = f"/{kind}/{TEAM}/{next(self._numbers):012d}/made-up"
        self._urls[path] = (kind, channel, user, ts)
        return path

    def respond(self, path: str, arguments: Json) -> tuple[int, Any]:
        """The status and the answer for what was posted to a path outside the methods."""
        kind = path.split("/")[1]
        if kind not in ("commands", "actions"):
            return 404, {"ok": False, "error": "not_found"}
        kind, channel, user, ts = self._urls.get(path, (kind, "", "", None))
        self._used[path] = self._used.get(path, 0) + 1
        if self._used[path] > RESPONSES:
            self._setting.violations.append(f"a response URL was used {self._used[path]} times, of at most {RESPONSES}")
            return 404, {"ok": False, "error": "used_url"}
        delete = _true(arguments.get("delete_original"))
        if not delete:
            try:
                self._check(arguments)
            except Refused as refused:
                return 400, refused.answer
        response = Response(
            kind,
            channel,
            user,
            arguments.get("response_type", "ephemeral"),
            arguments.get("text", ""),
            arguments.get("blocks") or [],
            _true(arguments.get("replace_original")),
            delete,
            arguments.get("thread_ts"),
        )
        self.responses.append(response)
        self._show(response, arguments, ts)
        return 200, "ok"

    def _show(self, response: Response, arguments: Json, ts: str | None) -> None:
        """What people see of it: the tapped message changed or gone, or a new one."""
        channel = response.channel
        tapped = ts and (self.messages.find(channel, ts) or self.messages.find_ephemeral(channel, ts))
        if ts and response.delete_original:
            self.messages.remove(channel, ts)
        elif tapped and response.replace_original:
            self._change(tapped, arguments)
        elif channel and not response.delete_original:
            message = self.messages.from_bot(response.text, response.blocks, response.thread_ts)
            if response.response_type == "in_channel":
                self.messages.add(channel, message)
            else:
                self.messages.add_ephemeral(channel, response.user, message)


def _true(value: Any) -> bool:
    """Whether an argument is true, in JSON or in a form."""
    return value is True or str(value).lower() in ("1", "true")

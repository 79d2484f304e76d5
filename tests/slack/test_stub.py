"""The stub of Slack's Web API, met by Slack's own SDK."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.slack.faults import UNDER_WAY
from tests.slack.names import BOT_USER, CHANNEL, JONAS, MARIA, TOKEN, Json, direct_channel
from tests.slack.web_api import RESPONSE_URL, WebApi

SECTION = [{"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}]
METADATA = {"event_type": "screening", "event_payload": {"step": 3}}
LOST = (aiohttp.ClientError, OSError)


@pytest.fixture
def api() -> Iterator[WebApi]:
    with WebApi() as running:
        yield running


def call(api: WebApi, method: str, token: str | None = TOKEN, **arguments: Any) -> Json:
    """One call by the SDK; what was answered, also if it is a refusal."""

    async def once() -> Json:
        client = AsyncWebClient(token, base_url=api.url, retry_handlers=[])
        made: Callable[..., Coroutine[Any, Any, Any]] = getattr(client, method.replace(".", "_"))
        try:
            return dict((await made(**arguments)).data)
        except SlackApiError as error:
            held = error.response.data
            return dict(held) | {"status": error.response.status_code, "headers": dict(error.response.headers)}

    return asyncio.run(once())


def post(api: WebApi, text: str = "Hello", **more: Any) -> Json:
    answer = call(api, "chat.postMessage", channel=CHANNEL, text=text, **more)
    assert answer["ok"], answer
    return answer


def raw(url: str, body: bytes, content_type: str, **headers: str) -> Any:
    request = urllib.request.Request(url, body, {"Content-Type": content_type, **headers})
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


# Tokens and bodies


def test_a_token_is_asked_for_and_checked(api: WebApi) -> None:
    assert call(api, "auth.test")["user_id"] == BOT_USER
    assert call(api, "auth.test", token="xoxb-other")["error"] == "invalid_auth"
    assert call(api, "auth.test", token=None)["error"] == "not_authed"


def test_bodies_are_taken_as_json_and_as_a_form(api: WebApi) -> None:
    form = {"token": TOKEN, "channel": CHANNEL, "text": "Hello", "blocks": json.dumps(SECTION)}
    form["metadata"] = json.dumps(METADATA)
    url, kind = api.url + "chat.postMessage", "application/x-www-form-urlencoded"
    assert raw(url, urllib.parse.urlencode(form).encode(), kind)["message"]["metadata"] == METADATA
    body = json.dumps({"channel": CHANNEL, "text": "Hello", "blocks": SECTION}).encode()
    assert raw(url, body, "application/json; charset=utf-8", Authorization=f"Bearer {TOKEN}")["ok"]
    assert [made.arguments["blocks"] for made in api.calls] == [SECTION, SECTION]
    # A token isn't taken from JSON.
    assert raw(url, json.dumps({"token": TOKEN}).encode(), "application/json")["error"] == "not_authed"
    assert raw(url, b"{", "application/json")["error"] == "invalid_json"
    assert raw(url, b"[]", "application/json")["error"] == "json_not_object"
    assert raw(url, b"Hello", "text/csv")["error"] == "invalid_post_type"
    form["blocks"] = "["
    assert raw(url, urllib.parse.urlencode(form).encode(), kind)["error"] == "invalid_blocks_format"


def test_other_methods_are_unknown(api: WebApi) -> None:
    assert call(api, "users.info", user=MARIA)["error"] == "unknown_method"


# Messages


def test_a_message_is_kept_changed_and_removed(api: WebApi) -> None:
    first = post(api, blocks=SECTION, metadata=METADATA)
    reply = post(api, "Reply", thread_ts=first["ts"])
    assert float(reply["ts"]) > float(first["ts"])
    (kept,) = api.messages(CHANNEL, first["ts"])[:1]
    assert kept["reply_count"] == 1 and kept["user"] == BOT_USER and kept["blocks"][0]["block_id"]
    changed = call(api, "chat.update", channel=CHANNEL, ts=first["ts"], text="Changed")
    assert changed["message"]["text"] == "Changed"
    # Text alone takes the blocks away; metadata stays.
    (kept, _) = api.messages(CHANNEL)
    assert "blocks" not in kept and kept["metadata"] == METADATA
    assert call(api, "chat.delete", channel=CHANNEL, ts=first["ts"])["ok"]
    assert [message["text"] for message in api.messages(CHANNEL)] == ["Reply"]
    assert api.violations == []


def test_what_is_not_there_or_not_ones_own_is_not_changed(api: WebApi) -> None:
    api.add_message(CHANNEL, {"type": "message", "user": MARIA, "ts": api.ts(), "text": "Mine"})
    (hers,) = api.messages(CHANNEL, everyone=True)
    assert api.messages(CHANNEL) == []
    for method, error in (("chat.update", "cant_update_message"), ("chat.delete", "cant_delete_message")):
        more = {"text": "Yours"} if method == "chat.update" else {}
        assert call(api, method, channel=CHANNEL, ts="1700000000.000000", **more)["error"] == "message_not_found"
        assert call(api, method, channel=CHANNEL, ts=hers["ts"], **more)["error"] == error
    shown = call(api, "chat.postEphemeral", channel=CHANNEL, user=MARIA, text="For you")["message_ts"]
    assert call(api, "chat.update", channel=CHANNEL, ts=shown, text="No")["error"] == "message_not_found"


def test_channels_that_are_not_known_or_not_joined(api: WebApi) -> None:
    api.known_channels, api.not_in = {CHANNEL, "C0OTHERS1"}, {"C0OTHERS1"}
    assert call(api, "chat.postMessage", channel="C0NOWHERE", text="a")["error"] == "channel_not_found"
    assert call(api, "chat.postMessage", channel="C0OTHERS1", text="a")["error"] == "not_in_channel"
    opened = call(api, "conversations.open", users=MARIA)["channel"]["id"]
    assert opened == direct_channel(MARIA)
    assert call(api, "conversations.open", users=MARIA)["already_open"]
    assert call(api, "chat.postMessage", channel=opened, text="a")["ok"]
    assert call(api, "chat.postMessage", channel=JONAS, text="a")["channel"] == direct_channel(JONAS)
    assert call(api, "chat.update", channel=JONAS, ts="1.2", text="a")["error"] == "channel_not_found"


def test_only_one_user_sees_an_ephemeral_message(api: WebApi) -> None:
    call(api, "chat.postEphemeral", channel=CHANNEL, user=MARIA, text="For you", blocks=SECTION)
    assert [message["text"] for message in api.ephemerals(CHANNEL, MARIA)] == ["For you"]
    assert api.ephemerals(CHANNEL, JONAS) == api.messages(CHANNEL) == []


def test_history_and_replies(api: WebApi) -> None:
    first = post(api, "one", metadata=METADATA)["ts"]
    for text in ("two", "three"):
        post(api, text, thread_ts=first)
    post(api, "four")
    history = call(api, "conversations.history", channel=CHANNEL)
    assert [message["text"] for message in history["messages"]] == ["four", "one"]
    assert "metadata" not in history["messages"][1]
    replies = call(api, "conversations.replies", channel=CHANNEL, ts=first, limit=2, include_all_metadata=True)
    assert [message["text"] for message in replies["messages"]] == ["one", "two"]
    assert replies["has_more"] and replies["messages"][0]["metadata"] == METADATA
    cursor = replies["response_metadata"]["next_cursor"]
    rest = call(api, "conversations.replies", channel=CHANNEL, ts=first, cursor=cursor)
    assert [message["text"] for message in rest["messages"]] == ["three"] and not rest["has_more"]
    later = call(api, "conversations.history", channel=CHANNEL, oldest=first)
    assert [message["text"] for message in later["messages"]] == ["four"]
    assert call(api, "conversations.replies", channel=CHANNEL, ts="1.2")["error"] == "thread_not_found"


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        ("no_text", {"text": ""}),
        ("no_text", {"text": " ", "blocks": []}),
        ("msg_too_long", {"text": "x" * 40_001}),
        ("invalid_blocks", {"text": "a", "blocks": SECTION * 51}),
        ("invalid_metadata_format", {"text": "a", "metadata": {"event_type": "a"}}),
        ("invalid_arguments", {"text": "a", "thread_ts": "yesterday"}),
    ],
)
def test_what_slack_refuses_is_refused_and_noted(
    api: WebApi, error: str, arguments: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The SDK warns of what it is told to send here.
    monkeypatch.setenv("SKIP_SLACK_SDK_WARNING", "1")
    answer = call(api, "chat.postMessage", channel=CHANNEL, **arguments)
    assert answer["error"] == error
    assert len(api.violations) == 1 and api.messages(CHANNEL) == []


def test_a_changed_text_may_be_less_long_than_a_new_one(api: WebApi) -> None:
    ts = post(api, "x" * 40_000)["ts"]
    assert call(api, "chat.update", channel=CHANNEL, ts=ts, text="x" * 4000)["ok"]
    assert call(api, "chat.update", channel=CHANNEL, ts=ts, text="ä" * 2001)["error"] == "msg_too_long"


def test_a_limit_that_is_not_documented_may_be_set(api: WebApi) -> None:
    post(api, blocks=SECTION * 50)
    api.block_characters = 249
    assert (
        call(api, "chat.postMessage", channel=CHANNEL, text="a", blocks=SECTION * 50)["error"] == "msg_blocks_too_long"
    )


def test_what_slack_takes_and_a_bot_should_not_send_is_noted(api: WebApi) -> None:
    post(api, f"Hello <@{MARIA}>")
    assert api.violations.pop() == f"the message would ping {MARIA}"
    post(api, "Hello", link_names=True)
    post(api, "Hello", parse="full")
    assert len(api.violations) == 2
    first = post(api)["ts"]
    reply = post(api, thread_ts=first)["ts"]
    post(api, thread_ts=reply)
    assert "of a reply" in api.violations[-1]
    api.violations.clear()
    api.allow_mentions = {MARIA}
    post(api, f"Hello <@{MARIA}>")
    assert api.violations == []


def test_a_modal_is_opened(api: WebApi) -> None:
    title = {"type": "plain_text", "text": "Change"}
    view = {"type": "modal", "title": title, "blocks": SECTION}
    opened = call(api, "views.open", trigger_id="1.2.a", view=view)["view"]
    assert opened["id"] and opened["blocks"][0]["block_id"]
    assert api.views == [opened | {"trigger_id": "1.2.a"}]
    assert call(api, "views.open", trigger_id="1.2.a", view={"type": "modal"})["error"] == "invalid_arguments"


# Response URLs


def respond(url: str, **arguments: Any) -> tuple[int, str]:
    async def once() -> tuple[int, str]:
        answer = await AsyncWebhookClient(url, retry_handlers=[]).send(**arguments)
        return answer.status_code, answer.body

    return asyncio.run(once())


def test_what_comes_to_a_response_url_is_recorded_and_shown(api: WebApi) -> None:
    ts = post(api)["ts"]
    url = api.response_url("actions", CHANNEL, MARIA, ts)
    assert respond(url, text="Changed", replace_original=True) == (200, "ok")
    assert [message["text"] for message in api.messages(CHANNEL)] == ["Changed"]
    assert respond(url, text="For all", response_type="in_channel") == (200, "ok")
    assert respond(url, text="For you", blocks=SECTION) == (200, "ok")
    assert [message["text"] for message in api.ephemerals(CHANNEL, MARIA)] == ["For you"]
    assert respond(url, delete_original=True) == (200, "ok")
    assert [message["text"] for message in api.messages(CHANNEL)] == ["For all"]
    assert [response.response_type for response in api.responses] == [
        "ephemeral",
        "in_channel",
        "ephemeral",
        "ephemeral",
    ]
    assert {made.method for made in api.calls[1:]} == {RESPONSE_URL} and all(made.ok for made in api.calls)
    assert api.violations == []
    assert respond(url, text="Five") == (200, "ok")
    assert respond(url, text="Six")[0] == 404
    assert len(api.violations) == 1


def test_a_response_is_checked_as_a_message_is(api: WebApi) -> None:
    url = api.response_url("commands", CHANNEL, MARIA)
    assert respond(url, text="Hello", blocks=SECTION * 51)[0] == 400
    assert api.responses == [] and len(api.violations) == 1


# Faults


def test_slow(api: WebApi) -> None:
    api.slow(0.3, "auth.test")
    started = time.monotonic()
    post(api)
    assert time.monotonic() - started < 0.3
    call(api, "auth.test")
    assert time.monotonic() - started >= 0.3


def test_rate_limited_for_a_while(api: WebApi) -> None:
    api.rate_limit(method="chat.postMessage")
    assert call(api, "auth.test")["ok"]
    refused = call(api, "chat.postMessage", channel=CHANNEL, text="a")
    assert (refused["status"], refused["error"], refused["headers"]["Retry-After"]) == (429, "ratelimited", "1")
    assert api.messages(CHANNEL) == []
    time.sleep(UNDER_WAY)
    post(api)
    assert len(api.violations) == 1 and "Retry-After" in api.violations[0]


def test_whoever_waits_as_told_is_not_too_early(api: WebApi) -> None:
    api.rate_limit(method="chat.postMessage")
    call(api, "chat.postMessage", channel=CHANNEL, text="a")
    time.sleep(1)
    post(api)
    assert api.violations == []


def test_broken_and_refused_so_many_times(api: WebApi) -> None:
    api.break_down(2, "chat.postMessage")
    api.refuse("is_archived", method="chat.postMessage")
    errors = [call(api, "chat.postMessage", channel=CHANNEL, text="a") for _ in range(4)]
    assert [error.get("status") for error in errors] == [500, 500, 200, None]
    assert errors[2]["error"] == "is_archived"
    assert len(api.messages(CHANNEL)) == 1
    api.break_down(9)
    api.heal()
    post(api)


@pytest.mark.parametrize("acted", [False, True])
def test_a_connection_is_dropped_before_or_after_the_call_is_acted_upon(api: WebApi, acted: bool) -> None:
    (api.drop_after if acted else api.drop_before)(method="chat.postMessage")
    with pytest.raises(LOST):
        post(api)
    assert len(api.messages(CHANNEL)) == acted
    assert [(made.status, made.ok) for made in api.calls] == [(0, False)]
    post(api)


def test_down_and_up_again_on_the_same_port(api: WebApi) -> None:
    port = int(api.url.split(":")[2].split("/")[0])
    kept = http.client.HTTPConnection("127.0.0.1", port)
    kept.request("POST", "/api/auth.test")
    assert json.loads(kept.getresponse().read())["error"] == "not_authed"
    url = api.url
    api.down()
    with pytest.raises(LOST):
        post(api)
    # A connection that was kept is closed too.
    with pytest.raises((OSError, http.client.HTTPException)):
        kept.request("POST", "/api/auth.test")
        kept.getresponse()
    kept.close()
    api.up()
    assert api.url == url
    post(api)


# Waiting


def test_waiting_for_calls(api: WebApi) -> None:
    later = threading.Timer(0.2, post, [api])
    later.start()
    (made,) = api.wait_for(1)
    assert made.method == "chat.postMessage" and made.arguments["text"] == "Hello" and made.answer["ok"]
    api.wait_for(lambda stub: stub.messages(CHANNEL))
    later.join()
    with pytest.raises(AssertionError, match="Nothing of the kind"):
        api.wait_for(2, timeout=0.1)


def test_calls_at_the_same_time_get_timestamps_of_their_own(api: WebApi) -> None:
    async def many() -> list[str]:
        client = AsyncWebClient(TOKEN, base_url=api.url)
        answers = await asyncio.gather(*(client.chat_postMessage(channel=CHANNEL, text="a") for _ in range(20)))
        return [answer["ts"] for answer in answers]

    assert len(set(asyncio.run(many()))) == 20
    held = [message["ts"] for message in api.messages(CHANNEL)]
    assert held == sorted(held) and len(held) == 20

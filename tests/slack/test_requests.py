"""Which requests the running server takes: Slack's own, signed and of now; whatever else comes does nothing."""

from __future__ import annotations

import http.client
import json
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.settings import PROJECT
from tests.server import PRESCREEN, Server
from tests.slack.client import WEBHOOK, Forgery, headers_of
from tests.slack.events import FORM, JSON, Request, form_payload, json_request
from tests.slack.lines import BOT, GIRL
from tests.slack.names import Json, direct_channel
from tests.slack.odd import as_sent, changed, mutants, paths
from tests.slack.running import Slack

FORGERIES = {
    "unsigned": Forgery(without=["X-Slack-Signature"]),
    "without a time": Forgery(without=["X-Slack-Request-Timestamp"]),
    "bare": Forgery(without=["X-Slack-Signature", "X-Slack-Request-Timestamp"]),
    "another secret": Forgery(secret="a-made-up-secret-of-somebody-else"),
    "a guessed signature": Forgery(signature="v0=" + "0" * 64),
    "an empty version": Forgery(signature="v0="),
    "another version": Forgery(signature="v1=" + "a" * 64),
    "a signature that is no ASCII": Forgery(signature="v0=é"),
    "a changed word": Forgery(change=lambda body: body.replace(b"8yo", b"9yo")),
    "a byte more": Forgery(change=lambda body: body + b" "),
    "no body any more": Forgery(change=lambda body: b""),
    "old": Forgery(age=310),
    "of an hour ago": Forgery(age=3600),
    "of the future": Forgery(age=-310),
    "a time that is no number": Forgery(timestamp="now"),
    "a time with a fraction": Forgery(timestamp="1700000000.5"),
    "an endless time": Forgery(timestamp="9" * 5000),
    "a negative time": Forgery(timestamp="-1"),
}
ODD_BODIES = [
    Request(b"", JSON, {}),
    Request(b"{", JSON, {}),
    Request(b"[]", JSON, {}),
    Request(b"null", JSON, {}),
    Request(b'"event_callback"', JSON, {}),
    Request(b"[" * 100_000, JSON, {}),
    Request(b'{"a":' * 50_000, JSON, {}),
    Request(b"", FORM, {}),
    Request(b"payload=", FORM, {}),
    Request(b"payload=%7B", FORM, {}),
    Request(b"payload=[]", FORM, {}),
    Request(b"payload=%FF%FE", FORM, {}),
    Request(b"a=b&c", FORM, {}),
    Request(b"&" * 10_000, FORM, {}),
    Request(b"{}", "text/plain", {}),
    Request(b"{}", "multipart/form-data; boundary=x", {}),
]
NOTHING = [
    {},
    {"type": "event_callback"},
    {"type": "event_callback", "event": None},
    {"type": "event_callback", "event": {"type": "message"}},
    {"type": "event_callback", "team_id": "T1", "event": {"type": "reaction_added", "item": {}}},
    {"type": "app_rate_limited", "minute_rate_limited": 1518467820},
    {"type": "something_new", "event": {"type": "message", "channel": "D1", "user": "U1", "text": "hi", "ts": "1.1"}},
]


def kinds(slack: Slack) -> dict[str, Request]:
    """One of each kind that would be answered."""
    user, channel = slack.user(), slack.channel()
    build = slack.people.build
    said = build.direct_message(GIRL, user)
    message = {"channel": channel, "ts": slack.people.ts(), "type": "message", "text": "a card", "blocks": []}
    action = {"type": "button", "action_id": "words change", "block_id": f"{said.ts} card", "value": "change"}
    return {
        "direct": said,
        "mention": build.mention(GIRL, user, channel)[0],
        "edit": build.message_changed(said, f"{GIRL}, WBC 4"),
        "delete": build.message_deleted(said),
        "tap": build.action(message, action, user, {}),
        "command": build.command(GIRL, user, channel),
    }


class Watch:
    """What happens from now on that must not."""

    def __init__(self, slack: Slack) -> None:
        slack.settle()
        self._slack, self._calls, self._log = slack, len(slack.api.calls), len(slack.server.log)

    def nothing_was_called(self) -> None:
        """Slack was asked for nothing: nobody was answered."""
        self._slack.settle()
        assert self._slack.api.calls[self._calls :] == []

    def nothing_went_wrong(self) -> None:
        """The server logged no error."""
        self._slack.settle()
        assert self._slack.server.log[self._log :] == ""


@pytest.fixture
def watch(slack: Slack) -> Watch:
    return Watch(slack)


# Whose requests


@pytest.mark.parametrize("kind", ["direct", "mention", "tap", "command"])
@pytest.mark.parametrize("name", FORGERIES)
def test_what_slack_did_not_sign_now_is_refused(slack: Slack, watch: Watch, kind: str, name: str) -> None:
    forged = FORGERIES[name]
    request = kinds(slack)[kind]
    if forged.change and forged.change(request.body) == request.body:
        pytest.skip("this kind has nothing to change there")
    answer = slack.people.deliver(request, forged)
    assert answer.status == 401
    assert "not signed by Slack" in answer.json["error"]
    watch.nothing_was_called()
    watch.nothing_went_wrong()


def test_a_forged_request_does_not_spend_the_right_one(slack: Slack) -> None:
    user = slack.user()
    said = slack.people.build.direct_message(GIRL, user)
    assert slack.people.deliver(said, Forgery(secret="another")).status == 401
    assert slack.people.deliver(said, Forgery(age=400)).status == 401
    assert slack.people.deliver(said).status == 200
    assert len(slack.said(direct_channel(user))) == 1


@pytest.mark.parametrize("age", [285, -285])
def test_within_five_minutes_it_is_taken(slack: Slack, age: int) -> None:
    user = slack.user()
    assert slack.people.deliver(slack.people.build.direct_message(GIRL, user), Forgery(age=age)).status == 200
    assert len(slack.said(direct_channel(user))) == 1


def test_a_recorded_request_sent_again_within_five_minutes_is_answered_once(slack: Slack) -> None:
    user = slack.user()
    said = slack.people.build.direct_message(GIRL, user)
    assert [slack.people.deliver(said).status for _ in range(5)] == [200] * 5
    assert len(slack.said(direct_channel(user))) == 1


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON", "application/json ;x"])
def test_content_types_with_parameters(slack: Slack, content_type: str) -> None:
    user = slack.user()
    said = slack.people.build.direct_message(GIRL, user)
    assert slack.people.deliver(said, Forgery(content_type=content_type)).status == 200
    assert len(slack.said(direct_channel(user))) == 1


def test_a_form_with_its_character_set(slack: Slack) -> None:
    channel = slack.channel()
    given = slack.people.build.command(GIRL, slack.user(), channel)
    assert slack.people.deliver(given, Forgery(content_type=f"{FORM}; charset=utf-8")).status == 200
    assert len(slack.said(channel)) == 1


# Slack's own questions


@pytest.mark.parametrize("challenge", ["made-up-challenge", "", "é😀", "x" * 3000])
def test_url_verification(slack: Slack, watch: Watch, challenge: str) -> None:
    answer = slack.people.deliver(slack.people.build.url_verification(challenge))
    assert (answer.status, answer.json) == (200, {"challenge": challenge})
    watch.nothing_was_called()


def test_url_verification_needs_the_signature_too(slack: Slack) -> None:
    """Slack signs it; an unsigned one would tell anybody whose server this is."""
    answer = slack.people.deliver(slack.people.build.url_verification("echo"), Forgery(secret="another"))
    assert answer.status == 401 and b"echo" not in answer.body


def test_ssl_check(slack: Slack, watch: Watch) -> None:
    assert slack.people.deliver(slack.people.build.ssl_check()).status == 200
    watch.nothing_was_called()


# Odd forms


@pytest.mark.parametrize("request_", ODD_BODIES, ids=lambda request: f"{request.content_type} {request.body[:12]!r}")
def test_a_body_of_no_form_of_slacks(slack: Slack, watch: Watch, request_: Request) -> None:
    answer = slack.people.deliver(request_)
    assert answer.status == 400
    assert "no form that Slack sends" in answer.json["error"]
    watch.nothing_was_called()
    watch.nothing_went_wrong()


@pytest.mark.parametrize("payload", NOTHING, ids=str)
def test_what_tells_of_nothing_that_was_said_is_acknowledged(slack: Slack, watch: Watch, payload: Json) -> None:
    for request in (json_request(payload), form_payload(payload)):
        assert slack.people.deliver(request).status == 200
    watch.nothing_was_called()
    watch.nothing_went_wrong()


@pytest.mark.parametrize("kind", ["direct", "mention", "edit", "delete", "tap", "command"])
def test_without_any_one_field(slack: Slack, watch: Watch, kind: str) -> None:
    original = kinds(slack)[kind]
    for path in list(paths(original.payload)):
        answer = slack.people.deliver(as_sent(original, changed(original.payload, path, None, cut=True)))
        assert answer.status in (200, 400), path
    watch.nothing_went_wrong()


@pytest.mark.parametrize("kind", ["direct", "mention", "edit", "delete", "tap", "command"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_wrong_in_it_nothing_breaks(slack: Slack, kind: str, data: st.DataObject) -> None:
    watch = Watch(slack)
    original = kinds(slack)[kind]
    answer = slack.people.deliver(as_sent(original, data.draw(mutants(original.payload))))
    assert answer.status in (200, 400)
    watch.nothing_went_wrong()


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_wrong_in_it_nobody_else_is_answered(slack: Slack, data: st.DataObject) -> None:
    """What people write in a channel to each other stays unanswered, however it is bent."""
    watch = Watch(slack)
    build = slack.people.build
    to_others = build.channel_message(f"@U0SOMEONE {GIRL}", slack.user(), slack.channel())
    to_all = build.channel_message(GIRL, slack.user(), slack.channel())
    of_a_bot = build.bot_message(f"{BOT} {GIRL}", slack.channel())
    original = data.draw(st.sampled_from([to_others, to_all, build.message_changed(to_all, "9yo M B-ALL"), of_a_bot]))
    # A bot's message without its marks is a person's, so that there only other places are bent.
    kept = ("bot_id", "subtype") if original is of_a_bot else ()
    bent = data.draw(mutants(original.payload).filter(lambda one: _has(one, original, kept)))
    assert slack.people.deliver(as_sent(original, bent)).status in (200, 400)
    watch.nothing_was_called()
    watch.nothing_went_wrong()


def _has(bent: Json, original: Request, keys: tuple[str, ...]) -> bool:
    event = bent.get("event")
    return not keys or (isinstance(event, dict) and all(event.get(key) == original.event[key] for key in keys))


def test_the_server_still_answers_after_all_that(slack: Slack) -> None:
    user = slack.user()
    slack.people.say(GIRL, user)
    assert len(slack.said(direct_channel(user))) == 1


# Sizes and methods


def test_a_body_that_is_too_large_is_refused(slack: Slack, watch: Watch) -> None:
    said = slack.people.build.direct_message(GIRL, slack.user())
    large = Request(said.body + b" " * 1_000_001, JSON, said.payload)
    # It may be refused before all of it was sent.
    with suppress(BrokenPipeError, ConnectionResetError):
        assert slack.people.deliver(large).status == 413
    watch.nothing_was_called()


def test_a_long_message_is_answered(slack: Slack) -> None:
    user = slack.user()
    slack.people.say(GIRL + " and so on" * 4000, user)
    assert len(slack.said(direct_channel(user))) == 1


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_other_methods(slack: Slack, watch: Watch, method: str) -> None:
    said = slack.people.build.direct_message(GIRL, slack.user())
    connection = http.client.HTTPConnection("127.0.0.1", slack.server.port, timeout=30)
    connection.request(method, WEBHOOK, said.body if method == "PUT" else None, headers_of(said))
    assert connection.getresponse().status == 405
    connection.close()
    watch.nothing_was_called()


def test_the_answer_to_slack_holds_nothing_of_what_was_said(slack: Slack) -> None:
    """What is acknowledged is empty: Slack would show the body of an answer to a command."""
    for kind, request in kinds(slack).items():
        answer = slack.people.deliver(request)
        assert (kind, answer.status, answer.body) == (kind, 200, b"")


# On and off


def test_it_is_off_without_secrets(tmp_path: Path) -> None:
    running = Server(tmp_path, SLACK_BOT_TOKEN="", SLACK_SIGNING_SECRET="").start()
    try:
        assert running.request("POST", WEBHOOK, json.dumps({"type": "url_verification"}).encode())[0] == 404
        assert running.request("GET", "/health")[0] == 200
    finally:
        running.stop()


@pytest.mark.parametrize("missing", ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"])
def test_one_secret_alone_is_a_mistake(tmp_path: Path, missing: str) -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-made-up", "SLACK_SIGNING_SECRET": "made-up"} | {missing: ""}
    refused = Server(tmp_path, **given)
    tried = subprocess.run(
        [*PRESCREEN, "serve", "--port", str(refused.port)],
        cwd=PROJECT,
        env=refused.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert tried.returncode == 2
    assert f"{missing}: is not set" in tried.stderr and "Traceback" not in tried.stderr
    assert "made-up" not in tried.stderr

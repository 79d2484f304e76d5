"""The people of the workspace: what they send has Slack's form and signature, and can be made wrong on purpose."""

from __future__ import annotations

import json
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from slack_sdk.signature import SignatureVerifier

from tests.slack.block_kit import elements
from tests.slack.client import WEBHOOK, Forgery, Workspace, headers_of
from tests.slack.events import FORM, JSON, Events, Request, as_slack_writes
from tests.slack.names import APP, BOT_USER, CHANNEL, JONAS, MARIA, SECRET, TEAM, Json, direct_channel
from tests.slack.web_api import WebApi


class Ear:
    """In place of the bot: takes whatever comes, and remembers it."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, str], bytes]] = []
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                ear.heard.append((self.path, dict(self.headers.items()), body))
                time.sleep(0.05)
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, format: str, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 128

        self.server = Server(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def payloads(self) -> list[Json]:
        """What came, decoded by its content type."""
        return [decoded(headers["Content-Type"], body) for _, headers, body in self.heard]


def decoded(content_type: str, body: bytes) -> Json:
    if content_type.startswith(JSON):
        held: Json = json.loads(body)
        return held
    assert content_type == FORM
    form = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
    return json.loads(form["payload"]) if "payload" in form else form


@pytest.fixture
def ear() -> Iterator[Ear]:
    listening = Ear()
    yield listening
    listening.stop()


@pytest.fixture
def api() -> Iterator[WebApi]:
    with WebApi() as running:
        yield running


@pytest.fixture
def workspace(ear: Ear, api: WebApi) -> Workspace:
    return Workspace(ear.server.server_address[1], api=api)


def all_kinds(build: Events) -> list[Request]:
    said = build.direct_message("Grüße 🎈 & <b>")
    kinds = [said, build.url_verification(), *build.mention("hello"), build.channel_message("a", thread_ts=said.ts)]
    kinds += [build.message_changed(said, "b"), build.message_deleted(said), build.bot_message("Rain")]
    kinds += [build.file_share("look"), build.join(), build.command("start & go"), build.ssl_check()]
    return [*kinds, said.retried()]


# Signatures


def test_the_sdk_finds_every_signature_right() -> None:
    verifier = SignatureVerifier(SECRET)
    for request in all_kinds(Events()):
        assert verifier.is_valid_request(request.body, headers_of(request))


@pytest.mark.parametrize(
    "forged",
    [
        Forgery(signature="v0=" + "0" * 64),
        Forgery(secret="another secret"),
        Forgery(without=["X-Slack-Signature"]),
        Forgery(without=["x-slack-request-timestamp"]),
        Forgery(age=301),
        Forgery(age=-310),
        Forgery(change=lambda body: body.replace(b"Start", b"Stop")),
    ],
)
def test_the_sdk_finds_every_forgery_wrong(workspace: Workspace, ear: Ear, forged: Forgery) -> None:
    workspace.deliver(workspace.build.direct_message("Start"), forged)
    (_, headers, body) = ear.heard[0]
    assert not SignatureVerifier(SECRET).is_valid_request(body, headers)


def test_other_things_that_may_be_odd(workspace: Workspace, ear: Ear) -> None:
    said = workspace.build.direct_message("Start")
    answer = workspace.deliver(said.retried(2, "http_error"), Forgery(content_type="application/json; charset=utf-8"))
    assert (answer.status, answer.json) == (200, {}) and 0.05 <= answer.seconds < 5
    path, headers, body = ear.heard[0]
    assert path == WEBHOOK and body == said.body
    assert headers["X-Slack-Retry-Num"] == "2" and headers["X-Slack-Retry-Reason"] == "http_error"
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    workspace.deliver(Request(b'{"type": "event_callback", ', JSON, {}), Forgery(timestamp="now"))
    assert ear.heard[1][1]["X-Slack-Request-Timestamp"] == "now"


def test_several_are_delivered_at_the_same_time(workspace: Workspace, ear: Ear) -> None:
    started = time.monotonic()
    answers = workspace.deliver_all([workspace.build.direct_message(str(number)) for number in range(20)])
    assert time.monotonic() - started < 20 * 0.05
    assert [answer.status for answer in answers] == [200] * 20 and len(ear.heard) == 20


# Events


def test_an_event_has_slacks_envelope() -> None:
    request = Events().direct_message("Start")
    held = request.payload
    assert (held["type"], held["team_id"], held["api_app_id"]) == ("event_callback", TEAM, APP)
    assert held["authorizations"][0] == {
        "enterprise_id": None,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    assert held["is_ext_shared_channel"] is False and held["event_time"] == int(float(request.ts))
    event = request.event
    assert (event["channel"], event["channel_type"], event["user"]) == (direct_channel(MARIA), "im", MARIA)
    assert json.loads(request.body) == held


def test_a_mention_comes_as_two_events_about_one_message() -> None:
    mention, message = Events().mention("hello", thread_ts="1700000000.000001")
    assert (mention.event["type"], message.event["type"]) == ("app_mention", "message")
    assert mention.ts == message.ts and mention.event["thread_ts"] == message.event["thread_ts"]
    assert mention.payload["event_id"] != message.payload["event_id"]
    assert mention.event["text"] == message.event["text"] == f"<@{BOT_USER}> hello"
    assert "channel_type" not in mention.event


def test_everything_that_is_unique_is_so() -> None:
    built = all_kinds(Events())[2:10]
    ids = [request.payload["event_id"] for request in built]
    assert len(set(ids)) == len(ids)
    build = Events()
    stamps = [build.ts() for _ in range(1000)]
    assert stamps == sorted(set(stamps)) and abs(float(stamps[0]) - time.time()) < 5


def test_what_happens_to_messages() -> None:
    build = Events()
    said = build.channel_message("Age 12", user=JONAS)
    changed, deleted = build.message_changed(said, "Age 13"), build.message_deleted(said)
    assert changed.event["subtype"] == "message_changed" and "user" not in changed.event
    assert changed.event["message"]["text"] == "Age 13" and changed.event["message"]["ts"] == said.ts
    assert changed.event["previous_message"]["text"] == "Age 12"
    assert deleted.event["deleted_ts"] == said.ts and deleted.ts > said.ts
    assert build.bot_message("Rain").event.keys().isdisjoint({"user", "client_msg_id"})
    assert build.file_share("look").event["files"][0]["name"] == "letter.pdf"
    assert build.join(JONAS).event["text"] == f"<@{JONAS}> has joined the channel"
    assert build.url_verification("abc").payload["challenge"] == "abc"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("WBC < 50 & > 3", "WBC &lt; 50 &amp; &gt; 3"),
        ("a.b@example.org", "<mailto:a.b@example.org|a.b@example.org>"),
        (f"ask @{MARIA}", f"ask <@{MARIA}>"),
        ("see https://example.org/a?b=1&c=2", "see <https://example.org/a?b=1&amp;c=2>"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("+44 20 7946 0958", "+44 20 7946 0958"),
    ],
)
def test_text_is_written_as_slack_writes_it(typed: str, written: str) -> None:
    assert as_slack_writes(typed) == written


def test_phones_are_put_in_brackets_if_asked() -> None:
    assert as_slack_writes("call +44 20 7946 0958", phones=True) == "call <tel:+442079460958|+44 20 7946 0958>"


# Interactivity and commands


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(label: str) -> Json:
    return {"text": plain(label), "value": label.lower()}


BUTTONS = {
    "type": "actions",
    "block_id": "buttons",
    "elements": [
        {"type": "button", "action_id": "change:age", "text": plain("Change: Age"), "value": "age"},
        {"type": "button", "action_id": "restart", "text": plain("Start over"), "style": "danger"},
    ],
}
MENUS = {
    "type": "actions",
    "block_id": "menus",
    "elements": [
        {
            "type": "static_select",
            "action_id": "sex",
            "placeholder": plain("Sex"),
            "options": [option("Male"), option("Female")],
        },
        {"type": "overflow", "action_id": "more", "options": [option("Help"), option("Print")]},
        {
            "type": "checkboxes",
            "action_id": "drugs",
            "options": [option("Aspirin"), option("Heparin"), option("None")],
            "initial_options": [option("Aspirin")],
        },
    ],
}


def posted(api: WebApi, *blocks: Json, ephemeral: bool = False) -> Json:
    """A message with these blocks, as the stub keeps it."""
    body = json.dumps({"channel": CHANNEL, "text": "Which?", "blocks": blocks, "user": MARIA}).encode()
    method = "chat.postEphemeral" if ephemeral else "chat.postMessage"
    headers = {"Content-Type": JSON, "Authorization": f"Bearer {api.token}"}
    with urllib.request.urlopen(urllib.request.Request(api.url + method, body, headers)) as answer:
        assert json.loads(answer.read())["ok"]
    return (api.ephemerals(CHANNEL, MARIA) if ephemeral else api.messages(CHANNEL))[-1]


def test_a_button_is_tapped_by_its_label_or_its_action_id(workspace: Workspace, ear: Ear, api: WebApi) -> None:
    message = posted(api, BUTTONS)
    workspace.tap(message, "Change: Age")
    workspace.tap(message, "restart", user=JONAS)
    first, second = ear.payloads
    (action,) = first["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("change:age", "buttons", "age")
    assert action["type"] == "button" and action["text"] == plain("Change: Age") and action["action_ts"]
    container = {"type": "message", "message_ts": message["ts"], "channel_id": CHANNEL, "is_ephemeral": False}
    assert first["container"] == container and first["channel"]["id"] == CHANNEL
    assert first["message"]["ts"] == message["ts"] and "channel" not in first["message"]
    assert (first["type"], first["user"]["id"], second["user"]["id"]) == ("block_actions", MARIA, JONAS)
    assert second["actions"][0]["style"] == "danger" and "value" not in second["actions"][0]
    assert first["trigger_id"] != second["trigger_id"]
    assert first["state"] == {"values": {}}
    assert ear.heard[0][1]["Content-Type"] == FORM


def test_what_is_not_there_is_not_tapped(workspace: Workspace, api: WebApi) -> None:
    message = posted(api, BUTTONS)
    with pytest.raises(AssertionError, match=r"0 times among .*Change: Age"):
        workspace.tap(message, "Change: Sex")


def test_menus_and_checkboxes_and_what_they_hold_together(workspace: Workspace, ear: Ear, api: WebApi) -> None:
    message = posted(api, MENUS)
    workspace.tap(message, "Female")
    workspace.tick(message, ["Heparin", "none"])
    workspace.tap(message, "Help")
    chosen, ticked, more = ear.payloads
    assert chosen["actions"][0]["selected_option"] == option("Female")
    assert chosen["actions"][0]["placeholder"] == plain("Sex")
    at_first = {"type": "checkboxes", "selected_options": [option("Aspirin")]}
    sex = {"type": "static_select", "selected_option": option("Female")}
    assert chosen["state"]["values"] == {"menus": {"sex": sex, "drugs": at_first}}
    assert ticked["actions"][0]["selected_options"] == [option("Heparin"), option("None")]
    now = {"type": "checkboxes", "selected_options": [option("Heparin"), option("None")]}
    assert more["state"]["values"] == {"menus": {"sex": sex, "drugs": now}}
    assert more["actions"][0]["type"] == "overflow" and more["actions"][0]["selected_option"] == option("Help")
    # Somebody else's choices are theirs.
    other = workspace.tapping(message, "Male", user=JONAS).payload["state"]["values"]["menus"]
    assert other["drugs"] == at_first


def test_of_an_ephemeral_message_nothing_is_sent_along(workspace: Workspace, ear: Ear, api: WebApi) -> None:
    workspace.tap(posted(api, BUTTONS, ephemeral=True), "Start over")
    (held,) = ear.payloads
    assert held["container"]["is_ephemeral"] is True and "message" not in held


def test_an_action_leads_to_a_response_url_of_the_stub(workspace: Workspace, ear: Ear, api: WebApi) -> None:
    message = posted(api, BUTTONS)
    workspace.tap(message, "Start over")
    url = ear.payloads[0]["response_url"]
    body = json.dumps({"text": "Gone", "replace_original": True}).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": JSON})) as answer:
        assert answer.read() == b"ok"
    (kept,) = api.messages(CHANNEL)
    assert kept["text"] == "Gone" and "blocks" not in kept
    assert (api.responses[0].kind, api.responses[0].user) == ("actions", MARIA)


def test_a_command_and_a_modal(workspace: Workspace, ear: Ear) -> None:
    assert workspace.command("start & go", user=JONAS).status == 200
    view = {"id": "V1", "type": "modal", "blocks": [], "private_metadata": "a", "trigger_id": "t"}
    workspace.submit(view, {"age": {"years": {"type": "plain_text_input", "value": "12"}}})
    command, submitted = ear.payloads
    assert (command["command"], command["text"], command["user_id"]) == ("/prescreen", "start & go", JONAS)
    assert command["trigger_id"] and "/commands/" in command["response_url"] and command["team_id"] == TEAM
    assert submitted["type"] == "view_submission" and submitted["view"]["private_metadata"] == "a"
    assert submitted["view"]["state"]["values"]["age"]["years"]["value"] == "12"


# With the stub


def test_what_people_write_is_in_the_history(workspace: Workspace, api: WebApi) -> None:
    said = workspace.say("Age 12")
    workspace.say_in(CHANNEL, "hello")
    workspace.mention("hello", thread_ts=api.messages(CHANNEL, everyone=True)[0]["ts"])
    direct = direct_channel(MARIA)
    assert [message["text"] for message in api.messages(direct, everyone=True)] == ["Age 12"]
    assert [message["text"] for message in api.messages(CHANNEL, everyone=True)] == ["hello", f"<@{BOT_USER}> hello"]
    workspace.edit(said, "Age 13")
    assert api.messages(direct, everyone=True)[0]["text"] == "Age 13"
    workspace.delete(said)
    assert api.messages(direct, everyone=True) == []


def test_the_bot_is_told_of_its_own_messages(workspace: Workspace, api: WebApi) -> None:
    own = workspace.build.own_message(posted(api, BUTTONS)).event
    assert own["user"] == BOT_USER and own["bot_id"] and own["channel_type"] == "channel"


def test_every_element_of_a_message_is_found() -> None:
    accessory = {"type": "section", "block_id": "s", "accessory": {"type": "button", "action_id": "a"}}
    field = {"type": "input", "block_id": "i", "element": {"type": "plain_text_input", "action_id": "b"}}
    found = [(place, one["action_id"]) for place, one in elements([accessory, BUTTONS, field, {"type": "divider"}])]
    assert found == [("s", "a"), ("buttons", "change:age"), ("buttons", "restart"), ("i", "b")]

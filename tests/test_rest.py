"""The server as others meet it: a real process, its REST channel, and what its messages carry, to the letter."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot.answers import Answers
from bot.evaluation import evaluate
from bot.runtime.model import ensure_model
from bot.settings import PROJECT
from bot.trial import load_trial
from tests.dialogue.patient import ON
from tests.server import PRESCREEN, Reply, Server

KINDS = ("choice", "multi", "number", "date", "text", "confirm")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests that don't stop it."""
    ensure_model()
    running = Server(tmp_path_factory.mktemp("server")).start()
    yield running
    running.stop()


def custom(reply: Reply) -> dict[str, Any]:
    """The last payload of a reply: where the conversation stands."""
    found: dict[str, Any] = [message["custom"] for message in reply if "custom" in message][-1]
    return found


def texts(reply: Reply) -> str:
    """All words of a reply."""
    return "\n".join(message["text"] for message in reply if "text" in message)


# --- the form of the messages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/health", "/webhooks/rest/"])
def test_health(server: Server, path: str) -> None:
    assert server.request("GET", path) == (200, {"status": "ok"})


def test_text_buttons_and_custom_are_items_of_one_list(server: Server) -> None:
    reply = server.say("form", "hello")
    assert all(message["recipient_id"] == "form" for message in reply)
    assert [sorted(message) for message in reply] == [
        ["recipient_id", "text"],
        ["buttons", "recipient_id", "text"],
        ["custom", "recipient_id"],
    ]
    asked = custom(reply)
    assert set(asked) == {"asking", "kind", "options", "why", "answered", "remaining"}
    assert (asked["asking"], asked["kind"], asked["answered"]) == ("diagnosis", "choice", 0)
    assert asked["why"]
    assert asked["options"][0] == {"value": "b_all", "label": "B-cell ALL (B-ALL)"}
    labels = [option["label"] for option in asked["options"]]
    assert [button["title"] for button in reply[1]["buttons"]] == [*labels, "I don't know"]


def test_a_button_and_a_label_choose_their_option(server: Server) -> None:
    buttons = server.say("button", "hello")[1]["buttons"]
    assert custom(server.say("button", buttons[1]["payload"]))["asking"] == "age_years"
    server.say("label", "hello")
    server.say("label", "T-cell ALL (T-ALL)")
    for sender in ("button", "label"):
        assert custom(server.say(sender, "stop"))["answers"] == {"diagnosis": "t_all"}


ALL_MET = (
    ("diagnosis", "choice", "B-cell ALL (B-ALL)"),
    ("age_years", "number", "7"),
    ("relapse_count", "choice", "Once"),
    ("relapse_sites", "multi", "Bone marrow"),
    ("relapse_phase", "choice", "None, treatment had ended"),
    ("last_cytotoxic", "date", "Never had chemo"),
    ("last_intrathecal", "date", "Never had spinal chemo"),
    ("last_hydroxyurea", "date", "Never had hydroxyurea"),
    ("last_biologic", "date", "Never had one"),
    ("prior_transplant", "choice", "No"),
    ("prior_blinatumomab", "choice", "No"),
    ("prior_relapse_therapy", "choice", "No"),
    ("performance", "choice", "Plays as usual, or slows down only in hard sports"),
    ("serum_creatinine", "number", "0.4"),
    ("direct_bilirubin", "number", "0.2"),
    ("shortening_fraction", "number", "33"),
)
"""A whole conversation by its buttons: the key asked for, the kind of question, what is said."""

ALL_MET_ANSWERS = {
    "diagnosis": "b_all", "age_years": 7, "relapse_count": 1, "relapse_sites": ["bone_marrow"],
    "relapse_phase": "off_therapy", "therapies": [], "prior_transplant": False, "prior_blinatumomab": False,
    "prior_relapse_therapy": False, "performance": {"scale": "lansky", "score": 100}, "serum_creatinine": 0.4,
    "direct_bilirubin": 0.2, "shortening_fraction": 33,
}  # fmt: skip


def test_a_whole_conversation_to_the_letter(server: Server) -> None:
    asked = custom(server.say("whole", "hello"))
    for number, (key, kind, answer) in enumerate(ALL_MET):
        assert (asked["asking"], asked["kind"]) == (key, kind)
        assert asked["kind"] in KINDS and asked["why"]
        assert asked["answered"] == number and asked["remaining"] > 0
        assert all(set(option) == {"value", "label"} for option in asked["options"])
        asked = custom(server.say("whole", answer))
    expected = evaluate(load_trial("AALL1331"), Answers.parse(ALL_MET_ANSWERS), ON).as_dict()
    assert (asked["kind"], asked["answers"], asked["result"]) == ("review", ALL_MET_ANSWERS, expected)
    end = custom(server.say("whole", "yes"))
    assert set(end) == {"kind", "answers", "result", "card"}
    assert (end["kind"], end["answers"], end["result"]) == ("result", ALL_MET_ANSWERS, expected)
    assert expected["verdict"] == "met"


def test_a_read_back_asks_for_no_key_and_carries_the_answers(server: Server) -> None:
    server.say("readback", "hello")
    server.say("readback", "B-ALL")
    server.say("readback", "7")
    asked = custom(server.say("readback", "she is 8"))
    assert (asked["asking"], asked["kind"], asked["answers"]) == (None, "confirm", {"age_years": 8})
    assert [option["value"] for option in asked["options"]] == [True, False]


def test_a_result_comes_again_after_each_change_and_on_stop(server: Server) -> None:
    server.say("changes", "hello")
    first = custom(server.say("changes", "stop"))
    assert first["kind"] == "result" and first["answers"] == {}
    assert set(first["result"]) == {"trial", "on", "verdict", "unmet", "unknown", "criteria"}
    second = custom(server.say("changes", "the age is 31"))
    assert (second["kind"], second["answers"]) == ("result", {"age_years": 31})
    assert second["result"]["unmet"] == ["age"]


# --- metadata --------------------------------------------------------------------------------------------------------


def test_metadata_sets_the_day_and_the_audience(server: Server) -> None:
    reply = server.say("staff", "hello", on="2026-03-01", who="staff")
    assert "Diagnosis?" in texts(reply)
    # They hold for the rest of the conversation.
    assert "Age (years)?" in texts(server.say("staff", "B-ALL"))
    assert custom(server.say("staff", "stop"))["result"]["on"] == "2026-03-01"


def test_without_metadata_it_is_the_servers_day_and_a_family(server: Server) -> None:
    assert "your child" in texts(server.say("family", "hello"))
    assert custom(server.say("family", "stop"))["result"]["on"] == ON.isoformat()


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"[]", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b'{"sender": "x"}', "message"),
        (b'{"sender": "x", "message": null}', "message"),
        (b'{"sender": "x", "message": 7}', "message"),
        (b'{"sender": "", "message": "hi"}', "sender"),
        (b'{"sender": 7, "message": "hi"}', "sender"),
        (json.dumps({"sender": "x" * 256, "message": "hi"}).encode(), "sender"),
        (b'{"sender": "x", "message": "hi", "metadata": "staff"}', "metadata"),
        (b'{"sender": "x", "message": "hi", "metadata": {"on": "11/22/2026"}}', "metadata.on"),
        (b'{"sender": "x", "message": "hi", "metadata": {"on": 20261122}}', "metadata.on"),
        (b'{"sender": "x", "message": "hi", "metadata": {"who": "doctor"}}', "metadata.who"),
    ],
)
def test_what_is_wrong_is_said_in_words(server: Server, body: bytes, named: str) -> None:
    status, reply = server.request("POST", "/webhooks/rest/webhook", body)
    assert status == 400
    assert named in reply["error"] and "Traceback" not in reply["error"]


# --- hostile text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00\x01\x1b[2J",
        "\u202e\u200b",
        "\ud800",
        "🙂" * 50,
        "<script>alert(1)</script>",
        "'; DROP TABLE conversation; --",
        '/answer{"age_years": 5}',
        "/ /session_start",
        "/action_listen",
        "a" * 100_000,
        "7 " * 50_000,
        "({[" * 30_000,
    ],
)
def test_hostile_text_is_only_text(server: Server, text: str, request: pytest.FixtureRequest) -> None:
    sender = request.node.name[:200]
    server.say(sender, "hello")
    started = time.monotonic()
    reply = server.say(sender, text)
    assert time.monotonic() - started < 5
    assert custom(reply)["asking"] == "diagnosis"
    assert custom(server.say(sender, "B-ALL"))["asking"] == "age_years"


def test_more_than_a_message_can_be_is_refused(server: Server) -> None:
    status, _ = server.post(sender="x", message="a" * 1_100_000)
    assert status == 413
    assert server.request("GET", "/webhooks/rest/")[0] == 200


# --- many at once ----------------------------------------------------------------------------------------------------


def test_two_conversations_do_not_mix(server: Server) -> None:
    ages = {f"mix-{number}": str(number + 2) for number in range(8)}
    with ThreadPoolExecutor(8) as pool:
        for text in ("hello", "B-ALL", None, "stop"):
            replies = pool.map(lambda sender, said=text: (sender, server.say(sender, said or ages[sender])), ages)
            last = dict(replies)
    assert {sender: custom(reply)["answers"]["age_years"] for sender, reply in last.items()} == {
        sender: int(age) for sender, age in ages.items()
    }


def test_thirty_messages_at_once_are_all_answered_and_none_is_lost(server: Server) -> None:
    server.say("crowd", "hello")
    with ThreadPoolExecutor(30) as pool:
        replies = list(pool.map(lambda _: server.say("crowd", "I don't know"), range(30)))
    assert all(reply for reply in replies)
    # Each took its own turn: every question was left open once, and then the review was reached.
    asked = sorted(custom(reply)["answered"] for reply in replies if custom(reply)["kind"] != "review")
    assert asked == list(range(1, len(asked) + 1))
    reviews = [custom(reply) for reply in replies if custom(reply)["kind"] == "review"]
    assert len(reviews) == 30 - len(asked) > 0
    assert all(review["result"]["verdict"] == "unknown" for review in reviews)
    assert custom(server.say("crowd", "yes"))["result"]["verdict"] == "unknown"


# --- crashes and configuration ---------------------------------------------------------------------------------------


def test_a_conversation_goes_on_after_a_crash(tmp_path: Path) -> None:
    server = Server(tmp_path).start()
    server.say("anna", "hello", who="staff", on="2026-11-20")
    server.say("anna", "B-ALL")
    asked = server.say("anna", "7")
    server.stop(signal.SIGKILL)
    server.start()
    try:
        again = server.say("anna", "help")
        assert custom(again) == custom(asked)
        assert custom(server.say("anna", "back"))["asking"] == "age_years"
        end = custom(server.say("anna", "stop"))
        assert (end["answers"], end["result"]["on"]) == ({"diagnosis": "b_all"}, "2026-11-20")
    finally:
        assert server.stop() == 0


def test_production_has_no_rest_channel(tmp_path: Path) -> None:
    server = Server(tmp_path, PRESCREEN_ENV="production").start()
    try:
        assert server.post(sender="x", message="hello")[0] == 404
        assert server.request("GET", "/webhooks/rest/")[0] == 404
        assert server.request("GET", "/health") == (200, {"status": "ok"})
    finally:
        assert server.stop() == 0


def test_a_port_that_is_taken_is_said_in_words(server: Server) -> None:
    command = [*PRESCREEN, "serve", "--port", str(server.port)]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert str(server.port) in ended.stderr and "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "named"),
    [
        (["--host", "0.0.0.0"], {}, "--host 0.0.0.0"),
        (["--host", "::"], {}, "--host ::"),
        (["--on", "yesterday"], {}, "--on"),
        (["--port", "many"], {}, "--port"),
        ([], {"PRESCREEN_ENV": "live"}, "PRESCREEN_ENV"),
    ],
)
def test_a_wrong_start_is_refused_in_one_line(arguments: list[str], environment: dict[str, str], named: str) -> None:
    ended = subprocess.run(
        [*PRESCREEN, "serve", *arguments],
        cwd=PROJECT, env=os.environ | environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (2, "")
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("usage:")]
    assert len(lines) == 1 and named in lines[0]

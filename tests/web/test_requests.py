"""The page's requests: who may go on with a conversation, what counts once, what is refused and how that is said."""

from __future__ import annotations

import json
import sqlite3
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.wording import load_wording
from tests.server import Server
from tests.web.client import Client

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)


@pytest.fixture
def client(server: Server) -> Client:
    """Someone who has begun a conversation."""
    made = Client(server)
    made.start()
    return made


# --- sessions --------------------------------------------------------------------------------------------------------


def test_the_page_itself_begins_nothing(server: Server) -> None:
    stranger = Client(server)
    answer = stranger.request("GET", "")
    assert answer.status == 200 and "Set-Cookie" not in answer.headers
    assert stranger.request("GET", "/").status == 200


def test_the_cookie(server: Server) -> None:
    answer = Client(server).post("/start")
    name, *parts = answer.headers["Set-Cookie"].split("; ")
    assert len(name.partition("=")[2]) == 43  # 32 bytes
    assert parts == ["Path=/chat", "Max-Age=2592000", "HttpOnly", "SameSite=Strict"]


def test_a_token_that_was_not_issued_opens_nothing(server: Server, client: Client) -> None:
    client.said("B-ALL")
    assert client.token
    forged = [
        *("", "x", "a" * 43, "a" * 5000, client.token + "a", client.token[:-1], client.token.swapcase()),
        *("../../etc/passwd", "' OR 1=1 --", "\\x80\\xff", "%00"),
    ]
    digest = _sender_of(server)
    for token in (*forged, digest, digest.removeprefix("web-")):
        stranger = Client(server)
        stranger.token = token
        assert stranger.read().status == 401, token
        assert stranger.say("B-ALL").status == 401, token
        begun = stranger.post("/start")
        assert begun.json["now"]["answered"] == 0
        assert stranger.token not in (token, None)


def _sender_of(server: Server) -> str:
    database = sqlite3.connect(server.folder / "conversations.db")
    try:
        sender: str = database.execute("SELECT sender FROM event ORDER BY number DESC LIMIT 1").fetchone()[0]
        return sender
    finally:
        database.close()


def test_neither_the_database_nor_the_log_holds_what_opens_a_conversation(server: Server, client: Client) -> None:
    client.said("B-ALL")
    assert client.token
    for file in server.folder.glob("conversations.db*"):
        assert client.token.encode() not in file.read_bytes()
    assert client.token not in server.log


def test_two_people_do_not_meet(server: Server) -> None:
    one, other = Client(server), Client(server)
    one.start()
    other.start()
    one.said("B-ALL")
    other.said("T-ALL")
    assert one.said("stop")["now"]["answers"] == {"diagnosis": "b_all"}
    assert other.said("stop")["now"]["answers"] == {"diagnosis": "t_all"}


def test_start_goes_on_with_a_conversation(client: Client) -> None:
    client.said("B-ALL")
    token = client.token
    again = client.post("/start")
    assert again.json == client.read().json and again.json["now"]["asking"] == "age_years"
    assert "Set-Cookie" not in again.headers and client.token == token


def test_clear_ends_the_session_at_once(server: Server, client: Client) -> None:
    client.said("B-ALL")
    other_window = Client(server)
    other_window.token = client.token
    answer = client.post("/clear")
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert client.token is None
    assert other_window.read().status == 401
    assert other_window.say("7").status == 401
    assert other_window.post("/clear").status == 200


def test_what_comes_while_it_is_cleared_finds_nothing(client: Client, server: Server) -> None:
    token = client.token
    with ThreadPoolExecutor(12) as pool:
        said = [pool.submit(client.say, "B-ALL") for _ in range(5)]
        cleared = pool.submit(client.post, "/clear")
        later = [pool.submit(client.say, "7") for _ in range(6)]
        assert cleared.result().status == 200
        assert {one.result().status for one in (*said, *later)} <= {200, 401}
    database = sqlite3.connect(server.folder / "conversations.db")
    try:
        other = Client(server)
        other.token = token
        assert other.read().status == 401
        orphans = "SELECT count(*) FROM event WHERE sender LIKE 'web-%' AND sender NOT IN (SELECT sender FROM session)"
        assert database.execute(orphans).fetchone() == (0,)
    finally:
        database.close()


# --- messages --------------------------------------------------------------------------------------------------------


def test_a_reply_says_what_the_rest_channel_says(client: Client) -> None:
    reply = client.said("B-ALL")
    assert [entry["who"] for entry in reply["entries"]] == ["you"]
    assert reply["now"]["asking"] == "age_years" and reply["now"]["text"].startswith("How old is your child?")
    assert reply["now"]["unit"] == "years" and reply["now"]["why"]


def test_a_message_id_counts_once(client: Client) -> None:
    identifier = str(uuid.uuid4())
    first = client.say("B-ALL", identifier)
    client.said("7")
    for again in (client.say("B-ALL", identifier), client.say("something else", identifier.upper().replace("-", ""))):
        assert (again.status, again.json) == (200, first.json)
    assert len([one for one in client.read().json["entries"] if one["who"] == "you"]) == 2


def test_the_same_message_at_the_same_time_counts_once(client: Client) -> None:
    identifier = str(uuid.uuid4())
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: client.say("B-ALL", identifier), range(10)))
    assert len({answer.raw for answer in answers}) == 1
    assert client.said("7")["now"]["answered"] == 2


def test_many_messages_at_once_are_each_answered(client: Client) -> None:
    with ThreadPoolExecutor(12) as pool:
        replies = [answer.json for answer in pool.map(lambda _: client.say("I don't know"), range(12))]
    assert sorted(reply["now"]["answered"] for reply in replies) == list(range(1, 13))
    assert len({reply["last"] for reply in replies}) == 12


def test_another_persons_id_means_nothing(client: Client, server: Server) -> None:
    identifier = str(uuid.uuid4())
    client.say("B-ALL", identifier)
    other = Client(server)
    other.start()
    assert other.say("T-ALL", identifier).json["entries"][0]["text"] == "T-ALL"


def test_an_answer_to_what_is_no_longer_asked_is_not_taken(client: Client) -> None:
    seen = client.read().json["last"]
    assert client.say("B-ALL", after=seen).status == 200
    late = client.say("T-ALL", after=seen)
    assert (late.status, late.json["reason"]) == (409, "moved")
    assert client.said("stop")["now"]["answers"] == {"diagnosis": "b_all"}


@pytest.mark.parametrize("text", ['/answer{"age_years": 5}', "/restart", "//session_start", "/ /greet"])
def test_a_command_is_only_text(client: Client, text: str) -> None:
    reply = client.said(text)
    assert reply["now"]["answered"] == 0
    assert not reply["entries"][0]["text"].startswith("/")


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "http://127.0.0.1.evil.example:{port}"}, 403),
        ({"Origin": "file://127.0.0.1:{port}"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "text/plain; application/json"}, 415),
        ({"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Content-Type": "application/json; charset=utf-8"}, 200),
        ({}, 200),
    ],
)
def test_only_the_page_may_post(client: Client, server: Server, headers: dict[str, str], status: int) -> None:
    sent = {name: value.format(port=server.port) for name, value in headers.items()}
    body = json.dumps({"id": str(uuid.uuid4()), "text": "help"}).encode()
    before = client.read().json["last"]
    for path in ("/message", "/start"):
        answer = client.request("POST", path, body, sent)
        assert answer.status == status, path
    assert (client.read().json["last"] == before) is (status != 200)
    if status != 200:
        assert client.request("POST", "/clear", b"{}", sent).status == status
        assert client.read().status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b"[" * 30_000,
        b'{"text": "B-ALL"}',
        b'{"id": "1", "text": "B-ALL"}',
        b'{"id": 7, "text": "B-ALL"}',
        b'{"id": "start", "text": "B-ALL"}',
        b'{"id": "8f14e45f-ceea-467f-a3a6-9d4bb0e2d3b1", "text": 7}',
        b'{"id": "8f14e45f-ceea-467f-a3a6-9d4bb0e2d3b1"}',
        b'{"id": "8f14e45f-ceea-467f-a3a6-9d4bb0e2d3b1", "text": "B-ALL", "after": "x"}',
        b'{"id": "8f14e45f-ceea-467f-a3a6-9d4bb0e2d3b1", "text": "B-ALL", "after": true}',
        b'{"id": "8f14e45f-ceea-467f-a3a6-9d4bb0e2d3b1", "text": " \\u0000 /"}',
    ],
)
def test_what_is_no_message_is_refused_in_words(client: Client, body: bytes) -> None:
    answer = client.request("POST", "/message", body)
    assert answer.status == 400
    assert answer.json["error"] in _sentences() and "Traceback" not in answer.raw.decode()
    assert client.read().json["now"]["answered"] == 0


def _sentences() -> set[str]:
    wording = load_wording()
    return {wording.text(name) for name in wording.names if name.startswith("utter_web_error_")}


@pytest.mark.parametrize(("size", "status"), [(4000, 200), (4001, 413), (70_000, 413), (1_100_000, 413)])
def test_sizes_are_capped(client: Client, size: int, status: int) -> None:
    answer = client.say("B " * (size // 2) + "x" * (size % 2))
    assert answer.status == status
    if status == 413:
        assert answer.json["error"] == load_wording().text("utter_web_error_too_long")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/index.html", 404),
        ("GET", "/../domain.yml", 404),
        ("GET", "/%2e%2e%2fdomain.yml", 404),
        ("GET", "/a/b/c", 404),
        ("GET", "/logo", 404),
        ("GET", "/message", 405),
        ("PUT", "/start", 405),
        ("DELETE", "/conversation", 405),
        ("OPTIONS", "/message", 405),
        ("POST", "", 405),
    ],
)
def test_what_is_not_there_is_said_in_words(server: Server, method: str, path: str, status: int) -> None:
    answer = Client(server).request(method, path)
    assert answer.status == status
    assert answer.json["error"] in _sentences()


def test_every_answer_has_the_headers(server: Server, client: Client) -> None:
    answers = [
        client.request("GET", ""),
        client.request("HEAD", ""),
        client.request("GET", "/main.js"),
        client.request("GET", "/style.css"),
        client.request("GET", "/embed.js"),
        client.request("GET", "/nothing"),
        client.request("PUT", "/start"),
        client.request("GET", "/conversation"),
        client.request("POST", "/message", b"x" * 1_100_000),
        client.request("POST", "/message", b"{"),
        client.post("/message", Origin="https://evil.example"),
        client.say("help"),
        Client(server).read(),
        client.post("/clear"),
    ]
    for answer in answers:
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Cache-Control"] in ("no-store", "no-cache")
    assert answers[7].headers["Cache-Control"] == "no-store"


def test_files_are_packed_and_not_sent_again(server: Server) -> None:
    browser = Client(server, Accept_Encoding="gzip, deflate")
    packed = browser.request("GET", "/style.css")
    assert packed.headers["Content-Encoding"] == "gzip" and len(packed.raw) < 6000
    again = browser.request("GET", "/style.css", headers={"If-None-Match": packed.headers["ETag"]})
    assert (again.status, again.raw) == (304, b"")


# --- limits ----------------------------------------------------------------------------------------------------------


def test_a_session_that_asks_too_much_is_told_when_to_go_on(production: Server) -> None:
    client = Client(production)
    client.start()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.say("help"), range(200)))
    refused = [answer for answer in answers if answer.status == 429]
    assert {answer.status for answer in answers} == {200, 429} and len(refused) > 20
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)
    assert refused[0].json["error"] == load_wording().text("utter_web_error_too_fast")
    other = Client(production)
    other.start()
    assert other.say("help").status == 200


def test_an_address_that_begins_too_much_is_told_so_and_others_are_not(production: Server) -> None:
    def begin(address: str) -> int:
        return Client(production, X_Forwarded_For=f"6.6.6.6, {address}").post("/start").status

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(begin, ["192.0.2.7"] * 260))
    assert statuses.count(429) > 10
    assert begin("192.0.2.8") == 200


def test_in_production_the_cookie_is_secure_and_the_rest_channel_is_closed(production: Server) -> None:
    client = Client(production)
    cookie = client.post("/start").headers["Set-Cookie"]
    assert cookie.endswith("; HttpOnly; Secure; SameSite=Strict")
    assert client.said("B-ALL")["now"]["asking"] == "age_years"
    assert production.post(sender="x", message="hello")[0] == 404


def test_behind_a_proxy_the_host_that_it_names_is_the_pages_own(production: Server, server: Server) -> None:
    headers = {"X_Forwarded_Host": "chat.hospital.example", "Origin": "https://chat.hospital.example"}
    assert Client(production, **headers).post("/start").status == 200
    # Whoever is no trusted proxy may say what they like.
    assert Client(server, **headers).post("/start").status == 403

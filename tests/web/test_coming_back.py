"""Coming back: a reload, a lost connection, a killed server, another window, the browser's Back, clearing it all."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator

import pytest

from tests.server import Server
from tests.web.answers import ALL_MET, MET, give, to_the_result, to_the_review
from tests.web.conftest import SITE, Visit


def test_a_reload_goes_on_where_it_was(visit: Visit) -> None:
    visitor = visit()
    for answer in ALL_MET[:6]:
        give(visitor, answer)
    before = (visitor.question, visitor.page.locator("#past .entry").all_inner_texts())
    visitor.page.reload()
    visitor.ready()
    assert visitor.question == before[0]
    drawn = visitor.page.locator("#past .entry").all_inner_texts()
    # What was new when the page was left is past now; nothing is there twice.
    assert drawn[: len(before[1])] == before[1] and len(drawn) == len(before[1]) + 1
    assert visitor.page.locator("#question").bounding_box()["y"] < 844  # type: ignore[index]
    for answer in ALL_MET[6:]:
        give(visitor, answer)
    assert visitor.view == "review"
    visitor.page.reload()
    assert visitor.ready().view == "review"


def test_what_was_typed_and_not_sent_is_still_there(visit: Visit) -> None:
    visitor = visit()
    visitor.page.fill("#text", "it is B-")
    visitor.page.goto("about:blank")
    visitor.page.go_back()
    visitor.ready()
    assert visitor.page.input_value("#text") == "it is B-"


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that may be killed; whoever does starts it again."""
    running = Server(tmp_path_factory.mktemp("mortal"), PRESCREEN_KEEP_DAYS="1", **SITE).start()
    yield running
    running.stop()


def test_a_killed_server_loses_nothing(visit: Visit, mortal: Server) -> None:
    visitor = visit(mortal)
    visitor.expects_failures = True
    for answer in ALL_MET[:4]:
        give(visitor, answer)
    mortal.stop(signal.SIGKILL)
    visitor.button("None, treatment had ended").click()
    retry = visitor.button("Send again")
    retry.wait_for(timeout=10_000)
    assert "None, treatment had ended" in visitor.page.inner_text("#trouble")
    mortal.start()
    retry.click()
    visitor.page.wait_for_selector("#trouble", state="hidden")
    visitor.ready()
    assert visitor.question.startswith("When did your child last have chemo")
    for answer in ALL_MET[5:]:
        give(visitor, answer)
    assert visitor.answers()["Treatment at that time"] == "None, treatment had ended"


def test_an_answer_given_offline_is_sent_when_the_connection_is_back(visit: Visit) -> None:
    visitor = visit()
    visitor.expects_failures = True
    visitor.context.set_offline(True)
    visitor.page.wait_for_selector("#trouble:not([hidden])")
    assert "You are offline right now" in visitor.page.inner_text("#trouble")
    visitor.button("B-cell ALL (B-ALL)").click()
    visitor.page.get_by_text("is sent when you are back").wait_for()
    visitor.context.set_offline(False)
    visitor.page.wait_for_function("() => document.querySelector('#question').textContent.startsWith('How old')")
    visitor.ready()
    assert visitor.page.locator("#trouble").is_hidden()
    assert len(visitor.said()) == 1


def test_a_lost_connection_is_told_and_disturbs_nobody(visit: Visit) -> None:
    visitor = visit()
    visitor.page.focus("#text")
    visitor.context.set_offline(True)
    visitor.page.wait_for_selector("#trouble:not([hidden])")
    assert visitor.focus == "text"
    visitor.context.set_offline(False)
    visitor.page.wait_for_selector("#trouble", state="hidden")


def test_a_reply_that_got_lost_is_not_counted_twice(visit: Visit) -> None:
    """The server has the message, the browser never hears of it, and sends it again."""
    visitor = visit()
    visitor.expects_failures = True
    lost: list[str] = []

    def lose(route: object) -> None:
        lost.append(route.request.post_data)  # type: ignore[attr-defined]
        if len(lost) == 1:
            route.fetch()  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    visitor.page.route("**/chat/message", lose)
    visitor.button("B-cell ALL (B-ALL)").click()
    visitor.page.wait_for_function("() => document.querySelector('#question').textContent.startsWith('How old')")
    assert len(lost) == 2 and lost[0] == lost[1]
    visitor.page.reload()
    visitor.ready()
    assert visitor.said() == ["B-cell ALL (B-ALL)"]


def test_a_page_that_was_closed_while_it_sent_sends_it_when_it_comes_back(visit: Visit) -> None:
    visitor = visit()
    visitor.expects_failures = True
    visitor.page.route("**/chat/message", lambda route: route.abort())
    visitor.button("B-cell ALL (B-ALL)").click()
    visitor.page.unroute("**/chat/message")
    visitor.page.reload()
    visitor.page.wait_for_function("() => document.querySelector('#question')?.textContent.startsWith('How old')")


def test_double_taps_count_once(visit: Visit) -> None:
    visitor = visit()
    with visitor.turn():
        visitor.button("B-cell ALL (B-ALL)").dblclick()
    assert visitor.question == "How old is your child?"
    with visitor.turn():
        visitor.page.fill("#number", "7")
        visitor.page.locator("#now button[type=submit]").click(click_count=3)
    assert visitor.question == "How many times has the leukemia come back?"
    with visitor.turn():
        visitor.page.evaluate(
            "[...document.querySelectorAll('#now .option')].slice(1, 4).forEach((option) => option.click())"
        )
    assert visitor.said() == ["B-cell ALL (B-ALL)", "7 years", "Once"]


def test_two_windows_stay_together(visit: Visit) -> None:
    first = visit()
    second = visit(beside=first)
    first.tap("B-cell ALL (B-ALL)")
    second.page.wait_for_function("() => document.querySelector('#question').textContent.startsWith('How old')")
    second.number("7")
    first.page.wait_for_function("() => document.querySelector('#question').textContent.startsWith('How many')")
    assert first.said() == second.said()


def test_an_answer_to_a_question_that_was_answered_elsewhere_is_not_taken(visit: Visit) -> None:
    first = visit()
    second = visit(beside=first)
    second.expects_failures = True
    # The second window hears nothing of the first.
    second.page.evaluate("BroadcastChannel.prototype.dispatchEvent = () => true")
    second.page.route("**/chat/conversation", lambda route: route.abort())
    first.tap("B-cell ALL (B-ALL)")
    second.page.wait_for_timeout(200)
    second.page.unroute("**/chat/conversation")
    second.tap("T-cell ALL (T-ALL)")
    second.page.wait_for_selector("#trouble:not([hidden])")
    assert second.question == "How old is your child?"
    assert "another window" in second.page.inner_text("#trouble")
    first.tap("Stop and see what we have")
    assert first.answers()["Kind of leukemia"] == "B-cell ALL (B-ALL)"


def test_back_takes_the_last_answer_back(visit: Visit) -> None:
    visitor = visit()
    assert visitor.button("Back").count() == 0
    visitor.tap("B-cell ALL (B-ALL)")
    visitor.number("70")
    visitor.tap("Back")
    assert visitor.question == "How old is your child?" and visitor.focus == "question"
    visitor.number("7")
    visitor.tap("Stop and see what we have")
    assert visitor.answers()["Age"] == "7 years"


@pytest.mark.parametrize("place", ["review", "result"])
def test_each_answer_can_be_changed(visit: Visit, place: str) -> None:
    visitor = visit()
    (to_the_review if place == "review" else to_the_result)(visitor)
    visitor.tap("Change Times it came back")
    assert visitor.question == "How many times has the leukemia come back?" and visitor.focus == "question"
    visitor.tap("Twice")
    assert visitor.view == place
    assert visitor.answers()["Times it came back"] == "Twice"
    if place == "result":
        assert (
            visitor.states()["First relapse"] == "Not met" and list(visitor.states().values()).count("Met") == MET - 1
        )
    # A change that one doesn't want after all leaves everything as it was.
    visitor.tap("Change Creatinine")
    visitor.tap("Back")
    assert visitor.view == place and visitor.answers()["Creatinine"] == "0.4 mg/dL"


def test_the_browsers_back_loses_no_answer(visit: Visit) -> None:
    visitor = visit()
    to_the_result(visitor)
    answers = visitor.answers()
    visitor.page.go_back()
    assert visitor.view == "review" and visitor.answers() == answers
    visitor.page.go_back()
    assert visitor.view == "conversation" and visitor.page.locator(".you").first.is_visible()
    visitor.page.go_forward()
    visitor.page.go_forward()
    assert visitor.view == "result" and list(visitor.states().values()) == ["Met"] * MET
    visitor.button("Show what was said").click()
    visitor.button("See the result").click()
    assert visitor.view == "result"
    visitor.page.goto("about:blank")
    visitor.page.go_back()
    visitor.ready()
    assert visitor.view == "result" and visitor.answers() == answers


def test_clear_deletes_it_here_and_on_the_server(visit: Visit, server: Server) -> None:
    visitor = visit()
    visitor.tap("B-cell ALL (B-ALL)")
    visitor.type("she is 7 and loves zebrafinches")
    cookie = visitor.context.cookies()[0]["value"]
    visitor.button("Clear my answers").click()
    visitor.button("Keep my answers").click()
    assert len(visitor.said()) == 2
    visitor.page.fill("#text", "half a word")
    visitor.clear()
    assert visitor.page.inner_text("#trouble") == "Your answers are deleted, here and on the server."
    assert visitor.question == "Which kind of leukemia does your child have?"
    assert len(visitor.said()) == 0 and visitor.page.input_value("#text") == ""
    assert visitor.page.evaluate("JSON.stringify(sessionStorage)") == "{}"
    assert visitor.context.cookies()[0]["value"] != cookie
    for file in server.folder.glob("conversations.db*"):
        assert b"zebrafinches" not in file.read_bytes(), file


def test_clear_in_one_window_clears_the_other(visit: Visit) -> None:
    first = visit()
    second = visit(beside=first)
    second.expects_failures = True
    first.tap("B-cell ALL (B-ALL)")
    second.page.wait_for_function("() => document.querySelector('#question').textContent.startsWith('How old')")
    first.clear()
    second.page.wait_for_function("() => document.querySelector('#question').textContent.startsWith('Which kind')")
    assert len(second.said()) == 0


def test_an_expired_session_starts_again_and_says_so(visit: Visit, mortal: Server) -> None:
    visitor = visit(mortal)
    visitor.expects_failures = True
    visitor.tap("B-cell ALL (B-ALL)")
    database = sqlite3.connect(mortal.folder / "conversations.db", isolation_level=None)
    try:
        database.execute("UPDATE session SET used = used - 90000")
        visitor.button("I don't know").click()
        visitor.page.wait_for_selector("#trouble:not([hidden])")
        assert "We start again" in visitor.page.inner_text("#trouble")
        assert visitor.question == "Which kind of leukemia does your child have?"
        # What expired is gone for good once the server looks.
        mortal.stop()
        mortal.start()
        for table in ("session", "conversation"):
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)
    finally:
        database.close()

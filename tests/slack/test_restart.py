"""The server is killed at any moment: after it starts again everything is answered once, and known."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from bot.channels.slack.arrivals import Arrival, arrival, as_json
from bot.channels.slack.requests import Posted
from tests.slack.events import Request
from tests.slack.faulty import Faulty
from tests.slack.names import MARIA, Json
from tests.slack.web_api import WebApi

POST = "chat.postMessage"
KNOWN = ("B-ALL", "55%", "0.5 mg/dL", "0.2 mg/dL")
"""What the card of a conversation shows after `converse`."""


@pytest.fixture
def slack(shared: Faulty) -> Iterator[Faulty]:
    yield shared
    shared.api.up()
    shared.api.heal()
    if shared.server.process.poll() is not None:
        shared.server.start()
    shared.settle()
    found = shared.api.violations[:]
    shared.api.violations.clear()
    assert not found


def _called(api: WebApi, since: int) -> bool:
    return any(call.method == POST for call in api.calls[since:])


def _at_once(_slack: Faulty, _since: int) -> None:
    """Right after the last acknowledgement."""


def _a_little_later(slack: Faulty, _since: int) -> None:
    """In the middle of the turns."""
    time.sleep(0.05)


def _when_an_answer_is_there(slack: Faulty, since: int) -> None:
    """Slack has posted, and its answer is still under way or was lost."""
    slack.api.wait_for(lambda api: _called(api, since))


MOMENTS: dict[str, tuple[Callable[[WebApi], None], Callable[[Faulty, int], None]]] = {
    "right after the acknowledgement": (lambda _: None, _at_once),
    "between turns": (lambda _: None, _a_little_later),
    "while Slack is down": (lambda api: api.down(), _a_little_later),
    "in the middle of posts": (lambda api: api.slow(5, POST), _when_an_answer_is_there),
    "after posts whose answers were lost": (lambda api: api.drop_after(2, POST), _when_an_answer_is_there),
    "after posts that were lost": (lambda api: api.drop_before(2, POST), _when_an_answer_is_there),
}


@pytest.mark.parametrize(("disturb", "wait"), MOMENTS.values(), ids=MOMENTS)
def test_killed(slack: Faulty, disturb: Callable[[WebApi], None], wait: Callable[[Faulty, int], None]) -> None:
    channel, user = slack.channel(), slack.user()
    [edited] = slack.converse(channel, follow_ups=["EF 40%"])
    slack.settle()
    since = len(slack.api.calls)
    disturb(slack.api)
    slack.people.edit(edited[1], "EF 56%")
    threads = slack.converse(channel, threads=3)
    direct = slack.people.say("7 y/o girl, B-ALL, first relapse in the CNS", user)
    wait(slack, since)
    slack.server.stop(signal.SIGKILL)
    slack.api.up()
    slack.api.heal()
    slack.server.start()
    slack.settle()
    slack.assert_once_and_in_order(edited, *threads)
    assert len(slack.answers_to(direct)) == 1
    assert "56%" in slack.answers_to(edited[1])[0]["text"]
    for thread in threads:
        asked = slack.people.say_in(channel, "status", thread_ts=thread[0].ts)
        slack.settle()
        [card] = slack.answers_to(asked)
        assert [fact for fact in KNOWN if fact not in card["text"]] == []


@pytest.mark.parametrize("is_told", [True, False], ids=["told", "not told"])
def test_killed_in_the_middle_of_a_tap(slack: Faulty, is_told: bool) -> None:
    """Before it was noted that the tap is handled; what it says is kept, and the bot may have been told or not."""
    channel = slack.channel()
    begun = slack.people.mention("start", channel=channel)[1]
    [question] = slack.thread(channel, begun.ts)
    tap = slack.people.tapping(question, "B-ALL")
    assert slack.people.deliver(tap).status == 200
    before = slack.thread(channel, begun.ts)
    assert len(before) == 2
    slack.server.stop(signal.SIGKILL)
    _undo(slack, tap, is_told)
    slack.server.start()
    after = slack.thread(channel, begun.ts)
    assert list(map(_shown, after)) == list(map(_shown, before))
    assert slack.api.ephemerals(channel, MARIA) == []


def _undo(slack: Faulty, tap: Request, is_told: bool) -> None:
    """The file as a server leaves it that was killed while it handled the tap."""
    came = _arrival(tap)
    with closing(sqlite3.connect(slack.server.folder / "conversations.db")) as database, database:
        database.execute("INSERT INTO slack_waiting (arrival) VALUES (?)", (as_json(came),))
        if not is_told:
            [sender] = database.execute("SELECT sender FROM slack_said WHERE ts = ?", (came.ts,)).fetchone()
            for table in ("conversation", "event"):
                database.execute(f"DELETE FROM {table} WHERE sender = ?", (sender,))


def _arrival(tap: Request) -> Arrival:
    came = arrival(Posted("tap", tap.payload))
    assert came is not None
    return came


def _shown(message: Json) -> tuple[str, list[Json]]:
    """What a message shows; the names of its blocks are Slack's own."""
    blocks = [{key: value for key, value in block.items() if key != "block_id"} for block in message["blocks"]]
    return message["text"], blocks

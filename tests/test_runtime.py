"""Rasa in one process: the model, the conversations on disk, and what happens where something fails."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.runtime import conversations, model
from bot.runtime.agent import load_agent
from bot.runtime.conversations import ConversationStore
from bot.settings import PROJECT
from bot.wording import load_wording
from tests.talk import Talk, agent

from rasa.core.tracker_store import TrackerStore  # isort: skip - after the lean import of Rasa
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered  # isort: skip


def run(coroutine: Any) -> Any:
    """Wait for what a store or a processor does."""
    return asyncio.run(coroutine)


# --- the model -------------------------------------------------------------------------------------------------------


def test_a_missing_model_is_no_other_model(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make train"):
        load_agent(tmp_path / "none.tar.gz")


def test_a_current_model_is_not_trained_again(monkeypatch: pytest.MonkeyPatch) -> None:
    agent()
    monkeypatch.setattr(model, "_train", lambda: pytest.fail("trained again"))
    assert model.ensure_model() == model.MODEL


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what the model is made of."""
    for name in ("domain.yml", *model.INPUTS):
        source, target = PROJECT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            target.mkdir()
            for file in source.glob("*.yml"):
                (target / file.name).write_bytes(file.read_bytes())
        else:
            target.write_bytes(source.read_bytes())
    monkeypatch.setattr(model, "PROJECT", tmp_path)
    return tmp_path


def test_other_words_need_no_training(project: Path) -> None:
    before = model.fingerprint()
    domain = project / "domain.yml"
    domain.write_text(domain.read_text(encoding="utf-8").replace("Which kind of leukemia", "What kind of leukemia"))
    assert model.fingerprint() == before


@pytest.mark.parametrize(
    ("name", "added"),
    [
        ("data/nlu/emergency.yml", "\n# one more"),
        ("data/nlu/new.yml", "nlu: []"),
        ("config.yml", "\n# one more"),
        ("domain.yml", "\n  utter_new:\n  - text: new"),
    ],
)
def test_other_data_do(name: str, added: str, project: Path) -> None:
    before = model.fingerprint()
    with (project / name).open("a", encoding="utf-8") as file:
        file.write(added)
    assert model.fingerprint() != before


# --- conversations on disk -------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ConversationStore]:
    """A store in a file of its own."""
    opened = ConversationStore(agent().domain, path=str(tmp_path / "deep" / "conversations.db"))
    yield opened
    opened.close()


def talked(store: TrackerStore, sender: str = "anna") -> None:
    """One turn of a conversation, saved."""
    tracker = store.init_tracker(sender)
    events = [ActiveLoop("screening_form"), UserUttered("she is 7"), SlotSet("age_years", 7), SlotSet("sex", "female")]
    tracker.update_with_events([*events, ActionExecuted("action_listen")], store.domain)
    run(store.save(tracker))


def test_a_conversation_is_there_again(store: ConversationStore) -> None:
    talked(store)
    tracker = run(store.retrieve("anna"))
    assert (tracker.get_slot("age_years"), tracker.get_slot("sex"), tracker.get_slot("gfr")) == (7, "female", None)
    assert tracker.active_loop_name == "screening_form"
    assert tracker.latest_action_name == "action_listen"


def test_an_unknown_sender_has_none(store: ConversationStore) -> None:
    talked(store)
    assert run(store.retrieve("bob")) is None
    assert run(store.retrieve_full_tracker("bob")) is None
    assert list(run(store.keys())) == ["anna"]


def test_it_outlives_the_process(store: ConversationStore, tmp_path: Path) -> None:
    talked(store)
    other = ConversationStore(agent().domain, path=str(tmp_path / "deep" / "conversations.db"))
    assert run(other.retrieve("anna")).get_slot("age_years") == 7
    other.close()


def test_the_log_holds_each_event_once(store: ConversationStore) -> None:
    talked(store)
    tracker = run(store.retrieve("anna"))
    tracker.update(UserUttered("and once"))
    run(store.save(tracker))
    events = run(store.retrieve_full_tracker("anna")).events
    assert [event.text for event in events if isinstance(event, UserUttered)] == ["she is 7", "and once"]
    assert sum(isinstance(event, SlotSet) and event.key == "age_years" for event in events) == 1


def test_a_deleted_conversation_leaves_nothing(store: ConversationStore, tmp_path: Path) -> None:
    talked(store)
    talked(store, "bob")
    run(store.delete("anna"))
    assert run(store.retrieve("anna")) is None
    assert run(store.retrieve_full_tracker("anna")) is None
    assert run(store.retrieve("bob")) is not None
    run(store.delete("bob"))
    store.close()
    left = b"".join(file.read_bytes() for file in (tmp_path / "deep").iterdir())
    assert b"she is 7" not in left and b"anna" not in left


def test_nothing_is_left_where_the_database_moved_what_was_said(store: ConversationStore, tmp_path: Path) -> None:
    """SQLite's trees are rearranged while they grow, and leave copies behind that no deletion overwrites."""
    store.keep_beside("CREATE TABLE beside (sender TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID", ["beside"])
    of, there = random.Random(5), dict[str, str]()

    def content() -> bytes:
        store.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return b"".join(file.read_bytes() for file in (tmp_path / "deep").iterdir())

    for number in range(4000):
        word, sender = f"zebra-{number}-finches", str(of.random())
        there[word] = sender
        text = f"{'x' * of.randrange(600)} {word} {'y' * of.randrange(300)}"
        store.database.execute("INSERT INTO beside VALUES (?, ?)", (sender, text))
        if number % 2:
            gone = of.choice(list(there))
            store.database.execute("DELETE FROM beside WHERE sender = ?", (there.pop(gone),))
            if gone.encode() in content():
                break
    else:
        pytest.fail("Without wiping this test would show nothing")
    store.wipe()
    assert gone.encode() not in content() and all(word.encode() in content() for word in there)


def test_a_burst_of_deletions_is_wiped_together(store: ConversationStore, monkeypatch: pytest.MonkeyPatch) -> None:
    wipes = []
    wipe = store.wipe

    def counted() -> None:
        wipes.append(1)
        wipe()

    async def burst() -> None:
        for number in range(20):
            await store.delete(f"someone{number}")
        await store.wiped()
        assert len(wipes) == 1
        await store.delete("one more")
        await store.wiped()

    monkeypatch.setattr(store, "wipe", counted)
    run(burst())
    assert len(wipes) == 2


def test_a_wipe_that_fails_is_tried_again(
    store: ConversationStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries = []
    wipe = store.wipe

    def failing_once() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise sqlite3.OperationalError("database or disk is full")
        wipe()

    async def delete() -> None:
        await store.delete("anna")
        await store.wiped()

    monkeypatch.setattr(store, "wipe", failing_once)
    monkeypatch.setattr(conversations, "AGAIN", 0.01)
    run(delete())
    assert len(tries) == 2
    assert "may still stand in the database" in caplog.text and "disk is full" in caplog.text


# --- what is kept of a conversation ----------------------------------------------------------------------------------


def test_a_birth_date_is_kept_nowhere() -> None:
    talk = Talk({"on": "2026-11-22"})
    talk.say("hello")
    talk.say("B-ALL")
    talk.say("she was born on 3/14/2019")
    tracker = run(agent().tracker_store.retrieve_full_tracker(talk.sender))
    kept = json.dumps([event.as_dict() for event in tracker.events])
    assert tracker.get_slot("age_years") == 7
    assert "3/14" not in kept and "2019-03" not in kept


def test_the_day_and_the_audience_hold_without_being_said_again() -> None:
    talk = Talk({"on": "2026-03-01", "who": "staff"})
    talk.say("hello")
    talk.metadata = {}
    assert [said.text for said in talk.say("B-ALL").said if said.text] == ["Age (years)?"]
    talk.say("stop")
    assert talk.custom["result"]["on"] == "2026-03-01"


# --- where something fails -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("failing", "text"), [("validate_screening_form", "7"), ("action_help", "help")])
def test_an_action_that_fails_says_so_and_loses_nothing(
    failing: str, text: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> list[dict[str, Any]]:
        raise RuntimeError("broken")

    talk = Talk({"on": "2026-11-22"})
    talk.say("hello")
    talk.say("B-ALL")
    with monkeypatch.context() as patched:
        patched.setitem(agent().processor.actions, failing, fail)
        talk.say(text)
    assert load_wording().text("utter_failed") in [message.get("text") for message in talk.messages]
    assert "broken" in caplog.text
    turn = talk.say("7")
    assert (turn.slots["diagnosis"], turn.slots["age_years"]) == ("b_all", 7)


def test_a_message_that_cannot_be_understood_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> dict[str, Any]:
        raise RuntimeError("broken")

    talk = Talk({"on": "2026-11-22"})
    talk.say("hello")
    with monkeypatch.context() as patched:
        patched.setattr("rasa.core.processor.MessageProcessor._parse_message_with_graph", fail)
        turn = talk.say("xyzzy")
    assert [said.utter for said in turn.said if said.utter] == ["utter_not_understood", "utter_ask_diagnosis"]

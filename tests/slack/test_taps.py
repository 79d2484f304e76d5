"""What people tap: each tap does what stands on it, once, and where it is too late the person is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.slack.block_kit import elements
from tests.slack.lines import GIRL
from tests.slack.names import Json
from tests.slack.odd import ODD
from tests.slack.running import Slack

NO_LONGER_OPEN = "That question is no longer open"
GONE = "This conversation is no longer here"


class Thread:
    """A thread in a channel of its own, with one person who taps."""

    def __init__(self, slack: Slack, first: str = GIRL) -> None:
        self.slack, self.user, self.channel = slack, slack.user(), slack.channel()
        _, message = slack.people.mention(first, self.user, self.channel)
        self.root = message.ts

    @property
    def messages(self) -> list[Json]:
        return self.slack.thread(self.channel, self.root)

    @property
    def last(self) -> Json:
        return self.messages[-1]

    @property
    def told(self) -> list[str]:
        """What only this person was told."""
        self.slack.settle()
        return [one["text"] for one in self.slack.api.ephemerals(self.channel, self.user)]

    def say(self, text: str) -> None:
        self.slack.people.say_in(self.channel, text, self.user, self.root)
        self.slack.settle()

    def tap(self, what: str, message: Json | None = None) -> None:
        answer = self.slack.people.tap(message or self.last, what, self.user)
        assert (answer.status, answer.body) == (200, b"")
        self.slack.settle()

    def tick(self, *labels: str) -> None:
        assert self.slack.people.tick(self.last, labels, self.user).status == 200
        self.slack.settle()

    def forge(self, message: Json, **action: Any) -> None:
        """A tap on what never stood there, signed by Slack all the same."""
        given = {"type": "button", "action_id": "answer 0", "block_id": f"{self.root} answer", "value": "0", **action}
        request = self.slack.people.build.action(message, given, self.user, {})
        assert self.slack.people.deliver(request).status == 200
        self.slack.settle()


def labels(message: Json) -> list[str]:
    return [one["text"]["text"] for _, one in elements(message.get("blocks")) if one["type"] == "button"]


def test_change_a_value(slack: Slack) -> None:
    thread = Thread(slack)
    thread.tap("Change")
    assert "Change which?" in thread.last["text"]
    thread.tap("Age")
    assert thread.last["text"].startswith("Age (years)?")
    thread.say("9yo")
    assert "*Age* 9 years" in thread.last["text"]
    assert "*Age* 8 years" in thread.messages[0]["text"]
    assert len(thread.messages) == 4 and thread.told == []


def test_change_by_buttons_alone(slack: Slack) -> None:
    thread = Thread(slack)
    thread.tap("Change")
    thread.tap("Sex")
    thread.tap("M")
    assert "*Sex* M" in thread.last["text"]


def test_step_by_step_to_the_end(slack: Slack) -> None:
    """Buttons, checkboxes, Why and Unknown, up to the card."""
    thread = Thread(slack, "start")
    thread.tap("B-ALL")
    thread.tap("Why")
    assert thread.last["text"].rstrip().endswith("Age (years)?")
    thread.tap("Unknown")
    thread.tap("1")
    thread.tick("BM", "CNS")
    assert len(thread.messages) == 5, "ticking alone sends nothing"
    thread.tap("Send")
    for _ in range(30):
        on_offer = labels(thread.last)
        if "Forget this" in on_offer:
            break
        thread.tap(next(label for label in ("No", "Never", "Maintenance", "Yes", "Unknown") if label in on_offer))
    card = thread.last["text"]
    assert "*Kind of leukemia* B-ALL · *Age* not known · *Relapses* 1 · *Sites* BM, CNS" in card
    assert "*Prior SCT* No" in card and thread.told == []
    # The buttons of all the questions before are gone: only the last message asks.
    assert [labels(one) for one in thread.messages[:-1]] == [[]] * (len(thread.messages) - 1)


def test_ask_me_from_a_card_asks_only_what_is_open(slack: Slack) -> None:
    thread = Thread(slack)
    thread.tap("Ask me step by step")
    assert "?" in thread.last["text"] and "Unknown" in labels(thread.last)
    assert "Age (years)?" not in thread.last["text"]
    thread.tap("Stop")
    assert "Unknown" not in labels(thread.last)
    assert "*Age* 8 years" in thread.last["text"] or "topped" in thread.last["text"]


def test_send_with_nothing_ticked_says_nothing(slack: Slack) -> None:
    thread = Thread(slack, "start")
    for what in ("B-ALL", "Unknown", "1"):
        thread.tap(what)
    count = len(thread.messages)
    thread.tap("Send")
    assert len(thread.messages) == count and len(thread.told) == 1


def test_a_tap_that_slack_tells_of_twice_counts_once(slack: Slack) -> None:
    thread = Thread(slack, "start")
    request = slack.people.tapping(thread.last, "B-ALL", thread.user)
    for _ in range(3):
        assert slack.people.deliver(request).status == 200
    assert len(thread.messages) == 2 and thread.told == []


def test_a_double_tap_answers_one_question(slack: Slack) -> None:
    """Two taps on the same button, before the answer has come: the second is not taken for the next question's."""
    thread = Thread(slack, "start")
    taps = [slack.people.tapping(thread.last, "B-ALL", thread.user) for _ in range(2)]
    assert [answer.status for answer in slack.people.deliver_all(taps)] == [200, 200]
    assert len(thread.messages) == 2
    assert len(thread.told) == 1 and thread.told[0].startswith(NO_LONGER_OPEN)


def test_a_stale_button_is_told_so_and_changes_nothing(slack: Slack) -> None:
    thread = Thread(slack, "start")
    stale = thread.last
    thread.tap("B-ALL")
    before = thread.messages
    thread.tap("T-ALL", stale)
    assert thread.messages == before
    assert thread.told[0].startswith(NO_LONGER_OPEN)


def test_a_button_of_what_was_forgotten(slack: Slack) -> None:
    thread = Thread(slack)
    card = thread.last
    thread.tap("Forget this")
    before = thread.messages
    for what in ("Change", "Ask me step by step", "Forget this"):
        thread.tap(what, card)
    assert thread.messages == before
    assert all(text.startswith(GONE) for text in thread.told) and len(thread.told) == 3


def test_an_old_card_still_changes_its_patient(slack: Slack) -> None:
    thread = Thread(slack)
    card = thread.last
    thread.say("EF was 55")
    thread.tap("Change", card)
    assert "Change which?" in thread.last["text"] and "EF (radionuclide): 55%" in thread.last["text"]


def test_two_people_tap(slack: Slack) -> None:
    thread = Thread(slack, "start")
    other = slack.user()
    first = slack.people.tapping(thread.last, "B-ALL", thread.user)
    second = slack.people.tapping(thread.last, "T-ALL", other)
    for request in (first, second):
        assert slack.people.deliver(request).status == 200
    assert len(thread.messages) == 2
    (told,) = slack.api.ephemerals(thread.channel, other)
    assert told["text"].startswith(NO_LONGER_OPEN)


# Hostile taps


@pytest.mark.parametrize("value", ["-1", "99", "9" * 1500, "", "x", "B-ALL", "1.0", "٣", "\x00", "<!channel>"])
def test_a_value_that_was_never_offered(slack: Slack, value: str) -> None:
    thread = Thread(slack, "start")
    before = thread.messages
    thread.forge(before[-1], value=value)
    assert thread.messages == before


@pytest.mark.parametrize("block", ["card", "answer", "words", "change", "x", ""])
@pytest.mark.parametrize("action", ["words Unknown", "words", "answer", "send", "x"])
def test_words_that_no_button_says(slack: Slack, block: str, action: str) -> None:
    """Not even words that would be kept from being written: a record number."""
    thread = Thread(slack)
    before = thread.messages
    thread.forge(before[-1], block_id=f"{thread.root} {block}", action_id=action, value="MRN 70499533 EF was 55")
    assert thread.messages == before
    for path in slack.server.folder.iterdir():
        assert b"70499533" not in path.read_bytes()


@pytest.mark.parametrize("block_id", ["", " ", "x", "0", "1700000000.000001 card", "9" * 254, "'; DROP TABLE x; --"])
def test_a_block_of_nobody(slack: Slack, block_id: str) -> None:
    thread = Thread(slack)
    before = thread.messages
    thread.forge(before[-1], block_id=block_id, action_id="forget")
    assert thread.messages == before
    assert [text[: len(GONE)] for text in thread.told] == [GONE]


def test_a_tap_reaches_no_other_channel(slack: Slack) -> None:
    """The block names a message of another channel: there is no such message here."""
    other, thread = Thread(slack), Thread(slack)
    before = other.messages
    thread.forge(thread.last, block_id=f"{other.root} card", action_id="forget", value="")
    assert other.messages == before and len(thread.messages) == 1


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    key=st.sampled_from(["value", "action_id", "block_id", "type", "selected_option", "selected_options"]),
    data=st.data(),
)
def test_odd_actions_break_nothing(slack: Slack, key: str, data: st.DataObject) -> None:
    log = len(slack.server.log)
    message = {"type": "message", "channel": slack.channel(), "ts": slack.people.ts(), "text": "x"}
    value = data.draw(st.sampled_from(ODD))
    action = {"type": "button", "action_id": "answer", "block_id": f"{message['ts']} answer", "value": "0", key: value}
    request = slack.people.build.action(message, action, slack.user(), {})
    assert slack.people.deliver(request).status == 200
    slack.settle()
    assert slack.server.log[log:] == ""

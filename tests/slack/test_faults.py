"""Slack is slow, refuses, breaks or is gone: every message still gets its answer, once; nobody waits at the door."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from tests.slack.faulty import PATIENT, Faulty
from tests.slack.names import JONAS, MARIA, TOKEN, direct_channel
from tests.slack.web_api import RESPONSE_URL, WebApi

POST, UPDATE, DELETE, EPHEMERAL = "chat.postMessage", "chat.update", "chat.delete", "chat.postEphemeral"
QUICK = 1.0
"""Seconds for an acknowledgement on a machine that is busy with other tests; Slack gives it 3."""
WITH_A_NUMBER = "8 y/o boy, B-ALL, MRN 00412345"

Fault = Callable[[WebApi, str], None]
FAULTS: dict[str, Fault] = {
    "429 once": lambda api, method: api.rate_limit(1, 1, method),
    "429 three times": lambda api, method: api.rate_limit(3, 1, method),
    "500 twice": lambda api, method: api.break_down(2, method),
    "internal_error twice": lambda api, method: api.refuse("internal_error", 2, method),
    "the connection dropped before": lambda api, method: api.drop_before(2, method),
}


def _one_after_the_other(api: WebApi, method: str) -> None:
    api.drop_after(1, method)
    api.drop_before(1, method)
    api.break_down(1, method)


ALL_FAULTS: dict[str, Fault] = {
    **FAULTS,
    "the connection dropped after": lambda api, method: api.drop_after(1, method),
    "dropped after, then before, then 500": _one_after_the_other,
}
UNDONE = {name: FAULTS[name] for name in ("429 once", "500 twice", "the connection dropped before")}
"""Faults after which a message that can't be found again may be sent again."""
SOME_FAULTS = {name: ALL_FAULTS[name] for name in ("429 once", "500 twice", "the connection dropped after")}


@pytest.fixture
def slack(shared: Faulty) -> Iterator[Faulty]:
    """The one server, with nothing left over from the test before, and no call that Slack would mind."""
    assert shared.is_settled
    yield shared
    shared.api.heal()
    shared.settle()
    found = shared.api.violations[:]
    shared.api.violations.clear()
    assert not found


# Each method, each fault


@pytest.mark.parametrize("fault", ALL_FAULTS.values(), ids=ALL_FAULTS)
def test_posts(slack: Faulty, fault: Fault) -> None:
    fault(slack.api, POST)
    threads = slack.converse(slack.channel(), threads=2, follow_ups=["EF 55%"])
    slack.settle()
    slack.assert_once_and_in_order(*threads)


@pytest.mark.parametrize("fault", SOME_FAULTS.values(), ids=SOME_FAULTS)
def test_changes(slack: Faulty, fault: Fault) -> None:
    [thread] = slack.converse(slack.channel(), follow_ups=["EF 55%"])
    slack.settle()
    fault(slack.api, UPDATE)
    slack.people.edit(thread[1], "EF 43%")
    slack.settle()
    slack.assert_once_and_in_order(thread)
    assert "43%" in slack.answers_to(thread[1])[0]["text"]


@pytest.mark.parametrize("fault", SOME_FAULTS.values(), ids=SOME_FAULTS)
def test_deletions(slack: Faulty, fault: Fault) -> None:
    [thread] = slack.converse(slack.channel(), follow_ups=["EF 55%"])
    slack.settle()
    fault(slack.api, DELETE)
    slack.people.delete(thread[1])
    slack.settle()
    slack.assert_once_and_in_order(thread[:1])
    assert not slack.answers_to(thread[1])


@pytest.mark.parametrize("fault", UNDONE.values(), ids=UNDONE)
def test_notices_for_one_person(slack: Faulty, fault: Fault) -> None:
    channel = slack.channel()
    fault(slack.api, EPHEMERAL)
    slack.people.mention(WITH_A_NUMBER, channel=channel)
    slack.settle()
    assert len(slack.api.ephemerals(channel, MARIA)) == 1
    assert not slack.api.messages(channel)


def test_a_notice_that_may_not_be_shown_in_its_channel_is_sent_directly(slack: Faulty) -> None:
    channel, before = slack.channel(), len(slack.api.messages(direct_channel(JONAS)))
    slack.api.refuse("user_not_in_channel", 2, EPHEMERAL)
    slack.api.rate_limit(1, 1, POST)
    slack.people.mention(WITH_A_NUMBER, JONAS, channel)
    slack.settle()
    assert len(slack.api.messages(direct_channel(JONAS))) == before + 1


# Slow, or not there


def test_a_slow_slack_delays_no_acknowledgement(slack: Faulty) -> None:
    slack.api.slow(1.5)
    channel = slack.channel()
    both = [slack.people.build.mention(PATIENT, channel=channel) for _ in range(8)]
    answers = slack.people.deliver_all([request for pair in both for request in pair])
    # While the answers are under way.
    slack.api.wait_for(lambda api: api.messages(channel))
    answers += [slack.people.deliver(slack.people.build.direct_message("why?")) for _ in range(3)]
    assert [answer.status for answer in answers] == [200] * len(answers)
    assert max(answer.seconds for answer in answers) < QUICK
    slack.api.heal()
    slack.settle()
    slack.assert_once_and_in_order(*([message] for _, message in both))


def test_while_slack_is_down_answers_are_kept(slack: Faulty) -> None:
    channel = slack.channel()
    slack.api.down()
    threads = slack.converse(channel, threads=3)
    assert not slack.is_settled
    slack.api.up()
    slack.settle()
    slack.assert_once_and_in_order(*threads)
    # What was said meanwhile is known.
    for thread in threads:
        assert "55%" in slack.answers_to(thread[-1])[0]["text"]


# What Slack will not do


def test_where_slack_takes_no_blocks_the_words_come(slack: Faulty) -> None:
    slack.api.refuse("invalid_blocks", 1, POST)
    [thread] = slack.converse(slack.channel(), follow_ups=())
    slack.settle()
    slack.assert_once_and_in_order(thread)
    [answer] = slack.answers_to(thread[0])
    assert "blocks" not in answer
    assert "B-ALL" in answer["text"]


@pytest.mark.parametrize("fault", UNDONE.values(), ids=UNDONE)
def test_a_command_where_the_bot_is_no_member(slack: Faulty, fault: Fault) -> None:
    channel = slack.channel()
    slack.api.not_in.add(channel)
    before = len(slack.api.responses)
    fault(slack.api, RESPONSE_URL)
    assert slack.people.command(PATIENT, channel=channel).status == 200
    slack.settle()
    [response] = slack.api.responses[before:]
    assert (response.channel, response.user, response.response_type) == (channel, MARIA, "ephemeral")
    assert "B-ALL" in response.text


def test_buttons_under_the_answer_to_such_a_command_answer_once(slack: Faulty) -> None:
    channel = slack.channel()
    slack.api.not_in.add(channel)
    before = len(slack.api.responses)
    slack.people.command("start", channel=channel)
    slack.settle()
    [question] = slack.api.ephemerals(channel, MARIA)
    slack.people.tap(question, "B-ALL")
    slack.settle()
    texts = [response.text for response in slack.api.responses[before:]]
    assert len(texts) == 2 and texts[0] != texts[1]


def test_an_archived_channel_holds_nothing_up(slack: Faulty) -> None:
    archived, channel = slack.channel(), slack.channel()
    slack.api.refuse("is_archived", 1, POST)
    [gone] = slack.converse(archived, follow_ups=())
    slack.settle()
    assert not slack.answers_to(gone[0])
    assert "is_archived" in slack.server.log
    # Who wrote there is told that there is no answer, and nothing of the patient.
    [notice] = [one for one in slack.api.messages(direct_channel(MARIA)) if "archived" in one["text"]]
    assert "B-ALL" not in notice["text"]
    threads = slack.converse(channel)
    slack.settle()
    slack.assert_once_and_in_order(*threads)


def test_with_a_wrong_token_answers_wait_for_the_right_one(slack: Faulty) -> None:
    slack.api.token = "xoxb-another-one"
    threads = slack.converse(slack.channel())
    slack.api.wait_for(lambda api: api.calls[-1].answer.get("error") == "invalid_auth")
    # The log says what to mend, and no secret.
    slack.api.wait_for(lambda _: "SLACK_BOT_TOKEN" in slack.server.log)
    assert TOKEN not in slack.server.log
    slack.server.stop()
    slack.api.token = TOKEN
    slack.server.start()
    slack.settle()
    slack.assert_once_and_in_order(*threads)


# Everything together


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_each_message_is_answered_once(slack: Faulty, seed: int) -> None:
    chosen = random.Random(seed)
    channel = slack.channel()
    faults: list[Fault] = [*ALL_FAULTS.values(), lambda api, method: api.slow(chosen.uniform(0, 0.5), method)]
    threads = []
    for _ in range(3):
        for _ in range(2):
            chosen.choice(faults)(slack.api, chosen.choice((POST, POST, UPDATE, "conversations.replies")))
        threads += slack.converse(channel, threads=2, follow_ups=chosen.sample(("EF 55%", "why?", "creatinine 0.5"), 2))
        slack.people.edit(threads[-1][-1], "SF 31%")
    slack.settle(60)
    slack.assert_once_and_in_order(*threads)

"""In whatever order and however often Slack tells of something: each message is answered once, and as in order."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.slack.block_kit import elements
from tests.slack.events import Request
from tests.slack.lines import BOT, BOY, GIRL
from tests.slack.names import Json, direct_channel
from tests.slack.running import Slack
from tests.slack.stories import FOLLOWING, LINES, Remark, Talk, Told, as_slack_tells, talks, tell

Answers = dict[int, list[tuple[str, list[str]]]]
BOUNDED = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # Without explanations of a failure, which would take minutes here.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def answered(message: Json) -> str:
    """The time of what a message of the bot's answers."""
    return str(message["metadata"]["event_payload"]["id"].split()[0])


def shown(message: Json) -> tuple[str, list[str]]:
    """What a person sees of it: the words, and the labels of what there is to tap."""
    labels = []
    for _, element in elements(message.get("blocks")):
        labels += [element["text"]["text"]] if element["type"] == "button" else []
        labels += [option["text"]["text"] for option in element.get("options", ())]
    return message["text"], labels


def answers(messages: Sequence[Json], told: Told) -> Answers:
    """What each remark was answered, by its place in the talk."""
    held: Answers = {}
    for message in messages:
        held.setdefault(told.remarks.index(answered(message)), []).append(shown(message))
    return held


def in_order(slack: Slack, talk: Talk, direct: bool = False) -> Answers:
    """What comes of the talk where Slack tells of it in order, once."""
    people = [slack.user(), slack.user()]
    channel = direct_channel(people[0]) if direct else slack.channel()
    told = tell(slack.people.build, talk, channel, people, direct)
    for group in told.events:
        slack.people.deliver_all(group)
    return answers(slack.said(channel), told)


# Any orders


@BOUNDED
@given(data=st.data(), stories=st.lists(talks(), min_size=1, max_size=3), direct=talks())
def test_each_message_is_answered_once_and_as_in_order(
    slack: Slack, data: st.DataObject, stories: list[Talk], direct: Talk
) -> None:
    people, channel = [slack.user(), slack.user()], slack.channel()
    private = direct_channel(people[0])
    build = slack.people.build
    told = [tell(build, talk, channel, people) for talk in stories]
    alone = tell(build, direct, private, people, direct=True)
    for request in data.draw(as_slack_tells([*told, alone])):
        assert slack.people.deliver(request).status == 200
    slack.settle()
    for talk, one in zip(stories, told, strict=True):
        thread = slack.api.messages(channel, one.remarks[0])
        assert Counter(map(answered, thread)) == dict.fromkeys(one.expected, 1)
        assert answers(thread, one) == in_order(slack, talk)
    everywhere = [answered(message) for message in slack.api.messages(channel)]
    assert sorted(everywhere) == sorted(ts for one in told for ts in one.expected)
    thread = slack.api.messages(private, alone.remarks[0])
    assert Counter(map(answered, slack.api.messages(private))) == dict.fromkeys(alone.expected, 1)
    assert answers(slack.api.messages(private), alone) == in_order(slack, direct, direct=True)


@BOUNDED
@given(data=st.data(), said=st.lists(st.sampled_from([*LINES, *FOLLOWING]), min_size=2, max_size=6))
def test_direct_messages_without_threads(slack: Slack, data: st.DataObject, said: list[str]) -> None:
    """There each is answered beside it; which patient a follow-up is about rests on Slack's order alone."""
    results = []
    for shuffled in (False, True):
        user = slack.user()
        requests = [slack.people.build.direct_message(text, user) for text in said]
        told = Told([[request] for request in requests], [one.ts for one in requests], [one.ts for one in requests])
        for request in data.draw(as_slack_tells([told])) if shuffled else requests:
            assert slack.people.deliver(request).status == 200
        messages = slack.said(direct_channel(user))
        assert Counter(map(answered, messages)) == dict.fromkeys(told.expected, 1)
        assert all("thread_ts" not in message for message in messages)
        results.append(answers(messages, told))
    assert results[0] == results[1]


def test_all_at_once(slack: Slack) -> None:
    """Twenty threads and their replies, each event three times, on as many connections as Slack likes."""
    people, channel = [slack.user(), slack.user()], slack.channel()
    talk = [Remark(0, GIRL), Remark(1, "EF was 55"), Remark(0, "EF was 57")]
    told = [tell(slack.people.build, talk, channel, people) for _ in range(20)]
    requests = [event for one in told for group in one.events for event in group]
    mixed = [request for _, request in sorted(enumerate(requests * 3), key=lambda pair: pair[0] * 7919 % 1009)]
    for start in range(0, len(mixed), 24):
        assert all(answer.status == 200 for answer in slack.people.deliver_all(mixed[start : start + 24]))
    slack.settle()
    expected = in_order(slack, talk)
    for one in told:
        assert answers(slack.api.messages(channel, one.remarks[0]), one) == expected


# Orders with names


def deliver(slack: Slack, *requests: Request) -> None:
    for request in requests:
        assert slack.people.deliver(request).status == 200


def ages(messages: Sequence[Json]) -> list[str]:
    return [shown(message)[0].split("*Age* ")[-1].split()[0] for message in messages]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_mention_reply_edit_of_the_reply(slack: Slack, order: tuple[int, ...]) -> None:
    """Four events: the mention in both its forms, a reply to it, and the reply edited."""
    channel, user, build = slack.channel(), slack.user(), slack.people.build
    mention, message = build.mention(GIRL, user, channel)
    reply = build.channel_message("EF was 57", slack.user(), channel, message.ts)
    events = [mention, message, reply, build.message_changed(reply, "EF was 58")]
    deliver(slack, *(events[place] for place in order))
    thread = slack.thread(channel, message.ts)
    assert [answered(one) for one in sorted(thread, key=answered)] == [message.ts, reply.ts]
    assert "*EF (radionuclide)* 58%" in max(thread, key=answered)["text"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_message_edit_edit(slack: Slack, order: tuple[int, ...]) -> None:
    user, build = slack.user(), slack.people.build
    said = build.direct_message(GIRL, user)
    events = [said, build.message_changed(said, GIRL.replace("8yo", "9yo"))]
    events.append(build.message_changed(said, GIRL.replace("8yo", "10yo")))
    deliver(slack, *(events[place] for place in order))
    assert ages(slack.said(direct_channel(user))) == ["10"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_message_edit_delete(slack: Slack, order: tuple[int, ...]) -> None:
    """What was deleted has no answer, whatever came first; the same where Slack leaves a tombstone."""
    user, build = slack.user(), slack.people.build
    said = build.direct_message(GIRL, user)
    edited = build.message_changed(said, GIRL.replace("8yo", "9yo"))
    again = build.message_changed(said, GIRL.replace("8yo", "10yo"))
    events = [said, edited, again, build.message_deleted(said)]
    deliver(slack, *(events[place] for place in order))
    assert slack.said(direct_channel(user)) == []
    deliver(slack, *(event.retried() for event in events))
    assert slack.said(direct_channel(user)) == []


def test_a_tombstone_is_a_deletion(slack: Slack) -> None:
    channel, build = slack.channel(), slack.people.build
    mention, message = build.mention(GIRL, slack.user(), channel)
    reply = build.channel_message("EF was 57", slack.user(), channel, message.ts)
    deliver(slack, mention, message, reply)
    assert len(slack.thread(channel, message.ts)) == 2
    tombstone = build.message_changed(message, "This message was deleted.")
    tombstone.event["message"] |= {"subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
    deliver(slack, build.envelope(tombstone.event))
    assert [answered(one) for one in slack.said(channel)] == [reply.ts]


def test_what_unfolds_a_link_is_no_edit(slack: Slack) -> None:
    channel, build = slack.channel(), slack.people.build
    _, message = build.mention(GIRL, slack.user(), channel)
    deliver(slack, message)
    before = slack.thread(channel, message.ts)
    unfolded = build.message_changed(message, "x")
    unfolded.event["message"] |= {"text": message.event["text"], "attachments": [{"title": "x"}]}
    del unfolded.event["message"]["edited"]
    deliver(slack, build.envelope(unfolded.event))
    assert slack.thread(channel, message.ts) == before


def test_two_people_in_one_thread(slack: Slack) -> None:
    channel, first, second = slack.channel(), slack.user(), slack.user()
    _, message = slack.people.mention(GIRL, first, channel)
    slack.people.say_in(channel, "EF was 55", second, message.ts)
    slack.people.say_in(channel, "EF was 57", first, message.ts)
    last = slack.thread(channel, message.ts)[-1]["text"]
    assert "*EF (radionuclide)* 57%" in last and "*Age* 8 years" in last


def test_a_mention_in_the_thread_is_still_one_message(slack: Slack) -> None:
    channel, user = slack.channel(), slack.user()
    _, message = slack.people.mention(GIRL, user, channel)
    both = slack.people.mention("EF was 55", user, channel, message.ts)
    deliver(slack, *(one.retried(number) for number in (1, 2, 3) for one in both))
    assert len(slack.thread(channel, message.ts)) == 2


# What is not for the bot


def test_what_people_say_to_each_other_is_not_answered(slack: Slack) -> None:
    channel, user, other = slack.channel(), slack.user(), slack.user()
    said = slack.people.say_in(channel, GIRL, user)
    slack.people.say_in(channel, "EF was 55", other, said.ts)
    slack.people.say_in(channel, f"@{other} {BOY}", user)
    assert slack.said(channel) == []
    _, message = slack.people.mention(GIRL, user, channel)
    slack.people.say_in(channel, f"@{other} is that the girl from Monday?", user, message.ts)
    assert len(slack.said(channel)) == 1


@pytest.mark.parametrize("mention_first", [True, False])
def test_what_stood_in_a_thread_before_the_bot_was_mentioned_is_nobody_elses(slack: Slack, mention_first: bool) -> None:
    """People talked in a thread, then ask the bot: from there on it is spoken to, in whatever order Slack tells."""
    channel, user, other, build = slack.channel(), slack.user(), slack.user(), slack.people.build
    root = build.channel_message("Rounds at nine?", user, channel)
    between = build.channel_message("the 14yo boy too, EF was 31", other, channel, root.ts)
    asked = build.mention(GIRL, user, channel, root.ts)
    after = build.channel_message("EF was 55", other, channel, root.ts)
    deliver(slack, root, *((*asked, between) if mention_first else (between, *asked)), after)
    assert sorted(map(answered, slack.said(channel))) == [asked[0].ts, after.ts]
    assert not any("31%" in one["text"] for one in slack.said(channel))


def test_bots_are_not_answered(slack: Slack) -> None:
    channel, user, build = slack.channel(), slack.user(), slack.people.build
    _, message = slack.people.mention(GIRL, user, channel)
    thread = slack.thread(channel, message.ts)
    own = [build.own_message(one) for one in thread]
    other = build.bot_message(f"{BOT} {BOY}", channel, message.ts)
    mention = build.envelope(other.event | {"type": "app_mention"})
    edited = build.message_changed(own[0], "What was answered, changed")
    deliver(slack, *own, other, mention, edited, build.message_deleted(other), build.join(user, channel))
    without_subtype = build.mention(BOY, user, channel, message.ts)[1]
    without_subtype.event["bot_id"] = "B0WEATHER"
    deliver(slack, build.envelope(without_subtype.event))
    assert slack.said(channel) == thread


def test_an_edit_that_mentions_the_bot_is_answered_and_one_that_ends_it_is_too(slack: Slack) -> None:
    channel, user = slack.channel(), slack.user()
    said = slack.people.say_in(channel, GIRL, user)
    slack.people.edit(said, f"{BOT} {GIRL}")
    assert [answered(one) for one in slack.said(channel)] == [said.ts]
    _, other = slack.people.mention(GIRL, user, channel)
    slack.people.edit(other, GIRL.replace("8yo", "9yo"))
    assert ages(slack.thread(channel, other.ts)) == ["9"]


def test_a_file_with_words_is_a_message(slack: Slack) -> None:
    user = slack.user()
    deliver(slack, slack.people.build.file_share(GIRL, user))
    assert ages(slack.said(direct_channel(user))) == ["8"]

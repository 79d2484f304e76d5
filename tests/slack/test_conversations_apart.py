"""Each thread is a conversation of its own: nothing of one patient gets to another."""

from __future__ import annotations

from tests.slack.lines import BOY, GIRL, TEEN, about_age
from tests.slack.names import direct_channel
from tests.slack.running import Slack


def test_threads_of_a_channel_do_not_mix(slack: Slack) -> None:
    channel, user = slack.channel(), slack.user()
    roots = [slack.people.mention(line, user, channel)[1].ts for line in (GIRL, BOY)]
    for root, value in zip(roots, (55, 57), strict=True):
        slack.people.say_in(channel, f"EF was {value}", user, root)
    for root, age, value in zip(roots, ("8", "12"), (55, 57), strict=True):
        thread = slack.thread(channel, root)
        assert [about_age(one) for one in thread] == [age, age]
        assert f"*EF (radionuclide)* {value}%" in thread[-1]["text"]
    assert len(slack.said(channel)) == 4


def test_a_channel_and_direct_messages_do_not_mix(slack: Slack) -> None:
    channel, user = slack.channel(), slack.user()
    _, message = slack.people.mention(GIRL, user, channel)
    slack.people.say(BOY, user)
    slack.people.say("EF was 55", user)
    private = slack.said(direct_channel(user))
    assert [about_age(one) for one in private] == ["12", "12"]
    (card,) = slack.said(channel)
    assert about_age(card) == "8" and "55%" not in card["text"]
    slack.people.say_in(channel, "status", user, message.ts)
    assert "55%" not in slack.thread(channel, message.ts)[-1]["text"]
    assert len(slack.said(direct_channel(user))) == 2


def test_two_people_alone_with_the_bot_do_not_mix(slack: Slack) -> None:
    first, second = slack.user(), slack.user()
    slack.people.say(GIRL, first)
    slack.people.say("EF was 55", second)
    (answer,) = slack.said(direct_channel(second))
    assert about_age(answer) == "" and "leukemia* B-ALL" not in answer["text"]


def test_direct_messages_a_second_line_is_another_patient(slack: Slack) -> None:
    user = slack.user()
    for text in (GIRL, "EF was 55", BOY, "EF was 57"):
        slack.people.say(text, user)
    messages = slack.said(direct_channel(user))
    assert [about_age(one) for one in messages] == ["8", "8", "12", "12"]
    assert "57%" in messages[3]["text"] and "55%" not in messages[3]["text"]


def test_direct_messages_a_thread_on_a_card_is_about_its_patient(slack: Slack) -> None:
    user = slack.user()
    slack.people.say(GIRL, user)
    slack.people.say(BOY, user)
    first, _ = slack.said(direct_channel(user))
    slack.people.say("EF was 55", user, first["ts"])
    answer = slack.thread(direct_channel(user), first["ts"])[-1]
    assert answer["thread_ts"] == first["ts"]
    assert about_age(answer) == "8" and "55%" in answer["text"]


def test_direct_messages_a_thread_on_ones_own_line_is_about_its_patient(slack: Slack) -> None:
    user = slack.user()
    line = slack.people.say(GIRL, user)
    slack.people.say(BOY, user)
    slack.people.say("EF was 55", user, line.ts)
    (answer,) = slack.thread(direct_channel(user), line.ts)
    assert about_age(answer) == "8" and "55%" in answer["text"]


def test_direct_messages_a_fresh_thread_knows_nothing_of_the_others(slack: Slack) -> None:
    user = slack.user()
    slack.people.say(GIRL, user)
    other = slack.people.say("thanks!", user, slack.people.ts())
    slack.people.say("EF was 55", user, other.event["thread_ts"])
    answer = slack.thread(direct_channel(user), other.event["thread_ts"])[-1]
    assert about_age(answer) == ""


def test_another_patients_line_in_a_patients_thread_is_not_taken(slack: Slack) -> None:
    channel, user = slack.channel(), slack.user()
    _, message = slack.people.mention(GIRL, user, channel)
    slack.people.say_in(channel, BOY, slack.user(), message.ts)
    assert slack.thread(channel, message.ts)[-1]["text"].startswith("Not taken")
    slack.people.say_in(channel, "status", user, message.ts)
    assert about_age(slack.thread(channel, message.ts)[-1]) == "8"
    assert "KPS" not in slack.thread(channel, message.ts)[-1]["text"]


def test_several_patients_are_a_table_and_each_has_a_number(slack: Slack) -> None:
    channel, user = slack.channel(), slack.user()
    _, message = slack.people.mention(f"three today:\n1. {GIRL}\n2. {BOY}\n3. {TEEN}", user, channel)
    (table,) = slack.thread(channel, message.ts)
    assert table["text"].startswith("```#") and all(f"*#{number}*" in table["text"] for number in (1, 2, 3))
    slack.people.say_in(channel, "#2 EF was 55", user, message.ts)
    card = slack.thread(channel, message.ts)[-1]
    assert about_age(card) == "12" and "*EF (radionuclide)* 55%" in card["text"]
    slack.people.say_in(channel, "#1 status", user, message.ts)
    card = slack.thread(channel, message.ts)[-1]
    assert about_age(card) == "8" and "55%" not in card["text"]
    for text in ("EF was 57", "#4 EF was 57", "#0 EF was 57"):
        slack.people.say_in(channel, text, user, message.ts)
        assert slack.thread(channel, message.ts)[-1]["text"].startswith("Which patient?")
    slack.people.say_in(channel, "#2 status", user, message.ts)
    assert "*EF (radionuclide)* 55%" in slack.thread(channel, message.ts)[-1]["text"]


def test_a_command_in_a_channel_and_the_thread_on_its_card(slack: Slack) -> None:
    channel, user = slack.channel(), slack.user()
    for line in (GIRL, BOY):
        assert slack.people.command(line, user, channel).status == 200
    first, second = slack.said(channel)
    assert (about_age(first), about_age(second)) == ("8", "12")
    slack.people.say_in(channel, "EF was 55", user, first["ts"])
    answer = slack.thread(channel, first["ts"])[-1]
    assert about_age(answer) == "8" and "55%" in answer["text"]
    assert len(slack.said(channel)) == 3


def test_the_same_time_in_two_channels_is_two_messages(slack: Slack) -> None:
    user, ts = slack.user(), slack.people.ts()
    for line, age in ((GIRL, "8"), (BOY, "12")):
        channel = slack.channel()
        slack.people.mention(line, user, channel, ts=ts)
        assert [about_age(one) for one in slack.thread(channel, ts)] == [age]

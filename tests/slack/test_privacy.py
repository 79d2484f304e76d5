"""What seems to say who a patient is reaches no disk, and what is to be forgotten is gone from it."""

from __future__ import annotations

import itertools
import json
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.slack.lines import BOT, BOY, GIRL
from tests.slack.names import Json, direct_channel
from tests.slack.running import Slack

_FILE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("identifying.yaml").read_text(encoding="utf-8"))
IDENTIFYING = [(one["text"], one["secret"]) for one in _FILE["identifying"]]
INNOCENT: list[str] = _FILE["innocent"]
CLEAN = "8yo F B-ALL 1st relapse BM"
_words = (f"zumbra{number}quol" for number in itertools.count())


def nowhere(slack: Slack, secret: str) -> None:
    """It stands in no file of the server's: the database, what it writes ahead, the log."""
    assert _holding(slack, secret) == []


def gone(slack: Slack, word: str, timeout: float = 20.0) -> None:
    """It stands in no file any more, or in none once the database is next written anew."""
    until = time.monotonic() + timeout
    while holding := _holding(slack, word):
        assert time.monotonic() < until, holding
        time.sleep(0.05)


def _holding(slack: Slack, word: str) -> list[str]:
    slack.settle()
    forms = {word.encode(), json.dumps(word)[1:-1].encode()}
    files = [path for path in slack.server.folder.iterdir() if path.is_file()]
    assert any(path.name == "conversations.db" for path in files)
    return [path.name for path in files if any(form in path.read_bytes() for form in forms)]


def is_kept(slack: Slack, word: str) -> bool:
    return bool(_holding(slack, word))


def notices(slack: Slack, channel: str, user: str) -> list[Json]:
    slack.settle()
    return [one for one in slack.api.ephemerals(channel, user) if one["text"].startswith("Not kept")]


# Not kept


@pytest.mark.parametrize(("text", "secret"), IDENTIFYING)
def test_in_direct_messages(slack: Slack, text: str, secret: str) -> None:
    user = slack.user()
    request = slack.people.say(text, user)
    slack.people.deliver(request.retried())
    assert len(notices(slack, direct_channel(user), user)) == 1
    assert slack.said(direct_channel(user)) == []
    nowhere(slack, secret)


@pytest.mark.parametrize(("text", "secret"), IDENTIFYING)
def test_in_a_mention(slack: Slack, text: str, secret: str) -> None:
    """Only who wrote it is told, in the channel: below a message without replies Slack shows no private notice."""
    channel, user = slack.channel(), slack.user()
    slack.people.mention(text, user, channel)
    (notice,) = notices(slack, channel, user)
    assert "thread_ts" not in notice
    assert slack.said(channel) == []
    nowhere(slack, secret)


@pytest.mark.parametrize(("text", "secret"), IDENTIFYING[::3])
def test_in_a_follow_up(slack: Slack, text: str, secret: str) -> None:
    channel, user, other = slack.channel(), slack.user(), slack.user()
    _, message = slack.people.mention(GIRL, user, channel)
    slack.people.say_in(channel, text, other, message.ts)
    (notice,) = notices(slack, channel, other)
    assert notice["thread_ts"] == message.ts
    assert notices(slack, channel, user) == []
    assert len(slack.thread(channel, message.ts)) == 1
    nowhere(slack, secret)


@pytest.mark.parametrize(("text", "secret"), IDENTIFYING[::3])
def test_in_a_command(slack: Slack, text: str, secret: str) -> None:
    channel, user = slack.channel(), slack.user()
    answer = slack.people.command(text, user, channel)
    assert answer.json["response_type"] == "ephemeral" and answer.json["text"].startswith("Not kept")
    assert slack.said(channel) == []
    nowhere(slack, secret)


@pytest.mark.parametrize(("text", "secret"), IDENTIFYING[::3])
def test_in_a_line_of_a_table(slack: Slack, text: str, secret: str) -> None:
    channel, user = slack.channel(), slack.user()
    slack.people.mention(f"{GIRL}\n{BOY}\n{text}", user, channel)
    assert len(notices(slack, channel, user)) == 1
    assert slack.said(channel) == []
    nowhere(slack, secret)


@pytest.mark.parametrize(("text", "secret"), IDENTIFYING[::3])
@pytest.mark.parametrize("edit_first", [True, False])
def test_in_an_edit(slack: Slack, text: str, secret: str, edit_first: bool) -> None:
    """What it said before goes too: the card would be of a message that is not kept any more."""
    channel, user, build = slack.channel(), slack.user(), slack.people.build
    _, said = build.mention(CLEAN, user, channel)
    edited = build.message_changed(said, f"{BOT} {text}")
    for request in (edited, said) if edit_first else (said, edited):
        assert slack.people.deliver(request).status == 200
    assert len(notices(slack, channel, user)) == 1
    assert slack.said(channel) == []
    nowhere(slack, secret)


@pytest.mark.parametrize("direct", [True, False])
def test_edited_without_it_it_is_answered_for_all_to_see(slack: Slack, direct: bool) -> None:
    user = slack.user()
    channel = direct_channel(user) if direct else slack.channel()
    if direct:
        said = slack.people.say(f"MRN 70415511 {GIRL}", user)
    else:
        _, said = slack.people.mention(f"MRN 70415511 {GIRL}", user, channel)
    assert len(notices(slack, channel, user)) == 1
    slack.people.edit(said, GIRL if direct else f"{BOT} {GIRL}")
    (card,) = slack.said(channel)
    assert "*Age* 8 years" in card["text"]
    # And with another again, it is taken down, and the person told once more.
    slack.people.edit(said, f"{BOT} MRN 70415512 {GIRL}")
    assert slack.said(channel) == []
    assert len(notices(slack, channel, user)) == 2
    nowhere(slack, "7041551")


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_refused_mended_and_deleted_in_any_order(slack: Slack, order: tuple[int, ...]) -> None:
    user, build = slack.user(), slack.people.build
    said = build.direct_message("MRN 70415513 8yo F B-ALL", user)
    events = [said, build.message_changed(said, CLEAN), build.message_changed(said, f"{CLEAN}, EF was 55")]
    events.append(build.message_deleted(said))
    for place in order:
        assert slack.people.deliver(events[place]).status == 200
    assert slack.said(direct_channel(user)) == []
    nowhere(slack, "70415513")


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_refused_and_mended_twice_in_any_order(slack: Slack, order: tuple[int, ...]) -> None:
    user, build = slack.user(), slack.people.build
    said = build.direct_message("MRN 70415514 8yo F B-ALL", user)
    events = [said, build.message_changed(said, CLEAN), build.message_changed(said, f"{CLEAN}, EF was 55")]
    for place in order:
        assert slack.people.deliver(events[place]).status == 200
    (card,) = slack.said(direct_channel(user))
    assert "55%" in card["text"]


def test_where_no_private_notice_is_possible_it_comes_in_direct_messages(slack: Slack) -> None:
    channel, user = slack.channel(), slack.user()
    slack.api.refuse("user_not_in_channel", method="chat.postEphemeral")
    slack.people.mention(f"MRN 70415515 {GIRL}", user, channel)
    (notice,) = slack.said(direct_channel(user))
    assert notice["text"].startswith("Not kept")
    assert slack.api.messages(channel) == []


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_lines_are_taken(slack: Slack, text: str) -> None:
    user = slack.user()
    slack.people.say(text, user)
    (card,) = slack.said(direct_channel(user))
    assert "*Age* 8 years" in card["text"]
    assert notices(slack, direct_channel(user), user) == []


def test_what_is_not_for_the_bot_is_not_kept(slack: Slack) -> None:
    """Not even for the five minutes in which a reply may turn out to be to a mention."""
    channel, word = slack.channel(), next(_words)
    said = slack.people.say_in(channel, f"{GIRL} {word}", slack.user())
    reply = slack.people.say_in(channel, f"{BOY} {word}", slack.user(), said.ts)
    slack.people.edit(reply, f"{GIRL} {word}")
    slack.people.delete(reply)
    gone(slack, word)


# Forget this


def talk(slack: Slack, channel: str, user: str, word: str) -> Any:
    _, message = slack.people.mention(f"{GIRL} {word}", user, channel)
    slack.people.say_in(channel, f"EF was 55 {word}", user, message.ts)
    assert len(slack.thread(channel, message.ts)) == 2
    return message


@pytest.mark.parametrize("how", ["forget this", "Forget everything.", "button"])
def test_forget_this(slack: Slack, how: str) -> None:
    channel, user, word, other_word = slack.channel(), slack.user(), next(_words), next(_words)
    other = talk(slack, channel, user, other_word)
    before = slack.thread(channel, other.ts)
    message = talk(slack, channel, user, word)
    assert is_kept(slack, word), "the test would find nothing in any case"
    if how == "button":
        button = slack.people.tapping(slack.thread(channel, message.ts)[-1], "Forget this", user)
        assert slack.people.deliver(button).status == 200
    else:
        slack.people.say_in(channel, how, user, message.ts)
    (told,) = slack.thread(channel, message.ts)
    assert told["text"].startswith("Forgotten")
    gone(slack, word)
    assert slack.thread(channel, other.ts) == before and is_kept(slack, other_word)


def test_the_button_asks_before(slack: Slack) -> None:
    user = slack.user()
    slack.people.say(GIRL, user)
    (card,) = slack.said(direct_channel(user))
    (button,) = [one for one in card["blocks"][-1]["elements"] if one["text"]["text"] == "Forget this"]
    assert button["confirm"]["confirm"]["text"] == "Forget it"


def test_retries_and_edits_of_what_was_forgotten_bring_nothing_back(slack: Slack) -> None:
    channel, user, word, build = slack.channel(), slack.user(), next(_words), slack.people.build
    message = talk(slack, channel, user, word)
    late = build.channel_message(f"EF was 57 {word}", user, channel, message.ts)
    forget = build.channel_message("forget this", user, channel, message.ts)
    edit = build.message_changed(message, f"{BOT} {BOY} {word}")
    for request in (forget, message.retried(), edit, late, forget.retried(2), build.message_deleted(late), late):
        assert slack.people.deliver(request).status == 200
    (told,) = slack.said(channel)
    assert told["text"].startswith("Forgotten")
    gone(slack, word)
    # What is said after it is another matter.
    slack.people.say_in(channel, GIRL, user, message.ts)
    assert len(slack.said(channel)) == 2


def test_the_last_patient_of_direct_messages_is_forgotten_and_the_one_before_is_not(slack: Slack) -> None:
    user, first, second, build = slack.user(), next(_words), next(_words), slack.people.build
    slack.people.say(f"{GIRL} {first}", user)
    slack.people.say(f"{BOY} {second}", user)
    late = build.direct_message(f"EF was 55 {second}", user)
    slack.people.say("forget this", user)
    assert slack.people.deliver(late).status == 200
    kept, told = slack.said(direct_channel(user))
    assert "*Age* 8 years" in kept["text"] and told["text"].startswith("Forgotten")
    gone(slack, second)
    assert is_kept(slack, first)


def test_a_table_is_forgotten_with_each_of_its_patients(slack: Slack) -> None:
    channel, user, word = slack.channel(), slack.user(), next(_words)
    _, message = slack.people.mention(f"{GIRL} {word}\n{BOY} {word}", user, channel)
    slack.people.say_in(channel, f"#2 EF was 55 {word}", user, message.ts)
    assert len(slack.thread(channel, message.ts)) == 2 and is_kept(slack, word)
    slack.people.say_in(channel, "forget this", user, message.ts)
    (told,) = slack.thread(channel, message.ts)
    assert told["text"].startswith("Forgotten")
    gone(slack, word)


def test_a_deleted_message_is_gone_too(slack: Slack) -> None:
    channel, user, word = slack.channel(), slack.user(), next(_words)
    _, message = slack.people.mention(GIRL, user, channel)
    reply = slack.people.say_in(channel, f"EF was 55 {word}", user, message.ts)
    assert len(slack.thread(channel, message.ts)) == 2
    slack.people.delete(reply)
    assert len(slack.thread(channel, message.ts)) == 1
    gone(slack, word)

"""What brings answers to Slack, in what no running server meets twice alike: with records in memory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import delivery
from bot.channels.slack.delivery import Delivery
from bot.channels.slack.records import Records, Said
from bot.runtime.conversations import ConversationStore
from tests.slack.names import CHANNEL, MARIA, TOKEN, Json, direct_channel
from tests.slack.web_api import WebApi

DIRECT = direct_channel(MARIA)


@pytest.fixture
def api() -> Iterator[WebApi]:
    with WebApi() as running:
        yield running
        assert not running.violations


@pytest.fixture
def records() -> Records:
    return Records(ConversationStore())


def said(ts: str, channel: str = DIRECT, thread: str | None = None, sender: str = "one", url: str = "") -> Said:
    return Said(channel, ts, sender, thread, MARIA, "EF 55%", "", "2026-11-22", "follows", False, None, url)


def content(text: str) -> list[Json]:
    return [{"text": text, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]}]


def deliver(records: Records, client: Any, meanwhile: Callable[[Delivery], Awaitable[None]] | None = None) -> None:
    """Bring everything that is due; `meanwhile` happens after it was begun."""

    async def run() -> None:
        delivery = Delivery(records, client)
        delivery.wake()
        if meanwhile:
            await meanwhile(delivery)
        until = time.monotonic() + 20
        while records.to_bring():
            assert time.monotonic() < until
            await asyncio.sleep(0.02)
        await delivery.stop()

    asyncio.run(run())


def client(api: WebApi) -> AsyncWebClient:
    return AsyncWebClient(TOKEN, base_url=api.url, retry_handlers=[])


def test_what_came_through_unheard_is_found_though_it_changed_long_after(records: Records, api: WebApi) -> None:
    """Slack's answer was lost, and before the next attempt the message was edited, an hour later."""
    first = said(api.ts())
    records.post(first, content("EF 55%: met."))
    [post] = records.posts_of("one")
    asyncio.run(_post_unheard(api, records))
    records._database.execute("UPDATE slack_post SET since = since - 3600")
    held = api.messages(DIRECT)[0]
    api.remove_message(DIRECT, held["ts"])
    an_hour_ago = f"{float(held['ts']) - 3600:.6f}"
    api.add_message(DIRECT, {key: value for key, value in held.items() if key != "channel"} | {"ts": an_hour_ago})
    records.post(first, content("EF 43%: not met."))
    deliver(records, client(api))
    assert [message["text"] for message in api.messages(DIRECT)] == ["EF 43%: not met."]
    assert post.tries == 0


async def _post_unheard(api: WebApi, records: Records) -> None:
    """One attempt, whose answer is lost, and a stop before the next."""
    api.drop_after(1, "chat.postMessage")
    delivery = Delivery(records, client(api))
    delivery.wake()
    while not any(call.method == "chat.postMessage" for call in api.calls):
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    await delivery.stop()


class OddSlack:
    """A Slack that does with a post what the stub never does; `post` is how."""

    def __init__(self, post: Callable[[int], Awaitable[None]]) -> None:
        self._post = post
        self.asked: list[float] = []
        """When each post was asked for."""
        self.posted: list[Json] = []

    async def chat_postMessage(self, **message: Any) -> Any:
        self.asked.append(time.monotonic())
        await self._post(len(self.asked))
        self.posted.append(message | {"ts": f"1800000000.{len(self.posted):06d}"})
        return SimpleNamespace(data={"ok": True, "ts": self.posted[-1]["ts"]})

    async def chat_update(self, **message: Any) -> Any:
        return SimpleNamespace(data={"ok": True, "ts": message["ts"]})

    async def conversations_history(self, **_: Any) -> Any:
        return SimpleNamespace(data={"ok": True, "messages": list(self.posted)})


def first_takes(seconds: float) -> Callable[[int], Awaitable[None]]:
    """How Slack takes its time for the first post alone."""

    async def post(number: int) -> None:
        await asyncio.sleep(seconds if number == 1 else 0.0)

    return post


@pytest.mark.parametrize("slow", [0.4, 0.0])
def test_answers_about_two_patients_in_one_place_come_in_the_order_of_what_was_said(
    records: Records, slow: float
) -> None:
    """Each patient is a conversation of its own, and both are brought at once: the later one waits for the earlier."""
    for ts, sender, text in (
        ("1700000001.0", "girl", "8"),
        ("1700000002.0", "boy", "12"),
        ("1700000003.0", "girl", "8b"),
    ):
        records.post(said(ts, sender=sender), content(text))

    slack = OddSlack(first_takes(slow))
    deliver(records, slack)
    assert [message["text"] for message in slack.posted] == ["8", "12", "8b"]


def test_an_answer_does_not_wait_for_one_in_another_thread(records: Records) -> None:
    records.post(said("1700000001.0", thread="1700000000.1", sender="girl"), content("8"))
    records.post(said("1700000002.0", thread="1700000000.2", sender="boy"), content("12"))

    slack = OddSlack(first_takes(0.4))
    deliver(records, slack)
    assert len(slack.posted) == 2 and slack.asked[1] - slack.asked[0] < 0.3


def test_an_answer_waits_only_so_long_for_an_earlier_one(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "IN_ORDER", 0)
    records.post(said("1700000001.0", sender="girl"), content("8"))
    records.post(said("1700000002.0", sender="boy"), content("12"))

    slack = OddSlack(first_takes(0.4))
    deliver(records, slack)
    assert len(slack.posted) == 2 and slack.asked[1] - slack.asked[0] < 0.3


def too_many(retry_after: str) -> SlackApiError:
    """Slack asks for a pause."""
    data = {"ok": False, "error": "ratelimited"}
    response = SimpleNamespace(status_code=429, data=data, headers={"Retry-After": retry_after})
    return SlackApiError("", response)  # type: ignore[no-untyped-call]


def test_what_is_moved_to_another_conversation_while_it_is_posted_is_posted_once(records: Records) -> None:
    """In direct messages something that comes late may begin a conversation of its own."""
    one = said("1795729356.000001")

    async def slowly(_: int) -> None:
        await asyncio.sleep(0.3)

    slack = OddSlack(slowly)
    records.say(one)
    records.post(one, content("EF 55%: met."))

    async def move(delivery: Delivery) -> None:
        await asyncio.sleep(0.1)
        records.move(one, "another")
        delivery.wake()

    deliver(records, slack, move)
    assert len(slack.asked) == len(slack.posted) == 1


def test_what_slack_is_asked_to_do_stops_at_no_pause_of_another_method(records: Records, api: WebApi) -> None:
    first = said(api.ts(), sender="one")
    records.post(first, content("Noted."))
    deliver(records, client(api))
    api.rate_limit(1, 3, "chat.postMessage")
    records.post(said(api.ts(), sender="two"), content("Noted too."))

    async def change(delivery: Delivery) -> None:
        while not any(call.status == 429 for call in api.calls):
            await asyncio.sleep(0.02)
        begun = time.monotonic()
        records.post(first, content("Noted, and changed."))
        delivery.wake()
        while not any(call.method == "chat.update" for call in api.calls):
            await asyncio.sleep(0.02)
        assert time.monotonic() - begun < 1.5

    deliver(records, client(api), change)
    assert len(api.messages(DIRECT)) == 2


def test_a_longer_pause_that_comes_meanwhile_holds_for_those_that_wait(records: Records) -> None:
    """Calls that are under way when Slack asks for a pause may be answered with a longer one."""
    longer_until = 0.0

    async def pauses(number: int) -> None:
        nonlocal longer_until
        if number == 1:
            raise too_many("0.2")
        if number == 2:
            await asyncio.sleep(0.1)
            longer_until = time.monotonic() + 1
            raise too_many("1")

    slack = OddSlack(pauses)
    for number in range(2):
        records.post(said(f"1795729356.00000{number}", sender=str(number)), content("Noted."))
    deliver(records, slack)
    assert len(slack.posted) == 2
    assert slack.asked[2] >= longer_until


def test_not_all_that_wait_call_at_the_end_of_a_pause(records: Records) -> None:
    """Slack takes one post in 0.3 s here: were all to call at once, all but one would be refused, again and again."""
    refused, free_at = 0, 0.0

    async def one_at_a_time(_: int) -> None:
        nonlocal refused, free_at
        if time.monotonic() < free_at:
            refused += 1
            raise too_many("0")
        free_at = time.monotonic() + 0.3

    slack, conversations = OddSlack(one_at_a_time), 8
    for number in range(conversations):
        records.post(said(f"1795729356.00000{number}", sender=str(number)), content("Noted."))
    deliver(records, slack)
    assert len(slack.posted) == conversations
    assert refused <= 2 * conversations


def test_an_address_that_takes_no_answer_any_more(records: Records, api: WebApi) -> None:
    """The person who gave the command is told directly that there is none."""
    api.not_in.add(CHANNEL)
    url = api.response_url("commands", CHANNEL, MARIA)
    one = said(api.ts(), CHANNEL, url=url.replace("/commands/", "/gone/"))
    records.say(one)
    records.post(one, content("EF 55%: met."))
    deliver(records, client(api))
    [notice] = api.messages(DIRECT)
    assert "could not be posted" in notice["text"] and "EF" not in notice["text"]

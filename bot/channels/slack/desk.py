"""Handles what came, one thing after the other, and says what should stand in Slack.

What was said in a conversation, in Slack's order, is the truth; what the bot knows follows from it. Where something
came late, was edited or deleted, what was said is told to the bot anew, and the answers in Slack become what they
would have been.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import date
from itertools import takewhile
from typing import Any, NamedTuple

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot.channels.slack import drawing, threads
from bot.channels.slack.arrivals import COMMANDED, DELETED, EDITED, TAPPED, Arrival, is_direct
from bot.channels.slack.drawing import Answer, Content
from bot.channels.slack.records import Records, Said
from bot.runtime.conversations import ConversationStore

JSON = Any
CHANNEL = "slack"
"""The channel's name in the log of a conversation."""
ROUNDS = 12
"""Rounds of the event loop within which a request on a new connection is read and answered; six to eight are needed."""

OnMessage = Callable[[UserMessage], Awaitable[None]]
logger = logging.getLogger(__name__)


class Feed(NamedTuple):
    """What the bot is told of something said: in which conversation, with which words; or what stands for an answer."""

    said: Said
    sender: str
    text: str
    fixed: str = ""
    """The response that is said instead of asking the bot."""


class Desk:
    """Handles what came. `today` is the day of evaluation of what comes now."""

    def __init__(
        self, records: Records, store: ConversationStore, on_message: OnMessage, today: Callable[[], date]
    ) -> None:
        self._records, self._store, self._on_message, self._today = records, store, on_message, today

    async def handle(self, arrival: Arrival) -> None:
        """Do what it means; afterwards the records hold what should stand in Slack."""
        if arrival.what == TAPPED:
            await self._tap(arrival)
        elif arrival.what == EDITED:
            await self._edit(arrival)
        elif arrival.what == DELETED:
            await self._delete(arrival)
        else:
            await self._say(arrival)

    # What people do

    async def _say(self, arrival: Arrival) -> None:
        direct = arrival.direct or arrival.what == COMMANDED
        thread = arrival.thread or (None if direct else arrival.ts)
        said = self._said(arrival, thread, threads.sender_of(arrival, self._records))
        if drawing.is_forget(arrival.text):
            # Where the server was stopped while it forgot, the conversation before this one is not meant.
            if not self._records.is_answered(said):
                await self._forget(said._replace(sender=self._current(said)))
            return
        before = self._records.find(arrival.channel, arrival.ts)
        is_older = before is not None and arrival.revision < before.revision
        if is_older or self._records.was_forgotten(arrival.channel, thread, arrival.ts):
            return
        if before is not None and arrival.revision == before.revision:
            said = before  # The server was stopped while it was handled.
        self._records.say(said)
        await self._put_in_order(said)

    async def _edit(self, arrival: Arrival) -> None:
        before = self._records.find(arrival.channel, arrival.ts)
        # What was forgotten, or is older than what came already, is not said again.
        if before is None or arrival.revision < before.revision:
            return
        edited = self._said(arrival, before.thread, before.sender)
        self._records.say(edited._replace(day=before.day, context=before.context))
        await self._put_in_order(edited)

    async def _delete(self, arrival: Arrival) -> None:
        before = self._records.find(arrival.channel, arrival.ts)
        # With a revision it is an edit that was refused, which may be older than what came already.
        if before is not None and not (arrival.revision and arrival.revision < before.revision):
            self._records.unsay(arrival.channel, arrival.ts)
            await self._put_in_order(before)

    async def _tap(self, arrival: Arrival) -> None:
        before = self._records.find(arrival.channel, arrival.ts)
        if before is not None:
            # The server was stopped while it was handled: what it answered is told, or this is to be gone on with.
            await self._bring_up_to_date(before.sender, before.ts)
            return
        at, block, action = (*arrival.tapped.split(" ", 2), "", "")[:3]
        answered = self._records.find(arrival.channel, at)
        if answered is None:
            self._tell(arrival, "utter_slack_gone")
            return
        said = self._said(arrival, _thread_of_tap(arrival, answered), answered.sender)
        said = said._replace(role=threads.BELONGS, tells_age=False)
        if action.startswith(drawing.FORGET):
            await self._forget(said)
            return
        text = self._words_of(answered, arrival, block, action)
        if text is None:
            self._tell(arrival, "utter_slack_answered_already")
            return
        self._records.say(said._replace(text=text))
        await self._bring_up_to_date(said.sender, said.ts)

    def _words_of(self, answered: Said, arrival: Arrival, block: str, action: str) -> str | None:
        """The words that a tap stands for; None where what was asked is no longer asked."""
        last = self._records.said_in(answered.sender)[-1]
        answer = self._answer(Feed(answered, answered.sender, answered.text))
        if answer is None:
            return None
        places = [int(value) for value in arrival.chosen if value.isdecimal()]
        if block == "change":
            rows = drawing.changes(answer)
            return rows[places[0]]["change"] if places and places[0] < len(rows) else None
        if block == "card" or (action.startswith(drawing.WORDS) and last.ts == answered.ts):
            return next((word for word in arrival.chosen if word in drawing.spoken()), None)
        if last.ts != answered.ts:
            return None
        labels = drawing.choices(answer)
        chosen = [labels[place] for place in places if place < len(labels)]
        return ", ".join(chosen) or None

    async def _forget(self, said: Said) -> None:
        """Delete what was said in a conversation, what the bot knows of it, and its messages in Slack."""
        for sender in (said.sender, *self._patients_of(said.sender)):
            self._store.forget_what_was_said(sender)
        self._note_forgotten(said)
        self._records.forget(said.sender)
        self._store.use_session(said.sender, int(time.time()))
        self._records.post(said, drawing.notice(drawing.FORGOTTEN))

    def _note_forgotten(self, said: Said) -> None:
        """What was said in it and comes only after this is not to bring it back."""
        since, until = "", said.ts
        direct = self._records.said_directly(said.channel, said.user) if said.thread is None else []
        if direct:
            since = min((one.ts for one in direct if one.sender == said.sender), default=said.ts)
            # Up to where the next patient's line began another conversation.
            until = min((said.ts, *(one.ts for one in direct if one.ts > since and one.sender != said.sender)))
        self._records.note_forgotten(said.channel, said.thread, since, until)

    def apologise(self, arrival: Arrival) -> None:
        """Tell the person that something went wrong."""
        self._tell(arrival, "utter_failed")

    def _tell(self, arrival: Arrival, name: str) -> None:
        """Tell the person alone."""
        said = self._said(arrival, arrival.thread, threads.sender_of(arrival, self._records))
        self._records.post(said, drawing.notice(name), only_for=arrival.user)

    def _said(self, arrival: Arrival, thread: str | None, sender: str) -> Said:
        day = self._today()
        sense = threads.sense(arrival.text, day)
        return Said(
            *(arrival.channel, arrival.ts, sender, thread, arrival.user, arrival.text, arrival.revision),
            *(day.isoformat(), sense.role, sense.tells_age, None, arrival.response_url),
        )

    def _current(self, said: Said) -> str:
        """The conversation that something said directly is about: the last that was begun."""
        if said.thread is not None or not is_direct(said.channel):
            return said.sender
        before = [one for one in self._records.said_directly(said.channel, said.user) if one.ts < said.ts]
        return threads.in_order([*before, said._replace(role=threads.FOLLOWS)])[said.ts]

    # What the bot knows follows

    async def _put_in_order(self, said: Said) -> None:
        """Bring up to date every conversation that this changes: of direct messages, those that begin elsewhere now."""
        changed = {said.sender}
        if said.thread is None and is_direct(said.channel):
            direct = self._records.said_directly(said.channel, said.user)
            senders = threads.in_order(direct)
            for one in direct:
                sender = senders.get(one.ts)
                if sender is not None and sender != one.sender:
                    self._records.move(one, sender)
                    changed |= {sender, one.sender}
        for sender in sorted(changed):
            await self._bring_up_to_date(sender, said.ts)

    async def _bring_up_to_date(self, sender: str, handled: str) -> None:
        """Tell the bot what it has not been told, or everything anew where that is another story than it was told.

        `handled` is the time of what was said, edited or deleted now.
        """
        said = self._records.said_in(sender)
        feeds = list(feeds_of(said))
        if said:
            # Whatever nobody goes on with is deleted after some time (`keep_days`).
            self._store.use_session(sender, int(time.time()))
        anew = False
        for about in dict.fromkeys([sender, *(feed.sender for feed in feeds), *self._patients_of(sender)]):
            anew |= await self._tell_bot(about, [feed for feed in feeds if feed.sender == about and not feed.fixed])
        # The message before the last had the buttons of a question that is answered now. Where something came that
        # is not the last, others may have another answer even if the bot is told nothing anew.
        is_last = bool(said) and said[-1].ts == handled
        to_draw = said[-2:] if is_last and not anew else said
        for one in to_draw:
            self._records.post(one, self._draw(one, [f for f in feeds if f.said.ts == one.ts], one is said[-1]))

    async def _tell_bot(self, sender: str, feeds: list[Feed]) -> bool:
        """Tell it; whether that was all told anew."""
        told = self._store.messages(sender)
        wanted = [feed.said.id for feed in feeds]
        known = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(told, wanted, strict=False)))
        anew = known < len(told)
        if anew:
            self._store.forget_what_was_said(sender)
            known = 0
        for feed in feeds[known:]:
            await self._tell_one(feed)
        return anew

    async def _tell_one(self, feed: Feed) -> None:
        asked = self._asked(feed.sender)
        if feed.said.context and feed.said.context != asked:
            return  # It answered another question than the one that is asked now.
        if feed.said.context is None:
            self._records.note_context(feed.said, asked)
        metadata = {"who": "staff", "on": feed.said.day, "step_by_step": False}
        unread = CollectingOutputChannel()
        message = UserMessage(
            feed.text, unread, feed.sender, input_channel=CHANNEL, message_id=feed.said.id, metadata=metadata
        )
        # Before it: a conversation that the bot was told of always has a time from which it expires.
        self._store.use_session(feed.sender, int(time.time()))
        try:
            await self._on_message(message)
        except sqlite3.OperationalError:
            raise
        except Exception:
            logger.exception("A message could not be handled")
        await let_in()

    def _asked(self, sender: str) -> str:
        """What is asked in a conversation now; empty where nothing is."""
        state = self._store.slot(sender, "conversation") or {}
        asking, pending = state.get("asking"), state.get("pending")
        return json.dumps([asking, pending], sort_keys=True) if asking or pending else ""

    def _patients_of(self, sender: str) -> list[str]:
        return self._store.senders(f"{sender}#")

    # What should stand in Slack

    def _draw(self, said: Said, feeds: list[Feed], is_last: bool) -> list[Content]:
        fixed = next((feed.fixed for feed in feeds if feed.fixed), "")
        if fixed:
            return drawing.notice(fixed)
        answers = [(feed.text, self._answer(feed)) for feed in feeds]
        known = [(text, answer) for text, answer in answers if answer is not None]
        if len(known) < len(answers):
            return drawing.notice("utter_slack_question_changed" if said.context else "utter_failed")
        if len(known) > 1:
            return drawing.table(known, said.ts)
        is_first = self._store.messages(feeds[0].sender)[0] == said.id
        return drawing.draw(known[0][1], said.ts, is_first, is_last)

    def _answer(self, feed: Feed) -> Answer | None:
        """What the bot answered, or None where it was not told."""
        number = self._store.number_of(feed.sender, feed.said.id)
        if number is None:
            return None
        events = takewhile(lambda one: one[1]["event"] == "bot", self._store.said(feed.sender, number))
        return drawing.answer_of(events)


async def let_in() -> None:
    """Between two turns: Slack's requests that came meanwhile are acknowledged first."""
    for _ in range(ROUNDS):
        await asyncio.sleep(0)


def feeds_of(said: Iterable[Said]) -> Iterator[Feed]:
    """What the bot is told of what was said in one conversation, in order.

    A message with several patients is told line by line, each to a conversation of its own; what follows names the
    patient by the number in the table ("#2 EF was 55").
    """
    count = 0
    for one in said:
        lines = threads.patients(one.text, date.fromisoformat(one.day)) if one.role != threads.BELONGS else []
        if len(lines) > threads.MOST_PATIENTS:
            yield Feed(one, one.sender, one.text, "utter_slack_too_many")
        elif lines:
            # Of a second table the numbers go on; the first stays as it is.
            for number, line in enumerate(lines, count + 1):
                yield Feed(one, threads.name_of_patient(one.sender, number), line)
            count += len(lines)
        else:
            yield _feed(one, count)


def _feed(said: Said, patients: int) -> Feed:
    numbered = threads.numbered(said.text) if patients else None
    if numbered is not None:
        number, text = numbered
        if 0 < number <= patients:
            return Feed(said, threads.name_of_patient(said.sender, number), text)
        return Feed(said, said.sender, said.text, "utter_slack_which_patient")
    if patients and said.role != threads.BELONGS and threads.is_of_a_patient(said.text, date.fromisoformat(said.day)):
        return Feed(said, said.sender, said.text, "utter_slack_which_patient")
    if threads.START.fullmatch(said.text):
        return Feed(said, said.sender, "start")
    # Who only mentions the bot, or sends a picture, is told what it can do.
    return Feed(said, said.sender, said.text or "help")


def _thread_of_tap(arrival: Arrival, answered: Said) -> str | None:
    """Where the answer to a tap goes: the thread of what was tapped, which in a channel its message may begin."""
    if arrival.thread is not None or arrival.direct:
        return arrival.thread
    return answered.thread or arrival.message

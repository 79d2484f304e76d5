"""At the door: whether what came is for the bot, whether it may be kept, and that it counts once.

This runs while Slack waits for its acknowledgement, so it only looks at the text and writes one row.
"""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from bot.channels.slack import drawing, threads
from bot.channels.slack.arrivals import COMMANDED, DELETED, EDITED, TAPPED, WRITTEN, Arrival
from bot.channels.slack.identifiers import seems_to_identify
from bot.channels.slack.records import Records, Said
from bot.settings import settings
from bot.trial import load_trial

JSON = Any

EARLY_SECONDS = 300
"""How long a reply waits for the mention that it replies to, which Slack may tell of later."""
MOST_EARLY = 1000
HELP = ("", "help", "?")


class Early(NamedTuple):
    """A reply in a thread that isn't with the bot, so far. It is kept in memory alone: most are nobody's business."""

    until: float
    arrival: Arrival


class Intake:
    """Takes what came, or leaves it."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._early: dict[str, Early] = {}

    def take(self, arrival: Arrival) -> JSON:
        """Keep what is for the bot until it is handled; what to answer at once, None for nothing."""
        if arrival.what == COMMANDED:
            return self._command(arrival)
        if arrival.what == DELETED:
            self._delete(arrival)
        elif arrival.what == EDITED:
            self._edit(arrival)
        elif arrival.what == TAPPED or self._is_for_us(arrival):
            self._keep(arrival)
        elif arrival.thread is not None and not arrival.mentions:
            self._wait_for_its_thread(arrival)
        return None

    def _is_for_us(self, arrival: Arrival) -> bool:
        if arrival.user == arrival.bot:
            return False
        if arrival.direct or arrival.is_mention or arrival.bot in arrival.mentions:
            return True
        # In a thread with the bot people needn't mention it; whoever mentions someone else talks to them.
        known = arrival.thread is not None and self._records.sender_of(arrival.channel, arrival.thread) is not None
        return known and not arrival.mentions

    def _keep(self, arrival: Arrival) -> None:
        if seems_to_identify(arrival.text):
            self._refuse(arrival)
        else:
            self._records.take(arrival)
        self._begin(arrival)

    def _begin(self, arrival: Arrival) -> None:
        """Its thread is one with the bot from now on, for what comes in it later, or came before."""
        if arrival.direct and arrival.thread is None:
            return
        root = arrival.thread or arrival.ts
        if arrival.what == WRITTEN and self._records.sender_of(arrival.channel, root) is None:
            self._records.begin_thread(arrival.channel, root, threads.own_name(arrival, root))
            early = [one.arrival for one in self._early.values() if _is_in(one.arrival, arrival.channel, root)]
            for reply in early:
                del self._early[reply.key]
                self.take(reply)

    def _refuse(self, arrival: Arrival) -> None:
        """What seems to say who a patient is: nothing of it is kept but that it came, and the person is told."""
        if self._records.take(arrival, keep=False):
            self._records.take(arrival._replace(key=_refused(arrival)), keep=False)
            thread = arrival.thread or (None if arrival.direct else arrival.ts)
            sender = threads.sender_of(arrival, self._records)
            said = Said(
                *(arrival.channel, arrival.ts, sender, thread, arrival.user, "", arrival.revision),
                *("", threads.FOLLOWS, False, None, ""),
            )
            self._records.post(said, drawing.notice("utter_slack_identifying"), only_for=arrival.user)

    def _edit(self, arrival: Arrival) -> None:
        first = _written(arrival)
        if self._records.was_seen(_refused(arrival)) or not self._records.was_seen(first):
            # It was refused as it was; or Slack tells of the edit first: then this is what was written.
            if self._is_for_us(arrival):
                anew = arrival if self._records.was_seen(first) else arrival._replace(key=first)
                self._keep(anew._replace(what=WRITTEN))
        elif seems_to_identify(arrival.text):
            self._refuse(arrival)
            self._records.take(arrival._replace(key=f"{arrival.key} refused", what=DELETED, text=""))
        else:
            self._records.take(arrival)

    def _delete(self, arrival: Arrival) -> None:
        """What is deleted before it came is not taken when it comes."""
        if self._records.take(arrival._replace(key=_written(arrival)), keep=False):
            self._early.pop(_written(arrival), None)
        else:
            self._records.take(arrival)

    def _command(self, arrival: Arrival) -> JSON:
        if arrival.text.casefold().strip(" .!") in HELP:
            return _to_one(drawing.notice("utter_help_line", trial=load_trial(settings().trial).id))
        if seems_to_identify(arrival.text):
            return _to_one(drawing.notice("utter_slack_identifying"))
        self._records.take(arrival)
        return None

    def _wait_for_its_thread(self, arrival: Arrival) -> None:
        now = time.monotonic()
        self._early = {key: one for key, one in self._early.items() if one.until > now}
        if len(self._early) < MOST_EARLY:
            self._early[arrival.key] = Early(now + EARLY_SECONDS, arrival)


def _is_in(arrival: Arrival, channel: str, root: str) -> bool:
    return arrival.channel == channel and arrival.thread == root


def _written(arrival: Arrival) -> str:
    """The key under which the message itself came, or will."""
    return f"{WRITTEN} {arrival.channel} {arrival.ts}"


def _refused(arrival: Arrival) -> str:
    return f"refused {arrival.channel} {arrival.ts}"


def _to_one(contents: list[drawing.Content]) -> JSON:
    """What only the person who gave the command sees."""
    return {"response_type": "ephemeral", **contents[0]}

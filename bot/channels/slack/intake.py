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
"""How long a reply waits for the mention that it replies to, and an edit for what it edits: they may come later."""
MOST_EARLY = 1000
HELP = ("", "help", "?")


class Early(NamedTuple):
    """A reply in a thread that isn't with the bot, so far, or an edit of what isn't.

    It is kept in memory alone: most are nobody's business.
    """

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
        else:
            self._wait(arrival)
        return None

    def _is_for_us(self, arrival: Arrival) -> bool:
        if arrival.user == arrival.bot:
            return False
        if arrival.direct or arrival.is_mention or arrival.bot in arrival.mentions:
            return True
        # In a thread with the bot people needn't mention it; whoever mentions someone else talks to them.
        return not arrival.mentions and self._is_in_our_thread(arrival)

    def _is_in_our_thread(self, arrival: Arrival) -> bool:
        """Whether it stands in a thread with the bot, and behind what first asked it there."""
        return arrival.thread is not None and self._records.is_with_us(arrival.channel, arrival.thread, arrival.ts)

    def _keep(self, arrival: Arrival) -> None:
        if any(map(seems_to_identify, (arrival.text, *arrival.chosen))):
            self._refuse(arrival)
        else:
            self._records.take(arrival)
        self._begin(arrival)

    def _begin(self, arrival: Arrival) -> None:
        """Its thread is one with the bot from it on; what came too early is taken now."""
        if arrival.what != WRITTEN or (arrival.direct and arrival.thread is None):
            return
        root = arrival.thread or arrival.ts
        begins = not self._records.is_with_us(arrival.channel, root, arrival.ts)
        if begins:
            self._records.begin_thread(arrival.channel, root, threads.own_name(arrival, root), arrival.ts)
        early = [one.arrival for one in self._early.values() if one.arrival.channel == arrival.channel]
        for other in early:
            if other.ts == arrival.ts or (begins and other.thread == root):
                self._early.pop(other.key, None)
                self.take(other)

    def _refuse(self, arrival: Arrival) -> None:
        """What seems to say who a patient is: nothing of it is kept but that it came, and the person is told."""
        if self._records.take(arrival, keep=False):
            self._records.take(arrival._replace(key=_refused(arrival)), keep=False)
            sender = threads.sender_of(arrival, self._records)
            # Not below a message that nobody replied to yet: there Slack shows no private notice.
            said = Said(
                *(arrival.channel, arrival.ts, sender, arrival.thread, arrival.user, "", arrival.revision),
                *("", threads.FOLLOWS, False, None, ""),
            )
            self._records.post(said, drawing.notice("utter_slack_identifying"), only_for=arrival.user)

    def _edit(self, arrival: Arrival) -> None:
        first = _written(arrival)
        came = self._records.was_seen(first) or self._records.find(arrival.channel, arrival.ts) is not None
        if self._records.was_seen(_deleted(arrival)):
            return
        if came and seems_to_identify(arrival.text):
            # What it said before goes with it, whatever became of that.
            self._refuse(arrival)
            self._records.take(arrival._replace(key=f"{arrival.key} refused", what=DELETED, text=""))
        elif came and not self._records.was_seen(_refused(arrival)):
            self._records.take(arrival)
        elif came or self._is_for_us(arrival):
            # It was refused as it was; or Slack tells of the edit first: then this is what was written.
            self._keep(arrival._replace(key=arrival.key if came else first, what=WRITTEN))
        else:
            self._wait(arrival)

    def _delete(self, arrival: Arrival) -> None:
        """What is deleted before it came is not taken when it comes, nor is an edit of it."""
        # It is known longer than that it came.
        known = self._records.find(arrival.channel, arrival.ts) is not None
        came = not self._records.take(arrival._replace(key=_written(arrival)), keep=False) or known
        self._records.take(arrival, keep=came)
        self._early.pop(_written(arrival), None)

    def _command(self, arrival: Arrival) -> JSON:
        if arrival.text.casefold().strip(" .!") in HELP:
            return _to_one(drawing.notice("utter_help_line", trial=load_trial(settings().trial).id))
        if seems_to_identify(arrival.text):
            return _to_one(drawing.notice("utter_slack_identifying"))
        if drawing.is_forget(arrival.text) and not arrival.direct:
            # A command stands in no thread, so it says of none that it is meant.
            return _to_one(drawing.notice("utter_slack_forget_where"))
        self._records.take(arrival)
        return None

    def _wait(self, arrival: Arrival) -> None:
        """A reply may be to a mention that Slack tells of later, and an edit may be of one."""
        if arrival.what != EDITED and (arrival.thread is None or arrival.mentions):
            return
        now = time.monotonic()
        self._early = {key: one for key, one in self._early.items() if one.until > now}
        if len(self._early) < MOST_EARLY:
            self._early[arrival.key] = Early(now + EARLY_SECONDS, arrival)


def _written(arrival: Arrival) -> str:
    """The key under which the message itself came, or will."""
    return f"{WRITTEN} {arrival.channel} {arrival.ts}"


def _deleted(arrival: Arrival) -> str:
    return f"{DELETED} {arrival.channel} {arrival.ts}"


def _refused(arrival: Arrival) -> str:
    return f"refused {arrival.channel} {arrival.ts}"


def _to_one(contents: list[drawing.Content]) -> JSON:
    """What only the person who gave the command sees."""
    return {"response_type": "ephemeral", **contents[0]}

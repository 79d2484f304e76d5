"""What several people say in several threads, as Slack may tell it: each thing once or more, in any order.

A story is told in Slack's order first: who says what, and what is edited or deleted later. What should come of it is
what comes of the same story told in order, each thing once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from hypothesis import strategies as st

from tests.slack.events import Events, Request
from tests.slack.lines import BOT, BOY, GIRL, TEEN

LINES = (GIRL, BOY, TEEN, f"new one: {GIRL}", f"{GIRL}\n{BOY}")
FOLLOWING = (
    *("EF was 55", "EF was 57", "no prior SCT", "last IT MTX 10/20", "what if she were 12?", "actually 9yo", "status"),
    *("never had blina", "why 14 days?", "thanks!", "actually male"),
)


@dataclasses.dataclass(frozen=True)
class Remark:
    """Something said: by which of the people, and what became of it."""

    who: int
    text: str
    edits: tuple[str, ...] = ()
    deleted: bool = False


Talk = Sequence[Remark]
"""One thread, from the message that begins it."""


@st.composite
def talks(draw: st.DrawFn, longest: int = 4) -> Talk:
    """A thread of a line and what follows, some of it edited or deleted."""
    first = Remark(0, draw(st.sampled_from(LINES)), tuple(draw(st.lists(st.sampled_from(LINES), max_size=2))))
    following = st.builds(
        Remark,
        st.integers(0, 1),
        st.sampled_from(FOLLOWING),
        st.lists(st.sampled_from(FOLLOWING), max_size=2).map(tuple),
        st.integers(0, 4).map(lambda number: number == 0),
    )
    return [first, *draw(st.lists(following, max_size=longest - 1))]


@dataclasses.dataclass
class Told:
    """A talk in a channel or in direct messages: what Slack tells of it, in order."""

    events: list[list[Request]]
    """Of each thing that was done, what Slack tells of it: of a mention two events."""
    remarks: list[str]
    """The time of each remark."""
    expected: list[str]
    """The times of those that should have an answer."""


def tell(build: Events, talk: Talk, channel: str, people: Sequence[str], direct: bool = False) -> Told:
    """The talk as a thread; `direct` in direct messages with the first of the people."""
    events: list[list[Request]] = []
    remarks: list[Request] = []
    root = None
    for remark in talk:
        user = people[remark.who]
        if direct:
            events.append([build.direct_message(remark.text, people[0], root)])
        elif root is None:
            events.append([*build.mention(remark.text, user, channel)])
        else:
            events.append([build.channel_message(remark.text, user, channel, root)])
        remarks.append(events[-1][-1])
        root = root or remarks[0].ts
    mention = "" if direct else f"{BOT} "
    for number, (remark, said) in enumerate(zip(talk, remarks, strict=True)):
        last = said
        for text in remark.edits:
            # What an edit tells of is the message as it was, with its own time.
            last_event = build.message_changed(last, f"{mention if number == 0 else ''}{text}")
            events.append([last_event])
            last = _as_edited(said, last_event)
        if remark.deleted:
            events.append([build.message_deleted(last)])
    kept = [said.ts for remark, said in zip(talk, remarks, strict=True) if not remark.deleted]
    return Told(events, [said.ts for said in remarks], kept)


def _as_edited(said: Request, edit: Request) -> Request:
    event = said.event | {key: edit.event["message"][key] for key in ("text", "blocks", "edited")}
    return dataclasses.replace(said, payload=said.payload | {"event": event})


@st.composite
def as_slack_tells(draw: st.DrawFn, told: Sequence[Told]) -> list[Request]:
    """Everything of several talks, each event one to three times, in any order."""
    events = [event for one in told for group in one.events for event in group]
    repeated = [
        event.retried(number) if number else event for event in events for number in range(draw(st.integers(1, 3)))
    ]
    shuffled: list[Request] = draw(st.permutations(repeated))
    return shuffled

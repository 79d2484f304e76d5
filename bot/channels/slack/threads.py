"""Which conversation something belongs to: each thread is one, and nothing of one gets into another.

In a channel a mention begins a thread, and the answers stand in it. In direct messages people write one line after
another without a thread: there a line that introduces a patient begins a new conversation once the one before has its
patient, and what follows belongs to it. Slack may tell things in any order, so this rests on what was said and on
Slack's own times alone, never on what came first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from bot.answers import AGE_KEYS
from bot.channels.slack.arrivals import Arrival
from bot.channels.slack.records import Records, Said
from bot.dialogue.taking import INTRODUCING
from bot.understand.understanding import understand

FOLLOWS, INTRODUCES, BEGINS, BELONGS = "follows", "introduces", "begins", "belongs"
"""What something is to its conversation: it follows; it introduces a patient; it begins another conversation whatever
was before (the questions, or several patients); or it belongs where it was tapped."""

MOST_PATIENTS = 20
"""Patients of one message that are read, a line each."""

MOST_LINES = 80
"""Lines of a message among which patients are looked for: each is read, while everyone waits."""

START = re.compile(r"\s*(?:start|begin|step by step|new patient)\s*[.!]?\s*", re.I)


class Sense(NamedTuple):
    """What a text is to a conversation, read for itself."""

    role: str
    tells_age: bool


def sense(text: str, on: date) -> Sense:
    """What a text is to a conversation, whatever was said before."""
    if START.fullmatch(text):
        return Sense(BEGINS, False)
    if patients(text, on):
        return Sense(BEGINS, True)
    answers = understand(text, None, on, "staff").answers
    tells_age = any(key in answers for key in AGE_KEYS)
    return Sense(INTRODUCES if tells_age and len(answers) >= INTRODUCING else FOLLOWS, tells_age)


def patients(text: str, on: date) -> list[str]:
    """The lines of a message that holds several patients, one for each; empty where it doesn't.

    A line that tells nothing ("three new ones:", "thanks!") is no patient; one that introduces nobody belongs to the
    patient above it.
    """
    lines = [line for line in (_BULLET.sub("", line).strip() for line in text.splitlines()) if line]
    if not 2 <= len(lines) <= MOST_LINES:
        return []
    found: list[str] = []
    for line in lines:
        heard = understand(line, None, on, "staff")
        if len(heard.answers) >= INTRODUCING and {*AGE_KEYS, "sex"} & set(heard.answers):
            found.append(line)
        elif heard.answers or heard.unsure or heard.denied_kinds:
            if not found:
                return []
            found[-1] = f"{found[-1]}, {line}"
    return found if len(found) > 1 else []


_BULLET = re.compile(r"^\s*(?:[-*•–]\s+|#?\d{1,2}[.):]\s+|(?:pt|patient)\s*#?\d{1,2}\s*[.):]\s*)", re.I)

_NUMBERED = re.compile(
    r"\s*(?:(?:pt\.?|patient|no\.)?\s*#\s*(?P<hash>\d{1,2})|(?:pt\.?|patient|no\.)\s*(?P<mark>\d{1,2})(?=\s*[:.,)-]))"
    r"(?![\w/])(?!\s*(?:y/?o|yrs?|years?|mo|months?)\b)\s*[:.,)-]*\s*(?P<rest>.*)",
    re.I | re.S,
)
"""A bare "pt 8 yo" or "no 6-MP" is no number of a patient."""


_WITHIN = re.compile(r"(?:\b(?:for|about|of|in|on|with)\s*)?#\s?(?P<number>\d{1,2})(?![\w/])", re.I)


def numbered(text: str) -> tuple[int, str] | None:
    """The patient of a table that a follow-up is about, and what it says: "#2 EF was 55", "the soonest for #1?"; None
    where it names none."""
    match = _NUMBERED.fullmatch(text)
    if match and match["rest"] and not _WITHIN.search(match["rest"]):
        return int(match["hash"] or match["mark"]), match["rest"]
    within = list(_WITHIN.finditer(text))
    if len(within) != 1:
        return None
    rest = " ".join(f"{text[: within[0].start()]} {text[within[0].end() :]}".split()).strip(" .,:")
    return (int(within[0]["number"]), rest) if rest else None


_OF_A_PATIENT = ("what_if", "change_answer", "status")


def is_of_a_patient(text: str, on: date) -> bool:
    """Whether a text tells anything of a patient, plainly or with doubt, or asks about one."""
    told = understand(text, None, on, "staff")
    return bool(told.answers or told.unsure or told.denied_kinds) or told.intent in _OF_A_PATIENT


def own_name(arrival: Arrival, ts: str) -> str:
    """The name of the conversation that begins with the message of that time."""
    return f"slack-{arrival.team}-{arrival.channel}-{ts}"


def name_of_patient(sender: str, number: int) -> str:
    """The name of the conversation about one patient of a table."""
    return f"{sender}#{number}"


def sender_of(arrival: Arrival, records: Records) -> str:
    """The conversation that something said belongs to by itself; direct messages are put in order by `in_order`."""
    if arrival.thread is not None:
        return records.sender_of(arrival.channel, arrival.thread) or own_name(arrival, arrival.thread)
    return own_name(arrival, arrival.ts)


def in_order(said: Iterable[Said]) -> dict[str, str]:
    """For what was said directly, in Slack's order: the conversation of each, by its time."""
    current, has_patient = "", False
    senders = {}
    for one in said:
        if one.role == BELONGS:
            continue
        if not current or one.role == BEGINS or (one.role == INTRODUCES and has_patient):
            # What stands first of all keeps its conversation, whose beginning may be further back.
            current, has_patient = (f"{one.sender.rpartition('-')[0]}-{one.ts}" if current else one.sender), False
        has_patient = has_patient or one.tells_age
        senders[one.ts] = current
    return senders

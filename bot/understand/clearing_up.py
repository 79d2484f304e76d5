"""What a message leaves open: never, "I don't know", and what to ask first."""

from __future__ import annotations

from typing import Any

from bot.understand.findings import Ask, Finding
from bot.understand.message import Message
from bot.understand.readers import labs
from bot.understand.readers.asked_dose import leaves_open
from bot.understand.readers.short import YesNo
from bot.understand.readers.treatments import KIND_ASKED, Therapies

_BARE_NO_IS_NEVER = ("last_hydroxyurea", "last_biologic")


def was_never_given(
    message: Message, therapies: Therapies, answer: YesNo | None, answers: dict[str, Any], asks: list[Ask]
) -> bool:
    """Whether what was asked about was never given. A bare "no" to "when?" is that only where many never have it."""
    asking = message.asking
    kind = KIND_ASKED.get(asking or "")
    if asking == "therapies" and message.all("therapies.nothing_ever") and not answers.get("therapies"):
        return True
    if kind is None or any(item.get("kind") == kind for item in answers.get("therapies", ())):
        return False
    if kind in therapies.never:
        return True
    if answer is None or answer.value or answer.hedged:
        return False
    said = set(message.words[answer.start : answer.end])
    if leaves_open(message, answer.end) or message.words[answer.end : answer.end + 1] in (["this"], ["today"]):
        return False
    if said & {"never", "none", "ever", "zero"} or asking in _BARE_NO_IS_NEVER or "had" in said:
        asks[:] = [ask for ask in asks if ask.code != "bare_no"]
        return True
    asks.append(Ask("bare_no", asking))
    return False


def is_dont_know(
    message: Message, answers: dict[str, Any], unsure: list[Finding], never: bool, answer: YesNo | None
) -> bool:
    if (
        never
        or message.asking in answers
        or any(item.get("kind") == KIND_ASKED.get(message.asking or "") for item in answers.get("therapies", ()))
        or any(f.key == message.asking for f in unsure)
        or (answer and answer.value and not answer.hedged)
    ):
        return False
    no_words = message.all("negation.before", "yes_no.no", "yes_no.short_no")
    measured = "#" in message.words or not no_words
    if message.asking in labs.KEYS and not measured:
        return True
    return any(mark.start not in message.asked for mark in message.all("hedges.dont_know"))


def what_to_ask(
    message: Message,
    answers: dict[str, Any],
    unsure: list[Finding],
    asks: list[Ask],
    never: bool,
    dont_know: bool,
    answer: YesNo | None,
    told: bool = False,
) -> Ask | None:
    """What to clear up first: of what was asked, then of the rest; None where nothing is open.

    `told` says that the message denies treatments that nobody asked about.
    """
    asks = [ask for ask in asks if ask.key not in answers or ask.code in ("several",)]
    mine = [ask for ask in asks if ask.key == message.asking]
    if mine or asks:
        first = (mine or asks)[0]
        if first.code == "not_known":
            return None
        return first
    hedged = [finding for finding in unsure if finding.key == message.asking] or unsure
    if hedged:
        return Ask("hedged", hedged[0].key, {"value": hedged[0].value})
    understood = bool(told or answers or never or dont_know or message.asked or says_neither(message))
    understood = understood or (message.asking == "therapies" and answer is not None)
    if message.asking and not understood and _about_the_question(message):
        return Ask("unclear", message.asking)
    return None


def says_neither(message: Message) -> bool:
    """Whether the message says that a dose was part of neither."""
    return message.asking == "therapies" and bool(message.all("therapies.neither"))


_TOPICS = {
    "age_years": ("age.vague", "other_people.other"),
    "sex": ("sex",),
    "diagnosis": ("diagnosis",),
    "relapse_count": (
        "relapse.more",
        "relapse.times",
        "relapse.cue",
        "relapse.again",
        "relapse.never",
        "relapse.ordinal",
    ),
    "relapse_sites": ("sites", "relapse"),
    "relapse_phase": ("phase", "therapies.cytotoxic", "therapies.neither", "relapse"),
    "recovered_from_toxicity": ("recovery",),
    "prior_transplant": ("transplant.transplant", "transplant.not_stem_cell"),
    "prior_blinatumomab": ("drug", "therapies"),
    "prior_relapse_therapy": ("therapies", "drug"),
    "performance": ("performance",),
    **dict.fromkeys(labs.KEYS, ("labs",)),
    **dict.fromkeys((*KIND_ASKED, "therapies"), ("drug", "therapies", "relapse.cue")),
}
_NUMBERS_TOO = ("age_years", "relapse_count", "performance", *labs.KEYS, *KIND_ASKED)


def _about_the_question(message: Message) -> bool:
    """Whether a message that says nothing plain still seems to be meant as an answer."""
    asking = message.asking or ""
    if asking in _NUMBERS_TOO and {"#", "#date", "#code"} & set(message.words):
        return True
    return bool(message.all(*_TOPICS.get(asking, ())))

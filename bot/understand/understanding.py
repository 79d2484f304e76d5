"""A message as the dialogue needs it: what kind it is, and what it says about the patient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from bot.understand.answers import read_answers
from bot.understand.emergency import emergency_in
from bot.understand.findings import Ask, Finding, Reading
from bot.understand.intents import ABOUT_THE_TRIAL, QUESTIONS, UNANSWERING, URGENT, decide_intent
from bot.understand.languages import language_in
from bot.understand.lexicon import fold
from bot.understand.staff_questions import only_doubts, question_in, tells_little, without, words_beside
from bot.understand.supposing import asks_about_a_day, supposes
from bot.understand.text import LONGEST

_CERTAIN = 0.75
"""From this confidence on a message is a final *I don't know*; below it the question is asked once more."""

_NONE: Mapping[str, Any] = MappingProxyType({})


class Understanding(NamedTuple):
    """What one message says. The words to say back stand elsewhere; this holds facts alone."""

    text: str
    asking: str | None
    """The key of the question that the message was read as a reply to."""
    intent: str
    confidence: float
    """From 0 to 1; 1 where a phrase settled the intent."""
    answers: Mapping[str, Any] = _NONE
    """A partial answers object: only what was said plainly."""
    findings: tuple[Finding, ...] = ()
    never: bool = False
    """What a `last_…` key or `therapies` asks about was never given."""
    ask: Ask | None = None
    """What has to be cleared up before anything more is taken."""
    unsure: Mapping[str, Any] = _NONE
    """Answers said with doubt: to be confirmed first."""
    dont_know: bool = False
    affirms: bool | None = None
    """True for a plain yes, False for a plain no."""
    corrects: bool = False
    closes: tuple[str, ...] = ()
    """The kinds of treatment of which the message gives the last dose, not just one of them."""
    denied_kinds: tuple[str, ...] = ()
    """The kinds of treatment that were never given, whatever was asked."""
    birth_date_given: bool = False
    emergency: str | None = None
    """`medical` or `self_harm`."""
    language: str | None = None
    """The code of a language other than English, for the intents `other_language`, `emergency` and `distress`."""
    question: str = ""
    """What staff ask about the trial, the rest of the message left out. An age or a value in it is supposed, and stands
    in none of the other fields. Empty where all of the message is to be read."""

    def as_dict(self) -> dict[str, Any]:
        """All but the text and the findings, fit for JSON."""
        left_out = ("text", "findings")
        plain = {name: getattr(self, name) for name in self._fields if name not in left_out}
        ask = self.ask._asdict() if self.ask else None
        return {
            **plain,
            "answers": dict(self.answers),
            "unsure": dict(self.unsure),
            "closes": [*self.closes],
            "denied_kinds": [*self.denied_kinds],
            "ask": ask,
        }

    @classmethod
    def from_dict(cls, text: str, plain: Mapping[str, Any]) -> Understanding:
        """What `as_dict` gave."""
        ask = plain["ask"]
        kinds = {name: tuple(plain[name]) for name in ("closes", "denied_kinds")}
        return cls(text, **{**plain, **kinds, "ask": Ask(**ask) if ask else None})


def understand(
    text: str,
    asking: str | None,
    on: date,
    who: str = "family",
    ranking: Sequence[tuple[str, float]] = (),
    scale: str | None = None,
) -> Understanding:
    """Understand a message.

    `asking` is the key of the question last asked, or None; `on` the day it is written; `who` "family" or "staff";
    `ranking` the classifier's intents with their probabilities, the likeliest first; `scale` the performance scale of
    the question, where it asked for a score. What is longer than a person would write is cut.
    """
    # Half of a surrogate pair is no character that could be written down; JSON can hold one.
    text = text[:LONGEST].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    reading = read_answers(text, asking, on, who, scale)
    # "LPS 80?" is an answer to be confirmed, and no question.
    doubted = who == "staff" and bool(reading.unsure) and only_doubts(text) and not words_beside(text, reading)
    doubted = doubted and not supposes(text, asking is not None)
    judged = text.rstrip(" ?") if doubted else text
    intent, confidence = decide_intent(judged, asking, who, reading, ranking)
    if who == "staff" and asks_about_a_day(text, on, asking is not None):
        intent, confidence = "what_if", 1.0
    if doubted and intent in QUESTIONS:
        intent, confidence = "answer", min(finding.sure for finding in reading.unsure)
    parts = question_in(text, reading) if who == "staff" and intent in ABOUT_THE_TRIAL else ()
    if (
        not parts
        and who == "staff"
        and intent in ABOUT_THE_TRIAL
        and tells_little(reading)
        and asking not in reading.answers
    ):
        # The classifier hears a question where no phrase does: what it names is supposed all the same.
        parts = ((0, len(text)),)
    if parts:
        reading = read_answers(without(text, parts), asking, on, who, scale)
    if intent in UNANSWERING:
        reading = Reading(dont_know=reading.dont_know)
    folded = fold(text)
    return Understanding(
        text=text,
        asking=asking,
        intent=intent,
        confidence=confidence,
        answers=reading.answers,
        findings=reading.findings,
        never=reading.never,
        ask=reading.ask,
        unsure={finding.key: finding.value for finding in reading.unsure},
        # "I don't even know where to start" leaves no question open.
        dont_know=(reading.dont_know and intent not in URGENT) or (intent == "dont_know" and confidence >= _CERTAIN),
        affirms=True if reading.affirmed else False if reading.denied else None,
        corrects=reading.corrects,
        closes=reading.closes,
        denied_kinds=reading.denied_kinds,
        birth_date_given=reading.birth_date_given,
        emergency=(emergency_in(folded, asking) or "medical") if intent == "emergency" else None,
        language=_language(folded, intent),
        question=" ".join(text[start:end] for start, end in parts),
    )


def _language(folded: str, intent: str) -> str | None:
    if intent == "other_language":
        return language_in(folded) or "other"
    return language_in(folded) if intent in URGENT else None

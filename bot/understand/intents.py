"""What kind of message is it? Phrases decide where they can, in the order of what matters most; else the classifier."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.understand.emergency import emergency_in, mentions_emergency
from bot.understand.findings import Reading
from bot.understand.languages import language_in
from bot.understand.lexicon import Lexicon, fold, lexicon, read_data

Decision = tuple[str, float]

QUESTIONS = frozenset(
    ("why_ask", "question_about_trial", "question_about_criterion", "what_if", "status", "help", "contact_human")
)
"""What a question mark, or a question's first word, may stand for."""

_ASKS = re.compile(
    r"\?|(?:^|[.,;!] )(?:(?:and|but|so|also|ok|oh|wait|btw) )?"
    r"(?:what|whats|wat|why|how|hows|who|whos|where|which|whose|when is|can|could|does|will|would|should"
    r"|do (?:you|we|they|i|kids|t)|is (?:it|there|this|that|the)|are (?:there|you|we|they|kids)) "
)
_SENTENCE = re.compile(r"[.!?;]+ ")
_SURE = 0.5
"""From this probability on the classifier is believed against the answers that were read."""


def decide_intent(
    text: str, asking: str | None, who: str, reading: Reading, ranking: Sequence[tuple[str, float]]
) -> Decision:
    """The intent of a message and how sure it is, from 0 to 1.

    `reading` is what was found of answers in it, `ranking` the classifier's intents, the likeliest first.
    """
    folded = fold(text)
    likeliest = ranking[0] if ranking else ("answer", 0.0)
    urgent = _urgent(text, folded, asking, likeliest)
    if urgent:
        return urgent
    within = lexicon_of("within").find(folded)
    if within and within[0].label in QUESTIONS:
        return within[0].label, 1.0
    command = _command(folded)
    said = bool(reading.answers or reading.never or reading.unsure or reading.ask)
    if command and not (said and command == "dont_know"):
        return command, 1.0
    if _ASKS.search(folded):
        asked = next(((intent, p) for intent, p in ranking if intent in QUESTIONS), None)
        if asked and (not said or asked[1] >= likeliest[1] / 2):
            return asked
    if said or reading.affirmed or reading.denied:
        return "answer", min((finding.sure for finding in reading.findings), default=1.0)
    if reading.dont_know:
        return "dont_know", 1.0
    return likeliest


def _urgent(text: str, folded: str, asking: str | None, likeliest: Decision) -> Decision | None:
    """Emergencies, fear, other languages and hostile text, in this order."""
    if emergency_in(folded, asking):
        return "emergency", 1.0
    if is_distress(folded):
        return "distress", 1.0
    if likeliest[0] == "emergency" and likeliest[1] >= _SURE and not mentions_emergency(folded):
        return likeliest
    if likeliest[0] == "distress" and likeliest[1] >= _SURE:
        return likeliest
    if is_hostile(text, folded):
        return "abuse_or_injection", 1.0
    if language_in(folded):
        return "other_language", 1.0
    return None


def is_distress(folded: str) -> bool:
    """Whether a folded text tells of fear, despair, exhaustion or grief."""
    found = lexicon("distress").find(folded)
    other = [match for match in found if match.label == "not_distress"]
    return any(
        match.label == "distress" and not any(match.start < o.end and o.start < match.end for o in other)
        for match in found
    )


def is_hostile(text: str, folded: str) -> bool:
    """Whether a text insults, or is meant for a program."""
    if any(match.label == "abuse_or_injection" for match in lexicon_of("within").find(folded)):
        return True
    plain = text.lower()
    return any(pattern.search(plain) for pattern in _programs())


@lru_cache(maxsize=1)
def _programs() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in read_data("hostile")["program"])


@lru_cache(maxsize=2)
def lexicon_of(part: str) -> Lexicon:
    """The phrases of `kinds.yaml` for whole sentences, or for anywhere within a message."""
    return Lexicon(read_data("kinds")[part])


@lru_cache(maxsize=1)
def _politeness() -> frozenset[str]:
    return frozenset(read_data("kinds")["politeness"].split())


def _command(folded: str) -> str | None:
    """The intent of a sentence that is nothing but a command, politeness aside."""
    for sentence in _SENTENCE.split(folded):
        intent = _whole(sentence)
        if intent:
            return intent
    return None


def _whole(sentence: str) -> str | None:
    words = [word for word in sentence.split() if word not in (",", ":", "(", ")", "-")]
    for first in range(len(words)):
        rest = words[first:]
        phrase = " ".join(rest) + " "
        for match in lexicon_of("whole").find(phrase):
            if match.start:
                break
            if all(word in _politeness() for word in phrase[match.end :].split()):
                return match.label
        if words[first] not in _politeness():
            break
    return None

"""Is the message about an emergency now? Every such one must be found; one past, denied or only asked about is none.

The phrases stand in `phrases/emergency.yaml`, what is said around them in `phrases/modifiers.yaml` (ConText's way:
triggers before or after a finding, and words at which their reach ends), readings in `phrases/temperature.yaml`.
In doubt it is an emergency.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from functools import lru_cache
from typing import Literal

from bot.questions import all_questions
from bot.understand.lexicon import Lexicon, Match, fold, lexicon, read_data

Kind = Literal["medical", "self_harm"]

_NUMBER = re.compile(r"(?<!\S)(\d{2,3})(?:[.,](\d))? ")
_STOP = re.compile(r"[.!?;] ")
_BREAK = re.compile(r" (?:but|because|now) ")
_IS = re.compile(r"\b(?:is|are|hes|shes|isnt|keeps|cant|wont)\b")
READING = "passing reading"
"""The label of a number that reads as a fever."""
_NEAR = 4
"""Words between "has" and its finding, or between a finding and "is gone"."""
_BESIDE = 25
"""Characters between a number and a word that names it, at most."""
_BARE = 1
"""Words between "no" and a reading, at most: "no temp of 101"."""
_REACH = 300
"""Characters that a modifier reaches at most where no sentence ends."""


def emergency_kind(text: str, asking: str | None = None) -> Kind | None:
    """The kind of emergency that a message tells of, or None. `asking` is the key of the question last asked."""
    return emergency_in(fold(text), asking)


def emergency_in(folded: str, asking: str | None = None) -> Kind | None:
    """As `emergency_kind`, for a text already folded."""
    found = lexicon("emergency").find(folded)
    other = [match for match in found if match.label == "other_sense"]
    findings = [match for match in found if match.label != "other_sense" and not _overlaps(match, other)]
    findings += _fevers(folded, asking)
    if not findings:
        return None
    around = _modifiers(folded)
    kinds = {("self_harm" if f.label.startswith("self_harm") else "medical") for f in findings if around.now(f)}
    return "self_harm" if "self_harm" in kinds else "medical" if kinds else None


def mentions_emergency(folded: str) -> bool:
    """Whether words of an emergency stand in the text at all, be it past, denied or asked about."""
    return bool(lexicon("emergency").find(folded))


def _modifiers(folded: str) -> Surroundings:
    return Surroundings(folded, lexicon("modifiers").find(folded))


_DENIALS = {"denied": _REACH, "denied_near": _NEAR}
"""How many words each kind of denial reaches: "no" a whole list, "isn't" what follows."""


class Surroundings:
    """A folded text and the modifiers in it."""

    def __init__(self, folded: str, matches: list[Match]) -> None:
        self._text = folded
        self._stops = [stop.start() for stop in _STOP.finditer(folded)]
        self._by_label: dict[str, list[Match]] = defaultdict(list)
        for match in matches:
            self._by_label[match.label].append(match)
        self._starts = {label: [match.start for match in found] for label, found in self._by_label.items()}

    def now(self, finding: Match) -> bool:
        """Whether the finding is one of now: not denied, past, over or only asked about."""
        start, end = self._sentence(finding)
        left, right = self._clause(finding, start, end)
        other = self._within("no_present", left, right)
        present = any(not _overlaps(match, other) for match in self._within("present", left, right))
        if self._denied(finding, start, end):
            return False
        if self._asked(finding, start, present):
            return False
        if finding.label.startswith("passing") and self._ended(finding, end):
            return False
        return present or not self._past(finding, start, end, left, right)

    def _sentence(self, finding: Match) -> tuple[int, int]:
        place = bisect_left(self._stops, finding.start)
        before = self._stops[place - 1] + 2 if place else 0
        after = self._stops[place] if place < len(self._stops) else len(self._text)
        return max(before, finding.start - _REACH), min(after, finding.end + _REACH)

    def _clause(self, finding: Match, start: int, end: int) -> tuple[int, int]:
        """From the last comma or turn of thought before the finding to the next comma or "but" after it."""
        comma = self._text.rfind(" , ", start, finding.start)
        left = comma + 3 if comma >= 0 else start
        right = self._text.find(" , ", finding.end - 1, end)
        right = right if right >= 0 else end
        for mark in (" but ", " and "):
            at = self._text.rfind(mark, left, finding.start)
            left = at + 1 if at >= 0 else left
        at = self._text.find(" but ", finding.end - 1, right)
        return left, (at if at >= 0 else right)

    def _within(self, label: str, start: int, end: int) -> list[Match]:
        starts = self._starts.get(label, [])
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        return [match for match in self._by_label[label][first:last] if match.end <= end + 1]

    def _words(self, start: int, end: int) -> int:
        return self._text.count(" ", start, end)

    def _denied(self, finding: Match, start: int, end: int) -> bool:
        pseudo = self._within("no_denial", start, end)
        for label, reach in _DENIALS.items():
            for trigger in self._within(label, start, finding.start):
                far = self._words(trigger.end, finding.start) > (_BARE if finding.label == READING else reach)
                if not far and not _overlaps(trigger, pseudo) and not self._within("turn", trigger.end, finding.start):
                    return True
        return False

    def _has(self, finding: Match, since: int) -> bool:
        """Whether "she has", "he is" stands right before the finding, after `since`."""
        for has in self._within("has", since, finding.start):
            between = has.end, finding.start
            if self._words(*between) <= _NEAR and not any(self._within(label, *between) for label in ("had", "past")):
                return True
        return False

    def _asked(self, finding: Match, start: int, present: bool) -> bool:
        """Whether the finding is only supposed, or asked about. A reading that is asked about was taken."""
        if present:
            return False
        labels = ["supposed"] if finding.label == READING else ["supposed", "asked"]
        after = self._within("asked_after", finding.end, finding.end + _BESIDE)
        if any(match.start == finding.end for match in after) and finding.label != READING:
            return True
        triggers = [trigger for label in labels for trigger in self._within(label, start, finding.start)]
        return any(self._governs(trigger, finding, start) for trigger in triggers)

    def _governs(self, trigger: Match, finding: Match, start: int) -> bool:
        """Whether a question or a supposition reaches the finding."""
        if self._within("past", start, trigger.start) or self._has(finding, trigger.end):
            return False
        if self._text[trigger.start : trigger.end] in ("is ", "are "):
            # "is fever common", not "she is bleeding": only as the first word, with a question mark to come.
            return trigger.start == start and trigger.end == finding.start and "?" in self._text[finding.end :]
        return not _BREAK.search(self._text[trigger.end - 1 : finding.start])

    def _ended(self, finding: Match, end: int) -> bool:
        pseudo = self._within("no_end", finding.end, end)
        for match in self._within("ended", finding.end, end):
            if self._words(finding.end, match.start) <= _NEAR and not _overlaps(match, pseudo):
                return not self._within("returned", match.end, match.end + _REACH)
        return False

    def _past(self, finding: Match, start: int, end: int, left: int, right: int) -> bool:
        if self._within("once_more", finding.end, end) or self._has(finding, left):
            return False
        # "Her face is swelling after the shot": the verb in the finding says when.
        if _IS.search(self._text[finding.start : finding.end]):
            return False
        told = any(self._words(m.end, finding.start) <= _NEAR for m in self._within("had", left, finding.start))
        if told:
            return bool(self._within("past", start, end))
        # "Chemo 3 weeks ago fever 102": what stands before a reading dates something else.
        return bool(self._within("past", finding.end if finding.label == READING else left, right))


def _overlaps(match: Match, others: list[Match] | tuple[Match, ...]) -> bool:
    return any(match.start < other.end and other.start < match.end for other in others)


@lru_cache(maxsize=1)
def _temperature() -> tuple[Lexicon, tuple[float, float], tuple[float, float]]:
    data = read_data("temperature")
    phrases = {label: data[label] for label in ("temperature_words", "perhaps", "other_number")}
    return Lexicon(phrases), tuple(data["celsius"]), tuple(data["fahrenheit"])


@lru_cache(maxsize=1)
def _asked_for_numbers() -> frozenset[str | None]:
    """The keys whose question takes a bare number, which then is no temperature."""
    return frozenset(question.asking for question in all_questions() if question.kind == "number")


def _fevers(folded: str, asking: str | None) -> list[Match]:
    """The readings of a fever: numbers in its range that are said to be a temperature, or could be nothing else."""
    if not any(character.isdigit() for character in folded):
        return []
    words, celsius, fahrenheit = _temperature()
    found = []
    context: list[Match] | None = None
    for number in _NUMBER.finditer(folded):
        whole, tenth = number.groups()
        value = float(f"{whole}.{tenth or 0}")
        if not (celsius[0] <= value <= celsius[1] or fahrenheit[0] <= value <= fahrenheit[1]):
            continue
        context = words.find(folded) if context is None else context
        if _is_temperature(number, context, asking, exact=tenth is not None):
            found.append(Match(READING, number.start(), number.end()))
    return found


def _is_temperature(number: re.Match[str], context: list[Match], asking: str | None, exact: bool) -> bool:
    near = {m.label: m for m in context if m.start - number.end() < _BESIDE and number.start() - m.end < _BESIDE}
    if "temperature_words" in near:
        if "other_number" not in near:
            return True
        # Both are near: the word that stands before the number, and closer, names it.
        before = [m for m in context if m.end <= number.start() and m.label != "perhaps"]
        return bool(before) and before[-1].label == "temperature_words"
    if "other_number" in near:
        return False
    return ("perhaps" in near and (exact or len(number[1]) == 3)) or (exact and asking not in _asked_for_numbers())

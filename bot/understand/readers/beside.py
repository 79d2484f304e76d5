"""The words beside an answer that nothing explains: they may make something else of it."""

from __future__ import annotations

from bot.understand.message import Message
from bot.understand.phrase_book import words_of

_NOT_BESIDE = ("negation.ends", "therapies.other_event", "therapies.deed", "therapies.meeting")


def small_words() -> frozenset[str]:
    """Words that stand beside an answer without changing it."""
    return words_of("answers", "filler") | words_of("answers", "harmless")


def unexplained(message: Message, start: int, end: int, topics: tuple[str, ...], within: tuple[int, int]) -> list[str]:
    """The words of `within` but those from `start` to `end` that neither belong to one of the topics, nor are small or
    known to stand beside an answer without changing it."""
    small = small_words()
    found = []
    for place in range(*within):
        word = message.words[place]
        if start <= place < end or place in message.dated or not word.isalpha() or word in small:
            continue
        if message.words[place - 1 : place] == ["for"] and place > within[0]:
            continue  # "For Jonah"
        if any(mark.topic in topics and mark.label not in _NOT_BESIDE for mark in message.covering.get(place, ())):
            continue
        found.append(word)
    return found

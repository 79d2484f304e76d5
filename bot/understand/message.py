"""One message with what stands around its words: who, when, and what `around` says of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import Any, Literal, NamedTuple

from bot.understand.around import denying, doubting, meaning, other_people, other_times, questioned
from bot.understand.around.reach import STOPS
from bot.understand.dates import DateReading, find_dates
from bot.understand.phrase_book import Mark, find_marks
from bot.understand.text import Text, read_text

Who = Literal["family", "staff"]

GIVEN_KEYS = ("prior_transplant", "prior_blinatumomab", "prior_relapse_therapy")
"""The keys that ask whether something was ever given."""


class Claim(NamedTuple):
    """What a reader takes the words `start` up to, not counting, `end` to say."""

    key: str
    value: Any
    start: int
    end: int
    sure: float = 0.9


class Message:
    """A message as the readers see it."""

    def __init__(self, raw: str, asking: str | None, on: date, who: str, scale: str | None) -> None:
        self.text: Text = read_text(raw)
        self.words = self.text.words
        self.asking = asking
        self.on = on
        self.who: Who = "staff" if who == "staff" else "family"
        self.scale = scale
        self.marks = [kept for mark in find_marks(self.text) if (kept := meaning.meant(self, mark))]
        if asking in GIVEN_KEYS:
            # Of a transplant "not done" is a no; of a test that was not done nothing is known.
            self.marks = [m for m in self.marks if m.label != "hedges.dont_know" or self.words[m.end - 1] != "done"]
        self._by_label: dict[str, list[Mark]] = defaultdict(list)
        self.covering: dict[int, list[Mark]] = defaultdict(list)
        for mark in self.marks:
            self._by_label[mark.label].append(mark)
            self._by_label[mark.topic].append(mark)
            for place in range(mark.start, mark.end):
                self.covering[place].append(mark)

    def all(self, *labels: str) -> list[Mark]:
        """The marks of labels ("sites.cns") or whole topics ("sites"), in order."""
        found = [mark for label in labels for mark in self._by_label.get(label, ())]
        return sorted(found, key=lambda mark: mark.start) if len(labels) > 1 else found

    def has(self, place: int, *labels: str) -> Mark | None:
        """The mark of one of the labels or topics that covers the word at `place`."""
        for mark in self.covering.get(place, ()):
            if mark.label in labels or mark.topic in labels:
                return mark
        return None

    def starting(self, place: int, *labels: str) -> Mark | None:
        """The mark of one of the labels that begins at `place`."""
        mark = self.has(place, *labels)
        return mark if mark and mark.start == place else None

    def longest(self, place: int, *labels: str) -> Mark | None:
        """The longest mark of one of the labels or topics that begins at `place`."""
        marks = [
            m for m in self.covering.get(place, ()) if m.start == place and (m.label in labels or m.topic in labels)
        ]
        return max(marks, key=lambda mark: mark.end, default=None)

    def ending(self, place: int, *labels: str) -> Mark | None:
        """The mark of one of the labels that ends before `place`."""
        mark = self.has(place - 1, *labels) if place else None
        return mark if mark and mark.end == place else None

    @cached_property
    def dates(self) -> list[DateReading]:
        """Every date in the message."""
        return find_dates(self.text.raw, self.on, self.who)

    @cached_property
    def dated(self) -> set[int]:
        """Words that belong to a date."""
        starts = self.text.starts
        return {place for day in self.dates for place, at in enumerate(starts) if day.start <= at < day.end}

    def on_a_day(self, place: int) -> bool:
        """Whether the word is part of a day that is told in words: "Fri", "Nov 3"."""
        start = self.text.starts[place]
        told = [day for day in self.dates if day.interval and any(sign.isalpha() for sign in day.text)]
        return any(day.start <= start < day.end for day in told)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """First word of each sentence, and the word after its last."""
        found, first = [], 0
        for place, word in enumerate(self.words):
            if word in STOPS:
                found.append((first, place + 1))
                first = place + 1
        return [*found, (first, len(self.words))]

    def sentence(self, place: int) -> tuple[int, int]:
        """The sentence that the word is in."""
        return next(pair for pair in self.sentences if place < pair[1])

    def is_intrathecal(self, place: int) -> bool:
        """Whether the word is staff's "IT": in capitals, in a message that has small letters too."""
        if self.who != "staff" or self.words[place] not in ("it", "its") or self.text.raw.isupper():
            return False
        return self.text.raw[self.text.starts[place] :][:2] == "IT"

    # What stands around the words

    @cached_property
    def asked(self) -> set[int]:
        """Words that only ask or suppose: nothing in them is taken as said."""
        return questioned.asked(self)

    @cached_property
    def closing(self) -> int | None:
        """The first word of a question that only closes what staff told: "…, does he qualify?"."""
        return questioned.closing(self)

    @cached_property
    def answered(self) -> dict[tuple[int, int], bool]:
        """The short questions that the message answers itself."""
        return questioned.answered(self)

    @cached_property
    def denied(self) -> set[int]:
        """Words that are denied."""
        return denying.denied(self)

    @cached_property
    def hedged(self) -> set[int]:
        """Words that are less than sure."""
        return doubting.hedged(self)

    @cached_property
    def not_known_whether(self) -> set[int]:
        """Words behind "not sure yet whether": neither said nor to be confirmed."""
        return doubting.not_known_whether(self)

    @cached_property
    def others(self) -> set[int]:
        """Words about someone else than the patient."""
        return other_people.others(self)

    @cached_property
    def another_time(self) -> set[int]:
        """Words about another time than now."""
        return other_times.another_time(self)

    @cached_property
    def coming(self) -> set[int]:
        """The words of every clause that speaks of what is to come."""
        return other_times.coming(self)

    def denies(self, mark: Mark) -> bool:
        """Whether any word of the mark is denied."""
        return any(place in self.denied for place in range(mark.start, mark.end))

    def ends_in_figures(self, mark: Mark) -> bool:
        """ "Another 6MP dose": "another one" with a figure for the one is nobody."""
        return self.text.raw[self.text.starts[mark.end - 1]].isdecimal()

    def clause(self, place: int) -> tuple[int, int]:
        """The first word of the part between commas, "but" and full stops that holds the word, and the one after."""
        ends = (*STOPS, ",", "but")
        first = next((p + 1 for p in range(place - 1, -1, -1) if self.words[p] in ends), 0)
        last = next((p for p in range(place, len(self.words)) if self.words[p] in ends), len(self.words))
        return first, last

    def plain(self, mark: Mark | Claim, now: bool = True) -> bool:
        """Whether the words are said of the patient, not only asked, and (where `now`) of the present."""
        places = range(mark.start, mark.end)
        apart = self.asked | self.others | (self.another_time if now else set())
        return not any(place in apart for place in places)

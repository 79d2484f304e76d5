"""What a message says with less than certainty."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.understand.around.questioned import announces
from bot.understand.around.reach import back, forward
from bot.understand.phrase_book import Mark

if TYPE_CHECKING:
    from bot.understand.message import Message

_OUTSTANDING = frozenset({"pending", "tbd", "unconfirmed"})


def hedged(message: Message) -> set[int]:
    """Words that are less than sure."""
    triggers = message.all("hedges.before", "hedges.hedged_yes", "hedges.hedged_no", "hedges.not_so")
    places = set(forward(message, (m for m in triggers if not _corrects(message, m))))
    places.update(forward(message, message.all("hedges.dont_know_if")))
    # "GFR: pending" says nothing of what stands before the name.
    behind = [m for m in message.all("hedges.after") if message.words[m.start - 1 : m.start] != [":"]]
    near = [m for m in behind if _is_of_the_next(message, m)]
    places.update(back(message, [m for m in behind if m not in near]))
    places.update(p for m in near for other in message.covering[m.start - 1] for p in range(other.start, other.end))
    for first, last in message.sentences:
        open_question = message.words[first:last][-1:] == ["?"] and (first, last) not in message.answered
        if open_question and any(announces(message, m) for m in message.all("questions") if first <= m.start < last):
            continue  # "Can we screen a 24 yr old F? B-ALL, …" tells
        if open_question and not message.asked.intersection(range(first, last)):
            places.update(range(_questioned(message, first, last), last))
    for (first, last), (begin, end) in pairwise(message.sentences):
        # "I guess? She still gets tired by noon": the doubt is said of what follows.
        doubt = range(first, last - 1)
        if doubt and all(message.has(place, "hedges.before", "hedges.after", "hedges.hedged_yes") for place in doubt):
            places.update(range(begin, end))
    return places | _behind_a_question_mark(message)


def not_known_whether(message: Message) -> set[int]:
    """Words behind "not sure yet whether", "don't know if": neither said nor to be confirmed."""
    return set(forward(message, message.all("hedges.dont_know_if")))


def _is_of_the_next(message: Message, hedge: Mark) -> bool:
    """Staff's "2yo M relapsed ALL BM pending": of a line only the last thing before is pending."""
    outstanding = message.words[hedge.start] in _OUTSTANDING
    return message.who == "staff" and outstanding and bool(message.covering.get(hedge.start - 1))


def _behind_a_question_mark(message: Message) -> set[int]:
    """Staff's "?CNS": the mark stands right before what it doubts, and behind nothing."""
    starts, ends = message.text.starts, message.text.ends
    places: set[int] = set()
    for place, word in enumerate(message.words[:-1]):
        opens = place == 0 or ends[place - 1] < starts[place]
        if word == "?" and opens and ends[place] == starts[place + 1]:
            places.update(range(place + 1, message.clause(place + 1)[1]))
    return places


def _corrects(message: Message, hedge: Mark) -> bool:
    """ "Typo, should be F not M", staff's "KPS should be 60": no guess."""
    if message.words[hedge.start] != "should":
        return False
    named = message.has(hedge.start - 1, "performance", "labs", "age")
    if message.who == "staff" and named and message.words[hedge.start + 1 : hedge.start + 3] == ["be", "#"]:
        return True
    return any(mark.end <= hedge.start for mark in message.all("corrections"))


def _questioned(message: Message, first: int, last: int) -> int:
    """Where what a "?" questions begins: staff's "BM relapse at EOI? no, during IM" only asks about the EOI, and
    "…, bm, kps? lps70 …" only for the score that is named."""
    mark = message.ending(last, "performance", "labs") or message.ending(last - 1, "performance", "labs")
    if message.who == "staff" and message.asking is None and mark and mark.start > first:
        return mark.start
    if message.who != "staff" or message.words[last : last + 1] != ["no"]:
        return first
    return next((p for p in range(last - 1, first, -1) if message.words[p] in ("at", "in", "on", "during", ",")), first)

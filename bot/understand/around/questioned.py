"""What a message only asks or supposes, and the questions that it answers itself."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.understand.around.reach import ITEM, STOPS
from bot.understand.phrase_book import Mark, words_of

if TYPE_CHECKING:
    from bot.understand.message import Message

_SHORT = 7
"""Words of a question that a message asks and answers, at most."""
_SCREENING = frozenset(
    {"screen", "prescreen", "check", "run", "enroll", "present", "review", "evaluate", "look", "assess"}
)


_TOLD = ("age", "sex", "diagnosis", "relapse", "sites", "phase", "performance")
"""What staff tell of a patient in one line."""
_INTRODUCED = 2
"""As many of these introduce a patient: "17yo, 2nd relapse, eligible?", and not "second relapse eligible?"."""
_BESIDE = frozenset(
    {
        *("?", ".", "!", ",", "for", "the", "this", "trial", "study", "#code", "#", "aall", "on", "to", "in", "now"),
        *("thx", "thanks", "ty", "please", "pls", "plz", "u", "you", "still", "at", "all"),
    }
)
"""Words behind a closing question."""


def closing(message: Message) -> int | None:
    """The first word of a question with which staff close what they told: "9yo M, 1st relapse BM, does he qualify?".

    Only the question is asked; the patient was told. Not in "would a 9yo M in 1st relapse qualify", which supposes one.
    """
    if message.who != "staff" or message.asking is not None:
        return None
    for mark in message.all("answers.closing"):
        if not {*message.words[mark.end :]} <= _BESIDE:
            continue
        told = {m.topic for m in message.all(*_TOLD) if m.end <= mark.start}
        first, _ = message.sentence(mark.start)
        opening = [m for m in message.all("questions") if m.start == first < mark.start and not announces(message, m)]
        if len(told) >= _INTRODUCED and not opening:
            return mark.start
    return None


def asked(message: Message) -> set[int]:
    """Words that only ask or suppose: nothing in them is taken as said."""
    places: set[int] = set()
    close = message.closing
    filler = words_of("answers", "filler") | words_of("yes_no", "yes")
    for first, last in message.sentences:
        begin = first
        while begin < last - 1 and message.words[begin] in filler and not message.has(begin, "questions"):
            begin += 1
        if (first, last) in message.answered:
            continue
        if close is not None and first <= close < last:
            places.update(range(close, last))
            continue
        questions = [m for m in message.all("questions") if first <= m.start < last and not announces(message, m)]
        for mark in questions:
            # "My daughter is 9 and …, can she join?" tells first: its verb stands behind whom it is said of.
            subject = any(m.end == mark.start for m in message.all("other_people.patient", "age.subject"))
            opens = mark.start <= begin and not (mark.name == "marked" and subject)
            marked = mark.name == "marked"
            if (opens and (not marked or message.words[last - 1] == "?")) or (not marked and mark.end - mark.start > 1):
                places.update(range(mark.start, last))
                break
    return places


def announces(message: Message, question: Mark) -> bool:
    """ "Can I just check something", staff's "can we screen a 28 yo M, B-ALL": what follows is told, not asked."""
    if message.who == "staff" and message.asking is None and _introduces(message, question):
        return True
    return any(question.start == mark.start for mark in message.all("answers.announcing"))


def _introduces(message: Message, question: Mark) -> bool:
    """Whether a request that ends in no question mark goes on to tell of somebody: an age and a sex."""
    first, last = message.sentence(question.start)
    if not _SCREENING & {*message.words[question.start : question.end + 3]}:
        return False
    if message.words[last - 1] == "?":  # "Can we screen a 24 yr old F? B-ALL, marrow relapse …"
        behind = {mark.topic for mark in message.all(*_TOLD) if mark.start >= last}
        return message.who == "staff" and len(behind) >= _INTRODUCED
    told = [mark.topic for mark in message.all("age", "sex", "diagnosis", "relapse") if first <= mark.start < last]
    return len({*told}) >= ITEM


def answered(message: Message) -> dict[tuple[int, int], bool]:
    """The short questions that the message answers itself: "Transplant? no. Blincyto? never"."""
    found = {}
    for pair, (begin, end) in pairwise(message.sentences):
        if message.words[pair[1] - 1 : pair[1]] != ["?"] or pair[1] - pair[0] > _SHORT:
            continue
        mark = message.longest(begin, "yes_no.yes", "yes_no.no")
        rest = [word for word in message.words[mark.end : end] if word not in STOPS and word != ","] if mark else []
        if mark and (not rest or (mark.name == "yes" and len(rest) <= ITEM)):
            found[pair] = mark.name == "yes"
    return found

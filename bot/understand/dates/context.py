"""What the words before a mention make of it: "no chemo in ...", "off since ...", "scheduled for ..."."""

from __future__ import annotations

from bot.understand.dates.words import Words

_HEDGES = frozenset(("soft", "around"))


_EXCEPTING = frozenset((("other", "than"), ("apart", "from"), ("aside", "from"), ("nothing", "but")))
_AND_THEIR = frozenset(("and", "&", "his", "her", "their", "our", "my"))


def _closes_an_item(w: Words, k: int) -> bool:
    """A chart's "HU: none / Last IT: 10/1": the denial ends its own item."""
    if k == 0 or k + 1 >= len(w.tokens) or w.word(k) not in ("none", "never", "no"):
        return False
    ends = "\n" in w.text[w.tokens[k].end : w.tokens[k + 1].start] or w.word(k + 1) in ("/", "|")
    return ends and w.word(k - 1) in (":", "=", "-")


def negated(w: Words, i: int) -> bool:
    """Whether the clause before `i` says that something was not given."""
    for k in w.clause_before(i):
        if w.word(k) == ",":
            return False
        if w.word(k) in ("last", "latest") and w.word(k - 1) in _AND_THEIR:
            return False  # "Never had hydroxyurea and her last intrathecal was September 30"
        if (w.word(k - 1), w.word(k)) in _EXCEPTING or w.word(k) in ("except", "besides"):
            return False  # "No relapse treatment other than the IT on 11/24"
        if w.word(k) == "free" and k + 1 == i and w.word(i) == "since":
            return True  # "Chemo-free since September"
        if w.is_(k, "negation"):
            if _closes_an_item(w, k):
                return False
            if w.is_(k, "not_known") or w.is_(k - 1, "not_known") or w.is_(k, "not_a_negation"):
                return False
            if k > 0 and w.word(k) == "not" and w.word(k + 1) in ("long", "sure"):
                return False
            is_answer = w.is_(k, "answer_no") and (k == 0 or w.is_(k - 1, "breaks")) and w.is_(k + 1, "pronoun")
            return not is_answer
    return False


def off_before(w: Words, i: int) -> bool:
    """Whether the clause before `i` says that treatment has stopped."""
    return any(w.is_(k, "off") for k in w.clause_before(i))


def hedged_before(w: Words, i: int) -> bool:
    """Whether the clause before `i` says that the speaker is not sure: "I think it was ..."."""
    for k in w.clause_before(i, reach=6):
        if not w.begins(k, _HEDGES):
            continue
        found, filler = w.match(k, "soft") or w.match(k, "around"), w.match(k, "plain_filler")
        if found and (not filler or filler[1] < found[1]):
            return True
    return False


def future_before(w: Words, i: int, after: int) -> bool:
    """Whether the clause before `i`, from `after` on, speaks of what is still to come."""
    before = (k for k in w.clause_before(i, reach=6) if k >= after)
    return any(w.is_(k, "future") and not w.is_(k, "not_future") for k in before)


def last_dose_before(w: Words, i: int, after: int = 0) -> bool:
    """Whether the clause before `i`, from `after` on, speaks of the last dose or the end of treatment."""
    for k in w.clause_before(i, reach=8):
        if k < after or w.is_(k, "other_event"):
            return False
        if w.is_(k, "last_dose"):
            return True
    return False


def other_event_before(w: Words, i: int) -> bool:
    """Whether the words right before `i` speak of something else than treatment: "relapsed in ..."."""
    return any(w.is_(k, "other_event") for k in w.clause_before(i, reach=3))

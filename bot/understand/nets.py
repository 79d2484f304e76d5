"""Nets under the readers: whole kinds of messages in which a plain yes, no or number may not mean what it seems to.

Each only ever asks. A net is kept where what it costs on messages that are meant plainly is next to nothing.
"""

from __future__ import annotations

from datetime import timedelta

from bot.understand.message import GIVEN_KEYS, Claim, Message
from bot.understand.readers.beside import small_words, unexplained
from bot.understand.readers.short import YesNo

_CONDITIONS = frozenset({"unless", "depends", "depending", "technically", "supposedly", "sarcasm"})
_HAD = frozenset({"got", "had", "did", "gave", "received", "took", "started"})
_CAUSES = frozenset(
    {
        *("chemo", "treatment", "treatments", "everything", "it", "all", "that", "those", "side", "toxicity"),
        "therapy",
        *("toxicities", "effects", "them", "this", "induction", "consolidation", "maintenance", "every", "last"),
    }
)
_ANOTHER = frozenset({"another", "again", "more", "#th", "next"})
_UNDONE = frozenset(
    {
        *("declined", "refused", "cancelled", "canceled", "offered", "considered", "discussed", "talked", "skipped"),
        *("postponed", "denied", "evaluated"),
    }
)
_DENYING = frozenset(
    {"never", "not", "hadnt", "no", "dont", "didnt", "wasnt", "werent", "hasnt", "havent", "isnt", "nothing", "none"}
)
_ALONGSIDE = frozenset({"with", "and", "after", "then", "before", "plus", "while", "since", "between", "following"})
_OTHER_PROCEDURE = frozenset({"biopsy", "biopsies", "transfusion", "transfusions", "aspirate", "port", "kidney"})


def of_something_else(message: Message, key: str, answer: YesNo, claims: list[Claim]) -> bool:
    """Whether a plain yes or no goes on to say something that may change what it answers."""
    rest = range(answer.end, len(message.words))
    words = [message.words[place] for place in rest]
    if _CONDITIONS & set(words) or any(mark.start in rest for mark in message.all("answers.if_counted")):
        return True
    given = key in GIVEN_KEYS
    if not answer.value:
        return given and (_had_one(message, key, answer) or _tells_all_the_same(message, key, answer, claims))
    if given and _TO_COME & set(words) and not _HAD & set(words):
        return True  # "Yes, he's getting one in January if this works"
    plain = message.has(answer.start, "yes_no.yes")
    if key == "recovered_from_toxicity" and plain and "still" in words and not _WELL & set(words):
        return True  # "Yes, he is still very nauseous from it"
    if given and _UNDONE & set(words):
        return True
    if any(mark.start in rest for mark in message.all("therapies.never_given")):
        return True
    if _denied_after_but(message, answer, claims):
        return True
    if key in GIVEN_KEYS[:2] and message.all("future.coming") and not (_HAD | _ANOTHER) & set(message.words):
        return True
    if given and message.who == "family" and _goes_astray(message, key, answer):
        return True
    if key == "recovered_from_toxicity":
        after = [message.words[p + 1 : p + 3] for p in rest if message.words[p] == "from"]
        return any(not _CAUSES & set(words) for words in after)  # "Yes, from the cold"
    if key == "prior_blinatumomab":
        return _names_another_drug(message, answer)
    if key == "prior_transplant":
        last = message.sentence(answer.start)[1]
        other = _OTHER_PROCEDURE & set(message.words[answer.end : last])
        named = any(m.start in rest for m in message.all("transplant.transplant"))
        return bool(other or any(m.start in rest for m in message.all("therapies.cart"))) and not named
    if key == "prior_relapse_therapy":
        return _of_the_first_time(message, answer)
    return False


def _had_one(message: Message, key: str, answer: YesNo) -> bool:
    """ "No, he did have one", "no, we already had the first week of chemo for it"."""
    places = range(answer.end, message.sentence(answer.start)[1])
    for place in places:
        if message.words[place] not in _HAVING or place in message.denied or place in message.others:
            continue
        if _DENYING & set(message.words[max(0, place - 2) : place]):
            continue
        after = set(message.words[place + 1 : place + 4])
        already = "already" in message.words[place - 1 : place + 2]
        if after & {"one", "it", "that", "have"} or (key == "prior_relapse_therapy" and already and after & _TREATED):
            return True
    return False


_HAVING = frozenset({"did", "had", "have", "has", "got", "started", "received"})
_TREATED = frozenset({"chemo", "treatment", "week", "cycle", "block", "round", "first", "one", "two", "#"})
_TO_COME = frozenset({"getting", "gets", "if", "planned", "scheduled", "upcoming", "soon"})
_WELL = frozenset({"well", "fine", "good", "great", "active", "normal", "healthy", "better", "recovered"})


def _tells_all_the_same(message: Message, key: str, answer: YesNo, claims: list[Claim]) -> bool:
    """ "No, well, she did get her own cells back", "No. Just the vincristine since it came back"."""
    if key == "prior_relapse_therapy":
        drugs = [m.start for m in message.all("drug") if m.start >= answer.end and m.start not in message.denied]
        only = any({"just", "only", "except", "but"} & set(message.words[max(answer.end, p - 3) : p]) for p in drugs)
        spinal = [m for m in message.all("therapies.it") if message.text.words_between(m.start, m.end) == "IT"]
        if only and not spinal and not message.all("therapies.diagnostic_puncture", "therapies.intrathecal"):
            return True
    last = message.sentence(answer.start)[1]
    begin = answer.end + (message.words[answer.end : answer.end + 1] == [","])
    if message.words[begin : begin + 1] not in (["well"], ["but"], ["except"], ["although"], ["though"]):
        return False
    told = any(begin < claim.start < last for claim in claims)
    had = any(
        message.words[place] in _HAD and place not in message.denied and place not in message.others
        for place in range(begin, last)
    )
    return had and not told


def _goes_astray(message: Message, key: str, answer: YesNo) -> bool:
    """ "Yes, she's on the list", "yes I've heard of it", "yes we want one", "yes, steroids for asthma"."""
    last = message.clause(min(answer.end + 1, len(message.words) - 1))[1]
    claim = Claim(key, True, answer.start, answer.end)
    small = small_words()
    for place in range(answer.end, last):
        word = message.words[place]
        if word in _WISHES | {"like"} or message.has(place, "therapies.supportive"):
            return True
        known = not word.isalpha() or word in small or message.covering.get(place)
        if not known and place not in message.dated:
            return True
    return _wished(message, claim)


def _denied_after_but(message: Message, answer: YesNo, claims: list[Claim]) -> bool:
    """ "Yes, but they never gave them back"; not "yes but no transplant", which is told of something else."""
    buts = [place for place in range(answer.end, len(message.words)) if message.words[place] == "but"]
    if not buts:
        return False
    last = message.sentence(buts[0])[1]
    told = any(buts[0] < claim.start < last for claim in claims)
    return not told and bool(_DENYING & set(message.words[buts[0] : last]))


def _names_another_drug(message: Message, answer: YesNo) -> bool:
    """ "Yes, she only had rituximab": of another drug, and blinatumomab is not named."""
    if message.all("drug.blinatumomab"):
        return False
    last = message.sentence(answer.start)[1]
    for mark in message.marks:
        drug = mark.topic == "drug" or mark.label == "therapies.cart"
        if drug and answer.end <= mark.start < last and mark.start not in message.denied:
            return not _ALONGSIDE & set(message.words[max(answer.end, mark.start - 4) : mark.start])
    return False


def _of_the_first_time(message: Message, answer: YesNo) -> bool:
    """ "Yes, when he was first diagnosed": treatment of the first time is not that of this relapse."""
    last = message.sentence(answer.start)[1]
    here = range(answer.end, last)
    if any(mark.start in here for mark in message.all("relapse.cue", "therapies.reinduction")):
        return False
    begin, end = message.text.ends[answer.end - 1], message.text.ends[last - 1]
    past = message.on - timedelta(days=400)
    if any(begin <= d.start < end and d.interval and (d.interval.latest or message.on) < past for d in message.dates):
        return True
    then = message.all("other_times.before", "other_times.after", "phase.frontline", "phase.maintenance")
    return any(mark.start in here for mark in then)


_SURE = 0.5
_EXPLAINED_BY = {
    "diagnosis": ("diagnosis", "sites", "relapse"),
    "sex": ("sex",),
    "relapse_count": ("relapse", "sites"),
    "relapse_sites": ("sites", "relapse", "sex"),
    "relapse_phase": ("phase", "sites", "therapies", "drug", "relapse"),
    "recovered_from_toxicity": ("recovery", "therapies", "drug"),
}
"""The keys that one word may fill, each with the topics whose words may stand beside it."""
_BESIDE = ("age", "yes_no", "hedges", "corrections", "other_times", "negation", "answers")
_WISHES = frozenset({"wish", "hopefully", "hope", "hoping", "wanted", "want", "wants", "wishing", "almost", "nearly"})
_APART = ("hedges", "answers.if_counted", "answers.interjection")
_SAY = frozenset({"that", "it", "this", "i", "we", "thatd", "itd"})
_WHOSE_IF = frozenset({"he", "she", "it", "its", "the", "they", "his", "her", "hes", "shes", "my", "there"})


def doubtful(message: Message, claim: Claim) -> bool:
    """Whether words beside an answer that a single word gave may make something else of it: "plan B", "they biopsied
    the testicle", "marrow recovered nicely", "back to normal would be nice"."""
    if message.who != "family" or claim.key == "performance" or claim.sure < _SURE:
        return False
    if claim.key == "recovered_from_toxicity" and not claim.value:
        return False
    return _wished(message, claim) or bool(claim.key in _EXPLAINED_BY and _unexplained(message, claim))


def _wished(message: Message, claim: Claim) -> bool:
    first, last = message.clause(claim.start)
    for place in range(first, last):
        word, before = message.words[place], message.words[place - 1] if place else ""
        after = message.words[place + 1] if place + 1 < len(message.words) else ""
        if claim.start <= place < claim.end or message.has(place, *_APART):
            continue
        if word in _WISHES and not message.has(place, "age", "recovery", "labs") and after not in ("to",):
            return True
        if word in ("would", "wouldve", "shouldve") and before not in _SAY:
            return True
        if word == "should" and after == "have":
            return True
        if word == "if" and after in _WHOSE_IF:
            return True
    return False


def _unexplained(message: Message, claim: Claim) -> list[str]:
    topics = (*_EXPLAINED_BY[claim.key], *_BESIDE)
    return unexplained(message, claim.start, claim.end, topics, message.clause(claim.start))

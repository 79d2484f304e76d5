"""What a message says of someone else than the patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.understand.around.reach import forward
from bot.understand.phrase_book import Mark

if TYPE_CHECKING:
    from bot.understand.message import Message

_RELATIVES = frozenset({"sib", "sibs", "sibling", "donor", "mom", "mother", "dad", "father", "brother", "sister"})
_WOMEN = frozenset({"sister", "sisters", "mom", "mother", "aunt", "grandma", "grandmother", "girlfriend", "wife"})
_MEN = frozenset({"brother", "brothers", "dad", "father", "uncle", "grandpa", "grandfather", "boyfriend", "husband"})
_PRONOUNS = {("his", "f"): frozenset({"she", "shes"}), ("her", "m"): frozenset({"he", "hes"})}
"""By whose relative and which: the pronouns that can only be the relative's."""
_PERSONS = frozenset({"he", "hes", "his", "him", "she", "shes", "her", "i", "im", "my", "our", "ours", "pt", "patient"})


def _was_mixed_up(message: Message, mark: Mark) -> bool:
    """Staff's "sorry, that was the other kid: his Cr is 0.9": what follows is the patient's again."""
    behind = message.words[mark.end : mark.end + 1] in ([":"], ["-"])
    before = {*message.words[max(0, mark.start - 3) : mark.start]}
    return message.who == "staff" and behind and bool({"was", "were"} & before)


def others(message: Message) -> set[int]:
    """Words about someone else than the patient."""
    drug = bool(message.all("drug", "transplant.transplant", "therapies.cytotoxic"))
    own = message.all("other_people.writer") if drug else []
    triggers = [m for m in message.all("other_people.other", "other_people.stranger") if not message.ends_in_figures(m)]
    triggers = [m for m in triggers if not _was_mixed_up(message, m)]
    places = {place for mark in own for place in range(mark.start, mark.end)}
    places |= {place for trigger in triggers for place in range(trigger.start, trigger.end)}
    for stranger in message.all("other_people.stranger"):
        # Nobody who was named before: "he" in the same sentence is the stranger.
        patient = [m.start for m in message.all("other_people.patient") if m.end - m.start > 1]
        last = message.sentence(stranger.start)[1]
        places.update(range(stranger.end, min((p for p in patient if stranger.end <= p < last), default=last)))
    for mark in message.all("other_people.done_to"):
        # "Blina made our friend sick"
        places.update(range(message.clause(mark.start)[0], message.sentence(mark.start)[1]))
    places |= set(forward(message, message.all("other_people.opinion"))) | _of_the_relative(message)
    return places | set(forward(message, triggers, "other_people.patient"))


def _of_the_relative(message: Message) -> set[int]:
    """ "Sib matched 10/10, 14yo M", "his sister was the match, she's 9": whom a sentence begins with
    stays its subject where nobody else is named; a pronoun that can't be the patient's is the relative's.
    """
    places: set[int] = set()
    for mark in message.all("other_people.other"):
        first, last = message.sentence(mark.start)
        words = message.words[mark.start : mark.end]
        patient = [m for m in message.all("other_people.patient", "age.subject") if mark.end <= m.start < last]
        heads = mark.start == first and words[0].removesuffix("s") in _RELATIVES and message.who == "staff"
        if heads and (not patient or _all_of_the_relative(message, first, last, patient)):
            places.update(range(mark.end, last))
        sex = "f" if set(words) & _WOMEN else "m" if set(words) & _MEN else ""
        theirs = _PRONOUNS.get((words[0], sex), frozenset())
        place = next((p for p in range(mark.end, last) if message.words[p] in theirs), last)
        until = next((p for p in range(place, last) if message.words[p] in _PERSONS - theirs), last)
        places.update(range(place, until))
    return places


def _all_of_the_relative(message: Message, first: int, last: int, persons: list[Mark]) -> bool:
    """Whether the pronouns of "Donor search: sister 10/10 match, she is 22" are of the relative's sex, and nothing
    else in the sentence is the patient's."""
    if any(first <= m.start < last for m in message.all("diagnosis", "relapse.cue")):
        return False
    said = {*message.words[first:last]}
    theirs = {"she", "shes", "her"} if said & _WOMEN else {"he", "hes", "his", "him"} if said & _MEN else set()
    both = bool(said & _WOMEN and said & _MEN)
    return not both and all({*message.words[m.start : m.end]} <= theirs | {"is", "s"} for m in persons)

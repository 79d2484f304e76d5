"""Staff take a dose away that they told before: "scratch the ritux, that was another pt", "he never had rituximab"."""

from __future__ import annotations

import re

from bot.dialogue.doses import Dose, kinds_of, with_therapies
from bot.dialogue.messages import Message, say
from bot.dialogue.saying import say_therapy
from bot.dialogue.screening import LAST, Screening
from bot.drugs import find_drug
from bot.understand import message as understood
from bot.understand.readers.treatments import Given, treatments
from bot.understand.understanding import Understanding

_AWAY = re.compile(
    r"^(?:(?:sorry|oops|no|wait|pls|please|actually|ok|and)[ ,:]+)*"
    r"(?:(?P<command>scratch|remove|delete|drop|strike|erase|disregard|ignore|take (?:out|off|away))\b"
    r"|(?:(?:s?he|they|pt|patient|the pt|the patient|kid)\b ?)?"
    r"(?P<never>(?:has |had )?never (?:had|got|received|was given|given|actually had|actually got)"
    r"|(?:did ?n[o']t|did not|has not|hasn't) (?:have|had|get|got|receive|received))\b)"
)
_SMALL = frozenset(
    {
        *("the", "that", "this", "his", "her", "any", "was", "were", "is", "it", "its", "thats", "of", "for", "from"),
        *("another", "other", "wrong", "different", "pt", "patient", "pts", "kid", "child", "chart", "list", "dose"),
        *("entry", "error", "mistake", "typo", "sorry", "my", "bad", "actually", "ever", "please", "pls", "one", "a"),
        *("not", "hers", "on", "in", "at", "all", "belongs", "to", "he", "she", "never", "had", "got", "wasnt", "and"),
        *("entered", "by", "given", "line"),
    }
)
"""Words that may stand beside the drug without saying anything else."""
_NO_BLINATUMOMAB = {"prior_blinatumomab": False}
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def taken_away(screening: Screening, heard: Understanding) -> list[Message] | None:
    """What is said of the dose that was taken away, or which one is meant; None where the message is none of that."""
    if screening.who != "staff" or screening.step_by_step or "?" in heard.text:
        return None
    if heard.unsure or heard.denied_kinds or heard.closes or heard.answers not in ({}, _NO_BLINATUMOMAB):
        return None
    match = _AWAY.match(heard.text.casefold().strip())
    if match is None or (given := _named(screening, heard.text, match.end())) is None:
        return None
    doses = [dose for dose in screening.answers.get("therapies", ()) if _is(dose, given)]
    if not doses:
        return None
    words = "; ".join(say_therapy(dose, screening.who) for dose in doses)
    if len(doses) > 1 and not match["never"]:
        return [say("utter_which_to_take_away", screening, understood=words)]
    before = screening.checkpoint()
    _remove(screening, doses)
    if match["never"]:
        screening.take(heard.answers)
    screening.commit(before)
    return [say("utter_taken_away", screening, understood=words)]


def _named(screening: Screening, text: str, begin: int) -> Given | None:
    """The one treatment that the text names, with nothing else beside it."""
    read = understood.Message(text, None, screening.on, screening.who, None)
    named = list(treatments(read))
    if len(named) != 1 or read.dates:
        return None
    given = named[0]
    first, last = read.text.starts[given.start], read.text.ends[given.end - 1]
    rest = f"{text.strip()[begin:first]} {text[last:]}" if first >= begin else text
    words = [word.replace("'", "") for word in _WORDS.findall(rest.casefold())]
    return given if all(word in _SMALL for word in words) else None


def _is(dose: Dose, given: Given) -> bool:
    """Whether a known dose is of the treatment that is named: the agent, or the kind where no agent is."""
    if given.agent is None:
        return given.kind in kinds_of([dose])
    known = find_drug(dose["agent"]) if "agent" in dose else None
    named = find_drug(given.agent)
    same = known is not None and named is not None and known.name == named.name
    return same and (given.kind != "intrathecal" or "intrathecal" in kinds_of([dose]))


def _remove(screening: Screening, doses: list[Dose]) -> None:
    """Without these doses; of their kinds it is open again which one was the last."""
    left = [dose for dose in screening.answers["therapies"] if dose not in doses]
    screening.answers = with_therapies(screening.answers, left)
    for kind in kinds_of(doses):
        screening.reopen([LAST + kind, f"{kind}_context", f"{kind}_agent"])
    if any("blinatumomab" in dose.get("agent", "") for dose in doses) and screening.answers.get("prior_blinatumomab"):
        del screening.answers["prior_blinatumomab"]

"""Staff take something away that they told before: "scratch the ritux, that was another pt", "drop the EF"."""

from __future__ import annotations

from bot.answers import AGE_KEYS
from bot.dialogue import topics
from bot.dialogue.agenda import key_of
from bot.dialogue.doses import Dose, kinds_of, with_therapies
from bot.dialogue.messages import Message, say
from bot.dialogue.saying import say_answers, say_therapy
from bot.dialogue.screening import LAST, Screening
from bot.drugs import find_drug
from bot.understand import message as understood
from bot.understand.readers import labs
from bot.understand.readers.treatments import Given, treatments
from bot.understand.removals import Removal, removal_in, says_no_more, takes_away
from bot.understand.understanding import Understanding

_NO_BLINATUMOMAB = {"prior_blinatumomab": False}


def taken_away(screening: Screening, heard: Understanding) -> list[Message] | None:
    """What is said of what was taken away, or which one is meant; None where the message is none of that."""
    if screening.who != "staff" or screening.step_by_step:
        return None
    if heard.unsure or heard.denied_kinds or heard.closes:
        return None
    removal = removal_in(heard.text)
    if removal is None:
        return None
    away = _dose_taken_away(screening, heard, removal)
    return _answer_taken_away(screening, heard, removal) if away is None and takes_away(heard.text) else away


def _dose_taken_away(screening: Screening, heard: Understanding, removal: Removal) -> list[Message] | None:
    if heard.answers not in ({}, _NO_BLINATUMOMAB) or (given := _named(screening, heard.text, removal.begin)) is None:
        return None
    doses = [dose for dose in screening.answers.get("therapies", ()) if _is(dose, given)]
    if not doses:
        return None
    words = "; ".join(say_therapy(dose, screening.who) for dose in doses)
    if len(doses) > 1 and not removal.never:
        return [say("utter_which_to_take_away", screening, understood=words)]
    before = screening.checkpoint()
    _remove(screening, doses)
    if removal.never:
        screening.take(heard.answers)
    screening.commit(before)
    return [say("utter_taken_away", screening, understood=words)]


def _answer_taken_away(screening: Screening, heard: Understanding, removal: Removal) -> list[Message] | None:
    """ "Scratch the Cr", "drop EF 55": an answer, by its name, with its value or without."""
    rest = heard.text[removal.begin :]
    name = topics.named(rest, screening) or _value_named(screening, rest)
    if name is None or name.startswith(LAST):
        return None
    keys = AGE_KEYS if name == "age" else (key_of(name),)
    known = {key: screening.answers[key] for key in keys if key in screening.answers}
    if not heard.answers.keys() <= {*keys}:
        return None
    if not known:
        return [say("utter_nothing_to_take_back", screening)]
    words = say_answers(known, screening.who)
    if any(known[key] != value for key, value in heard.answers.items()):
        return [say("utter_which_to_take_away", screening, understood=words)]
    before = screening.checkpoint()
    screening.answers = {key: value for key, value in screening.answers.items() if key not in known}
    screening.reopen([name, *(one for one in screening.closed if one.startswith(f"{name}_"))])
    screening.commit(before)
    return [say("utter_taken_away", screening, understood=words)]


def _value_named(screening: Screening, text: str) -> str | None:
    """The key of the one value, if possible a known one, that the text names in shorthand ("Cr", "bili", "SF")."""
    read = understood.Message(text, None, screening.on, screening.who, None)
    said = {mark.name for mark in read.all("labs")} | {mark.topic for mark in read.all("performance")}
    said |= {"direct_bilirubin", "total_bilirubin"} if "bilirubin" in said else set()
    said |= {"ejection_fraction"} if said & {"muga_ejection", "echo_ejection"} else set()
    keys = [key for key in screening.answers if key in said] or [name for name in said if name in labs.KEYS]
    return keys[0] if len(keys) == 1 else None


def _named(screening: Screening, text: str, begin: int) -> Given | None:
    """The one treatment that the text names, with nothing else beside it."""
    read = understood.Message(text, None, screening.on, screening.who, None)
    named = list(treatments(read))
    if len(named) != 1 or read.dates:
        return None
    given = named[0]
    first, last = read.text.starts[given.start], read.text.ends[given.end - 1]
    rest = f"{text[begin:first]} {text[last:]}" if first >= begin else text
    return given if says_no_more(rest) else None


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

"""The main way of a conversation: an answer is taken, the next question follows, then the review and the result.

A turn is a function of the screening and of what was heard. It returns messages; the last one's payload says where the
conversation stands. None of them knows of Rasa.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.dialogue import messages, topics
from bot.dialogue.agenda import agenda, asked_question
from bot.dialogue.messages import Message, say
from bot.dialogue.outcome import greeting, outcome, standing
from bot.dialogue.screening import JSON, REVIEW, Screening
from bot.dialogue.taking import INTRODUCING, is_of_another, take
from bot.dialogue.taking_away import taken_away
from bot.understand.understanding import Understanding

Turn = Callable[[Screening, Understanding], list[Message]]


_PLAIN = 1.0
"""How sure a phrase is that says what is wanted; the classifier never is."""


def answer(screening: Screening, heard: Understanding) -> list[Message]:
    """An answer to the question asked or to others, an *I don't know*, a yes or no to what was read back."""
    if screening.asking == REVIEW and screening.pending is None and not heard.answers and not heard.unsure:
        if heard.affirms is True:
            screening.confirmed = screening.finished = True
            return go_on(screening)
        if heard.affirms is False:
            return ask_what_to_change(screening)
    if (away := taken_away(screening, heard)) is not None:
        return [*away, *go_on(screening)]
    if is_of_another(screening, heard):
        return [say("utter_another_patient", screening), *again(screening)]
    before = screening.checkpoint()
    said = take(screening, heard)
    if said is not None and not screening.step_by_step and screening.pending is None and _stands(before, screening):
        # Something is to be cleared up and nothing new is known: what was said of it before still stands.
        return [*said, *again(screening)]
    if said is not None:
        first = greet_once(screening) if screening.step_by_step else []
        return [*first, *said, *go_on(screening)]
    named = topics.named(heard.text, screening) if screening.finished or screening.asking == REVIEW else None
    if named is not None:
        return ask_for_change(screening, named)
    if screening.step_by_step and screening.asking is None and not screening.finished:
        return go_on(screening)
    return [_not_understood(screening), *again(screening)]


def _stands(before: dict[str, JSON], screening: Screening) -> bool:
    return screening.has_begun() and before == screening.checkpoint()


def start(screening: Screening, heard: Understanding) -> list[Message]:
    """Someone wants to be asked, from the first question or after a stop; what they said besides is taken.

    Where nothing is asked, only plain words begin the questions: "pls screen: 8yo F B-ALL" is a line, and a guess at
    what was meant would lose it.
    """
    introduces = len(heard.answers) >= INTRODUCING
    if not screening.step_by_step and (introduces or heard.confidence < _PLAIN or not topics.begins(heard.text)):
        return answer(screening, heard)
    # Who has told something already need not be told what this is.
    screening.greeted = screening.greeted or screening.has_begun()
    screening.finished, screening.step_by_step = False, True
    return answer(screening, heard) if heard.answers or heard.unsure else go_on(screening)


def greet(screening: Screening, heard: Understanding) -> list[Message]:
    """A greeting: the first is answered by what this is, later ones in a word; what was said besides is taken."""
    if heard.answers or heard.unsure:
        return answer(screening, heard)
    said = [say("utter_greeted_again", screening)] if screening.greeted else []
    if not screening.step_by_step:
        said = said or greet_once(screening)
    return [*said, *again(screening)]


def go_on(screening: Screening) -> list[Message]:
    """What comes next: the next question, the review where none is left, the result where that was confirmed once.

    Where nothing is asked step by step, the result of what is known comes at once, and what is doubtful after it.
    """
    if not screening.step_by_step:
        screening.asking = None
        screening.finished = screening.pending is None and screening.has_begun()
        if screening.pending is not None and screening.has_begun():
            return [*outcome(screening), messages.confirm(screening)]
    elif screening.pending is None and not screening.finished:
        screening.asking = next(iter(agenda(screening)), REVIEW)
        screening.finished = screening.confirmed and screening.asking == REVIEW
    if screening.finished and screening.pending is None:
        screening.asking = None
        return outcome(screening)
    return again(screening)


def again(screening: Screening) -> list[Message]:
    """Where the conversation stands, said once more: the question, what is read back, the review."""
    if screening.finished and screening.pending is None:
        return [standing(screening)]
    if screening.asking is None and screening.pending is None:
        return go_on(screening) if screening.step_by_step else [standing(screening)]
    first = greet_once(screening) if screening.step_by_step else []
    if screening.pending is not None:
        return [*first, messages.confirm(screening)]
    if screening.asking == REVIEW:
        return [*first, messages.review(screening)]
    return [*first, messages.ask(str(screening.asking), screening)]


def greet_once(screening: Screening) -> list[Message]:
    """What this is, before anything else is said."""
    if screening.greeted:
        return []
    screening.greeted = True
    return [greeting(screening)]


def ask_what_to_change(screening: Screening) -> list[Message]:
    """Which answer is to be changed; the review need not be read out again for it."""
    said = say("utter_what_to_change", screening, rows=messages.rows(screening))
    return [said, messages.at_review(screening)] if screening.asking == REVIEW else [said, *again(screening)]


def ask_for_change(screening: Screening, name: str) -> list[Message]:
    """Ask a question again whose answer is to be changed; until there is a new answer the old one stands."""
    screening.finished = False
    screening.pending = None
    screening.asking = name
    return again(screening)


def is_asked_for_change(screening: Screening) -> bool:
    """Whether the question asked is one that `ask_for_change` asked again: it has an answer, or left no doubt."""
    asking = screening.asking
    return asking is not None and asking != REVIEW and asking not in agenda(screening)


def _not_understood(screening: Screening) -> Message:
    asked = asked_question(screening)
    if not screening.step_by_step and asked is None:
        return say("utter_not_understood", screening, hint=messages.words("utter_hint_line", screening))
    if screening.finished or asked is None:
        return say("utter_not_understood", screening, hint="")
    return say("utter_not_understood", screening, hint=asked.hint)

"""What steers the conversation: change an answer, go back, start again, stop."""

from __future__ import annotations

from bot.dialogue import topics
from bot.dialogue.messages import Message, say
from bot.dialogue.screening import Screening
from bot.dialogue.turns import (
    again,
    answer,
    ask_for_change,
    ask_what_to_change,
    go_on,
    is_asked_for_change,
)
from bot.understand.understanding import Understanding


def change_answer(screening: Screening, heard: Understanding) -> list[Message]:
    """An answer is to be changed: to what the message says, else the named question is asked again."""
    row = topics.changed_row(heard.text, screening)
    if row is not None:
        return ask_for_change(screening, row)
    if heard.answers or heard.unsure:
        return answer(screening, heard._replace(corrects=True))
    named = topics.named(heard.text, screening)
    if named is not None:
        return ask_for_change(screening, named)
    return ask_what_to_change(screening)


def go_back(screening: Screening, heard: Understanding) -> list[Message]:
    """The last answer is taken back and its question asked again; a change that was asked for is left alone."""
    if screening.pending is not None:
        screening.pending = None
        return [say("utter_went_back", screening), *again(screening)]
    if is_asked_for_change(screening):
        return [say("utter_went_back", screening), *go_on(screening)]
    asked = screening.go_back()
    if asked is None:
        return [say("utter_nothing_before", screening), *again(screening)]
    screening.asking = asked
    return [say("utter_went_back", screening), *again(screening)]


def start_again(screening: Screening, heard: Understanding) -> list[Message]:
    """Everything is forgotten and the first question asked."""
    if _is_never_mind(screening, heard):
        return [say("utter_never_mind", screening), *again(screening)]
    screening.clear()
    return [say("utter_restarted", screening), *go_on(screening)]


def stop(screening: Screening, heard: Understanding) -> list[Message]:
    """The result with what is known; more can be said after it."""
    if _is_never_mind(screening, heard):
        return [say("utter_never_mind", screening), *again(screening)]
    screening.finished, screening.pending = True, None
    return [say("utter_stopped", screening), *go_on(screening)]


def _is_never_mind(screening: Screening, heard: Understanding) -> bool:
    """Where nothing is asked, colleagues read along: "forget it" after a misunderstanding deletes nothing of theirs."""
    return not screening.step_by_step and topics.is_never_mind(heard.text)

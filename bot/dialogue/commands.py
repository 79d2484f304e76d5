"""What steers the conversation: change an answer, go back, start again, stop."""

from __future__ import annotations

from bot.dialogue import topics
from bot.dialogue.messages import Message, say
from bot.dialogue.saying import say_answers, say_never
from bot.dialogue.screening import LAST, Screening
from bot.dialogue.supposed import copied
from bot.dialogue.taking_away import taken_away
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
    if (away := taken_away(screening, heard)) is not None:
        return [*away, *go_on(screening)]
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
    if not screening.step_by_step:
        return _take_back(screening)
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


def _take_back(screening: Screening) -> list[Message]:
    """What the last message told is taken back, and said: where nothing is asked there is no question to go back to."""
    screening.asking = None
    doubtful = screening.pending["answers"] if screening.pending is not None else {}
    told = say_answers(doubtful, screening.who)
    if screening.pending is not None and not screening.told_with_pending():
        screening.pending = None
        return [say("utter_taken_back", screening, understood=told), *go_on(screening)]
    if not screening.history:
        return [say("utter_nothing_to_take_back", screening), *again(screening)]
    now = copied(screening, screening.on)
    screening.go_back()
    gone = "; ".join(filter(None, [_beyond(now, screening), told]))
    back = _beyond(screening, now)
    said = [say("utter_taken_back", screening, understood=gone)] if gone else []
    said += [say("utter_put_back", screening, understood=back)] if back else []
    return [*(said or [say("utter_went_back", screening)]), *go_on(screening)]


def _beyond(one: Screening, other: Screening) -> str:
    """What one screening knows and another doesn't, in words."""
    answers = {key: value for key, value in one.answers.items() if other.answers.get(key) != value}
    if "therapies" in answers:
        known = other.answers.get("therapies", ())
        answers["therapies"] = [dose for dose in answers["therapies"] if dose not in known]
    never = [name for name in _nevers(one) if name not in _nevers(other)]
    return "; ".join(filter(None, [say_answers(answers, one.who), say_never(never, one.who)]))


def _nevers(screening: Screening) -> list[str]:
    """The kinds of treatment of which it is known that none was given."""
    return [name for name in screening.closed if name.startswith(LAST) and not screening.doses(name.removeprefix(LAST))]


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

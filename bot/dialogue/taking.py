"""How what was heard becomes what is known: a message's answers are checked, then taken, or asked about.

A wrong fill is worse than asking again: what contradicts something known, or was said with doubt, waits for a yes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.answers import AnswersError
from bot.dialogue import follow_ups
from bot.dialogue.agenda import asked_question
from bot.dialogue.messages import Message, say
from bot.dialogue.saying import say_answers
from bot.dialogue.screening import AGE_KEYS, LAST, REVIEW, Screening, kinds_of
from bot.questions import Option
from bot.understand.understanding import Understanding
from bot.wording import load_wording

JSON = Any


def take(screening: Screening, heard: Understanding) -> list[Message] | None:
    """Take what was heard; what there is to say about it, or None where nothing was understood."""
    before = screening.checkpoint()
    if screening.pending is not None:
        said = _settle_pending(screening, heard)
        if said is not None:
            screening.commit(before)
            return said
    chosen = _chosen(screening, heard)
    if chosen is not None and follow_ups.split(screening.asking or ""):
        said = _take_follow_up(screening, chosen)
    else:
        said = _take_answers(screening, heard, chosen)
    screening.commit(before)
    return said


def _settle_pending(screening: Screening, heard: Understanding) -> list[Message] | None:
    """A yes, a no or an *I don't know* to what was read back; None where the message says something else."""
    pending, screening.pending = screening.pending or {}, None
    if heard.affirms is True:
        return _add(screening, pending["answers"], closes=pending["closes"], replaces=True)
    if heard.dont_know:
        return _leave_unknown(screening)
    if heard.affirms is False and not heard.answers:
        # The old answer stands; an answer that was only doubtful is asked for again.
        return []
    return None


def _take_answers(screening: Screening, heard: Understanding, chosen: Option | None) -> list[Message] | None:
    """The answers of a message, to the question asked or to any other."""
    asked = _asked_key(screening)
    closes = _closed_by(screening, heard, asked)
    if heard.unsure:
        screening.pending = {"answers": dict(heard.unsure), "closes": closes}
    if heard.answers or closes:
        conflict = _conflict(screening, heard, asked)
        if conflict:
            screening.pending = {"answers": conflict, "closes": closes}
            return []
        said = _add(screening, heard.answers, closes, replaces=heard.corrects or screening.finished)
        if heard.birth_date_given and "age_years" in heard.answers:
            said = [*said, say("utter_age_kept", screening, age=heard.answers["age_years"])]
        elif said == [] and chosen is None and _needs_playback(heard.answers, asked):
            said = [say("utter_noted", screening, understood=say_answers(heard.answers, screening.who))]
        return said + _ask_back(screening, heard)
    if heard.unsure:
        return []
    if heard.dont_know and asked is not None:
        return _leave_unknown(screening)
    return _ask_back(screening, heard) or None


def _needs_playback(answers: Mapping[str, JSON], asked: str | None) -> bool:
    """Whether to say back what was understood: what nobody asked for, and dates. A plain answer needs no echo."""
    return any(key != asked for key in answers)


def _add(screening: Screening, answers: Mapping[str, JSON], closes: list[str], *, replaces: bool) -> list[Message]:
    """Add answers that are sure; where they contradict what is known, say so and leave everything as it was."""
    before = screening.checkpoint()
    if replaces:
        screening.forget_doses(name.removeprefix(LAST) for name in closes)
    screening.take(answers)
    screening.reopen([*closes, *_questions_of(answers)])
    screening.closed += closes
    try:
        screening.result()
    except AnswersError as error:
        screening.restore(before)
        return [_contradiction(screening, error, answers)]
    return []


def _take_follow_up(screening: Screening, chosen: Option) -> list[Message]:
    """Which drug a known dose was, or what it was part of."""
    name = screening.asking or ""
    kind, _ = follow_ups.split(name) or ("", "")
    therapies = follow_ups.apply(name, chosen.value, screening)
    before = screening.checkpoint()
    if therapies:
        screening.answers["therapies"] = therapies
    screening.closed.append(name)
    if chosen.value != follow_ups.NEITHER and LAST + kind in screening.unknown:
        screening.reopen([LAST + kind])
        screening.closed.append(LAST + kind)
    try:
        screening.result()
    except AnswersError as error:
        screening.restore(before)
        return [_contradiction(screening, error, {"therapies": therapies})]
    return []


def _leave_unknown(screening: Screening) -> list[Message]:
    """*I don't know* is an answer: it is remembered and not asked again."""
    if screening.asking in (None, REVIEW):
        return []
    screening.unknown.append(screening.asking or "")
    return [say("utter_left_unknown", screening)]


def _chosen(screening: Screening, heard: Understanding) -> Option | None:
    """The option of the question asked whose label, or whose plain yes or no, the message is."""
    asked = asked_question(screening)
    if asked is None:
        return None
    text = " ".join(heard.text.casefold().split()).strip(" .!")
    for option in asked.options:
        if text == option.label.casefold().strip(" .!"):
            return option
    if follow_ups.split(screening.asking or "") and asked.options:
        return _chosen_in_words(screening, asked.options, heard)
    return None


def _chosen_in_words(screening: Screening, options: tuple[Option, ...], heard: Understanding) -> Option | None:
    """The option of a follow-up that an answer in words means; a drug need not be among the options."""
    _, part = follow_ups.split(screening.asking or "") or ("", "")
    said = {therapy[part] for therapy in heard.answers.get("therapies", ()) if part in therapy}
    if len(said) == 1:
        value = said.pop()
        return next((option for option in options if option.value == value), Option(value, str(value)))
    if heard.affirms is True and len(options) == 2:
        return options[0]
    if heard.affirms is False:
        return next((option for option in options if option.value == follow_ups.NEITHER), None)
    return None


def _closed_by(screening: Screening, heard: Understanding, asked: str | None) -> list[str]:
    """The `last_…` questions that the message answers: the list of that kind of therapy is then complete."""
    closed = [LAST + kind for kind in heard.closes]
    if asked and asked.startswith(LAST):
        kinds = kinds_of(heard.answers.get("therapies", ()))
        if heard.never or asked.removeprefix(LAST) in kinds:
            closed.append(asked)
    return list(dict.fromkeys(closed))


def _conflict(screening: Screening, heard: Understanding, asked: str | None) -> dict[str, JSON]:
    """Answers that differ from what is known, though nobody asked and nothing was said to be corrected."""
    if heard.corrects or screening.finished or screening.asking == REVIEW:
        return {}
    return {key: value for key, value in heard.answers.items() if key != asked and _differs(screening, key, value)}


def _differs(screening: Screening, key: str, value: JSON) -> bool:
    """Whether another value than this is known; therapies only add up, and one age may tell another."""
    if key in AGE_KEYS:
        return screening.has(key) and screening.answers.get(key) != value
    return key != "therapies" and screening.answers.get(key, value) != value


def _ask_back(screening: Screening, heard: Understanding) -> list[Message]:
    """What has to be cleared up before an answer can be taken."""
    if heard.ask is None:
        return []
    return [say(f"utter_clarify_{heard.ask.code}", screening, **heard.ask.values)]


def _contradiction(screening: Screening, error: AnswersError, answers: Mapping[str, JSON]) -> Message:
    """Two answers that can't both be true, kindly."""
    wording = load_wording()
    for key in (error.key, *answers):
        name = f"utter_contradiction_{str(key).partition('[')[0]}"
        if name in wording:
            return say(name, screening)
    return say("utter_refused", screening, message=error.message)


def _questions_of(answers: Mapping[str, JSON]) -> list[str]:
    return ["age" if key in AGE_KEYS else key for key in answers if key != "therapies"]


def _asked_key(screening: Screening) -> str | None:
    asked = asked_question(screening)
    return asked.asking if asked else None

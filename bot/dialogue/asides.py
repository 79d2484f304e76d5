"""What is answered on the way: emergencies, fear, questions. Then the open question is asked again.

An aside may carry answers ("he's 7, what is a relapse?"): they are taken, and the next question follows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from bot.answers import AnswersError
from bot.dialogue import topics
from bot.dialogue.agenda import asked_question, count, why_asked
from bot.dialogue.messages import Message, say
from bot.dialogue.saying import name_of, say_contact, statement_of
from bot.dialogue.screening import Screening
from bot.dialogue.taking import take
from bot.dialogue.trial_answers import look_up, say_criterion
from bot.dialogue.trial_questions import names_something
from bot.dialogue.turns import Turn, again, go_on
from bot.status import Status
from bot.understand.staff_questions import asks_of_no_one
from bot.understand.understanding import Understanding
from bot.wording import load_wording


def emergency(screening: Screening, heard: Understanding) -> list[Message]:
    """Someone may be in danger now: what to do comes before everything else."""
    kind = {"self_harm": "utter_emergency_self_harm"}.get(heard.emergency or "", "utter_emergency")
    return _aside([say(_in_language(kind, heard), screening)], screening, heard)


def distress(screening: Screening, heard: Understanding) -> list[Message]:
    """Someone is afraid or worn out: warmth, and a person to talk to."""
    name = _in_language("utter_distress", heard)
    contact = say_contact(screening, heard.language or "") if name != "utter_distress" else say_contact(screening)
    return _aside([say(name, screening, contact=contact)], screening, heard)


def _in_language(name: str, heard: Understanding) -> str:
    """The response in the language of the message, where the domain has it so."""
    translated = f"{name}_{heard.language}"
    return translated if translated in load_wording() else name


def why(screening: Screening, heard: Understanding) -> list[Message]:
    """Why a question is asked, or what a word means."""
    asked = asked_question(screening)
    # "What's that?" is about the question's own hard word.
    term = topics.term(heard.text) or (
        topics.term(asked.text) if asked and topics.is_what_is_that(heard.text) else None
    )
    if term is not None and not topics.asks_why(heard.text):
        return _aside([say(term, screening)], screening, heard)
    named = topics.named(heard.text, screening)
    asked = asked_question(screening, named) or asked
    reason = why_asked(asked, screening) if asked else ""
    if not reason and screening.who == "staff" and (told := _looked_up(screening, heard)):
        return told
    said = say("utter_why", screening, why=reason) if reason else _help(screening)
    return _aside([said], screening, heard)


def about_trial(screening: Screening, heard: Understanding) -> list[Message]:
    """What the trial is, and that it is closed to enrollment; for staff what they ask of it."""
    return (screening.who == "staff" and _looked_up(screening, heard)) or _trial(screening, heard)


def _trial(screening: Screening, heard: Understanding) -> list[Message]:
    trial, who = screening.trial, screening.who
    about = say(
        "utter_about_trial", screening, about=getattr(trial.about, who), enrollment=getattr(trial.enrollment, who)
    )
    return _aside([about], screening, heard)


def about_criterion(screening: Screening, heard: Understanding) -> list[Message]:
    """What a criterion says, in plain words and in the page's own; what staff ask is looked up in all of the file."""
    if screening.who == "staff":
        return _looked_up(screening, heard) or _criterion_asked(screening, heard) or _trial(screening, heard)
    named = topics.named(heard.text, screening) or screening.asking
    for criterion in screening.trial.criteria:
        if named in criterion.ask:
            quote = " ".join(source.quotation for source in criterion.source)
            name = statement_of(criterion, screening.who)
            said = say("utter_about_criterion", screening, criterion=name, quote=quote)
            return _aside([said], screening, heard)
    return _trial(screening, heard)


def _looked_up(screening: Screening, heard: Understanding) -> list[Message] | None:
    """What the trial's file says to a question of staff's; None where the question names nothing."""
    before = screening.checkpoint()
    try:
        if heard.question:
            screening.take(heard.answers)  # "14F. cr cutoff?" is about her
        said = look_up(heard.question or heard.text, screening)
    except AnswersError:
        screening.restore(before)
        said = look_up(heard.question or heard.text, screening)
    finally:
        screening.restore(before)
    return None if said is None else _aside([said], screening, heard)


def _criterion_asked(screening: Screening, heard: Understanding) -> list[Message] | None:
    """The criterion of the question last asked, for staff who name nothing."""
    for criterion in screening.trial.criteria:
        if screening.asking in criterion.ask:
            said = Message(say_criterion(criterion, screening), name="utter_about_criterion")
            return _aside([said], screening, heard)
    return None


def status(screening: Screening, heard: Understanding) -> list[Message]:
    """How far the conversation has come, and which criteria are open; where nothing is asked, the result."""
    if not screening.step_by_step and screening.has_begun():
        return _aside([], screening, heard) if heard.answers or heard.unsure or heard.never else go_on(screening)
    answered, remaining = count(screening)
    open_criteria = [
        f"- {name_of(criterion, screening.who)}"
        for criterion, outcome in zip(screening.trial.criteria, screening.result().criteria, strict=True)
        if outcome.status is Status.UNKNOWN
    ]
    said = say("utter_status", screening, answered=answered, remaining=remaining, open="\n".join(open_criteria))
    return _aside([said], screening, heard)


def help_(screening: Screening, heard: Understanding) -> list[Message]:
    """What one can say."""
    return _aside([_help(screening)], screening, heard)


def _help(screening: Screening) -> Message:
    if screening.step_by_step:
        return say("utter_help", screening)
    return say("utter_help_line", screening, trial=screening.trial.id)


def contact(screening: Screening, heard: Understanding) -> list[Message]:
    """A person to talk to."""
    return _aside([say("utter_contact", screening, contact=say_contact(screening))], screening, heard)


def thanks(screening: Screening, heard: Understanding) -> list[Message]:
    """Thanks, or goodbye."""
    return _aside([say("utter_thanks", screening)], screening, heard)


def out_of_scope(screening: Screening, heard: Understanding) -> list[Message]:
    """Something that the bot knows nothing of."""
    return _aside([say("utter_out_of_scope", screening)], screening, heard)


def other_language(screening: Screening, heard: Understanding) -> list[Message]:
    """Another language: an honest answer in it, with the contact."""
    language = heard.language or "other"
    contact = say_contact(screening, language)
    return [say(f"utter_other_language_{language}", screening, contact=contact), *again(screening)]


def injection(screening: Screening, heard: Understanding) -> list[Message]:
    """Abuse, or text that tries to be a command: it is only text."""
    return [say("utter_injection", screening), *again(screening)]


def _aside(said: list[Message], screening: Screening, heard: Understanding) -> list[Message]:
    """Say it, take what answers came with it, and go on."""
    if heard.answers or heard.unsure or heard.never:
        return [*said, *(take(screening, heard) or []), *go_on(screening)]
    return [*said, *again(screening)]


def or_special(turn: Turn) -> Turn:
    """The same turn, but for a question that must have its own answer, whatever kind of message it seemed to be."""
    return _but_for(turn, _special)


def _special(screening: Screening, heard: Understanding) -> str | None:
    name = topics.special(heard.text)
    if name != "utter_who_decides" or screening.who != "staff" or not asks_of_no_one(heard.text):
        return name
    # "Does T-cell ALL qualify?" asks for a rule; whether somebody joins is another question.
    return None if names_something(heard.text, screening) else name


def or_who_decides(turn: Turn) -> Turn:
    """The same turn, but for a message that asks whether this one joins and tells nothing: "so is she in?"."""

    def decided(screening: Screening, heard: Understanding) -> str | None:
        tells = heard.answers or heard.unsure
        return "utter_who_decides" if not tells and topics.asks_who_decides(heard.text) else None

    return _but_for(turn, decided)


def _but_for(turn: Turn, special: Callable[[Screening, Understanding], str | None]) -> Turn:
    @wraps(turn)
    def first_special(screening: Screening, heard: Understanding) -> list[Message]:
        name = special(screening, heard)
        if name is None:
            return turn(screening, heard)
        values = {"contact": say_contact(screening), "enrollment": getattr(screening.trial.enrollment, screening.who)}
        return [say(name, screening, **values), *again(screening)]

    return first_special

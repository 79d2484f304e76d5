"""A simulated person in a conversation: answers each question truthfully from a patient's answers, without words.

What a person writes is understood elsewhere; here each message is what would have been understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from random import Random
from typing import Any

from bot.answers import AGE_KEYS
from bot.dialogue import follow_ups, turns
from bot.dialogue.agenda import asked_question
from bot.dialogue.doses import kinds_of
from bot.dialogue.messages import Message
from bot.dialogue.screening import LAST, REVIEW, Screening
from bot.trial import load_trial
from bot.understand.understanding import Understanding
from tests.brute_force.forms import KIND_OF_AGENT
from tests.brute_force.patients import GOOD, every_answer

ON = date(2026, 11, 22)
LONGEST = 60
"""Turns after which a conversation is taken for endless: the trial has 20 questions."""

Answers = dict[str, Any]


def new_screening(**fields: Any) -> Screening:
    """A conversation that has just begun."""
    return Screening(load_trial("AALL1331"), ON, **fields)


def says(screening: Screening, text: str = "(words)", **heard: Any) -> Understanding:
    """A message as it would have been understood in this place of the conversation."""
    asked = asked_question(screening)
    return Understanding(text, asked.asking if asked else None, heard.pop("intent", "answer"), 1.0, **heard)


def tell(screening: Screening, text: str = "(words)", **heard: Any) -> list[Message]:
    """Say something to the conversation as an answer; what the bot says."""
    return turns.answer(screening, says(screening, text, **heard))


def truth(rng: Random) -> Answers:
    """A patient of whom any number of answers is known, near the boundaries, and no two contradict each other."""
    answers = every_answer(rng, ON)
    if answers["sex"] == "female":
        answers["relapse_sites"] = [site for site in answers["relapse_sites"] if site != "testicular"]
    answers["therapies"] = [_with_kind(therapy) for therapy in answers["therapies"]]
    keep = rng.choice((0.3, 0.7, 1.0))
    answers = {key: value for key, value in answers.items() if rng.random() < keep}
    if rng.random() < 0.4:
        answers = GOOD | {key: answers[key] for key in rng.sample(sorted(answers), min(3, len(answers)))}
    answers.pop("birth_date", None)  # never asked for; what is given becomes an age in the understanding
    if "age_months" in answers:
        answers.pop("age_years", None)  # one age is told
    return answers


def _with_kind(therapy: Answers) -> Answers:
    """The therapy as the understanding gives it: with its kind."""
    agent = therapy.get("agent", "").strip().lower()
    return {"kind": KIND_OF_AGENT.get(agent, "other"), **therapy}


def reply(screening: Screening, patient: Mapping[str, Any], extra: Iterable[str] = ()) -> Understanding:
    """The patient's reply to the question asked, with what else is told about the keys in `extra`."""
    name = screening.asking or ""
    if screening.pending is not None:
        return says(screening, affirms=True)
    told = {key: patient[key] for key in extra if key in patient and key != "therapies"}
    if name == REVIEW:
        return says(screening, "Yes, this is right", affirms=True)
    if follow_ups.split(name):
        return _follow_up(screening, name)
    if name.startswith(LAST):
        doses = [dose for dose in patient.get("therapies", ()) if name.removeprefix(LAST) in kinds_of([dose])]
        if "therapies" not in patient:
            return says(screening, dont_know=True, answers=told)
        if not doses:
            return says(screening, never=True, answers=told)
        return says(screening, answers={**told, "therapies": doses}, closes=(name.removeprefix(LAST),))
    keys = AGE_KEYS if name == "age" else (name,)
    told |= {key: patient[key] for key in keys if key in patient}
    if not any(key in told for key in keys):
        return says(screening, dont_know=True, answers=told)
    return says(screening, answers=told)


def _follow_up(screening: Screening, name: str) -> Understanding:
    """A dose whose context was not told had neither; a drug that was not told is not known."""
    if name.endswith("_agent"):
        return says(screening, dont_know=True)
    asked = asked_question(screening)
    assert asked is not None
    return says(screening, next(option.label for option in asked.options if option.value == follow_ups.NEITHER))


def converse(screening: Screening, patient: Mapping[str, Any], rng: Random | None = None) -> list[str]:
    """The whole conversation; the questions that were asked, the review not counted.

    With `rng` a message may tell more than was asked.
    """
    asked: list[str] = []
    turns.greet(screening, says(screening, "hello", intent="greet"))
    for _ in range(LONGEST):
        if screening.finished:
            return asked
        if screening.pending is None and screening.asking != REVIEW:
            asked.append(str(screening.asking))
        extra = [key for key in patient if rng.random() < 0.1] if rng else []
        turns.answer(screening, reply(screening, patient, extra))
    raise AssertionError(f"the conversation did not end: {asked[-5:]}")

"""What is still worth asking: the questions whose answers could still change a criterion, in the trial's order."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answers import Answers
from bot.criteria.criterion import Criterion
from bot.criteria.performance import PerformanceStatus
from bot.dialogue import follow_ups
from bot.dialogue.screening import LAST, Screening
from bot.questions import Question, question
from bot.status import Status
from bot.wording import load_wording


def agenda(screening: Screening) -> list[str]:
    """Every question that could still change a criterion; the first is the next to ask."""
    answers = screening.parsed()
    questions: list[str] = []
    for criterion in screening.trial.criteria:
        # A recent dose may be exempt, so a follow-up can change a washout that looks settled.
        questions += follow_ups.worth_asking(criterion, screening)
        if criterion.evaluate(answers, screening.on).status is Status.UNKNOWN:
            questions += _worth_asking(criterion, screening, answers)
    return list(dict.fromkeys(questions))


def count(screening: Screening) -> tuple[int, int]:
    """How many of the trial's questions have been dealt with, and how many may still come."""
    asked = {name for criterion in screening.trial.criteria for name in criterion.ask}
    followed_up = {name for name in (*screening.closed, *screening.unknown) if follow_ups.split(name)}
    answered = sum(not screening.is_open(name, key_of(name)) for name in asked) + len(followed_up)
    return answered, len(agenda(screening))


def form_of(name: str, screening: Screening) -> str:
    """The form in which to ask `name`: performance status is asked on the scale that the age calls for."""
    if f"utter_ask_{name}" in load_wording():
        return name
    for criterion in screening.trial.criteria:
        if isinstance(criterion, PerformanceStatus) and name in criterion.ask:
            # Where the age is not known the scale is not, and ECOG holds at any age.
            return f"{name}_{criterion.scale(screening.parsed(), screening.on) or 'ecog'}"
    raise KeyError(f"the domain has no question {name!r}")


def asked_question(screening: Screening, name: str | None = None) -> Question | None:
    """The question `name`, or else the one last asked, in the form for this person; None before the first."""
    name = name or screening.asking
    return question(form_of(name, screening), screening.who) if name else None


def why_asked(asked: Question, screening: Screening) -> str:
    """Why the trial asks it; empty where nothing of the trial's rests on it."""
    words = screening.trial.why.get(asked.id)
    return getattr(words, screening.who) if words else ""


def key_of(name: str) -> str | None:
    """The key of the answers that a question settles."""
    return question(name).asking if f"utter_ask_{name}" in load_wording() else name


def _worth_asking(criterion: Criterion, screening: Screening, answers: Answers) -> Iterator[str]:
    """The criterion's open questions that could settle it, alone or with other open ones.

    A set of keys that needs an answer which got an *I don't know*, or one that was given inexactly, is out of reach:
    nothing is asked twice.
    """
    open_questions = {
        name: _settled_key(name)
        for name in criterion.ask
        if screening.is_open(name, key_of(name)) or _was_of_another_form(name, screening)
    }
    open_keys = set(open_questions.values())
    reach = {key for keys in criterion.settling(answers, screening.on) if keys <= open_keys for key in keys}
    for name, key in open_questions.items():
        if key in reach:
            yield name


def _was_of_another_form(name: str, screening: Screening) -> bool:
    """Whether the answer stands on another scale than the age calls for, and that scale has not been asked for."""
    score = screening.answers.get(name)
    if not isinstance(score, dict) or name in screening.unknown:
        return False
    form = form_of(name, screening)
    return form not in (name, f"{name}_{score['scale']}", *screening.closed)


def _settled_key(name: str) -> str | None:
    """The key under which a criterion needs what the question settles."""
    return "therapies" if name.startswith(LAST) else key_of(name)

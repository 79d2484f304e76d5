"""Answers in words: for a playback, for the review, and for what the study team reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta

from bot.answers import Answers
from bot.criteria.criterion import Criterion
from bot.criteria.result import CriterionResult
from bot.dialogue.screening import LAST, Screening
from bot.drugs import find_drug
from bot.intervals import DateInterval
from bot.questions import all_questions
from bot.settings import settings
from bot.status import Status
from bot.wording import load_wording

JSON = Any


class Row(NamedTuple):
    """One line of the review: the question that a change would ask again, its label, and the answer in words.

    `change` is the sentence that asks for the change; a channel may send it as if the person had written it.
    """

    question: str
    label: str
    words: str
    change: str


def say_answers(answers: Mapping[str, JSON], who: str) -> str:
    """Answers in one line: "7 years old; bone marrow"."""
    wording = load_wording()
    parts = []
    for key, value in answers.items():
        if key == "therapies":
            parts += [say_therapy(therapy, who) for therapy in value]
        else:
            parts.append(wording.text("utter_said", who, label=label(key, who), value=say_value(key, value, who)))
    return "; ".join(parts)


def say_never(questions: Iterable[str], who: str) -> str:
    """Kinds of treatment that were never given, in one line: "Last hydroxyurea: never"."""
    wording = load_wording()
    never = wording.text("utter_said_never", who)
    return "; ".join(wording.text("utter_said", who, label=label(name, who), value=never) for name in questions)


def say_value(key: str, value: JSON, who: str) -> str:
    """One answer in words: its option's label where the domain has one, else the value itself."""
    wording = load_wording()
    if key == "performance" and who == "staff":
        return _say_score(value, who)  # An option's label says what the score means, and staff know.
    if isinstance(value, list):
        return ", ".join(say_value(key, item, who) for item in value) or wording.text("utter_said_none", who)
    for asked in all_questions(who):
        for option in asked.options if asked.asking == key else ():
            # True is not 1 here, though Python thinks so.
            if option.value == value and type(option.value) is type(value):
                return option.label
    if key == "birth_date":
        return say_date(value, who)
    if key == "performance":
        return _say_score(value, who)
    name = f"utter_said_{key}"
    if name not in wording or _has_unit(value):
        return str(value)
    one = f"{name}_one"
    return wording.text(one if value == 1 and one in wording else name, who, value=value)


def _say_score(performance: Mapping[str, JSON], who: str) -> str:
    wording = load_wording()
    scale = wording.text(f"utter_scale_{performance['scale']}", who)
    return wording.text("utter_said_performance", who, scale=scale, value=performance["score"])


def _has_unit(value: JSON) -> bool:
    """Whether a quantity was given with its unit ("62 umol/L")."""
    return isinstance(value, str) and re.search(r"[^\d.<>=-]", value) is not None


def say_option(key: str, value: str, who: str) -> str:
    """A value that was turned into text ("b_all", "True") in words."""
    for asked in all_questions(who):
        for option in asked.options if asked.asking == key else ():
            if str(option.value) == value:
                return option.label
    return value


def say_therapy(therapy: Mapping[str, JSON], who: str) -> str:
    """One dose in words: the drug or its kind, when, and what it was part of."""
    wording = load_wording()
    agent = therapy.get("agent")
    drug = find_drug(agent) if agent else None
    kind = therapy.get("kind") or (drug.kind if drug else None)
    kind_words = wording.text(f"utter_kind_{kind}", who) if kind else ""
    name = drug.name if drug else agent
    if name and kind and drug and kind != drug.kind:
        # The same drug counts as another kind where it goes into the spinal fluid.
        name = f"{name} ({kind_words})"
    name = name or kind_words
    day = say_date(therapy["last_given"], who) if "last_given" in therapy else wording.text("utter_date_unknown", who)
    context = therapy.get("context")
    part = " " + wording.text(f"utter_context_{context}", who) if context else ""
    return wording.text("utter_said_therapy", who, agent=name, date=day, context=part)


def say_date(text: str, who: str) -> str:
    """A date in words, as exact as it is known."""
    first, last = DateInterval.parse(text)
    wording = load_wording()
    if first and last and first.day == 1 and last == first + relativedelta(day=31):
        return wording.text("utter_date_month", who, month=first.strftime(wording.text("utter_month_pattern", who)))
    days = {name: say_day(day, who) for name, day in (("first", first), ("last", last)) if day}
    form = "day" if first == last else "between" if first and last else "before" if last else "after"
    return wording.text(f"utter_date_{form}", who, **days)


def say_day(day: date, who: str) -> str:
    """One day in words."""
    return day.strftime(load_wording().text("utter_date_pattern", who)).replace(" 0", " ")


def say_plainly(value: JSON, who: str) -> JSON:
    """A day in words where the value is one, a whole number without its point; else the value."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    try:
        return say_day(date.fromisoformat(value), who)
    except (TypeError, ValueError):
        return value


def name_of(criterion: Criterion, who: str) -> str:
    """What a criterion is called."""
    return criterion.staff.name if who == "staff" else criterion.family.name


def statement_of(criterion: Criterion, who: str) -> str:
    """What a criterion says."""
    return criterion.staff.statement if who == "staff" else criterion.family.name


def say_status(criterion: Criterion, outcome: CriterionResult, who: str) -> str:
    """What the evaluator says of a criterion: for staff the rule and the number, for families a sentence."""
    if who == "staff":
        return outcome.reason
    sentence: str = getattr(criterion.family, outcome.status.value)
    return sentence


def say_rows(screening: Screening) -> list[Row]:
    """Every question that was dealt with, in the trial's order, with its answer in words."""
    who, wording = screening.who, load_wording()
    rows = []
    for criterion in screening.trial.criteria:
        for name in criterion.ask:
            words = _answer_words(name, screening)
            if words is None and name in screening.unknown:
                words = wording.text("utter_said_unknown", who)
            if words is not None:
                named = label(name, who)
                rows.append(Row(name, named, words, wording.text("utter_web_change", who, label=named)))
    return rows


def open_labels(criterion: Criterion, screening: Screening) -> list[str]:
    """What a criterion still has to learn: what has no answer, else what could be told more exactly."""
    open_names = [name for name in criterion.ask if _is_unanswered(name, screening)]
    if not open_names:
        needs = criterion.evaluate(screening.parsed(), screening.on).needs
        open_names = [
            name
            for name in criterion.ask
            if (_leaves_open(name, criterion, screening) if name.startswith(LAST) else name in needs)
        ]
    return [label(name, screening.who) for name in open_names]


def _is_unanswered(name: str, screening: Screening) -> bool:
    """Whether nothing, or of a kind of treatment only some dose and not the last, was told."""
    return name not in screening.closed if name.startswith(LAST) else _answer_words(name, screening) is None


def _leaves_open(name: str, criterion: Criterion, screening: Screening) -> bool:
    """Whether the doses of this kind, all of them told, are not told exactly enough to settle the criterion."""
    doses = Answers.parse({"therapies": screening.doses(name.removeprefix(LAST))})
    return criterion.evaluate(doses, screening.on).status is Status.UNKNOWN


def wait_over(criterion: Criterion, one: CriterionResult, screening: Screening) -> date | None:
    """The day on which a wait is over by the dates that were given; None where there is no wait, or no telling.

    Where a dose keeps a criterion from being met, the other kinds of treatment are not asked about: then the day is
    that of the doses that were told. A treatment without a day, or an *I don't know*, leaves no day to tell.
    """
    last = [name for name in criterion.ask if name.startswith(LAST)]
    if one.clears_on is None or any(name in screening.unknown for name in last):
        return None
    if not any(screening.is_open(name, name) for name in last):
        return one.clears_on
    told = [dose for name in last for dose in screening.doses(name.removeprefix(LAST))]
    if one.status is not Status.NOT_MET or not all("last_given" in dose for dose in told):
        return None
    return criterion.evaluate(Answers.parse(screening.answers), screening.on).clears_on


def say_contact(screening: Screening, language: str = "") -> str:
    """Whom to call: the site's contact where it is configured, else the child's own care team."""
    site, wording, who = settings(), load_wording(), screening.who
    if site.contact_phone:
        return wording.text("utter_contact_set", who, site=site.site_name, phone=site.contact_phone).strip()
    return wording.text("utter_contact_unset" + (f"_{language}" if language else ""), who)


def say_besides(screening: Screening) -> str:
    """What the study team checks besides the criteria."""
    return ", ".join(getattr(check, screening.who) for check in screening.trial.checked_besides)


def say_closed(screening: Screening) -> str:
    """That the trial is closed to enrollment; empty where it isn't."""
    enrollment, who = screening.trial.enrollment, screening.who
    if enrollment.status != "closed":
        return ""
    return load_wording().text("utter_result_closed", who, enrollment=getattr(enrollment, who))


def label(name: str, who: str) -> str:
    """The label of a row: of a question or of a key of the answers."""
    wording = load_wording()
    for candidate in (name, {"age_months": "age", "age_years": "age", "birth_date": "age"}.get(name, name)):
        if f"utter_row_{candidate}" in wording:
            return wording.text(f"utter_row_{candidate}", who)
    return name


def _answer_words(name: str, screening: Screening) -> str | None:
    if name.startswith(LAST):
        doses = screening.doses(name.removeprefix(LAST))
        if doses:
            return "; ".join(say_therapy(dose, screening.who) for dose in doses)
        return load_wording().text("utter_said_never", screening.who) if name in screening.closed else None
    keys = ("age_years", "age_months", "birth_date") if name == "age" else (name,)
    for key in keys:
        if key in screening.answers:
            return say_value(key, screening.answers[key], screening.who)
    return None

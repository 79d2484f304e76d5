"""What would be: if an answer were another, on another day, and from which day on the waiting periods are over.

All of it is the evaluator's, on a copy: what is stored stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from bot.answers import AGE_KEYS, AnswersError
from bot.criteria.criterion import Criterion
from bot.criteria.result import CriterionResult
from bot.criteria.washout import Washout
from bot.dialogue import topics
from bot.dialogue.asides import or_special
from bot.dialogue.messages import Message, say, words
from bot.dialogue.read_supposed import read_supposition
from bot.dialogue.saying import (
    label,
    name_of,
    say_answers,
    say_closed,
    say_date,
    say_day,
    say_status,
    say_therapy,
    say_value,
    wait_over,
)
from bot.dialogue.saying_waits import say_doses, say_first_day, say_open
from bot.dialogue.screening import Screening
from bot.dialogue.supposed import IfSo, Supposed, copied, if_so
from bot.dialogue.taking_away import taken_away
from bot.dialogue.trial_answers import look_up
from bot.dialogue.trial_questions import criteria_named
from bot.dialogue.turns import again, go_on
from bot.dialogue.waits import waits
from bot.drugs import meanings
from bot.evaluation import Result
from bot.status import Status
from bot.understand.dates import Coming, find_coming
from bot.understand.staff_questions import takes_up
from bot.understand.supposing import asks_for_day, asks_of_all, asks_soonest, asks_when, may_suppose
from bot.understand.understanding import Understanding

_REMOVES = re.compile(r"\W*(?:remove|scratch|delete|strike|erase|(?:s?he|pt|patient) never)\b", re.IGNORECASE)
"""Words that take away what was told, and suppose nothing."""
FARTHEST = 366
"""Days ahead that are evaluated: further on, ages and much else are others."""
_YEAR = 365
_MONTH = 28
"""Days of the shortest month: so many days may make a person a month older."""


def what_if(screening: Screening, heard: Understanding) -> list[Message]:
    """What the criteria would say if an answer were another, or on another day; what is known stays as it is."""
    if _REMOVES.match(heard.text) and (away := taken_away(screening, heard)) is not None:
        return [*away, *go_on(screening)]
    if topics.special(heard.text) == "utter_who_decides" and _asks_for_a_day(heard.text, screening):
        # "First day eligible by washout" asks for a date, and gets no more than that.
        return _what_if(screening, heard)
    return _or_special(screening, heard)


def _what_if(screening: Screening, heard: Understanding) -> list[Message]:
    supposed = read_supposition(heard.text, screening) if may_suppose(heard.text) else Supposed()
    dated = any("last_given" in dose for dose in supposed.answers.get("therapies", ()))
    # "The team starts reinduction tonight": the day is that of the treatment.
    dated = dated or supposed.answers.get("prior_relapse_therapy") is True
    coming = _day_beside_doses(heard.text, screening) if dated else _day_in(heard.text, screening)
    if coming is not None and coming.past and supposed and not asks_for_day(heard.text):
        coming = None  # "he had a transplant in 2024": a day of what is supposed
    soonest = asks_soonest(heard.text) or (not supposed and topics.asks_earliest(heard.text))
    soonest = soonest or (screening.who == "staff" and not supposed and coming is None and asks_when(heard.text))
    if not supposed and coming is None and not soonest:
        asks = topics.supposition(heard.text) == heard.text.casefold().strip(" ?!.,")  # without a "what if"
        told = _of_the_trial(screening, heard, partly=asks)
        return [told or say("utter_what_if_unclear", screening), *again(screening)]
    of_whom = not supposed.without and not supposed.closed and {*supposed.answers} <= {*AGE_KEYS, "sex"}
    follows = bool(screening.about) and of_whom and takes_up(heard.text)
    if (
        coming is None
        and not soonest
        and (follows or not screening.has_begun())
        and (told := _of_the_trial(screening, heard))
    ):
        return [told, *again(screening)]  # with no patient in view "if they relapse on maint" asks for the rule
    screening.about = []
    try:
        then = if_so(screening, supposed)
        if coming is not None:
            said = _on_another_day(heard.text, screening, supposed, then, coming)
        elif soonest:
            said = _soonest(heard.text, screening, supposed, then)
        else:
            said = _supposed(screening, supposed, then)
    except AnswersError as error:
        said = say("utter_refused", screening, message=error.message)
    return [said, *again(screening)]


_or_special = or_special(_what_if)


def _of_the_trial(screening: Screening, heard: Understanding, partly: bool = False) -> Message | None:
    """What the trial's file says to a supposition of staff's that is none of an answer ("if pt is Ph+?").

    `partly`: also where it does not hold every word, but something of what was asked.
    """
    said = look_up(heard.text, screening) if screening.who == "staff" else None
    if said is None or said.name == "utter_about_criterion":
        return said
    return said if partly and said.name == "utter_page_silent" and screening.about else None


def _asks_for_a_day(text: str, screening: Screening) -> bool:
    return asks_soonest(text) or topics.asks_earliest(text) or _day_in(text, screening) is not None


def _day_in(text: str, screening: Screening) -> Coming | None:
    """The day of evaluation that a text names. A day beside a drug is that of a dose, unless it says otherwise."""
    if not asks_for_day(text) and _names_drug(text):
        return None
    return find_coming(topics.supposition(text), screening.on, screening.who)


def _day_beside_doses(text: str, screening: Screening) -> Coming | None:
    """The day of evaluation beside the day of a dose: "if VCR was 11/8 and we start tomorrow"."""
    parts = re.split(r"\band\b|[,;]", topics.supposition(text))
    found = (_day_in(part, screening) for part in parts if not _names_drug(part))
    return next((day for day in found if day and not day.past), None)


def _names_drug(text: str) -> bool:
    return any(meanings(word) for word in re.findall(r"[^\W_][\w-]*", text))


# ---------------------------------------------------------------------------------------------- what would be different


class Difference(NamedTuple):
    """One criterion before and after."""

    criterion: Criterion
    before: CriterionResult
    after: CriterionResult

    @property
    def changes(self) -> bool:
        """Whether the criterion would be another: met, not met or open."""
        return self.before.status is not self.after.status


def differences(screening: Screening, before: Result, after: Result) -> list[Difference]:
    """Every criterion with its two results, in the trial's order."""
    triples = zip(screening.trial.criteria, before.criteria, after.criteria, strict=True)
    return [Difference(*triple) for triple in triples]


def _supposed(screening: Screening, supposed: Supposed, then: IfSo) -> Message:
    """What would change if it were so; for staff also how the criteria stand that it is about."""
    found = differences(screening, screening.result(), then.screening.result())
    changed = [one for one in found if one.changes]
    lines = _lines(screening, changed, then.screening)
    if screening.who == "staff":
        touched = [one for one in found if not one.changes and one.before.reason != one.after.reason]
        lines += [_still(screening, one, then.screening) for one in touched]
    lines += _notes(screening, supposed, then)
    name = "utter_what_if" if changed else "utter_what_if_same"
    return _said(name, screening, "\n".join(lines), supposed=_in_words(screening, supposed))


def _said(name: str, screening: Screening, changes: str, **values: str) -> Message:
    text = words(name, screening, changes=changes, **values)
    return Message("\n".join(line for line in text.splitlines() if line.strip()), name=name)


def _reason(one: Difference, there: Screening) -> str:
    """Why it would be so; for staff also the day on which a wait would be over by the dates that are told."""
    day = wait_over(one.criterion, one.after, there) if there.who == "staff" else None
    if day is None or day <= there.on:
        return one.after.reason
    return f"{one.after.reason} {words('utter_what_if_wait_over', there, day=say_date(str(day), 'staff'))}"


def _lines(screening: Screening, found: Iterable[Difference], there: Screening) -> list[str]:
    return [
        words(
            f"utter_what_if_{one.after.status.value}",
            screening,
            criterion=name_of(one.criterion, screening.who),
            was=_state(one.before.status, screening),
            reason=_reason(one, there),
        )
        for one in found
    ]


def _still(screening: Screening, one: Difference, there: Screening) -> str:
    name = f"utter_what_if_still_{one.after.status.value}"
    return words(name, screening, criterion=name_of(one.criterion, screening.who), reason=_reason(one, there))


def _state(status: Status, screening: Screening) -> str:
    return words(f"utter_state_{status.value}", screening)


def _in_words(screening: Screening, supposed: Supposed) -> str:
    without = [say_therapy(dose, screening.who) for dose in supposed.without]
    never = [label(name, screening.who) for name in supposed.closed if not supposed.answers]
    parts = [say_answers(supposed.answers, screening.who)]
    never += [label(name, screening.who) for name in supposed.no_value]
    if without or never:
        left_out = "; ".join(without or never)
        parts.append(words("utter_what_if_without", screening, items=left_out))
    return "; ".join(part for part in parts if part)


def _notes(screening: Screening, supposed: Supposed, then: IfSo) -> list[str]:
    """What a value was taken for, and which stored answer had to be left out."""
    who, notes = screening.who, []
    if supposed.taken_as:
        notes.append(words("utter_what_if_taken_as", screening, key=label(supposed.taken_as, who)))
        notes += _as_the_other(screening, supposed)
    for key, value in then.left_out.items():
        said = say_value(key, value, who)
        notes.append(words("utter_what_if_left_out", screening, label=label(key, who), value=said))
    return notes


def _as_the_other(screening: Screening, supposed: Supposed) -> list[str]:
    """How a criterion would stand if the value were the other one's, where that settles it."""
    key = str(supposed.taken_as)
    bare = copied(screening, screening.on)
    bare.answers.pop(key, None)
    try:
        then = if_so(bare, Supposed(supposed.other)).screening.result()
    except AnswersError:
        return []
    about = [
        (criterion, one)
        for criterion, one in zip(screening.trial.criteria, then.criteria, strict=True)
        if key in criterion.ask and one.status is not Status.UNKNOWN
    ]
    return [
        words(
            "utter_what_if_as_other",
            screening,
            key=label(next(iter(supposed.other)), screening.who),
            criterion=name_of(criterion, screening.who),
            state=_state(one.status, screening),
            reason=one.reason,
        )
        for criterion, one in about
    ]


# ------------------------------------------------------------------------------------------------------ on another day


def _on_another_day(text: str, screening: Screening, supposed: Supposed, then: IfSo, coming: Coming) -> Message:
    """Which criteria would be others on another day, and how the waiting periods stand then."""
    if coming.past:
        day = _say_days(coming.days, screening)
        return say("utter_day_gone", screening, day=day)
    if not coming.days or (coming.days[-1] - screening.on).days > FARTHEST:
        return say("utter_day_which", screening)
    before = screening.result()
    results = [(day, copied(then.screening, day).result()) for day in coming.days]
    lines = []
    named = criteria_named(text, screening)
    there = copied(then.screening, coming.days[0])
    for place, criterion in enumerate(screening.trial.criteria):
        course = [(day, result.criteria[place]) for day, result in results]
        one = Difference(criterion, before.criteria[place], course[0][1])
        turns = _turns(course)
        if len(turns) > 1:
            lines.append(_course(screening, criterion, turns))
        elif one.changes:
            lines += _lines(screening, [one], there)
        elif criterion in named if named else isinstance(criterion, Washout):
            lines.append(_still(screening, one, there))
    lines += _birthday(screening, then.screening, coming.days[0], results[0][1])
    lines += _notes(screening, supposed, then)
    changed = any(one.changes for _, result in results for one in differences(screening, before, result))
    said = _in_words(screening, supposed) if supposed else ""
    about = words("utter_on_day_supposed", screening, supposed=said) if said else ""
    name = "utter_on_day" if changed else "utter_on_day_same"
    return _said(name, screening, "\n".join(lines), day=_say_days(coming.days, screening), about=about)


def _turns(course: list[tuple[date, CriterionResult]]) -> list[tuple[date, CriterionResult]]:
    """The first of the days from which a criterion stands as it does, each time that it changes."""
    return [next(group) for _, group in groupby(course, key=lambda one: one[1].status)]


def _course(screening: Screening, criterion: Criterion, turns: list[tuple[date, CriterionResult]]) -> str:
    steps = [
        words("utter_on_day_from", screening, day=say_day(day, screening.who), state=_state(one.status, screening))
        for day, one in turns
    ]
    named = name_of(criterion, screening.who)
    return words("utter_on_day_course", screening, criterion=named, steps="; ".join(steps), reason=turns[-1][1].reason)


def _say_days(days: tuple[date, ...], screening: Screening) -> str:
    """One day, the first and the last of a span, or each of those that it may be."""
    first, last = (say_day(day, screening.who) for day in (days[0], days[-1]))
    if len(days) == 1:
        return first
    if (days[-1] - days[0]).days == len(days) - 1:
        return words("utter_day_to_day", screening, first=first, last=last)
    return words("utter_day_or_day", screening, first=first, last=last)


def _birthday(screening: Screening, then: Screening, day: date, result: Result) -> list[str]:
    """How the criteria would stand that a birthday on the way would change: an age is kept, no birth date."""
    ahead = (day - screening.on).days
    older = copied(then, day)
    for key, most in (("age_years", _YEAR), ("age_months", _MONTH)):
        age = older.answers.get(key)
        if ahead and isinstance(age, int) and not isinstance(age, bool):
            older.answers[key] = age + 1 + (ahead - 1) // most
    if ahead == 0 or "birth_date" in older.answers or older.answers == copied(then, day).answers:
        return []
    try:
        found = differences(screening, result, older.result())
    except AnswersError:
        return []
    who = screening.who
    changes = [
        words(
            "utter_on_day_birthday_then",
            screening,
            criterion=name_of(one.criterion, who),
            state=_state(one.after.status, screening),
            reason=one.after.reason,
        )
        for one in found
        if one.changes
    ]
    return [words("utter_on_day_birthday", screening, items=" ".join(changes))] if changes else []


# --------------------------------------------------------------------------------------------------------- the soonest


def _soonest(text: str, screening: Screening, supposed: Supposed, then: IfSo) -> Message:
    """The first day on which the waits are over by the doses told, and what that doesn't cover."""
    told = waits(then.screening)
    day = told.by_doses_told
    first = say_first_day(told, screening)
    parts = [
        words("utter_on_day_supposed", screening, supposed=_in_words(screening, supposed)) if supposed else "",
        first.text,
        *(f"- {one}" for one in say_doses(told, screening)),
        _listed("utter_soonest_open", screening, say_open(told, screening)),
        _listed("utter_soonest_others", screening, _unmet_others(then.screening, day or screening.on)),
        _open_others(then.screening, day or screening.on) if asks_of_all(text) else "",
        *_notes(screening, supposed, then),
        words("utter_soonest_note", screening),
        say_closed(screening),
    ]
    return Message("\n".join(part for part in parts if part), name=first.name)


def _listed(name: str, screening: Screening, items: list[str]) -> str:
    return words(name, screening, items="\n".join(f"- {item}" for item in items)) if items else ""


def _open_others(then: Screening, day: date) -> str:
    """The criteria without a wait that are open on the day, by name: no date tells them."""
    names = ", ".join(name_of(criterion, then.who) for criterion, _ in _others(then, day, Status.UNKNOWN))
    return words("utter_soonest_unknown_others", then, items=names) if names else ""


def _unmet_others(then: Screening, day: date) -> list[str]:
    """Criteria without a wait that aren't met on the day: no date changes them."""
    unmet = _others(then, day, Status.NOT_MET)
    return [f"{name_of(c, then.who)}: {say_status(c, one, then.who)}" for c, one in unmet]


def _others(then: Screening, day: date, status: Status) -> list[tuple[Criterion, CriterionResult]]:
    """The criteria without a wait that are so on the day, with their results."""
    pairs = zip(then.trial.criteria, copied(then, day).result().criteria, strict=True)
    return [(c, one) for c, one in pairs if not isinstance(c, Washout) and one.status is status]

"""The waits of the doses told, in words: for who asks for the soonest day, and for a card."""

from __future__ import annotations

from bot.criteria.criterion import Criterion
from bot.dialogue.messages import Message, say, told_before, words
from bot.dialogue.saying import label, say_day, say_therapy, statement_of
from bot.dialogue.screening import Screening
from bot.dialogue.waits import DoseWait, Waits


def say_first_day(told: Waits, screening: Screening) -> Message:
    """The first day on which every wait is over, as far as there is one to tell."""
    day = told.by_doses_told
    covered = told.first_day is not None
    if day is None:
        name = "utter_soonest_none_needed" if covered else "utter_soonest_unknown"
    elif not covered:
        name = "utter_soonest_part_over" if day == screening.on else "utter_soonest_part"
    else:
        name = "utter_soonest_over" if day == screening.on else "utter_soonest"
    return say(name, screening, day=say_day(day or screening.on, screening.who))


def say_doses(told: Waits, screening: Screening) -> list[str]:
    """Of each dose of which a day can be told: how long it waits, and until when."""
    return [_dose(one, screening) for one in told.doses if not one.is_open]


def say_open(told: Waits, screening: Screening) -> list[str]:
    """What no day can be told of: doses without a day or a known period, kinds of which the last dose wasn't told."""
    items = []
    for one in told.open_doses:
        name = "utter_soonest_undated" if one.period_known else "utter_soonest_no_period"
        items.append(words(name, screening, dose=say_therapy(one.dose, screening.who), wait=one.needed))
    return [*items, *(_not_told(question, screening) for question in told.not_told)]


def say_unsettled(criterion: Criterion, told: Waits, screening: Screening) -> str:
    """A washout that isn't settled: what was told of it, what wasn't, and the rule."""
    mine = told._replace(criteria=tuple(one for one in told.criteria if one.criterion == criterion.id))
    parts = "; ".join([*say_doses(mine, screening), *say_open(mine, screening)])
    return words("utter_card_unsettled", screening, told=parts, rule=statement_of(criterion, screening.who))


def _not_told(question: str, screening: Screening) -> str:
    doses = told_before(question, screening)
    name = "utter_soonest_if_last" if doses else "utter_soonest_not_told"
    return words(name, screening, label=label(question, screening.who), doses=doses)


def _dose(one: DoseWait, screening: Screening) -> str:
    dose = say_therapy(one.dose, screening.who)
    if one.exempt or one.ends is None:
        return words("utter_soonest_exempt", screening, dose=dose)
    day = say_day(one.ends, screening.who)
    name = "utter_soonest_dose_over" if one.ends <= screening.on else "utter_soonest_dose"
    return words(name, screening, dose=dose, wait=one.needed, day=day)

"""The result as a card: each criterion with its state in words, for a channel that draws it.

Where `outcome` says the result in texts, one after the other, a card holds the same in parts.
"""

from __future__ import annotations

from typing import Any

from bot.criteria.criterion import Criterion
from bot.criteria.result import CriterionResult
from bot.criteria.washout import Washout
from bot.dialogue.messages import row_dicts, to_find_out, words
from bot.dialogue.saying import (
    name_of,
    open_labels,
    say_besides,
    say_closed,
    say_contact,
    say_day,
    say_status,
    wait_over,
)
from bot.dialogue.saying_waits import say_doses, say_first_day, say_open, say_unsettled
from bot.dialogue.screening import Screening
from bot.dialogue.waits import Waits, waits
from bot.settings import settings
from bot.status import Status

JSON = Any


def card(screening: Screening) -> dict[str, JSON]:
    """The card: what is met, not met and unknown, when a wait ends, what to ask, who decides, whom to call.

    `criteria` are in the trial's order; of each, `state` is its status in words, `text` says what that means, `clears`
    when its wait is over (null where it has none), and `ask` what the care team could be asked. `next` are the
    questions that are still worth asking, the first to ask first; `remaining` counts them. `waits` says from which day
    on every waiting period is over, then how long each dose waits; `waits_open` what that doesn't cover.
    """
    trial, who, site = screening.trial, screening.who, settings()
    ahead, told = to_find_out(screening), waits(screening)
    return {
        "on": say_day(screening.on, who),
        "trial": trial.id,
        "head": words("utter_result_head", screening),
        "criteria": _criteria(told, screening),
        "team_decides": words("utter_result_team_decides", screening, besides=say_besides(screening)),
        "closed": say_closed(screening),
        "contact": {
            "text": words("utter_result_contact", screening, contact=say_contact(screening)),
            "name": site.site_name,
            "phone": site.contact_phone,
            "address": site.contact_address,
        },
        "next": ahead,
        "waits": [say_first_day(told, screening).text, *say_doses(told, screening)],
        "waits_open": say_open(told, screening),
        "remaining": len(ahead),
        "rows": row_dicts(screening),
    }


def _criteria(told: Waits, screening: Screening) -> list[dict[str, JSON]]:
    pairs = zip(screening.trial.criteria, screening.result().criteria, strict=True)
    return [_criterion(criterion, one, told, screening) for criterion, one in pairs]


def _text(criterion: Criterion, one: CriterionResult, told: Waits, screening: Screening) -> str:
    """What its status means. Of a washout that isn't settled staff read what was told and what wasn't: the evaluator
    knows only that some dose may have come."""
    if screening.who == "staff" and one.status is Status.UNKNOWN and isinstance(criterion, Washout):
        return say_unsettled(criterion, told, screening)
    return say_status(criterion, one, screening.who)


def _criterion(criterion: Criterion, one: CriterionResult, told: Waits, screening: Screening) -> dict[str, JSON]:
    day = wait_over(criterion, one, screening)
    return {
        "id": criterion.id,
        "title": name_of(criterion, screening.who),
        "status": one.status.value,
        "state": words(f"utter_web_state_{one.status.value}", screening),
        "text": _text(criterion, one, told, screening),
        "clears": words("utter_web_clears", screening, day=say_day(day, screening.who)) if day else None,
        "ask": open_labels(criterion, screening) if one.status is Status.UNKNOWN else [],
    }

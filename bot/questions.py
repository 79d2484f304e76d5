"""The questions: what each one settles and how it is answered, read from the domain's `utter_ask_…` responses."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from bot.wording import Wording, load_wording

PREFIX = "utter_ask_"


class Option(NamedTuple):
    """One way to answer: `value` in the form of the answers, `label` as people read it."""

    value: Any
    label: str


class Question(NamedTuple):
    """One question as one audience reads it.

    `asking` is the key of the answers that the reply settles (`last_…` for the date of a kind of treatment), or None;
    `kind` is choice, multi, number, date, text or confirm; `unit` that of a bare number.
    """

    id: str
    asking: str | None
    kind: str
    text: str
    hint: str
    options: tuple[Option, ...]
    unit: str | None


@lru_cache(maxsize=256)
def question(identifier: str, who: str = "family") -> Question:
    """The question `identifier` for `who` ("family" or "staff"). Raises KeyError where the domain has none."""
    return _read(identifier, load_wording(), who)


@lru_cache(maxsize=2)
def all_questions(who: str = "family") -> tuple[Question, ...]:
    """Every question of the domain, in its order."""
    names = [name for name in load_wording().names if name.startswith(PREFIX)]
    return tuple(question(name.removeprefix(PREFIX), who) for name in names)


def _read(identifier: str, wording: Wording, who: str) -> Question:
    response = wording.response(PREFIX + identifier, who)
    custom = response.get("custom", {})
    return Question(
        id=identifier,
        asking=custom.get("asking"),
        kind=custom["kind"],
        text=response["text"],
        hint=custom.get("hint", ""),
        options=tuple(Option(option["value"], option["label"]) for option in custom.get("options", ())),
        unit=custom.get("unit"),
    )

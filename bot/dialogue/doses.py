"""The list of therapies as it grows: what was told of a dose before is kept where more is told of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from bot.answers import Answers

Dose = dict[str, Any]
"""One therapy in the form of the answers."""


def kinds_of(doses: Iterable[Dose]) -> set[str]:
    """The kinds of these therapies: said, or told by the agent."""
    return {therapy.kind for therapy in Answers.parse({"therapies": list(doses)}).therapies or ()}


def with_therapies(answers: Mapping[str, Any], doses: Iterable[Dose]) -> dict[str, Any]:
    """The answers with these doses as their therapies; without the key where there are none."""
    rest = {key: value for key, value in answers.items() if key != "therapies"}
    listed = list(doses)
    return {**rest, "therapies": listed} if listed else rest


def merged(
    known: Iterable[Dose], told: Iterable[Dose], replaced: Collection[str] = (), corrects: bool = False
) -> list[Dose]:
    """The known doses with those that were told.

    `replaced` are the kinds of which the told doses take the place of the known ones; `corrects` says that a dose of
    the same agent is told anew. A dose whose date changes keeps the agent and the context that it had.
    """
    doses = list(known)
    told = list(told)
    for kind in replaced:
        old = [dose for dose in doses if kind in kinds_of([dose])]
        new = [dose for dose in told if kind in kinds_of([dose])]
        doses = [dose for dose in doses if dose not in old]
        if len(old) == len(new) == 1:
            told[told.index(new[0])] = {**old[0], **new[0]} if agree(old[0], new[0]) else new[0]
    for dose in told:
        same = next((one for one in doses if _is_told_again(one, dose, corrects)), None)
        if same is None:
            doses.append(dose)
        else:
            doses[doses.index(same)] = {**same, **dose}
    return doses


def _is_told_again(known: Dose, told: Dose, corrects: bool) -> bool:
    """Whether more is told of a known dose, not of another one."""
    if not agree(known, told) or kinds_of([known]) != kinds_of([told]):
        return False
    days = {dose["last_given"] for dose in (known, told) if "last_given" in dose}
    same_day = len(days) < 2
    return same_day or (corrects and "agent" in known and "agent" in told)


def agree(one: Dose, other: Dose) -> bool:
    """Whether two doses may be of one agent: the same, or one of them not named."""
    agents = {therapy.agent for therapy in Answers.parse({"therapies": [one, other]}).therapies or ()} - {None}
    return len(agents) < 2

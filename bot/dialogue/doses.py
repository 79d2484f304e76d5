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
    the same agent is told anew. A dose of the same agent whose date changes keeps the context that it had. One that
    was given at the diagnostic lumbar puncture stays beside whatever is told of other days: that is exempt, they are
    not.
    """
    doses = list(known)
    told = list(told)
    for kind in replaced:
        new = [dose for dose in told if kind in kinds_of([dose])]
        apart = [dose for dose in doses if new and all(_is_another(dose, one) for one in new)]
        old = [dose for dose in doses if kind in kinds_of([dose]) and dose not in apart]
        doses = [dose for dose in doses if dose not in old]
        if len(old) == len(new) == 1 and _goes_on(old[0], new[0]):
            told[told.index(new[0])] = {**old[0], **new[0]}
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
    if _is_another(known, told):
        return False
    return _may_be_of_one_day(known, told) or (corrects and "agent" in known and "agent" in told)


def _goes_on(known: Dose, told: Dose) -> bool:
    """Whether what was known of a dose (agent, context) holds for the one that takes its place.

    "Last chemo 11/20" need not have been the vincristine of 11/3, nor part of maintenance as that was.
    """
    same_agent = "agent" in known and "agent" in told
    return agree(known, told) and (_may_be_of_one_day(known, told) or same_agent)


def _is_another(known: Dose, told: Dose) -> bool:
    """Whether a dose can't be the known one, which was given at the diagnostic lumbar puncture on another day."""
    at_puncture = known.get("context") == "diagnostic_lumbar_puncture"
    return at_puncture and "context" not in told and not _may_be_of_one_day(known, told)


def _may_be_of_one_day(*doses: Dose) -> bool:
    return len({dose["last_given"] for dose in doses if "last_given" in dose}) < len(doses)


def agree(one: Dose, other: Dose) -> bool:
    """Whether two doses may be of one agent: the same, or one of them not named."""
    agents = {therapy.agent for therapy in Answers.parse({"therapies": [one, other]}).therapies or ()} - {None}
    return len(agents) < 2

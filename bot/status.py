"""The three statuses of a criterion and their strong Kleene conjunction."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum


class Status(str, Enum):
    """Whether a criterion is met, for every value that the answers allow."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    # A status is its text: it prints so, and is found in a dictionary so.
    __str__ = str.__str__
    __format__ = str.__format__  # type: ignore[assignment]
    __hash__ = str.__hash__


# By these names without the search that Python makes for a member of an Enum: the evaluator asks often.
MET, NOT_MET, UNKNOWN = Status


def conjunction(statuses: Collection[Status]) -> Status:
    """Strong Kleene "and": not met where one is not met, else unknown where one is unknown, else met.

    >>> conjunction([Status.MET, Status.UNKNOWN, Status.NOT_MET])
    <Status.NOT_MET: 'not_met'>
    """
    if NOT_MET in statuses:
        return NOT_MET
    return UNKNOWN if UNKNOWN in statuses else MET

"""The three statuses of a criterion and their strong Kleene conjunction."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum


class Status(str, Enum):
    """Whether a criterion is met, for every value that the answers allow."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


def conjunction(statuses: Collection[Status]) -> Status:
    """Strong Kleene "and": not met where one is not met, else unknown where one is unknown, else met.

    >>> conjunction([Status.MET, Status.UNKNOWN, Status.NOT_MET])
    <Status.NOT_MET: 'not_met'>
    """
    if Status.NOT_MET in statuses:
        return Status.NOT_MET
    return Status.UNKNOWN if Status.UNKNOWN in statuses else Status.MET

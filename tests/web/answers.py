"""Whole screenings, as they are tapped."""

from __future__ import annotations

from tests.web.browser import Visitor

Given = str | tuple[str, ...]

ALL_MET: tuple[Given, ...] = (
    "B-cell ALL (B-ALL)",
    ("number", "7"),
    "Once",
    ("check", "Bone marrow", "Brain or spinal fluid"),
    "None, treatment had ended",
    ("date", "October", "12", "2026"),
    "Never had spinal chemo",
    "Never had hydroxyurea",
    "Never had one",
    "No",
    "No",
    "No",
    "Plays as usual, or slows down only in hard sports",
    ("number", "0.4"),
    ("number", "0.2"),
    ("number", "33"),
)
"""Each answer by its button, or by the control that takes it. All criteria are met."""

MET = 14


def give(visitor: Visitor, answer: Given) -> None:
    """Give one answer by taps."""
    if isinstance(answer, str):
        visitor.tap(answer)
    else:
        kind, *values = answer
        getattr(visitor, kind)(*values)


def to_the_review(visitor: Visitor) -> None:
    """Answer everything, up to the review."""
    for answer in ALL_MET:
        give(visitor, answer)


def to_the_result(visitor: Visitor) -> None:
    """Answer everything, and say that it is right."""
    to_the_review(visitor)
    visitor.tap("Yes, this is right")

"""The states in which the page can be, and how one comes to each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.web.answers import ALL_MET, give, to_the_review
from tests.web.browser import Visitor

Step = Callable[[Visitor], None]


def _answers(first: int, last: int) -> Step:
    def step(visitor: Visitor) -> None:
        for answer in ALL_MET[first:last]:
            give(visitor, answer)

    return step


def _refused(visitor: Visitor) -> None:
    visitor.page.click("#now button[type=submit]")


def _offline(visitor: Visitor) -> None:
    visitor.expects_failures = True
    visitor.context.set_offline(True)
    visitor.button("Never had spinal chemo").click()
    visitor.page.wait_for_selector("#trouble:not([hidden])")


def _online(visitor: Visitor) -> None:
    with visitor.turn():
        visitor.context.set_offline(False)


def _open_why(visitor: Visitor) -> None:
    visitor.page.click(".why summary")


def _review(visitor: Visitor) -> None:
    to_the_review_from(visitor, 7)


def to_the_review_from(visitor: Visitor, number: int) -> None:
    """Go on from that answer to the review."""
    for answer in ALL_MET[number:]:
        give(visitor, answer)


def _mixed_result(visitor: Visitor) -> None:
    visitor.tap("Yes, this is right")
    visitor.type("I don't know the creatinine")
    visitor.type("the last chemo was vincristine on November 15")
    while visitor.view != "result":
        visitor.tap("No, another phase" if visitor.button("No, another phase").count() else "I don't know")


def _dialog(visitor: Visitor) -> None:
    visitor.button("Clear my answers").click()


def _no_dialog(visitor: Visitor) -> None:
    visitor.button("Keep my answers").click()


def _past(visitor: Visitor) -> None:
    visitor.button("Show what was said").click()


def _type(text: str) -> Step:
    return lambda visitor: visitor.type(text)


STATES: tuple[tuple[str, Step], ...] = (
    ("first", lambda visitor: None),
    ("number", _answers(0, 1)),
    ("number-refused", _refused),
    ("choices", _answers(1, 3)),
    ("why", _answers(3, 5)),
    ("why-open", _open_why),
    ("date", lambda visitor: None),
    ("noted", _answers(5, 6)),
    ("offline", _offline),
    ("online", _online),
    ("aside", _type("what is hydroxyurea?")),
    ("emergency", _type("he has a fever and trouble breathing")),
    ("yes-or-no", _answers(7, 9)),
    ("distress", _type("I am so scared")),
    ("scale", _answers(9, 12)),
    ("review", lambda visitor: to_the_review_from(visitor, 12)),
    ("read-back", _type("maybe she is 8")),
    ("read-back-done", lambda visitor: visitor.tap("No") if visitor.button("No").count() else None),
    ("result", _mixed_result),
    ("clear", _dialog),
    ("kept", _no_dialog),
    ("conversation", _past),
)
"""Each state by its name, and the step that leads to it from the one before."""


def walk(visitor: Visitor) -> Iterator[str]:
    """Go through all states in one conversation."""
    for name, step in STATES:
        step(visitor)
        yield name


__all__ = ["STATES", "to_the_review", "walk"]

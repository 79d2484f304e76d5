"""A whole screening in the browser: by taps, by typing, by the keyboard alone; what each control sends."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.server import Server
from tests.web.answers import ALL_MET, MET, give, to_the_result, to_the_review
from tests.web.browser import Visitor
from tests.web.conftest import PHONE, Visit


def test_by_taps(visit: Visit) -> None:
    visitor = visit()
    assert visitor.question == "Which kind of leukemia does your child have?"
    to_the_review(visitor)
    assert visitor.view == "review"
    assert visitor.answers()["Where it came back"] == "Bone marrow, Brain or spinal fluid"
    assert visitor.answers()["Last chemo"] == "chemo on October 12, 2026"
    visitor.tap("Yes, this is right")
    assert visitor.view == "result"
    assert list(visitor.states().values()) == ["Met"] * MET
    text = visitor.page.inner_text("#now")
    for part in (
        "This study is closed",
        "Only the study team can decide",
        "November 22, 2026",
        PHONE,
        "1 River Street",
    ):
        assert part in text, part
    assert visitor.page.locator("#now a[href='tel:5550100199']").count() == 1


TYPED = (
    *("b-all", "she's 7", "first time", "marrow", "treatment was over", "vincristine about 6 weeks ago", "never"),
    *("never", "none", "no", "no", "no", "plays as usual", "creatinine is 0.4", "0.2", "33 percent", "yes"),
)


def test_by_typing(visit: Visit) -> None:
    visitor = visit()
    for text in TYPED:
        visitor.type(text)
    assert visitor.view == "result"
    assert list(visitor.states().values()) == ["Met"] * MET


def _press_until(visitor: Visitor, wanted: str, key: str = "Tab") -> None:
    """Go on with the keyboard until what is wanted has the focus, and shows it."""
    for _ in range(40):
        visitor.page.keyboard.press(key)
        focused: dict[str, Any] = visitor.page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e);
            return {name: e.id || e.textContent.trim(), label: e.labels?.[0]?.textContent ?? "",
                    shown: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2}; }"""
        )
        if wanted in (focused["name"], focused["label"]):
            assert focused["shown"], f"the focus on {wanted!r} can't be seen"
            return
    raise AssertionError(f"the keyboard doesn't reach {wanted!r}")


def test_by_the_keyboard_alone(visit: Visit) -> None:
    visitor = visit(width=1280)
    keys = visitor.page.keyboard
    _press_until(visitor, "Skip to the question")
    keys.press("Enter")
    for answer in (*ALL_MET, "Yes, this is right"):
        if isinstance(answer, str):
            _press_until(visitor, answer)
        else:
            kind, *values = answer
            if kind == "check":
                for value in values:
                    _press_until(visitor, value)
                    keys.press("Space")
            else:
                fields = ["month", "day", "year"] if kind == "date" else [kind]
                for field, value in zip(fields, values, strict=True):
                    _press_until(visitor, field)
                    keys.type(value)
            _press_until(visitor, "Continue")
        with visitor.turn():
            keys.press("Enter")
        assert visitor.focus == "question"
    assert list(visitor.states().values()) == ["Met"] * MET


def test_what_is_tapped_stands_in_words(visit: Visit) -> None:
    visitor = visit()
    to_the_result(visitor)
    visitor.page.go_back()
    visitor.page.go_back()
    said = visitor.said()
    assert said[:6] == [
        "B-cell ALL (B-ALL)", "7 years", "Once", "Bone marrow, Brain or spinal fluid", "None, treatment had ended",
        "October 12, 2026",
    ]  # fmt: skip
    assert said[13] == "0.4 mg/dL" and said[15] == "33%"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (("October", "12", "2026"), "chemo on October 12, 2026"),
        (("October", "", "2026"), "chemo in October 2026"),
        (("", "", "2025"), "chemo between January 1, 2025 and December 31, 2025"),
    ],
)
def test_a_day_and_a_month_may_be_left_out(visit: Visit, given: tuple[str, str, str], kept: str) -> None:
    visitor = visit()
    for answer in ALL_MET[:5]:
        give(visitor, answer)
    visitor.date(*given)
    visitor.tap("Stop and see what we have")
    assert visitor.answers()["Last chemo"] == kept


def test_what_is_missing_is_said_and_nothing_is_sent(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    go_on = page.locator("#now button[type=submit]")
    visitor.button("Send").click()
    assert page.inner_text("#text-error") == "Please write something first." and visitor.focus == "text"
    visitor.tap("B-cell ALL (B-ALL)")
    go_on.click()
    assert page.inner_text("#answer-error").startswith("Please write a number") and visitor.focus == "number"
    described = page.get_attribute("#number", "aria-describedby") or ""
    assert described.split() == ["answer-error", "unit"]
    visitor.number("7")
    visitor.tap("Once")
    go_on.click()
    assert page.inner_text("#answer-error").startswith("Please choose")
    visitor.check("Bone marrow")
    visitor.tap("None, treatment had ended")
    for day, month, year, error, field in (
        ("", "", "", "the year", "year"),
        ("", "October", "26", "four digits", "year"),
        ("12", "", "2026", "add the month", "month"),
        ("41", "October", "2026", "1 to 31", "day"),
    ):
        page.fill("#day", day)
        page.select_option("#month", month)
        page.fill("#year", year)
        go_on.click()
        assert error in page.inner_text("#answer-error") and visitor.focus == field
    assert len(visitor.said()) == 5


def test_i_dont_know_is_as_large_as_the_others(visit: Visit) -> None:
    visitor = visit()
    for answer in (None, *ALL_MET[:13]):
        if answer:
            give(visitor, answer)
        unknown = visitor.button("I don't know").bounding_box()
        assert unknown is not None and unknown["height"] >= 44
        for option in visitor.page.locator("#now .option").all():
            box = option.bounding_box()
            assert box is not None and abs(box["width"] - unknown["width"]) < 1


def test_why_an_aside_and_progress(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    assert not page.get_by_text("This trial is for one kind of leukemia only.").is_visible()
    page.get_by_text("Why do we ask?").click()
    assert page.get_by_text("This trial is for one kind of leukemia only.").is_visible()
    assert page.inner_text(".progress p") == "0 answered, 19 left at most"
    visitor.tap("B-cell ALL (B-ALL)")
    assert page.inner_text(".progress p") == "1 answered, 18 left at most"
    visitor.type("what is a relapse?")
    # The question stands as it stood, and so does the focus.
    assert visitor.question == "How old is your child?" and visitor.focus == "text"
    assert "come back after it had gone away" in page.inner_text("#new")


def test_an_emergency_stands_before_everything(visit: Visit) -> None:
    visitor = visit()
    visitor.type("she has a fever and can't breathe")
    page = visitor.page
    alarm = page.locator("#alert .emergency")
    assert visitor.focus == "emergency"
    box = alarm.bounding_box()
    assert box is not None and 0 <= box["y"] < 400
    assert alarm.locator("a[href='tel:911']").count() == 1
    assert visitor.question == "Which kind of leukemia does your child have?"
    page.reload()
    visitor.ready()
    assert page.locator("#alert .emergency").count() == 1
    visitor.tap("B-cell ALL (B-ALL)")
    assert page.locator("#alert .emergency").count() == 0 and page.locator("#past .emergency").count() == 1


def test_each_thing_is_spoken_once(visit: Visit) -> None:
    """The log speaks what is added to its new part; the question is spoken by the focus, and stands outside."""
    visitor = visit()
    page = visitor.page
    live = page.locator("[role=log], [role=status], [role=alert], [aria-live]:not([aria-live=off])")
    assert live.count() == 1
    page.evaluate(
        """() => { window.spoken = [];
        new MutationObserver((all) => all.forEach((one) => one.addedNodes.forEach((node) => {
          if (!one.target.closest("[aria-live=off]")) window.spoken.push(node.textContent);
        }))).observe(document.getElementById("log"), {childList: true, subtree: true}); }"""
    )
    visitor.type("B-ALL, she is 7")
    visitor.tap("Once")
    visitor.type("what is the marrow?")
    spoken = page.evaluate("window.spoken")
    assert len(spoken) == 2
    assert "I wrote down: Age: 7 years" in spoken[0] and "Bone marrow is the soft inside" in spoken[1]
    assert visitor.question == "Where did the leukemia come back?"


def test_another_language_is_marked_as_such(visit: Visit) -> None:
    visitor = visit()
    visitor.type("hola, mi hija tiene leucemia y no hablo inglés")
    assert visitor.page.get_attribute("#new .entry", "lang") == "es"


def test_in_production_too(visit: Visit, production: Server) -> None:
    """On loopback a browser sends a secure cookie over plain HTTP as well."""
    visitor = visit(production)
    visitor.tap("B-cell ALL (B-ALL)")
    assert visitor.question == "How old is your child?"
    assert visitor.page.inner_text(".name") == "A trial checklist for families"
    assert visitor.context.cookies()[0]["secure"]


def test_stop_and_go_on(visit: Visit) -> None:
    visitor = visit()
    visitor.tap("B-cell ALL (B-ALL)")
    visitor.tap("Stop and see what we have")
    assert visitor.states()["The kind of leukemia"] == "Met" and visitor.states()["Age"] == "Not known yet"
    assert "Ask the care team about: Age" in visitor.page.inner_text("#now")
    visitor.tap("Go on with the questions")
    assert visitor.question == "How old is your child?"


def test_a_wait_that_ends_is_told(visit: Visit) -> None:
    visitor = visit()
    for answer in ALL_MET[:5]:
        give(visitor, answer)
    visitor.date("November", "15", "2026")
    visitor.tap("No, another phase")
    visitor.tap("Stop and see what we have")
    text = visitor.page.inner_text(".criteria li.not_met")
    assert "this wait is over on November 29, 2026 at the latest" in text
    assert "no reason to put off any treatment" in text


HOSTILE = (
    '<img src=x onerror="alert(1)"><script>alert(1)</script>',
    "javascript:alert(1)",
    "{{constructor.constructor('alert(1)')()}} ${7*7} {label}",
    '/answer{"age_years": 5}',
    "\u202eevil\u202c \u0000 \ud7ff 🙂" * 20,
    "'; DROP TABLE event; --",
    "a" * 3000,
)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_is_only_text(visit: Visit, number: int) -> None:
    visitor = visit()
    elements = visitor.page.evaluate("document.querySelectorAll('script, img, iframe, object').length")
    visitor.page.on("dialog", lambda dialog: visitor.problems.append(f"dialog: {dialog.message}"))
    visitor.type(HOSTILE[number])
    assert visitor.question == "Which kind of leukemia does your child have?"
    visitor.tap("B-cell ALL (B-ALL)")
    visitor.number(HOSTILE[number][:300] + " 1")
    assert visitor.page.evaluate("document.querySelectorAll('script, img, iframe, object').length") == elements
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visitor.page.reload()
    visitor.ready()
    assert visitor.page.evaluate("document.querySelectorAll('script, img, iframe, object').length") == elements


def test_too_long_a_text_is_said_in_words_and_kept(visit: Visit) -> None:
    visitor = visit()
    visitor.expects_failures = True
    visitor.page.fill("#text", "word " * 1000)
    visitor.button("Send").click()
    visitor.page.wait_for_selector("#text-error:not([hidden])")
    assert "fewer words" in visitor.page.inner_text("#text-error")
    assert len(visitor.page.input_value("#text")) == 5000
    visitor.tap("B-cell ALL (B-ALL)")


def test_a_birth_date_is_kept_nowhere(visit: Visit) -> None:
    visitor = visit()
    visitor.tap("B-cell ALL (B-ALL)")
    visitor.type("born on March 3, 2017")
    assert "2017" not in visitor.page.inner_text("#log")
    assert "2017" not in json.dumps(visitor.page.evaluate("fetch('/chat/conversation').then((a) => a.json())"))

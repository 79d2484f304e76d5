"""The result on paper: one or two pages that hold all of it."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.web.answers import MET, to_the_result
from tests.web.browser import Visitor, plain
from tests.web.conftest import PHONE, Visit


def _printed(visitor: Visitor, paper: str) -> tuple[int, str]:
    visitor.page.emulate_media(media="print")
    reader = PdfReader(BytesIO(visitor.page.pdf(format=paper, prefer_css_page_size=True)))
    return len(reader.pages), plain(" ".join(page.extract_text() for page in reader.pages))


@pytest.mark.parametrize("paper", ["Letter", "A4"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_met(visit: Visit, paper: str, scheme: str) -> None:
    visitor = visit(width=1280, color_scheme=scheme)
    to_the_result(visitor)
    pages, text = _printed(visitor, paper)
    assert pages <= 2
    for part in (
        *("Riverside Children's Hospital", "Trial AALL1331, November 22, 2026", "This study is closed"),
        *("It is not a decision about joining the trial", "Only the study team can decide", PHONE, "1 River Street"),
        *("Shortening fraction", "33%", "Last chemo", "chemo on October 12, 2026", f"{MET} Met"),
    ):
        assert part in text, part
    for name in visitor.states():
        assert f"{name} Met" in text, name
    for part in ("Change", "Send", "Clear my answers", "Go on with"):
        assert part not in text, part


def test_everything_open(visit: Visit) -> None:
    visitor = visit(width=1280)
    visitor.tap("Stop and see what we have")
    asks = visitor.page.locator(".asks li").all_inner_texts()
    assert "Creatinine" in asks and len(asks) > 10
    pages, text = _printed(visitor, "Letter")
    assert pages <= 2
    assert text.count("Not known yet") >= MET
    assert all(ask in text for ask in asks)


def test_the_button_prints(visit: Visit) -> None:
    visitor = visit()
    visitor.page.evaluate("window.print = () => { window.printed = true; }")
    visitor.tap("Stop and see what we have")
    visitor.button("Print or save as PDF").click()
    assert visitor.page.evaluate("window.printed")

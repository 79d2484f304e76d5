"""WCAG 2.2 AA in each state of the page: axe, what covers what, sizes, widths, zoom; pictures to look at."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from bot.settings import PROJECT
from tests.web.answers import to_the_result
from tests.web.browser import Visitor
from tests.web.conftest import Visit
from tests.web.states import STATES, walk

PICTURES = PROJECT / "build" / "screenshots"
SCHEMES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
}
PHONE = 390
WIDTHS = (320, PHONE, 1280)
SMALLEST = 44
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

COVERED = """() => {
  const dialog = document.querySelector("dialog[open]"), faults = [];
  for (const one of (dialog ?? document).querySelectorAll("button, a[href], input, select, textarea, summary")) {
    if (!one.checkVisibility() || one.closest(".skip")) continue;
    one.scrollIntoView({block: "center"});
    const target = one.matches("[type=checkbox]") ? one.closest("label") : one;
    const box = target.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    const top = document.elementFromPoint(x, y);
    const name = target.id || target.textContent.trim();
    if (!target.contains(top)) faults.push(`${name} is covered by ${top?.outerHTML.slice(0, 80)}`);
    const inText = one.matches("a") && getComputedStyle(one).display === "inline";
    if (!inText && (box.width < SMALLEST || box.height < SMALLEST))
      faults.push(`${name} is ${box.width} x ${box.height}`);
    if (box.x < 0 || box.right > document.documentElement.clientWidth) faults.push(`${name} is cut off`);
  }
  return faults;
}""".replace("SMALLEST", str(SMALLEST))
"""What of the controls is covered by something else, too small to tap, or outside of the page."""


AXE = """(options) => axe.run(document, options).then(
  (results) => results.violations.map((one) => `${one.id}: ${one.nodes[0].html}`))"""


def _violations(visitor: Visitor) -> list[str]:
    if visitor.page.evaluate("!window.axe"):
        visitor.page.evaluate(Axe().axe_script)
    found: list[str] = visitor.page.evaluate(AXE, RULES)
    return found


def _faults(visitor: Visitor) -> list[str]:
    found: list[str] = visitor.page.evaluate(COVERED)
    if not visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        found.append("it has to be scrolled sideways")
    if visitor.page.locator("h1").count() != 1 or visitor.page.locator("h2:visible").count() < 1:
        found.append("headings")
    return found


def _picture(visitor: Visitor, name: str) -> None:
    """Kept for people to look at; the colours and letters of each, the widths of one."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    visitor.page.screenshot(path=PICTURES / f"{name}.png", full_page="clear" not in name)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_state(visit: Visit, width: int) -> None:
    visitor = visit(width=width)
    faults: dict[str, list[str]] = {}
    for number, state in enumerate(walk(visitor)):
        at = visitor.page.evaluate("scrollY")
        for scheme, media in SCHEMES.items():
            visitor.page.emulate_media(**media)
            # Forced colours change borders, and so what has room; the dark changes nothing but colours.
            found = [*_violations(visitor), *(_faults(visitor) if scheme != "dark" else ())]
            if found:
                faults[f"{state}, {scheme}"] = found
            if width == PHONE or scheme == "light":
                _picture(visitor, f"{width}-{scheme}-{number:02d}-{state}")
        visitor.page.emulate_media(**SCHEMES["light"])
        visitor.page.evaluate("(y) => scrollTo(0, y)", at)
    assert faults == {}
    assert number == len(STATES) - 1


@pytest.mark.parametrize(("width", "height"), [(640, 512), (320, 256)])
def test_at_200_and_400_percent_nothing_is_lost(visit: Visit, width: int, height: int) -> None:
    """Zoom is a narrower page for the browser: 1280 by 1024 at 400 percent is 320 by 256."""
    visitor = visit(viewport={"width": width, "height": height}, device_scale_factor=2)
    to_the_result(visitor)
    top = visitor.page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert visitor.focus == "question" and 0 <= top < height
    assert _faults(visitor) == []


def test_larger_text_and_wider_spacing_keep_everything_readable(visit: Visit) -> None:
    """WCAG 1.4.12 and 1.4.4: what a reader sets for text doesn't cut anything off."""
    visitor = visit(width=390)
    for answer in ("B-cell ALL (B-ALL)", "I don't know", "Once"):
        visitor.tap(answer)
    visitor.page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
        sheet.insertRule("* {line-height: 1.5 !important; letter-spacing: .12em !important}");
        sheet.insertRule("* {word-spacing: .16em !important}");
        sheet.insertRule("html {font-size: 200%}");
        document.adoptedStyleSheets = [sheet]; }"""
    )
    assert visitor.page.evaluate(COVERED) == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nothing_moves_for_who_wants_it_still(visit: Visit) -> None:
    visitor = visit(reduced_motion="reduce")
    moving = visitor.page.evaluate(
        "() => [...document.querySelectorAll('*')].filter((one) => {"
        " const style = getComputedStyle(one);"
        " return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0; }).length"
    )
    assert moving == 0


def test_without_scripts_it_says_what_to_do(browser: Browser, visit: Visit) -> None:
    address = visit().address
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert "needs scripts" in page.inner_text("noscript")
    assert "This study is closed" in page.inner_text(".notice >> nth=0")
    context.close()

"""The web page: its weight, how soon the first question is there, and a turn's round trip as the browser sees it."""

from __future__ import annotations

import gzip
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Response, sync_playwright

from tests.bench.measuring import percentiles, table
from tests.server import Server
from tests.web.answers import ALL_MET, give
from tests.web.browser import ARGUMENTS, Visitor, browser_path

VISITS = 15
SCREENINGS = 6

_WAITING = """() => { window.turns = [];
  new MutationObserver(() => {
    if (document.body.classList.contains("waiting")) window.began = performance.now();
    else if (window.began) { window.turns.push((performance.now() - window.began) / 1000); window.began = 0; }
  }).observe(document.body, {attributes: true, attributeFilter: ["class"]}); }"""
"""Times each turn in the page: from the tap until the reply is there, before it is drawn."""


def section() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder)).start()
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(ARGUMENTS))
        address = f"http://127.0.0.1:{server.port}/chat"
        try:
            table("Weight of the page, gzipped (goal: under 40 kB in all)", ("file", "kB"), _weights(browser, address))
            table(
                "Seconds as a browser sees them",
                ("what", "median ms", "95th percentile", "99th percentile", "goal"),
                _times(browser, address),
            )
        finally:
            browser.close()
            server.stop()


def _context(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")


def _weights(browser: Browser, address: str) -> Iterator[tuple[str, str]]:
    """Everything that one visit loads, by its size packed."""
    context = _context(browser)
    visitor = Visitor(context, address)
    sizes: dict[str, int] = {}

    def weigh(response: Response) -> None:
        sizes[response.url] = len(gzip.compress(response.body()))

    visitor.page.on("response", weigh)
    visitor.open()
    visitor.page.wait_for_load_state("networkidle")
    context.close()
    for url, size in sorted(sizes.items(), key=lambda one: -one[1]):
        yield url.removeprefix(address).removeprefix("/") or "the page itself", f"{size / 1000:.1f}"
    yield "**in all**", f"**{sum(sizes.values()) / 1000:.1f}**"


def _times(browser: Browser, address: str) -> Iterator[tuple[str, ...]]:
    first, turns, drawn = [], [], []
    for _ in range(VISITS):
        context = _context(browser)
        visitor = Visitor(context, address)
        start = time.perf_counter()
        visitor.open()
        first.append(time.perf_counter() - start)
        context.close()
    for _ in range(SCREENINGS):
        context = _context(browser)
        visitor = Visitor(context, address).open()
        visitor.page.evaluate(_WAITING)
        for answer in (*ALL_MET, "Yes, this is right"):
            start = time.perf_counter()
            give(visitor, answer)
            drawn.append(time.perf_counter() - start)
        turns += visitor.page.evaluate("window.turns")
        context.close()
    yield ("first question on screen, nothing in the cache, server warm", *percentiles(first), "1000")
    yield ("a turn in the browser: from the tap to the reply", *percentiles(turns), "150")
    yield (
        "a turn as its driver sees it: filling in, tapping, until the next question is drawn",
        *percentiles(drawn),
        "",
    )

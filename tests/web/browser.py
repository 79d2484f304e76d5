"""A person at the page: what they see, tap and type, and what the browser complains of meanwhile."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Without it a browser that root starts doesn't.
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
)

_WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""


def browser_path() -> str:
    """The browser of this machine. Raises FileNotFoundError, saying how to get one."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise FileNotFoundError("no browser here: run scripts/browser.sh")
    return found


class Visitor:
    """One person in one window. `problems` gathers what must never happen: errors, foreign requests, violations."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address, self.context = address, context
        self.problems: list[str] = []
        self.expects_failures = False
        self.page: Page = context.new_page()
        self.page.add_init_script(_WATCH)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("request", self._see)

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning") and not (self.expects_failures and "Failed to load" in message.text):
            self.problems.append(f"{message.type}: {message.text}")

    def _see(self, request: Any) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.address).netloc and not request.url.startswith("data:"):
            self.problems.append(f"elsewhere: {request.url}")

    def open(self) -> Visitor:
        """Open the page, and wait for its question."""
        self.page.goto(self.address)
        return self.ready()

    def ready(self) -> Visitor:
        """Wait until the page has its question and nothing is on its way."""
        self.page.wait_for_function(
            "() => document.querySelector('#question') && !document.body.classList.contains('waiting')", timeout=15_000
        )
        return self

    def violations(self) -> list[str]:
        """What the policy forbade."""
        found: list[str] = self.page.evaluate("window.violations")
        return found

    @property
    def question(self) -> str:
        """The heading of what is asked, or of the review or result."""
        return self.page.inner_text("#question")

    @property
    def view(self) -> str:
        """conversation, review or result."""
        found: str = self.page.evaluate("document.body.dataset.view")
        return found

    @property
    def focus(self) -> str:
        """The id of what has the focus, or its class."""
        found: str = self.page.evaluate("document.activeElement.id || document.activeElement.className")
        return found

    def button(self, name: str) -> Locator:
        """The button of that name."""
        return self.page.get_by_role("button", name=name, exact=True)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """What is done in here sends a message; afterwards its reply is drawn."""
        with self.page.expect_response(lambda response: response.url.endswith("/chat/message")):
            yield
        self.ready()

    def tap(self, name: str) -> None:
        """Tap a button that sends something."""
        with self.turn():
            self.button(name).click()

    def type(self, text: str) -> None:
        """Write in one's own words."""
        with self.turn():
            self.page.fill("#text", text)
            self.page.keyboard.press("Enter")

    def number(self, text: str) -> None:
        """Fill in the number."""
        with self.turn():
            self.page.fill("#number", text)
            self.page.click("#now button[type=submit]")

    def check(self, *labels: str) -> None:
        """Check boxes, and go on."""
        with self.turn():
            for label in labels:
                self.page.get_by_label(label, exact=True).check()
            self.page.click("#now button[type=submit]")

    def date(self, month: str = "", day: str = "", year: str = "") -> None:
        """Fill in a date as far as it is known."""
        with self.turn():
            if month:
                self.page.select_option("#month", month)
            self.page.fill("#day", day)
            self.page.fill("#year", year)
            self.page.click("#now button[type=submit]")

    def clear(self) -> None:
        """Clear all answers, and confirm it."""
        self.button("Clear my answers").click()
        with self.page.expect_response(lambda response: response.url.endswith("/chat/start")):
            self.button("Yes, clear them").click()
        self.page.wait_for_selector("#trouble:not([hidden])")
        self.ready()

    def said(self) -> list[str]:
        """What the person said so far, as the page shows it."""
        found: list[str] = self.page.evaluate(
            "() => [...document.querySelectorAll('.you p')].map((one) => one.lastChild.textContent)"
        )
        return found

    def answers(self) -> dict[str, str]:
        """The rows of the review or of the result."""
        rows = self.page.locator(".rows > div")
        return {
            rows.nth(number).locator("dt").inner_text(): rows.nth(number).locator("dd").first.inner_text()
            for number in range(rows.count())
        }

    def states(self) -> dict[str, str]:
        """The criteria of the result by their titles."""
        items = self.page.locator(".criteria li")
        return {
            items.nth(number).locator("b").inner_text(): items.nth(number).locator(".state").inner_text()
            for number in range(items.count())
        }


def plain(text: str) -> str:
    """A text without its line breaks."""
    return re.sub(r"\s+", " ", text).strip()

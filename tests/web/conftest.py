"""One server and one browser for the package; each test has a visitor with a cookie jar of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from bot.runtime.model import ensure_model
from tests.server import Server
from tests.web.browser import ARGUMENTS, Visitor, browser_path

PHONE = "(555) 010-0199"
SITE = {
    "PRESCREEN_SITE_NAME": "Riverside Children's Hospital",
    "PRESCREEN_CONTACT_PHONE": PHONE,
    "PRESCREEN_CONTACT_ADDRESS": "1 River Street, Springfield",
}

Visit = Callable[..., Visitor]


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a hospital, for the tests that don't stop it."""
    ensure_model()
    running = Server(tmp_path_factory.mktemp("web"), **SITE).start()
    yield running
    running.stop()


@pytest.fixture(scope="package")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server in production behind a proxy; its limits may be used up."""
    folder = tmp_path_factory.mktemp("production")
    running = Server(folder, PRESCREEN_ENV="production", PRESCREEN_TRUSTED_PROXIES="127.0.0.0/8").start()
    yield running
    running.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The browser of this machine."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser_path(), args=list(ARGUMENTS))
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Makes visitors, who open the page; afterwards none of them may have met a problem."""
    visitors: list[Visitor] = []

    def come(at: Server = server, width: int = 390, beside: Visitor | None = None, **context: Any) -> Visitor:
        options = {"viewport": {"width": width, "height": 844}, "reduced_motion": "reduce", **context}
        visitor = Visitor(
            beside.context if beside else browser.new_context(**options), f"http://127.0.0.1:{at.port}/chat"
        )
        visitors.append(visitor)
        return visitor.open()

    yield come
    problems = [problem for visitor in visitors for problem in (*visitor.problems, *visitor.violations())]
    for visitor in visitors:
        visitor.context.close()
    assert problems == []

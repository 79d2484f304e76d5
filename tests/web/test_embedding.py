"""The page in a frame on a hospital's site, by one line, and on no site that isn't named."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page

from tests.server import Server
from tests.web.client import Client
from tests.web.conftest import SITE

LINE = '<script src="http://127.0.0.1:{port}/chat/embed.js" async></script>'
HOSPITAL = "<!doctype html><html lang=en><title>A hospital</title><h1>Our trials</h1>{line}<footer>Below</footer>"


class _Site(ThreadingHTTPServer):
    """A hospital's website of one page."""

    page = ""


class _Page(BaseHTTPRequestHandler):
    server: _Site

    def do_GET(self) -> None:
        body = self.server.page.encode()
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[_Site]:
    """A site under another host name, which is another site for a browser."""
    running = _Site(("127.0.0.1", 0), _Page)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture(scope="module")
def embedded(site: _Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that lets that site show the page."""
    origin = f"http://localhost:{site.server_port}"
    running = Server(tmp_path_factory.mktemp("embedded"), PRESCREEN_EMBED_ORIGINS=origin, **SITE).start()
    site.page = HOSPITAL.format(line=LINE.format(port=running.port))
    yield running
    running.stop()


def _frame(page: Page) -> Frame:
    element = page.wait_for_selector("iframe")
    assert element is not None
    frame = element.content_frame()
    assert frame is not None
    return frame


def test_one_line_shows_the_page_in_its_place(browser: Browser, site: _Site, embedded: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://localhost:{site.server_port}/")
    frame = _frame(page)
    frame.get_by_role("button", name="B-cell ALL (B-ALL)", exact=True).click()
    frame.get_by_role("heading", name="How old is your child?").wait_for()
    assert page.get_attribute("iframe", "title") == "A trial checklist for families"
    # It stands where the line stands, and fits.
    assert page.evaluate("document.querySelector('iframe').nextElementSibling.tagName") == "FOOTER"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    _frame(page).get_by_role("heading", name="How old is your child?").wait_for()
    cookie = context.cookies(f"http://127.0.0.1:{embedded.port}/chat")[0]
    assert cookie["sameSite"] == "None" and cookie["secure"] and cookie["httpOnly"]
    context.close()


def test_the_cookie_and_the_policy_name_it(site: _Site, embedded: Server) -> None:
    answer = Client(embedded).post("/start")
    assert answer.headers["Set-Cookie"].endswith("; HttpOnly; Secure; SameSite=None; Partitioned")
    policy = answer.headers["Content-Security-Policy"]
    assert f"frame-ancestors http://localhost:{site.server_port};" in policy


def test_another_site_may_not(browser: Browser, site: _Site, embedded: Server) -> None:
    page = browser.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.goto(f"http://127.0.0.1:{site.server_port}/")
    page.wait_for_timeout(500)
    assert page.locator("iframe").count() == 0
    assert any("may not show the checklist yet" in text for text in heard)
    # Nor does a frame of its own help.
    page.evaluate(
        "(address) => document.body.append(Object.assign(document.createElement('iframe'), {src: address}))",
        f"http://127.0.0.1:{embedded.port}/chat",
    )
    page.wait_for_timeout(500)
    assert page.frames[1].url.startswith("chrome-error:")
    page.close()


def test_in_the_head_of_a_page_it_comes_last(browser: Browser, site: _Site, embedded: Server, tmp_path: Path) -> None:
    before = site.page
    line = LINE.format(port=embedded.port)
    site.page = f"<!doctype html><html><head><title>x</title>{line}</head><body><h1>Ours</h1></body></html>"
    page = browser.new_page()
    page.goto(f"http://localhost:{site.server_port}/")
    page.wait_for_selector("body > iframe")
    page.close()
    site.page = before

"""One server for the package, beside one stub of Slack's Web API; each test has channels and people of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.runtime.model import ensure_model
from tests.slack.faulty import Faulty, running
from tests.slack.running import Slack
from tests.slack.web_api import WebApi


@pytest.fixture(scope="package")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slack]:
    """The running bot, for the tests that neither stop it nor make Slack fail."""
    ensure_model()
    with WebApi() as api:
        running = Slack(tmp_path_factory.mktemp("slack"), api)
        running.server.start()
        yield running
        running.server.stop()
        # Whatever was tested: the bot never sent Slack what it should not.
        assert api.violations == []


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    """A server of its own for a module that makes Slack fail, or stops it."""
    with running(tmp_path_factory.mktemp("shared")) as slack:
        yield slack

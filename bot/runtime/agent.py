"""One agent for every way in: the terminal, the server and the tests."""

from __future__ import annotations

from pathlib import Path

from bot.runtime import lean

lean.use()

from rasa.core.lock_store import InMemoryLockStore  # noqa: E402 - Rasa may only be imported lean

from bot.runtime.conversations import ConversationStore  # noqa: E402
from bot.runtime.processor import ScreeningAgent  # noqa: E402


def load_agent(model: Path, conversations: str = ":memory:") -> ScreeningAgent:
    """The agent of the model, its conversations in a file or in memory. Raises FileNotFoundError without a model."""
    lean.quiet()
    store = ConversationStore(path=conversations)
    agent = ScreeningAgent(tracker_store=store, lock_store=InMemoryLockStore())
    agent.conversations = store
    agent.load_model(model)
    return agent

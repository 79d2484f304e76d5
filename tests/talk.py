"""A conversation with the trained model and the real actions, in this process."""

from __future__ import annotations

import asyncio
import uuid
import warnings
from functools import lru_cache
from typing import Any

from bot.channels.text import clean
from bot.runtime import lean
from bot.runtime.agent import load_agent
from bot.runtime.model import ensure_model
from bot.runtime.processor import ScreeningAgent
from tests.conversations.script import Said, Turn

lean.use()

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage  # noqa: E402 - after `lean.use`
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet  # noqa: E402


@lru_cache(maxsize=1)
def agent() -> ScreeningAgent:
    """One agent for all tests of a run; conversations are kept in memory."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa warns of slot mappings that it was not given
        return load_agent(ensure_model())


@lru_cache(maxsize=1)
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


class _Listening(CollectingOutputChannel):  # type: ignore[misc]
    """Collects what the REST channel would send, and of which response each text is."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Said] = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.said.append(Said(message.get("utter_action", ""), message.get("text") or ""))
        await super().send_response(recipient_id, message)


class Talk:
    """One conversation; `slots` sets the day (`on`), the audience (`who`), whether the bot asks (`step_by_step`), and
    answers that are known before."""

    def __init__(self, slots: dict[str, Any] | None = None) -> None:
        self.sender = uuid.uuid4().hex
        slots = dict(slots or {})
        self.metadata = {name: slots.pop(name) for name in ("on", "who", "step_by_step") if name in slots}
        self.messages: list[dict[str, Any]] = []
        """The last reply as the REST channel would send it."""
        if slots:
            _loop().run_until_complete(self._set(slots))

    def nothing(self) -> Turn:
        """What has happened before the first message."""
        return Turn([], {}, {})

    def say(self, text: str) -> Turn:
        """Say something; what the bot does."""
        return _loop().run_until_complete(self._say(text))

    @property
    def custom(self) -> dict[str, Any]:
        """The last payload of the last reply."""
        return next((m["custom"] for m in reversed(self.messages) if "custom" in m), {})

    async def _say(self, text: str) -> Turn:
        channel = _Listening()
        message = UserMessage(clean(text), channel, self.sender, metadata=dict(self.metadata))
        await agent().handle_message(message)
        self.messages = channel.messages
        tracker = await agent().tracker_store.retrieve(self.sender)
        result = self.custom.get("result") or {}
        statuses = {criterion["id"]: criterion["status"] for criterion in result.get("criteria", ())}
        if result:
            statuses["verdict"] = result["verdict"]
        return Turn(channel.said, tracker.current_slot_values(), statuses)

    async def _set(self, slots: dict[str, Any]) -> None:
        store = agent().tracker_store
        tracker = store.init_tracker(self.sender)
        known = [SlotSet(name, value) for name, value in slots.items() if value is not None]
        begun = [ActiveLoop("screening_form"), *known, ActionExecuted("action_listen")]
        tracker.update_with_events(begun, agent().domain)
        await store.save(tracker)

"""Rasa's agent and message processor, with local actions and the question last asked shown to the NLU pipeline."""

from __future__ import annotations

import logging
from copy import copy
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime.conversations import ConversationStore
from bot.runtime.local_actions import Run, load_actions, localise
from bot.settings import today

CONTEXT_SLOTS = ("asking", "scale", "who", "on")
"""The slots that tell what a message may mean: what was asked, on which scale, of whom, and the day."""


logger = logging.getLogger(__name__)

REMOVED = "[...]"
"""Stands in the log of a conversation for a birth date."""


class ScreeningProcessor(MessageProcessor):
    """A message processor that runs custom actions in its own process."""

    actions: dict[str, Run]

    async def parse_message(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        """Understand a message in the light of what was asked: a bare "3" means nothing without its question."""
        shown = copy(message)
        shown.metadata = {"on": today().isoformat()}
        if tracker is not None:
            slots = {name: tracker.get_slot(name) for name in CONTEXT_SLOTS}
            shown.metadata.update({name: value for name, value in slots.items() if value is not None})
        shown.metadata.update(message.metadata or {})
        try:
            parsed: dict[str, Any] = await super().parse_message(shown, tracker, only_output_properties)
        except Exception:
            # The message goes on as an answer that nobody understood; the dialogue asks again.
            logger.exception("A message could not be understood")
            answer = {"name": "answer", "confidence": 0.0}
            return {"text": message.text, "intent": answer, "intent_ranking": [answer], "entities": []}
        if parsed.get("understanding", {}).get("birth_date_given"):
            # Only the age is kept, in the log of the conversation too.
            message.text = parsed["text"] = _without_birth_date(parsed)
        return parsed

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Nothing: the form's validation fills every slot, and Rasa would go through all their mappings each time."""
        return tracker

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        local = localise(action, self.actions)
        return bool(await super()._run_action(local, tracker, output_channel, nlg, prediction))


class ScreeningAgent(Agent):
    """An agent whose processor is a `ScreeningProcessor`."""

    conversations: ConversationStore
    """The store itself; Rasa wraps the one that it is given."""

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        """Load a trained model. Raises FileNotFoundError where there is none: Rasa itself would take another."""
        if not Path(model_path).is_file():
            raise FileNotFoundError(f"no trained model at {model_path}: run `make train`")
        self.processor = ScreeningProcessor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            generator=self.nlg,
        )
        self.processor.actions = load_actions()
        self.domain = self.processor.domain
        self.tracker_store.domain = self.domain
        self.nlg.responses = self.domain.responses
        self._set_fingerprint(fingerprint)


def _without_birth_date(parsed: dict[str, Any]) -> str:
    """The text of a message without the words that told the birth date."""
    text: str = parsed["text"]
    for entity in sorted(parsed["entities"], key=lambda entity: -entity["start"]):
        if entity["entity"] == "age_years":
            text = text[: entity["start"]] + REMOVED + text[entity["end"] :]
    return text

"""The two components of Rasa's NLU pipeline, and the one place where `bot.understand` meets Rasa.

`IntentClassifier` ranks the intents (trained); `Understander` stands last and decides, with what the message says.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.settings import today
from bot.understand.ranking import FILE, IntentModel
from bot.understand.text import LONGEST
from bot.understand.understanding import understand

_SHOWN = 3
"""How many intents of the ranking go on with the message."""


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class IntentClassifier(GraphComponent):
    """Ranks the intents of each message with an `IntentModel`, learned from `data/nlu/`."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, model: IntentModel | None = None) -> None:
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """A classifier that has learned nothing yet."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """The classifier as `train` kept it. Raises ValueError where the model storage has none."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, IntentModel.load(folder / FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples of all intents, and keep what was learned."""
        examples = [(m.get("text"), m.get("intent")) for m in training_data.intent_examples if m.get("text")]
        self._model = IntentModel.train([text for text, _ in examples], [intent for _, intent in examples])
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder / FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the ranking of all intents on each message."""
        if self._model is None:
            raise RuntimeError("the intent classifier is asked before it was trained")
        for message in messages:
            ranking = self._model.rank((message.get("text") or "")[:LONGEST])
            _set_intents(message, ranking)
        return messages


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class Understander(GraphComponent):
    """Decides a message's intent and finds its answers: `bot.understand.understand`, with Rasa's names.

    A message's metadata may say what was `asking`, the day as `on`, and `who` writes; without a day the message's dates
    can't be read, and the dialogue, which has a day, understands it again.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Understander:
        """There is nothing to configure."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set each message's intent, entities and `understanding`."""
        for message in messages:
            self._understand(message)
        return messages

    def _understand(self, message: Message) -> None:
        text = (message.get("text") or "")[:LONGEST]
        metadata = message.get("metadata") or {}
        ranking = [(intent["name"], intent["confidence"]) for intent in message.get("intent_ranking") or ()]
        on = date.fromisoformat(metadata["on"]) if metadata.get("on") else today()
        who = metadata.get("who") or "family"
        heard = understand(text, metadata.get("asking"), on, who, ranking, metadata.get("scale"))
        others = [(name, confidence) for name, confidence in ranking if name != heard.intent]
        _set_intents(message, [(heard.intent, heard.confidence), *others][:_SHOWN])
        entities = [
            {
                "entity": finding.key,
                "value": finding.value,
                "start": finding.start,
                "end": finding.end,
                "extractor": type(self).__name__,
                "confidence_entity": finding.sure,
            }
            for finding in heard.findings
        ]
        message.set("entities", entities, add_to_output=True)
        message.set("understanding", heard.as_dict(), add_to_output=True)


def _set_intents(message: Message, ranking: list[tuple[str, float]]) -> None:
    shown = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    message.set("intent", shown[0], add_to_output=True)
    message.set("intent_ranking", shown, add_to_output=True)

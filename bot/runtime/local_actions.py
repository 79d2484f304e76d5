"""Custom actions and the form in the server's own process, without an action server between them.

Rasa sends each custom action to a server over HTTP: it serialises the whole conversation, validates the reply against
a schema, and replays the conversation to make copies. The actions of this project do no input or output, so they are
called directly. `rasa run actions` still serves the same classes to a stock Rasa server.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection, RemoteAction
from rasa.core.actions.forms import FormAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, FollowupAction, SlotSet, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection as SdkRejection

from bot.wording import load_wording

logger = logging.getLogger(__name__)

FAILED = "utter_failed"
"""What is said where an action fails."""

Run = Callable[[CollectingDispatcher, Tracker, dict[str, Any]], Awaitable[list[dict[str, Any]]]]


def load_actions(package: str = "actions") -> dict[str, Run]:
    """The custom actions of a package, by name."""
    executor = ActionExecutor()
    executor.register_package(package)
    return dict(executor.actions)


class LocalAction(RemoteAction):
    """A custom action that is called where it stands."""

    def __init__(self, name: str, run: Run) -> None:
        super().__init__(name, None)
        self._run = run

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """Run the action; its messages come first, then its events, as from an action server."""
        dispatcher = CollectingDispatcher()
        try:
            events = await self._run(dispatcher, _sdk_tracker(tracker), {})
        except SdkRejection as rejection:
            raise ActionExecutionRejection(self.name(), str(rejection)) from rejection
        except Exception:
            # Rasa would go on without a word. Nothing is lost: the slots stand as they stood before this message.
            logger.exception("The action %s failed", self.name())
            return [
                BotUttered(load_wording().text(FAILED), metadata={"utter_action": FAILED}),
                FollowupAction("action_listen"),
            ]
        messages = await self._utter_responses(dispatcher.messages, output_channel, nlg, tracker)
        return [*messages, *map(_event, events)]


class LocalForm(FormAction):
    """A form whose validation is a local action that also names and asks the next question."""

    def __init__(self, name: str, validation: LocalAction) -> None:
        super().__init__(name, None)
        self._validation = validation

    async def validate(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
    ) -> list[Event]:
        """Let the validation take the message; it alone refuses one. No slot is filled by a mapping here, and Rasa
        would take a form that filled none for one that did not understand, and lose what it said."""
        return await self._validation.run(output_channel, nlg, tracker, domain)

    async def _ask_for_slot(
        self,
        domain: Domain,
        nlg: NaturalLanguageGenerator,
        output_channel: OutputChannel,
        slot_name: str,
        tracker: DialogueStateTracker,
    ) -> list[Event]:
        # The validation has asked already, with the options and the progress that a response alone doesn't have.
        return []

    def _temporary_tracker(
        self, current_tracker: DialogueStateTracker, additional_events: list[Event], domain: Domain
    ) -> DialogueStateTracker:
        # Rasa replays the whole conversation here, to show candidates to the validation; there are none.
        return current_tracker


def localise(action: Action, actions: dict[str, Run]) -> Action:
    """The same action in this process, where it is a custom action or a form; else the action itself."""
    if isinstance(action, FormAction):
        name = f"validate_{action.name()}"
        return LocalForm(action.name(), LocalAction(name, actions[name]))
    if isinstance(action, RemoteAction):
        return LocalAction(action.name(), actions[action.name()])
    return action


def _event(plain: dict[str, Any]) -> Event:
    """The event that an action returned. Rasa searches all its classes for each one, and most of ours set a slot."""
    if plain["event"] == SlotSet.type_name:
        return SlotSet(plain["name"], plain["value"])
    return deserialise_events([plain])[0]


def _sdk_tracker(tracker: DialogueStateTracker) -> Tracker:
    """The tracker as rasa_sdk's actions read it: slots and latest message, without the history."""
    message = tracker.latest_message
    return Tracker(
        sender_id=tracker.sender_id,
        slots=tracker.current_slot_values(),
        latest_message={**message.parse_data, "metadata": message.metadata} if message else {},
        events=[],
        paused=tracker.is_paused(),
        followup_action=tracker.followup_action,
        active_loop={"name": tracker.active_loop_name},
        latest_action_name=tracker.latest_action_name,
    )

"""The custom actions: one for each kind of message. What it does is a turn in `bot/dialogue/`; here is Rasa's side."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, ActiveLoop, FollowupAction, SessionStarted
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.tracker import Events, heard_in, restore, save, send
from bot.dialogue import asides, commands, suppositions, turns
from bot.dialogue.turns import Turn

FORM = "screening_form"
VALIDATION = f"validate_{FORM}"
FORM_INTENTS = ("answer", "dont_know")
"""The kinds of message that are for the form; every other has a rule in `data/rules.yml`."""

TURNS: dict[str, Turn] = {
    VALIDATION: asides.or_who_decides(turns.answer),
    "action_start": asides.or_who_decides(turns.start),
    "action_greet": turns.greet,
    "action_emergency": asides.emergency,
    "action_distress": asides.distress,
    "action_why": asides.or_special(asides.why),
    "action_about_trial": asides.or_special(asides.about_trial),
    "action_about_criterion": asides.or_special(asides.about_criterion),
    "action_what_if": suppositions.what_if,
    "action_status": asides.or_who_decides(asides.status),
    "action_help": asides.or_special(asides.help_),
    "action_contact": asides.or_who_decides(asides.contact),
    "action_thanks": asides.thanks,
    "action_out_of_scope": asides.or_special(asides.out_of_scope),
    "action_other_language": asides.other_language,
    "action_injection": asides.or_special(asides.injection),
    "action_change_answer": asides.or_who_decides(commands.change_answer),
    "action_go_back": commands.go_back,
    "action_restart": commands.start_again,
    "action_stop": asides.or_special(commands.stop),
}
"""What each action does; `data/rules.yml` says which intent calls it."""


def _action(name: str, turn: Turn) -> type[Action]:
    """The action `name`, which takes the turn, says its messages and keeps what it changed."""

    async def run(self: Action, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if name == VALIDATION and tracker.get_intent_of_latest_message() not in FORM_INTENTS:
            # Rasa offers every message to the form first; refused there, it goes to the intent's own rule.
            raise ActionExecutionRejection(FORM, "not an answer")
        screening = restore(tracker)
        send(dispatcher, turn(screening, heard_in(tracker, screening)))
        # A turn ends here: without this a policy would have to work that out.
        return [*save(screening, tracker), FollowupAction("action_listen")]

    return type(name, (Action,), {"name": lambda self: name, "run": run, "__doc__": turn.__doc__})


ACTIONS = [_action(name, turn) for name, turn in TURNS.items()]


class ActionSessionStart(Action):
    """The form is active from the first message on: whatever a person says first may already hold answers."""

    def name(self) -> str:
        """The action's name in Rasa."""
        return "action_session_start"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Start the session and its form."""
        return [SessionStarted(), ActiveLoop(FORM), ActionExecuted("action_listen")]

"""Between Rasa's tracker and a screening: each answer has a slot of its own, the conversation's state has one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.answers import Answers
from bot.dialogue.agenda import asked_question
from bot.dialogue.messages import Message
from bot.dialogue.screening import Screening
from bot.settings import settings, today
from bot.trial import load_trial
from bot.understand.understanding import Understanding, understand

Events = list[dict[str, Any]]

STATE = (
    *("unknown", "closed", "asking", "pending", "held", "confirmed"),
    *("finished", "greeted", "step_by_step", "history", "about"),
)
"""The fields of a screening that the slot `conversation` holds."""


def restore(tracker: Tracker) -> Screening:
    """The screening of this conversation, a new one where it has just begun."""
    answers = {key: tracker.slots[key] for key in Answers._fields if tracker.slots.get(key) is not None}
    metadata = tracker.latest_message.get("metadata") or {}
    day = metadata.get("on") or tracker.slots.get("on")
    return Screening(
        trial=load_trial(settings().trial),
        on=date.fromisoformat(day) if day else today(),
        who=metadata.get("who") or tracker.slots.get("who") or "family",
        answers=answers,
        **(tracker.slots.get("conversation") or {"step_by_step": metadata.get("step_by_step", True)}),
    )


def save(screening: Screening, tracker: Tracker) -> Events:
    """The slots that the turn changed; the form goes on with what is asked now."""
    # While something is read back, a bare "yes" is about that and answers no question.
    asked = None if screening.pending else asked_question(screening)
    slots: dict[str, Any] = {name: screening.answers.get(name) for name in Answers._fields}
    slots["conversation"] = {name: getattr(screening, name) for name in STATE}
    slots["who"] = screening.who
    slots["asking"] = asked.asking if asked else None
    # "80" means nothing without the scale, which the form of the question tells.
    slots["scale"] = asked.id.removeprefix(f"{screening.asking}_") if asked and asked.id != screening.asking else None
    slots["on"] = (tracker.latest_message.get("metadata") or {}).get("on") or tracker.slots.get("on")
    changed = [SlotSet(name, value) for name, value in slots.items() if tracker.slots.get(name) != value]
    # A form that sets nothing counts as one that did not understand, and its messages would be lost.
    changed.append(SlotSet("conversation", slots["conversation"]))
    # A form that requests nothing would end; after the result it waits for questions and changes.
    return [*changed, SlotSet("requested_slot", screening.asking or "result")]


def heard_in(tracker: Tracker, screening: Screening) -> Understanding:
    """What the last message says. The NLU pipeline has understood it already, where it knew what was asked."""
    message = tracker.latest_message
    heard = message.get("understanding")
    asked = tracker.slots.get("asking")
    if heard and heard["asking"] == asked:
        return Understanding.from_dict(message["text"], heard)
    ranking = [(intent["name"], intent["confidence"]) for intent in message.get("intent_ranking", ())]
    return understand(
        message.get("text") or "", asked, screening.on, screening.who, ranking, tracker.slots.get("scale")
    )


def send(dispatcher: CollectingDispatcher, messages: Iterable[Message]) -> None:
    """Say the messages; a payload goes as a message of its own, behind its words."""
    for message in messages:
        buttons = [{"title": label, "payload": label} for label in message.buttons]
        if message.text:
            dispatcher.utter_message(text=message.text, buttons=buttons, utter_action=message.name)
        if message.custom is not None:
            dispatcher.utter_message(json_message=message.custom)

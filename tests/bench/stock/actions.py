"""The stock set-up's one custom action: it takes every answer, as the smallest validation does."""

from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict


class ValidateScreening(FormValidationAction):  # type: ignore[misc]
    """Takes an age as it is said."""

    def name(self) -> str:
        """The name that the form looks for."""
        return "validate_screening"

    def validate_age(
        self, slot_value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Take it."""
        return {"age": slot_value}

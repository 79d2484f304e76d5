"""Rasa's custom actions: a tracker in, a turn of `bot.dialogue`, events out.

`rasa_sdk` finds them by importing this package.
"""

from actions import screening

__all__ = ["screening"]

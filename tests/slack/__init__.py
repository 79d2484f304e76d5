"""Slack: a stub of its Web API and a client that signs as it does, both from its documentation, and the tests."""

from bot.runtime import lean

# Before any test here imports Rasa.
lean.use()

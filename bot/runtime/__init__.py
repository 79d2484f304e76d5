"""Rasa in one process: imported lean, with the actions and the tracker store beside it."""

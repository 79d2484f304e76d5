"""A reader for each topic: a message in, claims out. `answers.py` joins them."""

"""The conversation, without Rasa: what is known, what to ask next, and what each kind of message does."""

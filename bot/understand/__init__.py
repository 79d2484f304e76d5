"""From what people write to answers: text in, partial answers out."""

from bot.understand.findings import Ask, Finding, Reading

__all__ = ["Ask", "Finding", "Reading"]

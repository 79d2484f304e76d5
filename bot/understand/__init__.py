"""From what people write to answers: text in, partial answers out."""

from bot.understand.findings import Ask, Finding, Reading
from bot.understand.understanding import Understanding, understand

__all__ = ["Ask", "Finding", "Reading", "Understanding", "understand"]

"""What every channel does with typed text before anyone reads it."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 4000
"""Characters of a message that are read; nobody's answer is longer, and what is longer is not for us."""

_KEPT_CONTROLS = "\n\t"


def clean(text: str) -> str:
    """The text as a person meant it: no control characters or direction marks, no command, not endless.

    Rasa obeys a typed "/intent" as a command from every channel, so a text may not begin with a slash. Lone
    surrogates, which no database or reply can hold, go too.
    """
    kept = (c for c in text[:LONGEST] if c in _KEPT_CONTROLS or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return re.sub(r"^[\s/]+", "", "".join(kept)).rstrip()

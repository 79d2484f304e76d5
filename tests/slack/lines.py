"""What people write in these tests: made-up patients, each in one line."""

from __future__ import annotations

import re

from tests.slack.names import BOT_USER, Json

GIRL = "8yo F B-ALL 1st relapse isolated BM, on maint, last VCR 11/3, LPS 80, Cr 0.5, dbili 0.2, SF 33%"
BOY = "12yo M B-ALL 1st relapse BM + CNS3, in consolidation, KPS 90, Cr 0.9, dbili 0.4, EF 61%"
TEEN = "16yo F B-ALL 2nd relapse BM, off therapy, ECOG 1, Cr 0.7"
BOT = f"@{BOT_USER}"


def about_age(message: Json) -> str:
    """The age on a card, which tells the patients of these tests apart."""
    found = re.search(r"\*Age\* (\d+)", message["text"])
    return found[1] if found else ""

"""What a message is about: one of the questions, or a term of the glossary. The words stand in the domain."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.dialogue.saying import say_rows
from bot.dialogue.screening import Screening
from bot.understand.lexicon import fold, lexicon
from bot.wording import load_wording

ROW, TERM = "utter_row_", "utter_term_"

SPECIAL = ("utter_if_danger", "utter_no_advice", "utter_who_decides")
"""Questions where a wrong word could do harm: what to do in danger, about treatment, and whether someone can join."""


def named(text: str, screening: Screening) -> str | None:
    """The question of this trial that the text names ("the creatinine"), or None."""
    asked = [name for criterion in screening.trial.criteria for name in criterion.ask]
    found = _find(text, ROW, screening.who)
    return next((name for name in found if name in asked), None)


def changed_row(text: str, screening: Screening) -> str | None:
    """The question whose *Change* was chosen: the text is the row's own sentence. Its label alone might be read as an
    answer ("Treatment for this relapse")."""
    plain = text.casefold().strip(" .")
    return next((row.question for row in say_rows(screening) if row.change.casefold().strip(" .") == plain), None)


def term(text: str) -> str | None:
    """The response that explains the term which the text names, or None."""
    return next((TERM + name for name in _find(text, TERM, "family")), None)


def asks_why(text: str) -> bool:
    """Whether the text asks for a reason, not for a meaning."""
    return bool(_pattern(_forms("utter_why", "family")).search(text.casefold()))


def corrects_what_was_before(text: str) -> bool:
    """Whether the text begins by taking back an answer that was given before ("wait, it was the 3rd")."""
    return bool(_pattern(_forms("utter_changed", "family")).match(text.casefold().lstrip(" ,.")))


def is_the_same(text: str) -> bool:
    """Whether the text says "the same" as what was said before, and nothing more."""
    return bool(_pattern(_forms("utter_same", "family")).fullmatch(text.casefold().strip(" .!")))


def is_never_mind(text: str) -> bool:
    """Whether the text takes back what was asked or said last, and nothing more: nothing is to be deleted for it."""
    return bool(_pattern(_forms("utter_never_mind", "family")).fullmatch(text.casefold().strip(" .!")))


def is_what_is_that(text: str) -> bool:
    """Whether the text asks what something is, and names nothing."""
    return bool(_pattern(_forms("utter_help", "family")).fullmatch(text.casefold().strip(" .!?")))


def special(text: str) -> str | None:
    """The response for a question that must have one answer, whatever kind of message it seems to be."""
    named = next((name for name in SPECIAL if _pattern(_forms(name, "family")).search(text.casefold())), None)
    return named or ("utter_who_decides" if asks_who_decides(text) else None)


def asks_who_decides(text: str) -> bool:
    """Whether a text asks whether this one joins, in words that ask for nothing else ("so is she in?")."""
    return bool(lexicon("who_decides").find(fold(text)))


def supposition(text: str) -> str:
    """What a "what if" supposes, as if it were so."""
    return _pattern(_forms("utter_what_if", "family")).sub(" ", text.casefold()).strip(" ?!.,")


def asks_earliest(text: str) -> bool:
    """Whether a text that supposes nothing asks for a first day ("earliest?")."""
    return bool(_pattern(_forms("utter_soonest", "family")).search(text.casefold()))


def taken_away(text: str) -> tuple[str, str]:
    """What a text leaves out ("without the rituximab and the blina"), and the rest of it; nothing and all of it where
    it leaves out nothing."""
    plain = text.casefold()
    match = _pattern(_forms("utter_what_if_without", "family")).search(plain)
    if not match:
        return "", plain
    after = plain[match.end() :]
    ends = _ANOTHER_PART.search(after)
    end = ends.start() if ends else len(after)
    return after[:end], f"{plain[: match.start()]} {after[end:]}".strip()


_ANOTHER_PART = re.compile(r"(?:,| and| but|;) (?=[^,;]*(?:\d|\b(?:was|is|were|had|start|starts|today)\b))")
"""Where a text goes on to something that is so."""


def _find(text: str, prefix: str, who: str) -> list[str]:
    """What the text names, the longest words first: "direct bilirubin" before "bilirubin"."""
    plain = text.casefold()
    hits = []
    for name, pattern in _patterns(prefix, who):
        match = pattern.search(plain)
        if match:
            hits.append((-len(match[0]), match.start(), name))
    return [name for _, _, name in sorted(hits)]


@lru_cache(maxsize=4)
def _patterns(prefix: str, who: str) -> list[tuple[str, re.Pattern[str]]]:
    names = [name for name in load_wording().names if name.startswith(prefix)]
    return [
        (name.removeprefix(prefix), _pattern([name.removeprefix(prefix).replace("_", " "), *_forms(name, who)]))
        for name in names
    ]


def _forms(name: str, who: str) -> list[str]:
    """The other words for what a response is about; for a row its label too."""
    response = load_wording().response(name, who)
    label = [response["text"]] if name.startswith(ROW) else []
    return [*label, *response.get("custom", {}).get("also", [])]


@lru_cache(maxsize=256)
def _compiled(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted((word.casefold() for word in words), key=len, reverse=True)
    # "B-ALL" and "B ALL" are one word to those who write it.
    forms = [r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", word))) for word in longest_first]
    return re.compile(rf"\b(?:{'|'.join(forms)})\b")


def _pattern(words: list[str]) -> re.Pattern[str]:
    return _compiled(tuple(words))


def begins(text: str) -> bool:
    """Whether a text asks to be asked ("start", "step by step", "begin the questions")."""
    return bool(_BEGINS.search(text.casefold()))


_BEGINS = re.compile(
    r"\b(?:start|begin|step|questions?|ask|ready|proceed|continue|resume|go ahead|get going|get started)\b"
)


def says_only(text: str) -> bool:
    """Whether a text says that what it tells is all there is ("so BM only", "it's isolated CNS")."""
    return bool(_ONLY.search(text.casefold())) and "?" not in text


_ONLY = re.compile(r"\b(?:only|isolated|nothing else)\b")


def adds(text: str) -> bool:
    """Whether a text says that what it tells comes to what is known ("also testicular", "CNS too", "+ skin")."""
    plain = text.casefold().strip(" .!")
    return bool(_ADDS.search(plain)) and "?" not in plain


_ADDS = re.compile(
    r"^(?:(?:oh|sorry|yes|ok|and|he|she|they|we|path|imaging|pet|mri|exam|has|have|it's) )*"
    r"(?:also|plus|additionally|and)\b|^[+&]|\b(?:too|also|as well)$"
)

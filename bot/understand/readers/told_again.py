"""Staff's short messages about doses told before: "LP was diagnostic", "both maint", "yes the VCR was maint"."""

from __future__ import annotations

from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark, words_of
from bot.understand.readers.treatments import Given

_SMALL = frozenset(
    {
        *(
            "yes",
            "yep",
            "yeah",
            "that",
            "those",
            "this",
            "these",
            "it",
            "its",
            "was",
            "were",
            "is",
            "are",
            "the",
            "his",
        ),
        *(
            "her",
            "part",
            "of",
            "at",
            "in",
            "for",
            "as",
            "given",
            "with",
            "both",
            "all",
            "dose",
            "doses",
            "one",
            "ones",
            "lp",
        ),
        *("tap", "puncture", "and", "+", "/", "&", ",", ".", "-", ":", "chemo", "only", "just", "done", "sorry", "ok"),
        *("also", "thats", "too", "actually", "so", "pt", "patient", "he", "she", "on", "w", "from", "during", "meds"),
        *("confirmed", "correct", "per", "chart", "mar", "last", "recent", "drug", "drugs", "still", "routine"),
    }
)
_EVERY = frozenset({"both", "all", "these", "those", "doses"})
_DOSE = frozenset({"dose", "doses", "part", "chemo", "meds", "drugs"})
_TAPS = frozenset({"lp", "tap", "puncture", "spinal"})
_LONGEST = 12


def contexts_alone(message: Message, given: list[Given]) -> list[Claim]:
    """The context of doses told before, in a message that says nothing else. Which doses they are the dialogue knows.

    "Maint" alone is no context: it tells on what the patient was.
    """
    if message.who != "staff" or message.asking is not None or message.dates or len(message.words) > _LONGEST:
        return []
    if message.all("therapies.no_chemo_in", "therapies.no_chemo_in_it", "therapies.not_given", "therapies.never_given"):
        return []
    apart = message.denied | message.asked | message.hedged | message.coming | message.others
    taps = [m for m in message.all("therapies.diagnostic_puncture") if m.start not in apart]
    maintenance = message.all("phase.maintenance", "phase.on_maintenance", "therapies.maintenance_dose")
    maintenance = [m for m in maintenance if m.start not in apart]
    if bool(taps) == bool(maintenance) or not _says_nothing_else(message, given, taps or maintenance):
        return []
    mark = (taps or maintenance)[0]
    if taps:
        spinal = [g for g in given if g.agent is None or g.kind == "intrathecal" or message.words[g.start] in _TAPS]
        if len(spinal) < len(given):
            return []
        value = {"kind": "intrathecal", "context": "diagnostic_lumbar_puncture"}
        return [Claim("therapies", value, mark.start, mark.end)]
    named = [g for g in given if g.kind in ("cytotoxic", "intrathecal", "hydroxyurea")]
    if named:
        return [Claim("therapies", {**g.dose(), "context": "maintenance"}, g.start, g.end) for g in named]
    words = {*message.words}
    if words & _EVERY or (words & _DOSE and mark.name != "on_maintenance"):
        return [Claim("therapies", {"context": "maintenance"}, mark.start, mark.end)]
    return []


def _says_nothing_else(message: Message, given: list[Given], marks: list[Mark]) -> bool:
    known = _SMALL | words_of("answers", "filler")
    told = {p for g in given for p in range(g.start, g.end)} | {p for m in marks for p in range(m.start, m.end)}
    return all(p in told or word in known for p, word in enumerate(message.words))

"""On what treatment the patient was when the leukemia came back."""

from __future__ import annotations

from collections.abc import Iterator

from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark
from bot.understand.readers.relapse_ordinals import CUE_REACH, NO_COUNT, PARTS
from bot.understand.readers.short import claimed


def read_phase(message: Message) -> Iterator[Claim | Ask]:
    """What the patient was on when it came back."""
    asked = message.asking == "relapse_phase"
    if not asked and _never_relapsed(message):
        return  # "Never relapsed, in induction": no phase of a relapse
    found = False
    for mark in message.all("phase"):
        name = mark.name
        stopped_then = (
            name == "off"
            and not {"off", "on"} & {*message.words[mark.start : mark.end]}
            and message.words[mark.end : mark.end + 1] in (["when"], ["because"], ["once"])
        )
        if (
            stopped_then
            or (name == "frontline" and message.words[mark.start - 3 : mark.start] == ["s", "/", "p"])
            or mark.start in message.denied
            or (name not in ("off", "not_maintenance") and message.denies(mark))
        ):
            continue
        if (mark.start in message.coming and name in ("maintenance", "on_maintenance")) or _is_i_am(message, mark):
            continue
        if name == "off" and _not_quite(message, mark):
            if asked and "maintenance" in message.words[mark.start : mark.end]:
                found = True
                yield from claimed(message, "relapse_phase", "maintenance", mark, now=False)
            continue
        value = {
            "maintenance": "maintenance",
            "on_maintenance": "maintenance",
            "not_maintenance": "other_frontline_phase",
            "frontline": "other_frontline_phase",
            "off": "off_therapy",
        }.get(name)
        if value is None or not (asked or _phase_said(message, mark)):
            continue
        if value == "other_frontline_phase" and (_of_diagnosis(message, mark) or _against_the_relapse(message, mark)):
            continue
        if not asked and name == "frontline" and message.who == "staff" and _of_a_drug(message, mark):
            continue
        over = message.words[mark.start - 1 : mark.start] in (["finished"], ["completed"])
        if asked and name == "frontline" and over:
            found = True
            yield Claim("relapse_phase", value, mark.start, mark.end, 0.4)
            continue
        found = True
        yield from claimed(message, "relapse_phase", value, mark, now=False)
    if asked and not found and message.who == "staff" and message.text.raw.strip(" .") == "IM":
        yield Claim("relapse_phase", "other_frontline_phase", 0, 1)
        return
    if asked and not found and message.all("phase", "therapies.cytotoxic"):
        yield Ask("unclear", "relapse_phase")


def _not_quite(message: Message, mark: Mark) -> bool:
    """ "Almost done with maintenance", "about to finish chemo"."""
    if {"#", "month", "months", "year", "years", "week", "weeks"} & {*message.words[mark.start : mark.end]}:
        return False  # "About a year after stopping treatment"
    before = message.words[max(0, mark.start - 2) : mark.start]
    return before[-1:] in (["almost"], ["nearly"]) or before in (["about", "to"], ["close", "to"], ["not", "quite"])


def _never_relapsed(message: Message) -> bool:
    """Whether the message says that there was no relapse, and none of one."""
    never = [m for m in message.all("relapse.never") if message.plain(m)]
    never = [m for m in never if not {*message.words[m.end : m.end + 1]} & NO_COUNT]
    return bool(never) and not message.all("relapse.ordinal", "relapse.count", "relapse.once")


def _of_diagnosis(message: Message, mark: Mark) -> bool:
    """ "When she was first diagnosed they started induction": the phase of then."""
    first, last = message.sentence(mark.start)
    words = message.words[first : mark.start]
    cues = [cue for cue in message.all("relapse.cue", "relapse.ordinal") if first <= cue.start < last]
    return "diagnosed" in words and "when" in words and not cues


def _against_the_relapse(message: Message, mark: Mark) -> bool:
    """ "Induction for relapse to start Mon", "started induction for this relapse": treatment of the relapse itself."""
    behind = message.words[mark.end : mark.end + 3]
    return behind[:1] == ["for"] and any(message.has(mark.end + n, "relapse.cue") for n in range(1, len(behind)))


def _of_a_drug(message: Message, mark: Mark) -> bool:
    """ "Prior blina frontline", "blina in consolidation", "frontline blina": when a drug was given."""
    if message.starting(mark.end, "drug"):
        return True
    first = max(message.clause(mark.start)[0], mark.start - 4)
    drugs = [m.end for m in message.all("drug", "transplant.transplant") if first < m.end <= mark.start]
    cues = [m.end for m in message.all("relapse.cue", "relapse.ordinal") if m.end <= mark.start]
    return bool(drugs) and max(drugs) > max(cues, default=-1)


def _is_i_am(message: Message, mark: Mark) -> bool:
    """ "I'm 31", "im 17": no interim maintenance, which staff write in capitals, with a 1 or 2."""
    if message.words[mark.start] != "im" and message.words[mark.end - 1] == "im":
        return message.text.words_between(mark.end - 1, mark.end) != "IM"  # "During IM"
    if message.words[mark.start] != "im":
        return False
    number = message.text.numbers.get(mark.end - 1)
    capitals = message.text.words_between(mark.start, mark.start + 1) == "IM"
    return not capitals or (number is not None and number.high > 2)


def _phase_said(message: Message, mark: Mark) -> bool:
    """Where it was not asked: "on maintenance" says it; a phase's name only near a relapse."""
    if message.asking in ("therapies", "last_cytotoxic", "last_intrathecal") and mark.name in (
        "maintenance",
        "on_maintenance",
    ):
        return _near_relapse(message, mark)
    if mark.name == "on_maintenance":
        return True
    if mark.name == "maintenance" and message.who == "staff" and heads_its_part(message, mark):
        return True
    frontline = mark.name in ("frontline", "not_maintenance") and message.who == "staff"
    if frontline and (_alone_of_relapse(message, mark) or _is_all_that_is_said(message, mark)):
        return True
    if mark.name == "off":
        therapy_date = message.asking in ("last_cytotoxic", "last_biologic", "last_intrathecal", "last_hydroxyurea")
        return _near_relapse(message, mark) or (message.who == "staff" and not therapy_date)
    return _near_relapse(message, mark)


def _alone_of_relapse(message: Message, mark: Mark) -> bool:
    """Staff's "…, DI, …", "Bone marrow. Induction. Recovered.": the one phase of a line that tells of a relapse, with
    nothing else in its part."""
    others = [m for m in message.all("phase") if not mark.start <= m.start < mark.end]
    cues = message.all("relapse.cue", "relapse.ordinal", "relapse.count", "relapse.once")
    begins = mark.start > 0 and message.words[mark.start - 1] in PARTS - {"("}
    ends = message.words[mark.end : mark.end + 1] in ([], *([part] for part in PARTS - {")"}))
    return bool(cues) and not others and begins and ends


def _is_all_that_is_said(message: Message, mark: Mark) -> bool:
    """Staff's "on DI actually", "was in consolidation": what a message says of the relapse told before, and no more."""
    if message.asking is not None or mark.start in message.coming | message.hedged or message.dates:
        return False
    rest = [p for p in range(len(message.words)) if not mark.start <= p < mark.end]
    known = {*_SAID_OF_PHASE, *(message.words[p] for p in rest if message.has(p, "corrections"))}
    return len(rest) <= _FEW and all(message.words[p] in known for p in rest)


_FEW = 6
_SAID_OF_PHASE = frozenset(
    {
        *("on", "in", "during", "was", "were", "he", "she", "pt", "patient", "it", "they", "at", "the", "time", "then"),
        *("phase", "sorry", "ok", "yes", "so", "of", "when", "relapse", "rel", "relapsed", "happened", ",", ".", "not"),
        *("maint", "maintenance", "off", "tx", "therapy", "that", "mid", "end", "still", "came", "occurred", "#"),
    }
)


def heads_its_part(message: Message, mark: Mark) -> bool:
    """Staff's "…, maint, …", "… Maint wk 41. …": the phase with nothing but a number of weeks or cycles."""
    begins = mark.start == 0 or message.words[mark.start - 1] in (PARTS | {"=", "/"}) - {"("}
    if not begins and not message.ending(mark.start, "relapse.cue", "relapse.count", "relapse.ordinal", "sites"):
        return False  # "…, maint, …", "r1 bm maint lps80"
    end = mark.end
    while message.words[end : end + 1] and message.words[end] in (
        "wk",
        "week",
        "cycle",
        "c",
        "d",
        "day",
        "#",
        "month",
        "mo",
        "yr",
        "year",
    ):
        end += 1
    follows = message.starting(end, "performance", "labs", "age.years", "diagnosis", "negation.before", "sex")
    return message.words[end : end + 1] in ([], ["/"], *([part] for part in PARTS)) or follows is not None


def _near_relapse(message: Message, mark: Mark) -> bool:
    first, last = message.sentence(mark.start)
    cues = message.all("relapse.cue", "relapse.ordinal", "relapse.once", "relapse.twice")
    return any(first <= cue.start < last and abs(cue.start - mark.start) <= CUE_REACH for cue in cues)

"""Whether a dose was part of maintenance, or given at the diagnostic lumbar puncture, where that is said."""

from __future__ import annotations

from datetime import date

from bot.intervals import DateInterval
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark
from bot.understand.readers.treatments import SINCE, Given

_EXEMPT = ("cytotoxic", "intrathecal", "hydroxyurea")
"""Kinds that may be part of maintenance."""
_SEGMENT_ENDS = frozenset(".;!?\n")
_EVERY = frozenset({"both", "all"})


def with_contexts(message: Message, claims: list[Claim]) -> list[Claim]:
    """The therapies of a message with their contexts; a context alone where it answers the question."""
    general = _in_maintenance(message) or (len(claims) == 1 and _is_the_other_part(message))
    punctures = [m for m in _said(message, "therapies.diagnostic_puncture") if not took_fluid_only(message, m)]
    relapsed = _days_of_relapse(message, claims)
    scopes = [scope for mark in _said(message, "phase.maintenance") if (scope := _scope(message, mark))]
    found = []
    for claim in claims:
        kind = claim.value["kind"]
        context = None
        if kind == "intrathecal" and any(_at(message, puncture, claim, claims) for puncture in punctures):
            context = "diagnostic_lumbar_puncture"
        elif (
            kind in _EXEMPT
            and not _never_in_maintenance(claim)
            and (
                (general and not _has_its_own_part(message, claim) and not _after_any(message, claim, relapsed))
                or _beside(message, claim)
                or any(claim.start in scope for scope in scopes)
            )
        ):
            context = "maintenance"
        found.append(claim._replace(value={**claim.value, "context": context}) if context else claim)
    if message.asking != "therapies" or claims or message.all("therapies.neither"):
        return found
    maintenance = _said(message, "phase.maintenance", "phase.on_maintenance", "therapies.maintenance_dose")
    maintenance = [mark for mark in maintenance if mark.start not in message.hedged]
    punctures = punctures or _said(message, "therapies.found_then")
    found = [Claim("therapies", {"context": "maintenance"}, mark.start, mark.end) for mark in maintenance[:1]]
    if punctures:
        value = {"kind": "intrathecal", "context": "diagnostic_lumbar_puncture"}
        return [*found, Claim("therapies", value, punctures[0].start, punctures[0].end)]
    return found


def _days_of_relapse(message: Message, claims: list[Claim]) -> list[date | None]:
    """The days of the relapse and of its lumbar puncture; None for a puncture without one."""
    punctures = message.all("therapies.diagnostic_puncture")
    found: list[date | None] = []
    for mark in [*punctures, *message.all("relapse.cue")]:
        first, last = message.clause(mark.start)
        begin, end = message.text.starts[first], message.text.ends[last - 1]
        near = [day for day in message.dates if day.interval and begin <= day.start and day.end <= end]
        if mark.label == "relapse.cue":  # "Relapsed 11/18", "relapse on 11/18"
            places = [mark.end, mark.end + 1]
            starts = [message.text.starts[p] for p in places if p < last and message.words[p] != "#th"]  # "(1st)"
            near = [day for day in near if day.start in starts]
        days = [day.interval.earliest or day.interval.latest for day in near if day.interval]
        found += days or ([None] if mark in punctures else [])
    return found


def _after_any(message: Message, claim: Claim, relapsed: list[date | None]) -> bool:
    return any(_after(message, claim, day) for day in relapsed)


def _after(message: Message, claim: Claim, relapse: date | None) -> bool:
    """Whether a dose may have been given after the relapse was found: then "on maint" may not be said of it."""
    spinal: bool = claim.value["kind"] == "intrathecal"
    told = claim.value.get("last_given")
    by_mouth = not spinal and bool({"po", "oral"} & {*message.words[max(0, claim.start - 1) : claim.end]})
    if relapse is None or told is None:
        return spinal
    if claim.value.get("agent") in _PILLS or by_mouth:
        return False  # Pills go on until the phase ends
    last = DateInterval.parse(told).latest
    return bool(last is not None and (last >= relapse if spinal else last > relapse))


_PILLS = frozenset({"mercaptopurine", "thioguanine"})


def took_fluid_only(message: Message, tap: Mark | Given) -> bool:
    """ "The dx LP had no chemo", "that tap was just to look": a puncture that gave nothing."""
    last = message.sentence(tap.start)[1]
    told = [mark for mark in message.all("therapies.no_chemo_in") if tap.end <= mark.start < last]
    return any(not SINCE & {*message.words[mark.end : mark.end + 1]} for mark in told)


def _is_the_other_part(message: Message) -> bool:
    """Staff's "VCR 11/10, maint", "maint, 11/10", asked for the last dose: the phase fills a part of the answer."""
    if message.who != "staff" or not (message.asking or "").startswith("last_"):
        return False
    ends: tuple[list[str], ...] = ([], [","], [";"], ["."], [":"])
    return any(
        message.words[max(0, m.start - 1) : m.start] in ends and message.words[m.end : m.end + 1] in ends
        for m in _said(message, "phase.maintenance")
        if m.start not in message.hedged
    )


def _has_its_own_part(message: Message, claim: Claim) -> bool:
    """Staff's "last chemo = maint VCR 11/17, last IT 10/29": the phase of one drug isn't said of another."""
    if message.who != "staff" or message.asking is not None or _beside(message, claim):
        return False
    first = message.clause(claim.start)[0]
    doses = [m for m in _said(message, "therapies.maintenance_dose", "phase.maintenance") if m.end <= first]
    doses = [m for m in doses if message.has(m.end, "drug") or message.has(m.end - 1, "drug")]
    led = any(first <= m.start <= claim.start for m in message.all("therapies.last"))
    begin, end = message.sentence(claim.start)
    return led and bool(doses) and not any(begin <= m.start < end for m in _said(message, "phase.on_maintenance"))


def _never_in_maintenance(claim: Claim) -> bool:
    """An asparaginase is given in other phases: "on maint", said of a list, is not said of it."""
    return "aspar" in claim.value.get("agent", "")


def _at(message: Message, puncture: Mark, claim: Claim, claims: list[Claim]) -> bool:
    """Whether an intrathecal dose was given at this puncture: the one that is told, or that of the same clause."""
    spinal = [other for other in claims if other.value["kind"] == "intrathecal"]
    first, last = message.clause(puncture.start)
    if first <= claim.start < last:
        return True
    begin, end = message.text.starts[first], message.text.ends[last - 1]
    own = any(begin <= day.start and day.end <= end for day in message.dates)  # The day of another dose.
    apart = claim.end <= first or claim.start >= last
    return len(spinal) == 1 and not (own and apart and message.who == "staff")


def _said(message: Message, *labels: str) -> list[Mark]:
    return [mark for mark in message.all(*labels) if mark.start not in message.denied | message.asked]


def _beside(message: Message, claim: Claim) -> bool:
    """ "maint VCR 11/3", "8/24 maint IT MTX"."""
    marks = _said(message, "phase.maintenance")
    return any(
        claim.start <= mark.start < claim.end or mark.end == claim.start or _closes_the_dose(message, mark, claim)
        for mark in marks
    )


def _closes_the_dose(message: Message, mark: Mark, claim: Claim) -> bool:
    """Staff's "VCR 11/10 maint, …": the phase behind a dose, with nothing more in its part of the line."""
    then = message.words[mark.end : mark.end + 1]
    between = message.words[claim.end : mark.start]
    near = mark.start == claim.end or between in _AS_PART_OF or (between == [","] and _tells_only_doses(message, mark))
    return message.who == "staff" and near and then in _ENDS_A_PART


def _tells_only_doses(message: Message, mark: Mark) -> bool:
    """Whether a message closes with the phase and is of doses alone: "last was 6MP yesterday, maintenance"."""
    closes = {*message.words[mark.end :]} <= {"."}
    return closes and not message.all("relapse", "diagnosis", "sites", "age", "therapies.diagnostic_puncture")


_AS_PART_OF = (["-"], ["per"], ["part", "of"], ["as", "part", "of"], ["was"], ["were"], ["for"], ["as"])
"""Words between a dose and the phase that it belongs to."""
_ENDS_A_PART: tuple[list[str], ...] = ([], [","], ["."], [";"], [")"], ["/"], ["|"], ["and"], ["+"])


def _heads_the_line(message: Message, mark: Mark) -> bool:
    """Staff's "maint PO MTX 11/17, VCR 11/2": what a list of doses begins with is said of all of them."""
    return message.who == "staff" and mark.start == 0 and any(message.has(mark.end + n, "drug") for n in range(3))


def _scope(message: Message, mark: Mark) -> range | None:
    """The words before "(maint)" or "both maintenance" that it is said of: back to the last full stop or semicolon."""
    if _heads_the_line(message, mark):
        return range(mark.start, message.sentence(mark.start)[1])
    before = message.words[mark.start - 1 : mark.start]
    after = message.words[mark.end : mark.end + 1]
    if not (_EVERY & set(before) or (before == ["("] and after in ([")"], []))):
        return None
    begin = mark.start - 1
    while begin and message.words[begin - 1] not in _SEGMENT_ENDS | {")"}:
        begin -= 1
    return range(begin, mark.start)


def _in_maintenance(message: Message) -> bool:
    """Whether the doses that are told were part of maintenance: "on maint, VCR 11/3"; not "relapsed on maintenance"."""
    for mark in _said(message, "phase.on_maintenance", "therapies.maintenance_dose"):
        if mark.start in message.hedged:
            continue
        came = message.words[mark.start - 1 : mark.start] in (["came"], ["occurred"], ["happened"], ["relapsed"])
        told_of = message.words[mark.start] == "during" or came  # "Relapse came during maint" tells of no dose
        if (mark.name == "maintenance_dose" and not told_of) or _heads_doses(message, mark):
            return True
        cues = message.all("relapse.cue", "relapse.ordinal", "relapse.once")
        near = any(0 <= mark.start - cue.end <= 3 and "," not in message.words[cue.end : mark.start] for cue in cues)
        when = "when" in message.words[mark.end : mark.end + 2]
        if not near and not when and "was" not in message.words[max(0, mark.start - 1) : mark.end]:
            return True
    return False


def _heads_doses(message: Message, mark: Mark) -> bool:
    """ "… on maint, VCR 11/3": staff head a list of doses with the phase."""
    then = message.words[mark.end : mark.end + 1]
    return message.who == "staff" and then in ([","], [":"], [";"]) and bool(message.has(mark.end + 1, "drug"))

"""Which date belongs to which treatment."""

from __future__ import annotations

from bot.understand.message import Message
from bot.understand.readers.treatments import INTO_SPINE, KIND_ASKED, Day, Given

_LISTED = frozenset({",", "/", "+", "&", "and", "iv", "po", "im", "sq", "hd", "hc"})
_DAY_OF_COURSE = frozenset({"d", "day", "#"})
"""Staff's "VCR D1 11/12, D8 11/19"."""
_WEAK = ("recurrence", "no_bound", "needs_other_date")
_JOINS = frozenset({"and", "+", "&", "/", "with", "plus", "then", "w"})
_BETWEEN = _JOINS | {"the", "last", "iv", "po", "oral", "his", "her", ",", "hd", "id", "ld", "hc", "-"}


def paired(message: Message, given: list[Given], days: list[Day]) -> list[tuple[Given, Day | None]]:
    """Each treatment with its date: the one that follows it, or, where a date comes first, the one before."""
    dated: list[tuple[Given, Day | None]] = []
    for first, last in message.sentences:
        here = [treatment for treatment in given if first <= treatment.start < last]
        if here:
            dated += _join(message, here, [day for day in days if first <= day.start < last])
    if len(days) == 1 and days[0].reading.interval and all(day is None for _, day in dated):
        # "Sept 17. That was the spinal where …, gave ara-C in it": of what was asked about.
        asked = KIND_ASKED.get(message.asking or "")
        if all(treatment.kind == asked for treatment, _ in dated):
            dated = [(treatment, days[0]) for treatment, _ in dated]
    return _without_repeats(message, _into_spine(message, dated))


def _join(message: Message, given: list[Given], days: list[Day]) -> list[tuple[Given, Day | None]]:
    """First within each clause that has both; then what is left, in order."""
    groups = _groups(message, given)
    days = [day for day in days if day.reading.interval or day.reading.ask not in _WEAK] or days
    commas = [place for place, word in enumerate(message.words) if word == ","]

    def clause(place: int) -> int:
        return sum(comma < place for comma in commas)

    found: dict[int, Day | None] = {}
    for number in {clause(group[-1].start) for group in groups}:
        here = [group for group in groups if clause(group[-1].start) == number]
        own = [day for day in days if clause(day.start) == number]
        if own:
            own = _with_next_days(message, own, days)
            found |= _in_order(message, here, own)
    used = {id(day) for day in found.values()}
    left = [group for group in groups if found.get(group[0].start) is None]
    spare = [day for day in days if id(day) not in used and clause(day.start) not in map(clause, found)]
    if left and spare:
        found |= _in_order(message, left, spare)
    for day in days:
        if message.words[day.start - 2 : day.start] == [",", "last"] and not any(
            clause(g[-1].start) == clause(day.start) for g in groups
        ):
            before = [group for group in groups if group[-1].end <= day.start]
            if before and day.reading.interval:
                found[before[-1][0].start] = day  # "Blina 2 cycles 2025, last 6/30/25"
    return [(treatment, found.get(group[0].start)) for group in groups for treatment in group]


def _with_next_days(message: Message, own: list[Day], days: list[Day]) -> list[Day]:
    """Staff's "(10/1, 10/8)", "VCR 10/26, 11/2, 11/9.": the days behind it that no drug follows."""
    if message.who != "staff":
        return own
    for day in days:
        between = message.words[own[-1].end : day.start] if own[-1].end < day.start else []
        if (
            between
            and set(between) <= {",", "&", "and", "+", *_DAY_OF_COURSE}
            and _no_drug_follows(message, day.end, days)
        ):
            own = [*own, day]
    return own


def _no_drug_follows(message: Message, place: int, days: list[Day]) -> bool:
    """Whether no drug stands right behind a day, or one that has a day of its own behind it."""
    place += message.words[place : place + 1] in ([","], ["iv"], ["po"], ["it"])
    drug = message.starting(place, "drug") or message.starting(place, "therapies.it", "therapies.cytotoxic")
    drug = drug or next((m for m in message.covering.get(place, ()) if m.topic == "drug" and m.start == place), None)
    if drug is None:
        return True
    behind = [day for day in days if day.start >= drug.end]
    between = message.words[drug.end : behind[0].start] if behind else None
    # "VCR d1 11/12, d8 11/19, IT at dx LP 11/23": the next one has its own day before the next comma.
    return between is not None and (len(between) <= 1 or "," not in between)


def _in_order(message: Message, groups: list[list[Given]], days: list[Day]) -> dict[int, Day | None]:
    """The date of each group, by its first word: the one that follows, or, where a date comes first, the one before."""
    found: dict[int, Day | None] = {}
    day_first = days[0].start < groups[0][0].start and len(days) <= len(groups)
    for number, group in enumerate(groups):
        before = [day for day in days if day.end <= group[0].start]
        if day_first:
            shared = len(days) > 1 or number == 0 or len(groups) == 1
            found[group[0].start] = before[-1] if before and shared else None
            continue
        until = groups[number + 1][0].start if number + 1 < len(groups) else len(message.words)
        day = _last_of([day for day in days if group[-1].end <= day.start < until], message)
        if day is None and before and "with" in message.words[before[-1].end : group[0].start][:3]:
            day = before[-1]
        found[group[0].start] = day
    return found


def _last_of(days: list[Day], message: Message) -> Day | None:
    """The date that follows a treatment; of several doses ("10/26 and 11/2") the last."""
    if not days:
        return None
    last = days[0]
    for day in days[1:]:
        between = {*message.words[last.end : day.start]} - _DAY_OF_COURSE
        joined = between <= {"and", ",", "&", "+", "then", "again", "on", "last"}
        if not (joined and last.reading.interval and day.reading.interval):
            break
        later = (day.reading.interval.latest or message.on) > (last.reading.interval.latest or message.on)
        if later or "last" in message.words[last.end : day.start]:
            last = day
    return last


def _groups(message: Message, given: list[Given]) -> list[list[Given]]:
    """Treatments that share a date: "vincristine, dex and peg on 11/3"."""
    groups: list[list[Given]] = []
    for treatment in given:
        between = message.words[groups[-1][-1].end : treatment.start] if groups else []
        if groups and not between:
            groups[-1].append(treatment)
        elif groups and len(between) <= 3 and _JOINS & set(between) and set(between) <= _BETWEEN:
            groups[-1].append(treatment)
            while len(groups) > 1 and message.words[groups[-2][-1].end : groups[-1][0].start] == [","]:
                later = groups.pop()
                groups[-1] += later
        else:
            groups.append([treatment])
    return groups


def _into_spine(message: Message, dated: list[tuple[Given, Day | None]]) -> list[tuple[Given, Day | None]]:
    """ "Spinal tap on 11/10 with methotrexate": the drug of that day went into the spine."""
    dated = _named_in_brackets(message, dated)
    spinal = [day for treatment, day in dated if treatment.kind == "intrathecal" and day]
    return [
        (
            g._replace(kind="intrathecal")
            if g.agent in INTO_SPINE and d in spinal and len(spinal) == len(dated) - 1
            else g,
            d,
        )
        for g, d in dated
    ]


def _named_in_brackets(message: Message, dated: list[tuple[Given, Day | None]]) -> list[tuple[Given, Day | None]]:
    """ "IT: 11/20 (diag LP, ARAC)": the brackets behind a spinal dose's day say which drug it was."""
    found = dated[:1]
    for treatment, day in dated[1:]:
        before, its_day = found[-1]
        between = message.words[its_day.end : treatment.start] if its_day else []
        named = treatment.agent in INTO_SPINE and day is None and before.agent is None
        alone = message.words[treatment.end : treatment.end + 1] == [")"]
        if named and alone and before.kind == "intrathecal" and between[:1] == ["("] and ")" not in between:
            found[-1] = (before._replace(agent=treatment.agent), its_day)
        else:
            found.append((treatment, day))
    return found


def _days_of_announced(message: Message, dated: list[tuple[Given, Day | None]]) -> list[tuple[Given, Day | None]]:
    """ "Last LP chemo 9/28 (IT MTX)": the drug of a kind that was told with its day, right behind it, has that day."""
    found: list[tuple[Given, Day | None]] = []
    announced: Day | None = None
    for treatment, day in dated:
        before = found[-1] if found else None
        listed = before and set(message.words[before[0].end : treatment.start]) <= _LISTED
        if announced and before and before[1] is announced and listed and day is None and treatment.agent:
            found.append((treatment, announced))  # "Last chemo 10/9 (Ara-C IV, CPM)"
            continue
        announced = None
        if (
            before
            and day is None
            and treatment.agent
            and before[0].agent is None
            and before[1]
            and before[0].kind == treatment.kind
            and treatment.start - before[1].end <= 2
        ):
            day = announced = before[1]
        found.append((treatment, day))
    kinds = [(g, d) for g, d in found if g.agent is None and d]
    drugs = [(n, g) for n, (g, d) in enumerate(found) if g.agent and d is None]
    if len(kinds) == len(drugs) == 1 and len(found) == 2 and kinds[0][0].kind == drugs[0][1].kind:
        found[drugs[0][0]] = (drugs[0][1], kinds[0][1])  # "Nov 5 during the tap, methotrexate I think"
    return found


def _without_repeats(message: Message, dated: list[tuple[Given, Day | None]]) -> list[tuple[Given, Day | None]]:
    """ "Last chemo was vincristine on 11/3": the kind that only announces a drug is left out, and so are repeats."""
    kept: list[tuple[Given, Day | None]] = []
    dated = _days_of_announced(message, dated)
    for treatment, day in dated:
        drugs = [g for g, d in dated if g.agent and g.kind == treatment.kind and (d is day or d is None or day is None)]
        if treatment.agent is None and drugs:
            continue
        spinal = [g for g, d in dated if g.kind == "intrathecal" and g is not treatment and d is day]
        listed = any({"and", ",", "+", "plus", "then"} & {*message.words[treatment.end : g.start]} for g in spinal)
        if treatment.kind == "cytotoxic" and treatment.agent is None and spinal and day is None and not listed:
            continue
        same = [(g, d) for g, d in kept if g.agent == treatment.agent and g.kind == treatment.kind]
        if any(d is day or day is None for _, d in same):
            continue
        kept = [(g, d) for g, d in kept if not (d is None and (g.agent, g.kind) == (treatment.agent, treatment.kind))]
        kept.append((treatment, day))
    merged: list[tuple[Given, Day | None]] = []
    for treatment, day in kept:
        before = merged[-1][0] if merged else None
        if (
            before
            and before.kind == "intrathecal"
            and before.agent is None
            and before.end == treatment.start
            and treatment.agent
        ):
            merged[-1] = (Given(before.start, treatment.end, "intrathecal", treatment.agent), day)
        else:
            merged.append((treatment, day))
    return merged

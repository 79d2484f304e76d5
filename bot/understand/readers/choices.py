"""Answers of a few values: diagnosis, sex, phase, recovery, how often and where it came back."""

from __future__ import annotations

from collections.abc import Iterator

from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark
from bot.understand.readers.short import lone_number

SITES = ("bone_marrow", "cns", "testicular", "other")


def read_diagnosis(message: Message) -> Iterator[Claim | Ask]:
    """B-ALL, T-ALL or another kind; "B" alone only where it was asked."""
    asked = message.asking == "diagnosis"
    labels = ["diagnosis.b_all", "diagnosis.t_all"]
    labels += ["diagnosis.b_short", "diagnosis.t_short", "diagnosis.other"] if asked else []
    for mark in message.all(*labels):
        if message.denies(mark) or (mark.name == "b_all" and message.words[mark.start] == "ball" and not asked):
            continue
        if not asked and message.who == "family" and _shadowed(message, mark):
            continue
        value = {"b_short": "b_all", "t_short": "t_all"}.get(mark.name, mark.name)
        yield from _claim(message, "diagnosis", value, mark, now=False)
    if not asked:
        for mark in message.all("diagnosis.other"):
            if not message.denies(mark) and _own(message, mark):
                yield from _claim(message, "diagnosis", "other", mark, now=False)


def _shadowed(message: Message, mark: Mark) -> bool:
    """ "the t cell infusion", "her B cells" name no leukemia."""
    return mark.end < len(message.words) and message.words[mark.end] in (
        "count",
        "counts",
        "aplasia",
        "therapy",
        "recovery",
    )


def _own(message: Message, mark: Mark) -> bool:
    before = message.words[max(0, mark.start - 4) : mark.start]
    return bool({"has", "diagnosis", "dx", "diagnosed", "relapsed", "is", "with", "have"} & set(before))


def read_sex(message: Message) -> Iterator[Claim | Ask]:
    """Said of the patient; a bare "she" or "M" only where the sex was asked, or beside the age."""
    for mark in message.all("sex.female", "sex.male"):
        if not message.denies(mark) and mark.start not in message.others:
            yield from _claim(message, "sex", mark.name, mark, now=False)
    for mark in message.all("sex.female_asked", "sex.male_asked"):
        before_age = message.ending(mark.start, "age") or (mark.start == 1 and message.words[0] == "#")
        letter = message.words[mark.start] in ("f", "m")
        beside = letter and bool(before_age or _glued(message, mark))
        if mark.start in message.denied:
            continue
        alone = message.asking == "sex" and len(message.words) <= 6 and not message.all("sex.female", "sex.male")
        if beside or (alone and ("#" not in message.words or (mark.start == 0 and letter))):
            yield from _claim(message, "sex", mark.name.removesuffix("_asked"), mark, now=False)
    for mark in message.all("age.with_sex"):
        letter = message.text.raw[message.text.starts[mark.start + 1]]
        if message.text.ends[mark.start] == message.text.starts[mark.start + 1] and letter in "FMf":
            yield from _claim(message, "sex", "female" if letter in "Ff" else "male", mark, now=False)


def _glued(message: Message, mark: Mark) -> bool:
    """ "17F"."""
    place = mark.start
    return place > 0 and message.words[place - 1] == "#" and message.text.ends[place - 1] == message.text.starts[place]


def read_relapse_count(message: Message) -> Iterator[Claim | Ask]:
    """How often it came back. "Second time he's had leukemia" may count the first diagnosis: asked."""
    asked = message.asking == "relapse_count"
    for mark in message.all("relapse.ambiguous"):
        if message.plain(mark):
            value = next(
                (int(message.text.numbers[p].low) for p in range(mark.start, mark.end) if p in message.text.numbers), 2
            )
            if value > 1:
                yield Ask("ambiguous_relapse_count", "relapse_count")
            return
    found = False
    if (
        message.all("relapse.again")
        and not message.all("relapse.ordinal")
        and message.all("relapse.once", "relapse.once_short")
    ):
        if asked:
            yield Ask("ambiguous_relapse_count", "relapse_count")
        return
    for mark in message.all("relapse.ordinal", "relapse.count", "relapse.once", "relapse.twice", "relapse.never"):
        value = {"once": 1, "twice": 2, "never": 0}.get(mark.name)
        if value is None:
            value = next((_whole(message, p) for p in range(mark.start, mark.end) if p in message.text.numbers), None)
        if value is None or (mark.name == "count" and message.words[mark.start] == "r" and message.who != "staff"):
            continue
        if mark.name != "never" and mark.start in message.denied:
            continue
        if message.asking in ("prior_relapse_therapy",) and mark.name == "never":
            continue
        found = True
        yield from _claim(message, "relapse_count", value, mark)
    if asked and not found:
        yield from _count_alone(message)


def _count_alone(message: Message) -> Iterator[Claim | Ask]:
    short = {"once_short": 1, "twice_short": 2, "thrice_short": 3}
    for mark in message.all("relapse.more"):
        yield Ask("unclear", "relapse_count")
        return
    marks = message.all("relapse.times", *(f"relapse.{name}" for name in short))
    marks = [mark for mark in marks if mark.start not in message.denied and not message.has(mark.end, "age", "phase")]
    if message.all("corrections"):
        marks = marks[-1:]
    for mark in marks[:1] if len({m.start for m in marks}) == 1 or len(marks) <= 2 else []:
        value = short.get(mark.name)
        if value is None:
            value = next((_whole(message, p) for p in range(mark.start, mark.end) if p in message.text.numbers), None)
        if (
            "#th" in message.words[mark.start : mark.end]
            and value != 1
            and "time" in message.words[mark.start : mark.end]
        ):
            yield Ask("ambiguous_relapse_count", "relapse_count")
        elif value is not None and value < 10:
            yield from _claim(message, "relapse_count", value, mark)
    if not marks and (quantity := lone_number(message, set())) and quantity.low == quantity.high and quantity.low < 10:
        if quantity.low == int(quantity.low) and not quantity.sign and not quantity.about:
            yield Claim("relapse_count", int(quantity.low), quantity.start, quantity.end)
    elif not marks and message.words[:1] in (["none"], ["never"], ["zero"]):
        yield Claim("relapse_count", 0, 0, 1)


def _whole(message: Message, place: int) -> int | None:
    number = message.text.numbers[place]
    return int(number.low) if number.exact and number.low == int(number.low) and number.low < 10 else None


def read_sites(message: Message) -> Iterator[Claim | Ask]:
    """Where it came back: a list, so one site that is not sure leaves all of it to be confirmed."""
    asked = message.asking == "relapse_sites"
    marks = message.all(*(f"sites.{site}" for site in SITES))
    if asked:
        marks += [
            m for m in message.all("sites.bone") if m.end >= len(message.words) or message.words[m.end] != "marrow"
        ]
    marks = [m for m in marks if message.plain(m) and (asked or _cued(message, m))]
    sure, hedged = [], []
    for mark in marks:
        if _grade(message, mark) or message.denies(mark):
            continue
        site = "other" if mark.name == "bone" else mark.name
        (hedged if mark.start in message.hedged else sure).append((site, mark))
    if asked and not (sure or hedged) and message.all("sites.blood", "sites.elsewhere"):
        yield Ask("unclear", "relapse_sites")
    if not (sure or hedged):
        return
    if message.all("relapse.earlier"):
        if asked:
            yield Ask(
                "several", "relapse_sites", {"values": ", ".join(dict.fromkeys(site for site, _ in sure + hedged))}
            )
        return
    named = {site for site, _ in sure + hedged}
    first = min(mark.start for _, mark in sure + hedged)
    last = max(mark.end for _, mark in sure + hedged)
    yield Claim("relapse_sites", [site for site in SITES if site in named], first, last, 0.4 if hedged else 0.9)


def _grade(message: Message, mark: Mark) -> bool:
    """CNS1 is no disease; CNS2 is for the study team to judge."""
    number = message.text.numbers.get(mark.end - 1)
    if mark.name != "cns" or number is None or message.words[mark.end - 1] != "#":
        return False
    return number.low in (1, 2)


_CUE_REACH = 10


def _cued(message: Message, mark: Mark) -> bool:
    """Whether words near say that the leukemia came back there."""
    first, last = message.sentence(mark.start)
    for cue in message.all(
        "relapse.cue", "relapse.manner", "relapse.ordinal", "relapse.once", "relapse.twice", "relapse.count"
    ):
        if (
            first <= cue.start < last
            and -_CUE_REACH <= mark.start - cue.end <= _CUE_REACH
            and cue.start not in message.denied
        ):
            return True
    after = message.words[mark.end : mark.end + 1]
    if after == ["only"]:
        return True
    joined = message.ending(mark.start - 1, *(f"sites.{site}" for site in SITES)) if mark.start else None
    return (
        joined is not None and message.words[mark.start - 1] in ("and", "/", "+", "&", ",") and _cued(message, joined)
    )


def read_phase(message: Message) -> Iterator[Claim | Ask]:
    """What the patient was on when it came back."""
    asked = message.asking == "relapse_phase"
    found = False
    for mark in message.all("phase"):
        name = mark.name
        if name not in ("off", "not_maintenance") and message.denies(mark):
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
        found = True
        yield from _claim(message, "relapse_phase", value, mark, now=False)
    if asked and not found and message.all("phase.on_something"):
        yield Ask("unclear", "relapse_phase")


def _phase_said(message: Message, mark: Mark) -> bool:
    """Where it was not asked: "on maintenance" says it; a phase's name only near a relapse."""
    if message.asking in ("therapies", "last_cytotoxic", "last_intrathecal") and mark.name in (
        "maintenance",
        "on_maintenance",
    ):
        return _near_relapse(message, mark)
    if mark.name == "on_maintenance":
        return True
    if mark.name == "off":
        therapy_date = message.asking in ("last_cytotoxic", "last_biologic", "last_intrathecal", "last_hydroxyurea")
        return _near_relapse(message, mark) or (message.who == "staff" and not therapy_date)
    return _near_relapse(message, mark)


def _near_relapse(message: Message, mark: Mark) -> bool:
    first, last = message.sentence(mark.start)
    cues = message.all("relapse.cue", "relapse.ordinal", "relapse.once", "relapse.twice")
    return any(first <= cue.start < last and abs(cue.start - mark.start) <= _CUE_REACH for cue in cues)


def read_recovery(message: Message) -> Iterator[Claim | Ask]:
    """Whether the patient is over the side effects of all treatment."""
    asked = message.asking == "recovered_from_toxicity"
    if asked and message.all("recovery.partly") and not message.all("recovery.not_recovered"):
        yield Ask("unclear", "recovered_from_toxicity")
        return
    for mark in message.all("recovery.recovered", "recovery.not_recovered"):
        if not asked and not {"recovered", "toxicity", "toxicities", "effects"} & set(
            message.words[mark.start : mark.end]
        ):
            continue
        value = mark.name == "recovered"
        if mark.start in message.denied and value:
            value = False
        yield from _claim(message, "recovered_from_toxicity", value, mark)


def _claim(message: Message, key: str, value: object, mark: Mark, now: bool = True) -> Iterator[Claim]:
    if message.plain(mark, now):
        hedged = any(place in message.hedged for place in range(mark.start, mark.end))
        yield Claim(key, value, mark.start, mark.end, 0.4 if hedged else 0.9)

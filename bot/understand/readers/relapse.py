"""The relapse: how often, where, and on what treatment it came."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark, words_of
from bot.understand.readers.line_parts import is_break
from bot.understand.readers.short import claimed, leading_number, lone_number

SITES = ("bone_marrow", "cns", "testicular", "other")
_CUE_REACH = 10
_MOST = 10
_YEARS = 1990
_NO_COUNT = frozenset({"again", "a", "tx", "rx", "therapy", "treatment", "directed", "chemo", "-"})
_CLOSE = 3
_NO_RELAPSES = frozenset(
    {
        *("hospital", "team", "doctor", "nurse", "opinion", "floor", "grade", "grader", "scan", "test", "clinic"),
        "port",
        *("week", "month", "day", "room", "child", "kid", "son", "daughter", "person", "patient", "place", "call"),
        *("house", "school", "wife", "husband", "visit", "admission", "line", "drug", "dose", "treatment", "protocol"),
    }
)
"""What an ordinal may count that is no relapse."""
_MANY = 6


def read_relapse_count(message: Message) -> Iterator[Claim | Ask]:
    """How often it came back. "Second time he's had leukemia" may count the first diagnosis: asked."""
    asked = message.asking == "relapse_count"
    for mark in message.all("relapse.ambiguous"):
        if message.plain(mark):
            numbers = [message.text.numbers[p].low for p in range(mark.start, mark.end) if p in message.text.numbers]
            if numbers[:1] != [1] or (asked and "cancer" in message.words[mark.start : mark.end]):
                yield Ask("ambiguous_relapse_count", "relapse_count")
            return
    found = False
    if message.who == "staff" and (latest := _latest_of(message)):
        yield latest
        return
    if (
        message.all("relapse.again")
        and not message.all("relapse.ordinal")
        and message.all("relapse.once", "relapse.once_short")
    ):
        if asked:
            yield Ask("ambiguous_relapse_count", "relapse_count")
        return
    if any("once" in message.words[mark.start : mark.end] for mark in message.all("relapse.twice")):
        yield Ask("ambiguous_relapse_count", "relapse_count")
        return
    for mark in message.all("relapse.ordinal", "relapse.count", "relapse.once", "relapse.twice", "relapse.never"):
        value = {"once": 1, "twice": 2, "never": 0}.get(mark.name)
        if value is None:
            value = next((_whole(message, p) for p in range(mark.start, mark.end) if p in message.text.numbers), None)
        if message.words[mark.end : mark.end + 1] and message.words[mark.end] in words_of("labs", "counted"):
            continue
        if value is None or (mark.name == "count" and message.words[mark.start] == "r" and message.who != "staff"):
            continue
        if _is_glued(message, mark) or _is_a_grade(message, mark):
            continue
        if mark.name != "never" and mark.start in message.denied:
            continue
        if message.asking in ("prior_relapse_therapy",) and mark.name == "never":
            continue
        if mark.name == "never" and {*message.words[mark.end : mark.end + 1]} & _NO_COUNT:
            continue  # "Hasn't come back a second time", "no relapse tx"
        found = True
        if _before_this_one(message, mark, value):
            if asked:
                yield Ask("unclear", "relapse_count")
            continue
        yield from claimed(message, "relapse_count", value, mark)
    if not found and (beside := _beside_relapse(message)):
        yield beside
    elif asked and not found:
        yield from _count_alone(message)


def _beside_relapse(message: Message) -> Claim | None:
    """An ordinal that belongs to a relapse: "1st isolated BM relapse", "CNS relapse (1st)", "relapsed, first time"."""
    days = {p for d in message.dates for p, s in enumerate(message.text.starts) if d.start <= s < d.end}
    cues = [cue for cue in message.all("relapse.cue") if not message.denies(cue)]
    for place, word in enumerate(message.words):
        if word != "#th" or place in message.denied or place in message.others:
            continue
        value = _whole(message, place)
        if value == 1 and "was" in message.words[place + 1 : place + 4]:
            continue  # "The first relapse was in 2024": there may be another
        before = any(_is_of_relapse(message, range(place + 1, cue.start)) for cue in cues if cue.start > place)
        end = place + 1 + _is_one(message, place + 1)
        closed = message.words[end : end + 1] in ([], *([mark] for mark in _CLOSING))
        told = message.words[place - 1 : place] in ([","], ["("]) or message.has(place - 1, "diagnosis", "sites")
        dated = place in days and not told
        after = (
            (value == 1 or message.who == "staff")
            and not dated
            and not (message.who == "family" and end == place + 1 and message.ending(place, "relapse.cue"))
            and any(_is_of_relapse(message, range(cue.end, place)) for cue in cues if cue.end <= place)
        )
        part = message.who == "staff" and value in (1, 2) and not message.has(place + 1, "sites") and cues
        filled = part and is_break(message, place - 1) and is_break(message, end) and not _in_a_list(message, place)
        if value is not None and (before or (closed and (after or filled))):
            return Claim("relapse_count", value, place, end, 0.4 if place in message.hedged else 0.9)
    return None


def _is_one(message: Message, place: int) -> bool:
    """The "time" or "one" of "first time", "first one"."""
    number = message.text.numbers.get(place)
    one = number is not None and number.low == number.high == 1
    return message.words[place : place + 1] == ["time"] or (one and message.words[place : place + 1] == ["#"])


def _in_a_list(message: Message, place: int) -> bool:
    """Whether an ordinal stands beside another day: "VCR 11/3, 1st", "the 1st, 2nd"."""
    around = {*message.words[max(0, place - 2) : place], *message.words[place + 1 : place + 3]}
    return bool(around & {"#date", "#th", "then", "again"})


def _is_of_relapse(message: Message, between: range) -> bool:
    """Whether between an ordinal and a relapse stand only words that say which relapse it is."""
    return len(between) <= _CUE_REACH and all(
        message.words[place] in _OF_RELAPSE or message.has(place, "sites", "relapse.manner", "diagnosis", "phase")
        for place in between
    )


_CLOSING = frozenset({",", ".", ";", "!", ")", "/", "-"})
_OF_RELAPSE = frozenset(
    {
        ",",
        "(",
        ")",
        "-",
        "/",
        "+",
        "&",
        "and",
        "of",
        "in",
        "the",
        "on",
        "during",
        "b",
        "all",
        "early",
        "late",
        "leukemia",
        "only",
        "w",
    }
)


def _latest_of(message: Message) -> Claim | None:
    """Of "R2 ...; R1 2024" the highest is this relapse."""
    marks = [m for m in message.all("relapse.count") if message.words[m.start] in _NUMBERED and message.plain(m)]
    marks = [m for m in marks if message.words[m.end - 1] == "#"]
    marks += [m for m in message.all("relapse.ordinal") if message.plain(m)]
    counts = [(value, m) for m in marks if (value := _whole_in(message, m)) is not None]
    ordinals = [p for p, word in enumerate(message.words) if word == "#th" and not message.has(p, "relapse.ordinal")]
    cues = message.all("relapse.cue")
    for place in ordinals:  # "2nd BM relapse"
        value = _whole(message, place)
        near = any(_is_of_relapse(message, range(place + 1, cue.start)) for cue in cues if cue.start > place)
        near = near or (bool(counts) and _heads_a_relapse(message, place))
        if value is not None and near:
            counts.append((value, Mark("relapse.ordinal", place, place + 1)))
    if len({value for value, _ in counts}) < 2:
        return None
    if denied := [m for _, m in counts if m.start in message.denied or _is_glued(message, m)]:
        counts = [(value, m) for value, m in counts if m not in denied]
    if not counts or any(m.start in message.hedged for _, m in counts):
        return None
    value, mark = max(counts, key=lambda count: count[0])
    return Claim("relapse_count", value, mark.start, mark.end)


def _heads_a_relapse(message: Message, place: int) -> bool:
    """ "1st relapse 2024 CNS; 2nd now in BM", "…, 2nd 11/2026 BM": the next of a list of relapses."""
    if not is_break(message, place - 1):
        return False
    then = message.words[place + 1 : place + 2]
    if then in (["now"], ["in"], ["is"], [":"]) or message.has(place + 1, "sites"):
        return True
    last = message.clause(place)[1]
    dated = place + 1 < last and any(day.start == message.text.starts[place + 1] for day in message.dates)
    return dated and any(message.has(p, "sites") for p in range(place + 1, last))


_NUMBERED = frozenset({"r", "rel", "relapse"})


def _closed(words: list[str]) -> bool:
    """Whether brackets that were open before these words close among them."""
    return words.count(")") > words.count("(")


def _of_earlier_relapse(message: Message, mark: Mark) -> bool:
    """Staff's "rel 2 (rel 1 5/2024 CNS), BM now", "R2 BM; R1 was testes": a site in the part that tells of another."""
    if message.who != "staff":
        return False
    counts = message.all("relapse.count", "relapse.ordinal", "relapse.times")
    values = {m.start: value for m in counts if (value := _whole_in(message, m)) is not None}
    told = [values[m.start] for m in message.all("relapse.count", "relapse.ordinal") if m.start in values]
    told += [latest.value] if (latest := _latest_of(message)) else []
    told += [beside.value] if not told and (beside := _beside_relapse(message)) else []
    if not told:
        return False
    first = next((p + 1 for p in range(mark.start - 1, -1, -1) if message.words[p] in ";.("), 0)
    if message.words[first - 1 : first] == ["("] and ")" in message.words[first : mark.start]:
        first = next((p + 1 for p in range(first - 2, -1, -1) if message.words[p] in ";."), 0)
    own = [values[p] for p in values if first <= p < mark.start and not _closed(message.words[p : mark.start])]
    if not own and message.words[first - 1 : first] == ["("]:  # "1st relapse 3/2024 (testes)"
        begin = next((p + 1 for p in range(first - 2, -1, -1) if message.words[p] in ",;.()"), 0)
        own = [values[p] for p in values if begin <= p < first]
    return bool(own) and own[-1] < max(told)


def _in_the_first_one(message: Message, mark: Mark) -> bool:
    """ "#2, first was isolated CNS in 2024", "prior relapse CNS": the part tells of a relapse before this one."""
    first = next((p + 1 for p in range(mark.start - 1, -1, -1) if message.words[p] in ",;.("), 0)
    words = message.words[first : mark.start]
    if words[:1] == ["#th"] and message.text.numbers[first].low == 1:
        return "was" in words[1:4] or (")" not in words and "#date" in words)
    return bool(_EARLIER & {*words[:2]}) and not {"no", "never"} & {*words[:2]} and ")" not in words


_EARLIER = frozenset({"prior", "previous", "prev", "earlier", "original", "originally", "previously", "initially"})


def _whole_in(message: Message, mark: Mark) -> int | None:
    """The number in the mark."""
    return next((_whole(message, p) for p in range(mark.start, mark.end) if p in message.text.numbers), None)


def _is_a_grade(message: Message, mark: Mark) -> bool:
    """ "CNS3 relapse", "M3 relapse" count no relapses."""
    before = mark.start - 1
    glued = before >= 0 and message.text.ends[before] == message.text.starts[mark.start]
    return glued and message.words[mark.start] == "#" and message.words[before].isalpha()


def _is_glued(message: Message, mark: Mark) -> bool:
    """ "UKALL-R3", "UKALL R3", "mini R3", "R3 backbone" are a protocol."""
    if message.words[mark.start] == "r" and mark.name == "count":
        named = message.words[max(0, mark.start - 2) : mark.start]
        if {"ukall", "uk", "mini", "protocol", "per", "mitox", "mitoxantrone"} & {*named[-1:]}:
            return True
        if {*message.words[mark.end : mark.end + 1]} & _OF_PROTOCOL or named == ["ukall", "-"]:
            return True
        third = _whole_in(message, mark) == _PROTOCOL
        led = {*named[-1:]} & {"w", "with", "/", "on", "via", "using", "plan", "got", "started", "start", "begin"}
        if third and (led or {*message.words[mark.end : mark.end + 1]} & {"dose", "d", "day", "mitox", "mitoxantrone"}):
            return True
    before = message.text.starts[mark.start]
    return (
        message.words[mark.start] == "r"
        and before > 1
        and message.text.raw[before - 1] == "-"
        and (message.text.raw[before - 2].isalnum())
    )


_PROTOCOL = 3
"""UKALL R3."""
_OF_PROTOCOL = frozenset(
    {"protocol", "backbone", "block", "blocks", "regimen", "induction", "reinduction", "chemo", "arm", "style", "based"}
)


def _count_alone(message: Message) -> Iterator[Claim | Ask]:
    short = {"once_short": 1, "twice_short": 2, "thrice_short": 3}
    years = message.text.numbers.get(0)
    if years and years.low < _MOST and years.low == int(years.low) and years.high >= _YEARS:
        yield Claim("relapse_count", int(years.low), 0, 1)  # "two - 2023 and now"
        return
    if message.who == "staff" and (first := _first_in_line(message)):
        yield first
        return
    if message.who == "staff" and (count := _count_in_front(message)):
        yield count
        return
    if message.who == "staff" and message.words[:1] == ["#th"] and {"then", "again"} & set(message.words):
        yield Ask("unclear", "relapse_count")
        return
    typed = next((p for p in range(len(message.words) - 1) if message.words[p : p + 2] == ["number", "#"]), None)
    if typed is not None and (value := _whole(message, typed + 1)) is not None:
        yield from claimed(
            message, "relapse_count", value, Mark("relapse.times", typed, typed + 2)
        )  # "#2. first was …"
        return
    if message.all("relapse.more"):
        yield Ask("unclear", "relapse_count")
        return
    marks = message.all("relapse.times", *(f"relapse.{name}" for name in short))
    marks = [mark for mark in marks if not message.denies(mark) and _counts_relapses(message, mark)]
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
        elif value is not None and _before_this_one(message, mark, value):
            yield Ask("unclear", "relapse_count")
        elif value is not None and value < 10:
            yield from claimed(message, "relapse_count", value, mark)
    if not marks and (quantity := lone_number(message, set())) and quantity.low == quantity.high and quantity.low < 10:
        if quantity.low == int(quantity.low) and not quantity.sign and not quantity.about:
            sure = 0.4 if quantity.start in message.hedged else 0.9
            yield Claim("relapse_count", int(quantity.low), quantity.start, quantity.end, sure)
    elif not marks and (first := _opens_with_count(message)):
        yield first
    elif not marks and message.words and set(message.words) <= {"none", "never", "not", "ever", "at", "all", ".", "!"}:
        yield Claim("relapse_count", 0, 0, 1)


def _opens_with_count(message: Message) -> Claim | None:
    """ "One. He was in remission for 3 years"."""
    quantity = leading_number(message, set())
    if quantity is None or message.words[quantity.end : quantity.end + 1] not in ([","], ["."], ["!"]):
        return None
    whole = quantity.low == quantity.high == int(quantity.low) and not quantity.sign and not quantity.about
    return Claim("relapse_count", int(quantity.low), 0, quantity.end) if whole and quantity.low < _MANY else None


def _first_in_line(message: Message) -> Claim | None:
    """Staff's "2nd (1st 3/2024)", "1st. CR1 lasted 38 mo": the ordinal that an answer begins with."""
    if message.words[:1] != ["#th"] or message.words[1:2] not in ([], [","], ["."], ["("], [";"], ["-"]):
        return None
    ordinals = [message.text.numbers[place].low for place, word in enumerate(message.words) if word == "#th"]
    more = {"again", "then", "another", "now", "not", "was", "or", "twice", "no"} & set(message.words)
    value = _whole(message, 0)
    apart = message.hedged | message.denied | message.asked | message.others
    if value is None or value != max(ordinals) or (more and value == 1) or 0 in apart or message.all("corrections"):
        return None
    return Claim("relapse_count", value, 0, 1)


def _count_in_front(message: Message) -> Claim | None:
    """Staff's "zero, primary refractory", "2 (1st in 2024)", "#2, first was CNS": the number, then what explains it."""
    if message.words[:2] == ["none", ","] and "refractory" in message.words:
        return Claim("relapse_count", 0, 0, 1)
    place = 1 if message.words[:1] == ["number"] else 0
    if message.words[place : place + 1] != ["#"] or place not in message.text.numbers:
        return None
    value = _whole(message, place)
    rest = message.words[place + 1 :]
    if value is None or rest[:1] not in ([","], ["("], [";"], [":"], ["-"], ["."]):
        return None
    apart = message.hedged | message.denied | message.asked | message.others
    earlier = [number.low for p, number in message.text.numbers.items() if message.words[p] == "#th"]
    unsettled = _UNSETTLED - {"now", "then"} if earlier and max(earlier) < value else _UNSETTLED
    if place in apart or message.all("corrections") or unsettled & {*rest}:
        return None
    counted = message.all("relapse.count", "relapse.ordinal", "relapse.times", "relapse.twice", "relapse.twice_short")
    if any((_whole_in(message, m) or 2) > value for m in counted if m.start > place + 1):
        return None
    return Claim("relapse_count", value, 0, place + 1)


_UNSETTLED = frozenset({"or", "maybe", "now", "again", "then", "another", "not", "versus", "vs", "if", "counting", "?"})


def _counts_relapses(message: Message, mark: Mark) -> bool:
    """Whether "3 times", "once", "the 2nd" counts relapses and not doses, days or grades."""
    after = message.words[mark.end] if mark.end < len(message.words) else "."
    if (
        message.has(mark.end, "age", "phase")
        or after in _NO_RELAPSES
        or {"then", "next"} & {*message.words[mark.end :]}
    ):
        return False
    if mark.start == 0 and message.words[mark.end : mark.end + 2] == [",", "after"]:
        return True  # "Once, after the transplant"
    if message.all("drug", "therapies.cytotoxic", "transplant.transplant") and not message.all("relapse.cue"):
        return False
    if "once" in message.words[mark.start : mark.end] and after in ("he", "she", "we", "they", "it", "the", "i", "a"):
        return False
    days = {p for d in message.dates for p, s in enumerate(message.text.starts) if d.start <= s < d.end}
    known = words_of("answers", "filler") | words_of("relapse", "leukemia")
    said = ("relapse", "corrections", "hedges", "yes_no", "negation", "other_times", "sites")
    here = range(*message.sentence(mark.start))
    words = [(p, w) for p, w in enumerate(message.words) if w.isalpha() and w not in known and p not in days]
    if after in _CLOSING and message.words[mark.end : mark.end + 1]:
        # "Just this one time, she was in remission for 2 years": what follows explains.
        words = [(p, w) for p, w in words if p < mark.end]
    words = [(p, w) for p, w in words if p in here]
    unknown = [word for place, word in words if not message.has(place, *said)]
    ordinal = "#th" in message.words[mark.start : mark.end]
    dated = any(
        message.text.starts[mark.start] < d.end and d.start < message.text.ends[mark.end - 1] for d in message.dates
    )
    of_relapse = bool(message.all("relapse.cue")) and not ordinal
    return (of_relapse or not unknown) and not (ordinal and dated and len(message.words) > 3)


def _before_this_one(message: Message, mark: Mark, value: int) -> bool:
    """Whether the words may leave out this relapse: "hasn't relapsed before", "the first relapse was in 2024"."""
    after = message.words[mark.end : mark.end + 1]
    return bool(message.starting(mark.end, "relapse.before")) or (
        mark.name in ("ordinal", "times") and value == 1 and after == ["was"]
    )


def _whole(message: Message, place: int) -> int | None:
    number = message.text.numbers[place]
    return int(number.low) if number.exact and number.low == int(number.low) and number.low < 10 else None


def read_sites(message: Message) -> Iterator[Claim | Ask]:
    """Where it came back: a list, so one site that is not sure leaves all of it to be confirmed."""
    asked = message.asking == "relapse_sites"
    marks = message.all(*(f"sites.{site}" for site in SITES))
    bones = message.all("sites.bone") if asked else []
    if any(_of_what_bone(message, mark) for mark in bones):
        yield Ask("unclear", "relapse_sites")
        return
    marks += [m for m in bones if m.end >= len(message.words) or message.words[m.end] != "marrow"]
    marks += [m._replace(label="sites.testicular") for m in message.all("sites.below") if asked]
    marks = [m for m in marks if message.plain(m) and (asked or _cued(message, m))]
    sure: list[tuple[str, Mark]] = []
    hedged: list[tuple[str, Mark]] = []
    for mark in marks:
        clear = message.denies(mark) or _minus(message, mark) or _clear(message, mark)
        if clear or _grade(message, mark) or _of_earlier_relapse(message, mark):
            continue
        if message.who == "staff" and _in_the_first_one(message, mark):
            continue
        site = "other" if mark.name == "bone" else mark.name
        (hedged if mark.start in message.hedged | message.coming else sure).append((site, mark))
    if asked and not (sure or hedged) and message.all("sites.blood", "sites.elsewhere"):
        yield Ask("unclear", "relapse_sites")
    if not (sure or hedged):
        return
    if len(sure) > 1 and _one_or_the_other(message, sure):
        if asked:
            yield Ask("several", "relapse_sites", {"values": ", ".join(dict.fromkeys(site for site, _ in sure))})
        return
    sure, hedged = _of_this_time(message, sure), _of_this_time(message, hedged)
    if message.all("relapse.earlier") and not ((now := _now_apart(message)) and _all_behind(sure + hedged, now)):
        if asked:
            yield Ask(
                "several", "relapse_sites", {"values": ", ".join(dict.fromkeys(site for site, _ in sure + hedged))}
            )
        return
    if asked and _nothing_there(message, sure + hedged):
        yield Ask("unclear", "relapse_sites")
        return
    named = {site for site, _ in sure + hedged}
    first = min(mark.start for _, mark in sure + hedged)
    last = max(mark.end for _, mark in sure + hedged)
    yield Claim("relapse_sites", [site for site in SITES if site in named], first, last, 0.4 if hedged else 0.9)


_SMALL = frozenset({",", ".", "-", "all", "both", "so", "far", "they", "were"})


def _nothing_there(message: Message, sites: list[tuple[str, Mark]]) -> bool:
    """ "Checked the marrow and the spine, nothing"."""
    end = max(mark.end for _, mark in sites)
    last = message.sentence(end - 1)[1]
    rest = [word for word in message.words[end:last] if word not in _SMALL]
    return bool({"nothing", "clear", "clean", "negative", "neg", "fine", "none", "normal", "good"} & set(rest[:1]))


def _now_apart(message: Message) -> Mark | None:
    """The "this time" behind a "the first time it was": what follows it is this relapse."""
    earlier = message.all("relapse.earlier")
    marks = message.all("other_times.now")
    if this_time := next((m for m in marks if message.words[m.start : m.start + 2] == ["this", "time"]), None):
        return this_time
    return next((now for now in marks if earlier and now.start >= earlier[-1].end), None)


def _all_behind(sites: list[tuple[str, Mark]], now: Mark) -> bool:
    return all(mark.start >= now.start for _, mark in sites)


def _of_this_time(message: Message, sites: list[tuple[str, Mark]]) -> list[tuple[str, Mark]]:
    now = _now_apart(message)
    later = [(site, mark) for site, mark in sites if now and mark.start >= now.start]
    return later or sites


def _of_what_bone(message: Message, mark: Mark) -> bool:
    """Whether a word that nobody knows follows "bone": it may be the marrow, misspelled."""
    after = message.words[mark.end : mark.end + 1]
    if message.words[mark.end : mark.end + 2] in (["and", "marrow"], ["or", "marrow"]):
        return True
    known = words_of("answers", "filler") | {"pain", "scan", "too", "also", "somewhere", "lesions", "lesion", "marrow"}
    return bool(after) and after[0].isalpha() and after[0] not in known and not message.covering.get(mark.end)


def _one_or_the_other(message: Message, sites: list[tuple[str, Mark]]) -> bool:
    """ "Marrow or spinal fluid": one of them, and it isn't said which."""
    return any(
        one != other and mark.end < after.start and "or" in message.words[mark.end : after.start][:3]
        for (one, mark), (other, after) in pairwise(sites)
    )


def _minus(message: Message, mark: Mark) -> bool:
    """ "CSF-"."""
    ends = message.words[mark.end + 1 : mark.end + 2]
    return message.words[mark.end : mark.end + 1] == ["-"] and ends in ([], [","], ["."], [";"], [")"], ["/"], ["|"])


def _of_puncture(message: Message, mark: Mark) -> bool:
    """ "That was the spinal where they checked for the relapse": the puncture, not a place."""
    return (
        mark.name == "cns"
        and message.words[mark.start : mark.end] == ["spinal"]
        and any(
            puncture.start <= mark.start < puncture.end for puncture in message.all("therapies.diagnostic_puncture")
        )
    )


_FINE = frozenset({"normal", "fine", "ok", "okay", "good", "clean", "clear", "wnl"})
_LOOKED = frozenset({"checked", "check", "checking", "looked", "examined", "scanned", "tested"})


def _clear(message: Message, mark: Mark) -> bool:
    """ "Testes normal on exam", "CSF 0 cells", "they checked his testicles too, fine"."""
    end = mark.end + (message.words[mark.end : mark.end + 1] in ([":"], ["-"], ["="], ["w"], ["with"]))
    number = message.text.numbers.get(end) if message.words[end : end + 1] == ["#"] else None
    if number is not None and number.low == number.high == 0:
        return True
    if message.words[end : end + 1] and message.words[end] in _FINE:
        return True
    first, last = message.sentence(mark.start)
    looked = _LOOKED & {*message.words[max(first, mark.start - 4) : mark.start]}
    rest = message.words[mark.end : last]
    return bool(looked and _FINE & {*rest[:6]} and not {"positive", "blasts", "leukemia", "swollen"} & {*rest})


def _grade(message: Message, mark: Mark) -> bool:
    """CNS1 is no disease; CNS2 is for the study team to judge, and so is an M2 marrow; M1 has none."""
    if mark.name == "bone_marrow" and message.words[mark.end : mark.end + 2] == ["m", "#"]:
        return message.text.numbers[mark.end + 1].low in (1, 2)
    if mark.name == "bone_marrow" and message.words[mark.start : mark.start + 2] == ["m", "#"]:
        return message.text.numbers[mark.start + 1].low in (1, 2)  # "M1 marrow"
    number = message.text.numbers.get(mark.end - 1)
    if mark.name != "cns" or number is None or message.words[mark.end - 1] != "#":
        return False
    return number.low in (1, 2)


def _is_third_grade(message: Message, mark: Mark) -> bool:
    """CNS3 is disease, whatever stands around it."""
    number = message.text.numbers.get(mark.end - 1)
    return mark.name == "cns" and number is not None and message.words[mark.end - 1] == "#" and number.low == 3


def _cued(message: Message, mark: Mark) -> bool:
    """Whether words near say that the leukemia came back there; an organ that "came back" is well again."""
    if mark.name == "other" and message.words[mark.end : mark.end + 2] in (["came", "back"], ["bounced", "back"]):
        return False
    if message.all("therapies.diagnostic_puncture") and _of_puncture(message, mark):
        return False
    first, last = message.sentence(mark.start)
    came_back = message.all("relapse.cue", "relapse.ordinal", "relapse.once", "relapse.twice", "relapse.count")
    near = [cue for cue in came_back if first <= cue.start < last and not message.denies(cue)]
    if any(-_CUE_REACH <= mark.start - cue.end <= _CUE_REACH for cue in near):
        return True
    if not came_back and mark.name == "other" and message.who == "family":
        return False  # "Only a kidney, from dad"
    close = message.all("relapse.manner") + (message.all("relapse.place") if came_back else [])
    if any(-_CLOSE - 1 <= mark.start - cue.end <= _CLOSE for cue in close):
        return True
    after = message.words[mark.end : mark.end + 1]
    if after == ["only"]:
        return True
    if came_back and message.who == "staff" and _is_third_grade(message, mark):
        return True
    of_relapse = message.who == "family" and message.asking in ("relapse_count", "relapse_phase")
    if (came_back or of_relapse) and _fills_its_part(message, mark):
        return True
    joined = message.ending(mark.start - 1, *(f"sites.{site}" for site in SITES)) if mark.start else None
    return (
        joined is not None and message.words[mark.start - 1] in ("and", "/", "+", "&", ",") and _cued(message, joined)
    )


def _fills_its_part(message: Message, mark: Mark) -> bool:
    """Whether the part of the line that the site is in holds nothing but sites: "…, BM/CNS3, …", "Marrow and spine"."""
    first, last = mark.start, mark.end
    while first and message.words[first - 1] not in _PARTS:
        first -= 1
    while last < len(message.words) and message.words[last] not in _PARTS:
        last += 1
    blasts = _blasts(message, mark, last)
    return all(
        message.words[place] in _JOINING or place in blasts or message.has(place, "sites", "relapse.manner")
        for place in range(first, last)
    )


def _blasts(message: Message, mark: Mark, last: int) -> range:
    """The words that say how much disease the marrow has: "BM 61% blasts", "BM M3"; M1 and M2 are none that counts."""
    end = mark.end
    if mark.name != "bone_marrow" or message.who != "staff":
        return range(end, end)
    end += message.words[end : end + 1] in (["with"], ["w"], [":"], ["("])
    if message.words[end : end + 2] == ["m", "#"] and message.text.numbers[end + 1].low == 3:
        return range(mark.end, end + 2)
    if message.words[end : end + 2] == ["#", "%"] and message.text.numbers[end].low >= _MANY_BLASTS:
        end += 2
        while end < last and message.words[end] in ("blasts", "blast", "leukemia", "involved", "replaced"):
            end += 1
        return range(mark.end, end)
    return range(mark.end, mark.end)


_MANY_BLASTS = 25
"""Percent: an M3 marrow."""
_PARTS = frozenset(",;.!:|()")
_JOINING = frozenset(
    {
        "r",
        "l",
        "rt",
        "lt",
        "left",
        "right",
        "bilat",
        "bilateral",
        "b",
        "and",
        "/",
        "+",
        "&",
        "-",
        "now",
        "in",
        "the",
        "his",
        "her",
        "only",
        "both",
        "plus",
        "with",
        "w",
    }
)


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
        if value == "other_frontline_phase" and _of_diagnosis(message, mark):
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
    never = [m for m in never if not {*message.words[m.end : m.end + 1]} & _NO_COUNT]
    return bool(never) and not message.all("relapse.ordinal", "relapse.count", "relapse.once")


def _of_diagnosis(message: Message, mark: Mark) -> bool:
    """ "When she was first diagnosed they started induction": the phase of then."""
    first, last = message.sentence(mark.start)
    words = message.words[first : mark.start]
    cues = [cue for cue in message.all("relapse.cue", "relapse.ordinal") if first <= cue.start < last]
    return "diagnosed" in words and "when" in words and not cues


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
    if mark.name == "off":
        therapy_date = message.asking in ("last_cytotoxic", "last_biologic", "last_intrathecal", "last_hydroxyurea")
        return _near_relapse(message, mark) or (message.who == "staff" and not therapy_date)
    return _near_relapse(message, mark)


def heads_its_part(message: Message, mark: Mark) -> bool:
    """Staff's "…, maint, …", "… Maint wk 41. …": the phase with nothing but a number of weeks or cycles."""
    if mark.start and message.words[mark.start - 1] not in (_PARTS | {"=", "/"}) - {"("}:
        return False
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
    return message.words[end : end + 1] in ([], ["/"], *([part] for part in _PARTS))


def _near_relapse(message: Message, mark: Mark) -> bool:
    first, last = message.sentence(mark.start)
    cues = message.all("relapse.cue", "relapse.ordinal", "relapse.once", "relapse.twice")
    return any(first <= cue.start < last and abs(cue.start - mark.start) <= _CUE_REACH for cue in cues)

"""How often the leukemia came back."""

from __future__ import annotations

from collections.abc import Iterator

from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark, words_of
from bot.understand.readers.relapse_ordinals import (
    CLOSING,
    NO_COUNT,
    beside_relapse,
    is_glued,
    latest_of,
    whole,
    whole_in,
)
from bot.understand.readers.short import claimed, leading_number, lone_number

_MOST = 10


_YEARS = 1990


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
    if message.who == "staff" and (latest := latest_of(message)):
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
            value = next((whole(message, p) for p in range(mark.start, mark.end) if p in message.text.numbers), None)
        if message.words[mark.end : mark.end + 1] and message.words[mark.end] in words_of("labs", "counted"):
            continue
        if mark.end - 1 in message.dated and message.words[mark.end - 1 : mark.end + 1] == ["#th", "of"]:
            continue  # "Relapse: 1st of March"
        if value == 0 and {"prior", "previous"} & {*message.words[max(0, mark.start - 1) : mark.end]}:
            continue  # "Number of prior relapses: 0" leaves out this one
        if value is None or (mark.name == "count" and message.words[mark.start] == "r" and message.who != "staff"):
            continue
        if is_glued(message, mark) or _is_a_grade(message, mark):
            continue
        if mark.name != "never" and mark.start in message.denied:
            continue
        if message.asking in ("prior_relapse_therapy",) and mark.name == "never":
            continue
        if mark.name == "never" and {*message.words[mark.end : mark.end + 1]} & NO_COUNT:
            continue  # "Hasn't come back a second time", "no relapse tx"
        found = True
        if _before_this_one(message, mark, value):
            if asked:
                yield Ask("unclear", "relapse_count")
            continue
        yield from claimed(message, "relapse_count", value, mark)
    if not found and (beside := beside_relapse(message)):
        yield beside
    elif asked and not found:
        yield from _count_alone(message)


def _is_a_grade(message: Message, mark: Mark) -> bool:
    """ "CNS3 relapse", "M3 relapse" count no relapses."""
    before = mark.start - 1
    glued = before >= 0 and message.text.ends[before] == message.text.starts[mark.start]
    return glued and message.words[mark.start] == "#" and message.words[before].isalpha()


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
    if typed is not None and (value := whole(message, typed + 1)) is not None:
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
            value = next((whole(message, p) for p in range(mark.start, mark.end) if p in message.text.numbers), None)
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
    value = whole(message, 0)
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
    value = whole(message, place)
    rest = message.words[place + 1 :]
    if value is None or rest[:1] not in ([","], ["("], [";"], [":"], ["-"], ["."]):
        return None
    apart = message.hedged | message.denied | message.asked | message.others
    earlier = [number.low for p, number in message.text.numbers.items() if message.words[p] == "#th"]
    unsettled = _UNSETTLED - {"now", "then"} if earlier and max(earlier) < value else _UNSETTLED
    if place in apart or message.all("corrections") or unsettled & {*rest}:
        return None
    counted = message.all("relapse.count", "relapse.ordinal", "relapse.times", "relapse.twice", "relapse.twice_short")
    if any((whole_in(message, m) or 2) > value for m in counted if m.start > place + 1):
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
    known = words_of("answers", "filler") | words_of("relapse", "leukemia")
    said = ("relapse", "corrections", "hedges", "yes_no", "negation", "other_times", "sites")
    here = range(*message.sentence(mark.start))
    words = [(p, w) for p, w in enumerate(message.words) if w.isalpha() and w not in known and p not in message.dated]
    if after in CLOSING and message.words[mark.end : mark.end + 1]:
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

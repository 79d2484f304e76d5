"""How the patient gets through the day: a score on a scale, or the words of a scale's level."""

from __future__ import annotations

from collections.abc import Iterator

from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark, words_of
from bot.understand.quantities import Quantity, quantity_at
from bot.understand.readers.line_parts import is_break
from bot.understand.readers.order import LAB_NAMES, number_comes_first
from bot.understand.readers.short import lone_number, only_replaces

_ECOG = 4
"""A performance status up to it is no score in tens."""
SCALES = ("lansky", "karnofsky", "ecog")


def read_performance(message: Message) -> Iterator[Claim | Ask]:
    """A named scale and its score; a level's own words; a bare score where the scale is known."""
    found = False
    for mark in message.all(*(f"performance.{scale}" for scale in SCALES), "performance.plain"):
        place = _score_after(message, mark)
        if place is None:
            continue
        quantity = quantity_at(message, place)
        apart = message.another_time | message.hedged
        if quantity and quantity.start in apart and (later := _now(message, mark)):
            quantity = later
        if quantity and message.words[quantity.end : quantity.end + 2] == ["->", "#"]:
            quantity = quantity_at(message, quantity.end + 1)  # "LPS 90->70"
        if place in message.denied:
            later = _in_its_place(message, place)
            if later is None:
                continue
            quantity = later
        if quantity is None or not message.plain(Claim("performance", None, quantity.start, quantity.end)):
            continue
        scale = mark.name
        if (
            message.ending(mark.start - 1, *(f"performance.{s}" for s in SCALES))
            and message.words[mark.start - 1] == "/"
        ):
            scale = "plain"
        if scale == "plain":
            scale = message.scale or ("ecog" if quantity.low <= 4 and message.who == "staff" else "")
        if (
            scale in ("lansky", "karnofsky")
            and mark.name == "plain"
            and message.who == "staff"
            and quantity.high <= _ECOG
        ):
            scale = "ecog"  # "PS 1"
        found = True
        if not scale:
            if message.asking == "performance":
                yield Ask("scale", "performance", {"value": quantity.value})
            continue
        start = quantity.start if quantity.start > place else mark.start
        yield from _scored(message, scale, quantity.low, quantity.high, start, quantity.end)
    if not found and message.who == "staff" and (lettered := _lettered(message)):
        yield lettered
        return
    if found or message.asking != "performance":
        return
    if (told := _named_apart(message)) is not None:
        scale, quantity = told
        yield from _scored(message, scale, quantity.low, quantity.high, quantity.start, quantity.end)
        return
    levels = [mark for mark in message.all("performance", "daily_life") if _is_level(mark, message.scale)]
    levels = [mark for mark in levels if mark.start not in message.denied and message.plain(mark)]
    scores = {mark.name for mark in levels}
    if scores and "wheelchair" in message.words:
        yield Ask("unclear", "performance")  # Who can't walk for another reason counts as up and about.
        return
    if len(scores) == 1:
        mark = levels[0]
        scale, _, score = mark.name.partition("_")
        sure = 0.4 if mark.start in message.hedged else 0.9
        yield Claim("performance", {"scale": scale, "score": int(score)}, mark.start, mark.end, sure)
    elif not levels and message.scale == "karnofsky" and (cares := _cares_but_cannot_work(message)):
        yield cares
    elif not levels and not message.all(*LAB_NAMES) and (quantity := lone_number(message, set())):
        scale = message.scale or ""
        if scale:
            yield from _scored(message, scale, quantity.low, quantity.high, quantity.start, quantity.end)
        else:
            yield Ask("scale", "performance", {"value": quantity.value})


def _cares_but_cannot_work(message: Message) -> Claim | None:
    """Karnofsky 70 in two parts: "I do everything for myself, … but I had to drop my classes"."""
    cares = [m for m in message.all("performance.self_care") if m.start not in message.denied and message.plain(m)]
    idle = [m for m in message.all("performance.no_work") if message.plain(m)]
    if not cares or not idle:
        return None
    first, last = min(cares[0].start, idle[0].start), max(cares[0].end, idle[0].end)
    hedged = {cares[0].start, idle[0].start} & message.hedged
    return Claim("performance", {"scale": "karnofsky", "score": 70}, first, last, 0.4 if hedged else 0.9)


def _lettered(message: Message) -> Claim | None:
    """Staff's "…, L 90, …", "K90": the letter of a scale and a score in tens that fill a part of the line."""
    found = []
    for place, word in enumerate(message.words[:-1]):
        scale = _LETTERS.get(word)
        number = message.text.numbers.get(place + 1)
        if scale is None or number is None or message.words[place + 1] != "#" or not number.exact:
            continue
        alone = is_break(message, place - 1) and is_break(message, place + 2) and place not in message.denied
        asked = message.asking == "performance"
        tens = _LOWEST_LETTERED <= number.low <= 100 and number.low % 10 == 0
        glued = message.text.ends[place] == message.text.starts[place + 1]
        if alone and tens and (asked or (message.asking is None and (glued or word == "l"))):
            score = {"scale": scale, "score": int(number.low)}
            found.append(Claim("performance", score, place, place + 2))
    return found[0] if len(found) == 1 and found[0].start not in message.hedged | message.asked else None


_LOWEST_LETTERED = 40
_LETTERS = {"l": "lansky", "k": "karnofsky"}


def _named_apart(message: Message) -> tuple[str, Quantity] | None:
    """The score that an answer begins with and the scale that it names later: "70, playing some, tires (Lansky)"."""
    named = {mark.name for mark in message.all(*(f"performance.{scale}" for scale in SCALES))}
    numbers = [place for place, word in enumerate(message.words) if word == "#"]
    apart = message.denied | message.hedged | message.others | message.another_time | message.asked
    if len(named) != 1 or numbers != [0] or 0 in apart or message.all(*LAB_NAMES):
        return None
    quantity = quantity_at(message, 0)
    return (named.pop(), quantity) if quantity and not quantity.unit else None


def _is_level(mark: Mark, scale: str | None) -> bool:
    """Whether a phrase tells a level of the scale that was asked for; without one, a published level or a child's."""
    own, _, score = mark.name.partition("_")
    if not score or own not in SCALES:
        return False
    return own == scale if scale else mark.topic == "performance" or own == "lansky"


def _now(message: Message, mark: Mark) -> Quantity | None:
    """The score after "now", where an earlier one is given first."""
    for now in message.all("other_times.now"):
        if now.start > mark.start and (quantity := quantity_at(message, now.end)):
            return quantity
    return None


def _in_its_place(message: Message, place: int) -> Quantity | None:
    """The score that a denied one is replaced with: "scratch LPS 90, it's 70", "LPS not 90, 70"."""
    last = message.sentence(place)[1]
    later = [p for p in range(place + 1, last) if message.words[p] == "#"]
    if len(later) != 1 or not only_replaces(message, place + 1, later[0]):
        return None
    return quantity_at(message, later[0])


def _score_after(message: Message, mark: Mark) -> int | None:
    first = number_comes_first(message, mark)
    for place in range(mark.end, mark.end if first else min(mark.end + 5, len(message.words))):
        if message.words[place] == "#":
            return place
        if message.words[place] not in words_of("performance", "between"):
            break
    before = mark.start - 1
    if before >= 0 and message.words[before] == "%":
        before -= 1
    return before if before >= 0 and message.words[before] == "#" and not message.has(before, "age", "labs") else None


def _scored(message: Message, scale: str, low: float, high: float, start: int, end: int) -> Iterator[Claim | Ask]:
    fits = low == high and low == int(low) and (low <= 5 if scale == "ecog" else low <= 100 and low % 10 == 0)
    if not fits:
        value = low if low == high else f"{low:g}-{high:g}"
        yield Ask("out_of_range", "performance", {"value": value, "key": "performance"})
        return
    hedged = any(place in message.hedged for place in range(start, end))
    yield Claim("performance", {"scale": scale, "score": int(low)}, start, end, 0.4 if hedged else 0.9)

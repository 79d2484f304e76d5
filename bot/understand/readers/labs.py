"""Laboratory values and heart function: a name and its number, or a number alone where it was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark, words_of
from bot.understand.quantities import Quantity, quantity_at
from bot.understand.readers.order import LAB_NAMES, number_comes_first, scored_places
from bot.understand.readers.short import is_long_ago, leading_number, lone_number, only_replaces

KEYS = ("serum_creatinine", "gfr", "direct_bilirubin", "total_bilirubin", "shortening_fraction", "ejection_fraction")
_UNITS = {
    "serum_creatinine": ("umol", "mg_dl"),
    "gfr": ("ml_min",),
    "direct_bilirubin": ("umol", "mg_dl"),
    "total_bilirubin": ("umol", "mg_dl"),
    "shortening_fraction": ("percent",),
    "ejection_fraction": ("percent",),
}
# Where a number without a unit is hard to believe in the usual one; the same in percent and mL/min.
_BELIEVABLE = {
    "serum_creatinine": (0.05, 9.9),
    "gfr": (5, 300),
    "direct_bilirubin": (0, 9.9),
    "total_bilirubin": (0, 16),
    "shortening_fraction": (5, 50),
    "ejection_fraction": (10, 90),
}
_NOT_TAKEN = {
    "estimated_gfr": ("estimated_gfr", "gfr"),
    "echo_ejection": ("echo_ejection_fraction", "ejection_fraction"),
    "bilirubin": ("which_bilirubin", "direct_bilirubin"),
}
_FAR = 12
_KINDS_OF_BILIRUBIN = ("labs.total_bilirubin", "labs.direct_bilirubin")
_NORMALIZED = frozenset({"adjusted", "normalized", "indexed", "corrected", "normalised", "bsa", "size"})
_EITHER_SCAN = (["nuclear", "#"], ["nuclear", "test"], ["nuclear", "study"], ["radionuclide", "#"], ["isotope", "#"])


def read_labs(message: Message) -> Iterator[Claim | Ask]:
    """Every value with its name; then the number alone that answers the question."""
    names = message.all(*(f"labs.{key}" for key in KEYS), *(f"labs.{key}" for key in _NOT_TAKEN))
    names += message.all(
        *("labs.muga_ejection", "labs.indirect", "labs.other", "labs.range", "labs.bilirubins", "labs.bilirubins_back"),
        "labs.urea_creatinine",
    )
    names = [mark for mark in names if not (_is_remission(message, mark) or _is_unit(message, mark))]
    names.sort(key=lambda mark: mark.start)
    used = scored_places(message) | _compared(message) | _of_the_patient(message)
    found: set[str] = set()
    for number, name in enumerate(names):
        if name.name in ("other", "range", "indirect"):
            used.update(_numbers_after(message, name, names[number + 1 :], used)[:1])
            continue
        if name.name == "urea_creatinine":
            yield from _second(message, name, used)
            continue
        if name.name.startswith("bilirubins"):
            yield from _pair(message, name, used)
            continue
        key = "ejection_fraction" if name.name == "muga_ejection" else name.name
        if message.asking == "gfr" and message.words[name.start : name.start + 2] in _EITHER_SCAN:
            key = "gfr"  # The heart and the kidneys are both measured so: it is what was asked about.
        before = _before(message, name, used) if number_comes_first(message, name) else None
        places = [] if before else _numbers_after(message, name, names[number + 1 :], used)
        after = next((q for p in places if (q := _fitting(message, key, p))), None)
        quantity = before or after or _before(message, name, used) or _named_after(message, name, used)
        if quantity is None:
            continue
        if key == "bilirubin" and (kind := message.starting(quantity.end, *_KINDS_OF_BILIRUBIN)):
            key = kind.name  # "Bili 4.2 total"
        if key == "gfr" and _by_formula(message, quantity):
            key = "estimated_gfr"
        used.add(_place(message, quantity))
        if _place(message, quantity) in message.denied and (instead := _in_its_place(message, key, quantity, used)):
            quantity = instead
            used.add(_place(message, quantity))
        mended = _taken_back(message, key, quantity, names[number + 1 :], used)
        if mended:
            name, quantity = name._replace(start=mended.start, end=mended.end), mended
            used.add(_place(message, quantity))
        claim_words = Claim(key, None, min(name.start, quantity.start), max(name.end, quantity.end))
        if not message.plain(claim_words):
            continue
        found.add(key if key in KEYS else _NOT_TAKEN[key][1])
        echo = key == "ejection_fraction" and name.name != "muga_ejection" and _by_echo(message, name)
        if quantity.sign == "<=" and message.words[quantity.start : quantity.start + 2] == ["up", "to"]:
            quantity = quantity._replace(sign="")  # "Cr up to 0.9 this AM": it rose
        if key in _NOT_TAKEN or echo:
            code, about = ("echo_ejection_fraction", "ejection_fraction") if echo else _NOT_TAKEN[key]
            if key == "bilirubin" and _direct_is_apart(message, quantity):
                yield from _checked(message, "total_bilirubin", quantity, claim_words._replace(key="total_bilirubin"))
                yield from _direct_apart(message, quantity)
            elif not (key == "bilirubin" and message.all("labs.direct_bilirubin", "labs.total_bilirubin")):
                yield Ask(code, about, {"value": quantity.value})
            continue
        yield from _checked(message, key, quantity, claim_words)
    yield from _total_beside(message, used)
    if message.asking in KEYS and message.asking not in found:
        yield from _alone(message, message.asking, used)


def _is_unit(message: Message, mark: Mark) -> bool:
    """A chart's "Creatinine (mg/dL): 0.71": no other value begins there."""
    return message.words[mark.start - 1 : mark.start] in (["("], ["["]) and bool(message.all("labs.mg_dl"))


def _of_the_patient(message: Message) -> set[int]:
    """The numbers that only say which patient is meant: "#1 Cr 0.7", "pt 2 Cr 0.7"."""
    if message.who != "staff":
        return set()
    found = set()
    for place, number in message.text.numbers.items():
        before = message.words[place - 1] if place else ""
        typed = bool(place) and message.text.raw[message.text.starts[place - 1]] == "#"
        named = place > 1 and message.has(place - 2, "labs")  # "Cr # 1"
        if ((typed and not named) or before in _PATIENT) and number.exact and number.low == int(number.low):
            found.add(place)
    return found


_PATIENT = frozenset({"patient", "pt", "patients", "pts", "case", "row", "line"})


def _direct_is_apart(message: Message, quantity: Quantity) -> bool:
    """Staff's "bili 0.4 (direct 0.1)", "bili 0.6, direct 0.2": beside a direct one the plain one is the total."""
    if message.who != "staff" or message.all("labs.total_bilirubin"):
        return False
    place = quantity.end + (
        message.words[quantity.end : quantity.end + 1] in (["("], [","], ["/"], ["with"], ["w"], [";"])
    )
    name = message.starting(place, "labs.direct_bilirubin") or _letter(message, place, "d")
    if name is None:
        return False
    number = name.end + (message.words[name.end : name.end + 1] in ([":"], ["="], ["of"]))
    number += bool(message.has(number, "labs.less", "labs.at_most"))  # "Direct <0.1"
    direct = quantity_at(message, number) if number < len(message.words) else None
    return direct is not None and direct.high <= quantity.low


def _direct_apart(message: Message, total: Quantity) -> Iterator[Claim | Ask]:
    """The D of "bili 0.9/D 0.2"."""
    for place in range(total.end, min(total.end + 2, len(message.words))):
        if letter := _letter(message, place, "d"):
            number = letter.end + (message.words[letter.end : letter.end + 1] in ([":"], ["="]))
            value = quantity_at(message, number) if number < len(message.words) else None
            if value:
                words = Claim("direct_bilirubin", None, letter.start, value.end)
                yield from _checked(message, "direct_bilirubin", value, words)


def _letter(message: Message, place: int, letter: str) -> Mark | None:
    """The capital letter that stands for a bilirubin right beside the other."""
    if message.words[place : place + 1] != [letter] or not message.text.raw[message.text.starts[place]].isupper():
        return None
    return Mark(f"labs.{letter}", place, place + 1)


def _total_beside(message: Message, used: set[int]) -> Iterator[Claim | Ask]:
    """Staff's "DB 0.1, T 0.7": the T right beside a direct bilirubin."""
    if message.who != "staff" or message.all("labs.total_bilirubin", "labs.bilirubins", "labs.bilirubins_back"):
        return
    for direct in message.all("labs.direct_bilirubin"):
        own = next(
            (p for p in range(direct.end, min(direct.end + 4, len(message.words))) if message.words[p] == "#"), None
        )
        if own is None:
            continue
        place = own + 1 + (message.words[own + 1 : own + 2] in ([","], ["/"], [";"], ["("]))
        letter = _letter(message, place, "t")
        value = letter and quantity_at(message, min(letter.end, len(message.words) - 1))
        low = quantity_at(message, own)
        if letter and value and low and low.high <= value.low < _NO_TEMPERATURE and message.plain(letter):
            yield from _checked(
                message, "total_bilirubin", value, Claim("total_bilirubin", None, letter.start, value.end)
            )


_NO_TEMPERATURE = 16


def _alone(message: Message, key: str, used: set[int]) -> Iterator[Claim | Ask]:
    quantity = lone_number(message, used) or _standing_out(message, key, used)
    if quantity is not None and message.starting(quantity.end, "labs.half"):
        return  # "One half" or "one and half"?
    quantity = quantity or leading_number(message, used)
    if quantity is None:
        half = message.all("labs.half")
        if (
            len(half) == 1
            and "mg_dl" in _UNITS[key]
            and message.words[half[0].end : half[0].end + 1] != ["of"]
            and set(message.words) - {"half"} <= words_of("answers", "filler")
        ):
            yield Claim(key, 0.5, half[0].start, half[0].end)
        return
    words = Claim(key, None, quantity.start, quantity.end)
    if key == "gfr" and any(p in message.denied for p, word in enumerate(message.words) if word in _NORMALIZED):
        yield Ask("unit", key, {"value": quantity.value, "key": key})
        return
    if key == "ejection_fraction" and message.all("labs.echo", "labs.echo_ejection"):
        yield Ask("echo_ejection_fraction", key, {"value": quantity.value})
    elif key == "gfr" and message.all("labs.estimated_gfr"):
        yield Ask("estimated_gfr", key, {"value": quantity.value})
    else:
        yield from _checked(message, key, quantity, words)


def has_no_other_scan(message: Message) -> bool:
    """ "58, but that's echo. No MUGA done": there is no value of the kind that is asked for."""
    if message.asking != "ejection_fraction":
        return False
    return any(message.words[p - 1 : p] == ["no"] for p, w in enumerate(message.words) if w in ("muga", "radionuclide"))


def _standing_out(message: Message, key: str, used: set[int]) -> Quantity | None:
    """The value in more words than a short answer has: "1.6, too high they said", "0.62 today, 0.58 yesterday"."""
    apart = (
        message.asked | message.others | message.another_time | message.denied | message.hedged | message.dated | used
    )
    places = [p for p in message.text.numbers if message.words[p] == "#" and p not in apart and not _counts(message, p)]
    now = [p for p in places if not _is_earlier(message, p)] if len(places) > 1 else places
    if len(now) != 1 or message.all("hedges", "labs.other", "labs.range") or _UNDOING & {*message.words}:
        return None
    quantity = quantity_at(message, now[0])
    low, high = _BELIEVABLE[key]
    if (
        quantity is None
        or quantity.about
        or quantity.unit not in (None, *_UNITS[key])
        or not low <= quantity.low <= quantity.high <= high
    ):
        return None
    if _is_earlier(message, now[0]):
        return None
    before = message.words[quantity.start - 1] if quantity.start else ""
    after = message.words[quantity.end] if quantity.end < len(message.words) else "."
    leads = all(word in words_of("answers", "filler") for word in message.words[: quantity.start])
    closes = before in (",", ":", "is", "its") and (bool(quantity.sign) or quantity.low != int(quantity.low))
    if (leads and after in _GOES_ON) or (
        closes and (after in (".", "!", ",") or message.has(quantity.end, "other_times.now"))
    ):
        return quantity
    return None


_UNDOING = frozenset(
    {"limit", "range", "upper", "cutoff", "max", "maximum", "under", "over", "wrong", "sister", "brother"}
)
_GOES_ON = frozenset(
    {
        ".",
        ",",
        "!",
        "(",
        "it",
        "its",
        "from",
        "today",
        "yesterday",
        "on",
        "they",
        "so",
        "too",
        "which",
        "as",
        "per",
        "now",
    }
)
_BEFORE = frozenset({"was", "were", "from", "peaked", "been"})


def _counts(message: Message, place: int) -> bool:
    """ "One of those arrows", "2 weeks"."""
    return message.words[place + 1 : place + 2] == ["of"] or _is_span(message, place)


def _is_earlier(message: Message, place: int) -> bool:
    """ "It was six before", "0.58 yesterday", "down from 4.1", "peaked at 2.1"."""
    before, after = message.words[max(0, place - 2) : place], message.words[place + 1 : place + 2]
    return bool(_BEFORE & {*before}) or after in (["before"], ["yesterday"], ["previously"], ["earlier"])


def _checked(message: Message, key: str, quantity: Quantity, words: Claim) -> Iterator[Claim | Ask]:
    """The claim, or what to ask where the unit or the size can't be right."""
    if quantity.unit is None and "umol" in _UNITS[key] and message.all("labs.umol") and not message.all("labs.mg_dl"):
        quantity = quantity._replace(unit="umol")  # "39 (umol/L)", "it's in umol: 39"
    if quantity.unit is not None and quantity.unit not in _UNITS[key]:
        yield Ask("unit", key, {"value": quantity.value, "key": key})
        return
    if is_long_ago(message, quantity.end):
        yield Ask("unclear", key)
        return
    told = {"told", "said", "says", "want", "wants", "need", "needs"} & {*message.words}
    bound = quantity.sign == "<=" and message.words[quantity.start] in ("no", "not", "at", "max")
    if message.who == "family" and bound and told:
        yield Ask("unclear", key)  # "No higher than 1, they told us" is a rule
        return
    low, high = _BELIEVABLE[key]
    if quantity.unit != "umol" and not (low <= quantity.low and quantity.high <= high):
        about_unit = key in ("serum_creatinine", "direct_bilirubin", "total_bilirubin") and quantity.unit is None
        code = "unit" if about_unit else "out_of_range"
        if not (quantity.sign in ("<", "<=") and quantity.low <= high):
            yield Ask(code, key, {"value": quantity.value, "key": key})
            return
    hedged = any(place in message.hedged for place in range(words.start, words.end))
    yield words._replace(value=quantity.value, sure=0.4 if hedged else 0.9)


def _numbers_after(message: Message, name: Mark, later: list[Mark], used: set[int]) -> list[int]:
    """Places of the numbers that may be the value of `name`: only small words between."""
    stop = min([mark.start for mark in later if mark.start >= name.end] + [len(message.words)])
    between = words_of("labs", "between")
    places = []
    for place in range(name.end, min(stop, name.end + _FAR)):
        word = message.words[place]
        if word == "#":
            if place not in used and not _is_the_one(message, place):
                places.append(place)
            if places and quantity_at(message, place) is not None and not _is_span(message, place):
                break
        elif word not in between and not message.has(place, "labs", "hedges", "corrections", "other_times"):
            break
    return places


def _is_the_one(message: Message, place: int) -> bool:
    """ "No creat today, the one from 10/30 was 0.4": no 1."""
    written = message.text.words_between(place, place + 1).lower()
    return written == "one" and message.words[place - 1 : place] in (["the"], ["that"], ["this"], ["last"], ["only"])


def _taken_back(message: Message, key: str, quantity: Quantity, later: list[Mark], used: set[int]) -> Quantity | None:
    """The number that takes another's place: "Cr 1.4 on 11/15, now 0.6", "MUGA 45. Strike that: 54"."""
    stop = min([mark.start for mark in later if mark.start >= quantity.end] + [len(message.words)])
    for mark in message.all("corrections", "other_times.now", "labs.then"):
        if not quantity.end <= mark.start < stop or mark.start > quantity.end + _FAR:
            continue
        before = message.words[mark.start - 1] == "#" and mark.start - 1 not in used
        if quantity.end < mark.start and before and mark.label == "other_times.now":
            return _fitting(message, key, mark.start - 1)  # "45 last year but 60 now"
        for place in range(mark.end, min(mark.end + (8 if mark.topic == "corrections" else 4), stop)):
            if message.words[place] == "#" and place not in message.denied:
                while message.words[place + 1 : place + 3] == ["->", "#"]:
                    place += 2  # "0.8->0.6->0.5"
                return _fitting(message, key, place)
            if message.words[place] in ("not", "from"):
                break  # "0.9 today, up from 0.6"
    return None


def _in_its_place(message: Message, key: str, quantity: Quantity, used: set[int]) -> Quantity | None:
    """The value that a denied one is replaced with: "scratch Cr 0.9, it's 0.6"."""
    last = message.sentence(quantity.start)[1]
    place = next((p for p in range(quantity.end, last) if message.words[p] == "#" and p not in used), None)
    if place is None or not only_replaces(message, quantity.end, place):
        return None
    return _fitting(message, key, place)


def _is_span(message: Message, place: int) -> bool:
    """Whether the number counts something else: "2 weeks", "22 kg"."""
    after = message.words[place + 1] if place + 1 < len(message.words) else ""
    if after == "h" and message.who == "staff" and message.text.raw[message.text.starts[place + 1]] == "H":
        return False  # "Dbili 1.4 H" is high
    return after in words_of("labs", "counted") and not message.starting(place + 1, *LAB_NAMES)  # "0.5 D bili"


def _fitting(message: Message, key: str, place: int) -> Quantity | None:
    return None if _is_span(message, place) else quantity_at(message, place)


def _before(message: Message, name: Mark, used: set[int]) -> Quantity | None:
    """The number right before its name: "33% SF"."""
    for place in range(name.start - 1, max(name.start - 6, -1), -1):
        if message.words[place] == "#" and place not in used:
            quantity = quantity_at(message, place)
            return quantity if quantity and quantity.end == name.start and not _is_span(message, place) else None
    return None


def _pair(message: Message, name: Mark, used: set[int]) -> Iterator[Claim]:
    """ "T/D bili 0.6/0.1"."""
    short = message.words[name.start : name.start + 2] == ["t", "#"]
    if short and message.asking not in ("direct_bilirubin", "total_bilirubin"):
        return
    places = [p for p in range(name.start, min(name.end + 6, len(message.words))) if message.words[p] == "#"][:2]
    if len(places) == 2:
        keys = ("total_bilirubin", "direct_bilirubin")
        for key, place in zip(keys if name.name == "bilirubins" else keys[::-1], places, strict=True):
            quantity = quantity_at(message, place)
            used.add(place)
            if quantity:
                yield Claim(key, quantity.value, name.start, place + 1)


def _compared(message: Message) -> set[int]:
    """The numbers of "up from 0.5", "55 to 70 is normal": none of them is the patient's now."""
    words = message.words
    found = {p for p in message.text.numbers if words[max(0, p - 2) : p] in (["up", "from"], ["down", "from"])}
    for mark in message.all("labs.rule_after"):
        found.update(place for place in range(max(0, mark.start - 2), mark.start) if place in message.text.numbers)
    return found


def _is_remission(message: Message, name: Mark) -> bool:
    """ "CR1", "in CR 2" is a remission, no creatinine."""
    number = message.text.numbers.get(name.end)
    if message.text.words_between(name.start, name.end) != "CR" or number is None or number.low not in (1, 2, 3, 4):
        return False
    glued = message.text.ends[name.end - 1] == message.text.starts[name.end]
    entered = message.words[name.start - 1 : name.start] in (["in"], ["into"], ["achieved"], ["attained"], ["s"], ["p"])
    return (glued or entered) and "." not in message.text.words_between(name.end, name.end + 1)


def _second(message: Message, name: Mark, used: set[int]) -> Iterator[Claim | Ask]:
    """ "BUN/Cr 12/0.5": the second number is the creatinine."""
    places = [p for p in range(name.end, min(name.end + 5, len(message.words))) if message.words[p] == "#"][:2]
    used.update(places)
    if len(places) == 2 and (quantity := quantity_at(message, places[1])):
        yield from _checked(
            message, "serum_creatinine", quantity, Claim("serum_creatinine", None, name.start, quantity.end)
        )


def _named_after(message: Message, name: Mark, used: set[int]) -> Quantity | None:
    """The number of which a later word says what it is: "0.9 but that's the total one"."""
    place = name.start - 1
    while place >= 0 and message.words[place] in words_of("labs", "naming"):
        place -= 1
    pointed = {"that", "thats", "its", "it", "this", "(", "for", "is", "was"} & set(
        message.words[place + 1 : name.start]
    )
    return quantity_at(message, place) if pointed and place >= 0 and place not in used else None


def _by_formula(message: Message, quantity: Quantity) -> bool:
    """ "GFR 64 by cystatin C", "GFR 98 (Schwartz)"."""
    after = message.words[quantity.end : quantity.end + 2]
    return after[:1] in (["by"], ["per"], ["("], ["via"], ["from"]) and bool(_FORMULAS & set(after))


_FORMULAS = frozenset(
    {"cystatin", "schwartz", "ckid", "formula", "calculation", "estimated", "est", "calc", "calculated"}
)


def _by_echo(message: Message, name: Mark) -> bool:
    """Whether an echocardiogram gave the ejection fraction: so said, or asked about, with no other scan named."""
    if message.asking == "shortening_fraction" and not message.all("labs.muga_ejection"):
        numbers = [place for place, word in enumerate(message.words) if word == "#"]
        if not message.all("labs.shortening_fraction") or len(numbers) == 1:
            return True
    first, last = message.sentence(name.start)
    echo = bool({"echo", "echocardiogram", "tte"} & set(message.words[first:last]))
    return (echo or any(first <= mark.start < last for mark in message.all("labs.echo"))) and not any(
        first <= mark.start < last for mark in message.all("labs.muga_ejection")
    )


def _place(message: Message, quantity: Quantity) -> int:
    return next(p for p in range(quantity.start, quantity.end) if message.words[p] == "#")

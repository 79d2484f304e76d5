"""How old the patient is: years, months, a birthday to come, a birth date (only the age is kept)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.understand.birth_dates import age_at, birth_interval
from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark, words_of
from bot.understand.quantities import Quantity, plain_number, quantity_at
from bot.understand.readers.around_age import (
    CHILDREN,
    apposed,
    heads_the_message,
    is_back_then,
    is_dated,
    measured_places,
    numbers_ago,
    places_of,
)
from bot.understand.readers.line_parts import ages_beside_sex, is_break
from bot.understand.readers.short import leading_number, lone_number

_MAY_FOLLOW = (
    "age.coming_after", "age.over_half", "other_times", "corrections", "questions", "sex", "negation.before",
    "diagnosis", "relapse", "phase", "transplant", "yes_no", "hedges.after", "therapies", "recovery.recovered",
)  # fmt: skip
_OLDEST = 99
_GROWN = 40
"""Above it "101 F" is a temperature."""
_WITH_FRACTION = 31
"""From here on a fraction is a temperature, not an age."""


def read_age(message: Message) -> Iterator[Claim | Ask]:
    """Every age that is said of the patient, now."""
    claims = list(_birth(message)) + list(_said(message))
    if not claims and message.asking in ("age_years", "age_months", "birth_date"):
        claims = list(_alone(message))
    elif message.asking == "age_years":
        claims += _before_back_then(message, claims)
    if message.all("other_people.speaker"):
        claims = [c for c in claims if isinstance(c, Ask) or message.words[c.start] not in ("i", "im")]
    if message.who == "staff":  # "IM 1" is interim maintenance
        claims = [c for c in claims if isinstance(c, Ask) or message.words[c.start] != "im"]
    writer = [c for c in claims if isinstance(c, Claim) and message.words[c.start] in ("i", "im")]
    if len(writer) < len(claims):
        claims = [claim for claim in claims if claim not in writer]
    for claim in claims:
        if isinstance(claim, Ask):
            yield claim
        elif (
            message.plain(claim)
            and not is_dated(message, claim)
            and not is_back_then(message, claim)
            and not _was(message, claim)
            and not (places_of(claim) & message.denied)
        ):
            now = _taken_back(message, claim)
            yield now._replace(sure=0.4) if places_of(claim) & message.hedged else now


def _taken_back(message: Message, claim: Claim) -> Claim:
    """ "Hes 9, no 10!": the number that takes the place of the one right before it."""
    place = claim.end + (message.words[claim.end : claim.end + 1] == [","])
    if claim.key != "age_years" or message.words[place : place + 1] != ["no"]:
        return claim
    place += 1 + (message.words[place + 1 : place + 2] == [","])
    quantity = quantity_at(message, place)
    ends = quantity is not None and message.words[quantity.end : quantity.end + 1] in ([], ["."], ["!"], [","], ["now"])
    if quantity is None or not ends or quantity.unit or quantity.low != quantity.high:
        return claim
    return claim._replace(value=int(quantity.low), end=quantity.end)


def _before_back_then(message: Message, claims: list[Claim | Ask]) -> Iterator[Claim | Ask]:
    """The number that opens a message whose other age is of back then: "Twelve. She was 9 when she got sick"."""
    then = [claim for claim in claims if isinstance(claim, Claim) and is_back_then(message, claim)]
    if len(then) == len(claims):
        used = {place for claim in then for place in places_of(claim)} | numbers_ago(message)
        if now := leading_number(message, used):
            yield from _years(message, message.words.index("#", now.start), now.start, now.end)


def _was(message: Message, claim: Claim) -> bool:
    """ "Cord blood transplant, she was two": an age of then."""
    return claim.key != "birth_date" and message.words[max(0, claim.start) : claim.end].count("was") > 0


def _said(message: Message) -> Iterator[Claim | Ask]:
    taken: set[int] = set()
    for mark in message.all("age"):
        place = next((p for p in range(mark.start, mark.end) if message.words[p] == "#"), None)
        name = mark.name
        if name == "birthday":
            years = next(
                int(message.text.numbers[p].low) for p in range(mark.start, mark.end) if p in message.text.numbers
            )
            coming = message.starting(mark.end, "age.coming_after") or message.ending(mark.start, "age.coming_before")
            soon = message.words[max(0, mark.start - 2) : mark.start] == ["tomorrow", "is"]
            yield Claim("age_years", years - (bool(coming) or soon), mark.start, mark.end)
            continue
        if name in ("a_year", "year_and_half"):
            half = name == "year_and_half" and place is not None
            years = int(message.text.numbers[place].low) if half and place is not None else 1
            yield Claim("age_years", years, mark.start, mark.end)
            taken.update(range(mark.start, mark.end))
        elif name == "twenties":
            yield Claim("age_years", "20-29", mark.start, mark.end)
        elif place is None or place in taken or _is_how_far(message, place):
            continue
        elif name == "years" and _is_a_value(message, mark):
            taken.add(place)
        elif name == "years" and place > mark.start and message.words[mark.start - 1 : mark.start] == ["for"]:
            taken.add(place)  # "The limit for age 0.6"
        elif name in ("years", "years_months") or (name == "years_short" and _short_years(message, mark, place)):
            taken.update(range(mark.start, mark.end))
            if name == "years_months" and message.words[mark.end : mark.end + 1] in (
                ["off"],
                ["post"],
                ["after"],
                ["out"],
            ):
                mark = mark._replace(end=place + 2)  # "9yo, 6 mo off tx"
            if message.words[mark.start - 2 : mark.start] == ["#", "not"]:
                yield from _years(message, mark.start - 2, mark.start - 2, mark.start - 1)  # "9 not 8 yo"
            yield from _years(message, place, mark.start, mark.end)
        elif name in ("months", "months_short") and (
            name == "months" or message.ending(mark.start, "age.vague") or _asked_or_subject(message, mark)
        ):
            taken.update(range(mark.start, mark.end))
            yield from _months(message, place, mark)
        elif name == "weeks":
            taken.update(range(mark.start, mark.end))
            yield Claim("age_years", 0, mark.start, mark.end)
        elif (
            name == "sex_first"
            and message.who == "staff"
            and message.text.words_between(mark.start, mark.start + 1).isupper()
        ) or (name == "with_sex" and _with_sex(message, mark)):
            taken.add(place)
            yield from _years(message, place, mark.start, place + 1)
    for subject in message.all("age.subject", "age.turned", "age.coming_before"):
        place = _number_after(message, subject)
        if place is not None and place not in taken and not _is_how_far(message, place):
            taken.add(place)
            yield from _years(message, place, subject.start, place + 1)
    if message.asking in (None, "age_years", "age_months", "sex", "diagnosis"):
        yield from _beside_child(message, taken)
    if message.who == "staff":
        yield from _before_sex(message, taken)
    for person in ages_beside_sex(message):
        if person.age not in taken and not taken:
            taken.add(person.age)
            yield from _years(message, person.age, person.age, person.age + 1)


def _is_a_value(message: Message, mark: Mark) -> bool:
    """ "Direct bili is now 3.2", "creatinine level is 2 now": the number is what was measured."""
    if not {*message.words[mark.start : mark.end]} <= {"is", "s", "now", "so", "actually", "#"}:
        return False
    begin = max(message.clause(mark.start)[0], mark.start - 3)
    before = message.words[mark.start - 1] if mark.start > begin else ""
    of_whom = message.has(mark.start - 1, "age", "sex", "other_people.patient", "corrections", "yes_no", "other_times")
    if message.who == "staff" and before.isalpha() and not of_whom and before not in ("and", "who", "age"):
        return True  # "Tmax is now 37"
    return any(message.has(place, "labs", "performance") for place in range(begin, mark.start))


def _is_how_far(message: Message, place: int) -> bool:
    """ "3 months into maintenance", "4 months off treatment", "6 weeks from the end": how far treatment had come."""
    unit, then = (*message.words[place + 1 : place + 3], "", "")[:2]
    return unit in _UNITS and then in (
        "into",
        "off",
        "from",
        "away",
        "out",
        "past",
        "post",
        "shy",
        "before",
        "after",
        "without",
    )


_UNITS = frozenset(
    {"day", "days", "week", "weeks", "wk", "wks", "month", "months", "mo", "mos", "year", "years", "yr", "yrs"}
)


def _with_sex(message: Message, mark: Mark) -> bool:
    """Whether "17F", "7yoM" is an age and a sex; "18m" may be months."""
    if message.words[mark.start] != "#":
        return False
    letters = message.text.raw[message.text.starts[mark.start + 1] : message.text.ends[mark.start + 1]]
    glued = message.text.ends[mark.start] == message.text.starts[mark.start + 1]
    if heads_the_message(message, mark):
        return True
    years = message.text.numbers[mark.start].high
    return years <= _GROWN and (len(letters) > 1 or (glued and (letters.isupper() or letters == "f")))


def _before_sex(message: Message, taken: set[int]) -> Iterator[Claim | Ask]:
    """Staff's "12 F", "14 male" at the beginning of a line."""
    for mark in message.all("sex"):
        place = mark.start - 1
        number = message.text.numbers.get(place)
        if number is None:
            continue
        capital = message.text.words_between(mark.start, mark.end) in ("F", "M")
        apart = (
            place == 0
            or message.words[place - 1] in (",", ";", ".", "/", ":")
            or message.has(place - 1, "relapse.cue", "diagnosis", "sites")
        )
        if (place == 0 or (capital and apart)) and number and number.high <= _GROWN and place not in taken:
            yield from _years(message, place, place, place + 1)


def _beside_child(message: Message, taken: set[int]) -> Iterator[Claim | Ask]:
    """ "My boy (12)", "son 11, b-all"."""
    for place, number in message.text.numbers.items():
        if message.words[place] != "#" or place in taken or number.high > _GROWN or number.low != int(number.low):
            continue
        if message.who == "staff" and _is_of_age(message, place):
            taken.add(place)  # "A girl of 13"
            yield from _years(message, place, place - 2, place + 1)
            continue
        known = (
            place > 0
            and message.words[place - 1] in CHILDREN
            and message.starting(place + 1, "diagnosis", "relapse.cue")
        )
        if known or apposed(message, place, place + 1):
            taken.add(place)
            yield from _years(message, place, place, place + 1)


_PERSONS = CHILDREN | {"lady", "guy", "woman", "man", "male", "female", "patient", "pt", "kid"}


def _is_of_age(message: Message, place: int) -> bool:
    """ "A girl of 13"; not "son of one of our nurses", "boy of 13 kg"."""
    figures = message.text.raw[message.text.starts[place]].isdecimal()
    person = place > 1 and message.words[place - 1] == "of" and message.words[place - 2] in _PERSONS
    return figures and person and not {*message.words[place + 1 : place + 2]} & _UNITS_OF_A_BODY


_UNITS_OF_A_BODY = frozenset({"kg", "kgs", "kilos", "lb", "lbs", "pounds", "cm"})


def _before_a_sex(message: Message, mark: Mark) -> bool:
    """Staff's "…, 29 yrs, M, …", "13 months, girl": a part of the line of its own, and the sex the next."""
    if message.who != "staff" or not (is_break(message, mark.start - 1) or message.words[mark.start - 1] == ":"):
        return False
    after = mark.end + (message.words[mark.end : mark.end + 1] in ([","], ["/"], ["|"], [";"]))
    letter = after < len(message.words) and message.words[after] in ("f", "m") and is_break(message, after + 1)
    return letter or message.starting(after, "sex.female", "sex.male") is not None


def _short_years(message: Message, mark: Mark, place: int) -> bool:
    """Whether "8 years" without "old" is an age."""
    if _before_a_sex(message, mark):
        return True
    if message.starting(mark.end, "sex") or _subject_before(message, mark.start):
        return True
    if (
        message.who == "staff"
        and message.ending(mark.start, "sex.female", "sex.male")
        and not _counts_time(message, mark)
    ):
        return True  # "Lansky 60 male 8y b-all"
    if (
        message.who == "staff"
        and message.words[mark.end : mark.end + 1] == ["/"]
        and message.starting(mark.end + 1, "sex")
    ):
        return True  # "5y/ M/"
    if apposed(message, mark.start, mark.end):
        return True
    if message.asking not in ("age_years", "age_months"):
        return False
    after = message.words[mark.end] if mark.end < len(message.words) else "."
    small = words_of("answers", "filler")
    if mark.start and message.words[mark.start - 1] in ("for", "in", "since", "past", "last", "on", "after"):
        return False
    lead = all(
        w in small or message.has(p, "age", "corrections", "hedges") for p, w in enumerate(message.words[: mark.start])
    )
    return lead and after in (".", ",", "!", "and", "old", "now", ";", "#")


def _counts_time(message: Message, mark: Mark) -> bool:
    return bool(
        {*message.words[mark.end : mark.end + 1]} & {"off", "post", "ago", "after", "from", "out", "since", "s"}
    )


def _asked_or_subject(message: Message, mark: Mark) -> bool:
    if apposed(message, mark.start, mark.end) or _before_a_sex(message, mark):
        return True
    if _subject_before(message, mark.start):
        return not message.starting(mark.end, "phase")
    after = message.words[mark.end] if mark.end < len(message.words) else "."
    return message.asking in ("age_years", "age_months") and after not in (
        "ago",
        "off",
        "since",
        "from",
        "post",
        "after",
    )


def _subject_before(message: Message, place: int) -> bool:
    while place and (mark := message.ending(place, "age.coming_before", "age.turned", "labs.about", "other_times.now")):
        place = mark.start
    return message.ending(place, "age.subject") is not None


def _number_after(message: Message, subject: Mark) -> int | None:
    """The place of a number right after someone who is so old, as in "my son Jake is 9"."""
    place = subject.end
    words = message.words
    named = 0
    while place < len(words) and words[place] != "#":
        leading = ("age.turned", "age.coming_before", "labs.about", "other_times.now", "hedges.before")
        if mark := message.longest(place, *leading):
            place = mark.end
        elif words[place] in ("is", "s", "was", "be", "now", "only", "just", "still", "about", "like", "a", ",", "the"):
            place += 1
        elif subject.name == "subject" and named < 2 and words[place].isalpha() and not message.covering.get(place):
            named += 1
            place += 1
        else:
            return None
    if place >= len(words) or message.text.starts[place] == message.text.ends[place - 1]:
        return None
    if named and not {"is", "s", "turned"} & set(words[subject.end : place]):
        return None
    copulas = words_of("age", "copula")
    if subject.name == "subject" and subject.end == place and words[place - 1] not in copulas:
        return None
    quantity = quantity_at(message, place)
    if quantity is None or quantity.unit or message.has(place, "drug"):
        return None
    after = words[quantity.end] if quantity.end < len(words) else "."
    if after in words_of("age", "follows") or message.starting(quantity.end, *_MAY_FOLLOW):
        return place
    if after in ("at", "in", "on", "by", "around", "this", "next") and message.ending(place, "age.coming_before"):
        return place  # "He will be 3 at the end of the month"
    return None


def _years(message: Message, place: int, start: int, end: int) -> Iterator[Claim | Ask]:
    quantity = quantity_at(message, place)
    if quantity is None:
        return
    low, high = int(quantity.low), int(quantity.high)
    fraction = quantity.low != low and low >= _WITH_FRACTION
    if low > _OLDEST or fraction or quantity.unit:
        yield Ask("out_of_range", "age_years", {"value": quantity.value, "key": "age_years"})
        return
    end = max(end, quantity.end)
    before = message.ending(place, "age.coming_before") or message.ending(start, "age.coming_before")
    after = message.starting(end, "age.coming_after")
    if after and not before and (end < len(message.words)) and "turned" in message.words[max(0, start - 2) : place]:
        after = None  # "turned two in august" is past
    if (before or after) and low == high and not message.ending(place, "age.turned"):
        yield Claim("age_years", low - 1, start, after.end if after else end)
    elif quantity.sign:
        yield Claim("age_years", quantity.value, start, end)
    elif quantity.about and low == high:
        yield Claim("age_years", f"{max(low - 1, 0)}-{high + 1}", start, end)
    elif low != high:
        yield Claim("age_years", f"{low}-{high}", start, end)
    else:
        yield Claim("age_years", low, start, end)


def _months(message: Message, place: int, mark: Mark) -> Iterator[Claim]:
    quantity = quantity_at(message, place)
    if quantity is None:
        return
    value = int(quantity.low) if quantity.low == quantity.high and not quantity.sign else quantity.value
    if isinstance(value, int) and message.ending(place, "age.coming_before"):
        value -= 1
    elif quantity.about:
        value = quantity.value
    yield Claim("age_months", value, mark.start, mark.end)


def _alone(message: Message) -> Iterator[Claim | Ask]:
    """The number that answers "How old?", as in "7", "9 next week", "just turned 9"."""
    apart = message.denied | message.another_time | message.others | message.asked
    apart |= numbers_ago(message) | measured_places(message)
    told_first = message.who == "staff" and message.words[:1] == ["#"] and 0 not in apart
    told_first = told_first and message.words[1:2] in (["("], [","], [";"])
    if told_first and message.words[2:4] in (["turns", "#"], ["turning", "#"], ["will", "be"]):
        yield from _years(message, 0, 0, 1)  # "17 (turns 18 12/9)"
        return
    places = [p for p, word in enumerate(message.words) if word == "#" and p in message.text.numbers and p not in apart]
    places = [
        p for n, p in enumerate(places) if n == 0 or message.text.numbers.get(p) != message.text.numbers.get(places[0])
    ]
    counting = [p for p in places if not message.has(p, "age.coming_after")]
    places = counting or places
    if len(places) > 1 and message.all("corrections"):
        places = places[-1:]
    if len(places) > 1 and all(p + 1 < len(message.words) for p in places[:-1]):
        # "sixteen, seventeen in december": the later one is to come.
        if message.starting(places[-1] + 1, "age.coming_after") and len(places) == 2:
            yield from _years(message, places[1], places[1], places[1] + 1)
        if message.words[places[0] + 1 : places[1]] in (["going", "on"], ["gonna", "be"]):
            yield from _years(message, places[0], places[0], places[0] + 1)
        return
    quantity: Quantity | None = lone_number(message, apart) if len(places) == 1 else None
    if places and quantity is None and len(places) == 1:
        place = places[0]
        lead = words_of("answers", "filler")
        before = all(w in lead or message.has(p, "age", "corrections") for p, w in enumerate(message.words[:place]))
        if before and message.starting(place + 1, "age.coming_after", "age.over_half"):
            quantity = quantity_at(message, place)
    told = numbers_ago(message) | measured_places(message)
    if places == [0] and quantity is None and message.words[1:2] == [","] and apart & told:
        quantity = quantity_at(message, 0)  # "7, diagnosed 3 years ago"
    if places and quantity is None:
        quantity = leading_number(message, apart)
    if quantity is not None:
        yield from _years(message, places[0], quantity.start, quantity.end)


def _birth(message: Message) -> Iterator[Claim]:
    if message.asking == "age_years" and message.words == ["#date"] and not message.all("age"):
        found = birth_interval(message.text, 0, message.on, message.who)
        if found and (low := age_at(found[1], message.on)) == age_at(found[0], message.on) and low > 0:
            yield Claim("birth_date", plain_number(low), 0, 1)  # The day of birth alone answers "how old?".
    for mark in message.all("age.birth"):
        found = birth_interval(message.text, mark.end, message.on, message.who)
        if found:
            first, last, end = found
            low, high = age_at(last, message.on), age_at(first, message.on)
            yield Claim("birth_date", plain_number(low) if low == high else f"{low}-{high}", mark.start, end)

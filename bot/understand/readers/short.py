"""What readers share: a lone yes or no, a lone number, a claim from one phrase."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark, words_of
from bot.understand.quantities import Quantity, quantity_at


class YesNo(NamedTuple):
    """A plain yes (True) or no, `hedged` where it is not sure."""

    value: bool
    hedged: bool
    start: int
    end: int


_SUPPOSED = frozenset({"almost", "nearly", "supposed", "would", "could", "should", "wouldve", "shouldve"})
_FEWEST = 4
"""Words of a message that comes to a yes or no in the end, at least."""
_AFTER_ALL = frozenset({".", ",", "!", "he", "she", "they", "we", "it", "has", "did", "have", "had", "is", "was"})
_WHEN = frozenset({"in", "last", "when", "back", "from", "during", "around", "about", "on", "after", "once", "twice"})
_LABELS = (
    *("yes_no.yes", "yes_no.no", "yes_no.short_yes", "yes_no.short_no", "yes_no.weak_yes"),
    *("hedges.hedged_yes", "hedges.hedged_no"),
)


def yes_or_no(message: Message) -> YesNo | None:
    """The yes or no that a message begins with or comes to; None where it is neither, or where "no" denies a thing."""
    return _opening(message) or _concluded(message)


def _opening(message: Message) -> YesNo | None:
    filler = words_of("answers", "filler") - words_of("yes_no", "yes") - words_of("yes_no", "no")
    begin = next((p for p in range(len(message.words)) if p not in message.asked), 0)
    first_end = message.sentence(begin)[1] if message.words else 0
    if message.words[first_end - 1 : first_end] == ["?"] and message.longest(first_end, "yes_no.yes", "yes_no.no"):
        begin = first_end  # "Hydra what? No, never."
    for place in range(begin, len(message.words)):
        if message.has(place, "answers.interjection"):
            continue  # "Knock on wood, no"
        mark = message.longest(place, *_LABELS)
        if message.words[place : place + 2] == ["never", "heard"]:
            return _closing_no(message)
        other = message.longest(place, "corrections", "hedges.dont_know", "yes_no.no_answer", "yes_no.both")
        if other and (mark is None or other.end >= mark.end):
            if other.topic != "corrections" or other.end - other.start > 1:
                return None
            continue
        if mark is not None:
            break
        if _says(message, place):
            continue  # "Her mom says no"
        if message.words[place] not in filler or message.has(place, "hedges", "negation.before"):
            return None
    else:
        return None
    if mark.start in message.asked or mark.start in message.others:
        return None
    if _SUPPOSED & {*message.words[: mark.start]}:
        return None
    if any(mark.start < other.end and other.start < mark.end for other in message.all("hedges.dont_know")):
        return None
    later = [m for m in message.all(*_LABELS[:5]) if m.start > mark.end]
    changed = [m for m in message.all("corrections") if mark.end <= m.start]
    if later and changed and changed[0].start < later[-1].start:
        mark = later[-1]
    value = mark.name.endswith("yes")
    if mark.name == "short_yes" and message.words[mark.end : mark.end + 1] == ["not"]:
        value = False
    after = message.words[mark.end] if mark.end < len(message.words) else ""
    hedged = mark.topic == "hedges" or after == "?"
    after = "." if after == "?" else after
    if mark.label == "yes_no.no" and after and after not in words_of("yes_no", "follows"):
        return None
    had = {"had", "got", "did"} & set(message.words[mark.start : mark.end])
    dated = mark.name == "short_yes" and bool(had) and after in _WHEN
    doubting = after == "?" and mark.topic == "hedges"  # "I think so?"
    follows = not after or dated or doubting or after in words_of("yes_no", "follows")
    if mark.name.startswith(("short", "hedged")) and not follows:
        return None
    if mark.name in ("short_yes", "short_no") and after in ("the", "a", "his", "her", "my", "our"):
        return None
    last = message.sentence(mark.start)[1]
    more = message.all("hedges.hedged_yes", "hedges.hedged_no", "hedges.before", "hedges.after")
    hedged = hedged or any(mark.end <= other.start < last and other.start <= mark.end + 3 for other in more)
    if mark.name == "weak_yes" and not set(message.words[mark.end :]) <= _AFTER_ALL:
        return None
    return YesNo(value, hedged, mark.start, mark.end)


def _says(message: Message, place: int) -> bool:
    """Whether the word only tells who says it: "her mom says"."""
    mark = message.has(place, "other_people.speaker")
    return mark is not None and message.words[mark.end - 1] in ("says", "said", "texted", "thinks")


def _concluded(message: Message) -> YesNo | None:
    """The yes or no that a message comes to in the end: "there was no match, so no"."""
    last = len(message.words)
    while last and message.words[last - 1] in (".", "!"):
        last -= 1
    if last < _FEWEST or message.words[last - 2] not in ("so", "then") or message.all("yes_no.both"):
        return None
    mark = message.ending(last, "yes_no.yes", "yes_no.no")
    if mark is None or mark.start != last - 1 or mark.start in message.asked | message.others:
        return None
    return YesNo(mark.name == "yes", last - 1 in message.hedged, mark.start, mark.end)


def _closing_no(message: Message) -> YesNo | None:
    """The no at the end of "never heard of it, so no"."""
    closing = [m for m in message.all("yes_no.no") if set(message.words[m.end :]) <= {".", "!"} and m.start > 2]
    return YesNo(False, False, closing[0].start, closing[-1].end) if closing else None


def of_someone_else(message: Message, answer: YesNo) -> bool:
    """ "Yes, his brother did": the yes is not the patient's; "yes, her brother was the donor" is."""
    end = message.sentence(answer.start)[1]
    near = [m for m in message.all("other_people.other") if answer.end <= m.start <= answer.end + 2 and m.end < end]
    donor = {"donor", "donated", "gave", "match", "matched", "says", "said"} & set(message.words[answer.end : end])
    return bool(near) and not donor


def contradicted(message: Message, answer: YesNo) -> bool:
    """Whether a no goes on to tell what was had: "no, just the first cycle", "no, in 2022, a sister was the donor"."""
    if answer.value or answer.hedged:
        return False
    last = message.sentence(answer.start)[1]
    rest = range(answer.end, last)
    told = ("therapies.reinduction", "therapies.relapse_treated", "yes_no.evidence")
    if any(mark.start in rest and not message.denies(mark) for mark in message.all(*told)):
        return True
    begin = answer.end + (message.words[answer.end : answer.end + 1] == [","])
    begin += message.words[begin : begin + 1] in (["in"], ["on"], ["just"], ["only"], ["back"])
    dated = any(message.text.starts[begin : begin + 1] == [day.start] and day.interval for day in message.dates)
    return dated and begin > answer.end + 1


def lone_number(message: Message, used: set[int]) -> Quantity | None:
    """The one number of a message that otherwise holds only small words; None where it isn't clear."""
    filler = words_of("answers", "filler")
    places = [p for p, word in enumerate(message.words) if word == "#" and p in message.text.numbers and p not in used]
    apart = message.asked | message.others | message.another_time | _checked_again(message)
    places = [p for p in places if p not in apart and not message.has(p, "age.coming_after", "labs.ml_min")]
    said = [place for place in places if place not in message.denied and not message.has(place, "labs.measured_by")]
    said = _of_no_day(message, said)
    arrows = [place for place, word in enumerate(message.words) if word == "->"]
    said = [place for place in said if not arrows or place > arrows[-1]]  # "0.5 -> 0.4"
    if len(said) == 2 and said[0] + 1 == said[1]:
        return None  # "50 50"
    if len({message.text.numbers[place] for place in said}) == 1:
        said = said[:1]  # "12 (twelve)"
    if len(said) > 1 and message.all("corrections"):
        said = said[-1:]
    if len(said) > 1:  # "0.4 on 11/21, was 0.6 on 11/18"
        now = [place for place in said if message.words[place - 1 : place] != ["was"]]
        said = now if len(now) == 1 else said
        today = [place for place in said if _is_of_today(message, place + 1)]
        said = today if len(today) == 1 else said
    if len(said) != 1:
        return None
    quantity = quantity_at(message, said[0])
    if quantity is None or _negative(message, said[0]) or is_long_ago(message, quantity.end):
        return None
    if quantity.unit is not None and not message.has(said[0], "labs.other"):
        return quantity  # The unit says what it is: "38 umol/L, we are in Canada".
    after = message.words[quantity.end : quantity.end + 1]
    if after == ["of"]:
        return None  # "2 of them were normal"
    if message.asking not in ("age_years", "age_months") and set(after) & words_of("labs", "counted"):
        return None
    for place in range(*message.sentence(said[0])):
        word = message.words[place]
        if quantity.start <= place < quantity.end or word == "#" or word in filler or place in message.others:
            continue
        if place in apart or (message.who == "staff" and message.on_a_day(place)):
            continue  # The other numbers were set aside above: denied, of another time, "the last one".
        if not _says(message, place) and not message.has(
            place, "hedges", "corrections", "labs", "yes_no", "negation", "questions", "other_times", "age.coming_after"
        ):
            return None
        if message.has(place, "labs.other"):
            return None
    return quantity


def is_long_ago(message: Message, place: int) -> bool:
    """ "60 last year": a number of another time, whatever it is."""
    return message.starting(place, "other_times.long_ago") is not None


_ASIDES = frozenset(
    {
        *(".", ",", "!", ";", "-", "(", "but", "and", "so", "he", "she", "they", "its", "it", "which", "i", "im", "we"),
        *("hes", "shes", "cuz", "because", "bc", "thats", "that", "said", "according", "per", "from", "on", "though"),
        *("if", "when", "last", "dont", "is", "was", "my", "his", "her", "our", "the", "who", "you", "years", "yrs"),
    }
)
"""What an aside begins with: "3.4 its high, eyes are yellow"."""
_UNSETTLING = frozenset({"wrong", "depends", "right", "instead", "kidding"})
"""Words of an aside that may take the number back."""


def leading_number(message: Message, used: set[int]) -> Quantity | None:
    """The number that a message begins with, where an aside follows it and no other number could be meant."""
    filler = words_of("answers", "filler")
    apart = message.asked | message.others | message.another_time | message.denied | message.hedged | used
    number = next((p for p, word in enumerate(message.words) if word == "#"), None)
    if number is None or number in apart or number not in message.text.numbers or message.all("corrections"):
        return None
    if _UNSETTLING & set(message.words):
        return None
    quantity = quantity_at(message, number)
    if quantity is None or _negative(message, number) or message.has(number, "age.coming_after"):
        return None
    lead = range(quantity.start)
    if any(message.words[p] not in filler and not message.has(p, "hedges.before", "age.subject") for p in lead):
        return None
    if message.words[quantity.end : quantity.end + 1] and message.words[quantity.end] not in _ASIDES:
        return None
    for place in range(quantity.end, len(message.words)):
        if message.words[place] == "#" and place not in used and not _means_something_else(message, place):
            return None
    return quantity


def _means_something_else(message: Message, place: int) -> bool:
    """Whether a number is an age, part of a date or a count, beside the one that was asked for."""
    after = message.words[place + 1 : place + 2]
    aged = message.has(place, "age") or message.ending(place, "age.subject")
    dated = place in message.dated or place in message.another_time | message.others
    return bool(dated or aged or set(after) & words_of("labs", "counted"))


def only_replaces(message: Message, start: int, end: int) -> bool:
    """Whether the words between a denied value and the next say that the next takes its place: "scratch 90, it's"."""
    return _TO_REPLACE.issuperset(message.words[start:end])


_TO_REPLACE = frozenset({",", "-", ";", "its", "is", "it", "should", "be", "but", "now", "to", "make", "rather"})


def _of_no_day(message: Message, places: list[int]) -> list[int]:
    """Of staff's "0.5 on Nov 3" the number that is no part of the day."""
    apart = [place for place in places if not message.on_a_day(place)]
    return apart if apart and message.who == "staff" else places


def _is_of_today(message: Message, place: int) -> bool:
    """ "3.1 Fri, 2.2 this am"."""
    words = message.words[place : place + 2]
    return words[:1] in (["today"], ["now"]) or words in (["this", "am"], ["this", "morning"], ["this", "pm"])


def _checked_again(message: Message) -> set[int]:
    """The words of "26, repeat next wk", "0.4, recheck mon": what is to be measured, where no number stands in it."""
    places: set[int] = set()
    for place, word in enumerate(message.words):
        if word in ("repeat", "recheck", "rpt", "redraw", "repeating") and message.who == "staff":
            first, last = message.clause(place)
            if first and set(message.words[place + 1 : last]) & _TO_COME and "#" not in message.words[first:last]:
                places.update(range(first, last))
    return places


_TO_COME = frozenset({"next", "tomorrow", "tmrw", "tmw", "mon", "monday", "due", "planned", "pending", "scheduled"})


def _negative(message: Message, place: int) -> bool:
    """Whether a minus stands right before the number, and nothing right before the minus."""
    before = message.text.raw[max(0, message.text.starts[place] - 2) : message.text.starts[place]]
    return before.endswith("-") and (len(before) == 1 or before[0].isspace())


def claimed(message: Message, key: str, value: object, mark: Mark, now: bool = True) -> Iterator[Claim]:
    """The claim that a mark makes, where it is said of the patient and (where `now`) of the present."""
    if message.plain(mark, now):
        hedged = any(place in message.hedged for place in range(mark.start, mark.end))
        yield Claim(key, value, mark.start, mark.end, 0.4 if hedged else 0.9)

"""Who the patient is and how: diagnosis, sex, recovery."""

from __future__ import annotations

from collections.abc import Iterator

from bot.understand.birth_dates import birth_interval
from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark, words_of
from bot.understand.readers.around_age import heads_the_message
from bot.understand.readers.kinds_of_leukemia import is_staffs_kind, is_staffs_other
from bot.understand.readers.line_parts import ages_beside_sex, letter_alone
from bot.understand.readers.short import claimed, yes_or_no


def read_diagnosis(message: Message) -> Iterator[Claim | Ask]:
    """B-ALL, T-ALL or another kind; "B" alone only where it was asked."""
    asked = message.asking == "diagnosis"
    labels = ["diagnosis.b_all", "diagnosis.t_all"]
    labels += ["diagnosis.b_short", "diagnosis.t_short", "diagnosis.other"] if asked else []
    for mark in message.all(*labels):
        if mark.name == "other" and _of_relative(message, mark):
            continue
        if mark.end - mark.start == 1 and {"blood", "type"} <= {*message.words}:
            continue  # "Her blood type is B"
        if message.denies(mark) or (not asked and _is_a_ball(message, mark)):
            continue
        if not asked and message.who == "family" and _shadowed(message, mark):
            continue
        value = {"b_short": "b_all", "t_short": "t_all"}.get(mark.name, mark.name)
        if not asked and message.words[mark.end : mark.end + 1] == ["lymphoma"]:
            continue  # "B-lymphoblastic lymphoma"
        yield from claimed(message, "diagnosis", value, mark, now=False)
    if not asked:
        for mark in message.all("diagnosis.b_short", "diagnosis.t_short"):
            before, after = message.words[mark.start - 1 : mark.start], message.words[mark.end : mark.end + 1]
            alone = {*before} <= _BEFORE_KIND and {*after} <= _AFTER_KIND and bool(mark.start)
            alone = alone or is_staffs_kind(message, mark)
            wide = mark.end - mark.start > 1 or is_staffs_kind(message, mark)
            if wide and alone and not message.denies(mark):
                yield from claimed(message, "diagnosis", f"{mark.name[0]}_all", mark, now=False)
        for mark in message.all("diagnosis.other"):
            if not message.denies(mark) and (_own(message, mark) or is_staffs_other(message, mark)):
                yield from claimed(message, "diagnosis", "other", mark, now=False)


def _is_a_ball(message: Message, mark: Mark) -> bool:
    """Whether "ball" may be a ball or a testicle: staff mean B-ALL by it, unless it is played with or his."""
    if message.words[mark.start] != "ball":
        return False
    if message.who != "staff" or message.words[mark.end : mark.end + 1] in _PLAYED:
        return True
    return message.text.words_between(mark.start, mark.end) != "BALL" and bool(
        {*message.words[max(0, mark.start - 2) : mark.start]} & _OF_A_BALL
    )


_PLAYED = (["game"], ["games"], ["practice"], ["player"], ["team"], ["sack"])
_OF_A_BALL = frozenset(
    {
        *(
            "play",
            "plays",
            "played",
            "playing",
            "the",
            "a",
            "his",
            "left",
            "right",
            "one",
            "throws",
            "throwing",
            "catch",
        ),
        *("kick", "kicks", "kicking", "hit", "soccer", "tennis", "basket", "base", "foot", "on", "swollen", "each"),
    }
)


def _of_relative(message: Message, mark: Mark) -> bool:
    """ "My brother had the other kind, CLL": the sentence is about someone else to its end."""
    first = message.sentence(mark.start)[0]
    relatives = [m for m in message.all("other_people.other") if first <= m.start < mark.start]
    patient = message.all("other_people.patient")
    return any(not any(other.end <= m.start < mark.start for m in patient) for other in relatives)


def _shadowed(message: Message, mark: Mark) -> bool:
    """ "the t cell infusion", "her B cells" name no leukemia."""
    return mark.end < len(message.words) and message.words[mark.end] in (
        "count",
        "counts",
        "aplasia",
        "therapy",
        "recovery",
    )


_BEFORE_KIND = frozenset({",", ".", ";", "its", "is", "leukemia", "the", "(", "with", "has", "have"})
_AFTER_KIND = frozenset({",", ".", ";", "and", ")", "come", "came", "back", "relapsed", "returned"})


def _own(message: Message, mark: Mark) -> bool:
    after = message.words[mark.end : mark.end + 1]
    if after in ([","], [";"], ["/"]) and (mark.start == 0 or message.words[mark.start - 1] in (",", ";", "/")):
        return True
    if message.who == "staff" and mark.start == 0 and after in (["pt"], ["patient"], ["-"], ["."], [":"]):
        return True  # "AML pt, 12yo M"
    before = message.words[max(0, mark.start - 4) : mark.start]
    return bool({"has", "diagnosis", "dx", "diagnosed", "relapsed", "is", "with", "have"} & set(before))


def _instead_of_the_other(message: Message, mark: Mark) -> bool:
    other = {"f": "m", "m": "f"}[message.words[mark.start]]
    return message.words[mark.end : mark.end + 2] == ["not", other]


def read_sex(message: Message) -> Iterator[Claim | Ask]:
    """Said of the patient; a bare "she" or "M" only where the sex was asked, or beside the age."""
    for mark in message.all("sex.female", "sex.male"):
        if message.words[mark.end - 1] in ("boys", "girls") and message.words[mark.end : mark.end + 1] in _IN_GENERAL:
            continue  # "Boys always get it worse"
        if not message.denies(mark) and mark.start not in message.others and not _of_a_relative(message, mark):
            yield from claimed(message, "sex", mark.name, mark, now=False)
    for mark in message.all("sex.female_asked", "sex.male_asked"):
        slash = message.words[mark.start - 1 : mark.start] == ["/"] and message.who == "staff"
        before_age = bool(message.ending(mark.start - slash, "age")) or (mark.start == 1 and message.words[0] == "#")
        before_age = before_age or bool(message.has(mark.start, "age.months"))
        before_age = before_age or (message.who == "staff" and _is_behind_a_birth(message, mark))
        letter = message.words[mark.start] in ("f", "m")
        grown_word = message.words[mark.start] in _GROWN and mark.start not in message.others
        grown = before_age and grown_word
        beside = letter and bool(before_age or _glued(message, mark))
        if mark.start in message.denied:
            continue
        if letter and message.who == "staff" and _instead_of_the_other(message, mark):
            yield Claim("sex", mark.name.removesuffix("_asked"), mark.start, mark.end + 2)  # "Oops M not F"
            continue
        alone = message.asking == "sex" and not message.all("sex.female", "sex.male")
        opens = grown_word and all(word in _BEFORE_SEX for word in message.words[: mark.start])
        mended = letter and message.who == "staff" and bool(message.all("corrections"))
        alone = alone and (len(message.words) <= (_MENDED if mended else 6) or (letter and mark.start == 0) or opens)
        if beside or grown or (alone and ("#" not in message.words or (mark.start == 0 and letter) or opens)):
            yield from claimed(message, "sex", mark.name.removesuffix("_asked"), mark, now=False)
    for mark in message.all("age.sex_first") if message.who == "staff" else []:
        if (written := message.text.words_between(mark.start, mark.start + 1)) in ("F", "M"):
            yield from claimed(message, "sex", "female" if written == "F" else "male", mark, now=False)
    for person in ages_beside_sex(message):
        yield from claimed(message, "sex", person.sex, Mark("sex.beside_age", person.start, person.end), now=False)
    if single := letter_alone(message):
        yield from claimed(message, "sex", single[0], Mark("sex.alone", single[1], single[1] + 1), now=False)
    for mark in message.all("age.months"):
        if (last := message.words[mark.end - 1]) in _OF_MONTHS and not message.denies(mark):
            yield from claimed(message, "sex", _OF_MONTHS[last], mark, now=False)  # "22 mo M"
    for mark in message.all("age.with_sex"):
        sign = message.text.raw[message.text.ends[mark.start + 1] - 1]
        long = len(message.words[mark.start + 1]) > 1 or bool(heads_the_message(message, mark))
        letter_mark = mark._replace(start=mark.start + 1)
        born = message.who == "staff" and _is_behind_a_birth(message, letter_mark)
        if long or born or (_glued(message, letter_mark) and sign in "FMf"):
            yield from claimed(message, "sex", "female" if sign in "Ff" else "male", mark, now=False)


def _is_behind_a_birth(message: Message, mark: Mark) -> bool:
    """ "Born 3/2018 F", "DOB 3/14/2019, M", "b. 2012 F"."""
    place = mark.start - (message.words[mark.start - 1 : mark.start] in ([","], [";"]))
    births = (birth_interval(message.text, birth.end, message.on, message.who) for birth in message.all("age.birth"))
    return any(found and found[2] == place for found in births)


_OF_MONTHS = {"f": "female", "female": "female", "girl": "female", "m": "male", "male": "male", "boy": "male"}
_FEW = 4
_IN_GENERAL = (["always"], ["get"], ["usually"], ["often"], ["are"], ["tend"], ["have"], ["do"], ["more"])
_BEFORE_SEX = frozenset(
    {"a", "an", "is", "hes", "shes", "he", "she", "im", "i", "am", "young", "our", "my", "wee", "its"}
)
_MENDED = 10
_GROWN = frozenset({"woman", "man", "lady", "guy", "gal", "lad", "lass"})
_SAID_OF = frozenset(
    {"is", "has", "was", "had", "s", "relapsed", "who", "with", "#", "(", "diagnosed", "got", "aged", "age"}
)
_GREETINGS = frozenset(
    {"hi", "hello", "hey", "sorry", "thanks", "thank", "you", "ok", "okay", "dear", "listen", "bye", "well"}
)


def _of_a_relative(message: Message, mark: Mark) -> bool:
    """Whether the word speaks to someone ("sorry, son") or of a relative of the writer ("ask my daughter")."""
    if informant := message.has(mark.start, "other_people.informant"):
        of_child = {"daughters", "sons"} & set(message.words[informant.start : mark.start])
        return not of_child  # "my daughter's son" is a boy
    before = mark.start - 1
    if message.asking == "sex" and any(m.start < mark.start for m in message.all("sex.female", "sex.male")):
        return False  # "Girl, sorry, BOY"
    if message.words[mark.end : mark.end + 1] and message.words[mark.end] in _SAID_OF:
        return False
    if message.asking == "sex" and len(message.words) <= _FEW:
        return False
    if before >= 0 and message.words[before] == ",":
        last = mark.end == len(message.words) or message.words[mark.end] in (".", "!", "?")
        if last and before > 2 and message.asking != "sex" and "#" not in message.words:
            return True
        before -= 1
    return before >= 0 and message.words[before] in _GREETINGS and mark.end - mark.start == 1


def _glued(message: Message, mark: Mark) -> bool:
    """ "17F"."""
    place = mark.start
    return place > 0 and message.words[place - 1] == "#" and message.text.ends[place - 1] == message.text.starts[place]


_WELL = frozenset({"fine", "good", "great", "well", "better", "ok", "okay", "normal", "perfect"})


def _is_well(message: Message, place: int) -> bool:
    """Whether a "no" goes on to say that the patient is well: it may answer the opposite question."""
    negated = any(mark.start >= place for mark in message.all("negation.before", "hedges"))
    well = bool(_WELL & set(message.words[place:]))
    return well and not negated and not message.all("recovery.not_recovered", "recovery.toxicity", "recovery.partly")


_TOXICITIES = words_of("recovery", "toxicity") | {
    *("colitis", "typhlitis", "hepatotox", "hepatotoxicity", "transaminitis", "neurotoxicity", "tox", "toxicity"),
    *("toxicities", "fungal", "foot", "neutropenia", "lingering", "continuing"),
}


def _of_toxicity(message: Message, mark: Mark) -> bool:
    """ "Still has mucositis", "mucositis gr 3 not resolved"."""
    if mark.name == "not_recovered" and message.words[mark.start] in _TOXICITIES:
        return True
    return mark.name == "not_recovered" and any(
        mark.end <= toxicity.start + 1 <= mark.end + 3 or mark.start - 4 <= toxicity.end <= mark.start
        for toxicity in message.all("recovery.toxicity")
    )


def _in_any_order(message: Message, mark: Mark) -> bool:
    """Whether a relapse told behind "recovered" may be told in the order of a line, and not of time: staff's "recovered
    fully. rel in DI", not "had recovered, then relapsed"."""
    words = {*message.words[max(0, mark.start - 3) :]}
    return not words & {"then", "before", "until", "prior", "when", "had", "later", "after", "was", "were", "but"}


def _but_not_all(message: Message) -> bool:
    """ "Sores healed up …, but his liver has not settled": well, and then a "but" with something that isn't."""
    well = message.all("recovery.recovered")
    if not well or message.all("recovery.not_recovered"):
        return False
    for place, word in enumerate(message.words):
        if word in ("but", "except", "although", "though") and place > well[0].start:
            rest = message.words[place : message.sentence(place)[1]]
            if {"not", "still", "isnt", "hasnt", "havent", "arent", "wont", "doesnt", "dont", "high", "low"} & {*rest}:
                return True
    return False


def _but_for_some(message: Message, mark: Mark) -> bool:
    """Staff's "fully recovered apart from mild neuropathy", "recovered from it all, not sure about the liver"."""
    last = message.sentence(mark.start)[1]
    partly = [m for m in message.all("recovery.partly") if message.words[m.start] in _EXCEPT]
    if message.words[mark.end : mark.end + 1] == ["x"] and message.words[mark.end + 1 : mark.end + 2] != ["#"]:
        return True  # "Tox resolved x mild neuropathy"
    open_ = [m for m in message.all("hedges.dont_know") if not _is_of_the_phase(message, m)]
    return any(mark.end <= m.start < last for m in [*partly, *open_])


def _is_of_the_phase(message: Message, mark: Mark) -> bool:
    """ "…, phase not sure": what isn't known is named right before it."""
    begin = max(message.clause(mark.start)[0], mark.start - 3)
    return "phase" in message.words[begin : mark.start]


_EXCEPT = frozenset({"except", "other", "apart", "aside", "besides", "with", "not", "but"})


def _was_once(message: Message, toxicity: list[Mark]) -> bool:
    """ "Had gr 3 mucositis", "mouth sores in October": told of then, and not that it lasts."""
    first = message.sentence(toxicity[0].start)[0]
    then = {"had", "was", "were", "got"} & {*message.words[first : toxicity[0].start]} or message.dates
    lasts = {"still", "has", "have", "is", "are", "now", "ongoing", "today", "currently", "hes", "shes"} & {
        *message.words
    }
    return bool(then) and not lasts


def read_recovery(message: Message) -> Iterator[Claim | Ask]:
    """Whether the patient is over the side effects of all treatment."""
    asked = message.asking == "recovered_from_toxicity"
    left_over = [m for m in message.all("recovery.toxicity") if not message.denies(m) and message.plain(m)]
    answer = yes_or_no(message)
    nearly = message.all("recovery.nearly") if asked and not message.all("recovery.not_recovered") else []
    if nearly and answer and answer.value and not message.all("recovery.recovered"):
        yield Claim("recovered_from_toxicity", True, nearly[0].start, nearly[0].end, 0.4)
        return
    if asked and answer and not answer.value and _is_well(message, answer.end):
        yield Ask("unclear", "recovered_from_toxicity")
        return
    if asked and message.all("recovery.partly") and not message.all("recovery.not_recovered"):
        yield Ask("unclear", "recovered_from_toxicity")
        return
    if asked and left_over and not message.all("recovery.recovered", "recovery.not_recovered"):
        if message.all("recovery.gone", "yes_no.yes") or _was_once(message, left_over):
            yield Ask("unclear", "recovered_from_toxicity")
        else:
            yield from claimed(message, "recovered_from_toxicity", False, left_over[0])
        return
    affirmed = answer is not None and answer.value and (answer.hedged or message.has(answer.start, "yes_no.yes"))
    if asked and affirmed and message.all("recovery.not_recovered") and not message.all("recovery.recovered"):
        yield Ask("unclear", "recovered_from_toxicity")  # "I guess? She still gets tired by noon"
        return
    if message.who == "staff" and not message.all("recovery.recovered", "recovery.not_recovered"):
        for mark in message.all("recovery.recovered_alone"):
            around = message.words[mark.start - 1 : mark.start], message.words[mark.end : mark.end + 1]
            if all(part in ([], ["."], [";"], [","]) for part in around) and mark.start not in message.denied:
                yield from claimed(message, "recovered_from_toxicity", True, mark)
    if asked and _but_not_all(message):
        yield Ask("unclear", "recovered_from_toxicity")
        return
    for mark in message.all("recovery.recovered", "recovery.not_recovered"):
        of_what = {"recovered", "toxicity", "toxicities", "effects", "tox", "toxs"} & {
            *message.words[mark.start : mark.end]
        }
        if not (asked or of_what or _of_toxicity(message, mark)):
            continue
        value = mark.name == "recovered"
        told = message.who == "staff" and bool(of_what - {"recovered"})
        if (
            value
            and not told
            and any(cue.start > mark.end and not message.denies(cue) for cue in message.all("relapse.cue"))
            and not (message.who == "staff" and not asked and _in_any_order(message, mark))
        ):
            # "She had bounced back by summer, then it returned": of before the relapse.
            if asked:
                yield Ask("unclear", "recovered_from_toxicity")
            continue
        if value and asked and {"was", "were"} & set(message.words[max(0, mark.start - 2) : mark.start + 1]):
            yield Ask("unclear", "recovered_from_toxicity")
            continue
        last = message.sentence(mark.start)[1]
        buts = [p for p in range(mark.end, last) if message.words[p] == "but"]
        if value and asked and buts and {"not", "isnt", "hasnt", "still", "arent"} & set(message.words[buts[0] : last]):
            yield Ask("unclear", "recovered_from_toxicity")  # "He says he's fine but he's not"
            continue
        if mark.start in message.denied and value:
            value = False
        elif value and not asked and message.who == "staff" and _but_for_some(message, mark):
            continue
        yield from claimed(message, "recovered_from_toxicity", value, mark)

"""What was given before: a transplant, blinatumomab, treatment for this relapse."""

from __future__ import annotations

from collections.abc import Iterator

from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark, words_of
from bot.understand.readers.not_given import never_went_in
from bot.understand.readers.short import YesNo, claimed
from bot.understand.readers.treatments import INTO_SPINE, may_be_to_come, treatments

_NEAR = 6
_PAST = frozenset({"had", "got", "received", "did", "already", "underwent", "finished", "completed", "gave"})
# "A second one is planned" says nothing of the first, "to be evaluated" nothing of what was had.
_ANOTHER = frozenset({"another", "again", "more", "now"})
_COUNTED = frozenset({"one", "transplant", "cycle", "round", "bag", "dose", "block", "time", "course", "#"})
_LOOKED_AT = frozenset(
    {"evaluated", "evaluation", "consult", "talk", "discuss", "meeting", "appointment", "ask", "see"}
)
_NOT_HAD = frozenset({"for", "approved", "about", "need", "needs", "want", "wants"})
_CLOSE = 30
"""Characters from a treatment to its date."""


def read_transplant(message: Message) -> Iterator[Claim | Ask]:
    """Any stem cell transplant that was had; one that is planned says nothing."""
    for mark in message.all("transplant.transplant"):
        yield from _had(message, "prior_transplant", mark)
    for mark in message.all("transplant.kind_asked") if message.who == "staff" else []:
        before = message.words[max(0, mark.start - 2) : mark.start]
        if message.has(mark.start, "transplant.transplant"):
            continue
        if before[-1:] in (["no"], ["or"]) and _is_of_cells(message, mark):
            yield from _had(message, "prior_transplant", mark)  # "No allo, no blina"
        elif message.words[mark.end : mark.end + 3] == ["in", "cr", "#"] and _told_as_had(message, mark):
            yield from claimed(message, "prior_transplant", True, mark, now=False)  # "Had TBI/allo in CR1"
    short = message.who == "staff" and message.asking == "prior_transplant" and message.words[:2] == ["no", "tx"]
    if short and message.words[2:3] in ([], [","], [";"], ["."]):
        yield Claim("prior_transplant", False, 0, 2)

    if message.who == "staff" and message.asking == "prior_transplant" and not message.all("transplant.transplant"):
        for mark in message.all("transplant.kind_asked")[:1]:
            yield from _had(message, "prior_transplant", mark)


def _is_being_started(message: Message, mark: Mark) -> bool:
    """ "Never got biologics but is starting blina"; not "since starting blina"."""
    before = message.words[max(0, mark.start - 2) : mark.start]
    return before[-1:] in (["starting"], ["start"], ["begin"], ["beginning"]) and before[:1] not in (
        ["since"],
        ["after"],
    )


def _told_as_had(message: Message, mark: Mark) -> bool:
    """Whether words of the past stand shortly before: "had TBI/allo in CR1", not "plan allo in CR2"."""
    before = {*message.words[max(0, mark.start - 4) : mark.start]}
    return bool(before & (_PAST | {"p", "post", "prior"})) and mark.start not in message.denied | message.hedged


def _is_of_cells(message: Message, mark: Mark) -> bool:
    """Whether "allo" or "auto" stands for the transplant: nothing follows that it could be an adjective of."""
    then = message.words[mark.end : mark.end + 1]
    return message.words[mark.start] in ("allo", "auto", "haplo") and (then in _ENDS or bool(then == ["no"]))


_ENDS: tuple[list[str], ...] = ([], [","], ["."], [";"], ["/"], ["or"], ["and"], [")"])


def read_blinatumomab(message: Message) -> Iterator[Claim | Ask]:
    """Blinatumomab, by any of its names; a dated dose that answers another question stands among the therapies."""
    if message.asking in ("last_biologic", "therapies") and not message.all("negation"):
        return
    if message.who == "staff" and message.asking == "prior_blinatumomab" and (told := _cycles_given(message)):
        yield told
    for mark in message.all("drug.blinatumomab"):
        if message.asking in ("last_biologic", "therapies") and mark.start not in message.denied:
            continue
        yield from _had(message, "prior_blinatumomab", mark)


def _cycles_given(message: Message) -> Claim | None:
    """ "Got 1 cycle upfront on AALL1731", "s/p 2 cycles", where blinatumomab was asked about."""
    if message.all("drug", "therapies.cytotoxic", "transplant.transplant", "yes_no.no", "negation.before", "hedges"):
        return None
    if message.all("future.coming", "therapies.not_given", "questions", "other_people.other", "corrections"):
        return None
    begin = 3 if message.words[:3] == ["s", "/", "p"] else 1
    if begin == 1 and not {*message.words[:1]} & _PAST | {*message.words[:1]} & {"x", "yes"}:
        return None
    begin += message.words[begin : begin + 1] in (["x"], [","])
    if message.words[begin : begin + 1] != ["#"] or not {*message.words[begin + 1 : begin + 3]} & _CYCLES:
        return None
    return Claim("prior_blinatumomab", True, 0, begin + 2)


_CYCLES = frozenset({"cycle", "cycles", "block", "blocks", "course", "courses", "dose", "doses", "infusion", "x"})


def not_yet(message: Message, key: str, claims: list[Claim], answer: YesNo | None) -> Claim | None:
    """What was asked about is still to come ("it's planned for january", "yes, tomorrow"), and so was not given."""
    if any(claim.key == key for claim in claims) or message.all("hedges.dont_know"):
        return None
    closing = [m for m in message.all("yes_no.short_no") if set(message.words[m.end :]) <= {"yet", ".", "!"}]
    if closing and not (answer and answer.value) and "but" in message.words[: closing[0].start]:
        return Claim(key, False, closing[0].start, closing[0].end)
    if (ended := _ends_with_not_yet(message)) and not (answer and answer.value):
        return Claim(key, False, ended.start, ended.end)
    marks = [m for m in message.all("future.coming") if m.start not in message.asked and m.start not in message.others]
    if not marks:
        return None
    if answer and answer.value and key != "prior_relapse_therapy":
        return None  # "Yes, next month": what the yes is said to is not clear
    if _another(message) or _LOOKED_AT & {*message.words} or "if" in message.words:
        return None
    past = any(word in _PAST and place not in message.denied for place, word in enumerate(message.words))
    before = marks[0].start - 1
    once = before >= 0 and message.text.words_between(before, before + 1).lower() in ("was", "were")  # not "we're"
    if (
        past
        or once
        or marks[0].start in message.hedged
        or (answer and answer.value and marks[0].start > answer.end + 4)
    ):
        return None
    return Claim(key, False, marks[0].start, marks[0].end)


def _ends_with_not_yet(message: Message) -> Mark | None:
    """The "not so far" at the end of "maybe in February. Not so far"."""
    for mark in message.all("yes_no.no"):
        said = message.words[mark.start : mark.end]
        if said[-2:] in (["not", "yet"], ["so", "far"]) and {*message.words[mark.end :]} <= {".", "!"}:
            return None if mark.start in message.asked | message.others | message.hedged else mark
    return None


def _had(message: Message, key: str, mark: Mark) -> Iterator[Claim]:
    if not message.plain(mark, now=False):
        return
    if message.denies(mark) and any(
        m.start == mark.end and "never" in message.words[m.start : m.end] for m in message.all("negation.after")
    ):
        yield Claim(key, False, mark.start, mark.end)  # "Blinatumomab has never been given"
        return
    if never_went_in(message, mark):
        if message.who == "staff" and any(_never_got_it(message, m) for m in message.all("therapies.never_given")):
            yield Claim(key, False, mark.start, mark.end)
        return
    if mark.start in message.denied and message.words[mark.end : mark.end + 1] in (["since"], ["after"], ["lately"]):
        return  # "No blina since 10/1" leaves open what was had before
    if message.who == "family" and "without" in message.words[max(0, mark.start - 3) : mark.start]:
        return  # "Without a transplant she won't make it"
    no = message.words[mark.start - 1 : mark.start] in (["no"], ["never"]) or (
        message.words[mark.start - 2 : mark.start] == ["no", "prior"]
    )
    count = message.text.numbers.get(mark.start - 1)
    if count is not None and count.high == 0 and message.who == "staff":
        yield Claim(key, False, mark.start, mark.end)  # "Zero blina, 0 SCT"
        return
    if no and mark.start in message.denied:
        if not message.has(mark.end, "transplant.planned"):
            # In a note of staff's "possible donor" is said of something else than "No prior transplant." further down.
            begin = message.sentence(mark.start)[0] if message.who == "staff" else 0
            hedged = any(begin <= hedge.start < mark.start for hedge in message.all("hedges"))
            yield Claim(key, False, mark.start, mark.end, 0.4 if hedged else 0.9)
        return
    if message.who == "staff" and (_is_being_started(message, mark) or _names_a_study(message, mark)):
        return
    if _planned(message, mark) or message.starting(mark.end, "future.coming"):
        return
    hedged = mark.start in message.hedged
    if message.denies(mark) or _answered_no(message, mark):
        yield Claim(key, False, mark.start, mark.end, 0.4 if hedged else 0.9)
    elif _was_had(message, mark, key) or (message.who == "staff" and _is_excepted(message, mark)):
        yield Claim(key, True, mark.start, mark.end, 0.4 if hedged else 0.9)


def _never_got_it(message: Message, mark: Mark) -> bool:
    """ "Randomized to the arm without blina. She never got it": all that was to be given, and not one course of it."""
    words = message.words[mark.start : mark.end]
    got = "never" in words[:1] and {*words} & {"got", "received", "had"}
    return bool(got) and "it" in message.words[mark.start : mark.end + 1] and not message.dates


def _names_a_study(message: Message, mark: Mark) -> bool:
    """ "Got a kid for the blina trial", "blina study candidate": the drug only names the trial that is screened for.

    "Got blina on trial in 2024" tells of a treatment.
    """
    behind = message.words[mark.end : mark.end + 1]
    return (
        bool(behind)
        and behind[0] in _STUDY
        and not any(day.interval and 0 <= day.start - message.text.ends[mark.end] <= _CLOSE for day in message.dates)
    )


_STUDY = frozenset({"trial", "study", "protocol", "candidate", "screen", "screening", "referral", "consult", "slot"})


def _is_excepted(message: Message, mark: Mark) -> bool:
    """ "No biologics other than blina": what is excepted of a kind that is denied was given."""
    before = message.words[max(0, mark.start - 3) : mark.start]
    excepts = before[-1:] in _EXCEPTS_ONE or before[-2:] in _EXCEPTS_OTHER or before[-3:-1] in _EXCEPTS_OTHER
    first = message.sentence(mark.start)[0]
    return excepts and any(
        p in message.denied and message.has(p, "therapies", "drug") for p in range(first, mark.start)
    )


def _another(message: Message) -> bool:
    if _ANOTHER & {*message.words}:
        return True
    later = [p for p, word in enumerate(message.words) if word in ("#th", "next") and message.words[p + 1 : p + 2]]
    return any(
        message.words[p + 1] in _COUNTED and (p not in message.text.numbers or message.text.numbers[p].low > 1)
        for p in later
    )


def _planned(message: Message, mark: Mark) -> bool:
    scheduled = message.has(mark.end, "transplant.planned", "future.coming")
    if not scheduled and {*message.words[max(0, mark.start - 2) : mark.start]} & {
        "finished",
        "completed",
        "had",
        "got",
        "received",
    }:
        return False
    first, last = message.sentence(mark.start)
    return any(
        max(first, mark.start - _NEAR) <= other.start < min(last, mark.end + 3)
        for other in message.all("transplant.planned")
    )


def _answered_no(message: Message, mark: Mark) -> bool:
    after = message.words[mark.end : mark.end + 2]
    if message.who == "staff" and after[:1] == ["n"] and after[1:] in ([], [","], [";"], ["/"], ["."], ["|"]):
        return True  # "blina N"
    if message.who == "staff" and after[:1] == ["-"] and after[1:] in ([], [","], [";"], ["."]):
        return True  # "HSCT -; blina -"
    return len(after) == 2 and after[0] in (":", "-", "=") and after[1] in ("no", "n", "none", "never")


def _was_had(message: Message, mark: Mark, key: str) -> bool:
    first, last = message.sentence(mark.start)
    if message.answered.get((first, last)):
        return True
    before = message.all("transplant.had")
    if any(max(first, mark.start - _NEAR) <= other.start < mark.start for other in before):
        return True
    if message.words[mark.start - 1 : mark.start] in (["on"], ["finished"], ["completed"], ["stopped"], ["was"]):
        return True
    after = message.words[mark.end : min(last, mark.end + 4)]
    days = [day for day in message.dates if day.interval and not may_be_to_come(message, day)]
    dated = any(0 <= day.start - message.text.ends[mark.end - 1] <= _CLOSE for day in days)
    told = {"yes", "y", "x", "done", "ago", "cycle", "cycles"}
    alone = len(message.words) <= 3 and not _NOT_HAD & {*message.words}
    return dated or bool(set(after) & told) or (alone and message.asking == key)


def read_relapse_therapy(message: Message) -> Iterator[Claim | Ask]:
    """Treatment aimed at this relapse; where it was not asked, only words that name the relapse."""
    asked = message.asking == "prior_relapse_therapy"
    named = {"relapse", "rel", "reinduction", "reind", "salvage", "reinduced"}
    yield from _begun(message, asked)
    for mark in message.all("therapies.tap_only") if asked else []:
        yield from claimed(message, "prior_relapse_therapy", False, mark, now=False)
    for mark in message.all("therapies.reinduction"):
        if mark.start in message.denied and message.plain(mark, now=False):
            yield Claim("prior_relapse_therapy", False, mark.start, mark.end)
    for mark in message.all("therapies.relapse_not_treated", "therapies.relapse_treated"):
        said = {*message.words[mark.start : mark.end]}
        begun = mark.name == "relapse_not_treated" and bool({"yet", "far"} & said and message.all("relapse.cue"))
        if not (asked or named & said or begun):
            continue
        value = mark.name == "relapse_treated"
        came = message.words[mark.start - 1 : mark.start] in _CAME
        if value and message.words[mark.start] in ("in", "during", "on", "mid") and came:
            continue  # "It came during protocol II reinduction"
        if message.words[mark.start : mark.start + 2] == ["not", "for"] and message.all("drug") and not asked:
            continue  # "She did get ino, not for this relapse": of other treatment nothing is said
        if value and message.who == "staff" and _is_to_start(message, mark):
            continue
        if value and mark.start in message.denied:
            value = False
        if value and {"nothing", "none"} & said:
            value = False  # "Started nothing for the relapse"
        if value and any(p in message.denied and message.words[p] in _TREATMENT for p in range(mark.start, mark.end)):
            value = False  # "Has had no treatment for this relapse"
        if not value and message.who == "staff" and (excepted := excepted_from(message, mark)):
            told = _counts(message, *excepted)
            if told is None:
                continue
            value = told
        if message.plain(mark, now=False):
            yield Claim(
                "prior_relapse_therapy", value, mark.start, mark.end, 0.4 if mark.start in message.hedged else 0.9
            )


_CAME = (["came"], ["relapsed"], ["occurred"], ["arose"], ["happened"], ["recurred"], ["relapse"], ["was"], ["rel"])
_TREATMENT = frozenset({"chemo", "treatment", "therapy", "tx", "rx", "reinduction", "salvage", "steroids", "cycle"})
_EXCEPTS = frozenset({"except", "besides", "excluding", "save", "barring", "beyond", "minus"})
_EXCEPTS_OTHER = (
    ["other", "than"], ["apart", "from"], ["aside", "from"], ["exception", "of"], ["outside", "of"], ["nothing", "but"],
    ["none", "but"], ["but", "the"], ["but", "that"], ["but", "one"], ["but", "her"], ["but", "his"], ["but", "for"],
)  # fmt: skip
_EXCEPTS_ONE = (["except"], ["besides"], ["excluding"], ["save"], ["but"])
_NO_EXCEPTION = frozenset({"had", "has", "have", "got", "received", "is", "was", "he", "she", "they", "we", "will"})
_SUPPORTIVE = frozenset({"fluids", "supportive", "allopurinol", "rasburicase", "transfusions", "antibiotics"})


def excepted_from(message: Message, mark: Mark) -> tuple[int, int] | None:
    """The words that a denial of treatment leaves out: "no treatment for this relapse except the IT at diagnosis",
    "other than the IT at dx LP, no relapse tx"."""
    first, last = message.sentence(mark.start)
    places = [
        p for p in range(first, last) if message.words[p] in _EXCEPTS or message.words[p : p + 2] in _EXCEPTS_OTHER
    ]
    for place in places:
        begin = place + 1 + (message.words[place] not in _EXCEPTS)
        end = next((p for p in range(begin, last) if message.words[p] in (",", ";", ".", "|")), last)
        if place < mark.start:
            end = min(end, mark.start)
        behind = mark.start <= place <= mark.end + _NEAR and "," not in message.words[mark.end : max(place - 1, 0)]
        before = place < mark.start and end in range(mark.start - 2, mark.start + 1)
        if (behind or before) and (message.words[place] != "but" or not _NO_EXCEPTION & {*message.words[begin:end]}):
            return begin, end
    return None


def _counts(message: Message, begin: int, end: int) -> bool | None:
    """Whether what was given all the same is treatment of the relapse; the IT at the diagnostic puncture is none."""
    steroids = [
        m for m in message.all("drug") if begin <= m.start < end and m.name in words_of("therapies", "steroids")
    ]
    if [m for m in steroids if m.name not in INTO_SPINE]:
        return True
    given = [g for g in treatments(message) if begin <= g.start < end and g.kind not in (None, "other")]
    if any(g.kind == "hydroxyurea" for g in given):
        return None
    punctures = [
        m for m in message.all("therapies.diagnostic_puncture", "therapies.tap_only") if begin <= m.start < end
    ]
    of_tap = [g for g in given if g.kind == "intrathecal" or (punctures and g.agent in INTO_SPINE)]
    if len(of_tap) < len(given):
        return True
    if punctures:
        return False
    return False if not given and _SUPPORTIVE & {*message.words[begin:end]} else None


def _is_to_start(message: Message, mark: Mark) -> bool:
    """ "They will start reinduction tomorrow", "plan reinduction 12/1": not begun."""
    before = {*message.words[max(message.clause(mark.start)[0], mark.start - 4) : mark.start]}
    began = {*message.words[mark.start : mark.end]} & {"started", "began", "got", "had", "received", "given", "gave"}
    return not began and (mark.start in message.coming or bool(before & _TO_COME))


_TO_COME = frozenset(
    {"plan", "plans", "planned", "planning", "will", "going", "to", "would", "should", "starts", "starting"}
)


def _begun(message: Message, asked: bool) -> Iterator[Claim]:
    """ "Taking dex since 11/16 for the relapse"; "dex started 11/19", where it was asked."""
    for mark in message.all("drug", "therapies.reinduction") if asked else message.all("drug"):
        if mark.start in message.denied | message.coming | message.hedged or not message.plain(mark, now=False):
            continue
        first, last = message.clause(mark.start)
        if any(message.denies(other) for other in message.all("drug") if first <= other.start < last):
            continue
        if message.all("therapies.diagnostic_puncture"):
            return  # The spinal chemo of that day is not counted.
        if _for_the_relapse(message, mark.end, last):
            yield Claim("prior_relapse_therapy", True, mark.start, mark.end)
            return
        begins = [p for p in range(first, last) if message.words[p] in _BEGUN and p not in message.denied]
        if asked and message.who == "staff" and begins and mark.name not in _OF_MAINTENANCE and _lately(message):
            yield Claim("prior_relapse_therapy", True, mark.start, mark.end)
            return


def _for_the_relapse(message: Message, first: int, last: int) -> bool:
    places: list[int] = []
    inside = False
    for place in range(first, message.sentence(first)[1] if first < len(message.words) else first):
        word = message.words[place]
        inside = (inside or word == "(") and word != ")"
        if not inside and (place >= last and word in (",", "but")):
            break
        if not inside:
            places.append(place)
    return any(
        message.words[place] == "for" and {*message.words[place + 1 : place + 3]} & {"relapse", "rel"}
        for place in places[:_NEAR]
    )


def _lately(message: Message) -> bool:
    """Whether no day of the message is more than two months back."""
    days = [day.interval for day in message.dates if day.interval]
    return all(day.earliest is not None and (message.on - day.earliest).days <= _RELAPSE_AGE for day in days)


_RELAPSE_AGE = 60
"""Days: treatment that began longer ago may be that of before the relapse."""
_BEGUN = frozenset({"started", "began", "begun", "initiated"})
_OF_MAINTENANCE = frozenset({"mercaptopurine", "methotrexate", "thioguanine"})

"""What a message denies: "no transplant", "CSF negative", "neither marrow nor testes"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from bot.understand.around.reach import ITEM, STOPS, forward
from bot.understand.phrase_book import Mark, words_of

if TYPE_CHECKING:
    from bot.understand.message import Message

_DENYING = frozenset({"have", "get", "reach", "find", "show", "do", "need", "receive", "spread", "see"})
"""Verbs that phrases of denial end with."""
_NONE = frozenset({"nowhere", "nothing", "none", "no", "clear", "clean", "negative", "neg", "nobody", "never", "not"})
_DETERMINERS = frozenset({"the", "his", "her", "my", "their", "our"})
_MANY = frozenset({"were", "are", "both", "all", "werent", "arent"})
"""Words that deny more than one thing."""
_DENIABLE = frozenset({"sites", "transplant", "drug", "phase", "recovery", "relapse", "diagnosis", "sex", "therapies"})
_NEW_ITEMS = (
    *("performance.lansky", "performance.karnofsky", "performance.ecog", "age.years", "diagnosis.b_all"),
    *("labs.serum_creatinine", "labs.gfr", "labs.direct_bilirubin", "labs.total_bilirubin", "labs.bilirubin"),
    *("labs.shortening_fraction", "labs.ejection_fraction", "labs.muga_ejection", "labs.echo_ejection"),
)
_KINDS_GIVEN = (
    *("therapies.cytotoxic", "therapies.intrathecal", "therapies.it", "therapies.biologic", "therapies.cart"),
    *("therapies.biologic_staff", "therapies.reinduction"),
)
_INCLUDING = frozenset({"incl", "including", "includes", "included", "inclusive", "even"})
_ESPECIALLY = _INCLUDING | {
    "not",
    "of",
    "no",
    "certainly",
    "any",
    "also",
    "that",
    "definitely",
    "specifically",
    "prior",
}
"""Words before one of a kind that is denied: "no biologics, incl no blina"."""
_BETWEEN_KIND = frozenset({",", "(", "ever", "at", "all", "-", ";", "so", "far", "before", "whatsoever", "of", "any"})
_CLOSED: tuple[list[str], ...] = ([], ["."], [","], [";"], [")"], ["!"], ["/"], ["|"], ["and"])
_ANOTHER_PART = frozenset(
    {"but", "just", "only", "he", "she", "hes", "shes", "they", "theyre", "we", "i", "im", "his", "her"}
)
"""Words that begin something else than the next of a list."""


def denied(message: Message) -> set[int]:
    """Words that are denied: "no transplant", "CSF negative"."""
    triggers = [
        m
        for m in message.all("negation.before")
        if not message.has(m.start, "age.coming_before", "labs.at_most", "labs.at_least", "corrections")
        and not _between_scales(message, m)
        and not _excepts_from_none(message, m)
    ]
    triggers = [_with_verb(message, mark) for mark in [*triggers, *message.all("hedges.hedged_no")]]
    places = set(forward(message, triggers, "negation.ends", until=partial(_begins_another_item, message)))
    places.update(place for trigger in triggers for place in _list_after(message, trigger.end))
    places.update(place for trigger in triggers for place in _list_headed(message, trigger))
    places.update(_with_a_minus(message))
    if message.who == "staff":
        places.update(place for trigger in triggers for place in _bare_list(message, trigger))
        places.update(_all_of_them(message))
    places.update(place for first, last in _found_empty(message) for place in range(first, last))
    for mark in message.all("negation.after_site"):
        for site in message.all("sites"):
            if site.end == mark.start:
                places.update(range(site.start, site.end))
                places.update(_listed_before(message, site, mark))
    for pair, value in message.answered.items():
        places.update(range(*pair) if not value else ())
    for mark in message.all("negation.after"):
        if message.words[mark.start : mark.end] in (["no"], ["never"]) and _is_deniable(message, mark.end):
            continue  # "EOT no SCT": what follows is denied
        if message.words[mark.start : mark.end] in ([":", "no"], [":", "never"]):  # "BMT: never transplanted"
            places.update(p for m in message.covering.get(mark.end, ()) for p in range(m.start, m.end))
        near = [m for m in message.marks if m.end <= mark.start <= m.end + 2 and m.topic in _DENIABLE]
        near = [m for m in near if m.label != "therapies.other_event"]  # "Testes bx neg"
        if near and near[-1].topic == "sex" and near[-1].end < mark.start:
            continue  # "Girl Down neg"
        between = message.words[near[-1].end : mark.start] if near else []
        if message.words[mark.start - 1 : mark.start] in (["both"], ["all"]):
            first = message.clause(mark.start)[0]
            places.update(
                p for m in message.all("sites") if first <= m.start < mark.start for p in range(m.start, m.end)
            )
        if near and not {",", "and", "but", "."} & set(between):
            places.update(range(near[-1].start, near[-1].end))
            places.update(_listed_before(message, near[-1], mark))
    for mark in message.all("negation.after"):
        if message.words[mark.start - 1 : mark.start] in (["both"], ["all"]):
            # "Checked marrow and lumbar, both negative"
            first = message.clause(max(mark.start - 2, 0))[0]
            before = message.clause(max(first - 2, 0))[0]
            if first - before <= ITEM + 1 and message.has(first - 2, "sites"):
                first = before  # "Marrow, csf all clear"
            places.update(p for p in range(first, mark.start) if message.has(p, "sites"))
    for mark in message.all("negation.after_site"):
        places.update(p for p in range(mark.start - 1, mark.start) if message.has(p, "sites"))
    places.update(_included(message, places))
    return places


def _included(message: Message, denied: set[int]) -> Iterator[int]:
    """The drugs of "never any biologic, blinatumomab included", "no biologics (incl. blina)": of the kind that is
    denied before them."""
    for mark in message.all("drug", "transplant.transplant"):
        behind = message.words[mark.end : mark.end + 1]
        place = mark.start
        while place and message.words[place - 1] in _ESPECIALLY:
            place -= 1
        named = bool(_INCLUDING & {*message.words[place : mark.start]})
        closed = behind in (["included"], ["incl"]) and message.words[mark.end + 1 : mark.end + 2] in _CLOSED
        if not (named or closed):
            continue
        while place and message.words[place - 1] in _BETWEEN_KIND:
            place -= 1
        if place - 1 in denied and any(m.start <= place - 1 < m.end for m in message.all("therapies", "drug")):
            yield from range(mark.start, mark.end)


def _found_empty(message: Message) -> Iterator[tuple[int, int]]:
    """The words of "nothing in the marrow", "they saw none in the spinal fluid": to the end of the clause."""
    for place, word in enumerate(message.words[:-1]):
        seen = message.words[place - 1 : place] in (["found"], ["saw"], ["seen"], ["see"], ["find"])
        if word in ("nothing", "none") and message.words[place + 1] in ("in", "on", "at") and seen:
            yield place + 1, message.clause(place)[1]


def _listed_before(message: Message, last: Mark, trigger: Mark) -> Iterator[int]:
    """The places of what is denied together with `last`: "marrow and spinal fluid were both clear"."""
    said = {*message.words[last.end : trigger.end]}
    while last.start > 1:
        begin = last.start
        while begin and message.words[begin - 1] in _DETERMINERS:
            begin -= 1
        if message.words[begin - 1] not in ("and", "&", "or", "/", ","):
            return
        before = [m for m in message.marks if m.end == begin - 1 and m.topic == last.topic]
        if not before:
            return
        leading = message.words[max(0, before[-1].start - 2) : before[-1].start]
        many = bool(_MANY & said)
        if not many and (message.words[begin - 1] == "," or {"is", "was"} & said or {"in", "the", "with"} & {*leading}):
            return
        last = before[-1]
        yield from range(last.start, last.end)


def _between_scales(message: Message, mark: Mark) -> bool:
    """ "KPS no LPS 90", "KPS none, LPS 90": what is denied is the scale before it."""
    return bool(message.ending(mark.start, "performance")) and bool(message.starting(mark.end, "performance"))


def _excepts_from_none(message: Message, mark: Mark) -> bool:
    """ "Nowhere except the testicle", "clear everywhere other than the marrow": what is excepted is affirmed."""
    if message.words[mark.start] not in ("except", "other", "besides"):
        return False
    before = message.words[message.sentence(mark.start)[0] : mark.start]
    return bool(_NONE & set(before))


def _is_deniable(message: Message, place: int) -> bool:
    return any(mark.topic in _DENIABLE for mark in message.covering.get(place, ()))


_GIVEN = ("transplant.transplant", "drug", "therapies.relapse_treatment", *_KINDS_GIVEN)
"""What can have been given: the things of a list that is denied as one."""


def _bare_list(message: Message, trigger: Mark) -> Iterator[int]:
    """The rest of "no biologics, blina, SCT.": things that can be given, by commas, and not a word or a day besides."""
    place = end = trigger.end
    items = 0
    while mark := message.longest(place, *_GIVEN):
        end, items = mark.end, items + 1
        if message.words[end : end + 1] != [","]:
            break
        place = end + 1
    closes = message.words[end : end + 1] in ([], ["."], [";"], ["|"])
    if items > 1 and closes:
        yield from range(trigger.end, end)


def _all_of_them(message: Message) -> Iterator[int]:
    """What stands before "blina/SCT: no to both", "SCT/blina: N/N", "ritux, blina, CAR-T: never had any of those", and
    "HU and biologics never"."""
    bare = [m for m in message.all("negation.after") if message.words[m.start : m.end] in _NEVER]
    bare = [m for m in bare if message.words[m.end : m.end + 1] in _CLOSED]
    for mark in [*message.all("negation.all_of_them"), *bare]:
        first = message.sentence(mark.start)[0]
        begin = mark.start
        while begin > first and message.words[begin - 1] in (":", "=", "-"):
            begin -= 1
        while begin > first and (given := _given_before(message, begin, first)):
            yield from range(given.start, given.end)
            begin = given.start
            if message.words[begin - 1 : begin] not in ([","], ["/"], ["and"], ["&"], ["or"]):
                break
            while begin > first and message.words[begin - 1] in (",", "/", "and", "&", "or"):
                begin -= 1


_NEVER = (["never"], ["none"], [":", "never"], [":", "none"])


def _given_before(message: Message, place: int, first: int) -> Mark | None:
    marks = [m for m in message.covering.get(place - 1, ()) if m.end == place and {m.label, m.topic} & {*_GIVEN}]
    marks += [m for m in message.covering.get(place - 1, ()) if m.label == "therapies.relapse_not_treated"]
    return min((m for m in marks if m.start >= first), key=lambda mark: mark.start, default=None)


def _with_a_minus(message: Message) -> Iterator[int]:
    """The words of a chart's "Blina: (-)", "HCT (-)"."""
    for place in range(1, len(message.words) - 2):
        if message.words[place : place + 3] == ["(", "-", ")"]:
            end = place - (message.words[place - 1] in (":", "="))
            yield from (p for mark in message.covering.get(end - 1, ()) for p in range(mark.start, mark.end))


def _list_headed(message: Message, trigger: Mark) -> Iterator[int]:
    """The words of a list that a denial heads: "No prior: SCT, blina, treatment of relapse"; up to another item."""
    if message.words[trigger.end - 1] != ":":
        return
    for place in range(trigger.end, message.sentence(trigger.start)[1]):
        if message.starting(place, *_NEW_ITEMS):
            return
        yield place


def _list_after(message: Message, first: int) -> range:
    """The words of a list that closes with "or": "BMT, blina, or relapse tx"; none where there is no such list."""
    last, item = first, 0
    for place in range(first, message.sentence(first)[1] if first < len(message.words) else first):
        word = message.words[place]
        if word in ("or", "nor"):
            last, item = place + 1, 0
        elif word in (",", "/"):
            item = 0
        elif item == ITEM or word in _ANOTHER_PART or word in STOPS:
            break
        else:
            item += 1
            last = place + 1 if last > first else last
    return range(first, last)


def _with_verb(message: Message, trigger: Mark) -> Mark:
    """The trigger with the verb that it denies: "hasn't ever had"."""
    end = trigger.end
    while end < len(message.words) and message.words[end] in words_of("negation", "verbs"):
        end += 1
    verb = message.words[end - 1] in words_of("negation", "verbs") or message.words[end - 1] in _DENYING
    if (
        verb
        and end < len(message.words)
        and message.words[end] in words_of("negation", "objects")
        and not message.is_intrathecal(end)
    ):
        end += 1
    return trigger._replace(end=end)


def _begins_another_item(message: Message, trigger: Mark, place: int) -> bool:
    """Staff's "no SCT KPS 80", "no BMT Cr 0.5": what is denied was named, and a score, a value or an age begins."""
    if message.who != "staff" or not message.starting(place, *_NEW_ITEMS):
        return False
    return any(message.has(p, "transplant", "drug", "sites", *_KINDS_GIVEN) for p in range(trigger.end, place))

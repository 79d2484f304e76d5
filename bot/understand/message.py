"""One message with what stands around its words: who, when, and whether it is denied, hedged or only asked.

In the way of ConText (Harkema and others, 2009): a trigger reaches forward or back, until something ends its reach.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from bot.understand.counting import is_no_count
from bot.understand.dates import DateReading, find_dates
from bot.understand.phrase_book import Mark, find_marks, words_of
from bot.understand.text import Text, read_text

Who = Literal["family", "staff"]

_STOPS = frozenset(".!?;")
_DENYING = frozenset({"have", "get", "reach", "find", "show", "do", "need", "receive", "spread", "see"})
"""Verbs that phrases of denial end with."""
_NONE = frozenset({"nowhere", "nothing", "none", "no", "clear", "clean", "negative", "neg", "nobody", "never", "not"})
_MAYBE = (["possible"], ["potential"], ["likely"], ["poss"], ["probable"], ["maybe"])
_CANDIDATE = (["pt"], ["patient"], ["candidate"], ["screen"], ["referral"], ["enrollment"], ["enrollee"], ["subject"])
_ITEM = 3
"""Words of one thing in a list at most."""
_RELATIVES = frozenset({"sib", "sibs", "sibling", "donor", "mom", "mother", "dad", "father", "brother", "sister"})
_WOMEN = frozenset({"sister", "sisters", "mom", "mother", "aunt", "grandma", "grandmother", "girlfriend", "wife"})
_MEN = frozenset({"brother", "brothers", "dad", "father", "uncle", "grandpa", "grandfather", "boyfriend", "husband"})
_PRONOUNS = {("his", "f"): frozenset({"she", "shes"}), ("her", "m"): frozenset({"he", "hes"})}
"""By whose relative and which: the pronouns that can only be the relative's."""
_PERSONS = frozenset({"he", "hes", "his", "him", "she", "shes", "her", "i", "im", "my", "our", "ours", "pt", "patient"})
_HAD = frozenset({"had", "got", "received", "did", "finished", "given", "gave", "was", "took"})
_DETERMINERS = frozenset({"the", "his", "her", "my", "their", "our"})
_MANY = frozenset({"were", "are", "both", "all", "werent", "arent"})
"""Words that deny more than one thing."""
_SHORT = 7
"""Words of a question that a message asks and answers, at most."""
_OUTSTANDING = frozenset({"pending", "tbd", "unconfirmed"})
_ANY_CHEMO = ["no", "any", "chemo"]
_RELAPSES = frozenset({"relapse", "rel", "relapsed", "relapsing", "recurrence", "dx", "diagnosis", "then", "it"})
_SCREENING = frozenset(
    {"screen", "prescreen", "check", "run", "enroll", "present", "review", "evaluate", "look", "assess"}
)
_FAR = 8
"""Words that a trigger reaches at most."""
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
GIVEN_KEYS = ("prior_transplant", "prior_blinatumomab", "prior_relapse_therapy")
"""The keys that ask whether something was ever given."""
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
_ROUTINE = (["#"], ["one"], ["tap"], ["lp"], ["dose"], ["spinal"], ["it"])


class Claim(NamedTuple):
    """What a reader takes the words `start` up to, not counting, `end` to say."""

    key: str
    value: Any
    start: int
    end: int
    sure: float = 0.9


class Message:
    """A message as the readers see it."""

    def __init__(self, raw: str, asking: str | None, on: date, who: str, scale: str | None) -> None:
        self.text: Text = read_text(raw)
        self.words = self.text.words
        self.asking = asking
        self.on = on
        self.who: Who = "staff" if who == "staff" else "family"
        self.scale = scale
        self.marks = [kept for mark in find_marks(self.text) if (kept := self._meant(mark))]
        if asking in GIVEN_KEYS:
            # Of a transplant "not done" is a no; of a test that was not done nothing is known.
            self.marks = [m for m in self.marks if m.label != "hedges.dont_know" or self.words[m.end - 1] != "done"]
        self._by_label: dict[str, list[Mark]] = defaultdict(list)
        self.covering: dict[int, list[Mark]] = defaultdict(list)
        for mark in self.marks:
            self._by_label[mark.label].append(mark)
            self._by_label[mark.topic].append(mark)
            for place in range(mark.start, mark.end):
                self.covering[place].append(mark)

    def _meant(self, mark: Mark) -> Mark | None:
        """ "DNR last 10/16" is no "last one"; a "possible pt" may be a patient of the study, and is one."""
        figures = self.words[mark.end - 1] == "#" and self._ends_in_figures(mark)
        if mark.label == "other_times.now" and figures:
            return None
        if mark.label == "therapies.last" and figures:
            return mark._replace(end=mark.end - 1)
        if mark.label == "sites.testicular" and self._is_age_and_kind(mark):
            return mark._replace(label="diagnosis.b_all", start=mark.end - 1)
        if mark.label == "phase.off" and self._is_of_doses(mark):
            return mark._replace(label="therapies.cytotoxic", start=mark.end - 1)
        if mark.label == "therapies.relapse_not_treated" and self._is_since_a_day(mark):
            return mark._replace(label="therapies.cytotoxic", start=mark.start + 1, end=mark.start + 2)
        if mark.label == "relapse.count" and is_no_count(self.text, mark, self.who):
            return None
        candidate = (
            mark.label in ("hedges.before", "hedges.after", "hedges.hedged_yes", "transplant.planned")
            and self.words[mark.start : mark.end] in _MAYBE
            and self.words[mark.end : mark.end + 1] in _CANDIDATE
        )
        return None if candidate else mark

    def _is_age_and_kind(self, mark: Mark) -> bool:
        """Staff's "F/11 BALL": not "one ball", which is written out."""
        figures = self.text.raw[self.text.starts[mark.start] : self.text.ends[mark.start]].isdecimal()
        return self.who == "staff" and figures and self.words[mark.end - 1] == "ball"

    def _is_of_doses(self, mark: Mark) -> bool:
        """Staff's "no chemo since 10/20", "no chemo/IT": of doses, and not that therapy was over when it came back."""
        if self.who != "staff" or self.asking == "relapse_phase":
            return False
        return self.words[mark.start : mark.end] in (
            ["no", "chemo"],
            ["not", "chemo"],
            ["without", "chemo"],
            _ANY_CHEMO,
        )

    def _is_since_a_day(self, mark: Mark) -> bool:
        """Staff's "no chemo since Aug": not of the relapse, of which "no chemo since relapse" tells."""
        if self.who != "staff" or self.words[mark.start : mark.end] != ["no", "chemo", "since"]:
            return False
        return not {*self.words[mark.end : mark.end + 2]} & _RELAPSES

    def all(self, *labels: str) -> list[Mark]:
        """The marks of labels ("sites.cns") or whole topics ("sites"), in order."""
        found = [mark for label in labels for mark in self._by_label.get(label, ())]
        return sorted(found, key=lambda mark: mark.start) if len(labels) > 1 else found

    def has(self, place: int, *labels: str) -> Mark | None:
        """The mark of one of the labels or topics that covers the word at `place`."""
        for mark in self.covering.get(place, ()):
            if mark.label in labels or mark.topic in labels:
                return mark
        return None

    def starting(self, place: int, *labels: str) -> Mark | None:
        """The mark of one of the labels that begins at `place`."""
        mark = self.has(place, *labels)
        return mark if mark and mark.start == place else None

    def longest(self, place: int, *labels: str) -> Mark | None:
        """The longest mark of one of the labels or topics that begins at `place`."""
        marks = [
            m for m in self.covering.get(place, ()) if m.start == place and (m.label in labels or m.topic in labels)
        ]
        return max(marks, key=lambda mark: mark.end, default=None)

    def ending(self, place: int, *labels: str) -> Mark | None:
        """The mark of one of the labels that ends before `place`."""
        mark = self.has(place - 1, *labels) if place else None
        return mark if mark and mark.end == place else None

    @cached_property
    def dates(self) -> list[DateReading]:
        """Every date in the message."""
        return find_dates(self.text.raw, self.on, self.who)

    @cached_property
    def dated(self) -> set[int]:
        """Words that belong to a date."""
        starts = self.text.starts
        return {place for day in self.dates for place, at in enumerate(starts) if day.start <= at < day.end}

    def on_a_day(self, place: int) -> bool:
        """Whether the word is part of a day that is told in words: "Fri", "Nov 3"."""
        start = self.text.starts[place]
        told = [day for day in self.dates if day.interval and any(sign.isalpha() for sign in day.text)]
        return any(day.start <= start < day.end for day in told)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """First word of each sentence, and the word after its last."""
        found, first = [], 0
        for place, word in enumerate(self.words):
            if word in _STOPS:
                found.append((first, place + 1))
                first = place + 1
        return [*found, (first, len(self.words))]

    def sentence(self, place: int) -> tuple[int, int]:
        """The sentence that the word is in."""
        return next(pair for pair in self.sentences if place < pair[1])

    @cached_property
    def asked(self) -> set[int]:
        """Words that only ask or suppose: nothing in them is taken as said."""
        places: set[int] = set()
        filler = words_of("answers", "filler") | words_of("yes_no", "yes")
        for first, last in self.sentences:
            begin = first
            while begin < last - 1 and self.words[begin] in filler and not self.has(begin, "questions"):
                begin += 1
            if (first, last) in self.answered:
                continue
            questions = [m for m in self.all("questions") if first <= m.start < last and not self._announces(m)]
            for mark in questions:
                # "My daughter is 9 and …, can she join?" tells first: its verb stands behind whom it is said of.
                subject = any(m.end == mark.start for m in self.all("other_people.patient", "age.subject"))
                opens = mark.start <= begin and not (mark.name == "marked" and subject)
                marked = mark.name == "marked"
                if (opens and (not marked or self.words[last - 1] == "?")) or (
                    not marked and mark.end - mark.start > 1
                ):
                    places.update(range(mark.start, last))
                    break
        return places

    def _announces(self, question: Mark) -> bool:
        """ "Can I just check something", staff's "can we screen a 28 yo M, B-ALL": what follows is told, not asked."""
        if self.who == "staff" and self.asking is None and self._introduces(question):
            return True
        return any(question.start == mark.start for mark in self.all("answers.announcing"))

    def _introduces(self, question: Mark) -> bool:
        """Whether a request that ends in no question mark goes on to tell of somebody: an age and a sex."""
        first, last = self.sentence(question.start)
        if self.words[last - 1] == "?" or not _SCREENING & {*self.words[question.start : question.end + 3]}:
            return False
        told = [mark.topic for mark in self.all("age", "sex", "diagnosis", "relapse") if first <= mark.start < last]
        return len({*told}) >= _ITEM

    @cached_property
    def denied(self) -> set[int]:
        """Words that are denied: "no transplant", "CSF negative"."""
        triggers = [
            m
            for m in self.all("negation.before")
            if not self.has(m.start, "age.coming_before", "labs.at_most", "labs.at_least", "corrections")
            and not self._between_scales(m)
            and not self._excepts_from_none(m)
        ]
        triggers = [self._with_verb(mark) for mark in [*triggers, *self.all("hedges.hedged_no")]]
        places = set(self._forward(triggers, "negation.ends"))
        places.update(place for trigger in triggers for place in self._list_after(trigger.end))
        places.update(place for first, last in self._found_empty() for place in range(first, last))
        for mark in self.all("negation.after_site"):
            for site in self.all("sites"):
                if site.end == mark.start:
                    places.update(range(site.start, site.end))
                    places.update(self._listed_before(site, mark))
        for pair, value in self.answered.items():
            places.update(range(*pair) if not value else ())
        for mark in self.all("negation.after"):
            if self.words[mark.start : mark.end] in (["no"], ["never"]) and self._is_deniable(mark.end):
                continue  # "EOT no SCT": what follows is denied
            if self.words[mark.start : mark.end] in ([":", "no"], [":", "never"]):  # "BMT: never transplanted"
                places.update(p for m in self.covering.get(mark.end, ()) for p in range(m.start, m.end))
            near = [m for m in self.marks if m.end <= mark.start <= m.end + 2 and m.topic in _DENIABLE]
            near = [m for m in near if m.label != "therapies.other_event"]  # "Testes bx neg"
            if near and near[-1].topic == "sex" and near[-1].end < mark.start:
                continue  # "Girl Down neg"
            between = self.words[near[-1].end : mark.start] if near else []
            if self.words[mark.start - 1 : mark.start] in (["both"], ["all"]):
                first = self.clause(mark.start)[0]
                places.update(
                    p for m in self.all("sites") if first <= m.start < mark.start for p in range(m.start, m.end)
                )
            if near and not {",", "and", "but", "."} & set(between):
                places.update(range(near[-1].start, near[-1].end))
                places.update(self._listed_before(near[-1], mark))
        for mark in self.all("negation.after"):
            if self.words[mark.start - 1 : mark.start] in (["both"], ["all"]):
                # "Checked marrow and lumbar, both negative"
                first = self.clause(max(mark.start - 2, 0))[0]
                before = self.clause(max(first - 2, 0))[0]
                if first - before <= _ITEM + 1 and self.has(first - 2, "sites"):
                    first = before  # "Marrow, csf all clear"
                places.update(p for p in range(first, mark.start) if self.has(p, "sites"))
        for mark in self.all("negation.after_site"):
            places.update(p for p in range(mark.start - 1, mark.start) if self.has(p, "sites"))
        places.update(self._included(places))
        return places

    def _included(self, denied: set[int]) -> Iterator[int]:
        """The drugs of "never any biologic, blinatumomab included", "no biologics (incl. blina)": of the kind that is
        denied before them."""
        for mark in self.all("drug", "transplant.transplant"):
            behind = self.words[mark.end : mark.end + 1]
            place = mark.start
            while place and self.words[place - 1] in _ESPECIALLY:
                place -= 1
            named = bool(_INCLUDING & {*self.words[place : mark.start]})
            closed = behind in (["included"], ["incl"]) and self.words[mark.end + 1 : mark.end + 2] in _CLOSED
            if not (named or closed):
                continue
            while place and self.words[place - 1] in _BETWEEN_KIND:
                place -= 1
            if place - 1 in denied and any(m.start <= place - 1 < m.end for m in self.all("therapies", "drug")):
                yield from range(mark.start, mark.end)

    def _found_empty(self) -> Iterator[tuple[int, int]]:
        """The words of "nothing in the marrow", "they saw none in the spinal fluid": to the end of the clause."""
        for place, word in enumerate(self.words[:-1]):
            seen = self.words[place - 1 : place] in (["found"], ["saw"], ["seen"], ["see"], ["find"])
            if word in ("nothing", "none") and self.words[place + 1] in ("in", "on", "at") and seen:
                yield place + 1, self.clause(place)[1]

    def _listed_before(self, last: Mark, trigger: Mark) -> Iterator[int]:
        """The places of what is denied together with `last`: "marrow and spinal fluid were both clear"."""
        said = {*self.words[last.end : trigger.end]}
        while last.start > 1:
            begin = last.start
            while begin and self.words[begin - 1] in _DETERMINERS:
                begin -= 1
            if self.words[begin - 1] not in ("and", "&", "or", "/", ","):
                return
            before = [m for m in self.marks if m.end == begin - 1 and m.topic == last.topic]
            if not before:
                return
            leading = self.words[max(0, before[-1].start - 2) : before[-1].start]
            many = bool(_MANY & said)
            if not many and (
                self.words[begin - 1] == "," or {"is", "was"} & said or {"in", "the", "with"} & {*leading}
            ):
                return
            last = before[-1]
            yield from range(last.start, last.end)

    def _between_scales(self, mark: Mark) -> bool:
        """ "KPS no LPS 90", "KPS none, LPS 90": what is denied is the scale before it."""
        return bool(self.ending(mark.start, "performance")) and bool(self.starting(mark.end, "performance"))

    def _excepts_from_none(self, mark: Mark) -> bool:
        """ "Nowhere except the testicle", "clear everywhere other than the marrow": what is excepted is affirmed."""
        if self.words[mark.start] not in ("except", "other", "besides"):
            return False
        before = self.words[self.sentence(mark.start)[0] : mark.start]
        return bool(_NONE & set(before))

    def _is_deniable(self, place: int) -> bool:
        return any(mark.topic in _DENIABLE for mark in self.covering.get(place, ()))

    def _list_after(self, first: int) -> range:
        """The words of a list that closes with "or": "BMT, blina, or relapse tx"; none where there is no such list."""
        last, item = first, 0
        for place in range(first, self.sentence(first)[1] if first < len(self.words) else first):
            word = self.words[place]
            if word in ("or", "nor"):
                last, item = place + 1, 0
            elif word in (",", "/"):
                item = 0
            elif item == _ITEM or word in _ANOTHER_PART or word in _STOPS:
                break
            else:
                item += 1
                last = place + 1 if last > first else last
        return range(first, last)

    def _with_verb(self, trigger: Mark) -> Mark:
        """The trigger with the verb that it denies: "hasn't ever had"."""
        end = trigger.end
        while end < len(self.words) and self.words[end] in words_of("negation", "verbs"):
            end += 1
        verb = self.words[end - 1] in words_of("negation", "verbs") or self.words[end - 1] in _DENYING
        if (
            verb
            and end < len(self.words)
            and self.words[end] in words_of("negation", "objects")
            and not self.is_intrathecal(end)
        ):
            end += 1
        return trigger._replace(end=end)

    def is_intrathecal(self, place: int) -> bool:
        """Whether the word is staff's "IT": in capitals, in a message that has small letters too."""
        if self.who != "staff" or self.words[place] not in ("it", "its") or self.text.raw.isupper():
            return False
        return self.text.raw[self.text.starts[place] :][:2] == "IT"

    def _begins_another_item(self, trigger: Mark, place: int) -> bool:
        """Staff's "no SCT KPS 80", "no BMT Cr 0.5": what is denied was named, and a score, a value or an age begins."""
        if self.who != "staff" or not self.starting(place, *_NEW_ITEMS):
            return False
        return any(self.has(p, "transplant", "drug", "sites", *_KINDS_GIVEN) for p in range(trigger.end, place))

    def denies(self, mark: Mark) -> bool:
        """Whether any word of the mark is denied."""
        return any(place in self.denied for place in range(mark.start, mark.end))

    @cached_property
    def hedged(self) -> set[int]:
        """Words that are less than sure."""
        triggers = self.all("hedges.before", "hedges.hedged_yes", "hedges.hedged_no", "hedges.not_so")
        places = set(self._forward(m for m in triggers if not self._corrects(m)))
        places.update(self._forward(self.all("hedges.dont_know_if")))
        # "GFR: pending" says nothing of what stands before the name.
        behind = [m for m in self.all("hedges.after") if self.words[m.start - 1 : m.start] != [":"]]
        near = [m for m in behind if self._is_of_the_next(m)]
        places.update(self._back(m for m in behind if m not in near))
        places.update(p for m in near for other in self.covering[m.start - 1] for p in range(other.start, other.end))
        for first, last in self.sentences:
            open_question = self.words[first:last][-1:] == ["?"] and (first, last) not in self.answered
            if open_question and not self.asked.intersection(range(first, last)):
                places.update(range(self._questioned(first, last), last))
        for (first, last), (begin, end) in pairwise(self.sentences):
            # "I guess? She still gets tired by noon": the doubt is said of what follows.
            doubt = range(first, last - 1)
            if doubt and all(self.has(place, "hedges.before", "hedges.after", "hedges.hedged_yes") for place in doubt):
                places.update(range(begin, end))
        return places | self._behind_a_question_mark()

    @cached_property
    def not_known_whether(self) -> set[int]:
        """Words behind "not sure yet whether", "don't know if": neither said nor to be confirmed."""
        return set(self._forward(self.all("hedges.dont_know_if")))

    def _is_of_the_next(self, hedge: Mark) -> bool:
        """Staff's "2yo M relapsed ALL BM pending": of a line only the last thing before is pending."""
        return (
            self.who == "staff" and self.words[hedge.start] in _OUTSTANDING and bool(self.covering.get(hedge.start - 1))
        )

    def _behind_a_question_mark(self) -> set[int]:
        """Staff's "?CNS": the mark stands right before what it doubts, and behind nothing."""
        starts, ends = self.text.starts, self.text.ends
        places: set[int] = set()
        for place, word in enumerate(self.words[:-1]):
            opens = place == 0 or ends[place - 1] < starts[place]
            if word == "?" and opens and ends[place] == starts[place + 1]:
                places.update(range(place + 1, self.clause(place + 1)[1]))
        return places

    def _corrects(self, hedge: Mark) -> bool:
        """ "Typo, should be F not M": no guess."""
        if self.words[hedge.start] != "should":
            return False
        return any(mark.end <= hedge.start for mark in self.all("corrections"))

    def _questioned(self, first: int, last: int) -> int:
        """Where what a "?" questions begins: staff's "BM relapse at EOI? no, during IM" only asks about the EOI, and
        "…, bm, kps? lps70 …" only for the score that is named."""
        mark = self.ending(last, "performance", "labs") or self.ending(last - 1, "performance", "labs")
        if self.who == "staff" and self.asking is None and mark and mark.start > first:
            return mark.start
        if self.who != "staff" or self.words[last : last + 1] != ["no"]:
            return first
        return next(
            (p for p in range(last - 1, first, -1) if self.words[p] in ("at", "in", "on", "during", ",")), first
        )

    @cached_property
    def answered(self) -> dict[tuple[int, int], bool]:
        """The short questions that the message answers itself: "Transplant? no. Blincyto? never"."""
        found = {}
        for pair, (begin, end) in pairwise(self.sentences):
            if self.words[pair[1] - 1 : pair[1]] != ["?"] or pair[1] - pair[0] > _SHORT:
                continue
            mark = self.longest(begin, "yes_no.yes", "yes_no.no")
            rest = [word for word in self.words[mark.end : end] if word not in _STOPS and word != ","] if mark else []
            if mark and (not rest or (mark.name == "yes" and len(rest) <= _ITEM)):
                found[pair] = mark.name == "yes"
        return found

    @cached_property
    def others(self) -> set[int]:
        """Words about someone else than the patient."""
        drug = bool(self.all("drug", "transplant.transplant", "therapies.cytotoxic"))
        own = self.all("other_people.writer") if drug else []
        triggers = [m for m in self.all("other_people.other", "other_people.stranger") if not self._ends_in_figures(m)]
        places = {place for mark in own for place in range(mark.start, mark.end)}
        places |= {place for trigger in triggers for place in range(trigger.start, trigger.end)}
        for stranger in self.all("other_people.stranger"):
            # Nobody who was named before: "he" in the same sentence is the stranger.
            patient = [m.start for m in self.all("other_people.patient") if m.end - m.start > 1]
            last = self.sentence(stranger.start)[1]
            places.update(range(stranger.end, min((p for p in patient if stranger.end <= p < last), default=last)))
        for mark in self.all("other_people.done_to"):
            # "Blina made our friend sick"
            places.update(range(self.clause(mark.start)[0], self.sentence(mark.start)[1]))
        places |= set(self._forward(self.all("other_people.opinion"))) | self._of_the_relative()
        return places | set(self._forward(triggers, "other_people.patient"))

    def _ends_in_figures(self, mark: Mark) -> bool:
        """ "Another 6MP dose": "another one" with a figure for the one is nobody."""
        return self.text.raw[self.text.starts[mark.end - 1]].isdecimal()

    def _of_the_relative(self) -> set[int]:
        """ "Sib matched 10/10, 14yo M", "his sister was the match, she's 9": whom a sentence begins with
        stays its subject where nobody else is named; a pronoun that can't be the patient's is the relative's.
        """
        places: set[int] = set()
        for mark in self.all("other_people.other"):
            first, last = self.sentence(mark.start)
            words = self.words[mark.start : mark.end]
            patient = [m for m in self.all("other_people.patient", "age.subject") if mark.end <= m.start < last]
            heads = mark.start == first and words[0].removesuffix("s") in _RELATIVES and self.who == "staff"
            if heads and (not patient or self._all_of_the_relative(first, last, patient)):
                places.update(range(mark.end, last))
            sex = "f" if set(words) & _WOMEN else "m" if set(words) & _MEN else ""
            theirs = _PRONOUNS.get((words[0], sex), frozenset())
            place = next((p for p in range(mark.end, last) if self.words[p] in theirs), last)
            until = next((p for p in range(place, last) if self.words[p] in _PERSONS - theirs), last)
            places.update(range(place, until))
        return places

    def _all_of_the_relative(self, first: int, last: int, persons: list[Mark]) -> bool:
        """Whether the pronouns of "Donor search: sister 10/10 match, she is 22" are of the relative's sex, and nothing
        else in the sentence is the patient's."""
        if any(first <= m.start < last for m in self.all("diagnosis", "relapse.cue")):
            return False
        said = {*self.words[first:last]}
        theirs = {"she", "shes", "her"} if said & _WOMEN else {"he", "hes", "his", "him"} if said & _MEN else set()
        both = bool(said & _WOMEN and said & _MEN)
        return not both and all({*self.words[m.start : m.end]} <= theirs | {"is", "s"} for m in persons)

    @cached_property
    def another_time(self) -> set[int]:
        """Words about another time than now."""
        before = [mark for mark in self.all("other_times.before") if not self._tells_the_relapse(mark)]
        after = [mark for mark in self.all("other_times.after") if not self._tells_the_relapse(mark)]
        places = set(self._forward(before, "other_times.now", "other_times.present"))
        places.update(self._back(after))
        return places

    def _tells_the_relapse(self, mark: Mark) -> bool:
        """ "Relapsed in consolidation", "at dx LP": words of another time that belong to this relapse."""
        if any(
            other.start < mark.end and mark.start < other.end for other in self.all("therapies.diagnostic_puncture")
        ):
            return True
        cues = self.all("relapse.cue", "relapse.ordinal", "relapse.once")
        first = self.sentence(mark.start)[0]
        return self.words[mark.start] in ("in", "during") and any(first <= cue.start < mark.start for cue in cues)

    @cached_property
    def coming(self) -> set[int]:
        """The words of every clause that speaks of what is to come."""
        places: set[int] = set()
        for mark in self.all("future.coming"):
            if self.words[mark.start : mark.end] == ["scheduled"] and self.words[mark.end : mark.end + 1] in _ROUTINE:
                continue  # "The regular scheduled one"
            first, last = self.clause(mark.start)
            while first > 1 and self.words[first - 1] == ",":
                before = self.clause(first - 2)[0]
                dated = {"#", "#th", "#date"} & set(self.words[before:first])
                named = any(self.has(place, "drug") for place in range(before, first))
                last_of_it = self.has(first - 2, "drug") and not _HAD & set(self.words[before:first])
                if (first - before > _ITEM + 1 and not last_of_it) or dated or not named:
                    break
                first = before  # "Blina, vincristine and steroids are coming"
            places.update(range(first, last))
        return places

    def clause(self, place: int) -> tuple[int, int]:
        """The first word of the part between commas, "but" and full stops that holds the word, and the one after."""
        ends = (*_STOPS, ",", "but")
        first = next((p + 1 for p in range(place - 1, -1, -1) if self.words[p] in ends), 0)
        last = next((p for p in range(place, len(self.words)) if self.words[p] in ends), len(self.words))
        return first, last

    def plain(self, mark: Mark | Claim, now: bool = True) -> bool:
        """Whether the words are said of the patient, not only asked, and (where `now`) of the present."""
        places = range(mark.start, mark.end)
        apart = self.asked | self.others | (self.another_time if now else set())
        return not any(place in apart for place in places)

    def _forward(self, triggers: Iterable[Mark], *ends: str) -> Iterator[int]:
        for trigger in triggers:
            for place in range(trigger.end, min(trigger.end + _FAR, len(self.words))):
                if self.words[place] in _STOPS or self.words[place] in (",", "but"):
                    break
                if ends and self.has(place, *ends) and not self.is_intrathecal(place):
                    break
                if "negation.ends" in ends and self._begins_another_item(trigger, place):
                    break
                yield place

    def _back(self, triggers: Iterable[Mark]) -> Iterator[int]:
        for trigger in triggers:
            near = trigger.start
            while near > 1 and self.words[near - 1] in (",", "but"):
                near -= 1
            for place in range(trigger.start - 1, max(trigger.start - _FAR, 0) - 1, -1):
                adjacent = place == trigger.start - 1 or place >= near
                if self.words[place] in _STOPS or (self.words[place] in (",", "but", "now") and not adjacent):
                    break
                yield place

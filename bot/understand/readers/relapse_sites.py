"""Where the leukemia came back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bot.understand.findings import Ask
from bot.understand.message import Claim, Message
from bot.understand.phrase_book import Mark, words_of
from bot.understand.readers.relapse_ordinals import CUE_REACH, PARTS, beside_relapse, latest_of, whole_in

SITES = ("bone_marrow", "cns", "testicular", "other")


_CLOSE = 3


def _closed(words: list[str]) -> bool:
    """Whether brackets that were open before these words close among them."""
    return words.count(")") > words.count("(")


def _of_earlier_relapse(message: Message, mark: Mark) -> bool:
    """Staff's "rel 2 (rel 1 5/2024 CNS), BM now", "R2 BM; R1 was testes": a site in the part that tells of another."""
    if message.who != "staff":
        return False
    counts = message.all("relapse.count", "relapse.ordinal", "relapse.times")
    values = {m.start: value for m in counts if (value := whole_in(message, m)) is not None}
    told = [values[m.start] for m in message.all("relapse.count", "relapse.ordinal") if m.start in values]
    told += [latest.value] if (latest := latest_of(message)) else []
    told += [beside.value] if not told and (beside := beside_relapse(message)) else []
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


def _is_outstanding(message: Message, mark: Mark) -> bool:
    """Staff's "BM pending", "CSF TBD", "marrow bx pending": nothing is known of it yet, and nothing to be confirmed."""
    end = mark.end
    while message.words[end : end + 1] and message.words[end] in (
        "bx",
        "biopsy",
        "results",
        "result",
        "is",
        "still",
        ":",
    ):
        end += 1
    if message.words[end : end + 3] == ["n", "/", "a"] or message.words[end : end + 1] == ["na"]:
        return True
    return message.asking is None and message.words[end : end + 1] in (
        ["pending"],
        ["tbd"],
        ["awaited"],
        ["outstanding"],
    )


_EARLIER = frozenset({"prior", "previous", "prev", "earlier", "original", "originally", "previously", "initially"})


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
        if message.who == "staff" and (_in_the_first_one(message, mark) or _is_outstanding(message, mark)):
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
    graded = message.starting(mark.end, "sites.cns")
    if mark.name == "cns" and graded and graded.end > mark.end + 1:
        return _grade(message, graded)  # "CSF CNS1"
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
    if comes_to_the_known(message, mark) or _is_proven(message, mark) or _is_positive(message, mark):
        return True
    first, last = message.sentence(mark.start)
    came_back = message.all("relapse.cue", "relapse.ordinal", "relapse.once", "relapse.twice", "relapse.count")
    near = [cue for cue in came_back if first <= cue.start < last and not message.denies(cue)]
    if any(-CUE_REACH <= mark.start - cue.end <= CUE_REACH for cue in near):
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


def _is_proven(message: Message, mark: Mark) -> bool:
    """Staff's "they also found a chloroma on her leg, biopsy-proven leukemia": a mass of leukemia, now or proven."""
    if message.who != "staff" or message.asking is not None or mark.name != "other":
        return False
    words = {*message.words[mark.start : mark.end]}
    first, last = message.sentence(mark.start)
    said = {*message.words[first:last]}
    leukemic = bool(words & _MASSES) or (bool({"leukemia", "leukemic", "blasts", "all"} & said) and "proven" in said)
    return leukemic and bool(_FOUND & said) and not {"prior", "previous", "initially", "resolved"} & said


def _is_positive(message: Message, mark: Mark) -> bool:
    """Staff's "CSF positive, marrow neg", "R testicular mass bx+": leukemia was found there."""
    if message.who != "staff" or message.asking is not None or mark.name == "other":
        return False
    end = mark.end
    while message.words[end : end + 1] and message.words[end] in _EXAMINED:
        end += 1
    if message.words[end : end + 1] == ["+"]:
        return message.words[end + 1 : end + 2] in ([], [","], ["."], [";"], [")"], ["/"], ["|"], ["and"])
    return message.words[end : end + 1] in (["positive"], ["pos"])


_EXAMINED = frozenset({"mass", "bx", "biopsy", "is", "was", "came", "back", "aspirate", "flow", "cytology", ":"})
_MASSES = frozenset({"chloroma", "chloromas", "granulocytic", "myeloid", "leukemia"})
_FOUND = frozenset({"found", "find", "has", "have", "new", "proven", "confirmed", "shows", "showed", "positive", "bx"})


def comes_to_the_known(message: Message, mark: Mark) -> bool:
    """Staff's "also testicular", "CNS too", "+ testes", "also has skin lesions, bx proven": of a site told before.

    An organ is named in passing too ("also liver enzymes up"): it has to be the whole message, or a lesion.
    """
    if message.who != "staff" or message.asking is not None or message.clause(mark.start)[0] > _ADDING_WORDS:
        return False
    first, last = message.clause(mark.start)
    words = message.words
    lead = {*words[first : mark.start]}
    behind = words[mark.end : last]
    while behind[-1:] in (["."], ["!"]):
        behind = behind[:-1]
    adds = bool(lead & _ADDING) or behind[-1:] in (["too"], ["also"], ["well"])
    if not adds or mark.start - first > _ADDING_WORDS or not lead <= _ADDING | _ADDING_SMALL:
        return False
    rest = {*behind} - _ADDING_SMALL - _ADDING
    return not rest if mark.name != "other" else rest <= _LESIONS and bool(rest or lead or behind)


_ADDING_WORDS = 6
_ADDING = frozenset({"also", "plus", "+", "and", "&", "too", "additionally"})
_ADDING_SMALL = frozenset(
    {
        *(
            "has",
            "have",
            "had",
            "in",
            "the",
            "his",
            "her",
            "is",
            "its",
            "there",
            "theres",
            "found",
            "a",
            "dz",
            "disease",
        ),
        *(
            "involved",
            "involvement",
            "positive",
            "pos",
            "as",
            "well",
            "he",
            "she",
            "pt",
            "now",
            "left",
            "right",
            "l",
            "r",
        ),
        *(
            "bilateral",
            "with",
            "w",
            "site",
            "sites",
            "add",
            "both",
            "biopsy",
            "bx",
            "proven",
            "confirmed",
            "relapse",
            "rel",
        ),
        *("got", "it", "#", "#date", "was", "-", ":", "isolated", "involving", "involves", "oh", "sorry", "yes", "ok"),
    }
)
_LESIONS = frozenset(
    {"lesion", "lesions", "mass", "masses", "nodule", "nodules", "infiltrate", "infiltrates", "chloroma"}
)


def _fills_its_part(message: Message, mark: Mark) -> bool:
    """Whether the part of the line that the site is in holds nothing but sites: "…, BM/CNS3, …", "Marrow and spine"."""
    first, last = mark.start, mark.end
    while first and message.words[first - 1] not in PARTS:
        first -= 1
    while last < len(message.words) and message.words[last] not in PARTS:
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

"""From what someone writes to partial answers: every reader's claims, joined, with conflicts settled in one place.

Nothing is filled on a guess: what is hedged is to be confirmed, what contradicts itself is asked about, and what is
said of someone else, of another time or only as a question is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from bot.understand.findings import Ask, Finding, Reading
from bot.understand.message import Claim, Message
from bot.understand.options import chosen
from bot.understand.readers import history, labs, patient, performance, relapse
from bot.understand.readers.age import read_age
from bot.understand.readers.short import YesNo, yes_or_no
from bot.understand.readers.therapies import SINCE, Therapies, read_therapies
from bot.understand.readers.treatments import KIND_ASKED

Reader = Callable[[Message], Iterator["Claim | Ask"]]

READERS: tuple[Reader, ...] = (
    read_age,
    patient.read_diagnosis,
    patient.read_sex,
    relapse.read_relapse_count,
    relapse.read_sites,
    relapse.read_phase,
    patient.read_recovery,
    history.read_transplant,
    history.read_blinatumomab,
    history.read_relapse_therapy,
    performance.read_performance,
    labs.read_labs,
)
YES_NO_KEYS = ("recovered_from_toxicity", "prior_transplant", "prior_blinatumomab", "prior_relapse_therapy")
_SURE = 0.5
_BARE_NO_IS_NEVER = ("last_hydroxyurea", "last_biologic")


def read_answers(text: str, asking: str | None, on: date, who: str = "family", scale: str | None = None) -> Reading:
    """What `text` says, `asking` having been asked on the day `on`.

    `asking` is a key of the answers, or `last_cytotoxic`, `last_biologic`, `last_hydroxyurea`, `last_intrathecal`, or
    None; `scale` the performance scale of the question, where one was asked. Any text is taken as text.
    """
    option = chosen(text, asking, who) if asking else None
    if option is not None and asking:
        return _chosen(text, asking, option)
    message = Message(text, asking, on, who, scale)
    claims: list[Claim] = []
    asks: list[Ask] = []
    for reader in READERS:
        for found in reader(message):
            if isinstance(found, Ask):
                asks.append(found)
            else:
                claims.append(found)
    taken = {p for c in claims if c.key in ("age_years", "age_months", "birth_date") for p in range(c.start, c.end)}
    therapies = read_therapies(message, taken)
    answer = yes_or_no(message)
    none = answer and {"none", "nothing", "zero"} & set(message.words[answer.start : answer.end])
    if message.all("yes_no.both") or (asking == "recovered_from_toxicity" and none):
        asks.append(Ask("unclear", asking))
    partly = any(ask.key == asking for ask in asks)
    if (
        asking in YES_NO_KEYS
        and answer
        and not partly
        and not any(c.key == asking and c.value != answer.value for c in claims)
    ):
        claims.append(Claim(asking, answer.value, answer.start, answer.end, 0.4 if answer.hedged else 0.95))
    return _joined(message, claims, asks, therapies, answer)


def _chosen(text: str, asking: str, value: Any) -> Reading:
    """An option that was chosen by its label."""
    words = Finding(asking, value, text, 0, len(text), 1.0)
    if value == "never":
        return Reading(never=True, findings=(words,), denied=True)
    if asking == "therapies":
        if value == "neither":
            return Reading(denied=True, findings=(words,))
        item = {"context": value} if value in ("maintenance", "diagnostic_lumbar_puncture") else {"agent": value}
        if value == "diagnostic_lumbar_puncture":
            item["kind"] = "intrathecal"
        elif "agent" in item:
            item["kind"] = "biologic"
        return Reading({"therapies": [item]}, (words,))
    if asking == "relapse_sites":
        value = [site for site in relapse.SITES if site in value]
    finding = words._replace(value=value)
    return Reading({asking: value}, (finding,), affirmed=value is True, denied=value is False)


def _joined(
    message: Message, claims: list[Claim], asks: list[Ask], therapies: Therapies, answer: YesNo | None
) -> Reading:
    asking = message.asking
    answers: dict[str, Any] = {}
    findings: list[Finding] = []
    unsure: list[Finding] = []
    keys = list(dict.fromkeys(claim.key for claim in claims))
    for key in keys:
        mine = [claim for claim in claims if claim.key == key]
        settled = _settled(message, mine)
        if settled is None:
            values = ", ".join(dict.fromkeys(str(claim.value) for claim in mine))
            asks.insert(0, Ask("several", key, {"values": values}))
            continue
        finding = _finding(message, settled)
        if settled.sure < _SURE:
            unsure.append(finding)
        else:
            answers[finding.key] = finding.value
            findings.append(finding)
    if "age_years" in answers and "age_months" in answers:
        del answers["age_months"]
    for claim in therapies.claims:
        answers.setdefault("therapies", []).append(claim.value)
        findings.append(_finding(message, claim))
    asks += therapies.asks
    never = _never(message, therapies, answer, answers, asks)
    asks = [ask for ask in asks if not (never and ask.key == asking)]
    findings += [_finding(message, Claim(f"last_{kind}", "never", *words)) for kind, words in therapies.never.items()]
    dont_know = _dont_know(message, answers, unsure, never, answer)
    return Reading(
        answers=answers,
        findings=tuple(findings),
        never=never,
        ask=_ask(message, answers, unsure, asks, never, dont_know, answer),
        dont_know=dont_know,
        affirmed=bool(answer and answer.value and not answer.hedged),
        denied=bool(answer and not answer.value and not answer.hedged) or _neither(message),
        corrects=bool(message.all("corrections")),
        unsure=tuple(unsure),
        closes=therapies.closes,
        birth_date_given=any(claim.key == "birth_date" for claim in claims),
    )


def _settled(message: Message, claims: list[Claim]) -> Claim | None:
    """The one claim of several about one key: they agree, or one takes the others back; else None."""
    values = [claim.value for claim in claims]
    if all(value == values[0] for value in values):
        return max(claims, key=lambda claim: claim.sure)
    in_order = sorted(claims, key=lambda claim: claim.start)
    for mark in reversed(message.all("corrections", "other_times.now")):
        later = [claim for claim in in_order if claim.start >= mark.start]
        if later and len(later) < len(claims) and all(claim.value == later[0].value for claim in later):
            return later[0]
    if claims[0].key == "relapse_phase":
        strong = [claim for claim in claims if claim.value != "maintenance"]
        return None if len(strong) != len(claims) or len(set(values)) > 1 else strong[0]
    return None


def _finding(message: Message, claim: Claim) -> Finding:
    text = message.text
    key = "age_years" if claim.key == "birth_date" else claim.key
    start, end = text.starts[claim.start], text.ends[claim.end - 1]
    return Finding(key, claim.value, text.raw[start:end], start, end, claim.sure)


def _never(
    message: Message, therapies: Therapies, answer: YesNo | None, answers: dict[str, Any], asks: list[Ask]
) -> bool:
    """Whether what was asked about was never given. A bare "no" to "when?" is that only where many never have it."""
    asking = message.asking
    kind = KIND_ASKED.get(asking or "")
    if asking == "therapies" and message.all("therapies.nothing_ever") and not answers.get("therapies"):
        return True
    if kind is None or any(item.get("kind") == kind for item in answers.get("therapies", ())):
        return False
    if kind in therapies.never:
        return True
    if answer is None or answer.value or answer.hedged:
        return False
    said = set(message.words[answer.start : answer.end])
    if SINCE & set(message.words[answer.end :]):
        return False
    if said & {"never", "none", "ever", "zero"} or asking in _BARE_NO_IS_NEVER or "had" in said:
        asks[:] = [ask for ask in asks if ask.code != "bare_no"]
        return True
    asks.append(Ask("bare_no", asking))
    return False


def _dont_know(
    message: Message, answers: dict[str, Any], unsure: list[Finding], never: bool, answer: YesNo | None
) -> bool:
    if (
        never
        or message.asking in answers
        or any(f.key == message.asking for f in unsure)
        or (answer and answer.value and not answer.hedged)
    ):
        return False
    no_words = message.all("negation.before", "yes_no.no", "yes_no.short_no")
    measured = "#" in message.words or not no_words
    if message.asking in labs.KEYS and not measured:
        return True
    return any(mark.start not in message.asked for mark in message.all("hedges.dont_know"))


def _ask(
    message: Message,
    answers: dict[str, Any],
    unsure: list[Finding],
    asks: list[Ask],
    never: bool,
    dont_know: bool,
    answer: YesNo | None,
) -> Ask | None:
    """What to clear up first: what was asked before what was not."""
    asks = [ask for ask in asks if ask.key not in answers or ask.code in ("several",)]
    mine = [ask for ask in asks if ask.key == message.asking]
    if mine or asks:
        first = (mine or asks)[0]
        if first.code == "not_known":
            return None
        return first
    hedged = [finding for finding in unsure if finding.key == message.asking] or unsure
    if hedged:
        return Ask("hedged", hedged[0].key, {"value": hedged[0].value})
    understood = bool(answers or never or dont_know or message.asked or _neither(message))
    understood = understood or (message.asking == "therapies" and answer is not None)
    if message.asking and not understood and _about_the_question(message):
        return Ask("unclear", message.asking)
    return None


def _neither(message: Message) -> bool:
    """Whether the message says that a dose was part of neither."""
    return message.asking == "therapies" and bool(message.all("therapies.neither"))


_TOPICS = {
    "age_years": ("age.vague", "other_people.other"),
    "sex": ("sex",),
    "diagnosis": ("diagnosis",),
    "relapse_count": (
        "relapse.more",
        "relapse.times",
        "relapse.cue",
        "relapse.again",
        "relapse.never",
        "relapse.ordinal",
    ),
    "relapse_sites": ("sites", "relapse"),
    "relapse_phase": ("phase", "therapies.cytotoxic", "therapies.neither", "relapse"),
    "recovered_from_toxicity": ("recovery",),
    "prior_transplant": ("transplant.transplant", "transplant.not_stem_cell"),
    "prior_blinatumomab": ("drug",),
    "prior_relapse_therapy": ("therapies", "drug"),
    "performance": ("performance",),
    **dict.fromkeys(labs.KEYS, ("labs",)),
    **dict.fromkeys((*KIND_ASKED, "therapies"), ("drug", "therapies", "relapse.cue")),
}
_NUMBERS_TOO = ("age_years", "relapse_count", "performance", *labs.KEYS, *KIND_ASKED)


def _about_the_question(message: Message) -> bool:
    """Whether a message that says nothing plain still seems to be meant as an answer."""
    asking = message.asking or ""
    if asking in _NUMBERS_TOO and {"#", "#date", "#code"} & set(message.words):
        return True
    return bool(message.all(*_TOPICS.get(asking, ())))

"""From what someone writes to partial answers: every reader's claims, joined, with conflicts settled in one place.

Nothing is filled on a guess: what is hedged is to be confirmed, what contradicts itself is asked about, and what is
said of someone else, of another time or only as a question is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from bot.understand.clearing_up import is_dont_know, says_neither, was_never_given, what_to_ask
from bot.understand.findings import Ask, Finding, Reading
from bot.understand.message import GIVEN_KEYS, Claim, Message
from bot.understand.nets import doubtful, of_something_else
from bot.understand.options import chosen
from bot.understand.readers import history, labs, patient, performance, relapse_count, relapse_phase, relapse_sites
from bot.understand.readers.age import read_age
from bot.understand.readers.short import YesNo, contradicted, of_someone_else, yes_or_no
from bot.understand.readers.therapies import read_therapies
from bot.understand.readers.treatments import KIND_ASKED, Therapies

Reader = Callable[[Message], Iterator["Claim | Ask"]]

READERS: tuple[Reader, ...] = (
    read_age,
    patient.read_diagnosis,
    patient.read_sex,
    relapse_count.read_relapse_count,
    relapse_sites.read_sites,
    relapse_phase.read_phase,
    patient.read_recovery,
    history.read_transplant,
    history.read_blinatumomab,
    history.read_relapse_therapy,
    performance.read_performance,
    labs.read_labs,
)
YES_NO_KEYS = ("recovered_from_toxicity", *GIVEN_KEYS)
_SURE = 0.5
_SLASH = re.compile(r" / (?!last dose|last:|last given)", re.IGNORECASE)
_ITEMS = 3
"""Items with a colon, and slashes between them, from which on a text is a chart."""
_ISO_INTERVAL = re.compile(r"\b(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)\b")


def read_answers(text: str, asking: str | None, on: date, who: str = "family", scale: str | None = None) -> Reading:
    """What `text` says, `asking` having been asked on the day `on`.

    `asking` is a key of the answers, or `last_cytotoxic`, `last_biologic`, `last_hydroxyurea`, `last_intrathecal`, or
    None; `scale` the performance scale of the question, where one was asked. Any text is taken as text.
    """
    # The answers' own form of an interval, as other programs write it, in words that the grammar knows.
    text = _ISO_INTERVAL.sub(r"between \1 and \2", text)
    if who == "staff" and text.count(" / ") >= _ITEMS and text.count(":") >= _ITEMS:
        text = _SLASH.sub(" ; ", text)  # A chart in one line, as long as before: each item is apart.
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
    # A number that tells the age ("sorry, she is 8, not 7") is no bare answer to what was asked besides.
    claims = [
        c
        for c in claims
        if c.key != asking or c.key == "sex" or c.key.startswith("age_") or not taken & {*range(c.start, c.end)}
    ]
    if who == "staff":
        unknown = message.not_known_whether
        claims = [c for c in claims if c.start not in unknown]
        asks = [ask for ask in asks if not (unknown and ask.code == "hedged")]
    therapies = read_therapies(message, taken, bool(claims))
    answer = yes_or_no(message)
    none = answer and {"none", "nothing", "zero"} & set(message.words[answer.start : answer.end])
    if answer and answer.value and asking in YES_NO_KEYS and of_someone_else(message, answer):
        asks.append(Ask("unclear", asking))
    if answer and asking in YES_NO_KEYS and of_something_else(message, asking, answer, claims):
        asks.append(Ask("unclear", asking))
        claims = [c for c in claims if c.key != asking]
    if answer and asking in GIVEN_KEYS and contradicted(message, answer):
        asks.append(Ask("unclear", asking))
    if asking in GIVEN_KEYS and (planned := history.not_yet(message, asking, claims, answer)):
        claims.append(planned)
    if message.all("yes_no.both") or (asking == "recovered_from_toxicity" and none):
        asks.append(Ask("unclear", asking))
    doubted = [claim for claim in claims if claim.key == asking and doubtful(message, claim)]
    if doubted:
        # Of "first T cell, the pathologist corrected it to B" neither half is sure alone; one phase tells the other.
        claims = [c for c in claims if c not in doubted and (c.key != asking or asking == "relapse_phase")]
        asks.append(Ask("unclear", asking))
    partly = any(ask.key == asking for ask in asks)
    if (
        asking in YES_NO_KEYS
        and answer
        and not partly
        and not any(c.key == asking and (c.value != answer.value or c.sure < _SURE) for c in claims)
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
        value = [site for site in relapse_sites.SITES if site in value]
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
        if settled is None and message.all("hedges.dont_know"):
            continue  # "B or T, I don't remember"
        if settled is None:
            values = ", ".join(dict.fromkeys(str(claim.value) for claim in mine))
            asks.insert(0, Ask("several", key, {"values": values}))
            continue
        finding = _finding(message, settled)
        if settled.sure < _SURE and any(mark.start >= settled.end for mark in message.all("hedges.dont_know")):
            continue  # "The T cell one? I forgot."
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
    never = was_never_given(message, therapies, answer, answers, asks)
    asks = [ask for ask in asks if not (never and ask.key == asking)]
    findings += [_finding(message, Claim(f"last_{kind}", "never", *words)) for kind, words in therapies.never.items()]
    dont_know = is_dont_know(message, answers, unsure, never, answer)
    if labs.has_no_other_scan(message) and not answers:
        dont_know = True
        asks = [ask for ask in asks if ask.code != "echo_ejection_fraction"]
    return Reading(
        answers=answers,
        findings=tuple(findings),
        never=never,
        ask=what_to_ask(message, answers, unsure, asks, never, dont_know, answer, bool(therapies.never)),
        dont_know=dont_know,
        affirmed=bool(answer and answer.value and not answer.hedged),
        denied=bool(answer and not answer.value and not answer.hedged) or says_neither(message),
        corrects=_corrects(message, claims, therapies, answers, unsure),
        unsure=tuple(unsure),
        closes=tuple(sorted(therapies.closes)),
        denied_kinds=_denied_kinds(asking, never, therapies),
        asks_whether=message.closing is not None,
        birth_date_given=any(claim.key == "birth_date" for claim in claims),
    )


def _settled(message: Message, claims: list[Claim]) -> Claim | None:
    """The one claim of several about one key: they agree, or one takes the others back; else None."""
    values = [claim.value for claim in claims]
    if all(value == values[0] for value in values):
        return max(claims, key=lambda claim: claim.sure)
    in_order = sorted(claims, key=lambda claim: claim.start)
    for mark in reversed(message.all("corrections", "other_times.now")):
        if any(claim.start <= mark.start < claim.end for claim in claims if claim.key == "performance"):
            continue  # "KPS today is 80, ECOG 1"
        later = [claim for claim in in_order if claim.start >= mark.start]
        if later and len(later) < len(claims) and all(claim.value == later[0].value for claim in later):
            return later[0]
    if claims[0].key == "performance":
        return _same_performance(claims)
    if claims[0].key == "relapse_phase":
        strong = [claim for claim in claims if claim.value != "maintenance"]
        return None if len(strong) != len(claims) or len(set(values)) > 1 else strong[0]
    return None


def _denied_kinds(asking: str | None, never: bool, therapies: Therapies) -> tuple[str, ...]:
    asked = [KIND_ASKED[asking]] if never and asking in KIND_ASKED else []
    return tuple(dict.fromkeys([*asked, *therapies.never]))


def _corrects(
    message: Message, claims: list[Claim], therapies: Therapies, answers: dict[str, Any], unsure: list[Finding]
) -> bool:
    """Whether the message takes back an answer from before it; "2.4, no wait, 3.4" only takes back its own words."""
    marks = message.all("corrections")
    if not marks or not (answers or unsure or therapies.never):
        return False
    told = [claim.start for claim in [*claims, *therapies.claims]]
    numbers = [place for place, word in enumerate(message.words) if word in ("#", "#th", "#date")]
    before = [place for place in [*told, *numbers] if place < marks[0].start]
    return not before


def _same_performance(claims: list[Claim]) -> Claim | None:
    """Of an ECOG score and a Lansky or Karnofsky score that say the same, the finer one."""
    fine = [claim for claim in claims if claim.value["scale"] != "ecog"]
    coarse = [claim for claim in claims if claim.value["scale"] == "ecog"]
    if not fine or not all(claim.value == fine[0].value for claim in fine):
        return None
    grade = min((100 - fine[0].value["score"]) // 20, 5)
    return fine[0] if all(claim.value["score"] == grade for claim in coarse) else None


def _finding(message: Message, claim: Claim) -> Finding:
    text = message.text
    key = "age_years" if claim.key == "birth_date" else claim.key
    start, end = text.starts[claim.start], text.ends[claim.end - 1]
    return Finding(key, claim.value, text.raw[start:end], start, end, claim.sure)

"""What kind of message is it? Phrases decide where they can, in the order of what matters most; else the classifier."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from bot.understand.emergency import emergency_in, mentions_emergency
from bot.understand.findings import Reading
from bot.understand.glossary import asks_for_term
from bot.understand.languages import english_words, language_in
from bot.understand.lexicon import Lexicon, fold, lexicon, read_data
from bot.understand.removals import takes_away
from bot.understand.staff_questions import ASKS, asks_plainly, question_in, words_beside
from bot.understand.supposing import asks_soonest_alone, supposes

Decision = tuple[str, float]

QUESTIONS = frozenset(
    ("why_ask", "question_about_trial", "question_about_criterion", "what_if", "status", "help", "contact_human")
)
"""What a question mark, or a question's first word, may stand for."""

_TELLS = re.compile(
    r"\b(?:they|doctors?|docs?|we|i|you|to|labs?|nurses?|reports?) say (?:he|she|it|his|her|its|hes|shes|the)\b"
)
"""What others say is no supposition: "they say she relapsed"."""
_TOLD_BY = 8
"""Characters of the longest of them and a blank, before "say"."""
_SENTENCE = re.compile(r"(?<=[.!?;] )(?![.!?;])")
BEGINNINGS = frozenset(("start", "change_answer"))
"""Kinds that may name facts too: "I'd like to check my son for the trial"."""
BESIDE = frozenset(("dont_know", "thanks_bye", "greet"))
"""What people say beside an answer: "thanks, 0.7"."""
STRAYING = frozenset(("go_back", "restart", "stop", "out_of_scope", "greet", "start", "abuse_or_injection"))
_ONLY_IF_SAID = frozenset(("go_back", "restart", "stop", "change_answer"))
"""Kinds that change how things stand, though nothing was told."""
UNANSWERING = frozenset(
    ("abuse_or_injection", "other_language", "out_of_scope", "thanks_bye", "go_back", "restart", "stop", "dont_know")
)
"""Kinds that hold no answer: "have a good night" is no date."""
URGENT = frozenset(("emergency", "distress"))
ABOUT_THE_TRIAL = ("question_about_criterion", "question_about_trial")
"""Kinds of question that the trial's data answer."""
_MAY_BE_ABOUT_THE_TRIAL = frozenset((None, "help", *ABOUT_THE_TRIAL))
"""Kinds of phrase, or none, that leave room for a question of staff's about the trial."""
_LEAVES_THE_TRIAL = (STRAYING - {"out_of_scope"}) | {"thanks_bye", "what_if", "status", "contact_human"}
"""Kinds that the classifier is believed about before a question that only looks like one about the trial."""

_DANGER = 0.4
"""From this probability of an emergency on it is believed without a phrase: better once too often than once too few."""
_DANGER_BESIDE_FACTS = 0.5
"""The same where the message answers something too."""
_DANGER_BESIDE_FEAR = 0.7
"""The same where a phrase tells of fear and none of danger."""
_DANGER_DOUBTED = 0.75
"""The same of a long message with words of an emergency that seem denied or past: something else in it may be one."""
_LONG = 9
"""Words of a long message."""
_EITHER = 0.6
"""From this probability of danger and fear together on it is danger, where that has its part of it:"""
_PART = 0.3
_FEAR = 0.5
"""From this probability of fear on it is believed without a phrase; beside facts:"""
_FEAR_BESIDE_FACTS = 0.6
_ENGLISH = 3
"""English words beside which facts in a message that leans to another language are taken."""
_ANSWERED = 0.6
"""From this probability of an answer on words of fear in it have another sense."""
_NO_FEAR = 0.05
"""Below this probability words of fear have another sense ("how long does he have to be off chemo"); beside facts:"""
_NO_FEAR_BESIDE_FACTS = 0.1
_WORDS = 3
"""Danger or fear in the classifier's view alone has as many words: of one or two it can't tell."""
_CLEAR = 0.75
"""From this probability on the classifier is believed whatever facts are named ("is a second relapse allowed")."""
_LOST = 0.6
"""From this probability on it is believed that nothing is answered, though some of the words could be an answer."""
_LOST_ALL_THE_SAME = 0.9
"""The same where what was asked is plainly answered."""
_OUTWEIGHED = frozenset(("dont_know", "out_of_scope", "status"))
"""Kinds whose phrases a plain answer outweighs: "dances to every song", "I haven't had it, no", "not so far"."""
_OVERRULES = 0.7
"""From this probability on the classifier is believed against a phrase whose kind has at most:"""
_OVERRULED = 0.2
_ASKED = 0.3
"""A sentence in a question's words that names facts is a question from this share of the likeliest's probability on."""
_FORGETS = 0.6
"""From this probability on a guess that everything is to be forgotten is believed."""
_LIKELY = 0.4
"""From this probability on the classifier is believed against a bare yes, no or *I don't know*, and a question mark
behind facts is a question ("first?" is an answer)."""
_INTRODUCING = 4
"""Answers with which staff introduce a patient, whatever words they begin with."""
_GUESS = 0.35
"""Below this probability what follows a question is an attempt to answer it."""
_LOST_TRACK = 0.15
"""Below this probability what staff write unasked is not understood: a guess would start, end or refuse something."""
_STRAY = 0.6
"""The same for kinds that leave the question: to be asked again is better than to lose it."""


def decide_intent(
    text: str, asking: str | None, who: str, reading: Reading, ranking: Sequence[tuple[str, float]]
) -> Decision:
    """The intent of a message and how sure it is, from 0 to 1.

    `reading` is what was found of answers in it, `ranking` the classifier's intents, the likeliest first.
    """
    folded = fold(text)
    unasked = who == "staff" and asking is None
    if unasked:
        # Where nothing is asked a guess would undo or end what nobody meant to: only plain words do.
        ranking = [one for one in ranking if one[0] not in _ONLY_IF_SAID]
    likeliest = ranking[0] if ranking else ("answer", 0.0)
    if any(finding.sure == 1.0 and finding.text == text for finding in reading.findings):
        return "answer", 1.0  # an option of the question, chosen by its label
    facts = bool(reading.answers or reading.never or reading.unsure or reading.closes or reading.denied_kinds)
    plain = who == "staff" and facts and _only_reports(text, reading)
    urgent = _urgent(text, folded, asking, who, ranking, reading, plain)
    supposing = who == "staff" and (supposes(text, asking is not None) or asks_soonest_alone(folded))
    # What only the classifier takes for fear is none where the words ask: "soonest all washouts are ok".
    phrase, words = _phrase(folded)
    asks = supposing or (who == "staff" and phrase in QUESTIONS)
    if urgent and not (asks and urgent[0] == "distress" and not is_distress(folded)):
        return urgent
    if supposing:
        return "what_if", 1.0
    if reading.asks_whether and facts:
        return "answer", 1.0
    if unasked and ((len(reading.findings) <= 1 and takes_away(text)) or (facts and _corrects(folded))):
        return "change_answer", 1.0
    if unasked and not facts and (command := _command_in_front(folded)):
        return command, 1.0
    if who == "staff" and facts and not ("?" in folded or ASKS.match(folded)):
        # What supposes was heard above: else "will recheck if needed" would take a fact for a supposition.
        ranking = [one for one in ranking if one[0] != "what_if"]
        likeliest = ranking[0] if ranking else ("answer", 0.0)
    beside = any(fold(finding.text) not in words for finding in (*reading.findings, *reading.unsure))
    overruled = (
        likeliest[0] != phrase and likeliest[1] >= _OVERRULES and dict(ranking).get(phrase or "", 0.0) <= _OVERRULED
    )
    overruled = overruled and likeliest[0] not in URGENT and not (phrase == "what_if" and _supposes(folded, words))
    overruled = overruled and not (who == "staff" and phrase == "status")
    outweighed = _answers_the_question(asking, reading) and phrase in _OUTWEIGHED
    if who == "staff" and asking is None and _EMOJI.fullmatch(text.strip()):
        return ("distress" if _CRYING.search(text) else "thanks_bye"), 1.0
    if who == "staff" and not facts and _MISSENT.search(folded):
        return "out_of_scope", 1.0
    leaves = likeliest[0] in _LEAVES_THE_TRIAL and likeliest[1] >= _LOST and not (phrase or asks_plainly(text))
    # "Can we screen a 28 yo M, B-ALL, 1st relapse …" tells of somebody.
    introduces = who == "staff" and asking is None and _introduces(text, reading)
    may_ask = who == "staff" and phrase in _MAY_BE_ABOUT_THE_TRIAL and not leaves and not introduces
    # "Usage / commands?" is nothing else, though its words name nothing of the trial.
    may_ask = may_ask and not (phrase == "help" and words.split() == folded.split())
    if may_ask and question_in(text, reading, asking):
        shares = dict(ranking)
        return max(ABOUT_THE_TRIAL, key=lambda kind: (kind == phrase, shares.get(kind, 0.0))), 1.0
    if phrase and not (beside and phrase in BESIDE) and not overruled and not outweighed:
        return phrase, 1.0
    if any(finding.key == asking and fold(finding.text) == folded for finding in reading.findings):
        return "answer", min(finding.sure for finding in reading.findings)  # "f", and not a word besides
    if introduces:
        return "answer", 1.0
    answered = asking in reading.answers or reading.never
    if likeliest[1] >= (_LOST_ALL_THE_SAME if answered else _LOST) and likeliest[0] in UNANSWERING - BESIDE:
        return likeliest
    question = next(((intent, p) for intent, p in ranking if intent in QUESTIONS), ("help", 0.0))
    never_given = bool(reading.denied_kinds) and not reading.answers  # "HU and biologics never"
    tells = who == "staff" and never_given and not ("?" in folded or ASKS.search(folded))
    if likeliest[1] >= _CLEAR and likeliest[0] in (BEGINNINGS if tells else QUESTIONS | BEGINNINGS):
        return likeliest
    if ASKS.search(folded) and question[1] >= likeliest[1] * (_ASKED if facts else 1.0):
        return question
    if facts and "?" in folded and question[1] >= _LIKELY:
        return question
    if facts:
        return "answer", min((finding.sure for finding in reading.findings), default=1.0)
    if likeliest[0] == "dont_know" and likeliest[1] >= _OVERRULES:
        return likeliest
    if reading.ask and reading.ask.code != "unclear" and likeliest[0] not in QUESTIONS:
        # Something was said of what was asked, though it has to be cleared up ("next Friday").
        return "answer", 1.0
    if reading.ask and reading.ask.code == "unclear" and likeliest[0] == "dont_know" and likeliest[1] < _CLEAR:
        return "answer", 1.0  # "they told me the heart was fine"
    if likeliest[0] not in URGENT and likeliest[1] >= (_STRAY if asking and likeliest[0] in STRAYING else _LIKELY):
        return likeliest
    if reading.dont_know:
        return "dont_know", 1.0
    if reading.ask or reading.affirmed or reading.denied:
        return "answer", 1.0
    # That it is an emergency, or fear, was heard above or ruled out.
    best = next(((intent, p) for intent, p in ranking if intent not in URGENT and not _forgets(intent, p)), likeliest)
    doubtful = best[1] < (_STRAY if best[0] in STRAYING else _GUESS)
    lost = unasked and best[1] < _LOST_TRACK
    return ("answer", best[1]) if (asking and doubtful) or lost else best


def _corrects(folded: str) -> bool:
    """Whether a text begins by correcting ("sorry, VCR was 11/17", "correction: Cr 0.9")."""
    return any(match.start == 0 for match in lexicon_of("corrects").find(folded))


def _command_in_front(folded: str) -> str | None:
    """The command with which a short text begins, be a reason behind it ("stop, wrong pt")."""
    first, comma, _ = folded.partition(" , ")
    command = _command(first) if comma and folded.count(" ") <= _SHORT else None
    return command if command in _ONLY_IF_SAID else None


_SHORT = 8
"""Words of a command with its reason."""


def _forgets(intent: str, p: float) -> bool:
    """Whether believing the guess would delete what was told, on too little."""
    return intent == "restart" and p < _FORGETS


_MINUTES = re.compile(r"\d\s*min\b", re.IGNORECASE)
_EMOJI = re.compile(r"(?:\s|:[a-z][a-z0-9_+-]*:|:[+-]1:|[\u200d\ufe0f\u2600-\u27bf\U0001f000-\U0001faff])+")
_CRYING = re.compile(r":(?:sob|cry|crying_cat_face|broken_heart|disappointed|pensive|weary):|[😭😢😿💔😞😔😩🥺]")
_MISSENT = re.compile(r"\bwrong (?:channel|thread|chat|window|room|group|person|dm|conversation)\b")


def _introduces(text: str, reading: Reading) -> bool:
    """Whether staff tell of a patient, whatever they ask before it ("can you run this one? 9yo M …")."""
    facts = [finding for finding in reading.findings if finding.start > text.rfind("?")]
    return len({finding.key for finding in facts}) >= _INTRODUCING


def _answers_the_question(asking: str | None, reading: Reading) -> bool:
    """Whether the message plainly answers what was asked, whatever else its words may be."""
    if asking is None:
        return False
    if asking.startswith("last_"):
        return reading.never or any("last_given" in dose for dose in reading.answers.get("therapies", ()))
    return asking in reading.answers


def _only_reports(text: str, reading: Reading) -> bool:
    """Whether all of a message was read as answers, or is of how they came to be ("correction from the lab, her Cr is
    1.9"): then only a phrase makes an emergency of it."""
    return all(word.text in _reporting() for word in words_beside(text, reading))


@lru_cache(maxsize=1)
def _reporting() -> frozenset[str]:
    return frozenset(read_data("reports")["reporting"].split())


def _urgent(
    text: str,
    folded: str,
    asking: str | None,
    who: str,
    ranking: Sequence[tuple[str, float]],
    reading: Reading,
    plain: bool,
) -> Decision | None:
    """Emergencies, fear, other languages and hostile text, in this order; the first two by phrase or as learned.

    Of a `plain` message what was learned isn't asked.
    """
    facts = bool(reading.answers or reading.never or reading.unsure or reading.closes or reading.denied_kinds)
    shares = dict(ranking) if folded.count(" ") >= _WORDS and not plain else {}
    danger, fear = shares.get("emergency", 0.0), shares.get("distress", 0.0)
    another = max((p for kind, p in shares.items() if kind not in URGENT), default=0.0)
    other_sense = fear < (_NO_FEAR_BESIDE_FACTS if facts else _NO_FEAR) and another >= _OVERRULES
    afraid = is_distress(folded) and not other_sense and shares.get("answer", 0.0) < _ANSWERED
    if emergency_in(folded, asking):
        return "emergency", 1.0
    # "Min ANC and plts to enroll"; not "GCS 15 to 9 in 30 min"
    asks = who == "staff" and danger < _DANGER_DOUBTED and asks_plainly(_MINUTES.sub(" ", text))
    if not asks and _learned_danger(folded, danger, fear, facts, afraid):
        return "emergency", danger
    if afraid:
        return "distress", 1.0
    if fear >= (_FEAR_BESIDE_FACTS if facts else _FEAR) and not denies_distress(folded):
        return "distress", fear
    if is_hostile(text, folded):
        return "abuse_or_injection", 1.0
    read = sum(len(fold(finding.text).split()) for finding in reading.findings)
    if language_in(folded, read) and not (facts and english_words(folded) >= _ENGLISH):
        return "other_language", 1.0
    return None


def _learned_danger(folded: str, danger: float, fear: float, facts: bool, afraid: bool) -> bool:
    """Whether the classifier hears an emergency in words that no phrase knows."""
    if mentions_emergency(folded):  # ... and the phrases said that it is past, denied or asked about
        return danger >= _DANGER_DOUBTED and folded.count(" ") >= _LONG and not ASKS.search(folded)
    if danger >= (_DANGER_BESIDE_FEAR if afraid else _DANGER_BESIDE_FACTS if facts else _DANGER):
        return True
    return danger >= _PART and danger + fear >= _EITHER and danger >= fear / 2 and not afraid


def _supposes(folded: str, words: str) -> bool:
    """Whether what asks what would be does so in words that mean nothing else ("earliest she can start")."""
    return bool(lexicon("suppositions").find(folded)) or _command(words) == "what_if"


def is_distress(folded: str) -> bool:
    """Whether a folded text tells of fear, despair, exhaustion or grief."""
    found = lexicon("distress").find(folded)
    other = [match for match in found if match.label == "not_distress"]
    return any(
        match.label == "distress" and not any(match.start < o.end and o.start < match.end for o in other)
        for match in found
    )


def denies_distress(folded: str) -> bool:
    """Whether words of fear stand in a folded text in another sense ("I'm afraid not")."""
    return any(match.label == "not_distress" for match in lexicon("distress").find(folded))


def is_hostile(text: str, folded: str) -> bool:
    """Whether a text insults, or is meant for a program."""
    if any(match.label == "abuse_or_injection" for match in lexicon_of("within").find(folded)):
        return True
    plain = text.lower()
    return any(pattern.search(plain) for pattern in _programs())


@lru_cache(maxsize=1)
def _programs() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in read_data("hostile")["program"])


@lru_cache(maxsize=3)
def lexicon_of(part: str) -> Lexicon:
    """The phrases of `kinds.yaml` for whole sentences, or for anywhere within a message."""
    phrases = {part: read_phrases()[part]} if part == "corrects" else dict(read_phrases()[part])
    if part == "within":
        # What asks for another day, or for the first day, asks what would be.
        phrases["what_if"] = [*phrases["what_if"], *(p for many in read_data("suppositions").values() for p in many)]
    return Lexicon(phrases)


@lru_cache(maxsize=1)
def read_phrases() -> dict[str, Any]:
    """The content of `kinds.yaml`, read once."""
    data: dict[str, Any] = read_data("kinds")
    return data


@lru_cache(maxsize=1)
def _politeness() -> frozenset[str]:
    return frozenset(read_phrases()["politeness"].split())


def _phrase(folded: str) -> tuple[str | None, str]:
    """The intent that a phrase settles, anywhere in the message, as a sentence of its own, or asking for a term; and
    the words that do."""
    matches = sorted(lexicon_of("within").find(folded), key=lambda match: match.end - match.start)
    matches = [m for m in matches if m.label != "what_if" or not _TELLS.search(folded[: m.end], m.start - _TOLD_BY)]
    found = {match.label: folded[match.start : match.end] for match in matches}  # of each kind the longest
    for intent in read_phrases()["within"]:
        if intent in found:
            return str(intent), found[intent]
    sentences = _SENTENCE.split(folded)
    for sentence in sentences:
        command = _command(sentence)
        if command:
            return command, sentence
    term = next((sentence for sentence in sentences if asks_for_term(sentence)), "")
    return ("why_ask" if term else None), term


def _command(sentence: str) -> str | None:
    """The intent of a sentence that is nothing but a command, politeness aside."""
    words = [word for word in sentence.split() if word.isalnum() or "/" in word] or sentence.split()[:1]
    for first, word in enumerate(words):
        phrase = " ".join(words[first:]) + " "
        for match in lexicon_of("whole").find(phrase):
            if match.start:
                break
            if all(rest in _politeness() for rest in phrase[match.end :].split()):
                return match.label
        if word not in _politeness():
            break
    return None

"""How what was heard becomes what is known: a message's answers are checked, then taken, or asked about.

A wrong fill is worse than asking again: what contradicts something known, or was said with doubt, waits for a yes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.answers import AGE_KEYS, AnswersError
from bot.dialogue import follow_ups, topics
from bot.dialogue.agenda import asked_question, key_of
from bot.dialogue.doses import kinds_of
from bot.dialogue.known_doses import of_known_doses
from bot.dialogue.messages import Message, say
from bot.dialogue.saying import label, say_answers, say_never, say_option, say_plainly
from bot.dialogue.screening import LAST, REVIEW, Screening
from bot.questions import Option
from bot.understand.answers import read_answers
from bot.understand.understanding import Understanding
from bot.wording import load_wording

JSON = Any


def take(screening: Screening, heard: Understanding) -> list[Message] | None:
    """Take what was heard; what there is to say about it, or None where nothing was understood."""
    before = screening.checkpoint()
    said = _settle_pending(screening, heard) if screening.pending is not None else None
    if said is None:
        said = _take(
            screening, of_known_doses(screening, _as_before(screening, _about_the_last_question(screening, heard)))
        )
    screening.commit(before)
    return said


def is_of_another(screening: Screening, heard: Understanding) -> bool:
    """Whether a message that introduces a patient means another one than this conversation is about.

    Only where nothing is asked: there one line after another may come, and two patients would become one.
    """
    introduces = len(heard.answers) >= INTRODUCING and (_AGES & set(heard.answers))
    if screening.step_by_step or heard.corrects or not introduces:
        return False
    if not {"sex", *_AGES} & set(screening.answers):
        return False
    told = {key: heard.answers[key] for key in ("sex", *AGE_KEYS) if key in heard.answers}
    if any(key in screening.answers and screening.answers[key] != value for key, value in told.items()):
        return True
    return _contradicting(screening, {**told}) is not None


_AGES = frozenset(AGE_KEYS)
INTRODUCING = 3
"""Answers with which a line introduces a patient; fewer may be a change."""


def _settle_pending(screening: Screening, heard: Understanding) -> list[Message] | None:
    """A yes, a no or an *I don't know* to what was read back; None where the message says something else."""
    pending = screening.pending or {}
    if heard.affirms is True and (heard.answers or heard.unsure):
        # "Yes, and she is 7": the yes is about what was read back, the rest is taken as any answer.
        screening.pending = None
        return _add(screening, pending["answers"], closes=pending["closes"], replaces=True) or None
    if heard.answers or heard.unsure:
        screening.pending = None
        return None
    if heard.affirms is None and not heard.dont_know:
        return None
    screening.pending = None
    if heard.affirms is True:
        return _add(screening, pending["answers"], closes=pending["closes"], replaces=True)
    if heard.dont_know and _asked_key(screening) in pending["answers"]:
        return _leave_unknown(screening)
    # The old answer stands; one that was only doubtful is asked for again.
    return []


def _about_the_last_question(screening: Screening, heard: Understanding) -> Understanding:
    """A correction that names nothing ("wait, it was the 3rd") is about the answer before, not about the question."""
    last: str = screening.history[-1]["asking"] or REVIEW if screening.history else REVIEW
    asked = asked_question(screening, last) if last not in (REVIEW, screening.asking) else None
    if (
        asked is None
        or not topics.corrects_what_was_before(heard.text)
        or read_answers(heard.text, None, screening.on, screening.who).answers
    ):
        return heard
    reading = read_answers(heard.text, asked.asking, screening.on, screening.who)
    if not reading.answers:
        return heard
    closes = (last.removeprefix(LAST),) if last.startswith(LAST) else ()
    return heard._replace(answers=reading.answers, closes=closes, never=reading.never, asking=asked.asking)


def _as_before(screening: Screening, heard: Understanding) -> Understanding:
    """ "The same": the day of the dose told last, or one more *I don't know*."""
    if not topics.is_the_same(heard.text) or heard.answers:
        return heard
    if screening.history and "unknown" in screening.history[-1]:
        return heard._replace(dont_know=True)
    asked, told = heard.asking or "", screening.answers.get("therapies", ())
    if not asked.startswith(LAST) or not told or "last_given" not in told[-1]:
        return heard
    return heard._replace(
        answers={"therapies": [{"kind": asked.removeprefix(LAST), "last_given": told[-1]["last_given"]}]}
    )


def _take(screening: Screening, heard: Understanding) -> list[Message] | None:
    """The answers of a message, to the question asked or to any other."""
    chosen = _chosen(screening, heard)
    follow_up = chosen is not None and follow_ups.split(screening.asking or "") is not None
    answers = dict(heard.answers)
    said: list[Message] = []
    if follow_up and chosen is not None:
        answers.pop("therapies", None)
        said = _take_follow_up(screening, chosen)
    asked = heard.asking if heard.asking != "therapies" else None
    closes = _closed_by(screening, heard, asked)
    if heard.unsure:
        screening.pending = {"answers": dict(heard.unsure), "closes": closes}
    if answers or closes:
        asked_again = screening.asking in (REVIEW, *screening.closed)
        changes = heard.corrects or screening.finished or asked_again
        doubtful = {} if heard.corrects or asked_again else _conflicting(screening, answers, asked, heard.text)
        if "relapse_sites" in doubtful and screening.who == "staff" and topics.adds(heard.text):
            # "Also testicular" says itself that the site comes to the known ones.
            answers["relapse_sites"] = doubtful.pop("relapse_sites")
        if changes:
            # After the result a new value takes the place of the old one; a place may come to those that are known.
            doubtful = {key: value for key, value in doubtful.items() if isinstance(value, list)}
        if doubtful:
            screening.pending = {"answers": doubtful, "closes": []}
        sure = {key: value for key, value in answers.items() if key not in doubtful}
        changed = changes and (asked_again or any(screening.has(key) for key in sure) or bool(heard.denied_kinds))
        said += _add(screening, sure, closes, replaces=changes)
        if said == [] and chosen is None:
            said = _play_back(screening, heard, sure, asked, changed)
        if heard.dont_know and _is_unanswered(screening):
            said = [*said, *_leave_unknown(screening)]
        return said + _ask_back(screening, heard, answers)
    if heard.unsure or follow_up:
        return said
    if heard.dont_know and screening.asking is not None and (heard.ask is None or heard.ask.key != heard.asking):
        # "LVEF 58 on echo, FS not reported": nothing to answer with, and something to say about what was told.
        return [*_ask_back(screening, heard), *_leave_unknown(screening)]
    return _ask_back(screening, heard) or None


def _is_unanswered(screening: Screening) -> bool:
    """Whether the message left the question last asked without an answer ("I don't know, but she is 7")."""
    name = screening.asking or REVIEW
    return name != REVIEW and screening.is_open(name, key_of(name))


def _play_back(
    screening: Screening, heard: Understanding, answers: Mapping[str, JSON], asked: str | None, changes: bool
) -> list[Message]:
    """What was understood, said back: what nobody asked for, dates and changes. A plain answer needs no echo."""
    if heard.birth_date_given and "age_years" in answers:
        return [say("utter_age_kept", screening, age=answers["age_years"])]
    denied = [LAST + kind for kind in heard.denied_kinds if LAST + kind != asked]
    if not changes and not denied and all(key == asked for key in answers):
        return []
    name = "utter_changed" if changes else "utter_noted"
    understood = "; ".join(filter(None, [say_answers(answers, screening.who), say_never(denied, screening.who)]))
    if not understood:
        return []
    return [say(name, screening, understood=understood)]


def _add(screening: Screening, answers: Mapping[str, JSON], closes: list[str], *, replaces: bool) -> list[Message]:
    """Add answers that are sure. Of those that contradict what is known the rest is taken, and they are asked about."""
    said: list[Message] = []
    refused = _contradicting(screening, answers)
    if refused:
        error, keys = refused
        screening.held = {key: answers[key] for key in keys}
        said.append(_contradiction(screening, error, screening.held))
        answers = {key: value for key, value in answers.items() if key not in keys}
        closes = closes if "therapies" in answers else []
    screening.take(answers, [name.removeprefix(LAST) for name in closes] if replaces else (), replaces)
    screening.reopen([*closes, *("age" if key in AGE_KEYS else key for key in answers)])
    screening.closed += closes
    form = asked_question(screening)
    if form is not None and form.id != screening.asking and form.asking in answers:
        # An answer on one scale takes the place of one on another.
        screening.reopen([name for name in screening.closed if name.startswith(f"{screening.asking}_")])
        screening.closed.append(form.id)
    if answers and screening.held and not refused:
        # What was held back may fit now that the other answer has changed.
        held, screening.held = screening.held, None
        if not _contradicting(screening, held):
            return _add(screening, held, [], replaces=False)
    return said


def _contradicting(screening: Screening, answers: Mapping[str, JSON]) -> tuple[AnswersError, list[str]] | None:
    """Why these answers can't be added to what is known, and which of them it is."""
    before = screening.checkpoint()
    refused: tuple[AnswersError, list[str]] | None = None
    for key in answers:
        fits = screening.checkpoint()
        screening.take({key: answers[key]})
        try:
            screening.result()
        except AnswersError as error:
            screening.restore(fits)
            refused = (error, [*(refused[1] if refused else ()), key])
    screening.restore(before)
    return refused


def _take_follow_up(screening: Screening, chosen: Option) -> list[Message]:
    """Which drug a known dose was, or what it was part of."""
    name = screening.asking or ""
    kind, _ = follow_ups.split(name) or ("", "")
    therapies = follow_ups.apply(name, chosen.value, screening)
    before = screening.checkpoint()
    if therapies:
        screening.answers["therapies"] = therapies
    screening.closed.append(name)
    if chosen.value != follow_ups.NEITHER and LAST + kind in screening.unknown:
        screening.reopen([LAST + kind])
        screening.closed.append(LAST + kind)
    try:
        screening.result()
    except AnswersError as error:
        screening.restore(before)
        return [_contradiction(screening, error, {"therapies": therapies})]
    asked = asked_question(screening)
    if asked is None or chosen in asked.options:
        return []
    doses = {"therapies": screening.doses(kind)}
    return [say("utter_noted", screening, understood=say_answers(doses, screening.who))]


def _leave_unknown(screening: Screening) -> list[Message]:
    """*I don't know* is an answer: it is remembered and not asked again."""
    if screening.asking in (None, REVIEW):
        return []
    first = not screening.unknown
    screening.unknown.append(screening.asking or "")
    return [say("utter_left_unknown" if first else "utter_left_unknown_too", screening)]


def _chosen(screening: Screening, heard: Understanding) -> Option | None:
    """The option of the question asked whose label, or whose plain yes or no, the message is."""
    asked = asked_question(screening)
    if asked is None:
        return None
    text = " ".join(heard.text.casefold().split()).strip(" .!")
    for option in asked.options:
        if text == option.label.casefold().strip(" .!"):
            return option
    if follow_ups.split(screening.asking or "") and asked.options:
        return _chosen_in_words(screening, asked.options, heard)
    return None


def _chosen_in_words(screening: Screening, options: tuple[Option, ...], heard: Understanding) -> Option | None:
    """The option of a follow-up that an answer in words means; a drug need not be among the options."""
    kind, part = follow_ups.split(screening.asking or "") or ("", "")
    # What is said of another kind of dose in passing is no answer.
    told = [t for t in heard.answers.get("therapies", ()) if part in t and t.get("kind", kind) == kind]
    said = {therapy[part] for therapy in told}
    if len(said) == 1:
        value = said.pop()
        return next((option for option in options if option.value == value), Option(value, str(value)))
    if heard.affirms is True and len(options) == 2:
        return options[0]
    if heard.affirms is False:
        return next((option for option in options if option.value == follow_ups.NEITHER), None)
    return _as_written(heard) if part == "agent" else None


def _as_written(heard: Understanding) -> Option | None:
    """A drug that nobody here knows, by the name that was written; None for what may be no name."""
    name = " ".join(heard.text.split()).strip(" .!")
    says_else = (
        heard.answers or heard.unsure or heard.ask or heard.never or heard.dont_know or heard.affirms is not None
    )
    return None if says_else or not _NAME.fullmatch(name) else Option(name, name)


_NAME = re.compile(r"(?=.*[^\W\d_]{6})[^\W_][\w-]*(?: [\w-]+){0,2}")
"""One to three words, one of them long enough for a drug."""


def _closed_by(screening: Screening, heard: Understanding, asked: str | None) -> list[str]:
    """The `last_…` questions that the message answers: the list of that kind of therapy is then complete."""
    closed = [LAST + kind for kind in (*heard.closes, *heard.denied_kinds)]
    if asked and asked.startswith(LAST):
        # A drug without a day is no answer to "when": the day is asked for.
        kinds = kinds_of(dose for dose in heard.answers.get("therapies", ()) if "last_given" in dose)
        if heard.affirms is True and screening.dated(asked.removeprefix(LAST)):
            # "Was that the last one?"
            closed.append(asked)
        if heard.never or asked.removeprefix(LAST) in kinds:
            closed.append(asked)
    return list(dict.fromkeys(closed))


def _conflicting(screening: Screening, answers: dict[str, JSON], asked: str | None, heard_text: str) -> dict[str, JSON]:
    """Answers that differ from what is known, though nobody asked and nothing was said to be corrected.

    A place named once more is no news, and is left out of `answers`; a new one comes to those that are known.
    """
    doubtful = {}
    for key, value in list(answers.items()):
        known: JSON = screening.answers.get(key)
        if key == asked or key == "therapies" or not screening.has(key) or known == value:
            continue
        if isinstance(value, list) and screening.who == "staff" and topics.says_only(heard_text):
            continue  # "So BM only" takes the place of what was told
        if isinstance(value, list) and set(value) <= set(known):
            del answers[key]
            continue
        doubtful[key] = [*known, *(item for item in value if item not in known)] if isinstance(value, list) else value
    return doubtful


_EITHER = {"ejection_fraction": "shortening_fraction", "gfr": "serum_creatinine"}
"""Values of which one is enough: of the first nothing is asked where a message gives the second as well."""


def _ask_back(screening: Screening, heard: Understanding, taken: Mapping[str, JSON] | None = None) -> list[Message]:
    """What has to be cleared up before an answer can be taken; `taken` was taken from the same message."""
    if heard.ask is None or _EITHER.get(heard.ask.key or "") in (taken or {}):
        return []
    name = f"utter_clarify_{heard.ask.code}"
    if name not in load_wording():
        name = "utter_clarify_unclear"
    values = {name: say_plainly(value, screening.who) for name, value in heard.ask.values.items()}
    if name == "utter_clarify_unclear":
        asked = asked_question(screening)
        mine = asked is not None and heard.ask.key in (None, heard.asking)
        values["hint"] = (
            asked.hint if asked and mine and asked.hint else load_wording().text("utter_in_other_words", screening.who)
        )
    if "key" in values:
        values["key"] = label(values["key"], screening.who)
    if heard.ask.key and isinstance(values.get("values"), str):
        said = [say_option(heard.ask.key, value, screening.who) for value in values["values"].split(", ")]
        values["values"] = ", ".join(said)
    return [say(name, screening, **values)]


def _contradiction(screening: Screening, error: AnswersError, answers: Mapping[str, JSON]) -> Message:
    """Two answers that can't both be true, kindly."""
    wording = load_wording()
    for key in (error.key, *answers):
        name = f"utter_contradiction_{str(key).partition('[')[0]}"
        if name in wording:
            return say(name, screening)
    return say("utter_refused", screening, message=error.message)


def _asked_key(screening: Screening) -> str | None:
    asked = asked_question(screening)
    return asked.asking if asked else None

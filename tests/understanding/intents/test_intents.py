"""What kind of message it is, on the messages set aside: every emergency and every fear, and few mistakes elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
import yaml

from bot.understand import Reading
from bot.understand.intents import decide_intent
from bot.understand.lexicon import PHRASES
from tests.understanding.intents.messages import DATA, Said, examples, messages, model

INTENTS = {
    "answer", "greet", "start", "help", "why_ask", "question_about_trial", "question_about_criterion", "what_if",
    "status", "change_answer", "go_back", "restart", "stop", "dont_know", "contact_human", "distress", "emergency",
    "thanks_bye", "out_of_scope", "other_language", "abuse_or_injection",
}  # fmt: skip
FLOOR = 0.97
FLOOR_OF_ONE = 0.80


def of_kind(*kinds: str) -> list[Said]:
    return [said for said in messages() if said.kind in kinds and not said.open]


@pytest.mark.parametrize("said", of_kind("emergency"), ids=lambda said: said.text[:50])
def test_every_emergency_is_heard(said: Said) -> None:
    heard = said.heard()
    assert said.is_right(heard.intent)
    assert heard.intent != "emergency" or heard.emergency in ("medical", "self_harm")


@pytest.mark.parametrize("said", of_kind("distress"), ids=lambda said: said.text[:50])
def test_every_fear_is_heard(said: Said) -> None:
    assert said.is_right(said.heard().intent)


def test_few_messages_are_mistaken() -> None:
    rights = [said.is_right(said.heard().intent) for said in messages()]
    assert sum(rights) / len(rights) >= FLOOR


def test_no_kind_is_mistaken_often() -> None:
    rights: dict[str, Counter[bool]] = defaultdict(Counter)
    for said in messages():
        rights[said.kind][said.is_right(said.heard().intent)] += 1
    weak = {kind: right for kind, right in rights.items() if right[True] / right.total() < FLOOR_OF_ONE}
    assert not weak


def test_what_looks_like_an_emergency_is_seldom_taken_for_one() -> None:
    wrong = [said.text for said in of_kind("not_emergency") if said.heard().intent == "emergency"]
    assert len(wrong) <= len(of_kind("not_emergency")) * 0.02


def test_the_intents_are_those_of_the_document() -> None:
    assert {intent for _, intent in examples()} == INTENTS
    assert {said.kind.removeprefix("not_") for said in messages()} == INTENTS


def test_no_test_message_is_an_example_too() -> None:
    learned = {text.lower().rstrip("?.!") for text, _ in examples()}
    # A word or two ("idk") is everyone's: only what someone phrased can be copied.
    phrased = {said.text.lower().rstrip("?.!") for said in messages() if len(said.text.split()) > 3}
    assert not learned & phrased


def test_no_example_stands_twice() -> None:
    counts = Counter(text.lower() for text, _ in examples())
    assert not [text for text, count in counts.items() if count > 1]


def test_examples_name_a_topic_a_file() -> None:
    by_intent = Counter(
        entry["intent"] for path in DATA.glob("*.yml") for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]
    )
    assert not [intent for intent, count in by_intent.items() if count > 1]


def test_a_question_beside_an_answer_is_a_question() -> None:
    reading = Reading(answers={"age_years": 7})
    text = "he's 7. what is a lumbar puncture?"
    assert decide_intent(text, "age_years", "family", reading, model().rank(text))[0] == "why_ask"


def test_without_a_ranking_the_phrases_alone_decide() -> None:
    assert decide_intent("she is having a seizure", None, "family", Reading(), ())[0] == "emergency"
    assert decide_intent("go back", None, "family", Reading(), ())[0] == "go_back"
    assert decide_intent("7", "age_years", "family", Reading(answers={"age_years": 7}), ())[0] == "answer"


def test_phrases_are_text() -> None:
    """YAML reads a bare yes or no as a truth value: such a phrase would never be found."""
    for name in ("emergency", "modifiers", "distress", "kinds"):
        assert not list(_not_text(yaml.safe_load((PHRASES / f"{name}.yaml").read_text("utf-8"))))


def _not_text(data: object) -> list[object]:
    if isinstance(data, dict):
        return [bad for value in data.values() for bad in _not_text(value)]
    if isinstance(data, list):
        return [bad for value in data for bad in _not_text(value)]
    return [] if isinstance(data, str) else [data]

"""Made-up people have the whole conversation, and end where the evaluator ends on what is true of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.answers import Answers
from bot.evaluation import evaluate
from bot.trial import load_trial
from tests.talk import Talk

ON = date(2026, 11, 22)
PEOPLE = Path(__file__).with_name("people.yaml")
DONT_KNOW = "I don't know"
MOST_MESSAGES = 60


class Person(NamedTuple):
    """Somebody made up: what is true, and what they say."""

    name: str
    who: str
    truth: dict[str, Any]
    says_first: list[str]
    says: dict[str, list[str]]


class Outcome(NamedTuple):
    """How a conversation ended."""

    messages: int
    """What the person said."""
    questions: int
    """Different things that the bot asked for."""
    differences: dict[str, tuple[str, str]]
    """Each criterion whose status is not the true one: what came, and what should have come."""
    transcript: list[str]


def people() -> list[Person]:
    """Everybody in `people.yaml`."""
    return [Person(**entry) for entry in yaml.safe_load(PEOPLE.read_text(encoding="utf-8"))]


def converse(person: Person) -> Outcome:
    """Have the conversation. Raises AssertionError where it does not come to a result."""
    talk = Talk({"on": ON.isoformat(), "who": person.who})
    transcript: list[str] = []
    asked: list[str] = []
    lines = list(person.says_first)
    while len(transcript) < MOST_MESSAGES:
        line = lines.pop(0) if lines else _reply(person, talk.custom, asked)
        turn = talk.say(line)
        said = "\n    ".join(words.text for words in turn.said if words.text)
        transcript.append(f"{line}\n    {said}")
        assert turn.said, f"{person.name}: no reply to {line!r}"
        if talk.custom.get("kind") == "result":
            return Outcome(len(transcript), len(set(asked)), _differences(person, turn.statuses), transcript)
    raise AssertionError(f"{person.name}: no result after {MOST_MESSAGES} messages\n" + "\n".join(transcript[-6:]))


def _reply(person: Person, custom: dict[str, Any], asked: list[str]) -> str:
    """What the person says to what is asked: each wording once, then *I don't know*."""
    if custom.get("kind") in ("review", "confirm"):
        return "yes"
    key = custom.get("asking") or "nothing"
    wordings = person.says.get(key, [])
    times = asked.count(key)
    asked.append(key)
    return wordings[times] if times < len(wordings) else DONT_KNOW


def _differences(person: Person, statuses: dict[str, str]) -> dict[str, tuple[str, str]]:
    result = evaluate(load_trial("AALL1331"), Answers.parse(person.truth), ON)
    true = {criterion.id: criterion.status.value for criterion in result.criteria}
    return {name: (statuses[name], status) for name, status in true.items() if statuses[name] != status}


def main() -> None:
    """Print how each person's conversation ended."""
    exact = 0
    for person in people():
        outcome = converse(person)
        exact += not outcome.differences
        over = outcome.messages - outcome.questions - 3
        print(f"{person.name:12} messages {outcome.messages:2} questions {outcome.questions:2} over {over:+}", end="  ")
        print(outcome.differences or "as it should be")
    print(f"{exact} of {len(people())} end with exactly the statuses that hold")


if __name__ == "__main__":
    main()

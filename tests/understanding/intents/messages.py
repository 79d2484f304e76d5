"""The messages set aside for measuring, and the examples to learn from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from bot.understand import Understanding, understand
from bot.understand.ranking import IntentModel

FOLDER = Path(__file__).parent
DATA = FOLDER.parents[2] / "data" / "nlu"
ON = date(2026, 11, 22)
NOT = "not_"


class Said(NamedTuple):
    """One message: `kind` is its intent, or with `not_` before it one that it only looks like."""

    file: str
    kind: str
    text: str
    asking: str | None = None
    who: str = "family"
    accept: tuple[str, ...] = ()
    """Other kinds that a careful reader would take it for."""
    open: bool = False
    """It is known to be misheard: it is counted, and nothing is asserted of it."""

    def is_right(self, intent: str) -> bool:
        if intent in self.accept:
            return True
        return intent != self.kind.removeprefix(NOT) if self.kind.startswith(NOT) else intent == self.kind

    def heard(self) -> Understanding:
        return understand(self.text, self.asking, ON, self.who, model().rank(self.text))


@lru_cache(maxsize=1)
def messages() -> tuple[Said, ...]:
    """All messages of this folder's files."""
    return tuple(_messages())


def _messages() -> Iterator[Said]:
    for path in sorted(FOLDER.glob("*.yaml")):
        for kind, said in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for message in said:
                given = {"text": message} if isinstance(message, str) else message
                yield Said(path.stem, kind, **given)


@lru_cache(maxsize=1)
def examples() -> tuple[tuple[str, str], ...]:
    """The training examples of `data/nlu/`, each with its intent."""
    found = []
    for path in sorted(DATA.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found += [(line.removeprefix("- "), entry["intent"]) for line in entry["examples"].splitlines()]
    return tuple(found)


@lru_cache(maxsize=1)
def model() -> IntentModel:
    """A model that has learned the examples, as Rasa's training makes it."""
    return IntentModel.train([text for text, _ in examples()], [intent for _, intent in examples()])

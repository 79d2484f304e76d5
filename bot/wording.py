"""What people read: the responses of `domain.yml`, by name and audience. No sentence stands in code."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

DOMAIN = Path(__file__).parent.parent / "domain.yml"

Response = dict[str, Any]


class Wording:
    """The responses of a Rasa domain.

    A response has one variation for families, without a condition, and may have one for staff, whose condition is
    that the slot `who` is "staff".
    """

    def __init__(self, responses: dict[str, list[Response]]) -> None:
        self._by_audience = {
            who: {name: _choose(variations, who) for name, variations in responses.items()}
            for who in ("family", "staff")
        }

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all responses, in the domain's order."""
        return tuple(self._by_audience["family"])

    def __contains__(self, name: str) -> bool:
        return name in self._by_audience["family"]

    def response(self, name: str, who: str = "family") -> Response:
        """The response as the domain has it. Raises KeyError where there is none."""
        return self._by_audience[who][name]

    def text(self, name: str, who: str = "family", **values: object) -> str:
        """The response's text with its placeholders filled."""
        text: str = self.response(name, who)["text"]
        return text.format_map(values) if values else text


def _choose(variations: list[Response], who: str) -> Response:
    conditional = (v for v in variations if {"type": "slot", "name": "who", "value": who} in v.get("condition", ()))
    plain = (v for v in variations if not v.get("condition"))
    return next(conditional, None) or next(plain)


@lru_cache(maxsize=4)
def load_wording(path: Path = DOMAIN) -> Wording:
    """The wording of the domain at `path`, read once."""
    with path.open(encoding="utf-8") as file:
        return Wording(yaml.load(file, Loader=yaml.CSafeLoader)["responses"])

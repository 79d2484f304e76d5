"""Requests that have Slack's signature and not Slack's form: a valid one, with something changed, cut or put in."""

from __future__ import annotations

import copy
import json
import urllib.parse
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from tests.slack.events import FORM, JSON, Request
from tests.slack.names import Json

ODD: list[Any] = [
    *(None, True, False, 0, -1, 1.5, 10**30, float("nan"), "", " ", "x", "0", "\x00", "\ud800", "<@", "😀" * 40),
    *("x" * 5000, "9" * 3000, "1e309", "../../etc", "' OR 1=1 --", "\u202e", "message_deleted", "block_actions"),
    *([], {}, [[]], [None], ["x"], {"id": None}, {"x": {}}, [{"x": []}], {"ts": [], "text": {}}, [{"value": 5}]),
]
Path = tuple[str | int, ...]


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    """Where everything within this is."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, held in inside:
        yield (*here, key)
        yield from paths(held, (*here, key))


def changed(payload: Json, path: Path, value: Any, cut: bool) -> Json:
    """The payload with this value there, or without what is there."""
    result = copy.deepcopy(payload)
    held: Any = result
    for key in path[:-1]:
        held = held[key]
    if cut:
        del held[path[-1]]
    else:
        held[path[-1]] = copy.deepcopy(value)
    return result


@st.composite
def mutants(draw: st.DrawFn, payload: Json) -> Json:
    """The payload with one to three things wrong."""
    for _ in range(draw(st.integers(1, 3))):
        everywhere = list(paths(payload))
        if everywhere:
            path = draw(st.sampled_from(everywhere))
            payload = changed(payload, path, draw(st.sampled_from(ODD)), draw(st.booleans()))
    return payload


def as_sent(original: Request, payload: Json) -> Request:
    """A request of the original's kind with this payload."""
    if original.content_type == JSON:
        return Request(json.dumps(payload).encode(), JSON, payload)
    if "payload" in urllib.parse.parse_qs(original.body.decode()):
        return Request(urllib.parse.urlencode({"payload": json.dumps(payload)}).encode(), FORM, payload)
    flat = {key: str(value).encode("utf-8", "surrogatepass") for key, value in payload.items()}
    return Request(urllib.parse.urlencode(flat).encode(), FORM, payload)

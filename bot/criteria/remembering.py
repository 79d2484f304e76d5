"""Remembering what was decided: patients repeat each other's values."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from types import MethodType
from typing import Any, Concatenate, ParamSpec, TypeVar

REMEMBERED = 4096
"""How many of the last results each criterion keeps of each method: enough for a list of patients, and bounded."""

Given = ParamSpec("Given")
Returned = TypeVar("Returned")


def remembered(method: Callable[Concatenate[Any, Given], Returned]) -> cached_property[Callable[Given, Returned]]:
    """A method whose last results are kept, for each object apart. Its arguments must be hashable."""

    def bind(self: Any) -> Any:
        return lru_cache(maxsize=REMEMBERED)(MethodType(method, self))

    bind.__doc__ = method.__doc__
    return cached_property(bind)

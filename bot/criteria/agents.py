"""Drugs named in a trial's file."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from bot.drugs import find_drug


def _generic(name: str) -> str:
    drug = find_drug(name)
    if drug is None or drug.name != name:
        raise ValueError(f"{name!r} is no generic name of the drug file" + (f": write {drug.name!r}" if drug else ""))
    return name


Agent = Annotated[str, AfterValidator(_generic)]
"""A drug by its generic name, which the drug file must know."""

"""What a site configures, read from the environment once: nothing here is a secret of a patient."""

from __future__ import annotations

import os
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

PREFIX = "PRESCREEN_"
PROJECT = Path(__file__).parent.parent


class SettingsError(ValueError):
    """A setting is wrong; the message names the variable."""


class Settings(BaseModel):
    """The settings, each an environment variable in upper case with `PRESCREEN_` before it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    env: Literal["development", "production"] = "development"
    """`development` opens the REST channel, on loopback alone."""
    trial: str = "AALL1331"
    """The id of a file in `bot/trials/`, or a path."""
    site_name: str = ""
    """The hospital's name, as families know it."""
    contact_phone: str = ""
    """Whom a family can call; without it the bot says to ask the child's care team."""
    contact_address: str = ""
    """Where the study team is, in one line."""
    conversations: Path = PROJECT / "build" / "conversations.db"
    """The file that holds the conversations."""
    on: date | None = None
    """The day of evaluation, for demonstrations and tests; without it, today."""

    @field_validator("site_name", "contact_phone", "contact_address")
    @classmethod
    def _one_line(cls, value: str) -> str:
        return " ".join(value.split())


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process. Raises SettingsError, naming the variable, where one is wrong."""
    given = {name: os.environ[PREFIX + name.upper()] for name in Settings.model_fields if _is_set(name)}
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(f"{PREFIX}{str(first['loc'][0]).upper()}: {first['msg']}") from None


def today() -> date:
    """The day of evaluation: the one that is set, else this machine's day."""
    return settings().on or date.today()


def _is_set(name: str) -> bool:
    return bool(os.environ.get(PREFIX + name.upper()))

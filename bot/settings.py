"""What a site configures, read from the environment once: nothing here is a secret of a patient."""

from __future__ import annotations

import os
import re
from datetime import date
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator

from bot.colours import Colour

PREFIX = "PRESCREEN_"
PROJECT = Path(__file__).parent.parent


class SettingsError(ValueError):
    """A setting is wrong; the message names the variable."""


LOGO_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
LARGEST_LOGO = 200_000
"""Bytes: a family waits for it on a phone."""

_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?|http://(localhost|127\.0\.0\.1)(:\d{1,5})?")


def _listed(value: object) -> object:
    """The entries of a list that is written with blanks or commas between them."""
    return tuple(re.split(r"[\s,]+", value.strip())) if isinstance(value, str) else value


Networks = tuple[IPv4Network | IPv6Network, ...]


class Settings(BaseModel):
    """The settings, each an environment variable in upper case with `PRESCREEN_` before it."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

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
    logo: Path | None = None
    """A picture of the hospital's, shown at the top of the web page: svg, png, jpg or webp."""
    colour: Colour = Colour.parse("#0b6472")
    """The one colour of the web page, such as `#0b6472`; dark enough to be read on white."""
    embed_origins: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    """The sites that may show the web page in a frame, with blanks between them: `https://www.hospital.org …`."""
    trusted_proxies: Networks = ()
    """Addresses or networks of the proxies in front of the server, whose `X-Forwarded-…` headers are believed."""
    keep_days: Annotated[int, Field(ge=1, le=366)] = 30
    """Days after which a conversation on the web page that nobody went on with is deleted."""
    conversations: Path = PROJECT / "build" / "conversations.db"
    """The file that holds the conversations."""
    on: date | None = None
    """The day of evaluation, for demonstrations and tests; without it, today."""

    @field_validator("site_name", "contact_phone", "contact_address")
    @classmethod
    def _one_line(cls, value: str) -> str:
        return " ".join(value.split())

    @field_validator("colour", mode="before")
    @classmethod
    def _colour(cls, value: object) -> object:
        return Colour.for_site(value) if isinstance(value, str) else value

    @field_validator("logo")
    @classmethod
    def _picture(cls, path: Path | None) -> Path | None:
        if path is None:
            return None
        if path.suffix.lower() not in LOGO_TYPES:
            raise ValueError(f"{path} is no picture that a browser shows: give one of {', '.join(LOGO_TYPES)}")
        if not path.is_file():
            raise ValueError(f"there is no file {path}")
        if path.stat().st_size > LARGEST_LOGO:
            raise ValueError(f"{path} is larger than {LARGEST_LOGO // 1000} kB: give a smaller picture")
        return path

    @field_validator("embed_origins")
    @classmethod
    def _origins(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        origins = tuple(origin.lower().removesuffix("/") for origin in given)
        for origin in origins:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin: write it as https://www.hospital.org, without a path")
        return origins

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, given: object) -> object:
        try:
            return tuple(ip_network(each) for each in _listed(given))  # type: ignore[attr-defined]
        except ValueError as error:
            raise ValueError(f"{error}: write addresses or networks, such as 10.0.0.0/8") from None


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process. Raises SettingsError, naming the variable, where one is wrong."""
    given = {name: os.environ[PREFIX + name.upper()] for name in Settings.model_fields if _is_set(name)}
    return _validated(Settings, PREFIX, given)


Kind = TypeVar("Kind", bound=BaseModel)


def _validated(kind: type[Kind], prefix: str, given: dict[str, str]) -> Kind:
    """The settings, or a SettingsError in words for people."""
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(
            f"{prefix}{str(first['loc'][0]).upper()}: {first['msg'].removeprefix('Value error, ')}"
        ) from None


class SlackSettings(BaseModel):
    """What the Slack channel needs, under the names that Slack itself uses: `SLACK_BOT_TOKEN` and its like."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bot_token: SecretStr
    """Begins with `xoxb-`: what the bot may do in the workspace."""
    signing_secret: SecretStr
    """Tells Slack's requests from others'."""
    api_url: str = "https://slack.com/api/"
    """Where Slack's Web API is; another address is for tests and proxies."""

    @field_validator("api_url")
    @classmethod
    def _address(cls, url: str) -> str:
        if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
            raise ValueError(f"{url!r} is no address: write it as https://slack.com/api/")
        return url if url.endswith("/") else url + "/"


SLACK = "SLACK_"
_NEEDED = ("bot_token", "signing_secret")


def slack_settings() -> SlackSettings | None:
    """The settings of Slack, or None where neither of the two secrets is set: the channel is off.

    Raises SettingsError, naming the variable, where only one is set or one is wrong.
    """
    names = SlackSettings.model_fields
    given = {name: os.environ[SLACK + name.upper()].strip() for name in names if os.environ.get(SLACK + name.upper())}
    missing = [name for name in _NEEDED if not given.get(name)]
    if len(missing) == len(_NEEDED):
        return None
    if missing:
        there = next(name for name in _NEEDED if name not in missing)
        raise SettingsError(
            f"{SLACK}{missing[0].upper()}: is not set, but {SLACK}{there.upper()} is: Slack needs both "
            "(docs/slack.md says where they stand); set neither to leave Slack off"
        )
    return _validated(SlackSettings, SLACK, given)


def today() -> date:
    """The day of evaluation: the one that is set, else this machine's day."""
    return settings().on or date.today()


def _is_set(name: str) -> bool:
    return bool(os.environ.get(PREFIX + name.upper()))

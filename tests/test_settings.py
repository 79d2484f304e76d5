"""The environment's settings: read strictly, and a wrong one is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.settings import PREFIX, PROJECT, Settings, SettingsError, settings, today


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting of this machine, and none kept from before."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_without_any_setting() -> None:
    site = settings()
    assert (site.env, site.trial, site.site_name, site.contact_phone, site.on) == (
        "development", "AALL1331", "", "", None,
    )  # fmt: skip
    assert site.conversations == PROJECT / "build" / "conversations.db"
    assert today() == date.today()


def test_each_is_an_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "ENV": "production",
        "TRIAL": "OTHER",
        "SITE_NAME": "A hospital",
        "CONTACT_PHONE": "555 0100",
        "CONTACT_ADDRESS": "1 Main Street,\n Somewhere",
        "CONVERSATIONS": "/tmp/conversations.db",
        "ON": "2026-11-22",
    }.items():
        monkeypatch.setenv(PREFIX + name, value)
    assert settings() == Settings(
        env="production",
        trial="OTHER",
        site_name="A hospital",
        contact_phone="555 0100",
        contact_address="1 Main Street, Somewhere",
        conversations=Path("/tmp/conversations.db"),
        on=date(2026, 11, 22),
    )
    assert today() == date(2026, 11, 22)


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_an_empty_variable_is_as_if_not_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name, "")
    assert settings() == Settings()


@pytest.mark.parametrize(
    ("name", "value"), [("ENV", "prod"), ("ENV", "Production"), ("ON", "22/11/2026"), ("ON", "2026-02-30")]
)
def test_a_wrong_one_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError, match=f"^{PREFIX}{name}: "):
        settings()

"""The environment's settings: read strictly, and a wrong one is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.settings import PREFIX, PROJECT, SLACK, Settings, SettingsError, SlackSettings, settings, slack_settings, today


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting of this machine, and none kept from before."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    for name in SlackSettings.model_fields:
        monkeypatch.delenv(SLACK + name.upper(), raising=False)
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


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("COLOUR", "teal", "write it as #0b6472"),
        ("COLOUR", "#12345", "write it as #0b6472"),
        ("COLOUR", "#ffcc00", "choose a darker one, such as #"),
        ("LOGO", "/nowhere/logo.svg", "no file /nowhere/logo.svg"),
        ("LOGO", "/etc/passwd", "no picture that a browser shows"),
        ("EMBED_ORIGINS", "*", "no origin"),
        ("EMBED_ORIGINS", "https://www.hospital.org/trials", "without a path"),
        ("EMBED_ORIGINS", "https://a.org; script-src *", "no origin"),
        ("EMBED_ORIGINS", "http://www.hospital.org", "no origin"),
        ("TRUSTED_PROXIES", "proxy.example", "10.0.0.0/8"),
        ("KEEP_DAYS", "0", "greater than or equal to 1"),
    ],
)
def test_what_a_site_sets_for_its_page_is_checked(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError) as error:
        settings()
    assert str(error.value).startswith(f"{PREFIX}{name}: ") and said in str(error.value)


def test_what_a_site_sets_for_its_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    logo = tmp_path / "logo.PNG"
    logo.write_bytes(b"picture")
    for name, value in {
        "COLOUR": "#1A4B8C",
        "LOGO": str(logo),
        "EMBED_ORIGINS": " https://www.hospital.org/, https://Clinic.org:8443 http://localhost:8000",
        "TRUSTED_PROXIES": "10.0.0.0/8 ::1",
    }.items():
        monkeypatch.setenv(PREFIX + name, value)
    site = settings()
    assert str(site.colour) == "#1a4b8c" and site.logo == logo
    assert site.embed_origins == ("https://www.hospital.org", "https://clinic.org:8443", "http://localhost:8000")
    assert [str(network) for network in site.trusted_proxies] == ["10.0.0.0/8", "::1/128"]


def test_a_logo_that_is_too_large_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"x" * 300_000)
    monkeypatch.setenv(PREFIX + "LOGO", str(logo))
    with pytest.raises(SettingsError, match="smaller picture"):
        settings()


def test_slack_is_off_without_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    assert slack_settings() is None
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:8000/api")
    assert slack_settings() is None


@pytest.mark.parametrize(
    ("there", "missing"),
    [("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"), ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN")],
)
def test_half_of_slack_is_refused(monkeypatch: pytest.MonkeyPatch, there: str, missing: str) -> None:
    monkeypatch.setenv(there, "made-up")
    monkeypatch.setenv(missing, " ")
    with pytest.raises(SettingsError, match=rf"{missing}: is not set, but {there} is") as raised:
        slack_settings()
    assert "made-up" not in str(raised.value)


def test_slack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-made-up")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "made-up-too")
    slack = slack_settings()
    assert slack is not None
    assert slack.api_url == "https://slack.com/api/"
    assert slack.bot_token.get_secret_value() == "xoxb-made-up"
    assert "made-up" not in repr(slack)
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:8000/api")
    again = slack_settings()
    assert again is not None
    assert again.api_url == "http://127.0.0.1:8000/api/"
    monkeypatch.setenv("SLACK_API_URL", "nowhere")
    with pytest.raises(SettingsError, match="SLACK_API_URL: 'nowhere' is no address"):
        slack_settings()

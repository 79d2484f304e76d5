"""The files of the page, read once: as they are, packed for the network, and with what the site configures."""

from __future__ import annotations

import gzip
import hashlib
import json
from html import escape
from pathlib import Path
from string import Template
from typing import NamedTuple

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.colours import BLACK, WHITE, Colour
from bot.settings import LOGO_TYPES, Settings
from bot.trial import load_trial
from bot.wording import load_wording

FOLDER = Path(__file__).with_name("page")
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
HTML = "text/html; charset=utf-8"
EMBED, INDEX, LOGO, THEME = "embed.js", "index.html", "logo", "theme.css"
"""The files that are made for the site."""

WORDS = "utter_web_"
"""The responses whose texts the page says itself."""

_NIGHT = Colour.parse("#161b1d")
"""The surface of the page in the dark; `style.css` has the same."""
_EMERGENCY_NUMBERS = "utter_web_emergency_numbers"


class File(NamedTuple):
    """A file as it is sent; `packed` is None where packing makes it no smaller."""

    content: bytes
    packed: bytes | None
    type: str
    tag: str

    @classmethod
    def of(cls, content: bytes, content_type: str) -> File:
        """The file with that content."""
        packed = gzip.compress(content, mtime=0)
        tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
        return cls(content, packed if len(packed) < len(content) else None, content_type, tag)

    def response(self, request: Request) -> HTTPResponse:
        """The answer to a request: nothing where the browser has it already."""
        headers = {"ETag": self.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == self.tag:
            return HTTPResponse(status=304, headers=headers)
        body = self.content
        if self.packed and "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = self.packed
        return HTTPResponse(body, headers=headers, content_type=self.type)


def load_files(site: Settings) -> dict[str, File]:
    """Every file of the page by its name under `/chat/`; the page itself is `index.html`."""
    files = {
        path.name: File.of(path.read_bytes(), TYPES[path.suffix])
        for path in sorted(FOLDER.iterdir())
        if path.suffix in TYPES and path.name != EMBED
    }
    modules = [name for name in files if name.endswith(".js")]
    files[INDEX] = File.of(_index(site, modules).encode(), HTML)
    files[THEME] = File.of(theme(site.colour).encode(), TYPES[".css"])
    files[EMBED] = File.of(_embed(site).encode(), TYPES[".js"])
    if site.logo:
        files[LOGO] = File.of(site.logo.read_bytes(), LOGO_TYPES[site.logo.suffix.lower()])
    return files


def words(site: Settings) -> dict[str, str]:
    """What the page says itself, by the end of the response's name; `phones` lists the numbers to call."""
    wording = load_wording()
    said = {name.removeprefix(WORDS): wording.text(name) for name in wording.names if name.startswith(WORDS)}
    said["unknown"] = wording.text("utter_label_unknown")
    phones = (wording.text(_EMERGENCY_NUMBERS), site.contact_phone)
    return {**said, "phones": "\n".join(filter(None, (*phones[0].split(), phones[1])))}


def theme(colour: Colour) -> str:
    """The style sheet of the site's colour: by day, and lighter by night."""
    by_night = colour.towards(WHITE, _NIGHT, contrast=7)
    return (
        f":root{{--accent:{colour};--accent-deep:{colour.mixed(BLACK, 0.25)};--on-accent:#ffffff;"
        f"--tint:{colour.mixed(WHITE, 0.92)};--tint-deep:{colour.mixed(WHITE, 0.82)}}}\n"
        "@media (prefers-color-scheme:dark){"
        f":root{{--accent:{by_night};--accent-deep:{by_night.mixed(WHITE, 0.35)};--on-accent:#0c1112;"
        f"--tint:{_NIGHT.mixed(by_night, 0.1)};--tint-deep:{_NIGHT.mixed(by_night, 0.2)}}}}}\n"
    )


def _index(site: Settings, modules: list[str]) -> str:
    said = words(site)
    trial = load_trial(site.trial)
    # The name of a site without one is what the page is.
    name = site.site_name or said["title"]
    logo = f'<img class="logo" src="/chat/{LOGO}" alt="">' if site.logo else ""
    preloads = "\n".join(f'<link rel="modulepreload" href="/chat/{module}">' for module in modules)
    closed = trial.enrollment.status == "closed"
    values = {
        **{key: escape(text) for key, text in said.items()},
        "site": escape(name),
        "heading": escape(said["heading"].format(trial=trial.id)),
        "enrollment": escape(trial.enrollment.family) if closed else "",
        "words": escape(json.dumps(said, ensure_ascii=False)),
        "logo": logo,
        "preloads": preloads,
    }
    return Template((FOLDER / INDEX).read_text(encoding="utf-8")).substitute(values)


def _embed(site: Settings) -> str:
    said = words(site)
    values = {
        "origins": json.dumps(site.embed_origins),
        "title": json.dumps(said["title"]),
        "refused": json.dumps(said["embed_refused"]),
    }
    return Template((FOLDER / EMBED).read_text(encoding="utf-8")).substitute(values)

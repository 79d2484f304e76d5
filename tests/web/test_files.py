"""What the browser gets: the site's name, picture and colour; no sentence in a file; nothing that is forbidden."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.channels.web.files import EMBED, FOLDER, INDEX, LOGO, THEME, load_files, words
from bot.colours import Colour
from bot.settings import Settings

SCRIPTS = sorted(FOLDER.glob("*.js"))
FORBIDDEN = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.style\b|on\w+=\"|style=\""


def test_the_site_is_on_the_page(tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    site = Settings(site_name='Kids & "Co" <script>', logo=logo, colour=Colour.parse("#1a4b8c"))
    files = load_files(site)
    page = files[INDEX].content.decode()
    assert "Kids &amp; &quot;Co&quot; &lt;script&gt;" in page
    assert f'src="/chat/{LOGO}"' in page and files[LOGO].type == "image/svg+xml"
    assert "--accent:#1a4b8c" in files[THEME].content.decode()
    assert LOGO not in load_files(Settings())


def test_the_embedding_script_names_the_origins_as_data() -> None:
    script = load_files(Settings(embed_origins=("https://www.hospital.org",)))[EMBED].content.decode()
    assert 'var allowed = ["https://www.hospital.org"];' in script and "$" not in script


def test_the_page_has_no_script_or_style_of_its_own() -> None:
    page = load_files(Settings())[INDEX].content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\son\w+=|https?://", page) == []


@pytest.mark.parametrize("path", [*SCRIPTS, FOLDER / INDEX], ids=lambda path: path.name)
def test_no_sentence_stands_in_a_file(path: Path) -> None:
    """Strings of several plain words would be sentences; those of the page stand in the domain."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".js":
        plain = re.sub(r"/\*.*?\*/|^\s*//.*$", "", text, flags=re.DOTALL | re.MULTILINE)
        literals = re.findall(r'"([^"\n]*)"|`([^`]*)`', plain)
        found = [one for pair in literals for one in pair if re.search(r"[A-Z][a-z]+ [a-z]+ [a-z]+", one)]
    else:
        found = [one for one in re.findall(r">([^<>]+)<", text) if re.search(r"[a-zA-Z]{2,}", one.replace("$", "$_"))]
        found = [one for one in found if not re.fullmatch(r"\s*(\$\w+\s*(\|\s*)?)+", one)]
    assert found == []


@pytest.mark.parametrize("path", [path for path in SCRIPTS if path.name != EMBED], ids=lambda path: path.name)
def test_no_script_makes_elements_of_text(path: Path) -> None:
    plain = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(FORBIDDEN, plain) == []


def test_every_word_that_a_script_says_exists() -> None:
    known = words(Settings())
    for path in SCRIPTS:
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r'(?<!/)\bwords\.(\w+)|\bsay\("(\w+)"', text):
            assert "".join(name) in known, f"{path.name}: {name}"


def test_all_files_together_are_light() -> None:
    files = load_files(Settings())
    assert sum(len(file.packed or file.content) for name, file in files.items() if name != EMBED) < 40_000

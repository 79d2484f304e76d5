"""Colours: contrast by the WCAG's own examples, and the site's colour by day and by night."""

from __future__ import annotations

import re

import pytest

from bot.channels.web.files import theme
from bot.colours import BLACK, READABLE, WHITE, Colour


def test_contrast() -> None:
    assert BLACK.contrast(WHITE) == pytest.approx(21)
    assert Colour.parse("#767676").contrast(WHITE) == pytest.approx(4.54, abs=0.01)
    assert Colour.parse("#777").contrast(WHITE) == pytest.approx(4.48, abs=0.01)


def test_a_colour_that_is_refused_comes_with_one_that_is_not() -> None:
    with pytest.raises(ValueError, match="such as #") as error:
        Colour.for_site("#ff8800")
    Colour.for_site(re.findall("#[0-9a-f]{6}", str(error.value))[-1])


@pytest.mark.parametrize("text", ["#0b6472", "#000000", "#767676", "#7b1fa2", "#b00020", "#003366", "#5a5a00"])
def test_every_colour_that_is_taken_can_be_read_by_day_and_by_night(text: str) -> None:
    by_day, by_night = theme(Colour.for_site(text)).split("@media")
    for sheet, surface in ((by_day, WHITE), (by_night, Colour.parse("#161b1d"))):
        used = {name: Colour.parse(value) for name, value in re.findall(r"--([a-z-]+):(#[0-9a-f]{6})", sheet)}
        assert used["accent"].contrast(surface) >= READABLE
        for button in ("accent", "accent-deep"):
            assert used["on-accent"].contrast(used[button]) >= READABLE
        assert used["accent"].contrast(used["tint"]) >= 3
        ink = Colour.parse("#1c2527" if surface == WHITE else "#e8edec")
        assert ink.contrast(used["tint-deep"]) >= READABLE

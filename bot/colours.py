"""Colours that can be read: contrast as the WCAG measures it."""

from __future__ import annotations

import re
from typing import NamedTuple

READABLE = 4.5
"""The least contrast of text with what is behind it (WCAG 2.2, success criterion 1.4.3)."""


class Colour(NamedTuple):
    """A colour by its red, green and blue, 0 to 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, text: str) -> Colour:
        """The colour that `#rgb` or `#rrggbb` means. Raises ValueError for anything else."""
        digits = text.strip().removeprefix("#")
        if not re.fullmatch(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", digits):
            raise ValueError(f"{text!r} is no colour: write it as #0b6472")
        pairs = [digit * 2 for digit in digits] if len(digits) == 3 else re.findall("..", digits)
        return cls(*(int(pair, 16) for pair in pairs))

    @classmethod
    def for_site(cls, text: str) -> Colour:
        """A colour for a site's buttons and links. Raises ValueError where it can't be read on white."""
        colour = cls.parse(text)
        contrast = colour.contrast(WHITE)
        if contrast < READABLE:
            darker = colour.towards(BLACK, WHITE)
            raise ValueError(
                f"{colour} has a contrast of {contrast:.1f} with white, and {READABLE} is needed to read it: "
                f"choose a darker one, such as {darker}"
            )
        return colour

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    def luminance(self) -> float:
        """How bright it is, from 0 to 1."""
        red, green, blue = (
            part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in self
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(self, other: Colour) -> float:
        """The contrast of the two, from 1 to 21."""
        low, high = sorted((self.luminance(), other.luminance()))
        return (high + 0.05) / (low + 0.05)

    def mixed(self, other: Colour, share: float) -> Colour:
        """This colour with that share of the other in it."""
        return Colour(*(round(mine + (theirs - mine) * share) for mine, theirs in zip(self, other, strict=True)))

    def towards(self, other: Colour, behind: Colour, contrast: float = READABLE) -> Colour:
        """The nearest colour on the way to the other that can be read on what is behind it; the other at the end."""
        steps = (self.mixed(other, step / 50) for step in range(51))
        return next((colour for colour in steps if colour.contrast(behind) >= contrast), other)


BLACK = Colour(0, 0, 0)
WHITE = Colour(255, 255, 255)

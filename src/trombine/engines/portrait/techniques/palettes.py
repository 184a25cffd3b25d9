"""Ten palettes, and which of them set off a person best."""

from dataclasses import dataclass

import numpy as np

from trombine.domain.options import StyleOptions
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import hex_color, srgb_to_oklab

ROTATED = 7
"""So many of the best palettes take turns; the last three flatter this person least."""

ENOUGH_CONTRAST = 0.30
MIDDLE_GRAY = 0.5


@dataclass(frozen=True, slots=True)
class Palette:
    """Four sRGB colors, each (3,): ground in shade and light, an accent, a near-white."""

    name: str
    deep: FloatArray
    bright: FloatArray
    accent: FloatArray
    pale: FloatArray


def _palette(name: str, deep: str, bright: str, accent: str, pale: str) -> Palette:
    return Palette(name, hex_color(deep), hex_color(bright), hex_color(accent), hex_color(pale))


PALETTES = (
    _palette("coral", "#ff6f61", "#ffb199", "#2b2d42", "#ffe8d6"),
    _palette("teal", "#0f6c74", "#58c1b2", "#f6ae2d", "#eaf7f3"),
    _palette("violet", "#4b2e83", "#a17fe0", "#ffcf56", "#f1e9ff"),
    _palette("mustard", "#e0a526", "#ffdf8a", "#274060", "#fff6df"),
    _palette("sky", "#3a86c8", "#a8dcf5", "#ff8360", "#f2fbff"),
    _palette("rose", "#d6457c", "#ffb3cb", "#3d1f47", "#fff0f5"),
    _palette("forest", "#2f5d50", "#8fbf9f", "#f4a259", "#eef6ee"),
    _palette("ink", "#1d2440", "#4c5f9e", "#ff5d73", "#e8ecff"),
    _palette("sand", "#c47a3a", "#f6d9a8", "#3f5e5a", "#fffaf2"),
    _palette("mint", "#3aa88f", "#b5ead7", "#ff6b6b", "#f3fffa"),
)


def pick_palette(portrait: Portrait, look: Look, *, offset: int = 0) -> Palette:
    """Return the palette asked for, or this variation's; ``offset`` sets styles apart."""
    asked = asked_palette(look.options)
    if asked is not None:
        return asked
    best = (_named(look.palettes) or rank_palettes(portrait))[:ROTATED]
    # Steps of three: neighbours in rank are often neighbours in color too.
    return best[(3 * look.variation + offset + look.seed) % len(best)]


def asked_palette(options: StyleOptions) -> Palette | None:
    """Return the palette of the ground asked for, by name or as shades of a color; else None."""
    for palette in PALETTES:
        if palette.name == options.background:
            return palette
    if options.background_color is None:
        return None
    color = hex_color(options.background_color)
    white, black = np.ones(3, np.float32), np.zeros(3, np.float32)

    def towards(goal: FloatArray, share: float) -> FloatArray:
        return (color * (1 - share) + goal * share).astype(np.float32)

    # The ground stays near the color asked for: light and shade differ a little only.
    return Palette(
        options.background_color,
        deep=towards(black, 0.14),
        bright=towards(white, 0.12),
        accent=towards(white if float(color.mean()) < MIDDLE_GRAY else black, 0.55),
        pale=towards(white, 0.86),
    )


def rank_palettes(portrait: Portrait) -> list[Palette]:
    """Return all palettes, the one that contrasts most with hair, skin and clothes first."""
    weights = ((portrait.hair, 1.0), (portrait.skin, 1.8), (portrait.cloth, 0.5))
    parts = [
        (portrait.relit[mask > 0.6].mean(axis=0), weight)
        for mask, weight in weights
        if (mask > 0.6).sum() > 500
    ]

    def contrast(palette: Palette) -> float:
        ground = _oklab((palette.deep + palette.bright) / 2)
        # Beyond a clear difference more contrast adds nothing.
        return sum(
            w * min(float(np.linalg.norm(_oklab(c) - ground)), ENOUGH_CONTRAST) for c, w in parts
        )

    return sorted(PALETTES, key=contrast, reverse=True)


def _named(names: tuple[str, ...]) -> list[Palette]:
    by_name = {palette.name: palette for palette in PALETTES}
    return [by_name[name] for name in names]


def _oklab(color: FloatArray) -> FloatArray:
    return srgb_to_oklab(SrgbImage(color.reshape(1, 1, 3).astype(np.float32)))[0, 0]

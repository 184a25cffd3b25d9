"""The colors a garment comes in, and which of them suit a picture."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.palettes import PALETTES
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import hex_color, srgb_to_oklab

Colors: TypeAlias = tuple[FloatArray, ...]
"""What one piece of a garment is made in: its main color first."""

ENOUGH_CONTRAST = 0.22
DROPPED = 3
"""One in so many colorways, those that suit least, is not offered."""

LIKELY = 4
"""So many of the best palettes are thought of as the ground."""

PURPOSE = 41


def colorways(*codes: str) -> tuple[Colors, ...]:
    """Return colorways, each given as hex codes between blanks, the main color first."""
    return tuple(tuple(hex_color(code) for code in each.split()) for each in codes)


def pick_colors(portrait: Portrait, look: Look, offered: Sequence[Colors]) -> Colors:
    """Return one of the colorways that set off hair, skin and likely grounds."""
    against = _surroundings(portrait, look)

    def contrast(colors: Colors) -> float:
        main = _oklab(colors[0])
        return sum(w * min(float(np.linalg.norm(main - c)), ENOUGH_CONTRAST) for c, w in against)

    ranked = sorted(offered, key=contrast, reverse=True)
    suiting = ranked[: len(ranked) - len(ranked) // DROPPED]
    return suiting[int(look.rng(PURPOSE).integers(len(suiting)))]


def _surroundings(portrait: Portrait, look: Look) -> list[tuple[FloatArray, float]]:
    found = []
    for mask, weight in ((portrait.hair, 0.8), (portrait.skin, 1.0)):
        inside = mask[::8, ::8] > 0.6
        if inside.sum() > 20:
            found.append((_oklab(portrait.relit[::8, ::8][inside].mean(axis=0)), weight))
    grounds = [each for each in PALETTES if each.name in look.palettes[:LIKELY]]
    found += [(_oklab((each.deep + each.bright) / 2), 0.4) for each in grounds]
    return found


def _oklab(color: FloatArray) -> FloatArray:
    return srgb_to_oklab(SrgbImage(color.reshape(1, 1, 3).astype(np.float32)))[0, 0]

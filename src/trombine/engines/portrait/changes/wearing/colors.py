"""Colors of props: of the palette that this picture has, told apart from the hair."""

import numpy as np

from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.palettes import pick_palette
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import hex_color, srgb_to_oklab

FEWEST_PX = 500
APART = 0.18
"""Colors this far from hair in OKLab are told from it at a glance; farther adds nothing."""


def pick_color(portrait: Portrait, look: Look, choices: tuple[str, ...] = ()) -> FloatArray:
    """Return one of the colors that stand off from the hair, (3,) sRGB, as the look has it.

    Without ``choices`` those of the palette are taken.
    """
    if choices:
        colors = [hex_color(each) for each in choices]
    else:
        palette = pick_palette(portrait, look)
        colors = [palette.accent, palette.deep, palette.bright]
    start = int(look.rng(71).integers(len(colors)))
    taken = colors[start:] + colors[:start]
    hair = _hair_color(portrait)
    if hair is None:
        return taken[0]
    far = [min(float(np.linalg.norm(_oklab(each) - hair)), APART) for each in taken]
    return taken[int(np.argmax(far))]


def _hair_color(portrait: Portrait) -> FloatArray | None:
    where = portrait.hair[::4, ::4] > 0.6
    if where.sum() * 16 < FEWEST_PX:
        return None
    return _oklab(portrait.relit[::4, ::4][where].mean(axis=0))


def _oklab(color: FloatArray) -> FloatArray:
    return srgb_to_oklab(SrgbImage(color.reshape(1, 1, 3).astype(np.float32)))[0, 0]


def shaded(color: FloatArray, share: float) -> FloatArray:
    """Return the color nearer to black (below 0) or to white (above), by this share."""
    goal = np.float32(1 if share > 0 else 0)
    return (color + (goal - color) * np.float32(abs(share))).astype(np.float32)

"""What somebody wears on the head already, they keep: hats, turbans, veils, broad headbands.

The masks call most of it hair. It is told by colors that hair does not have, and a veil by closing
round the face and over the neck. In doubt a head counts as covered: it then stays as it is.
"""

import numpy as np

from trombine.engines.portrait.changes.cuts import find_cuts
from trombine.engines.portrait.changes.wearing.head import Head
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.topology import CHIN, FACE_OVAL
from trombine.imaging.arrays import BoolArray, FloatArray, SrgbImage
from trombine.imaging.color import srgb_to_oklab

MOST_CLOTH, MOST_ODD, MOST_VIVID = 0.22, 0.15, 0.30
"""Of what lies above the brows: shares of cloth, of blue, green or violet, of vivid color."""

HUES_OF_HAIR = (-10.0, 125.0)
COLORED, VIVID = 0.05, 0.13
"""Chroma in OKLab from which a hue is seen, and beyond that of red hair."""

BRIGHT, DARK, PALE = 0.75, 0.35, 0.06
LEAST_BRIGHT, LEAST_DARK, MOST_BETWEEN = 0.18, 0.30, 0.25
"""A white badge on a black cap: much of both and little between, which no hair has."""

NECK_SKIN, BESIDE_FACE = 0.20, 0.60
"""Below so little skin under the chin and above so much hair or cloth on both sides: a veil."""

HAIRLINE_SEEN = 0.03
"""So far below the upper border, in faces, a forehead has to begin, or no hair is known above."""

FEWEST = 40
"""Places, of 1200 looked at, below which the picture shows too little of a head."""


def is_covered(portrait: Portrait, head: Head) -> bool:
    """Return whether something is worn on the head that a prop would hide."""
    return is_veiled(portrait, head) or _wears_a_hat(portrait, head)


def is_cut(portrait: Portrait) -> bool:
    """Return whether the border cuts a cheek, or the forehead below its hair.

    What is worn there would end at the border, or lie on hair and an ear that were made up.
    """
    left, right, above = find_cuts(portrait)
    highest = float(portrait.landmarks[list(FACE_OVAL), 1].min())
    return left or right or (above and highest < HAIRLINE_SEEN * portrait.face_height_px)


def is_veiled(portrait: Portrait, head: Head) -> bool:
    """Return whether what covers the head also closes round face and neck."""
    chin = head.points[CHIN]
    below = _patch(chin + np.array([0, 0.145, -0.1]), wide=0.15, tall=0.055)
    if _mean(portrait.skin, head, below) > NECK_SKIN:
        return False
    covered = portrait.hair + portrait.cloth
    sides = (_patch(np.array([sign * 0.44, 0.2, 0]), wide=0.04, tall=0.2) for sign in (-1, 1))
    return all(_mean(covered, head, side) > BESIDE_FACE for side in sides)


def _wears_a_hat(portrait: Portrait, head: Head) -> bool:
    across, up = np.meshgrid(np.linspace(0.1, np.pi - 0.1, 40), np.linspace(0.5, 1.4, 30))
    x, y = _seen(head, head.worn(0.85).place(across, up))
    if portrait.cloth[y, x].sum() > MOST_CLOTH * max(float(portrait.alpha[y, x].sum()), 1):
        return True
    hair = portrait.hair[y, x] > 0.6
    if hair.sum() < FEWEST:
        return False
    colors = portrait.relit[y, x][hair][None]
    lightness, a, b = srgb_to_oklab(SrgbImage(np.ascontiguousarray(colors)))[0].T
    chroma, hue = np.hypot(a, b), np.degrees(np.arctan2(b, a))
    odd = (chroma > COLORED) & ((hue < HUES_OF_HAIR[0]) | (hue > HUES_OF_HAIR[1]))
    white, black = (lightness > BRIGHT) & (chroma < PALE), lightness < DARK
    between = ~black & (lightness < BRIGHT)
    two_colors = (
        _share(white) > LEAST_BRIGHT
        and _share(black) > LEAST_DARK
        and _share(between) < MOST_BETWEEN
    )
    return two_colors or _share(odd) > MOST_ODD or _share(chroma > VIVID) > MOST_VIVID


def _share(where: BoolArray) -> float:
    return float(where.mean())


def _patch(middle: FloatArray, *, wide: float, tall: float) -> FloatArray:
    """Return places (N, 3) about one, in the plane of the face."""
    x, y = np.meshgrid(np.linspace(-wide, wide, 9), np.linspace(-tall, tall, 8))
    return middle + np.stack([x, y, np.zeros_like(x)], axis=-1).reshape(-1, 3)


def _seen(head: Head, places: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return x and y of those places that lie in the picture."""
    seen = head.project(places).reshape(-1, 3)[:, :2].round().astype(int)
    x, y = seen[((seen >= 0) & (seen < SIDE_PX)).all(axis=1)].T
    return x, y


def _mean(mask: FloatArray, head: Head, places: FloatArray) -> float:
    x, y = _seen(head, places)
    return float(mask[y, x].mean()) if len(x) else 0.0

"""What a portrait's ground is called: told to who does not see it."""

from collections.abc import Mapping

import numpy as np

from trombine.domain.options import COLOR_NAMES, GROUND_NAMES, StyleOptions
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import hex_color, srgb_to_oklab

SHADES: Mapping[str, tuple[str, ...]] = {
    "white": ("#ffffff",),
    "gray": ("#8a8d91", "#c4c5c8", "#55575c"),
    "black": ("#141318",),
    "cream": ("#f4eddd", "#e9e4d3"),
    "sand": ("#ddbca0", "#b39a83"),
    "brown": ("#7a5638", "#4a3020"),
    "red": ("#c8372d", "#7d1f28"),
    "coral": ("#ff907d", "#ffc2b0", "#d99a86", "#c98074"),
    "orange": ("#ee8434",),
    "mustard": ("#e0a526", "#a8892f", "#d9b65a"),
    "yellow": ("#f6d84a", "#fbe9a0"),
    "green": ("#2f7d4f", "#7fb58a", "#16402c", "#2d4f45"),
    "mint": ("#6cbfa5", "#9fdcc4", "#c3ecdd"),
    "teal": ("#349693", "#0f5a5e"),
    "sky": ("#8cc4e6", "#bfe2f5"),
    "blue": ("#3a76c0", "#2f56b0", "#5e86a8"),
    "navy": ("#1f2f56", "#161a38"),
    "violet": ("#7656b2", "#c2b3ea", "#e4dafa", "#3d2568", "#26173a"),
    "rose": ("#d6457c", "#9c3c66", "#ea7aa4"),
    "pink": ("#f8c3d2",),
}  # fmt: skip
"""Names in plain words; where nobody asked for a ground, the nearest shade names it."""

CUT_OUT = "none"
GROUNDS = tuple(dict.fromkeys((*GROUND_NAMES, *COLOR_NAMES, *SHADES, CUT_OUT)))
"""Every name there is."""

NEUTRAL, NEUTRAL_CHROMA = frozenset({"white", "gray", "black"}), 0.025
"""What has more color than that (OKLab) goes by its hue, however pale."""

LIGHTNESS_WEIGHT = 0.5
"""Of a difference in lightness, beside one in color: a dark violet is violet still."""

MARGIN_SHARE, WIDE_SHARE, HIGH_SHARE = 0.03, 0.12, 0.45


def name_ground(image: SrgbImage, options: StyleOptions) -> str:
    """Return the name of a portrait's ground: as it was asked for, else as it is seen.

    It is seen in two upright strips beside the head, inside of what some styles draw as a border.
    """
    if options.background in GROUNDS:
        return str(options.background)
    margin, wide, high = (
        max(1, int(image.shape[0] * share)) for share in (MARGIN_SHARE, WIDE_SHARE, HIGH_SHARE)
    )
    inner = image[margin:high, margin:-margin]
    strips = np.concatenate([inner[:, :wide], inner[:, -wide:]], axis=1)
    return _name(_oklab(strips[::2, ::2]).reshape(-1, 3).mean(axis=0))


def _name(seen: FloatArray) -> str:
    colored = np.hypot(seen[1], seen[2]) > NEUTRAL_CHROMA
    known = [(name, shade) for name, shade in _KNOWN if not (colored and name in NEUTRAL)]
    return min(known, key=lambda known: _distance(known[1], seen))[0]


def _distance(first: FloatArray, second: FloatArray) -> float:
    return float(np.linalg.norm((first - second) * (LIGHTNESS_WEIGHT, 1, 1)))


def _oklab(colors: FloatArray) -> FloatArray:
    return srgb_to_oklab(SrgbImage(np.ascontiguousarray(colors, np.float32)))


_KNOWN = [
    (name, _oklab(hex_color(code).reshape(1, 1, 3))[0, 0])
    for name, codes in SHADES.items()
    for code in codes
]

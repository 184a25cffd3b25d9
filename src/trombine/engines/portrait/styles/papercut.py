"""Cut paper: sheets of one color family laid over each other, each with its shadow."""

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import FeatureMasks, draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import (
    Artwork,
    Look,
    PortraitStyle,
    around_figure,
    world_alone,
)
from trombine.engines.portrait.techniques.frames import find_worn, frame_mask, lenses_mask
from trombine.engines.portrait.techniques.grounds import blob, pixel_grid
from trombine.engines.portrait.techniques.palettes import asked_palette
from trombine.engines.portrait.techniques.paper_face import below_nose, face_pieces
from trombine.engines.portrait.techniques.paper_parts import part_sheets, read_tones, skin_sheets
from trombine.engines.portrait.techniques.sheets import Piece, ShadeCard, cut, halve, lay
from trombine.faces.glasses import Glasses
from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix
from trombine.imaging.noise import emboss, paper_height

SHEET_SETS = (
    ("#0b132b", "#1c2541", "#3a506b", "#5bc0be", "#d8f3ef", "#ff9f6b"),
    ("#2b0f2e", "#5b1f55", "#a23b72", "#f18f7c", "#ffe3cf", "#2a9d8f"),
    ("#1f1a17", "#4f3c33", "#b0653a", "#efb780", "#fff1dc", "#7fae9a"),
    ("#3b1c0d", "#7f3b1a", "#c8642b", "#f2a65a", "#fff0d9", "#3d6b8e"),
    ("#1a1423", "#3d314a", "#684756", "#e0957f", "#ffe6d5", "#6fb3b8"),
    ("#102542", "#27548a", "#5a8fd0", "#f5b7b1", "#fff4ef", "#f4c95d"),
)
"""Five sheets from dark to light, and the ground."""


AIR = np.ones((9, 9), np.uint8)
STEPS, STEPS_OF_A_WORLD = 3, 5
"""Sheets of hair and of clothes, and of a world."""

FAR_SHADE, FAR_LIGHT = 0.66, 0.55
"""Of the ground's color: what a world's darkest sheet keeps, how far its lightest is mixed."""


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Lay the ground's rings, then the figure's sheets."""
    colors = [hex_color(code) for code in SHEET_SETS[look.variation % len(SHEET_SETS)]]
    edge = cut(halve(portrait.alpha), radius_px=10, smallest_px=4000)
    figure = [Piece(edge, colors[0], 14.0), *_figure(portrait, ShadeCard.through(colors[:5]), look)]
    picture = lay(_ground_color(colors, look), _rings(colors, look))
    picture = lay(picture, figure, within=edge)
    tooth = emboss(paper_height(look.seed, size_px=SIDE_PX), strength=0.12 * look.options.texture)
    return Artwork(as_srgb(picture * (1 + tooth)[..., None]), edge)


def _figure(portrait: Portrait, card: ShadeCard, look: Look) -> Iterator[Piece]:
    """Yield the person from the neck up: skin, clothes, hair, features, glasses."""
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    tones = read_tones(portrait, features)
    glasses = find_worn(portrait)
    hidden = _hidden(portrait, features, glasses)
    yield from skin_sheets(tones, hidden, card, strength=look.options.strength)
    yield from part_sheets(tones, tones.cloth, card, steps=STEPS)
    yield from part_sheets(tones, tones.hair, card, steps=STEPS)
    yield from face_pieces(
        portrait,
        features,
        card,
        skin_lightness=tones.skin_lightness,
        glasses=glasses,
        from_left=look.light_from_left,
    )


def _hidden(portrait: Portrait, features: FeatureMasks, glasses: Glasses | None) -> FloatArray:
    """Return what is cut as a piece of its own, at half size, with a little air around it."""
    nose = below_nose(portrait.landmarks)
    parts = [features.eyes, features.brows, features.lips, features.mouth, nose]
    if glasses is not None:
        parts.append(frame_mask(glasses, portrait.landmarks[:, :2]))
        if glasses.tinted:
            parts.append(lenses_mask(glasses))
    return cv2.dilate(halve(np.maximum.reduce(parts)), AIR)


def _cut_scene(portrait: Portrait, _scene: SrgbImage, look: Look) -> FloatArray:
    """Return the world in shades of the ground's color: in the figure's own it would hide it."""
    colors = [hex_color(code) for code in SHEET_SETS[look.variation % len(SHEET_SETS)]]
    tones = read_tones(world_alone(portrait), draw_features(portrait.landmarks, size_px=SIDE_PX))
    card = ShadeCard.through(colors[:5])
    sheets = list(part_sheets(tones, tones.cloth, card, steps=STEPS_OF_A_WORLD))
    shades = np.linspace(0, 1, len(sheets), dtype=np.float32)
    low, high = colors[5] * np.float32(FAR_SHADE), mix(colors[5], colors[4], FAR_LIGHT)
    far = [replace(s, color=mix(low, high, w)) for s, w in zip(sheets, shades, strict=True)]
    picture = lay(np.tile(colors[5], (SIDE_PX, SIDE_PX, 1)), far)
    tooth = emboss(paper_height(look.seed, size_px=SIDE_PX), strength=0.12 * look.options.texture)
    return picture * (1 + tooth)[..., None]


def _ground_color(colors: list[FloatArray], look: Look) -> FloatArray:
    asked = asked_palette(look.options)
    base = colors[5] if asked is None else asked.bright
    _, y = pixel_grid()
    return base * (1.02 - 0.10 * (y / SIDE_PX)[..., None])


def _rings(colors: list[FloatArray], look: Look) -> list[Piece]:
    """Cut rings into the ground, deeper towards the figure."""
    asked = asked_palette(look.options)
    base, light = (colors[5], colors[4]) if asked is None else (asked.bright, asked.pale)
    rng = look.rng(1)
    rings = []
    for number, share in enumerate((0.46, 0.40, 0.34), start=1):
        ring = blob(SIDE_PX * 0.5, SIDE_PX * 0.46, SIDE_PX * share, rng=rng, wobble=0.08)
        rings.append(Piece(ring, base * (1 - 0.2 * number) + light * (0.2 * number), 9.0))
    return rings


STYLE = PortraitStyle(
    StyleCard(
        slug="papercut",
        title=LocalizedText(en="Cut paper", fr="Papier découpé"),
        description=LocalizedText(
            en="Sheets of colored paper, cut and laid over each other.",
            fr="Des feuilles de couleur découpées et superposées.",
        ),
        media=("paper", "collage"),
        recolors=True,
        options=(Option.BACKGROUND, Option.STRENGTH, Option.TEXTURE),
        source_distance_limit=0.70,
    ),
    draw,
    around_figure(_cut_scene),
)

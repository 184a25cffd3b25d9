"""Cut paper: sheets of one color family laid over each other, each with its shadow."""

import cv2
import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.skin_tone import facial_skin
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, through_haze
from trombine.engines.portrait.techniques.cutouts import (
    drop_scraps,
    keep_off_lips,
    light_for_cutting,
)
from trombine.engines.portrait.techniques.edges import cut_crisply
from trombine.engines.portrait.techniques.grounds import blob, pixel_grid
from trombine.engines.portrait.techniques.palettes import asked_palette
from trombine.engines.portrait.techniques.tones import iso_tones
from trombine.imaging.arrays import FloatArray, as_srgb
from trombine.imaging.color import hex_color
from trombine.imaging.filters import blur, mix, shift_mask
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

BORDERS = (0.20, 0.38, 0.57, 0.78)
LIT_PERCENT, LOWEST_LIGHT = 72, 0.68
LAMP_SHARE = 0.26
CALM_PX = 29
SMALLEST_SCRAP_PX, SMALLEST_LIGHT_PX, SMALLEST_FEATURE_PX = 5200, 16000, 190
BROW_AIR = np.ones((13, 13), np.uint8)


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Lay the ground's rings, then the figure's sheets."""
    colors = [hex_color(code) for code in SHEET_SETS[look.variation % len(SHEET_SETS)]]
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    tone = light_for_cutting(
        portrait,
        features,
        from_left=look.light_from_left,
        lamp_share=LAMP_SHARE,
        calm_px=CALM_PX,
        relief=0.35 * look.options.strength,
    )
    sheets = iso_tones(portrait, tone, _fit_borders(tone, portrait), calm_px=3.5)
    # The lightest sheet stays off brows and lips, and off skin where it would be a patch.
    sheets[-1] = sheets[-1] * (1 - blur(cv2.dilate(features.brows, BROW_AIR), 1))
    sheets[-1] = keep_off_lips(sheets[-1], features)
    sheets = [
        drop_scraps(
            sheet,
            portrait,
            features,
            smallest_px=SMALLEST_SCRAP_PX,
            smallest_feature_px=SMALLEST_FEATURE_PX,
            smallest_island_px=SMALLEST_LIGHT_PX if sheet is sheets[-1] else 0,
        )
        for sheet in sheets
    ]
    edge = cut_crisply(portrait)
    picture = _lay(_ground(colors, look), edge, colors[0], look, depth_px=16)
    for sheet, color in zip(sheets, colors[1:5], strict=True):
        picture = _lay(picture, sheet * edge, color, look, depth_px=7)
    return Artwork(as_srgb(picture), edge)


def _far_sheet(look: Look) -> FloatArray:
    """Return the ground's color: in the figure's own sheets a world would run into it."""
    return hex_color(SHEET_SETS[look.variation % len(SHEET_SETS)][5])


def _fit_borders(tone: FloatArray, portrait: Portrait) -> list[float]:
    """Lower the last border on flat faces, so that everybody gets some of the lightest sheet."""
    face = facial_skin(portrait)
    lit = float(np.percentile(tone[face], LIT_PERCENT)) if face.any() else BORDERS[-1]
    return [*BORDERS[:-1], float(np.clip(lit, LOWEST_LIGHT, BORDERS[-1]))]


def _ground(colors: list[FloatArray], look: Look) -> FloatArray:
    """Cut rings into the ground, deeper towards the figure."""
    asked = asked_palette(look.options)
    base, light = (colors[5], colors[4]) if asked is None else (asked.bright, asked.pale)
    rng = look.rng(1)
    _, y = pixel_grid()
    picture: FloatArray = base * (1.02 - 0.10 * (y / SIDE_PX)[..., None])
    for number, share in enumerate((0.46, 0.40, 0.34), start=1):
        ring = blob(SIDE_PX * 0.5, SIDE_PX * 0.46, SIDE_PX * share, rng=rng, wobble=0.08)
        color = base * (1 - 0.2 * number) + light * (0.2 * number)
        picture = _lay(picture, ring, color, look, depth_px=9)
    return picture


def _lay(
    picture: FloatArray, sheet: FloatArray, color: FloatArray, look: Look, *, depth_px: float
) -> FloatArray:
    """Return the picture with a sheet on it, its shadow falling down to the right."""
    shadow = blur(shift_mask(sheet, right_px=depth_px, down_px=depth_px * 1.3), depth_px * 0.9)
    below = picture * (1 - 0.42 * shadow * (1 - sheet))[..., None]
    tooth = paper_height(look.seed + int(depth_px), size_px=SIDE_PX)
    relief = emboss(tooth, strength=0.12 * look.options.texture)
    cut = np.clip(sheet - shift_mask(sheet, right_px=1.6, down_px=1.8), 0, 1) * 0.10
    surface = color * (1 + relief[..., None]) + cut[..., None]
    return mix(below, surface.astype(np.float32), sheet)


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
    through_haze(_far_sheet, 0.6),
)

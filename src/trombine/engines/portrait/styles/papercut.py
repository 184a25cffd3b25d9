"""Cut paper: sheets of one color family laid over each other, each with its shadow."""

import cv2
import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import FeatureMasks, draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle
from trombine.engines.portrait.techniques.edges import cut_crisply
from trombine.engines.portrait.techniques.grounds import blob, pixel_grid
from trombine.engines.portrait.techniques.light import lambert
from trombine.engines.portrait.techniques.palettes import asked_palette
from trombine.engines.portrait.techniques.tones import equalize_tone, iso_tones, with_even_light
from trombine.imaging.arrays import FloatArray, as_srgb
from trombine.imaging.color import hex_color
from trombine.imaging.filters import blur, mix, shift_mask, smoothstep
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
CALM_PX = 29
"""Forms narrower than about half of this are not cut, except at the features."""

SMALLEST_SCRAP_PX, SMALLEST_FEATURE_PX = 5200, 190
LAMP_SHARE = 0.26


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Lay the ground's rings, then the figure's sheets."""
    colors = [hex_color(code) for code in SHEET_SETS[look.variation % len(SHEET_SETS)]]
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    tone = _light_for_scissors(portrait, features, look)
    sheets = [
        _drop_scraps(sheet, portrait, features)
        for sheet in iso_tones(portrait, tone, BORDERS, calm_px=3.5)
    ]
    edge = cut_crisply(portrait)
    picture = _lay(_ground(colors, look), edge, colors[0], look, depth_px=16)
    for sheet, color in zip(sheets, colors[1:5], strict=True):
        picture = _lay(picture, sheet * edge, color, look, depth_px=7)
    return Artwork(as_srgb(picture), edge)


def _light_for_scissors(portrait: Portrait, features: FeatureMasks, look: Look) -> FloatArray:
    """Return a tone whose steps are few, large and lit from one side.

    Flat skin has no form a knife could follow: its steps would be blobs. So a lamp is added there.
    """
    tone = equalize_tone(with_even_light(portrait, share=0.75), features, open_hair=0.35)
    tone = np.clip(tone + (tone - blur(tone, 40)) * (0.35 * look.options.strength), 0, 1)
    side = -1.0 if look.light_from_left else 1.0
    lamp = lambert(portrait.normals, (side * 0.60, -0.30, 0.74), wrap=0.1)
    inside = portrait.skin > 0.6
    if inside.any():
        lamp = (lamp - np.median(lamp[inside])) * 0.85 + float(np.median(tone[inside]))
    lit = mix(tone, lamp, portrait.skin * np.float32(LAMP_SHARE))
    calm = blur(_median(lit, CALM_PX), 3)
    # Rims of glasses, wrinkles and strands over a face are thin and dark, and matter.
    face = blur(features.oval, 12)
    thin = blur(smoothstep(0.11, 0.20, blur(tone, 16) - tone), 2) * face
    worn = blur(portrait.cloth, 3) * face
    keep = np.maximum(np.clip(portrait.importance * 2.2 - 0.1, 0, 1), np.maximum(thin, worn))
    return mix(calm, _draw_features(tone, features), keep)


def _draw_features(tone: FloatArray, features: FeatureMasks) -> FloatArray:
    """Return the tone for the features: lips in one piece, teeth and whites of eyes light."""
    drawn = mix(blur(tone, 1.2), blur(tone, 2.5), blur(features.lips, 2))
    whites = blur(np.maximum(features.mouth, features.eyes), 1.5)
    return mix(drawn, np.clip((drawn - 0.5) * 1.2 + 0.54, 0, 1), whites)


def _median(tone: FloatArray, side_px: int) -> FloatArray:
    """Return the median around each place: round forms with crisp borders, as a knife cuts."""
    coarse = np.round(np.clip(tone, 0, 1) * 255).astype(np.uint8)
    return cv2.medianBlur(coarse, side_px).astype(np.float32) / 255


def _drop_scraps(sheet: FloatArray, portrait: Portrait, features: FeatureMasks) -> FloatArray:
    """Leave out islands and holes nobody would cut, unless they draw a feature.

    What is light must be an eye or teeth; what is dark may be a brow, a lip or a nostril as well.
    """
    half = (SIDE_PX // 2, SIDE_PX // 2)  # enough to tell scraps by, at a quarter of the time
    light_parts = np.maximum(features.eyes, features.mouth)
    result = sheet.copy()
    for hole, drawn in ((False, light_parts), (True, portrait.importance)):
        small = cv2.resize(sheet, half, interpolation=cv2.INTER_AREA) > 0.5
        solid = (small ^ hole).astype(np.uint8)
        count, labels, statistics, _ = cv2.connectedComponentsWithStats(solid)
        areas = statistics[:, cv2.CC_STAT_AREA] * 4
        weights = cv2.resize(drawn, half, interpolation=cv2.INTER_AREA)
        sums = np.bincount(labels.ravel(), weights.ravel(), minlength=count) * 4
        scraps = (areas < SMALLEST_SCRAP_PX) & (sums / np.maximum(areas, 1) < 0.42)
        scraps |= (areas < SMALLEST_FEATURE_PX) & (sums / np.maximum(areas, 1) < 0.8)
        scraps[0] = False
        if scraps.any():
            marked = cv2.dilate(scraps[labels].astype(np.uint8), np.ones((5, 5), np.uint8))
            large = cv2.resize(marked, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_NEAREST)
            result = np.where(large > 0, np.float32(hole), result)
    return result


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
)

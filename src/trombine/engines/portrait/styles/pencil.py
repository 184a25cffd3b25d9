"""Graphite: layers of hatching that follow the form, crisp contours, rubbed shade."""

import math
from functools import cache

import cv2
import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, around_figure
from trombine.engines.portrait.techniques.edges import broad_lines, ink_lines
from trombine.engines.portrait.techniques.grounds import pixel_grid
from trombine.engines.portrait.techniques.palettes import asked_palette
from trombine.engines.portrait.techniques.tones import find_locks, print_tone
from trombine.faces.topology import CHIN
from trombine.imaging.arrays import FloatArray, SrgbImage, as_mask, as_srgb
from trombine.imaging.color import hex_color, luma
from trombine.imaging.filters import (
    FlowField,
    blur,
    flow_field,
    mix,
    smooth_along_flow,
    smoothstep,
)
from trombine.imaging.noise import emboss, grain, paper_height, value_noise

LEADS = (
    ("#f6f3ed", "#212126"),
    ("#efe3cf", "#3a2418"),
    ("#f4f1ea", "#1f2c4d"),
    ("#e9e4da", "#5a1f1c"),
    ("#e7ece9", "#1d3a34"),
    ("#f7ece6", "#2b2b30"),
)
"""Paper and lead: graphite, sepia, indigo, sanguine, green earth, soft black."""

LAYERS = (
    (-0.90, 0.10, 0.62, 0.46),
    (-0.52, 0.32, 0.85, 0.46),
    (0.55, 0.52, 1.00, 0.48),
    (-1.25, 0.70, 1.12, 0.50),
)
"""Hatching: angle, darkness where it starts and is full, weight."""

SCENE_LAYERS, SCENE_PRESSURE = 3, 0.62
"""A world is hatched in fewer layers and lighter than the person before it."""

LINE_PX, LINE_LENGTH_PX = 1.15, 46.0
BEND_PX = 30.0
"""How far hatching on a side of a head is carried around it."""


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Hatch skin and cloth by tone, draw hair strand by strand, then the contours."""
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    tone = print_tone(portrait, features)
    pressure = np.float32(0.72 + 0.28 * look.options.strength)
    darkness = np.clip((1 - tone) * pressure * (1 - 0.16 * portrait.cloth), 0, 1)
    keep = np.clip(portrait.importance * 1.3, 0, 1)
    # The drawing does not fade: its last strokes stand apart.
    fade = _fade_out(portrait, look)
    fade = smoothstep(-0.15, 0.15, fade * 1.3 - 1.15 + _ruled(LAYERS[0][0], look.seed + 5))
    figure = np.clip((portrait.alpha - 0.5) * 2 + 0.5, 0, 1) * fade
    flow = flow_field(portrait.painted, sigma_px=3, pre_blur_px=0.8)

    shade = _hatch(portrait, darkness, look)
    rubbed = np.clip(np.power(darkness, np.float32(1.2)) * 0.55, 0, 1)
    shade = 1 - (1 - shade) * (1 - rubbed)
    shade = mix(shade, _strands(portrait, tone, look) * pressure, portrait.hair)
    shade = mix(shade, np.clip(darkness * 1.05, 0, 1), keep * 0.68)
    lines = _contours(portrait, flow) * np.float32(look.options.line)
    shade = (1 - (1 - shade) * (1 - np.clip(lines * 0.9, 0, 1))) * figure
    shade = np.maximum(shade, _ground_hatching(portrait, look))
    tooth = paper_height(look.seed, size_px=SIDE_PX)
    shade = np.clip(shade * (1 + 0.36 * look.options.texture * (tooth - 0.5)), 0, 1)
    lead, sheet = hex_color(LEADS[look.variation % len(LEADS)][1]), _sheet(look)
    relief = emboss(tooth, strength=0.12 * look.options.texture)[..., None]
    picture = mix((sheet * (1 + relief)).astype(np.float32), lead, shade)
    return Artwork(as_srgb(picture), as_mask(figure))


def _sketch_scene(portrait: Portrait, scene: SrgbImage, look: Look) -> FloatArray:
    """Return a world hatched lightly with straight strokes, its outlines drawn once."""
    tone = luma(scene)
    low, high = np.percentile(tone[::8, ::8], [2, 98])
    darkness = np.clip((high - tone) / max(float(high - low), 0.2), 0, 1) * np.float32(0.86)
    uncovered = 1 - darkness * np.float32(0.22)
    for number, (angle, start, full, weight) in enumerate(LAYERS[:SCENE_LAYERS]):
        amount = np.clip((darkness - start) / (full - start), 0, 1)
        strokes = _ruled(angle, look.seed + number)
        drawn = smoothstep(-0.24, 0.24, strokes + amount - 1) * np.clip(amount * 2.2, 0, 1)
        uncovered *= 1 - drawn * np.float32(weight)
    outlines = np.clip(np.abs(blur(tone, 1.2) - blur(tone, 2.6)) * 9 - 0.08, 0, 0.5)
    shade = 1 - uncovered * (1 - outlines * np.float32(look.options.line))
    fade = _fade_out(portrait, look) * 1.3 - 1.15 + _ruled(LAYERS[0][0], look.seed + 5)
    shade *= smoothstep(-0.15, 0.15, fade) * np.float32(SCENE_PRESSURE)
    tooth = paper_height(look.seed, size_px=SIDE_PX)
    shade = np.clip(shade * (1 + 0.36 * look.options.texture * (tooth - 0.5)), 0, 1)
    relief = emboss(tooth, strength=0.12 * look.options.texture)[..., None]
    lead = hex_color(LEADS[look.variation % len(LEADS)][1])
    return mix(_sheet(look) * (1 + relief), lead, shade)


def _sheet(look: Look) -> FloatArray:
    asked = asked_palette(look.options)
    return hex_color(LEADS[look.variation % len(LEADS)][0]) if asked is None else asked.pale


def _hatch(portrait: Portrait, darkness: FloatArray, look: Look) -> FloatArray:
    """Return the layers together: straight strokes, bent around the form, let through by tone."""
    x, y = pixel_grid()
    form = blur(portrait.normals[..., :2], 20) * np.float32(BEND_PX)
    bent_x, bent_y = x + form[..., 0], y + form[..., 1]
    bent = cv2.convertMaps(bent_x, bent_y, cv2.CV_16SC2)
    uncovered = np.ones_like(darkness)
    for number, (angle, start, full, weight) in enumerate(LAYERS):
        amount = np.clip((darkness - start) / (full - start), 0, 1)
        strokes = _ruled(angle, look.seed + number)
        strokes = cv2.remap(strokes, *bent, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        drawn = smoothstep(-0.24, 0.24, strokes + amount - 1) * np.clip(amount * 2.2, 0, 1)
        uncovered = uncovered * (1 - drawn * np.float32(weight))
    return 1 - uncovered


def _ruled(angle_rad: float, seed: int) -> FloatArray:
    """Return strokes side by side as a quick hand rules them, [0, 1]; the seed moves them."""
    down, right = np.random.default_rng(seed + 31).integers(0, SIDE_PX // 4, 2).tolist()
    sheet = _ruled_sheet(round(angle_rad, 2))
    return np.ascontiguousarray(sheet[down : down + SIDE_PX, right : right + SIDE_PX])


@cache
def _ruled_sheet(angle_rad: float) -> FloatArray:
    side, wide = SIDE_PX + SIDE_PX // 4, 2 * SIDE_PX
    lead = np.random.default_rng(8).standard_normal((wide, wide), dtype=np.float32)
    fine = cv2.GaussianBlur(lead, (0, 0), sigmaX=LINE_LENGTH_PX, sigmaY=LINE_PX)
    broad = cv2.GaussianBlur(lead, (0, 0), sigmaX=LINE_LENGTH_PX, sigmaY=LINE_PX * 2.6)
    lines = fine - broad * np.float32(0.8)
    lines = np.clip(0.5 + lines / lines.std() * np.float32(0.3), 0, 1)
    turn = cv2.getRotationMatrix2D((wide / 2, wide / 2), -math.degrees(angle_rad), 1.0)
    turn[:, 2] -= (wide - side) / 2
    return cv2.warpAffine(lines, turn, (side, side), borderMode=cv2.BORDER_REFLECT_101)


def _strands(portrait: Portrait, tone: FloatArray, look: Look) -> FloatArray:
    """Return hair drawn along its flow: dark between the locks, paper where they shine."""
    hair = portrait.hair
    mean, locks = find_locks(tone, hair, reach_px=15, faintest=0.045)
    darkness = 0.20 + 0.72 * (1 - mean)
    darkness = darkness - np.where(locks > 0, 0.26, 0.17) * locks
    flow = flow_field(portrait.combed, sigma_px=7, pre_blur_px=1.5)
    strokes = np.zeros_like(tone)
    for number, (softness_px, length_px, share) in enumerate(((0.8, 44, 0.6), (2.0, 70, 0.5))):
        lead = grain(look.seed + number, size_px=SIDE_PX, softness_px=softness_px)
        drawn = smooth_along_flow(lead, flow, length_px=length_px, step_px=2, where=hair)
        inside = drawn[hair > 0.5]
        spread = float(inside.std()) if inside.size else 1.0
        strokes += drawn * np.float32(share / max(spread, 0.05))
    return np.clip(darkness + strokes * 0.20, 0.04, 1)


def _contours(portrait: Portrait, flow: FlowField) -> FloatArray:
    fine = ink_lines(
        portrait.painted,
        flow,
        sigma_px=1.25,
        threshold=-0.001,
        sharpness=22,
        length_px=12,
        tau=0.985,
        where=portrait.alpha,
    )
    return np.maximum(fine, broad_lines(portrait.painted, portrait.alpha) * 0.8)


def _fade_out(portrait: Portrait, look: Look) -> FloatArray:
    """Let the drawing run out below the shoulders, as an unfinished sketch does."""
    chin_y = float(portrait.landmarks[CHIN, 1])
    _, y = pixel_grid()
    below = (y - chin_y) / portrait.face_height_px
    limit = min(0.75, max(0.25, (SIDE_PX - chin_y) / portrait.face_height_px - 0.10))
    clouds = value_noise(look.seed + 3, size_px=SIDE_PX, cells=5, octaves=4)
    return 1 - smoothstep(limit - 0.28, limit + 0.05, below + (clouds - 0.5) * 0.35)


def _ground_hatching(portrait: Portrait, look: Look) -> FloatArray:
    """Hatch the ground on the shaded side, so that the head stands out."""
    x, y = pixel_grid()
    near = np.clip(blur(portrait.alpha, 70) * 1.5 - 0.1, 0, 1) * (1 - portrait.alpha)
    side = (x / SIDE_PX - 0.5) * (1 if look.light_from_left else -1)
    weight = near * smoothstep(-0.15, 0.25, side) * smoothstep(1.0, 0.6, y / SIDE_PX)
    strokes = _ruled(-0.9, look.seed + 9)
    return smoothstep(0.62, 0.95, strokes + (weight - 1) * 0.35) * np.clip(weight * 2, 0, 1) * 0.5


STYLE = PortraitStyle(
    StyleCard(
        slug="pencil",
        title=LocalizedText(en="Pencil", fr="Crayon"),
        description=LocalizedText(
            en="A drawing in graphite, hatched and rubbed.",
            fr="Un dessin à la mine, hachuré et estompé.",
        ),
        media=("drawing", "graphite"),
        recolors=True,
        options=(Option.BACKGROUND, Option.STRENGTH, Option.LINE, Option.TEXTURE),
    ),
    draw,
    around_figure(_sketch_scene),
)

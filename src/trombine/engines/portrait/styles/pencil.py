"""Graphite: layers of hatching that follow the form, crisp contours, rubbed shade."""

import math

import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle
from trombine.engines.portrait.techniques.edges import ink_lines
from trombine.engines.portrait.techniques.grounds import pixel_grid
from trombine.engines.portrait.techniques.palettes import asked_palette
from trombine.engines.portrait.techniques.tones import equalize_tone
from trombine.faces.topology import CHIN
from trombine.imaging.arrays import FloatArray, as_mask, as_srgb
from trombine.imaging.color import hex_color
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
    (-0.90, 0.06, 0.55, 0.42, 44),
    (-0.55, 0.25, 0.80, 0.42, 36),
    (0.55, 0.48, 0.98, 0.45, 30),
    (-1.20, 0.68, 1.10, 0.50, 26),
)
"""Hatching: angle where no form leads it, darkness where it starts and is full, weight, length."""


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Hatch by tone, rub, then draw the contours."""
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    darkness = 1 - equalize_tone(portrait, features, open_hair=1.0)
    darkness = np.clip(darkness * (0.7 + 0.3 * look.options.strength), 0, 1)
    keep = np.clip(portrait.importance * 1.3, 0, 1)
    fade = _fade_out(portrait, look)
    figure = portrait.alpha * fade
    shade = _hatch(portrait, darkness, figure, look) * 0.86
    rubbed = np.clip(np.power(darkness, np.float32(1.15)) * 0.5, 0, 1)
    shade = mix(1 - (1 - shade) * (1 - rubbed), darkness, keep * 0.62)
    lines = _contours(portrait) * np.float32(look.options.line)
    shade = (1 - (1 - shade) * (1 - np.clip(lines * 0.85, 0, 1))) * figure
    shade = np.maximum(shade, _ground_hatching(portrait, look))
    tooth = paper_height(look.seed, size_px=SIDE_PX)
    shade = np.clip(shade * (1 + 0.32 * look.options.texture * (tooth - 0.5)), 0, 1)
    paper, lead = (hex_color(code) for code in LEADS[look.variation % len(LEADS)])
    asked = asked_palette(look.options)
    sheet = paper if asked is None else asked.pale
    relief = emboss(tooth, strength=0.12 * look.options.texture)[..., None]
    picture = mix((sheet * (1 + relief)).astype(np.float32), lead, shade * 0.97)
    return Artwork(as_srgb(picture), as_mask(figure))


def _hatch(portrait: Portrait, darkness: FloatArray, figure: FloatArray, look: Look) -> FloatArray:
    """Return the layers together: noise drawn out along the form, let through by tone."""
    flow = flow_field(portrait.painted, sigma_px=6)
    form = np.arctan2(flow.tangent_y, flow.tangent_x)
    low, high = np.percentile(flow.energy, [40, 85])
    follows = np.clip(flow.anisotropy * 1.2 - 0.1, 0, 1)
    follows = follows * smoothstep(float(low), max(float(high), float(low) + 1e-6), flow.energy)
    follows = np.maximum(follows, portrait.hair * 0.9)
    uncovered = np.ones_like(darkness)
    for number, (angle, start, full, weight, length_px) in enumerate(LAYERS):
        amount = np.clip((darkness - start) / (full - start), 0, 1) * (figure > 0.01)
        turned = FlowField.from_angle(_blend_angles(form, angle, follows))
        noise = grain(look.seed + number, size_px=SIDE_PX, softness_px=0.9)
        drawn = smooth_along_flow(noise, turned, length_px=length_px, step_px=2.5, where=amount)
        inside = drawn[amount > 0]
        spread = max(float(inside.std()), 0.05) if inside.size else 1.0
        drawn = np.clip(0.5 + drawn * np.float32(0.33 / spread), 0, 1)
        ramp = np.clip((drawn - (1 - amount) + 0.22) / 0.44, 0, 1)
        stroke = ramp * ramp * (3 - 2 * ramp) * np.clip(amount * 1.6, 0, 1)
        uncovered = uncovered * (1 - stroke * np.float32(weight))
    return 1 - uncovered


def _blend_angles(form: FloatArray, angle: float, follows: FloatArray) -> FloatArray:
    """Return the mean of two directions, which are the same after half a turn."""
    sin = np.sin(2 * form) * follows + np.float32(math.sin(2 * angle)) * (1 - follows)
    cos = np.cos(2 * form) * follows + np.float32(math.cos(2 * angle)) * (1 - follows)
    return np.arctan2(sin, cos) / 2


def _contours(portrait: Portrait) -> FloatArray:
    flow = flow_field(portrait.painted, sigma_px=3, pre_blur_px=0.8)
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
    broad = ink_lines(
        portrait.painted,
        flow,
        sigma_px=2.4,
        threshold=-0.002,
        sharpness=13,
        length_px=18,
        where=portrait.alpha,
    )
    return np.maximum(fine, broad * 0.7)


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
    slanted = FlowField.from_angle(np.full_like(weight, -0.9))
    noise = grain(look.seed + 9, size_px=SIDE_PX, softness_px=1.1)
    drawn = smooth_along_flow(noise, slanted, length_px=70, step_px=4, where=weight)
    return smoothstep(0.02, 0.28, drawn) * weight * 0.42


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
)

"""A night portrait between two colored lamps, before a glowing tube."""

import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import FeatureMasks, draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, fills_frame
from trombine.engines.portrait.techniques.edges import cut_crisply
from trombine.engines.portrait.techniques.grounds import add_discs, disc, distance_from, radial
from trombine.engines.portrait.techniques.light import bloom, lambert, rim_light
from trombine.engines.portrait.techniques.tones import bring_out_locks, with_even_light
from trombine.faces.pose import measure_iris
from trombine.faces.topology import LEFT_IRIS, NOSE_BRIDGE, RIGHT_IRIS
from trombine.imaging.arrays import FloatArray, LinearImage, SrgbImage, as_srgb
from trombine.imaging.color import (
    LUMA_WEIGHTS,
    hex_color,
    linear_to_srgb,
    luma,
    scale_saturation,
    srgb_to_linear,
)
from trombine.imaging.filters import blur, mix, smoothstep

# First lamp, second lamp, darkest and middle of the night behind. No lamp is green, nor yellow
# enough to turn green where it fades: under such lamps everybody looks ill.
LAMPS = (
    ("#ff38c8", "#2f9dff", "#0a0620", "#3a0ca3"),
    ("#ff8a2b", "#8a45ff", "#0b0718", "#4a0e4e"),
    ("#ff3b5c", "#4a7dff", "#070a20", "#1d2472"),
    ("#79b2ff", "#ffa24a", "#06101f", "#153a63"),
    ("#ff7a4d", "#d83cff", "#14060f", "#571243"),
)

FRONT = (1.0, 0.90, 0.86)
"""The weak lamp in front is warm: it shows skin as it is between the colors of the others."""

NIGHT = (0.03, 0.025, 0.07)
EVENED = 0.55
"""So much of the photo's own broad light is taken out before lamps are set up."""

OPENED = 0.92
"""Exponent of the reflectance: below 1 dark skin and hair come up, in the order they had."""

COLORED = 0.62
"""How far a colored lamp shows its own color instead of being swallowed by that of the skin."""


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Light the figure, hang the tube, let both glow."""
    first, second, dark, middle = (hex_color(c) for c in LAMPS[look.variation % len(LAMPS)])
    side = 1.0 if look.light_from_left else -1.0
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    edge = cut_crisply(portrait)
    figure = _light_figure(portrait, features, (first, second), side, look.options.strength)
    picture = figure
    if not fills_frame(portrait):
        ground = _night(portrait, look, (first, second, dark, middle), side)
        # The tube glows in the air behind: a glow over the figure would blur its contour.
        ground = bloom(ground, threshold=0.62, radius_px=10, strength=0.40)
        ground = _expose(ground, 1.72)
        # The night is darker around the head, so that its contour reads; the tube is not.
        unlit = 1 - smoothstep(0.45, 0.85, ground @ LUMA_WEIGHTS)
        shadow = np.clip(blur(edge, 14) * 1.2, 0, 1) * unlit
        picture = mix(ground * (1 - 0.55 * shadow)[..., None], figure, edge)
    picture = bloom(picture, threshold=0.80, radius_px=9, strength=0.30)
    return Artwork(as_srgb((picture - 0.46) * 1.14 + 0.46), edge)


def _light_figure(
    portrait: Portrait,
    features: FeatureMasks,
    lamps: tuple[FloatArray, FloatArray],
    side: float,
    strength: float,
) -> FloatArray:
    """Return the figure between a colored lamp on each side and a weak warm one in front.

    Raising ``strength`` turns the lamps up and the front down.
    """
    image = with_even_light(portrait, share=EVENED).painted
    image = as_srgb(bring_out_locks(portrait, image, share=0.14))
    tone = luma(image)
    crisp = (tone - blur(tone, 2.5)) * np.float32(0.5) + (tone - blur(tone, 14)) * np.float32(0.6)
    image = as_srgb(image * np.clip(1 + crisp / (tone + np.float32(0.12)), 0.3, 1.5)[..., None])
    reflected = srgb_to_linear(image) ** np.float32(OPENED)
    gray = (reflected @ LUMA_WEIGHTS)[..., None]
    colorless = reflected + (gray - reflected) * np.float32(COLORED)
    normals = _carve(portrait, tone)
    front = lambert(normals, (0.05 * side, -0.35, 0.9), wrap=0.3)[..., None]
    white = np.array(FRONT, np.float32) * np.float32(0.26 * (1.5 - 0.5 * strength))
    light = reflected * (front * white + np.array(NIGHT, np.float32))
    power = np.float32(0.3 + 0.7 * strength)
    skin = portrait.skin[..., None]
    for lamp, away in zip(lamps, (-side, side), strict=True):
        color = _equal_power(lamp)
        falling = lambert(normals, (away * 0.90, -0.18, 0.38), wrap=0.36)[..., None]
        sheen = lambert(normals, (away * 0.55, -0.30, 0.76), wrap=0.0)[..., None] ** 14
        rim = rim_light(portrait, angle_rad=np.pi if away < 0 else 0.0)[..., None]
        shone = colorless * falling ** np.float32(2.0) * 1.9
        # What a surface mirrors does not ask how dark it is: dark skin glows the most richly.
        shone = shone + sheen * (0.05 * skin + 0.14 * gray) + rim * 0.6
        light = light + shone * (color * power)
    lit = linear_to_srgb(LinearImage(_expose(light, 1.35)))
    return _keep_features(portrait, features, lit, lamps, side)


def _expose(light: FloatArray, gain: float) -> FloatArray:
    """Return what film shows of light, [0, 1): lamps laid over each other do not burn out."""
    return 1 - np.exp(-light * np.float32(gain))


def _equal_power(lamp: FloatArray) -> FloatArray:
    """Return the lamp in linear light, nearer to one luminance, or amber would drown blue."""
    light = srgb_to_linear(SrgbImage(lamp))
    return light * np.float32(np.clip((0.30 / float(light @ LUMA_WEIGHTS)) ** 0.5, 0.6, 1.4))


def _keep_features(
    portrait: Portrait,
    features: FeatureMasks,
    lit: FloatArray,
    lamps: tuple[FloatArray, FloatArray],
    side: float,
) -> FloatArray:
    """Give eyes and teeth a light of their own: they carry the likeness at 48 px."""
    own = portrait.painted
    tone = luma(own)
    near = np.clip(portrait.importance * np.float32(1.2), 0, 1)
    # Lashes, brows and the line between lips stay as dark beside the skin as they are.
    detail = np.clip(tone - blur(tone, 12), -0.4, 0.25)
    kept = lit * (1 + detail * near * np.float32(0.7))[..., None]
    white = np.clip(blur(np.maximum(features.eyes, features.mouth), 1.2), 0, 1)
    bright = smoothstep(0.30, 0.70, tone) * white * (1 - features.irises * np.float32(0.7))
    neutral = scale_saturation(own, 0.35) * np.array((1.0, 0.97, 1.04), np.float32)
    kept = mix(kept, np.clip(neutral * 1.12, 0, 0.97), bright * np.float32(0.8))
    return _set_catchlights(portrait, features, kept, lamps, side)


def _set_catchlights(
    portrait: Portrait,
    features: FeatureMasks,
    lit: FloatArray,
    lamps: tuple[FloatArray, FloatArray],
    side: float,
) -> FloatArray:
    """Return the picture with both lamps mirrored in each iris, the first nearly white."""
    first, second = lamps
    for iris in (RIGHT_IRIS, LEFT_IRIS):
        center, radius = measure_iris(portrait.landmarks, iris)
        radius = max(radius, 2.0)
        for aside, up, size, color in (
            (-side * 0.34, 0.34, 0.19, mix(first, np.ones(3, np.float32), 0.75)),
            (side * 0.40, -0.10, 0.11, mix(second, np.ones(3, np.float32), 0.35)),
        ):
            x, y = float(center[0]) + aside * radius, float(center[1]) - up * radius
            spot = disc(x, y, size * radius) * features.eyes
            lit = mix(lit, color, blur(spot, 0.8) * np.float32(0.92))
    return lit


def _carve(portrait: Portrait, tone: FloatArray) -> FloatArray:
    """Return calm normals for skin, or the lamps would part along the nose; locks for hair."""
    skin = portrait.skin[..., None]
    calm = portrait.normals + (blur(portrait.normals, 26) - portrait.normals) * skin * 0.6
    dx, dy = np.gradient(blur(tone, 1.6))[::-1]
    steep = 14 / np.sqrt(1 + (dx * dx + dy * dy) * np.float32(300))
    steep = steep * (1 - 0.65 * portrait.skin)
    calm[..., 0] -= dx * steep
    calm[..., 1] -= dy * steep
    return calm / np.linalg.norm(calm, axis=2, keepdims=True)


def _night(
    portrait: Portrait, look: Look, colors: tuple[FloatArray, ...], side: float
) -> FloatArray:
    """Dark gradient, bokeh and one tube; the tube changes shape with the variation."""
    first, second, dark, middle = colors
    rng = look.rng(1)
    ground = radial(middle, dark, center=(0.5, 0.42), reach=0.67, power=1.0)
    lamps = (first, second, (first + second) / 2)
    ground = add_discs(
        ground,
        [
            (
                rng.uniform(0, SIDE_PX),
                rng.uniform(0.05, 0.95) * SIDE_PX,
                rng.uniform(10, 44),
                lamps[i % 3],
                rng.uniform(0.08, 0.3),
            )
            for i in range(34)
        ],
    )
    distance = _tube_distance(portrait, look)
    across = np.linspace(0, 1, SIDE_PX, dtype=np.float32)[None, :]
    blend = smoothstep(0.2, 0.8, across if side > 0 else 1 - across)
    tube = mix(np.broadcast_to(first, ground.shape), second, np.broadcast_to(blend, distance.shape))
    glow = np.exp(-distance / 16) * 0.75 + np.exp(-distance / 70) * 0.38
    core = np.clip(6 - distance, 0, 1)
    return mix(ground + tube * glow[..., None], tube * 0.6 + 1.4, core)


def _tube_distance(portrait: Portrait, look: Look) -> FloatArray:
    """Return the distance to a ring, a rounded square, or a pair of arcs around the head."""
    center_y = float(portrait.landmarks[NOSE_BRIDGE, 1])
    radius = distance_from(SIDE_PX / 2, center_y)
    shape = (look.variation // 2) % 3
    if shape == 1:
        y, x = np.mgrid[0:SIDE_PX, 0:SIDE_PX].astype(np.float32)
        square = ((x - SIDE_PX / 2) ** 4 + (y - center_y) ** 4) ** 0.25
        return np.abs(square - SIDE_PX * 0.37).astype(np.float32)
    if shape == 2:
        inner, outer = np.abs(radius - SIDE_PX * 0.36), np.abs(radius - SIDE_PX * 0.44)
        return np.minimum(inner, outer)
    return np.abs(radius - SIDE_PX * 0.40)


STYLE = PortraitStyle(
    StyleCard(
        slug="neon",
        title=LocalizedText(en="Neon", fr="Néon"),
        description=LocalizedText(
            en="A city night, lit by two colored lamps.",
            fr="Une nuit en ville, entre deux lampes colorées.",
        ),
        media=("digital", "light"),
        recolors=True,
        options=(Option.STRENGTH,),
    ),
    draw,
)

"""A night portrait between two colored lamps, before a glowing tube."""

import numpy as np

from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import FeatureMasks, draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle
from trombine.engines.portrait.techniques.grounds import add_discs, distance_from, radial
from trombine.engines.portrait.techniques.light import bloom, lambert, rim_light
from trombine.engines.portrait.techniques.tones import equalize_tone
from trombine.faces.topology import NOSE_BRIDGE
from trombine.imaging.arrays import FloatArray, as_srgb
from trombine.imaging.color import LUMA_WEIGHTS, hex_color
from trombine.imaging.filters import blur, mix, smoothstep

# First lamp, second lamp, darkest and middle of the night behind.
LAMPS = (
    ("#ff2bd6", "#18e0ff", "#0a0620", "#3a0ca3"),
    ("#ff7b00", "#7b2ff7", "#0b0718", "#4a0e4e"),
    ("#39ffb0", "#ff2e8a", "#04110f", "#0b3d3a"),
    ("#4dabff", "#ff4dd2", "#060a1f", "#182a6b"),
    ("#ffd23f", "#ff3864", "#14060f", "#4b1139"),
)


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Light the figure, hang the tube, let both glow."""
    first, second, dark, middle = (hex_color(c) for c in LAMPS[look.variation % len(LAMPS)])
    first, second = _equal_power(first), _equal_power(second)
    side = 1.0 if look.light_from_left else -1.0
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    figure = _light_figure(portrait, features, first, second, side)
    ground = _night(portrait, look, (first, second, dark, middle), side)
    picture = mix(ground, np.clip(figure, 0, 1.3), portrait.alpha)
    picture = bloom(picture, threshold=0.62, radius_px=8, strength=0.30)
    picture = bloom(picture, threshold=0.70, radius_px=36, strength=0.35)
    picture = 1 - np.exp(-picture * 1.72)
    return Artwork(as_srgb((picture - 0.5) * 1.15 + 0.49), portrait.alpha)


def _equal_power(lamp: FloatArray) -> FloatArray:
    """Bring lamps of different hue nearer to one luminance, or yellow would drown blue."""
    return lamp * np.clip((0.40 / float(lamp @ LUMA_WEIGHTS)) ** 0.6, 0.6, 1.25)


def _light_figure(
    portrait: Portrait,
    features: FeatureMasks,
    first: FloatArray,
    second: FloatArray,
    side: float,
) -> FloatArray:
    tone = equalize_tone(portrait, features, open_hair=0.6)
    normals = _carve(portrait.normals, tone)
    lamp_a = lambert(normals, (-side * 0.92, -0.22, 0.34), wrap=0.30)[..., None] ** 1.6
    lamp_b = lambert(normals, (side * 0.92, -0.10, 0.34), wrap=0.30)[..., None] ** 1.6
    key = lambert(normals, (0.05 * side, -0.35, 0.9), wrap=0.25)[..., None]
    albedo = tone[..., None] ** np.float32(1.2)

    neutral = portrait.painted * np.array([0.66, 0.60, 0.88], np.float32)
    lit = neutral * (0.14 + 0.95 * key**1.6) * 0.75 + albedo * (lamp_a * first + lamp_b * second)
    glint_a = lambert(normals, (-side * 0.6, -0.3, 0.75), wrap=0.0)[..., None] ** 28
    glint_b = lambert(normals, (side * 0.62, -0.25, 0.74), wrap=0.0)[..., None] ** 28
    lit = lit + glint_a * first * 0.3 + glint_b * second * 0.3
    left, right = (np.pi, 0.0) if side > 0 else (0.0, np.pi)
    lit = lit + rim_light(portrait, angle_rad=left, width=1.1)[..., None] * (first * 0.8 + 0.2)
    lit = lit + rim_light(portrait, angle_rad=right, width=1.1)[..., None] * (second * 0.8 + 0.2)
    return _keep_features(portrait, features, lit)


def _keep_features(portrait: Portrait, features: FeatureMasks, lit: FloatArray) -> FloatArray:
    """Give eyes and teeth a light of their own: they carry the likeness at 48 px."""
    kept = mix(lit, portrait.painted * 0.98, np.clip(portrait.importance * 0.5, 0, 1))
    white = np.clip(blur(np.maximum(features.eyes, features.mouth), 1.5), 0, 1)
    bright = smoothstep(0.35, 0.8, portrait.painted @ LUMA_WEIGHTS)
    return mix(kept, portrait.painted * 1.12, white * (0.35 + 0.55 * bright))


def _carve(normals: FloatArray, tone: FloatArray) -> FloatArray:
    """Add the photo's own relief, hair above all, to the smooth surface."""
    smooth = blur(tone, 2.2)
    dy, dx = np.gradient(smooth)
    carved = normals.copy()
    carved[..., 0] -= dx * 14
    carved[..., 1] -= dy * 14
    return carved / np.linalg.norm(carved, axis=2, keepdims=True)


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
    return mix(ground + tube * glow[..., None], tube * 0.35 + 0.65, np.clip(6 - distance, 0, 1))


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
        media=("photography", "light"),
        recolors=True,
    ),
    draw,
)

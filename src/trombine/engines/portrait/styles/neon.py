"""A night portrait between two colored lamps, before a glowing tube."""

import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import FeatureMasks, draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle
from trombine.engines.portrait.techniques.edges import cut_crisply
from trombine.engines.portrait.techniques.grounds import add_discs, distance_from, radial
from trombine.engines.portrait.techniques.light import bloom, lambert, rim_light
from trombine.engines.portrait.techniques.tones import equalize_tone, with_even_light
from trombine.faces.topology import NOSE_BRIDGE
from trombine.imaging.arrays import FloatArray, as_srgb
from trombine.imaging.color import LUMA_WEIGHTS, hex_color, scale_saturation
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
    edge = cut_crisply(portrait)
    figure = _light_figure(portrait, features, (first, second), side, look.options.strength)
    ground = _night(portrait, look, (first, second, dark, middle), side)
    # The tube glows in the air behind: a glow over the figure would blur its contour.
    ground = bloom(ground, threshold=0.62, radius_px=10, strength=0.40)
    ground = 1 - np.exp(-ground * 1.72)
    # The night is darker around the head, so that its contour reads; the tube is not.
    unlit = 1 - smoothstep(0.45, 0.85, ground @ LUMA_WEIGHTS)
    shadow = np.clip(blur(edge, 14) * 1.2, 0, 1) * unlit
    picture = mix(ground * (1 - 0.55 * shadow)[..., None], figure, edge)
    picture = bloom(picture, threshold=0.80, radius_px=9, strength=0.30)
    return Artwork(as_srgb((picture - 0.5) * 1.08 + 0.5), edge)


def _equal_power(lamp: FloatArray) -> FloatArray:
    """Bring lamps of different hue nearer to one luminance, or yellow would drown blue."""
    return lamp * np.clip((0.40 / float(lamp @ LUMA_WEIGHTS)) ** 0.6, 0.6, 1.25)


def _light_figure(
    portrait: Portrait,
    features: FeatureMasks,
    lamps: tuple[FloatArray, FloatArray],
    side: float,
    strength: float,
) -> FloatArray:
    """Return the figure between a lamp on each side and a weak one in front.

    Raising ``strength`` turns the lamps up and the front down.
    """
    first, second = lamps
    tone = equalize_tone(with_even_light(portrait, share=0.4), features, open_hair=0.8)
    crisp = np.clip(tone + (tone - blur(tone, 2.5)) * 0.6 + (tone - blur(tone, 14)) * 0.45, 0, 1.1)
    albedo = crisp[..., None] ** np.float32(1.35)
    normals = _carve(portrait.normals, tone)
    lamp_a = lambert(normals, (-side * 0.94, -0.20, 0.28), wrap=0.22)[..., None] ** 1.7
    lamp_b = lambert(normals, (side * 0.94, -0.10, 0.28), wrap=0.22)[..., None] ** 1.7
    front = lambert(normals, (0.05 * side, -0.35, 0.9), wrap=0.25)[..., None] ** 1.5
    night = (first + second) * 0.18 + np.array([0.34, 0.32, 0.52], np.float32)
    lit: FloatArray = albedo * night * front * np.float32(1.5 * (1.5 - 0.5 * strength))
    shine = crisp[..., None] * 0.7 + 0.15
    power = np.float32(1.12 * (0.3 + 0.7 * strength))
    for lamp, falling, away in ((first, lamp_a, -side), (second, lamp_b, side)):
        glint = lambert(normals, (away * 0.62, -0.26, 0.74), wrap=0.0)[..., None] ** 30
        rim = rim_light(portrait, angle_rad=np.pi if away < 0 else 0.0, width=1.0)[..., None]
        colored = _glow(albedo * falling * power + shine * glint * 0.28 + rim * 0.75, lamp)
        lit = 1 - (1 - np.clip(lit, 0, 1)) * (1 - colored)
    return _keep_features(portrait, features, lit, albedo)


def _glow(light: FloatArray, lamp: FloatArray) -> FloatArray:
    """Return light of a lamp's color: deep and pure when faint, white only when very strong."""
    deep = lamp**1.4
    faint = np.clip(light, 0, 1)
    return np.clip((deep + (lamp - deep) * faint) * faint + np.clip(light - 0.82, 0, 1) * 0.8, 0, 1)


def _keep_features(
    portrait: Portrait, features: FeatureMasks, lit: FloatArray, albedo: FloatArray
) -> FloatArray:
    """Give eyes and teeth a light of their own: they carry the likeness at 48 px."""
    weak = np.maximum((lit @ LUMA_WEIGHTS)[..., None], np.float32(0.06))
    lifted = lit * np.clip(albedo * 0.80 / weak, 1, 2.2) * 0.8 + portrait.painted * 0.2
    kept = mix(lit, lifted, np.clip(portrait.importance * 0.85, 0, 1))
    white = np.clip(blur(np.maximum(features.eyes, features.mouth), 1.2), 0, 1)
    bright = smoothstep(0.35, 0.75, portrait.painted @ LUMA_WEIGHTS)
    kept = kept * (1 - 0.35 * white * (1 - bright))[..., None]
    neutral = np.clip(scale_saturation(portrait.painted, 0.3) * 1.2, 0, 0.97)
    return mix(kept, neutral, white * (0.25 + 0.65 * bright))


def _carve(normals: FloatArray, tone: FloatArray) -> FloatArray:
    """Add the photo's own relief, hair above all, to the smooth surface."""
    smooth = blur(tone, 1.6)
    dy, dx = np.gradient(smooth)
    steep = 15 / np.sqrt(1 + (dx * dx + dy * dy) * np.float32(300))
    carved = normals.copy()
    carved[..., 0] -= dx * steep
    carved[..., 1] -= dy * steep
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

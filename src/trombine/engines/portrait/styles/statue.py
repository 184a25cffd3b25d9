"""A bust in gold, bronze or marble, under the lamps of a museum."""

from dataclasses import dataclass

import numpy as np

from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import FeatureMasks, draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle
from trombine.engines.portrait.techniques.edges import cut_crisply
from trombine.engines.portrait.techniques.grounds import radial
from trombine.engines.portrait.techniques.light import bloom, drop_shadow, lambert
from trombine.imaging.arrays import FloatArray, as_srgb
from trombine.imaging.color import hex_color, srgb_to_lab
from trombine.imaging.filters import (
    blur,
    mix,
    smoothstep,
)
from trombine.imaging.noise import grain, value_noise

RELIEF = 22
"""How deep the photo's light is carved; more makes skin rough."""

RAMP_STOPS = (0.0, 0.22, 0.48, 0.76, 1.05)


@dataclass(frozen=True, slots=True)
class Material:
    """Colors from the deepest shade to the highest light, and the wall behind."""

    ramp: tuple[str, str, str, str, str]
    wall: tuple[str, str]
    metal: bool = True


MATERIALS = (
    Material(("#1a0d02", "#5e3505", "#c1820f", "#f5c542", "#fffbe0"), ("#3d1f38", "#100812")),
    Material(
        ("#3a3b42", "#76757a", "#b9b4ae", "#e9e4db", "#fffdf8"), ("#39424e", "#11151b"), metal=False
    ),
    Material(("#0d0705", "#3a1d0d", "#8a5124", "#d79a52", "#fff0cf"), ("#33434a", "#0b1012")),
    Material(("#0a0d12", "#39424e", "#8793a1", "#c9d3dd", "#ffffff"), ("#5b2f2c", "#1a0c0b")),
    Material(
        ("#0b241c", "#1f5a45", "#4f9b7c", "#a5d8bd", "#f1fff6"), ("#4a4038", "#15110d"), metal=False
    ),
)


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Carve the portrait, light it, cast it in the material, set it before a wall."""
    material = MATERIALS[look.variation % len(MATERIALS)]
    side = -1.0 if look.light_from_left else 1.0
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    clay = _carve_clay(portrait, features)
    normals = _carve_normals(portrait, features, clay)
    figure = _cast(portrait, clay, normals, material, look, side)
    wall = radial(hex_color(material.wall[0]), hex_color(material.wall[1]), center=(0.40, 0.34))
    edge = cut_crisply(portrait)  # stone and metal have no flyaway hair
    shadow = drop_shadow(edge, right_px=-side * 26, down_px=26, softness_px=40, strength=0.55)
    picture = mix(wall * (1 - shadow[..., None]), figure, edge)
    picture = bloom(picture, threshold=0.80, radius_px=16, strength=0.35)
    noise = grain(8, size_px=SIDE_PX, softness_px=0.8)[..., None] * np.float32(0.006)
    return Artwork(as_srgb(picture + noise), edge)


def _carve_clay(portrait: Portrait, features: FeatureMasks) -> FloatArray:
    """Return the tone with every color of skin, hair, lips and brows taken out, [0, 1]."""
    lightness = srgb_to_lab(portrait.combed)[..., 0] / 100
    clay, covered = np.zeros_like(lightness), np.full_like(lightness, 1e-4)
    for mask, middle, depth in (
        (portrait.skin, 0.60, 0.12),
        (portrait.hair, 0.52, 0.15),
        (portrait.cloth, 0.50, 0.13),
    ):
        inside = lightness[mask > 0.5]
        if inside.size < 300:
            continue
        deviation = max(float(inside.std()), 0.05)
        carved = np.clip((lightness - np.median(inside)) / deviation, -2.4, 2.2)
        clay += mask * (middle + depth * carved)
        covered += mask
    clay = np.where(covered > 0.05, clay / covered, lightness)
    return _blank_colors(clay, features)


def _blank_colors(clay: FloatArray, features: FeatureMasks) -> FloatArray:
    """Lift what is dark by color and not by form: brows, lips, irises, and the gaps of teeth."""
    skin = np.float32(0.58)
    brows = blur(features.brows, 6)
    clay = mix(clay, blur(clay, 5) * 0.5 + skin * 0.5, brows * 0.7)
    lips = blur(features.lips, 3)
    clay = mix(clay, blur(clay, 3) * 0.5 + skin * 0.45, lips * 0.65)
    eyes = blur(features.eyes, 1.2)
    lids = blur(clay, 2.5)
    blank = lids * 0.25 + skin * 0.72
    clay = mix(clay, blank, eyes * 0.9)
    # A drilled pupil under the upper lid gives a gaze, as sculptors have done since Rome.
    pupil = blur(features.irises, 2.0)
    clay = mix(clay, np.full_like(clay, 0.34), smoothstep(0.25, 0.9, pupil) * 0.75)
    return mix(clay, blur(clay, 3.5) * 0.7 + 0.2, blur(features.mouth, 2) * 0.75)


def _carve_normals(portrait: Portrait, features: FeatureMasks, clay: FloatArray) -> FloatArray:
    calm_skin = mix(blur(clay, 1.4), blur(clay, 4.0), portrait.skin * (1 - portrait.importance))
    calm = mix(calm_skin, blur(clay, 2.2), np.clip(features.lips + features.mouth, 0, 1))
    dy, dx = np.gradient(calm)
    normals = portrait.normals.copy()
    normals[..., 0] -= dx * RELIEF
    normals[..., 1] -= dy * RELIEF
    return normals / np.linalg.norm(normals, axis=2, keepdims=True)


def _cast(
    portrait: Portrait,
    clay: FloatArray,
    normals: FloatArray,
    material: Material,
    look: Look,
    side: float,
) -> FloatArray:
    """Shade the form by key, fill, sky and back light, and give it the material's colors."""
    key = lambert(normals, (side * 0.55, -0.65, 0.62), wrap=0.05)
    fill = lambert(normals, (-side * 0.8, -0.1, 0.35), wrap=0.0)
    back = lambert(normals, (-side * 0.75, -0.35, -0.25), wrap=0.0)
    sky = np.clip(0.5 - normals[..., 1] * 0.5, 0, 1)
    hollow = np.clip(1 - (blur(clay, 22) - clay) * 1.7, 0.45, 1.15)
    hollow = hollow * np.clip(0.75 + 0.35 * blur(portrait.alpha, 30), 0, 1.1)
    light = (clay * 0.58 + 0.14) * (0.38 + 0.90 * key + 0.15 * sky + 0.16 * fill) * hollow
    light = light + 0.20 * back
    if material.metal:
        # The room around a polished head, as bands over its form.
        room = 0.5 + 0.5 * np.sin(normals[..., 1] * 5.2 + normals[..., 0] * 3.1 + 0.6)
        light = light * 0.82 + room * 0.12 * hollow
    ramp = np.array([hex_color(code) for code in material.ramp])
    bounded = np.clip(light, 0, RAMP_STOPS[-1])
    cast = np.dstack([np.interp(bounded, RAMP_STOPS, ramp[:, c]) for c in range(3)])
    cast = cast.astype(np.float32)
    if not material.metal:
        cast = _vein(cast, look)
    shine = lambert(normals, (side * 0.35, -0.5, 0.85), wrap=0.0) ** (26 if material.metal else 40)
    strength = 0.5 if material.metal else 0.16
    return cast + shine[..., None] * strength * ramp[3]


def _vein(cast: FloatArray, look: Look) -> FloatArray:
    """Let dark veins wander through the stone."""
    seed = int(look.rng(1).integers(1 << 20))
    clouds = value_noise(seed, size_px=SIDE_PX, cells=3, octaves=6, gain=0.55)
    thin = np.exp(-(((clouds - 0.5) / 0.012) ** 2)) * 0.14
    broad = np.exp(-(((clouds - 0.36) / 0.03) ** 2)) * 0.07
    return cast * (1 - thin - broad)[..., None]


STYLE = PortraitStyle(
    StyleCard(
        slug="statue",
        title=LocalizedText(en="Statue", fr="Statue"),
        description=LocalizedText(
            en="A bust in gold, marble, bronze, silver or jade.",
            fr="Un buste en or, marbre, bronze, argent ou jade.",
        ),
        media=("sculpture", "metal", "stone"),
        recolors=True,
        source_distance_limit=0.70,
    ),
    draw,
)

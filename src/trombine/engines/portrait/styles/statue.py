"""A bust in gold, bronze or marble, under the lamps of a museum."""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import FeatureMasks, draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, around_figure
from trombine.engines.portrait.techniques.edges import cut_crisply
from trombine.engines.portrait.techniques.grounds import radial
from trombine.engines.portrait.techniques.light import bloom, drop_shadow, lambert
from trombine.engines.portrait.techniques.relief import Relief, carve
from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb
from trombine.imaging.color import hex_color, luma
from trombine.imaging.filters import (
    blur,
    mix,
    smoothstep,
)
from trombine.imaging.noise import grain, value_noise

RAMP_STOPS = (0.0, 0.22, 0.48, 0.76, 1.05)
FAR = 0.5
"""How far a relief of the world lies in the dark."""


@dataclass(frozen=True, slots=True)
class Material:
    """Colors from the deepest shade to the highest light, and the wall behind."""

    ramp: tuple[str, str, str, str, str]
    wall: tuple[str, str]
    metal: bool = True


MATERIALS = (
    Material(("#1a0d02", "#5e3505", "#c1820f", "#f5c542", "#fffbe0"), ("#3d1f38", "#100812")),
    Material(
        ("#2e2a2c", "#6f6866", "#b5aca3", "#ebe5da", "#fffdf8"), ("#39424e", "#11151b"), metal=False
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
    relief = carve(portrait, features, depth=0.3 + 0.7 * look.options.strength, side=side)
    shade = _shade_metal if material.metal else _shade_stone
    figure = shade(portrait, relief, material, side)
    if not material.metal:
        figure = _vein(figure, features, look)
    wall = radial(hex_color(material.wall[0]), hex_color(material.wall[1]), center=(0.40, 0.34))
    edge = cut_crisply(portrait)  # stone and metal have no flyaway hair
    shadow = drop_shadow(edge, right_px=-side * 26, down_px=26, softness_px=40, strength=0.55)
    picture = mix(wall * (1 - shadow[..., None]), figure, edge)
    picture = bloom(picture, threshold=0.86, radius_px=16, strength=0.30)
    noise = grain(8, size_px=SIDE_PX, softness_px=0.8)[..., None] * np.float32(0.006)
    return Artwork(as_srgb(picture + noise), edge)


def _carve_scene(_portrait: Portrait, scene: SrgbImage, look: Look) -> FloatArray:
    """Return the world as a low relief in the dark of the wall: lit as the bust is, it hid it."""
    material = MATERIALS[look.variation % len(MATERIALS)]
    half = (SIDE_PX // 2, SIDE_PX // 2)
    tone = luma(as_srgb(cv2.resize(scene, half, interpolation=cv2.INTER_AREA)))
    height = blur(tone, 1.2) * 26 + blur(tone, 5) * 40
    lamp = 0.6 if look.light_from_left else -0.6
    dx = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=1 / 8)
    dy = cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=1 / 8)
    light = (dx * lamp + dy * 0.6 + 0.72) / np.sqrt(dx * dx + dy * dy + 1)
    cast = _ramp(np.clip(light * 0.42 + (tone - 0.5) * 0.16, 0, 1), material)
    far = mix(cast, hex_color(material.wall[1]), FAR)
    return cv2.resize(far, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_CUBIC)


def _shade_metal(portrait: Portrait, relief: Relief, material: Material, side: float) -> FloatArray:
    """Return polished metal: a studio mirrored in the form, patina in its hollows."""
    normals = relief.normals
    key = lambert(normals, (side * 0.55, -0.55, 0.65), wrap=0.15)
    fill = lambert(normals, (-side * 0.8, 0.0, 0.45), wrap=0.1)
    base = 0.17 + 0.33 * key + 0.12 * fill
    mirrored = _studio(normals, side)
    light = base + mirrored * 0.36
    light = light * (1 - 0.92 * relief.hollow) * relief.tone * _occlusion(portrait)
    cast = _ramp((light - 0.45) * 1.18 + 0.43, material)
    glint = lambert(normals, (side * 0.38, -0.48, 0.80), wrap=0.0) ** 40
    glint = glint * (1 - relief.hollow) * np.minimum(relief.tone, 1) * 0.35
    return cast + glint[..., None] * hex_color(material.ramp[4])


def _studio(normals: FloatArray, side: float) -> FloatArray:
    """Return what a polished form mirrors: a large lamp, a strip, the dark between, the floor."""
    # A viewer far off sees the direction 2 (N.V) N - V.
    facing = normals[..., 2]
    right, down = 2 * facing * normals[..., 0], 2 * facing * normals[..., 1]
    lamp = np.exp(-(((right - side * 0.55) / 0.55) ** 2) - ((down + 0.55) / 0.42) ** 2)
    strip = np.exp(-(((right + side * 0.92) / 0.24) ** 2)) * smoothstep(0.9, 0.0, np.abs(down))
    floor = smoothstep(0.08, 0.75, down) * 0.48
    return lamp + strip * 0.55 + floor


def _shade_stone(portrait: Portrait, relief: Relief, material: Material, side: float) -> FloatArray:
    """Return stone: soft light that sinks in a little, deep shade in what the chisel undercut."""
    normals = relief.normals
    key = lambert(normals, (side * 0.62, -0.62, 0.55), wrap=0.10)
    fill = lambert(normals, (-side * 0.8, -0.1, 0.5), wrap=0.2)
    sky = np.clip(0.5 - normals[..., 1] * 0.5, 0, 1)
    light = 0.07 + 0.62 * key + 0.11 * sky + 0.15 * fill
    light = mix(light, blur(light, 6), 0.25)  # light travels a few millimeters through stone
    light = light * (1 - 0.85 * relief.hollow) * relief.tone * _occlusion(portrait)
    cast = _ramp(light, material)
    glint = lambert(normals, (side * 0.35, -0.5, 0.85), wrap=0.0) ** 40
    return cast + glint[..., None] * 0.16 * hex_color(material.ramp[4])


def _occlusion(portrait: Portrait) -> FloatArray:
    return np.clip(0.72 + 0.40 * blur(portrait.alpha, 30), 0, 1.05)


def _ramp(light: FloatArray, material: Material) -> FloatArray:
    ramp = np.array([hex_color(code) for code in material.ramp])
    bounded = np.clip(light, 0, RAMP_STOPS[-1])
    cast = np.dstack([np.interp(bounded, RAMP_STOPS, ramp[:, c]) for c in range(3)])
    return cast.astype(np.float32)


def _vein(cast: FloatArray, features: FeatureMasks, look: Look) -> FloatArray:
    """Let dark veins wander through the stone, around the face: there they would be scars."""
    seed = int(look.rng(1).integers(1 << 20))
    clouds = value_noise(seed, size_px=SIDE_PX, cells=3, octaves=6, gain=0.55)
    thin = np.exp(-(((clouds - 0.5) / 0.012) ** 2)) * 0.14
    broad = np.exp(-(((clouds - 0.36) / 0.03) ** 2)) * 0.07
    away = 1 - 0.94 * smoothstep(0.1, 0.7, blur(features.oval, 18))
    return cast * (1 - (thin + broad) * away)[..., None]


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
        options=(Option.STRENGTH,),
        source_distance_limit=0.70,
    ),
    draw,
    around_figure(_carve_scene),
)

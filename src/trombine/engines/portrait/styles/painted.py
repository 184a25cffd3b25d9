"""A digital painting: clean planes, combed hair, a brushed ground in a color that suits."""

import math

import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, fills_frame
from trombine.engines.portrait.techniques.grounds import distance_from, radial
from trombine.engines.portrait.techniques.light import bloom, drop_shadow, rim_light
from trombine.engines.portrait.techniques.palettes import Palette, pick_palette
from trombine.engines.portrait.techniques.strokes import Brush, lay_strokes
from trombine.engines.portrait.techniques.tones import bring_out_locks
from trombine.imaging.arrays import FloatArray, SrgbImage, as_mask, as_srgb
from trombine.imaging.color import luma, scale_saturation
from trombine.imaging.filters import (
    FlowField,
    blur,
    flow_field,
    mix,
    smoothstep,
)
from trombine.imaging.noise import emboss, value_noise

GROUND_BRUSHES = (
    Brush(54, 240, 92, opacity=0.7, dryness=0.3, color_spread=0.018),
    Brush(60, 150, 44, opacity=0.7, dryness=0.3, color_spread=0.018),
)
FIGURE_BRUSHES = (
    Brush(16, 70, 15, opacity=0.75, dryness=0.25, color_spread=0.018),
    Brush(10, 52, 8, opacity=0.75, dryness=0.25, color_spread=0.018),
)


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Paint ground, figure, light, then brush over hair and cloth."""
    strength = look.options.strength
    palette = pick_palette(portrait, look)
    ground = _paint_ground(palette, look) if not fills_frame(portrait) else palette.deep
    figure = bring_out_locks(portrait, _grade(portrait.combed, strength), share=0.20 * strength)
    figure = _light_rim(portrait, np.clip(figure, 0, 1), palette, look)
    # Flyaway hair is drawn by the brush; the matte's haze around it is not.
    edge = as_mask((portrait.alpha - 0.5) * 1.7 + 0.5)
    shadow = drop_shadow(edge, right_px=10, down_px=14, softness_px=30, strength=0.35)
    picture = mix(ground * (1 - shadow[..., None]), figure, edge)
    picture = _brush_over(portrait, picture, look)
    picture = bloom(picture, threshold=0.85, radius_px=16, strength=0.15)
    return Artwork(as_srgb(picture), edge)


def _paint_ground(palette: Palette, look: Look) -> FloatArray:
    seed = int(look.rng(1).integers(1 << 20))
    ground = radial(palette.bright, palette.deep * 0.75, center=(0.5, 0.42), reach=0.8, power=1.3)
    clouds = value_noise(seed, size_px=SIDE_PX, cells=3, octaves=4)
    ground = mix(ground, palette.accent, smoothstep(0.55, 0.95, clouds) * 0.25)
    ground = ground * (0.93 + 0.14 * clouds[..., None])
    angle = value_noise(seed + 5, size_px=SIDE_PX, cells=2, octaves=2) * np.float32(2 * math.pi)
    flow = FlowField.from_angle(angle)
    relief: FloatArray = np.zeros_like(angle)
    density: FloatArray = np.ones_like(angle)
    painted: FloatArray = ground.astype(np.float32)
    for number, brush in enumerate(GROUND_BRUSHES):
        painted, relief = lay_strokes(
            painted, relief, ground, flow, density * (1 - 0.5 * number), brush, look.rng(2 + number)
        )
    painted = mix(painted, blur(painted, 2.2), 0.5)
    painted = painted + emboss(blur(relief, 1.2), strength=0.14)[..., None]
    halo = np.exp(-1.4 * (distance_from(SIDE_PX / 2, SIDE_PX * 0.4) / (0.42 * SIDE_PX)) ** 2)
    glow = halo[..., None]
    return np.clip(painted * (0.72 + 0.5 * glow) + palette.bright * glow * 0.1, 0, 1)


def _grade(figure: SrgbImage, strength: float) -> FloatArray:
    """Cool the shadows and warm the lights a little; middle tones, and so skin, stay."""
    rich = scale_saturation(figure, 1.0 + 0.20 * strength)
    light = luma(rich)[..., None]
    cool = np.array([0.01, 0.03, 0.08], np.float32) * (1 - light) ** 3
    warm = np.array([0.02, 0.01, -0.02], np.float32) * light**3
    return np.clip(rich + cool + warm, 0, 1)


def _light_rim(portrait: Portrait, figure: FloatArray, palette: Palette, look: Look) -> FloatArray:
    """Let the ground's color touch the edge and the deep shadows."""
    angle = -0.6 if look.light_from_left else math.pi + 0.6
    rim = rim_light(portrait, angle_rad=angle, width=0.9)
    tone = blur(luma(SrgbImage(figure)), 6)
    strength = (rim * (0.28 + 0.78 * tone))[..., None]
    light = strength * (palette.bright * 0.55 + 0.45) * (0.14 + 0.30 * look.options.strength)
    # What is light already has little room left: the rim must not burn it out.
    lit = figure + light * np.clip(1.35 - figure, 0, 1)
    dark = (1 - luma(as_srgb(lit))[..., None]) ** 3
    return np.clip(lit + palette.deep * dark * 0.10, 0, 1)


def _brush_over(portrait: Portrait, picture: FloatArray, look: Look) -> FloatArray:
    """Break hair and cloth into strokes; faces keep their planes."""
    flow = flow_field(picture, sigma_px=6, pre_blur_px=1.5)
    strength = np.float32(look.options.strength)
    # Only a strong hand goes over the skin too, and never over the features.
    on_skin = np.clip(strength - 1, 0, 1) * np.float32(0.9)
    parts = portrait.hair * 0.75 + portrait.cloth * 0.9 + portrait.skin * on_skin
    density = np.clip(portrait.alpha * parts - portrait.importance * 1.5, 0, 1) * 0.8
    canvas: FloatArray = picture.astype(np.float32)
    relief: FloatArray = np.zeros_like(density)
    for number, brush in enumerate(FIGURE_BRUSHES):
        canvas, relief = lay_strokes(
            canvas, relief, picture, flow, density, brush, look.rng(10 + number)
        )
    touched = mix(picture, canvas, np.clip(0.25 + 0.5 * strength, 0, 1))
    thickness = 0.10 * strength * look.options.texture
    return touched + emboss(blur(relief, 0.7), strength=float(thickness))[..., None]


STYLE = PortraitStyle(
    StyleCard(
        slug="painted",
        title=LocalizedText(en="Painted", fr="Peinture"),
        description=LocalizedText(
            en="A luminous digital painting before a brushed ground.",
            fr="Une peinture numérique lumineuse sur fond brossé.",
        ),
        media=("painting", "digital"),
        options=(Option.BACKGROUND, Option.STRENGTH, Option.TEXTURE),
    ),
    draw,
)

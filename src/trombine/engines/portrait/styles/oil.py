"""An oil painting: five layers of brushes from broad to fine, with the relief of thick paint."""

import math
from dataclasses import replace

import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, fills_frame
from trombine.engines.portrait.techniques.grounds import pixel_grid, radial
from trombine.engines.portrait.techniques.palettes import Palette, pick_palette
from trombine.engines.portrait.techniques.strokes import Brush, lay_strokes
from trombine.engines.portrait.techniques.tones import bring_out_locks
from trombine.imaging.arrays import FloatArray, as_srgb
from trombine.imaging.color import scale_saturation
from trombine.imaging.filters import FlowField, blur, flow_field, mix, smoothstep, sum_channels
from trombine.imaging.noise import emboss, grain, value_noise

# From the block-in to the last touches; each brush sees the picture blurred to its own size.
BRUSHES = (
    (Brush(26, 120, 46, opacity=0.95, dryness=0.4, color_spread=0.05, angle_spread_rad=0.3), 14.0),
    (Brush(15, 78, 25, opacity=0.92, dryness=0.35, color_spread=0.034, angle_spread_rad=0.22), 7.0),
    (Brush(9, 48, 14, opacity=0.9, dryness=0.3, color_spread=0.02, angle_spread_rad=0.15), 3.5),
    (Brush(5.5, 30, 8, opacity=0.88, dryness=0.2, color_spread=0.018, angle_spread_rad=0.1), 1.8),
    (
        Brush(3.6, 17, 4.6, opacity=0.85, dryness=0.1, color_spread=0.008, angle_spread_rad=0.05),
        0.8,
    ),
)


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Block in, refine towards the features, then let the light graze the paint."""
    reference = _compose(portrait, pick_palette(portrait, look, offset=1), look)
    oval = draw_features(portrait.landmarks, size_px=SIDE_PX).oval
    face = np.clip(portrait.importance * 1.2, 0, 1)
    detail = np.clip(blur(oval, 10) * 0.55 + face, 0, 1)
    swirl = _swirl(look)
    canvas = np.broadcast_to(_toned_canvas(reference), reference.shape).astype(np.float32)
    relief: FloatArray = np.zeros_like(face)
    for layer, (brush, blur_px) in enumerate(_choose_brushes(look)):
        seen = blur(reference, blur_px)
        flow = _brush_direction(portrait, seen, swirl, max(3.0, blur_px * 1.6))
        error = blur(sum_channels(np.abs(canvas - seen)) / 3, brush.width_px * 0.35)
        density = _where_to_paint(layer, error, portrait, detail, face)
        canvas, relief = lay_strokes(
            canvas, relief, seen, flow, density, brush, look.rng(20 + layer)
        )
    held = mix(canvas, reference, np.clip(portrait.importance * 1.1 - 0.25, 0, 0.55))
    lit = _graze(portrait, held, relief, face, look.options.texture)
    return Artwork(as_srgb(lit), portrait.alpha)


def _choose_brushes(look: Look) -> list[tuple[Brush, float]]:
    """Return the brushes for a light or a strong hand: fine and close, or broad and apart."""
    size = 0.55 + 0.45 * look.options.strength
    return [
        (
            replace(
                brush,
                spacing_px=brush.spacing_px * size,
                length_px=brush.length_px * size,
                width_px=brush.width_px * size,
                color_spread=brush.color_spread * look.options.strength,
            ),
            blur_px * size,
        )
        for brush, blur_px in BRUSHES
    ]


def _compose(portrait: Portrait, palette: Palette, look: Look) -> FloatArray:
    """Return the picture the brushes copy: rich figure, deep ground."""
    figure = mix(portrait.painted, portrait.relit, 0.25)
    figure = scale_saturation(as_srgb(figure), 1.20)
    figure = as_srgb(bring_out_locks(portrait, figure, share=0.16))
    if fills_frame(portrait):
        return figure
    light = mix(palette.bright, palette.deep, 0.4)
    ground = radial(light, palette.deep * 0.55, center=(0.5, 0.42), reach=0.8, power=1.3)
    seed = int(look.rng(1).integers(1 << 20))
    clouds = value_noise(seed, size_px=SIDE_PX, cells=3, octaves=4)
    ground = mix(ground, palette.accent, smoothstep(0.6, 0.95, clouds) * 0.25)
    return mix(ground, figure, portrait.alpha)


def _toned_canvas(reference: FloatArray) -> FloatArray:
    return reference.mean(axis=(0, 1)) * np.array([0.8, 0.62, 0.5], np.float32)


def _swirl(look: Look) -> FloatArray:
    """Return the angle of the ground's strokes: around the head, or slanted with the light."""
    x, y = pixel_grid()
    seed = int(look.rng(2).integers(1 << 20))
    unrest = (value_noise(seed, size_px=SIDE_PX, cells=2, octaves=2) - 0.5) * 2.2
    if look.variation % 3 == 2:
        slant = -0.8 if look.light_from_left else 0.8
        return unrest * 0.5 + np.float32(slant)
    around = np.arctan2(y - 0.42 * SIDE_PX, x - 0.5 * SIDE_PX) + np.float32(math.pi / 2)
    return around + unrest


def _brush_direction(
    portrait: Portrait, seen: FloatArray, swirl: FloatArray, sigma_px: float
) -> FlowField:
    """Follow edges where there are any, the form of the skin elsewhere, the swirl behind."""
    flow = flow_field(seen, sigma_px=sigma_px, pre_blur_px=0.8)
    form = np.arctan2(portrait.normals[..., 0], -portrait.normals[..., 1])
    strong = float(np.percentile(flow.energy[::8, ::8], 70)) + 1e-9
    calm = np.clip(1 - flow.energy / strong, 0, 1) * portrait.skin
    # Directions have no sign: they are averaged at twice their angle.
    cos = mix(np.cos(2 * flow.angle_rad), np.cos(2 * form), calm)
    sin = mix(np.sin(2 * flow.angle_rad), np.sin(2 * form), calm)
    return FlowField.from_angle(np.where(portrait.alpha > 0.5, np.arctan2(sin, cos) / 2, swirl))


def _where_to_paint(
    layer: int, error: FloatArray, portrait: Portrait, detail: FloatArray, face: FloatArray
) -> FloatArray:
    """Return the density of a layer: everywhere at first, at last only on the features."""
    wrong = smoothstep(0.02, 0.075, error)
    figure = np.clip(portrait.alpha + 0.15, 0, 1)
    if layer == 0:
        return np.ones_like(error)
    if layer == 1:
        return np.maximum(wrong, 0.5)
    if layer == 2:
        return np.maximum(wrong * figure, np.clip(detail * 1.5, 0, 0.95))
    if layer == 3:
        return np.maximum(wrong * figure * np.clip(0.25 + detail, 0, 1), face * 0.95)
    return face * np.clip(wrong + 0.6, 0, 1)


def _graze(
    portrait: Portrait,
    canvas: FloatArray,
    relief: FloatArray,
    face: FloatArray,
    texture: float,
) -> FloatArray:
    """Light the ridges of the paint; skin stays calm."""
    ridges = emboss(blur(relief, 0.8), strength=texture)
    strength = ((1 - 0.55 * face) * (1 - 0.62 * blur(portrait.skin, 3)))[..., None]
    lit = canvas * (1 + ridges[..., None] * 0.75 * strength)
    shine = np.clip(ridges, 0, 1)[..., None] ** 1.5 * 0.5 * strength
    weave = grain(9, size_px=SIDE_PX, softness_px=1.0)[..., None] * np.float32(0.006)
    return lit + shine + weave


STYLE = PortraitStyle(
    StyleCard(
        slug="oil",
        title=LocalizedText(en="Oil", fr="Huile"),
        description=LocalizedText(
            en="Oil on canvas, thick paint under grazing light.",
            fr="Huile sur toile, pâte épaisse sous une lumière rasante.",
        ),
        media=("painting", "oil"),
        options=(Option.BACKGROUND, Option.STRENGTH, Option.TEXTURE),
    ),
    draw,
)

"""Botanical gouache: flat dry-brushed color, a pencil contour, leaves around."""

import math

import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.skin_tone import follow_skin_tone
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, fills_frame
from trombine.engines.portrait.techniques.botanicals import Branch, paint_branch
from trombine.engines.portrait.techniques.cartoon import blush, cartoon_lines
from trombine.engines.portrait.techniques.edges import cut_crisply
from trombine.engines.portrait.techniques.grounds import add_discs, blob
from trombine.engines.portrait.techniques.light import drop_shadow
from trombine.engines.portrait.techniques.palettes import Palette, pick_palette
from trombine.engines.portrait.techniques.tones import (
    bring_out_locks,
    clear_shade,
    even_light,
    posterize_regions,
)
from trombine.imaging.arrays import FloatArray, as_srgb
from trombine.imaging.color import scale_saturation
from trombine.imaging.filters import FlowField, flow_field, mix, smooth_along_flow
from trombine.imaging.noise import emboss, grain, paper_height

PENCIL = np.array([0.32, 0.18, 0.16], np.float32)
SHADOW_GREEN = np.array([0.05, 0.12, 0.08], np.float32)
FRESH_GREEN = np.array([0.10, 0.20, 0.10], np.float32)
RICHEST_SKIN = 1.08
"""Chroma of painted skin against the person's."""


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Flatten the figure, plant the ground, dry-brush both, draw the contour."""
    palette = pick_palette(portrait, look, offset=1)
    figure = _flatten(portrait, look)
    edge = cut_crisply(portrait)
    shadow = drop_shadow(edge, right_px=6, down_px=8, softness_px=10, strength=0.22)
    plain = palette.deep if fills_frame(portrait) else _plant(palette, look)
    ground = plain * (1 - shadow[..., None])
    picture = _dry_brush(mix(ground, figure, edge), portrait, look)
    lines = cartoon_lines(portrait, portrait.painted, where=portrait.alpha, sigma_px=1.3)
    weight = np.clip(lines * 0.62 * look.options.line, 0, 1) * edge
    picture = picture * (1 - weight[..., None] * (1 - PENCIL))
    return Artwork(as_srgb(picture), edge)


def _flatten(portrait: Portrait, look: Look) -> FloatArray:
    image = clear_shade(portrait, even_light(portrait, portrait.combed, share=0.4), depth=0.26)
    image = as_srgb(bring_out_locks(portrait, image, share=0.24))
    flat = posterize_regions(portrait, image, levels=4, saturation=1.2)
    features = np.clip(portrait.importance, 0, 0.75)
    figure = mix(flat, scale_saturation(portrait.painted, 1.12), features)
    soft = np.full(features.shape, 0.35 / look.options.strength, np.float32)
    figure = blush(portrait, mix(figure, image, soft), share=0.11)
    return follow_skin_tone(as_srgb(figure), portrait, richest=RICHEST_SKIN)


def _plant(palette: Palette, look: Look) -> FloatArray:
    """Return a field of color with branches from the corners and a few berries."""
    rng = look.rng(1)
    side = float(SIDE_PX)
    plain = palette.bright * 0.8 + palette.pale * 0.2
    ground = np.broadcast_to(plain, (SIDE_PX, SIDE_PX, 3)).astype(np.float32)
    field = blob(side / 2, side / 2, side * 0.43, rng=rng, wobble=0.10)
    ground = mix(ground, palette.deep, field * 0.9)
    dark = palette.deep * 0.45 + SHADOW_GREEN
    fresh = palette.bright * 0.5 + palette.accent * 0.15 + FRESH_GREEN
    colors = (dark, palette.accent * 0.85, palette.pale * 0.9, fresh, palette.accent, dark * 1.3)
    branches = (
        Branch(-20, side * 0.80, -1.15, side * 0.62),
        Branch(side + 20, side * 0.80, -2.0, side * 0.62),
        Branch(40, side + 10, -1.35, side * 0.42),
        Branch(side - 40, side + 10, -1.8, side * 0.42),
        Branch(-30, side * 0.25, -0.35, side * 0.36),
        Branch(side + 30, side * 0.22, math.pi + 0.35, side * 0.36),
    )
    for number, branch in enumerate(branches):
        color = np.clip(colors[(number + look.variation) % len(colors)], 0, 1)
        ground = paint_branch(ground, branch, color, rng)
    berries = [
        (
            float(rng.uniform(0, side)),
            float(rng.uniform(0, side * 0.9)),
            float(rng.uniform(4, 11)),
            (palette.pale, palette.accent, palette.bright)[number % 3],
            1.0,
        )
        for number in range(26)
    ]
    return add_discs(ground, berries)


def _dry_brush(picture: FloatArray, portrait: Portrait, look: Look) -> FloatArray:
    """Let bristles and paper break the color, along the form and across the whole."""
    away = 1 - 0.75 * np.clip(portrait.importance * 1.3, 0, 1)
    slanted = FlowField.from_angle(np.full(away.shape, 0.64, np.float32))
    form = flow_field(picture, sigma_px=6, pre_blur_px=2)
    broad = grain(look.seed + 3, size_px=SIDE_PX, softness_px=1.2)
    fine = grain(look.seed + 4, size_px=SIDE_PX, softness_px=1.3)
    broad = smooth_along_flow(broad, slanted, length_px=60, step_px=4)
    fine = smooth_along_flow(fine, form, length_px=40, step_px=3, where=portrait.alpha)
    weight = np.float32(look.options.texture)
    bristles = broad / broad.std() * 0.016 + fine / fine.std() * 0.022
    tooth = emboss(paper_height(look.seed, size_px=SIDE_PX), strength=0.16)
    return picture * (1 + (weight * away * (bristles + tooth))[..., None])


STYLE = PortraitStyle(
    StyleCard(
        slug="gouache",
        title=LocalizedText(en="Botanical gouache", fr="Gouache botanique"),
        description=LocalizedText(
            en="Flat, dry-brushed color among leaves and berries.",
            fr="Des aplats à la brosse sèche, entre feuilles et baies.",
        ),
        media=("painting", "gouache"),
        options=(Option.BACKGROUND, Option.STRENGTH, Option.LINE, Option.TEXTURE),
    ),
    draw,
)

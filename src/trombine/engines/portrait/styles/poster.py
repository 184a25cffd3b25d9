"""A screen-printed poster: four inks, striped half tones, a ground in two halves."""

import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, Render
from trombine.engines.portrait.techniques.cutouts import (
    drop_scraps,
    keep_off_lips,
    light_for_cutting,
)
from trombine.engines.portrait.techniques.edges import cut_crisply
from trombine.engines.portrait.techniques.grounds import disc, pixel_grid, rays, stripes
from trombine.engines.portrait.techniques.palettes import asked_palette
from trombine.engines.portrait.techniques.tones import iso_tones
from trombine.imaging.arrays import FloatArray, as_mask, as_srgb
from trombine.imaging.color import hex_color, luma
from trombine.imaging.filters import blur, dilate_disc, mix, smoothstep
from trombine.imaging.noise import grain, paper_height

INK_SETS = (
    ("#00304a", "#d71a21", "#7096a0", "#fce4a8"),
    ("#2d1e4f", "#e4572e", "#7fb7be", "#fff1c9"),
    ("#15324b", "#e07a1f", "#5fa8a0", "#fbe9c6"),
    ("#1b2a41", "#c2185b", "#f4a261", "#fff0dc"),
    ("#13343b", "#2a9d8f", "#e9c46a", "#fdf3d8"),
    ("#32123f", "#8e44ad", "#f08a9b", "#ffe9df"),
)
"""Deep shade, shade, half tone, paper."""

BORDERS = (0.24, 0.42, 0.59, 0.79)
LAMP_SHARE = 0.24
CALM_PX = 17
SMALLEST_PX, FEATURE_PX = 2400, 70
STRIPE_PITCH_PX = 7.5
FRAME_PX = 46


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Print the tones over each other, the lighter half tone as stripes."""
    _, shade, half, _ = _inks(look)
    return _print(portrait, look, _ground(look, shade, half))


def draw_in_world(_render: Render, portrait: Portrait, look: Look) -> Artwork:
    """Print the world in the two inks of the ground: in all four it would hide the figure."""
    _, shade, half, _ = _inks(look)
    if portrait.world is None:
        return draw(portrait, look)
    tone = blur(luma(portrait.world), 2.0)
    low, high = np.percentile(tone, [33, 66])
    light = smoothstep(float(high) - 0.012, float(high) + 0.012, tone)
    middle = smoothstep(float(low) - 0.012, float(low) + 0.012, tone)
    lines = stripes(pitch_px=STRIPE_PITCH_PX, width_px=3.5 / look.options.line, turn_rad=0.0)
    ground = mix(mix(_plain(shade), half, middle * lines), half, light)
    return _print(portrait, look, ground)


def _inks(look: Look) -> tuple[FloatArray, ...]:
    return tuple(hex_color(code) for code in INK_SETS[look.variation % len(INK_SETS)])


def _print(portrait: Portrait, look: Look, ground: FloatArray) -> Artwork:
    deep, shade, half, paper = _inks(look)
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    tone = light_for_cutting(
        portrait,
        features,
        from_left=look.light_from_left,
        lamp_share=LAMP_SHARE,
        calm_px=CALM_PX,
        relief=0.45 * look.options.strength,
    )
    lit = [
        drop_scraps(
            mask, portrait, features, smallest_px=SMALLEST_PX, smallest_feature_px=FEATURE_PX
        )
        for mask in iso_tones(portrait, tone, BORDERS, calm_px=3.0)
    ]
    lit[-1] = keep_off_lips(lit[-1], features)
    lines = stripes(pitch_px=STRIPE_PITCH_PX, width_px=3.5 / look.options.line, turn_rad=0.0)
    figure = np.broadcast_to(deep, (SIDE_PX, SIDE_PX, 3)).astype(np.float32)
    for mask, ink in zip(lit, (shade, half, mix(_plain(half), paper, lines), paper), strict=True):
        figure = mix(figure, ink, mask)
    edge = cut_crisply(portrait)
    key_line = smoothstep(0.25, 0.75, blur(dilate_disc(edge, 7), 1.2))
    picture = mix(ground, paper, key_line)
    picture = mix(picture, figure, edge)
    inside = 1 - _frame()
    picture = mix(_plain(paper), picture, inside)
    return Artwork(as_srgb(_press(picture, look)), as_mask(key_line * inside))


def _plain(color: FloatArray) -> FloatArray:
    return np.broadcast_to(color, (SIDE_PX, SIDE_PX, 3)).astype(np.float32)


def _ground(look: Look, shade: FloatArray, half: FloatArray) -> FloatArray:
    """Two halves, a sun, or beams: in turn."""
    asked = asked_palette(look.options)
    if asked is not None:
        shade, half = asked.deep, asked.bright
    x, _ = pixel_grid()
    kind = look.variation % 3
    if kind == 0:
        split = smoothstep(SIDE_PX * 0.498, SIDE_PX * 0.502, x)
        return mix(_plain(shade), half, split if look.light_from_left else 1 - split)
    if kind == 1:
        sun = disc(SIDE_PX / 2, SIDE_PX * 0.45, SIDE_PX * 0.38)
        return mix(_plain(half), shade, sun)
    beams = rays(center=(0.5, 0.5), count=14, turn_rad=float(look.rng(1).uniform(0, 1)))
    return mix(_plain(half), shade, beams)


def _frame() -> FloatArray:
    x, y = pixel_grid()
    outward = np.maximum(np.abs(x - SIDE_PX / 2), np.abs(y - SIDE_PX / 2))
    return np.clip(outward - (SIDE_PX / 2 - FRAME_PX) + 0.5, 0, 1)


def _press(picture: FloatArray, look: Look) -> FloatArray:
    """Let the paper's tooth and the ink's grain show."""
    weight = look.options.texture
    tooth = paper_height(look.seed, size_px=SIDE_PX)[..., None] - 0.5
    speckle = grain(look.seed + 2, size_px=SIDE_PX, softness_px=0.8)[..., None]
    return picture * (1 + 0.08 * weight * tooth) + speckle * np.float32(0.012 * weight)


STYLE = PortraitStyle(
    StyleCard(
        slug="poster",
        title=LocalizedText(en="Poster", fr="Affiche"),
        description=LocalizedText(
            en="A screen print in four inks, bold as a campaign poster.",
            fr="Une sérigraphie en quatre encres, franche comme une affiche.",
        ),
        media=("print", "screen print"),
        recolors=True,
        options=(Option.BACKGROUND, Option.STRENGTH, Option.LINE, Option.TEXTURE),
    ),
    draw,
    draw_in_world,
)

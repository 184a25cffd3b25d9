"""A die-cut sticker: cel tones, colored lines, a white border, a soft shadow."""

import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, Render, draw_at_once
from trombine.engines.portrait.techniques.cartoon import blush, cartoon_lines, draw_irises
from trombine.engines.portrait.techniques.edges import cut_crisply
from trombine.engines.portrait.techniques.grounds import dots, pixel_grid, rays, stripes
from trombine.engines.portrait.techniques.light import drop_shadow
from trombine.engines.portrait.techniques.palettes import Palette, pick_palette
from trombine.engines.portrait.techniques.tones import (
    bring_out_locks,
    clear_shade,
    even_light,
    posterize_regions,
)
from trombine.engines.portrait.techniques.warps import caricature
from trombine.imaging.arrays import FloatArray, Mask, as_mask, as_srgb
from trombine.imaging.color import scale_saturation
from trombine.imaging.filters import blur, dilate_disc, mix

BORDER_PX, RIM_PX, MARGIN_PX = 22, 4, 34
LINE = np.array([0.20, 0.08, 0.10], np.float32)
RIM = np.array([0.13, 0.09, 0.12], np.float32)
WHITE = np.array([0.995, 0.995, 0.99], np.float32)


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Draw the figure in cel tones, cut it out with a border, lay it on a patterned ground."""
    palette = pick_palette(portrait, look, offset=1)
    drawn = caricature(portrait, eyes=0.10 * look.options.strength, jaw=0.03, nose=0.03)
    figure = _cel(drawn, look)
    shape = as_mask(cut_crisply(drawn) * _base())
    border, rim = _grow(shape, BORDER_PX), _grow(shape, RIM_PX)
    ground = _pattern(palette, look)
    shadow = drop_shadow(border, right_px=10, down_px=16, softness_px=14, strength=0.42)
    picture: FloatArray = ground * (1 - shadow[..., None])
    picture = mix(picture, WHITE, border)
    picture = mix(picture, RIM, rim)
    picture = mix(picture, figure, shape)
    x, y = pixel_grid()
    gloss = blur((np.abs(x + y * 0.6 - SIDE_PX * 0.62) < 70).astype(np.float32), 3) * border
    return Artwork(as_srgb(picture + gloss[..., None] * 0.06), as_mask(border))


def draw_in_world(render: Render, portrait: Portrait, look: Look) -> Artwork:
    """Make a card of both, cut out together, with the figure stuck on it once more."""
    card = draw_at_once(render, portrait, look).image
    shape = as_mask(cut_crisply(portrait) * _base())
    border, rim = _grow(shape, BORDER_PX), _grow(shape, RIM_PX)
    picture = mix(mix(card, WHITE, border * (1 - shape)), RIM, rim * (1 - shape))
    return Artwork(as_srgb(picture), as_mask(border))


def _cel(portrait: Portrait, look: Look) -> FloatArray:
    image = clear_shade(portrait, even_light(portrait, portrait.combed, share=0.65), depth=0.16)
    image = as_srgb(bring_out_locks(portrait, image, share=0.26))
    flat = posterize_regions(portrait, image, levels=3, saturation=1.25)
    flat = as_srgb(mix(flat, scale_saturation(flat, 0.92), portrait.skin))
    # Steps on skin are half dissolved, or even light would leave patches.
    soft = (0.40 + 0.28 * portrait.skin) / np.float32(look.options.strength)
    figure = mix(flat, scale_saturation(image, 1.15), np.clip(soft, 0, 1))
    figure = blush(portrait, figure, share=0.10)
    figure = draw_irises(portrait, figure, share=0.65)
    lines = cartoon_lines(portrait, portrait.painted, where=portrait.alpha)
    lines = lines * (1 - 0.25 * portrait.skin * (1 - portrait.importance))
    weight = np.clip(lines * 0.92 * look.options.line, 0, 1)[..., None]
    return np.clip(figure * (1 - weight * (1 - LINE)), 0, 1)


def _base() -> FloatArray:
    """Round the shoulders off above the lower edge, as a die cuts them."""
    x, y = pixel_grid()
    half = SIDE_PX / 2 - MARGIN_PX
    across = np.abs(x - SIDE_PX / 2) / half
    down = np.clip((y - SIDE_PX * 0.5) / (SIDE_PX * 0.5 - MARGIN_PX), 0, 2)
    rounded = 1 - (np.clip(across, 0, 2) ** 6 + down**6)
    sides = (1 - across) * half + 0.5
    return np.clip(np.where(y < SIDE_PX * 0.5, sides, rounded * 60 + 0.5), 0, 1)


def _grow(shape: Mask, radius_px: int) -> FloatArray:
    return np.clip(blur(dilate_disc(shape, radius_px), 2.5) * 2 - 0.5, 0, 1)


def _pattern(palette: Palette, look: Look) -> FloatArray:
    plain = np.broadcast_to(palette.bright, (SIDE_PX, SIDE_PX, 3)).astype(np.float32)
    kind = look.variation % 3
    if kind == 0:
        return mix(plain, palette.pale, dots(pitch_px=64, radius_px=9, turn_rad=0.785) * 0.55)
    if kind == 1:
        return mix(plain, palette.pale, stripes(pitch_px=72, width_px=34, turn_rad=0.785) * 0.35)
    return mix(plain, palette.pale, rays(center=(0.5, 0.55), count=18, turn_rad=0.1) * 0.35)


STYLE = PortraitStyle(
    StyleCard(
        slug="sticker",
        title=LocalizedText(en="Sticker", fr="Autocollant"),
        description=LocalizedText(
            en="A glossy die-cut sticker with a white border.",
            fr="Un autocollant brillant, découpé, à bord blanc.",
        ),
        media=("drawing", "cartoon"),
        options=(Option.BACKGROUND, Option.STRENGTH, Option.LINE),
    ),
    draw,
    draw_in_world,
)

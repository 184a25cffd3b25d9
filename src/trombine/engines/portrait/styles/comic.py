"""A comic cover: ink, flat tones, halftone shade, beams behind."""

import cv2
import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.skin_tone import follow_skin_tone
from trombine.engines.portrait.style import (
    Artwork,
    Look,
    PortraitStyle,
    Render,
    draw_at_once,
    fills_frame,
)
from trombine.engines.portrait.techniques.edges import cut_crisply, draw_contours, outline
from trombine.engines.portrait.techniques.grounds import distance_from, dots, rays
from trombine.engines.portrait.techniques.palettes import Palette, pick_palette
from trombine.engines.portrait.techniques.tones import (
    clear_shade,
    even_light,
    find_locks,
    iso_tones,
    posterize_regions,
)
from trombine.imaging.arrays import FloatArray, SrgbImage, as_mask, as_srgb
from trombine.imaging.color import LUMA_WEIGHTS, luma, scale_saturation
from trombine.imaging.filters import blur, mix, smoothstep
from trombine.imaging.noise import paper_height

INK = np.array([0.06, 0.05, 0.10], np.float32)
PAPER = np.full(3, 0.99, np.float32)
HALFTONE_PITCH_PX = 10
OUTLINE_PX, KEY_LINE_PX = 9, 6
FEWEST_HAIR_PX = 500
RICHEST_SKIN = 1.12
"""Chroma of printed skin against the person's."""

SHADE_TINT = np.array([0.80, 0.66, 0.66], np.float32)
"""What the color of skin is multiplied by in the dots of its shade."""

STRAND_SHADE, STRAND_INK = 0.86, 0.58
"""What the color of hair is multiplied by between locks, and in the lines along them."""

BLACKEST = np.float32(0.02)
"""Tone below which nothing is lifted: that is black."""

HAIR_OPENED = 0.6
"""Power by which the depths of hair are lifted towards its middle; 1 would leave none."""

BLACK_HAIR, COLORED_HAIR = 0.055, 0.13
"""Tone below which hair is inked solid, and from which its strands are drawn in its color."""


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Lay flat color, halftone, blacks, ink, then the cover's ground."""
    palette = pick_palette(portrait, look, offset=3)
    strength = look.options.strength
    even = even_light(portrait, portrait.combed, share=0.5)
    image = _open_hair(portrait, clear_shade(portrait, even, depth=0.30))
    tone = luma(image)
    color = posterize_regions(portrait, image, levels=4, saturation=1.05 + 0.25 * strength)
    # A light hand leaves the painting's own shading under the flat tones.
    color = as_srgb(mix(image, color, min(1.0, 0.1 + 0.9 * strength)))
    figure = _draw_strands(portrait, _halftone_shade(portrait, color, tone, strength), tone)
    figure = follow_skin_tone(as_srgb(figure), portrait, richest=RICHEST_SKIN)
    weight = look.options.line
    contour = outline(portrait, width_px=OUTLINE_PX * weight, shade_x=_shaded_side(look))
    color_ink, colored = _hair_ink(portrait, image)
    own = portrait.hair * (1 - portrait.importance) * colored
    blacks = _spotted_blacks(portrait, tone) * (1 - own)
    ink = np.maximum(draw_contours(portrait, image), blacks)
    pen = mix(np.broadcast_to(INK, figure.shape), color_ink, own)
    edge = cut_crisply(portrait)
    key_line = _grow(edge, OUTLINE_PX * 1.4 * weight + KEY_LINE_PX)
    picture: FloatArray = figure
    if not fills_frame(portrait):
        ground = mix(_cover_ground(palette, look), PAPER, key_line)
        picture = mix(ground, figure, edge)
    picture = mix(mix(picture, pen, np.clip(ink * weight, 0, 1)), INK, contour)
    tooth = paper_height(look.seed, size_px=SIDE_PX)[..., None]
    return Artwork(
        as_srgb(picture * (1 + 0.06 * look.options.texture * (tooth - 0.5))), as_mask(key_line)
    )


def draw_in_world(render: Render, portrait: Portrait, look: Look) -> Artwork:
    """Draw both at once, then part them as a cover does: by an outline in a key line of paper."""
    panel = draw_at_once(render, portrait, look)
    weight = look.options.line
    contour = outline(portrait, width_px=OUTLINE_PX * weight, shade_x=_shaded_side(look))
    edge = cut_crisply(portrait)
    key_line = _grow(edge, OUTLINE_PX * 1.4 * weight + KEY_LINE_PX)
    picture = mix(mix(panel.image, PAPER, key_line * (1 - edge)), INK, contour)
    return Artwork(as_srgb(picture), as_mask(key_line))


def _shaded_side(look: Look) -> float:
    return 0.35 if look.light_from_left else -0.35


def _grow(edge: FloatArray, radius_px: float) -> FloatArray:
    away_px = cv2.distanceTransform((edge < 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    return np.clip(blur(np.float32(radius_px) - away_px, 0.8) + 0.5, 0, 1)


def _open_hair(portrait: Portrait, image: SrgbImage) -> SrgbImage:
    """Lift the depths of hair towards its middle: curls printed flat would close to black."""
    hair = portrait.hair > 0.7
    if hair.sum() < FEWEST_HAIR_PX:
        return image
    tone = luma(image)
    middle = max(np.float32(np.median(tone[hair])), BLACKEST)
    gain = np.power(middle / np.clip(tone, BLACKEST, middle), np.float32(HAIR_OPENED))
    return as_srgb(image * mix(np.ones_like(gain), gain, portrait.hair)[..., None])


def _hair_ink(portrait: Portrait, image: SrgbImage) -> tuple[FloatArray, np.float32]:
    """Return the ink that draws strands, and its share: hair of a color is not inked black."""
    hair = portrait.hair > 0.7
    if hair.sum() < FEWEST_HAIR_PX:
        return INK, np.float32(0)
    middle = np.median(image[hair], axis=0).astype(np.float32)
    share = smoothstep(BLACK_HAIR, COLORED_HAIR, middle @ LUMA_WEIGHTS)
    return middle * STRAND_INK, np.float32(share)


def _draw_strands(portrait: Portrait, color: FloatArray, tone: FloatArray) -> FloatArray:
    """Let locks shine in hard ribbons of a lighter, richer color and part them by darker ones."""
    _, locks = find_locks(tone, portrait.hair, reach_px=16, faintest=0.008)
    locks = blur(locks, 1.2)
    away = portrait.hair * (1 - portrait.importance)
    lighter = scale_saturation(as_srgb(color * 1.30 + 0.085), 1.25)
    color = mix(color, lighter, smoothstep(0.95, 1.25, locks) * away * 0.8)
    return mix(color, color * STRAND_SHADE, smoothstep(-0.75, -1.05, locks) * away)


def _halftone_shade(
    portrait: Portrait, color: SrgbImage, tone: FloatArray, strength: float
) -> FloatArray:
    """Print the shade of the face as dots of a darker, richer color."""
    skin = portrait.skin > 0.7
    middle = float(np.median(tone[skin])) if skin.any() else 0.6
    shade = np.clip((middle * 0.93 - blur(tone, 2)) / (middle * 0.55), 0, 1)
    screen = dots(
        pitch_px=HALFTONE_PITCH_PX, radius_px=np.sqrt(shade) * (5.2 * strength), turn_rad=0.4
    )
    screen = screen * (shade > 0.03) * (1 - portrait.importance * 0.75) * portrait.alpha * 0.8
    return mix(color, scale_saturation(color, 1.1) * SHADE_TINT, screen)


def _spotted_blacks(portrait: Portrait, tone: FloatArray) -> FloatArray:
    """Fill the deepest shadows of clothes and of black hair with ink, and none of skin or lips.

    Dark lipstick would close to a hole.
    """
    level = float(np.clip(np.percentile(tone[portrait.alpha > 0.8], 14), 0.08, 0.24))
    in_clothes, in_hair = iso_tones(portrait, tone, [level, BLACK_HAIR], calm_px=2.2)
    black = (1 - mix(in_clothes, in_hair, portrait.hair)) * portrait.alpha
    lips = draw_features(portrait.landmarks, size_px=SIDE_PX).lips
    return black * (1 - 0.9 * portrait.skin * (1 - portrait.importance)) * (1 - lips)


def _cover_ground(palette: Palette, look: Look) -> FloatArray:
    """Beams and growing dots, or dots alone on every third cover."""
    rng = look.rng(1)
    plain = np.broadcast_to(palette.bright, (SIDE_PX, SIDE_PX, 3)).astype(np.float32)
    if look.variation % 3 < 2:
        beams = rays(
            center=(0.5, 0.46),
            count=int(rng.integers(18, 30)),
            turn_rad=float(rng.uniform(0, 1)),
        )
        plain = mix(plain, palette.deep, beams)
    else:
        lower = np.linspace(0, 1, SIDE_PX, dtype=np.float32)[:, None]
        plain = mix(plain, palette.deep, np.broadcast_to(lower, plain.shape[:2]))
    outward = distance_from(SIDE_PX / 2, SIDE_PX * 0.46) / SIDE_PX
    radius = np.clip((1 - (outward - 0.28) * 1.7), 0, 1) * 14 - 1.5
    screen = dots(pitch_px=22, radius_px=radius, turn_rad=0.26)
    return mix(plain, palette.pale, screen * 0.9)


STYLE = PortraitStyle(
    StyleCard(
        slug="comic",
        title=LocalizedText(en="Comic", fr="Bande dessinée"),
        description=LocalizedText(
            en="Bold ink and halftone, like the hero of a comic cover.",
            fr="Encrage franc et trame, comme en couverture d’album.",
        ),
        media=("drawing", "ink", "print"),
        options=(Option.BACKGROUND, Option.STRENGTH, Option.LINE, Option.TEXTURE),
    ),
    draw,
    draw_in_world,
)

"""A comic cover: ink, flat tones, halftone shade, beams behind."""

import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle
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
from trombine.imaging.color import luma, scale_saturation
from trombine.imaging.filters import blur, dilate_disc, mix, smoothstep
from trombine.imaging.noise import paper_height

INK = np.array([0.06, 0.05, 0.10], np.float32)
HALFTONE_PITCH_PX = 10
OUTLINE_PX, KEY_LINE_PX = 9, 6


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Lay flat color, halftone, blacks, ink, then the cover's ground."""
    palette = pick_palette(portrait, look, offset=3)
    strength = look.options.strength
    even = even_light(portrait, portrait.combed, share=0.5)
    image = clear_shade(portrait, even, depth=0.30)
    tone = luma(image)
    color = posterize_regions(portrait, image, levels=4, saturation=1.05 + 0.25 * strength)
    # A light hand leaves the painting's own shading under the flat tones.
    color = as_srgb(mix(image, color, min(1.0, 0.1 + 0.9 * strength)))
    figure = _shine(portrait, _halftone_shade(portrait, color, tone, strength), tone)
    weight = look.options.line
    shaded_side = 0.35 if look.light_from_left else -0.35
    contour = outline(portrait, width_px=OUTLINE_PX * weight, shade_x=shaded_side)
    ink = np.maximum(draw_contours(portrait, image), _spotted_blacks(portrait, tone))
    edge = cut_crisply(portrait)
    key_line = _grow(edge, OUTLINE_PX * 1.4 * weight + KEY_LINE_PX)
    ground = mix(_cover_ground(palette, look), np.full(3, 0.99, np.float32), key_line)
    picture = mix(ground, figure, edge)
    picture = mix(picture, INK, np.clip(np.maximum(ink * weight, contour), 0, 1))
    tooth = paper_height(look.seed, size_px=SIDE_PX)[..., None]
    return Artwork(
        as_srgb(picture * (1 + 0.06 * look.options.texture * (tooth - 0.5))), as_mask(key_line)
    )


def _grow(edge: FloatArray, radius_px: float) -> FloatArray:
    return np.clip(blur(dilate_disc(edge, round(radius_px)), 1.0), 0, 1)


def _shine(portrait: Portrait, color: FloatArray, tone: FloatArray) -> FloatArray:
    """Let hair shine in hard ribbons of a lighter, richer color."""
    _, locks = find_locks(tone, portrait.hair, reach_px=16, faintest=0.02)
    lighter = scale_saturation(as_srgb(color * 1.30 + 0.085), 1.25)
    weight = smoothstep(0.95, 1.25, blur(locks, 1.2)) * portrait.hair * 0.8
    return mix(color, lighter, weight * (1 - portrait.importance))


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
    tint = np.array([0.86, 0.58, 0.60], np.float32)
    return mix(color, scale_saturation(color, 1.25) * tint, screen)


def _spotted_blacks(portrait: Portrait, tone: FloatArray) -> FloatArray:
    """Fill the deepest shadows of hair and clothes with solid ink; on skin they are dirt."""
    level = float(np.clip(np.percentile(tone[portrait.alpha > 0.8], 14), 0.08, 0.24))
    (above,) = iso_tones(portrait, tone, [level], calm_px=2.2)
    return (1 - above) * portrait.alpha * (1 - 0.9 * portrait.skin * (1 - portrait.importance))


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
)

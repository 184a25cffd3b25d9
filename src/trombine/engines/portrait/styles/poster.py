"""A screen-printed poster: four inks, striped half tones, a ground in two halves."""

import cv2
import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, Render
from trombine.engines.portrait.techniques.cutouts import keep_off_lips, light_for_cutting
from trombine.engines.portrait.techniques.edges import cut_crisply
from trombine.engines.portrait.techniques.face_shapes import (
    Face,
    crop_face,
    draw_brows,
    draw_eyes,
    draw_mouth,
    find_forms,
    without_features,
)
from trombine.engines.portrait.techniques.frames import (
    find_worn,
    frame_mask,
    gleams_mask,
    lenses_mask,
)
from trombine.engines.portrait.techniques.grounds import disc, pixel_grid, rays, stripes
from trombine.engines.portrait.techniques.palettes import asked_palette
from trombine.engines.portrait.techniques.tones import (
    ink_skin,
    iso_tones,
    print_tone,
    with_even_light,
)
from trombine.faces.glasses import Glasses
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
SHADE_BELOW = 0.14
"""So much darker than the skin a shade is at least."""

LAMP_SHARE = 0.24
CALM_PX = 17
SMALLEST_PX = 2400
FAIR_BROW, PALE_IRIS = 0.45, 0.52
"""Lighter than this, a brow or an iris is not printed in the darkest ink."""

UPPER_LIP_SHADE, LIT_LIP = 0.06, 0.04
"""The upper lip counts as so much darker; on dark skin what is so much lighter is lit."""

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
    tone = print_tone(with_even_light(portrait, share=0.75), features, open_hair=0.4)
    light = light_for_cutting(
        portrait,
        features,
        from_left=look.light_from_left,
        lamp_share=LAMP_SHARE,
        calm_px=CALM_PX,
        relief=0.45 * look.options.strength,
        tone=tone,
    )
    borders = (BORDERS[0], min(BORDERS[1], ink_skin(portrait) - SHADE_BELOW), *BORDERS[2:])
    sheets = [_drop_crumbs(sheet) for sheet in iso_tones(portrait, light, borders, calm_px=3.0)]
    sheets[-1] = keep_off_lips(sheets[-1], features)
    lines = stripes(pitch_px=STRIPE_PITCH_PX, width_px=3.5 / look.options.line, turn_rad=0.0)
    striped = mix(_plain(half), paper, lines)
    figure = _plain(deep)
    for mask, ink in zip(sheets, (shade, half, striped, paper), strict=True):
        figure = mix(figure, ink, mask)
    if portrait.skin.any():
        figure = _draw_face(figure, portrait, tone, (deep, shade, half, paper))
    edge = cut_crisply(portrait)
    key_line = smoothstep(0.25, 0.75, blur(dilate_disc(edge, 7), 1.2))
    picture = mix(ground, paper, key_line)
    picture = mix(picture, figure, edge)
    inside = 1 - _frame()
    picture = mix(_plain(paper), picture, inside)
    return Artwork(as_srgb(_press(picture, look)), as_mask(key_line * inside))


def _draw_face(
    figure: FloatArray, portrait: Portrait, tone: FloatArray, inks: tuple[FloatArray, ...]
) -> FloatArray:
    """Return the figure with the features drawn over the sheets, each in one ink."""
    deep, shade, half, paper = inks
    face = crop_face(portrait, tone)
    bare, drawn = without_features(face), figure[face.window]
    glasses = find_worn(portrait)
    frame = None if glasses is None else frame_mask(glasses, portrait.landmarks[:, :2])
    faint, dark = find_forms(face, elsewhere=None if frame is None else frame[face.window])
    drawn = mix(mix(drawn, shade, faint), deep, dark)
    for brow in draw_brows(face, bare):
        fair = float((face.tone * brow).sum() / max(float(brow.sum()), 1.0)) > FAIR_BROW
        drawn = mix(drawn, shade if fair else deep, brow)
    drawn = _draw_mouth(drawn, face, bare, inks)
    eyes = draw_eyes(face, bare)
    drawn = mix(drawn, paper, eyes.whites)
    ring = (eyes.irises > 0.5) & (eyes.dark < 0.5)
    pale = bool(ring.any()) and float(np.median(face.tone[ring])) > PALE_IRIS
    drawn = mix(drawn, half if pale else deep, eyes.irises)
    result = figure.copy()
    result[face.window] = mix(mix(drawn, deep, eyes.dark), paper, eyes.catch_lights)
    if glasses is not None and frame is not None:
        result = _put_glasses_on(result, glasses, frame, inks)
    return result


def _put_glasses_on(
    figure: FloatArray, glasses: Glasses, frame: FloatArray, inks: tuple[FloatArray, ...]
) -> FloatArray:
    """Return the figure with lenses nobody sees through, and a frame; bare glass is a fine line."""
    deep, shade, half, _ = inks
    if glasses.tinted:
        figure = mix(mix(figure, deep, lenses_mask(glasses)), half, gleams_mask(glasses))
    return mix(figure, shade if glasses.rimless else deep, frame)


def _draw_mouth(
    drawn: FloatArray, face: Face, bare: FloatArray, inks: tuple[FloatArray, ...]
) -> FloatArray:
    """Return the face with lips a step darker than its skin, but never as dark as their line."""
    deep, shade, half, paper = inks
    mouth = draw_mouth(face)
    lips = np.maximum(mouth.upper, mouth.lower)
    if not (lips > 0.5).any():
        return drawn
    skin = float(np.median(bare[lips > 0.5]))
    lit = blur(face.tone, 2.5) - UPPER_LIP_SHADE * mouth.upper
    step = BORDERS[1] if skin > BORDERS[2] else max(BORDERS[1], skin + LIT_LIP)
    drawn = mix(drawn, shade, lips)
    drawn = mix(drawn, half, lips * np.clip((lit - step) * 30 + 0.5, 0, 1))
    return mix(mix(drawn, deep, mouth.gap), paper, mouth.teeth)


def _drop_crumbs(sheet: FloatArray) -> FloatArray:
    """Leave out islands and holes smaller than ``SMALLEST_PX``; the features come later."""
    half = (SIDE_PX // 2, SIDE_PX // 2)  # enough to tell crumbs by, at a quarter of the time
    result = sheet.copy()
    for hole in (False, True):
        small = cv2.resize(result, half, interpolation=cv2.INTER_AREA) > 0.5
        _, labels, boxes, _ = cv2.connectedComponentsWithStats((small ^ hole).astype(np.uint8))
        crumbs = boxes[:, cv2.CC_STAT_AREA] * 4 < SMALLEST_PX
        crumbs[0] = False
        if crumbs.any():
            marked = cv2.dilate(crumbs[labels].astype(np.uint8), np.ones((5, 5), np.uint8))
            large = cv2.resize(marked, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_NEAREST)
            result = np.where(large > 0, np.float32(hole), result)
    return result


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

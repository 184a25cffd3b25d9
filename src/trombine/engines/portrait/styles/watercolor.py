"""Watercolor: transparent glazes over white paper, wet in wet in hair and cloth, lost edges.

Edge darkening and pigment density after Bousseau et al. 2006, "Interactive watercolor rendering
with temporal coherence and abstraction", section 3, doi:10.1145/1124728.1124751.
"""

import math
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.skin_tone import follow_skin_tone
from trombine.engines.portrait.style import (
    Artwork,
    Look,
    PortraitStyle,
    fills_frame,
)
from trombine.engines.portrait.techniques.edges import ink_lines
from trombine.engines.portrait.techniques.grounds import distance_from, pixel_grid
from trombine.engines.portrait.techniques.palettes import Palette, pick_palette
from trombine.engines.portrait.techniques.skin import (
    calm_tone,
    choose_skin_tones,
    find_bare_skin,
    find_tone_shapes,
)
from trombine.engines.portrait.techniques.tones import (
    clear_shade,
    even_light,
    find_locks,
)
from trombine.faces.topology import CHIN
from trombine.imaging.arrays import FloatArray, LabImage, as_mask, as_srgb
from trombine.imaging.color import lab_to_srgb, luma, srgb_to_lab
from trombine.imaging.filters import blur, flow_field, mix, smooth_along_flow, smoothstep
from trombine.imaging.noise import emboss, paper_height, value_noise

PAPER = np.array([0.985, 0.975, 0.95], np.float32)
LEAD = np.array([0.52, 0.55, 0.50], np.float32)
HALF_PX = SIDE_PX // 2
ULTRAMARINE = np.array([12, -32], np.float32)
SIENNA = np.array([22, 26], np.float32)
"""CIELAB hues that painters mix their darks from."""

RICHER = np.full((1, 1, 2), 1.25, np.float32)
RICHER_SKIN = np.array([1.22, 1.08], np.float32)
"""What the axes of color are multiplied by: a thin wash over white shines."""

UNREST = 4.0
"""In L*: how far a wet brush strays from the forms of the face."""

RICHEST_SKIN = 1.1
"""Chroma of washed skin against the person's."""

PALEST_DARK = 29.0
"""Lightness of a broad wash over black: watercolor has none."""

SPLATTERS = 46


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Wash the ground, leave the paper under the figure, glaze the figure, let pencil show."""
    palette = pick_palette(portrait, look, offset=2)
    height = paper_height(look.seed, size_px=SIDE_PX)
    strength = np.float32(look.options.strength)
    clouds = value_noise(look.seed + 61, size_px=SIDE_PX, cells=5, octaves=4, gain=0.55)
    keep = np.clip(portrait.importance * 1.3, 0, 1)
    loose = (1 - keep * 0.9) * strength
    wander_x = (value_noise(look.seed + 63, size_px=SIDE_PX, cells=20, octaves=3) - 0.5) * 6
    wander_y = (value_noise(look.seed + 64, size_px=SIDE_PX, cells=20, octaves=3) - 0.5) * 6

    color, edges = _glaze(portrait, look, loose)
    color = _wander(color, wander_x * loose, wander_y * loose)
    edges = _wander(edges, wander_x * loose, wander_y * loose)
    figure, rim = _cover(portrait, look, wander_x, wander_y)

    density = 1 + (clouds - 0.5) * 0.36 * loose * (1 - 0.7 * portrait.skin)
    density = density + edges * (1 - keep * 0.7) + rim * 0.55
    deep = 1 - luma(as_srgb(color))
    settled = (0.5 - blur(height, 1.1)) * 1.7
    density = density + settled * (0.16 + 0.22 * deep) * look.options.texture
    glazed = mix(np.ones_like(color), _pigment(color, density), figure)
    # A world fills the sheet: where its washes run out there is paper.
    picture = glazed if fills_frame(portrait) else _ground(palette, look, figure) * glazed
    lines = _underdrawing(portrait) * figure * (0.35 + 0.5 * keep) * (0.5 + 0.6 * height)
    picture = picture * (1 - np.clip(lines * 1.3 * look.options.line, 0, 1)[..., None] * LEAD)
    # Where the last wash ran out there is paper, which has no skin's color to keep.
    washed = replace(portrait, skin=as_mask(portrait.skin * figure))
    relief = emboss(height, strength=0.26 * look.options.texture)
    colored = follow_skin_tone(as_srgb(picture * PAPER), washed, richest=RICHEST_SKIN)
    return Artwork(as_srgb(colored * (1 + relief[..., None])), as_mask(figure))


def _pigment(color: FloatArray, density: FloatArray) -> FloatArray:
    """Return the paper's color under a layer: more pigment darkens and saturates."""
    return np.power(np.clip(color, 0.03, 1), np.clip(density, 0, 4)[..., None])


def _glaze(portrait: Portrait, look: Look, loose: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the figure in a broad wash and a few darker ones, and where their pigment gathers.

    Worked out at half size: washes are soft, and the features are set in at the end.
    """
    strength = look.options.strength
    even = clear_shade(portrait, even_light(portrait, portrait.combed, share=0.4), depth=0.34)
    parts = (portrait.skin, portrait.hair, portrait.cloth, portrait.alpha)
    skin, hair, cloth, alpha = (_halve(part) for part in parts)
    skin_share = skin / np.maximum(alpha, 1e-3)
    unrest = value_noise(look.seed + 69, size_px=HALF_PX, cells=7, octaves=3) - np.float32(0.5)
    unrest *= _halve(loose)
    lab = srgb_to_lab(as_srgb(_simplify(_halve(even), alpha)))
    bare = _halve(find_bare_skin(portrait))
    on_skin, skin_edges = _wash_skin(lab[..., 0], bare, unrest, look, portrait.face_height_px / 2)
    elsewhere, edges = _wash_locks(lab[..., 0], hair, cloth, unrest, strength)
    lightness = mix(elsewhere, on_skin, skin_share)
    edges = mix(edges, skin_edges, skin_share)
    richer = lab[..., 1:] * mix(RICHER, RICHER_SKIN, skin_share)
    dark = smoothstep(80, 30, lightness) * (hair + 0.35 * cloth)
    chroma = _charge(richer, look, dark)
    washes = lab_to_srgb(LabImage(np.dstack([lightness, chroma]).astype(np.float32)))
    size = (SIDE_PX, SIDE_PX)
    washes = cv2.resize(washes, size, interpolation=cv2.INTER_LINEAR)
    features = even_light(portrait, portrait.painted, share=0.4)
    features = clear_shade(portrait, features, depth=0.34)
    exact = np.clip(portrait.importance * 1.3, 0, 0.92)
    return mix(washes, features, exact), cv2.resize(edges, size, interpolation=cv2.INTER_LINEAR)


def _halve(plane: FloatArray) -> FloatArray:
    return cv2.resize(plane, (HALF_PX, HALF_PX), interpolation=cv2.INTER_AREA)


def _wash_skin(
    lightness: FloatArray, bare: FloatArray, unrest: FloatArray, look: Look, face_height_px: float
) -> tuple[FloatArray, FloatArray]:
    """Return skin in soft glazes about its middle, shadows kept transparent.

    The glazes follow the broad forms of the face alone: pigment that gathers around a patch of no
    form draws a map on the cheek.
    """
    inside = bare > 0.7
    if inside.sum() < 100:
        return lightness, np.zeros_like(lightness)
    broad = calm_tone(lightness, bare)
    middle = np.float32(np.median(broad[inside]))
    away = lightness - middle
    # Shadows stay transparent; lights go up to the paper.
    clear = away / (1 + np.clip(-away, 0, None) / 34) + np.clip(away - 3, 0, None) * 0.28
    tones = choose_skin_tones(broad, bare, most=5)
    borders = [(low + high) / 2 for low, high in pairwise(tones)]
    shapes = find_tone_shapes(
        broad + unrest * UNREST, borders, face_height_px=face_height_px, rounded_px=3.2
    )
    stepped, edges = np.full_like(broad, tones[0] - middle), np.zeros_like(broad)
    for shape, (low, high) in zip(shapes, pairwise(tones), strict=True):
        stepped += shape * np.float32(high - low)
        edges += np.clip(blur(shape, 2.2) - shape, 0, 1)
    share = min(0.5 * look.options.strength, 0.9)
    return middle + mix(clear, stepped, share), edges * np.float32(0.24)


def _wash_locks(
    lightness: FloatArray, hair: FloatArray, cloth: FloatArray, unrest: FloatArray, strength: float
) -> tuple[FloatArray, FloatArray]:
    """Return hair and cloth as a broad pale wash with darker locks and folds laid over it."""
    broad, lock = np.zeros_like(lightness), unrest * 1.2
    total = hair + cloth + np.float32(1e-3)
    for part, reach_px in ((hair, 12.0), (cloth, 16.0)):
        mean, found = find_locks(lightness, part, reach_px=reach_px, faintest=1.6)
        broad += part * mean / total
        lock += part * found / total
    lifted = PALEST_DARK + broad * np.float32((100 - PALEST_DARK) / 100)
    edges = np.zeros_like(lightness)
    for border, step in ((-1.6, -12.0), (-0.85, -11.0), (-0.05, -9.0), (0.9, 13.0)):
        above = smoothstep(border - 0.28, border + 0.28, lock)
        lifted += np.float32(step * strength) * ((1 - above) if step < 0 else above)
        edges += np.clip(blur(above, 1.8) - above, 0, 1) * np.float32(0.5)
    return np.clip(lifted, 12, 99), edges


def _charge(chroma: FloatArray, look: Look, where: FloatArray) -> FloatArray:
    """Drop a cool and a warm pigment into hair and cloth while those are wet."""
    pool = value_noise(look.seed + 70, size_px=HALF_PX, cells=4, octaves=2)
    for tint, share in ((ULTRAMARINE, pool), (SIENNA, 1 - pool)):
        weight = smoothstep(0.42, 0.85, share) * where * np.float32(0.42 * look.options.strength)
        chroma = mix(chroma, tint, weight)
    return chroma


def _simplify(image: FloatArray, alpha: FloatArray) -> FloatArray:
    """Return broad patches drawn out along the forms, running on beyond the figure's edge."""
    spread = blur(image * alpha[..., None], 6) / (blur(alpha, 6)[..., None] + 1e-3)
    filled = mix(spread, image, alpha).astype(np.float32)
    flow = flow_field(filled, sigma_px=2.5)
    smooth = smooth_along_flow(filled, flow, length_px=12)
    return cv2.bilateralFilter(smooth, 7, 0.08, 3)


def _wander(plane: FloatArray, dx: FloatArray, dy: FloatArray) -> FloatArray:
    x, y = pixel_grid()
    return cv2.remap(plane, x + dx, y + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)


def _cover(
    portrait: Portrait, look: Look, dx: FloatArray, dy: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return where paint lies, and the dark rim where it dried."""
    free = 1 + np.float32(1.6) * np.clip(blur(portrait.hair, 12) * 1.4, 0, 1)
    alpha = _wander(blur(portrait.alpha, 1.5), dx * free, dy * free)
    alpha = np.clip((alpha - 0.5) * 3 + 0.5, 0, 1)
    figure = alpha * _fade_out(portrait, look)
    return figure, np.clip(figure - blur(figure, 4), 0, 1)


def _fade_out(portrait: Portrait, look: Look) -> FloatArray:
    """Let the last wash run out below the shoulders, sooner here than there."""
    chin_y = float(portrait.landmarks[CHIN, 1])
    _, y = pixel_grid()
    below = (y - chin_y) / portrait.face_height_px
    limit = min(0.74, max(0.30, (SIDE_PX - chin_y) / portrait.face_height_px - 0.10))
    clouds = value_noise(look.seed + 62, size_px=SIDE_PX, cells=4, octaves=4, gain=0.45)
    dry = value_noise(look.seed + 72, size_px=SIDE_PX, cells=3, octaves=2)
    softness = 0.06 + 0.30 * smoothstep(0.4, 0.75, dry)
    ramp = np.clip((limit - below - (clouds - 0.5) * 0.26) / softness, 0, 1)
    return ramp * ramp * (3 - 2 * ramp)


def _ground(palette: Palette, look: Look, figure: FloatArray) -> FloatArray:
    """Return thin washes of two or three colors running into each other, with dried rims."""
    rng = look.rng(1)
    paper: FloatArray = np.ones((SIDE_PX, SIDE_PX, 3), np.float32)
    low = 0.35 * smoothstep(0.66, 1.0, pixel_grid()[1] / SIDE_PX)
    washes = ((palette.bright, 0.48, 0.7), (palette.accent, 0.26, 0.42), (palette.deep, 0.22, 0.36))
    for number, (color, reach, amount) in enumerate(washes):
        shape = value_noise(look.seed + 65 + number, size_px=SIDE_PX, cells=3, octaves=5, gain=0.5)
        dry = value_noise(look.seed + 75 + number, size_px=SIDE_PX, cells=3, octaves=2)
        turn, lean = rng.uniform(0, 2 * math.pi), 0.0 if number == 0 else 0.32
        x, y = 0.5 + lean * math.cos(turn), 0.42 + lean * math.sin(turn)
        away = distance_from(SIDE_PX * x, SIDE_PX * y) / SIDE_PX + low
        # A wet edge runs out, a dry one stops sharply and leaves a rim.
        width = 0.012 + 0.16 * smoothstep(0.35, 0.7, dry)
        ramp = np.clip((reach - away + (shape - 0.5) * 0.42) / width + 0.5, 0, 1)
        wash = ramp * ramp * (3 - 2 * ramp)
        rim = np.clip(wash - blur(wash, 6), 0, 1) * 0.9
        pool = value_noise(look.seed + 85 + number, size_px=SIDE_PX, cells=4, octaves=4)
        density = (wash * (0.3 + 0.7 * pool) + rim) * np.float32(amount)
        paper = paper * _pigment(np.broadcast_to(color, paper.shape), density)
    drops = _splatter(rng)
    paper = paper * _pigment(np.broadcast_to(palette.bright, paper.shape), drops)
    return mix(paper, np.ones(3, np.float32), figure)


def _splatter(rng: np.random.Generator) -> FloatArray:
    canvas = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    for _ in range(SPLATTERS):
        angle, away = rng.uniform(0, 2 * math.pi), rng.normal(0.47, 0.07)
        x = round((0.5 + away * math.cos(angle)) * SIDE_PX * 16)
        y = round((0.45 + away * math.sin(angle)) * SIDE_PX * 16)
        radius = round(abs(rng.normal(0, 3.2) + 1.2) * 16)
        cv2.circle(canvas, (x, y), radius, float(rng.uniform(0.3, 0.9)), -1, cv2.LINE_AA, 4)
    return canvas


def _underdrawing(portrait: Portrait) -> FloatArray:
    return ink_lines(
        portrait.painted,
        flow_field(portrait.painted, sigma_px=3),
        sigma_px=1.3,
        threshold=-0.002,
        sharpness=20,
        length_px=14,
        tau=0.985,
        where=portrait.alpha,
    )


STYLE = PortraitStyle(
    StyleCard(
        slug="watercolor",
        title=LocalizedText(en="Watercolor", fr="Aquarelle"),
        description=LocalizedText(
            en="Loose washes on toothed paper, pencil showing through.",
            fr="Des lavis libres sur papier à grain, le crayon en transparence.",
        ),
        media=("painting", "watercolor"),
        options=(Option.BACKGROUND, Option.STRENGTH, Option.LINE, Option.TEXTURE),
    ),
    draw,
)

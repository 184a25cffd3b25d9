"""Watercolor: a few washes with dark edges, granulation, white paper, pencil underneath.

Edge darkening and pigment density after Bousseau et al. 2006, "Interactive watercolor rendering
with temporal coherence and abstraction", section 3, doi:10.1145/1124728.1124751.
"""

import math
from itertools import pairwise

import cv2
import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle
from trombine.engines.portrait.techniques.edges import ink_lines
from trombine.engines.portrait.techniques.grounds import distance_from, pixel_grid
from trombine.engines.portrait.techniques.palettes import Palette, pick_palette
from trombine.faces.topology import CHIN
from trombine.imaging.arrays import FloatArray, LabImage, SrgbImage, as_mask, as_srgb
from trombine.imaging.color import lab_to_srgb, luma, scale_saturation, srgb_to_lab
from trombine.imaging.filters import blur, flow_field, mix, smooth_along_flow, smoothstep
from trombine.imaging.noise import emboss, paper_height, value_noise

WASHES = (18.0, 34.0, 50.0, 64.0, 76.0, 87.0, 97.0)
"""Lightness of the washes, dark to light."""

PAPER = np.array([0.985, 0.975, 0.95], np.float32)
LEAD = np.array([0.52, 0.55, 0.50], np.float32)
SIMPLIFIED_PX = 448
SPLATTERS = 60


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Wash the ground, lift it under the figure, glaze the figure, let the pencil show."""
    palette = pick_palette(portrait, look, offset=2)
    height = paper_height(look.seed, size_px=SIDE_PX)
    keep = np.clip(portrait.importance * 1.3, 0, 1)
    loose = (1 - keep * 0.85) * np.float32(look.options.strength)
    clouds = value_noise(look.seed + 61, size_px=SIDE_PX, cells=5, octaves=5, gain=0.6)
    wander_x = (value_noise(look.seed + 63, size_px=SIDE_PX, cells=24, octaves=3) - 0.5) * 7
    wander_y = (value_noise(look.seed + 64, size_px=SIDE_PX, cells=24, octaves=3) - 0.5) * 7
    simple = _wander(_simplify(portrait), wander_x * loose, wander_y * loose)
    color, edges = _lay_washes(simple, keep, (clouds - 0.5) * 5 * loose)
    alpha = _wander(portrait.alpha, wander_x * 1.2, wander_y * 1.2)
    figure = np.clip(alpha, 0, 1) * _fade_out(portrait, look)

    picture = _ground(palette, look, clouds, figure)
    picture = mix(picture, np.full(3, 0.985, np.float32), figure * 0.97)
    density = 0.96 + (clouds - 0.5) * 0.5 * loose * (1 - 0.6 * portrait.skin)
    density = density + edges * (1 - keep * 0.6) * (1 - 0.55 * portrait.skin) * 2
    density = density + np.clip(figure - blur(figure, 5), 0, 1) * 1.1
    grainy = (0.5 - height) * (0.10 + 0.7 * (1 - luma(color))) * look.options.texture
    glaze = _pigment(color, density + grainy)
    picture = picture * mix(np.ones_like(glaze), glaze, figure)
    lines = _underdrawing(portrait) * figure * (0.45 + 0.5 * keep) * (0.55 + 0.6 * height)
    picture = picture * (1 - np.clip(lines * 1.5 * look.options.line, 0, 1)[..., None] * LEAD)
    relief = emboss(height, strength=0.32 * look.options.texture)
    return Artwork(as_srgb(picture * PAPER * (1 + relief[..., None])), as_mask(figure))


def _pigment(color: FloatArray, density: FloatArray) -> FloatArray:
    """Return the paper's color under a layer: more pigment darkens and saturates."""
    return np.power(np.clip(color, 0.03, 1), np.clip(density, 0, 4)[..., None])


def _simplify(portrait: Portrait) -> FloatArray:
    """Return the figure in broad, clean patches, smoothed along its forms."""
    rich = scale_saturation(portrait.painted, 1.22)
    light = luma(rich)[..., None]
    # Watercolor has no black: the darkest tones are opened a little.
    opened = as_srgb(rich + 0.10 * (1 - light) ** 2)
    size = (SIMPLIFIED_PX, SIMPLIFIED_PX)
    small = cv2.resize(opened, size, interpolation=cv2.INTER_AREA)
    flow = flow_field(small, sigma_px=3)
    small = smooth_along_flow(small, flow, length_px=9)
    small = cv2.bilateralFilter(small, 7, 0.09, 3)
    return cv2.resize(small, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_CUBIC)


def _wander(plane: FloatArray, dx: FloatArray, dy: FloatArray) -> FloatArray:
    x, y = pixel_grid()
    return cv2.remap(plane, x + dx, y + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)


def _lay_washes(
    image: FloatArray, keep: FloatArray, unrest: FloatArray
) -> tuple[SrgbImage, FloatArray]:
    """Return the image in seven lightnesses with soft borders, and where pigment gathers."""
    lab = srgb_to_lab(as_srgb(image))
    lightness = blur(lab[..., 0], 1.2)
    stepped = np.full_like(lightness, WASHES[0])
    edges = np.zeros_like(lightness)
    for number, (low, high) in enumerate(pairwise(WASHES)):
        border = (low + high) / 2
        above = smoothstep(border - 2.2, border + 2.2, lightness + unrest)
        stepped += above * np.float32(high - low)
        edges += np.clip(blur(above, 4.5) - above, 0, 1) * (1.0 if number > 1 else 0.5)
    exact = np.clip(keep * 0.75 + 0.25, 0, 1)
    joined = lab.copy()
    joined[..., 0] = mix(stepped, lightness, exact)
    return lab_to_srgb(LabImage(joined)), edges


def _fade_out(portrait: Portrait, look: Look) -> FloatArray:
    """Let the last wash run out into white paper below the shoulders."""
    chin_y = float(portrait.landmarks[CHIN, 1])
    _, y = pixel_grid()
    below = (y - chin_y) / portrait.face_height_px
    limit = min(0.80, max(0.30, (SIDE_PX - chin_y) / portrait.face_height_px - 0.06))
    clouds = value_noise(look.seed + 62, size_px=SIDE_PX, cells=5, octaves=5, gain=0.6)
    return 1 - smoothstep(limit - 0.22, limit + 0.04, below + (clouds - 0.5) * 0.36)


def _ground(palette: Palette, look: Look, clouds: FloatArray, figure: FloatArray) -> FloatArray:
    """Return one loose wash of two or three colors with a dark rim, and splashes around it."""
    rng = look.rng(1)
    x, _ = pixel_grid()
    away = distance_from(SIDE_PX * 0.5, SIDE_PX * 0.43) / SIDE_PX
    ragged = value_noise(look.seed + 67, size_px=SIDE_PX, cells=14, octaves=4) - 0.5
    wash = smoothstep(0.54, 0.40, away + (clouds - 0.5) * 0.42 + ragged * 0.10)
    drift = value_noise(look.seed + 65, size_px=SIDE_PX, cells=2, octaves=3)
    turn = smoothstep(0.35, 0.75, drift + (x / SIDE_PX - 0.5) * 0.5)
    if look.options.background is not None:
        turn = turn * np.float32(0.2)
    plain = np.broadcast_to(palette.bright, (SIDE_PX, SIDE_PX, 3)).astype(np.float32)
    color = mix(plain, palette.accent, turn)
    color = mix(color, palette.deep, smoothstep(0.5, 0.8, 1 - clouds) * 0.5)
    pool = value_noise(look.seed + 66, size_px=SIDE_PX, cells=4, octaves=4)
    density = wash * (0.45 + 0.55 * pool) + np.clip(wash - blur(wash, 7), 0, 1) * 1.5
    density = density + _splatter(rng) * 0.9 * (1 - figure) * (1 - wash)
    return _pigment(color, density)


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

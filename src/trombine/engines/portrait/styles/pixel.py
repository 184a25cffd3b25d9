"""Pixel art: sixty-four squares a side, twenty colors of the person's own."""

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import FeatureMasks, draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle
from trombine.engines.portrait.techniques.palettes import Palette, pick_palette
from trombine.engines.portrait.techniques.tones import even_light
from trombine.engines.portrait.techniques.warps import caricature
from trombine.faces.topology import LEFT_EYE, LEFT_IRIS, RIGHT_EYE, RIGHT_IRIS
from trombine.imaging.arrays import FloatArray, LabImage, SrgbImage, as_mask, as_srgb
from trombine.imaging.color import lab_to_srgb, luma, scale_saturation, srgb_to_lab
from trombine.imaging.filters import blur, mix, smoothstep

GRID = 64
SQUARE_PX = SIDE_PX // GRID
COLORS = 20
CHROMA_WEIGHT = 1.3
OUTLINE = np.array([0.07, 0.05, 0.10], np.float32)
CATCH_LIGHT = np.array([0.97, 0.97, 1.0], np.float32)
EYE_WHITE = np.array([0.84, 0.82, 0.81], np.float32)
TOOTH = np.array([0.96, 0.94, 0.91], np.float32)
BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16
DITHER = np.tile(BAYER - np.float32(0.47), (GRID // 4, GRID // 4))


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Reduce, choose colors, place pixels, set the eyes by hand, outline."""
    palette = pick_palette(portrait, look, offset=4)
    figure = caricature(portrait, eyes=0.24, jaw=0.04, nose=0.0)
    inside = _small(figure.alpha) > 0.5
    inside = cv2.medianBlur(inside.astype(np.uint8), 3) > 0
    if not inside.any():
        inside[GRID // 2, GRID // 2] = True
    features = draw_features(figure.landmarks, size_px=SIDE_PX)
    pixels = _place_pixels(figure, features, inside, look.options.strength)
    _set_eyes(pixels, figure, features)
    around = cv2.dilate(inside.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)))
    outline = (around > 0) & ~inside
    picture = np.where(inside[..., None], pixels, _ground(palette, look))
    picture = np.where(outline[..., None], OUTLINE, picture).astype(np.float32)
    large = cv2.resize(picture, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_NEAREST)
    cutout = cv2.resize(
        (inside | outline).astype(np.float32), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_NEAREST
    )
    return Artwork(as_srgb(large * _grid_lines(look)), as_mask(cutout))


def _small(plane: FloatArray) -> FloatArray:
    return cv2.resize(plane, (GRID, GRID), interpolation=cv2.INTER_AREA)


def _place_pixels(
    portrait: Portrait, features: FeatureMasks, inside: NDArray[np.bool_], strength: float
) -> FloatArray:
    """Return (64, 64, 3): each square takes the nearest of the figure's own colors.

    Raising ``strength`` leaves fewer colors.
    """
    lively = _enliven(portrait)
    exact = portrait.importance[..., None]
    # Clean planes of skin: what is smaller than a square would only be noise.
    calm = mix(lively, blur(lively, 9), portrait.skin * (1 - portrait.importance) * 0.85)
    image = as_srgb(calm + (calm - blur(calm, 10)) * (0.30 + 0.9 * exact))
    small, importance = _small(image), _small(portrait.importance)
    # Lashes and the line of the mouth are thinner than a square: take its darkest part there.
    darkest = _small(cv2.erode(image, np.ones((SQUARE_PX // 2 + 1, SQUARE_PX // 2 + 1), np.uint8)))
    white = _small(np.maximum(features.mouth, features.eyes))
    small = mix(small, darkest, np.clip(importance * 0.5, 0, 1) * (1 - white * 0.3))
    small = as_srgb(mix(small, _small(_teeth(image)), _small(features.mouth)))
    lab = srgb_to_lab(small)
    colors = _choose_colors(lab, inside, importance, count=round(COLORS * (1.6 - 0.6 * strength)))
    dithered = lab.copy()
    dithered[..., 0] += DITHER * 3 * (1 - _small(portrait.skin))
    weights = np.array([1, 1.6, 1.6], np.float32)
    distance = ((dithered[:, :, None] - colors) ** 2 * weights).sum(axis=3)
    chosen = _drop_orphans(distance.argmin(axis=2), importance)
    return lab_to_srgb(LabImage(colors[chosen].astype(np.float32)))


def _enliven(portrait: Portrait) -> SrgbImage:
    """Return the figure in fuller color and contrast; the middle of the skin stays where it is."""
    even = even_light(portrait, portrait.combed, share=0.4)
    skin = portrait.skin > 0.6
    lab = srgb_to_lab(scale_saturation(even, 1.4))
    if skin.any():
        middle = float(np.median(lab[skin, 0]))
        lab[..., 0] = middle + (lab[..., 0] - middle) * 1.18
    return lab_to_srgb(LabImage(lab))


def _teeth(image: SrgbImage) -> FloatArray:
    """Return the picture with what is light in it nearly white, for the inside of the mouth."""
    light = smoothstep(0.35, 0.70, luma(image))
    return mix(image * 0.75, TOOTH, light * 0.85)


def _choose_colors(
    lab: FloatArray, inside: NDArray[np.bool_], importance: FloatArray, *, count: int
) -> FloatArray:
    """Return up to ``count`` colors by k-means, the features counted four times."""
    samples = np.concatenate([lab[inside], np.repeat(lab[(importance > 0.4) & inside], 3, axis=0)])
    scale = np.array([1, CHROMA_WEIGHT, CHROMA_WEIGHT], np.float32)
    weighted = np.ascontiguousarray(samples * scale, np.float32)
    count = min(count, len(np.unique(weighted, axis=0)))
    cv2.setRNGSeed(7)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 40, 0.2)
    _, _, centers = cv2.kmeans(weighted, count, None, stop, 2, cv2.KMEANS_PP_CENTERS)
    return np.asarray(centers, np.float32) / scale


def _drop_orphans(chosen: NDArray[np.intp], importance: FloatArray) -> NDArray[np.intp]:
    """Give a pixel that differs from all four neighbors the color of the one above."""
    for _ in range(2):
        padded = np.pad(chosen, 1, mode="edge")
        around = np.stack(
            [padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]]
        )
        alone = (around != chosen).all(axis=0) & (importance < 0.35)
        chosen = np.where(alone, around[0], chosen)
    return chosen


def _set_eyes(pixels: FloatArray, portrait: Portrait, features: FeatureMasks) -> None:
    """Set white, iris, pupil and catch light square by square, as a pixel artist does."""
    points = portrait.landmarks[:, :2] / SQUARE_PX
    opening = _small(features.eyes)
    white = smoothstep(0.60, 0.98, opening)  # what lies partly outside is lashes
    white = white * smoothstep(0.40, 0.65, _small(luma(portrait.painted)))
    pixels[:] = mix(pixels, EYE_WHITE, white * 0.6)
    for iris, eye in ((LEFT_IRIS, LEFT_EYE), (RIGHT_IRIS, RIGHT_EYE)):
        contour = points[list(eye)]
        wide, tall = np.ptp(contour, axis=0)
        column, row = points[iris[0]].astype(int)
        if tall <= 1.2 or not (2 < column < GRID - 3 and 2 < row < GRID - 3):
            continue
        center = portrait.landmarks[iris[0], :2].astype(int)
        color = portrait.painted[max(0, center[1] - 4) : center[1] + 5, center[0] + 6]
        dark = np.clip(np.median(color, axis=0) * 0.42, 0.03, 0.34)
        high = 2 if wide * 0.17 < 1.5 else 3
        left, top = column - high // 2, row - high // 2
        # A square of white beside the iris says where somebody looks; shade and lashes hide it.
        for beside in (left - 1, left + high):
            share = smoothstep(0.35, 0.65, opening[row, beside : beside + 1])
            pixels[row, beside] = mix(pixels[row, beside], EYE_WHITE, share * np.float32(0.7))
        pixels[top : top + high, left : left + high] = dark * 0.6
        pixels[row, column] = OUTLINE
        pixels[top, left] = CATCH_LIGHT


def _ground(palette: Palette, look: Look) -> FloatArray:
    """Return bands of light, dithered into each other, with a few sparks."""
    rng = look.rng(1)
    y, x = np.mgrid[0:GRID, 0:GRID].astype(np.float32)
    away = np.hypot(x - GRID / 2, y - GRID * 0.45) / GRID * 1.25
    band = np.clip(np.floor(away * 5 + DITHER), 0, 4) / 4
    inner = palette.pale * 0.55 + palette.bright * 0.45
    ground = mix(np.broadcast_to(inner, (GRID, GRID, 3)), palette.deep, band.astype(np.float32))
    for _ in range(14):
        column, row = rng.integers(2, GRID - 2, 2).tolist()
        ground[row, column] = palette.pale
        if rng.random() < 0.4:
            faint = palette.pale * 0.7 + palette.bright * 0.3
            for down, right in ((0, 1), (0, -1), (1, 0), (-1, 0)):
                ground[row + down, column + right] = faint
    return ground


def _grid_lines(look: Look) -> FloatArray:
    """Darken the seams between squares by a breath."""
    seam = (np.arange(SIDE_PX) % SQUARE_PX >= SQUARE_PX - 1).astype(np.float32)
    weight = np.float32(0.035 * look.options.texture)
    return (1 - weight * np.maximum(seam[:, None], seam[None]))[..., None]


STYLE = PortraitStyle(
    StyleCard(
        slug="pixel",
        title=LocalizedText(en="Pixel art", fr="Pixel art"),
        description=LocalizedText(
            en="A hero of sixty-four pixels, in your own colors.",
            fr="Un héros de soixante-quatre pixels, à vos couleurs.",
        ),
        media=("pixel art", "game"),
        options=(
            Option.BACKGROUND,
            Option.STRENGTH,
            Option.TEXTURE,
        ),
        source_distance_limit=0.70,
    ),
    draw,
)

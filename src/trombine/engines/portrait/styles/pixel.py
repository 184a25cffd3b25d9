"""Pixel art: big squares, few tones a material, features set by hand.

The figure is reduced to 86 squares a side. Skin, hair and cloth each get a short ramp of the
person's own colors, stray squares go, and eyes, mouth and glasses are set from the landmarks.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.skin_tone import facial_skin, middle_mean
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, draw_apart
from trombine.engines.portrait.techniques.frames import find_worn
from trombine.engines.portrait.techniques.palettes import Palette, pick_palette
from trombine.engines.portrait.techniques.pixel_features import (
    COVERED,
    IndexedPicture,
    cover,
    set_eyes,
    set_glasses,
    set_mouth,
)
from trombine.engines.portrait.techniques.pixel_lines import color_outline, draw_inner_lines
from trombine.engines.portrait.techniques.ramps import (
    CLOTH,
    DARKS,
    HAIR,
    SKIN,
    TONES,
    choose_colors,
    skin_ramp,
)
from trombine.engines.portrait.techniques.squares import (
    GRID,
    MARGIN_PX,
    SQUARE_PX,
    beside,
    darkest_of_squares,
    enlarge,
    join_strays,
    mean_of_squares,
    sample_finely,
    smooth_shape,
    tidy,
    to_squares,
    trace,
)
from trombine.faces.glasses import Glasses
from trombine.faces.topology import LEFT_BROW, RIGHT_BROW
from trombine.imaging.arrays import (
    BoolArray,
    FloatArray,
    LabImage,
    Points,
    SrgbImage,
    as_mask,
    as_srgb,
)
from trombine.imaging.color import lab_to_srgb, luma, srgb_to_lab
from trombine.imaging.filters import mix

WORLD_COLORS = 20
HAIR_COLORS, CLOTH_COLORS = (5, 6.0), (7, 3.5)
"""The most colors, and the mean distance in CIELAB below which fewer do."""

CHROMA_WEIGHT = 0.6
"""Tones of skin are told apart by lightness rather than by color."""

STRANGE = np.array([400, 140, 400], np.float32)
STRANGE_BELOW = np.array([400, 140, 140], np.float32)
"""What it costs, in squared CIELAB, to take a color of skin, hair or cloth for what is none of it.

Least for hair: beards and brows grow on skin. The second row is for squares off the face.
"""

EVEN_SHARE = 0.3
"""How much of the broad light on skin is taken out."""

SHARPNESS, SHARP_SIGMA = 0.6, 4.0
DARKEST_SHARE = 0.45
"""How much of a square's darkest sample counts at the features: lashes are thinner than it."""

EXACT = 0.45
"""Where importance is higher, single squares draw: only those that hang on nothing go."""

SMALLEST_CLUSTER = 3.4
FACE_SQUARES, FIGURE_SQUARES, ISLAND = 30, 20, 14
"""The fewest squares to take a ramp from, and the fewest that stay of a figure."""

STEP_PX, FEWEST_SAMPLES = 4, 200
BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16
DITHER = np.tile(BAYER - np.float32(0.47), (GRID // 4 + 1, GRID // 4 + 1))[:GRID, :GRID]
WORLD_DITHER_L = 5.0


@dataclass(frozen=True, slots=True)
class Squares:
    """The figure in squares, (86, 86) or (86, 86, 3).

    ``lab`` is what is drawn: calm planes, exact at the features. ``sharp`` has the features' own
    colors, ``plain`` is the face without what is thin and dark, as rims of glasses are. ``parts``
    are the shares of skin, hair and cloth.
    """

    lab: FloatArray
    sharp: FloatArray
    plain: FloatArray
    inside: BoolArray
    parts: FloatArray
    importance: FloatArray
    oval: FloatArray


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Reduce, choose the ramps, tidy, set the features by hand, outline."""
    palette = pick_palette(portrait, look, offset=4)
    squares = _take_squares(portrait)
    picture, materials = _lay_ramps(squares, look.options.strength)
    _tidy(picture, squares, smallest=max(2, round(SMALLEST_CLUSTER * look.options.strength)))
    has_face = bool((materials == SKIN).any())
    if has_face:
        _set_features(picture, portrait, squares)
    what = _tell_materials(picture, materials, squares.inside)
    if has_face:
        draw_inner_lines(picture, what, portrait.landmarks)
        # Where tones change beneath a line, each square of it would have a tone of its own.
        free = squares.inside & ~picture.locked
        picture.indices = join_strays(picture.indices, np.array(picture.colors), where=free)
        _match_skin(picture, portrait)
    return _finish(picture, what, squares.inside, _ground(palette, look))


def _take_squares(portrait: Portrait) -> Squares:
    names = ("combed", "alpha", "skin", "hair", "cloth", "importance")
    fine = {name: sample_finely(getattr(portrait, name)) for name in names}
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    lab: FloatArray = srgb_to_lab(as_srgb(fine["combed"]))
    lab = lab + _off_the_photo(portrait) * fine["skin"][..., None]
    lab[..., 0] -= EVEN_SHARE * _broad_light(lab[..., 0], fine["skin"])
    calm = cv2.bilateralFilter(lab, 7, 9, 2.5)
    away = lab - cv2.GaussianBlur(lab, (0, 0), SHARP_SIGMA)
    sharp = lab + away * np.array((SHARPNESS, SHARPNESS / 3, SHARPNESS / 3), np.float32)
    importance = mean_of_squares(fine["importance"])
    exact = np.clip(fine["importance"] * 1.2, 0, 1) * fine["skin"]
    drawn = _mean_inside(mix(calm, sharp, exact), fine["alpha"])
    open_parts = mean_of_squares(sample_finely(np.maximum(features.mouth, features.eyes)))
    thin = importance * DARKEST_SHARE * (1 - 0.5 * open_parts)
    darkest = np.minimum(darkest_of_squares(sharp[..., 0]), drawn[..., 0])
    drawn[..., 0] = mix(drawn[..., 0], darkest, thin)
    calm[..., 0] = cv2.morphologyEx(calm[..., 0], cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    parts = np.dstack([mean_of_squares(fine[name]) for name in ("skin", "hair", "cloth")])
    return Squares(
        lab=drawn,
        sharp=mean_of_squares(sharp),
        plain=mean_of_squares(calm),
        inside=smooth_shape(mean_of_squares(fine["alpha"]) > 0.5, smallest=ISLAND),
        parts=parts / np.maximum(parts.sum(axis=2, keepdims=True), np.float32(1e-3)),
        importance=importance,
        oval=mean_of_squares(sample_finely(features.oval)),
    )


def _off_the_photo(portrait: Portrait) -> FloatArray:
    """Return how far the photo's skin is from the painted skin, (3,) in CIELAB."""
    face = facial_skin(portrait)[::STEP_PX, ::STEP_PX]
    if face.sum() < FEWEST_SAMPLES:
        return np.zeros(3, np.float32)
    photo, painted = (
        np.median(_sparse_lab(image)[face], axis=0) for image in (portrait.relit, portrait.combed)
    )
    return photo - painted


def _sparse_lab(image: SrgbImage) -> LabImage:
    return srgb_to_lab(SrgbImage(np.ascontiguousarray(image[::STEP_PX, ::STEP_PX])))


def _broad_light(lightness: FloatArray, skin: FloatArray) -> FloatArray:
    """Return how far the broad light on skin is from its middle, in L*."""
    if (skin > 0.7).sum() < FEWEST_SAMPLES:
        return np.zeros_like(lightness)
    around = np.maximum(cv2.GaussianBlur(skin, (0, 0), 18), np.float32(0.02))
    broad = cv2.GaussianBlur(lightness * skin, (0, 0), 18) / around
    return (broad - np.median(lightness[skin > 0.7])) * skin


def _mean_inside(fine: FloatArray, alpha: FloatArray) -> FloatArray:
    """Return each square's mean color of what belongs to the figure."""
    weight = np.maximum(mean_of_squares(alpha), np.float32(1e-3))
    return mean_of_squares(fine * alpha[..., None]) / weight[..., None]


def _lay_ramps(squares: Squares, strength: float) -> tuple[IndexedPicture, NDArray[np.intp]]:
    """Return each square in the nearest tone of what it is made of, and each color's material.

    Raising ``strength`` leaves fewer colors of hair and cloth.
    """
    fewer = 1.6 - 0.6 * strength
    lab, ramps = squares.lab, [_take_skin(squares)]
    if squares.inside.all() and not len(ramps[0]):  # a world, not a person
        lab = lab + DITHER[..., None] * np.array((WORLD_DITHER_L, 0, 0), np.float32)
        count = round(WORLD_COLORS * fewer)
        world = choose_colors(lab.reshape(-1, 3), most=count, enough=0, least=count)
        ramps += [ramps[0], world]
    else:
        for material, (most, enough) in ((HAIR, HAIR_COLORS), (CLOTH, CLOTH_COLORS)):
            own = (squares.parts[..., material] > 0.5) & squares.inside
            samples = lab[own] if own.sum() > FIGURE_SQUARES else lab[:0, 0]
            count = max(3, round(most * fewer))
            ramps.append(choose_colors(samples, most=count, enough=enough))
    if not any(map(len, ramps)):
        ramps[CLOTH] = lab.mean(axis=(0, 1))[None]
    colors = np.concatenate(ramps)
    materials = np.repeat([SKIN, HAIR, CLOTH], [len(ramp) for ramp in ramps])
    away = (lab[:, :, None] - colors) ** 2
    weight = np.where(materials == SKIN, np.float32(CHROMA_WEIGHT), np.float32(1))
    # Off the face the parts are less certain, and a collar is no skin.
    price = np.where((squares.oval > 0.05)[..., None], STRANGE, STRANGE_BELOW)[..., materials]
    strange = (1 - squares.parts[..., materials]) ** 2 * price
    cost = away[..., 0] + weight * (away[..., 1] + away[..., 2]) + strange
    return IndexedPicture(cost.argmin(axis=2), list(colors)), materials


def _take_skin(squares: Squares) -> FloatArray:
    """Return the ramp of the face, or none where there is no face."""
    skin = squares.parts[..., SKIN]
    bare = (skin > 0.8) & squares.inside & (squares.importance < 0.2)
    face = bare & (squares.oval > 0.6)
    if face.sum() < FACE_SQUARES:
        return np.zeros((0, 3), np.float32)
    dark = (skin > 0.6) & squares.inside & (squares.oval > 0.4)
    return skin_ramp(squares.lab[face], squares.lab[dark])


def _tidy(picture: IndexedPicture, squares: Squares, *, smallest: int) -> None:
    """Leave no stray squares in the planes, and at the features only those of slanting lines."""
    colors = np.array(picture.colors)
    exact = squares.inside & (squares.importance > EXACT)
    planes = squares.inside & ~exact
    once = tidy(picture.indices, colors, smallest=2, where=exact, diagonal=True)
    picture.indices = tidy(once, colors, smallest=smallest, where=planes)


def _tell_materials(
    picture: IndexedPicture, materials: NDArray[np.intp], inside: BoolArray
) -> NDArray[np.intp]:
    """Return what each square is made of, -1 outside; features count as skin."""
    features = np.full(len(picture.colors) - len(materials), SKIN)
    return np.where(inside, np.concatenate([materials, features])[picture.indices], -1)


def _set_features(picture: IndexedPicture, portrait: Portrait, squares: Squares) -> None:
    glasses = find_worn(portrait)
    if glasses is not None:
        _clear_rims(picture, squares, glasses, portrait.landmarks)
    if glasses is None or not glasses.tinted:
        set_eyes(picture, portrait.landmarks, squares.sharp)
    set_mouth(picture, portrait.landmarks, squares.sharp)
    if glasses is not None:
        set_glasses(picture, glasses, portrait.landmarks)


def _clear_rims(
    picture: IndexedPicture, squares: Squares, glasses: Glasses, landmarks: Points
) -> None:
    """Leave plain skin where rims run: they fall on two squares, and would be drawn twice."""
    near = np.zeros((GRID, GRID), np.uint8)
    for rim in glasses.rims:
        near[trace(to_squares(rim), closed=True)] = 1
    around = (cv2.dilate(near, np.ones((3, 3), np.uint8)) > 0) & (squares.parts[..., SKIN] > 0.5)
    # Brows stay where they rise above a rim.
    for brow in (LEFT_BROW, RIGHT_BROW):
        around &= (cover(landmarks, brow) < COVERED) | (near > 0)
    tones = np.array(picture.colors[TONES])[:, 0]
    nearest = np.abs(squares.plain[..., :1] - tones).argmin(axis=2) + DARKS
    picture.indices[around] = nearest[around]


def _match_skin(picture: IndexedPicture, portrait: Portrait) -> None:
    """Turn and scale the tones of skin until the face has the hue and lightness of the photo."""
    face = facial_skin(portrait)[::STEP_PX, ::STEP_PX]
    if face.sum() < FEWEST_SAMPLES:
        return
    place = (np.arange(0, SIDE_PX, STEP_PX) + MARGIN_PX) // SQUARE_PX
    shown = picture.indices[np.ix_(place, place)][face]
    photo = SrgbImage(portrait.relit[::STEP_PX, ::STEP_PX][face])
    wanted = float(middle_mean(luma(photo)))
    tones = np.array(picture.colors, np.float32)
    drawn_color = np.median(tones[shown, 1:], axis=0)
    tones[TONES, 1:] += np.median(_sparse_lab(portrait.relit)[face][:, 1:], axis=0) - drawn_color
    for _ in range(2):  # not all that is shown are tones of skin
        colors = lab_to_srgb(LabImage(tones[None]))[0]
        gain = wanted / max(float(middle_mean(luma(SrgbImage(colors[shown])))), 1e-3)
        colors[TONES] = np.clip(colors[TONES] * np.float32(np.clip(gain, 0.8, 1.25)), 0, 1)
        tones[TONES] = srgb_to_lab(SrgbImage(colors[None, TONES]))[0]
    picture.colors[TONES] = list(tones[TONES])


def _finish(
    picture: IndexedPicture, what: NDArray[np.intp], inside: BoolArray, ground: FloatArray
) -> Artwork:
    """Return the figure within its outline on its ground."""
    figure, outline = (
        lab_to_srgb(LabImage(lab)) for lab in (picture.lab, color_outline(picture, what))
    )
    around = beside(inside)
    image = np.where(inside[..., None], figure, np.where(around[..., None], outline, ground))
    cutout = enlarge(around.astype(np.float32))
    return Artwork(as_srgb(enlarge(image.astype(np.float32))), as_mask(cutout))


def _ground(palette: Palette, look: Look) -> FloatArray:
    """Return three flat bands of light, dithered into each other, with a few sparks."""
    rng = look.rng(1)
    y, x = np.mgrid[0:GRID, 0:GRID].astype(np.float32)
    away = np.hypot(x - GRID / 2, y - GRID * 0.42) / GRID
    width = np.float32(0.13 * look.options.texture)
    band = np.clip(np.floor((away - 0.34) * 5 + 0.5 + DITHER * width * 2), 0, 2).astype(int)
    tones = np.stack(
        [
            palette.bright * 0.85 + palette.pale * 0.15,
            (palette.bright + palette.deep) / 2,
            palette.deep * 0.8 + palette.bright * 0.2,
        ]
    )
    ground = tones[band]
    for _ in range(7):
        column, row = rng.integers(3, GRID - 3, 2).tolist()
        ground[row, column] = palette.pale
        if rng.random() < 0.5:
            for down, right in ((0, 1), (0, -1), (1, 0), (-1, 0)):
                ground[row + down, column + right] = palette.pale * 0.5 + palette.bright * 0.5
    return ground.astype(np.float32)


STYLE = PortraitStyle(
    StyleCard(
        slug="pixel",
        title=LocalizedText(en="Pixel art", fr="Pixel art"),
        description=LocalizedText(
            en="A hero in big pixels, in your own colors.",
            fr="Un héros en gros pixels, à vos couleurs.",
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
    draw_apart,
)

"""Pixel art: big squares, a short ramp a material from the person's own colors, features by hand."""

import os
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import FeatureMasks, draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.skin_tone import facial_skin, middle_mean
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle
from trombine.engines.portrait.techniques.palettes import Palette, pick_palette
from trombine.engines.portrait.techniques.pixel_features import (
    IndexedPicture,
    set_eyes,
    set_glasses,
    set_mouth,
)
from trombine.engines.portrait.techniques.ramps import choose_colors, skin_ramp
from trombine.engines.portrait.techniques.spectacles import find_glasses
from trombine.engines.portrait.techniques.squares import (
    CROSS,
    GRID,
    MARGIN_PX,
    SQUARE_PX,
    Indices,
    darkest_of_squares,
    enlarge,
    mean_of_squares,
    sample_finely,
    smooth_shape,
    tidy,
    to_squares,
    trace,
)
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

P=dict(EVEN=.3, SHARP=.6, SIG=4.0, DARKW=.45, EYES=1, MOUTH=1, GL=1, BR=9, BS=2.5, HP=140, CP=400, CW=.6, SM=3.4, INNER=1)
for k in P:
    if k in os.environ: P[k]=float(os.environ[k])

SKIN, HAIR, CLOTH = range(3)
SKIN_TONES = 5
DARKS = 2
"""Colors of a face below its tones of skin: ink, and beard and brows."""

JAW = (172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397)
SCRAP = 60
"""Hair of fewer squares is a lock or an earring, and has no line around it."""

STEP_PX, FEWEST_SAMPLES = 4, 200
LINE_SHARE, LINE_LIGHT = (0.45, 0.7, 0.7), (3.0, 17.0)
"""What the line at the silhouette keeps of the darkest color beside it, and its range of L*."""

BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16
DITHER = np.tile(BAYER - np.float32(0.47), (GRID // 4 + 1, GRID // 4 + 1))[:GRID, :GRID]


@dataclass(frozen=True, slots=True)
class Squares:
    """The figure in squares, (86, 86) or (86, 86, 3).

    ``lab`` is what is drawn: calm planes, exact at the features. ``sharp`` shows each feature's
    own colors, ``plain`` the face without what is thin and dark, as rims of glasses are.
    ``parts`` are skin, hair and cloth.
    """

    lab: FloatArray
    sharp: FloatArray
    plain: FloatArray
    inside: BoolArray
    parts: FloatArray
    importance: FloatArray
    oval: FloatArray


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Reduce, choose the ramps, set the features by hand, tidy, outline."""
    palette = pick_palette(portrait, look, offset=4)
    squares = _take_squares(portrait)
    picture, materials = _lay_ramps(squares, look)
    _tidy(picture, squares, smallest=max(2, round(P['SM'] * look.options.strength)))
    if (materials == SKIN).any():
        _set_features(picture, portrait, squares)
    what = _tell_materials(picture, materials, squares.inside)
    if (materials == SKIN).any():
        _draw_inner_lines(picture, what, portrait.landmarks)
        _match_skin(picture, portrait)
    return _finish(picture, what, squares.inside, _ground(palette, look))


def _tidy(picture: IndexedPicture, squares: Squares, *, smallest: int) -> None:
    """Leave no stray squares: neither in the planes nor, but for slanting lines, at the features."""
    colors = np.array(picture.colors)
    exact = squares.inside & (squares.importance > 0.45)
    planes = squares.inside & ~exact
    once = tidy(picture.indices, colors, smallest=2, where=exact, diagonal=True)
    picture.indices = tidy(once, colors, smallest=smallest, where=planes)


def _tell_materials(
    picture: IndexedPicture, materials: NDArray[np.intp], inside: BoolArray
) -> NDArray[np.intp]:
    """Return what each square is made of, -1 outside; features count as skin."""
    features = np.full(len(picture.colors) - len(materials), SKIN)
    return np.where(inside, np.concatenate([materials, features])[picture.indices], -1)


def _take_squares(portrait: Portrait) -> Squares:
    fine = {
        name: sample_finely(getattr(portrait, name))
        for name in ("combed", "alpha", "skin", "hair", "cloth", "importance")
    }
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    lab = srgb_to_lab(as_srgb(fine["combed"]))
    lab += _skin_of_photo(portrait) * fine["skin"][..., None]
    lab[..., 0] -= P['EVEN'] * _broad_light(lab[..., 0], fine["skin"])
    calm = cv2.bilateralFilter(lab, 7, P['BR'], P['BS'])
    away = lab - cv2.GaussianBlur(lab, (0, 0), P['SIG'])
    sharp = lab + away * np.float32((P['SHARP'], P['SHARP'] / 3, P['SHARP'] / 3))
    exact = np.clip(fine["importance"] * 1.2, 0, 1) * fine["skin"]
    drawn = _mean_inside(mix(calm, sharp, exact), fine["alpha"])
    darkest = np.minimum(darkest_of_squares(sharp[..., 0]), drawn[..., 0])
    importance = mean_of_squares(fine["importance"])
    open_parts = mean_of_squares(sample_finely(np.maximum(features.mouth, features.eyes)))
    thin = np.clip(importance * P['DARKW'], 0, 1) * (1 - 0.5 * open_parts)
    drawn[..., 0] = mix(drawn[..., 0], darkest, thin)
    plain = calm.copy()
    plain[..., 0] = cv2.morphologyEx(calm[..., 0], cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    parts = np.dstack([mean_of_squares(fine[name]) for name in ("skin", "hair", "cloth")])
    return Squares(
        lab=drawn,
        sharp=mean_of_squares(sharp),
        plain=mean_of_squares(plain),
        inside=smooth_shape(mean_of_squares(fine["alpha"]) > 0.5, smallest=14),
        parts=parts / np.maximum(parts.sum(axis=2, keepdims=True), np.float32(1e-3)),
        importance=importance,
        oval=mean_of_squares(sample_finely(features.oval)),
    )


def _skin_of_photo(portrait: Portrait) -> FloatArray:
    """Return by how much the painted face's skin is off the photo's, (3,) in CIELAB."""
    face = facial_skin(portrait)[::STEP_PX, ::STEP_PX]
    if face.sum() < FEWEST_SAMPLES:
        return np.zeros(3, np.float32)
    photo, painted = (
        srgb_to_lab(SrgbImage(np.ascontiguousarray(image[::STEP_PX, ::STEP_PX])))[face]
        for image in (portrait.relit, portrait.combed)
    )
    return np.median(photo, axis=0) - np.median(painted, axis=0)


def _broad_light(lightness: FloatArray, skin: FloatArray) -> FloatArray:
    """Return how far the broad light on skin is from its middle, in L*."""
    if (skin > 0.7).sum() < 50:
        return np.zeros_like(lightness)
    around = np.maximum(cv2.GaussianBlur(skin, (0, 0), 18), np.float32(0.02))
    broad = cv2.GaussianBlur(lightness * skin, (0, 0), 18) / around
    return (broad - np.median(lightness[skin > 0.7])) * skin


def _mean_inside(fine: FloatArray, alpha: FloatArray) -> FloatArray:
    """Return each square's mean color of what belongs to the figure."""
    weight = np.maximum(mean_of_squares(alpha), np.float32(1e-3))
    return mean_of_squares(fine * alpha[..., None]) / weight[..., None]


def _lay_ramps(squares: Squares, look: Look) -> tuple[IndexedPicture, NDArray]:
    """Return each square in the nearest tone of what it is made of, and each color's material."""
    fewer = 1.6 - 0.6 * look.options.strength
    everything = bool(squares.inside.all())  # a world, not a person
    ramps = [_skin(squares)]
    for material, most, enough in ((HAIR, 5, 6.0), (CLOTH, 7, 5.0)):
        own = (squares.parts[..., material] > 0.5) & squares.inside
        count = max(3, round((20 if everything else most) * fewer))
        ramps.append(
            choose_colors(squares.lab[own], most=count, enough=enough)
            if own.sum() > 20
            else np.zeros((0, 3), np.float32)
        )
    colors = np.concatenate(ramps)
    if not len(colors):
        colors=np.float32([[50,0,0]]); ramps[2]=colors
    materials = np.repeat([SKIN, HAIR, CLOTH], [len(ramp) for ramp in ramps])
    lab = squares.lab.copy()
    if not len(ramps[SKIN]): lab[..., 0] += DITHER * 5
    away = (lab[:, :, None] - colors) ** 2
    chroma = np.where(materials == SKIN, np.float32(P['CW']), 1)
    strange = (1 - squares.parts[..., materials]) ** 2
    cost = away[..., 0] + chroma * (away[..., 1] + away[..., 2])
    cost += strange * np.array([400, P['HP'], P['CP']], np.float32)[materials]
    return IndexedPicture(cost.argmin(axis=2), list(colors)), materials


def _skin(squares: Squares) -> FloatArray:
    skin = squares.parts[..., SKIN]
    bare = (skin > 0.8) & squares.inside & (squares.importance < 0.2)
    face = bare & (squares.oval > 0.6)
    if face.sum() < 30:
        face = bare
    if face.sum() < 12:
        return np.zeros((0, 3), np.float32)
    dark = (skin > 0.6) & squares.inside & (squares.oval > 0.4)
    return skin_ramp(squares.lab[face], squares.lab[dark], tones=SKIN_TONES)


def _set_features(picture: IndexedPicture, portrait: Portrait, squares: Squares) -> None:
    glasses = find_glasses(portrait) if P['GL'] else None
    if glasses is not None:
        _clear_rims(picture, squares, glasses)
    if glasses is None or not glasses.tinted:
        if P['EYES']: set_eyes(picture, portrait.landmarks, squares.sharp)
    if P['MOUTH']: set_mouth(picture, portrait.landmarks, squares.sharp)
    if glasses is not None:
        set_glasses(picture, glasses, portrait.landmarks)


def _clear_rims(picture, squares, glasses):
    near = np.zeros((GRID, GRID), np.uint8)
    for rim in glasses.rims:
        near[trace(to_squares(rim), closed=True)] = 1
    near = (cv2.dilate(near, np.ones((3, 3), np.uint8)) > 0) & (squares.parts[..., SKIN] > 0.5)
    tones = np.array(picture.colors[DARKS : DARKS + SKIN_TONES])
    away = np.abs(squares.plain[..., :1] - tones[:, 0])
    picture.indices[near] = away.argmin(axis=2)[near] + DARKS


def _draw_inner_lines(
    picture: IndexedPicture, what: NDArray[np.intp], landmarks: Points
) -> None:
    """Close hair and jaw with a line one tone darker, and shade the skin under a collar."""
    bare = (picture.indices >= DARKS) & (picture.indices < DARKS + SKIN_TONES) & ~picture.locked
    collar = bare & _beside(what == CLOTH)
    edge = _large(what == HAIR) & _beside(bare)
    darkest = picture.indices[what == HAIR].min(initial=len(picture.colors))
    jaw = _weak_jaw(picture.indices, bare, landmarks)
    picture.indices[collar] = np.maximum(picture.indices[collar] - 1, DARKS)
    picture.indices[edge] = np.maximum(picture.indices[edge] - 1, darkest)
    picture.indices[jaw] = np.maximum(picture.indices[jaw] - 1, DARKS)


def _weak_jaw(
    indices: Indices, bare: BoolArray, landmarks: Points
) -> tuple[Indices, Indices]:
    """Return the squares of the jaw's line where the neck below is as light as the face above."""
    rows, columns = trace(to_squares(landmarks[list(JAW)]) + (0, 0.3))
    below, above = np.clip(rows + 2, 0, GRID - 1), np.clip(rows - 2, 0, GRID - 1)
    weak = bare[rows, columns] & bare[below, columns]
    weak &= indices[below, columns] >= indices[above, columns]
    # Neither gaps nor dashes: a line is drawn in one go.
    strip = cv2.morphologyEx(weak[None].astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    strip = cv2.morphologyEx(strip, cv2.MORPH_OPEN, np.ones((1, 7), np.uint8))
    drawn = (strip[0] > 0) & bare[rows, columns]
    return rows[drawn], columns[drawn]


def _beside(shape: BoolArray) -> BoolArray:
    return cv2.dilate(shape.astype(np.uint8), CROSS) > 0


def _large(shape: BoolArray) -> BoolArray:
    """Return the parts of a shape that are not scraps."""
    _, parts, statistics, _ = cv2.connectedComponentsWithStats(shape.astype(np.uint8))
    large = statistics[:, cv2.CC_STAT_AREA] >= SCRAP
    large[0] = False
    return large[parts]


def _match_skin(picture: IndexedPicture, portrait: Portrait) -> None:
    """Turn and scale the tones of skin until the face has the hue and lightness of the photo."""
    face = facial_skin(portrait)[::STEP_PX, ::STEP_PX]
    if face.sum() < FEWEST_SAMPLES:
        return
    place = (np.arange(0, SIDE_PX, STEP_PX) + MARGIN_PX) // SQUARE_PX
    shown = picture.indices[np.ix_(place, place)][face]
    photo = SrgbImage(np.ascontiguousarray(portrait.relit[::STEP_PX, ::STEP_PX]))
    wanted = float(middle_mean(luma(photo)[face]))
    tones = np.array(picture.colors, np.float32)
    skin = slice(DARKS, DARKS + SKIN_TONES)
    drawn_color = np.median(tones[shown, 1:], axis=0)
    tones[skin, 1:] += np.median(srgb_to_lab(photo)[face][:, 1:], axis=0) - drawn_color
    for _ in range(2):  # not all that is shown are tones of skin
        colors = lab_to_srgb(LabImage(tones[None]))[0]
        gain = wanted / max(float(middle_mean(luma(SrgbImage(colors[shown])))), 1e-3)
        colors[skin] = np.clip(colors[skin] * np.float32(np.clip(gain, 0.8, 1.25)), 0, 1)
        tones[skin] = srgb_to_lab(SrgbImage(colors[None, skin]))[0]
    picture.colors[skin] = list(tones[skin])


def _finish(
    picture: IndexedPicture, what: NDArray[np.intp], inside: BoolArray, ground: FloatArray
) -> Artwork:
    """Return the figure on its ground within a line in the darkest color of what it closes."""
    figure = lab_to_srgb(LabImage(picture.lab))
    around = _beside(inside)
    lines = np.full((GRID, GRID, 3), np.float32((4, 0, 0)))
    for material in (CLOTH, HAIR, SKIN):
        own = picture.indices[what == material]
        if own.size:
            line = picture.colors[int(own.min())] * np.float32(LINE_SHARE)
            line[0] = np.clip(line[0], *LINE_LIGHT)
            lines[_beside(what == material)] = line
    outline = lab_to_srgb(LabImage(lines))
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
    tones = np.stack([palette.bright * .85 + palette.pale * .15, (palette.bright + palette.deep) / 2, palette.deep * .8 + palette.bright * .2])
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

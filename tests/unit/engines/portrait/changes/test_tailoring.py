"""Who is dressed stays who they are: face, hair, hat, veil and beard; only clothes change."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from trombine.engines.portrait.changes import find_changes
from trombine.engines.portrait.features import polygon_mask
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.faces.topology import CHIN, FACE_OVAL, FOREHEAD_TOP
from trombine.imaging.arrays import FloatArray, Mask, SrgbImage
from trombine.imaging.color import srgb_to_lab

GARMENTS = find_changes()["garment"]
MAGENTA = (0.95, 0.05, 0.90)
LOOK = Look(variation=0, seed=3)


def dressed(portrait: Portrait, slug: str = "hoodie", look: Look = LOOK) -> Portrait:
    return GARMENTS[slug].apply(portrait, look)


def frame_of(portrait: Portrait) -> tuple[FloatArray, FloatArray]:
    """Right of and below the chin, in face heights."""
    y, x = np.mgrid[0:1024, 0:1024].astype(np.float32)
    chin = portrait.landmarks[CHIN, :2]
    return (x - chin[0]) / portrait.face_height_px, (y - chin[1]) / portrait.face_height_px


def inner_face(portrait: Portrait) -> FloatArray:
    oval = polygon_mask(portrait.landmarks[list(FACE_OVAL), :2], size_px=1024)
    side = int(0.14 * portrait.face_height_px) | 1
    return cv2.erode(oval, np.ones((side, side), np.uint8))


def painted_over(portrait: Portrait, where: FloatArray, color: tuple[float, ...]) -> Portrait:
    """Return the portrait with a color laid over its three pictures."""

    def lay(image: SrgbImage) -> SrgbImage:
        share = where[..., None].astype(np.float32)
        return SrgbImage(image * (1 - share) + np.float32(color) * share)

    return replace(
        portrait,
        relit=lay(portrait.relit),
        painted=lay(portrait.painted),
        combed=lay(portrait.combed),
    )


def made_cloth(portrait: Portrait, where: FloatArray, color: tuple[float, ...]) -> Portrait:
    """Return the portrait with cloth of a color laid over it."""
    bare = (1 - where).astype(np.float32)
    return replace(
        painted_over(portrait, where, color),
        alpha=Mask(np.maximum(portrait.alpha, where).astype(np.float32)),
        skin=Mask(portrait.skin * bare),
        hair=Mask(portrait.hair * bare),
        cloth=Mask(np.maximum(portrait.cloth * bare, where).astype(np.float32)),
    )


def is_magenta(portrait: Portrait) -> FloatArray:
    red, green, blue = np.moveaxis(portrait.painted, 2, 0)
    return (portrait.alpha > 0.5) & (red > 0.5) & (blue > 0.5) & (green < 0.35)


def a_hat(portrait: Portrait) -> FloatArray:
    across, down = frame_of(portrait)
    return ((np.abs(across) < 0.5) & (down < -0.85) & (down > -1.3)).astype(np.float32)


def a_veil(portrait: Portrait) -> FloatArray:
    across, down = frame_of(portrait)
    around = (np.abs(across) < 0.62) & (down > -1.3)
    oval = polygon_mask(portrait.landmarks[list(FACE_OVAL), :2], size_px=1024)
    return around * (1 - oval)


def test_the_face_is_the_same_to_the_pixel_but_for_its_size(sample_portrait: Portrait) -> None:
    after = dressed(sample_portrait)

    ends = [FOREHEAD_TOP, CHIN]
    first, second = sample_portrait.landmarks[ends, :2], after.landmarks[ends, :2]
    scale = np.linalg.norm(second[1] - second[0]) / np.linalg.norm(first[1] - first[0])
    move = second[0] - scale * first[0]
    matrix = np.array([[scale, 0, move[0]], [0, scale, move[1]]], np.float32)
    expected = cv2.warpAffine(sample_portrait.painted, matrix, (1024, 1024))
    inside = inner_face(after) > 0.99
    assert np.abs(after.painted - expected)[inside].max() < 0.02


@pytest.mark.parametrize("slug", GARMENTS)
def test_the_head_leaves_room_for_a_bust_as_broad_as_a_person(
    slug: str, sample_portrait: Portrait
) -> None:
    after = dressed(sample_portrait, slug)

    assert 0.34 <= after.face_height_px / 1024 <= 0.44
    row = int(after.landmarks[CHIN, 1] + 0.75 * after.face_height_px)
    assert (after.cloth[row] > 0.5).sum() / after.face_height_px > 2.1


@pytest.mark.parametrize("seed", [3, 4])
def test_the_neck_has_the_tone_of_the_face(seed: int, sample_portrait: Portrait) -> None:
    after = dressed(sample_portrait, look=Look(variation=seed % 2, seed=seed))

    lab = srgb_to_lab(after.painted)[..., 0]
    across, down = frame_of(after)
    cheeks = (inner_face(after) > 0.9) & (after.skin > 0.9) & (after.importance < 0.2)
    cheeks &= (down > -0.60) & (down < -0.25)
    axis = after.landmarks[[234, 454], 0].mean() - after.landmarks[CHIN, 0]
    lit = (after.skin > 0.98) & (down > 0.22) & (down < 0.30)
    lit &= np.abs(across - axis / after.face_height_px) < 0.10
    assert lit.sum() > 500
    assert np.median(lab[lit]) == pytest.approx(np.median(lab[cheeks]), abs=3)


@pytest.mark.parametrize("slug", ["hoodie", "blazer", "knit"])
def test_nothing_of_the_clothes_of_the_photo_is_left(slug: str, sample_portrait: Portrait) -> None:
    loud = painted_over(sample_portrait, sample_portrait.cloth > 0.05, MAGENTA)
    assert is_magenta(loud).sum() > 50_000

    after = dressed(loud, slug)

    _, down = frame_of(after)
    assert is_magenta(after)[down > -0.1].sum() == 0


def test_a_hat_stays(sample_portrait: Portrait) -> None:
    hatted = made_cloth(sample_portrait, a_hat(sample_portrait), MAGENTA)
    before = is_magenta(hatted).sum() / hatted.face_height_px**2

    after = dressed(hatted)

    assert is_magenta(after).sum() / after.face_height_px**2 > 0.9 * before


@pytest.mark.parametrize("slug", ["hoodie", "turtleneck"])
def test_a_veil_stays_and_a_hidden_throat_stays_hidden(
    slug: str, sample_portrait: Portrait
) -> None:
    veiled = made_cloth(sample_portrait, a_veil(sample_portrait), MAGENTA)

    after = dressed(veiled, slug)

    across, down = frame_of(after)
    throat = (np.abs(across) < 0.2) & (down > 0.06) & (down < 0.4)
    assert after.skin[throat].max() < 0.1
    beside = (np.abs(across) > 0.45) & (np.abs(across) < 0.55) & (down > -0.8) & (down < -0.3)
    assert is_magenta(after)[beside].mean() > 0.95


@pytest.mark.parametrize("slug", ["turtleneck", "royal"])
def test_a_beard_falls_over_the_collar(slug: str, sample_portrait: Portrait) -> None:
    across, down = frame_of(sample_portrait)
    beard = (np.abs(across) < 0.20) & (down > -0.2) & (down < 0.12)
    bearded = painted_over(sample_portrait, beard.astype(np.float32), (0.28, 0.16, 0.09))
    bearded = replace(
        bearded,
        skin=Mask(np.where(beard, 1, bearded.skin).astype(np.float32)),
        cloth=Mask(np.where(beard, 0, bearded.cloth).astype(np.float32)),
        alpha=Mask(np.where(beard, 1, bearded.alpha).astype(np.float32)),
    )

    after = dressed(bearded, slug)

    across, down = frame_of(after)
    below_chin = (np.abs(across) < 0.1) & (down > 0.02) & (down < 0.07)
    color = np.median(after.painted[below_chin], axis=0)
    assert color == pytest.approx((0.28, 0.16, 0.09), abs=0.04)


def test_long_hair_is_not_cut_along_a_straight_line(sample_portrait: Portrait) -> None:
    across, down = frame_of(sample_portrait)
    long = (np.abs(across) > 0.36) & (np.abs(across) < 0.62) & (down > -0.9)
    haired = painted_over(sample_portrait, long.astype(np.float32), (0.25, 0.18, 0.12))
    haired = replace(
        haired,
        hair=Mask(np.where(long, 1, haired.hair).astype(np.float32)),
        skin=Mask(np.where(long, 0, haired.skin).astype(np.float32)),
        cloth=Mask(np.where(long, 0, haired.cloth).astype(np.float32)),
        alpha=Mask(np.where(long, 1, haired.alpha).astype(np.float32)),
    )

    after = dressed(haired)

    across, _ = frame_of(after)
    columns = np.nonzero(np.abs(np.abs(across[0]) - 0.5) < 0.08)[0]
    ends = [np.nonzero(after.hair[:, column] > 0.5)[0].max() for column in columns]
    assert min(ends) > after.landmarks[CHIN, 1]
    assert np.std(ends) > 5


def test_the_light_changes_sides_with_the_look(sample_portrait: Portrait) -> None:
    def left_over_right(look: Look) -> float:
        after = dressed(sample_portrait, "turtleneck", look)
        middle, tone = int(after.landmarks[CHIN, 0]), after.painted.mean(axis=2)
        left, right = (slice(middle + a, middle + a + 100) for a in (-380, 280))
        return float(tone[800:, left].mean() / tone[800:, right].mean())

    assert left_over_right(Look(variation=0)) > 1.1 * left_over_right(Look(variation=1))


def test_colors_differ_from_look_to_look(sample_portrait: Portrait) -> None:
    seen = {
        tuple((dressed(sample_portrait, "hoodie", Look(seed=seed)).painted[960, 640] * 8).round())
        for seed in range(5)
    }

    assert len(seen) >= 2


def test_pictures_stay_in_range_where_edges_are_cleaned(sample_portrait: Portrait) -> None:
    across, down = frame_of(sample_portrait)
    beside = ((np.abs(across) > 0.3) & (down > -0.3)).astype(np.float32)
    for color in ((1.0, 1.0, 1.0), (0.0, 0.0, 0.0)):
        glaring = painted_over(sample_portrait, beside, color)

        after = dressed(glaring)

        for image in (after.relit, after.painted, after.combed):
            assert image.min() >= 0
            assert image.max() <= 1

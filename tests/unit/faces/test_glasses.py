"""Glasses are found on who wears some, whatever they are made of, and on nobody else."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from trombine.domain.photo import Photo
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.techniques.frames import carry_rims
from trombine.faces.glasses import Glasses, find_glasses
from trombine.faces.pose import measure_face_px
from trombine.faces.topology import LEFT_EYE, RIGHT_EYE
from trombine.imaging.arrays import FloatArray, Points, SrgbImage

BLACK, GRAY = (0.05, 0.05, 0.06), (0.45, 0.42, 0.40)
TURN = np.linspace(0, 2 * np.pi, 72, endpoint=False)

Move = Callable[[FloatArray], FloatArray]


def lay_rims(portrait: Portrait) -> list[FloatArray]:
    """Return round rims, as wide as usual ones are, the right one first."""
    radius = portrait.face_height_px * 0.125
    circle = np.stack([np.cos(TURN), np.sin(TURN) * 0.8], axis=1) * radius
    down = np.array([0, portrait.face_height_px * 0.018])
    eyes = (portrait.landmarks[list(eye), :2].mean(axis=0) for eye in (RIGHT_EYE, LEFT_EYE))
    return [(eye + down + circle).astype(np.float32) for eye in eyes]


def put_on(
    portrait: Portrait,
    *,
    thick: float,
    color: tuple[float, float, float] = BLACK,
    filled: bool = False,
) -> SrgbImage:
    """Return the photo with glasses drawn on it; ``thick`` is in face heights."""
    image, rims = portrait.relit.copy(), lay_rims(portrait)
    thickness_px = max(1, round(thick * portrait.face_height_px))
    curves = [rim.round().astype(np.int32) for rim in rims]
    if filled:
        cv2.fillPoly(image, curves, color, cv2.LINE_AA)
    cv2.polylines(image, curves, True, color, thickness_px, cv2.LINE_AA)  # noqa: FBT003  (OpenCV's)
    right, left = max(curves[0].tolist()), min(curves[1].tolist())
    cv2.line(image, right, left, color, thickness_px, cv2.LINE_AA)
    return SrgbImage(image)


def distance_px(curve: FloatArray, other: FloatArray) -> float:
    """Return how far the points of a curve are from another one, at most places."""
    apart = np.linalg.norm(curve[:, None] - other[None], axis=2).min(axis=1)
    return float(np.percentile(apart, 80))


@pytest.mark.parametrize("thick", [0.008, 0.018, 0.026])
@pytest.mark.parametrize("color", [BLACK, GRAY])
def test_rims_are_found_where_they_run(
    sample_portrait: Portrait, thick: float, color: tuple[float, float, float]
) -> None:
    image = put_on(sample_portrait, thick=thick, color=color)

    found = find_glasses(image, sample_portrait.landmarks)

    assert found is not None
    assert (found.plain, found.tinted, found.rimless) == (True, False, False)
    for rim, drawn in zip(found.rims, lay_rims(sample_portrait), strict=True):
        assert distance_px(rim, drawn) < 0.015 * sample_portrait.face_height_px


def test_lenses_nobody_sees_through_are_told(sample_portrait: Portrait) -> None:
    found = find_glasses(
        put_on(sample_portrait, thick=0.01, filled=True), sample_portrait.landmarks
    )

    assert found is not None
    assert (found.plain, found.tinted) == (False, True)
    assert found.lightness < 20


def test_a_bolder_rim_is_measured_as_wider(sample_portrait: Portrait) -> None:
    fine, bold = (
        find_glasses(put_on(sample_portrait, thick=thick), sample_portrait.landmarks)
        for thick in (0.008, 0.026)
    )

    assert fine is not None
    assert bold is not None
    assert np.mean(bold.widths_px) > 1.5 * np.mean(fine.widths_px)


def test_a_bare_face_wears_none(sample_portrait: Portrait) -> None:
    assert find_glasses(sample_portrait.relit, sample_portrait.landmarks) is None


@pytest.mark.parametrize(
    "move",
    [
        lambda points: points * 0.5,
        lambda points: points @ np.array([[0.94, 0.34], [-0.34, 0.94]]) + (0.0, 200.0),
    ],
    ids=["small", "tilted"],
)
def test_size_and_tilt_of_the_picture_do_not_matter(sample_portrait: Portrait, move: Move) -> None:
    corners = np.array([[0, 0], [1000, 0], [0, 1000]], np.float32)
    way = cv2.getAffineTransform(corners, move(corners).astype(np.float32))
    image = cv2.warpAffine(put_on(sample_portrait, thick=0.018), way, (1300, 1500))
    landmarks = sample_portrait.landmarks.copy()
    landmarks[:, :2] = move(landmarks[:, :2])
    landmarks[:, 2] *= np.sqrt(abs(np.linalg.det(way[:, :2])))

    found = find_glasses(SrgbImage(image), Points(landmarks.astype(np.float32)))

    assert found is not None
    for rim, drawn in zip(found.rims, lay_rims(sample_portrait), strict=True):
        assert distance_px(rim, move(drawn)) < 0.015 * measure_face_px(landmarks)


def test_rims_move_with_the_face(hat_and_glasses_photo: Photo) -> None:
    landmarks = hat_and_glasses_photo.landmarks
    rims = tuple(
        np.repeat(landmarks[list(eye), :2].mean(axis=0)[None], 72, axis=0)
        for eye in (RIGHT_EYE, LEFT_EYE)
    )
    widths = (np.ones(72), np.ones(72))
    worn = Glasses((rims[0], rims[1]), widths, bridge=np.zeros((3, 2)), lightness=10.0)
    mirrored = Points(landmarks * np.array([-1.2, 1.2, 1.2]) + np.array([900, 30, 0]))

    carried = carry_rims(worn, before=landmarks, after=mirrored)

    for rim, eye in zip(carried, (RIGHT_EYE, LEFT_EYE), strict=True):
        np.testing.assert_allclose(rim[0], mirrored[list(eye), :2].mean(axis=0), atol=0.5)

"""Smiles, brows and nods stay within what the photo bears, and do the next best beyond."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from trombine.domain.order import Framing
from trombine.engines.portrait.changes.bearing import measure_bearing
from trombine.engines.portrait.changes.muscles import (
    SMILE,
    Push,
    measure_smile,
    push_face,
    strengthen,
)
from trombine.engines.portrait.changes.poses.nodded import nod
from trombine.engines.portrait.changes.poses.raised import raise_chin
from trombine.engines.portrait.changes.poses.smiling import smile
from trombine.engines.portrait.changes.poses.thoughtful import think
from trombine.engines.portrait.changes.poses.tilted import tilt
from trombine.engines.portrait.changes.turning import Movement, move_head
from trombine.engines.portrait.framing import apply_framing
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.imaging.arrays import Points

LOOKS = [Look(variation=variation, seed=seed) for variation in (0, 1) for seed in range(3)]


def smiling_so(portrait: Portrait, wanted: float) -> Portrait:
    """Return the portrait with the corners of its mouth where such a smile has them."""
    landmarks = portrait.landmarks.copy()
    missing = wanted - measure_smile(landmarks)
    eyes_px = np.linalg.norm(landmarks[33] - landmarks[263])
    for corner, way in ((61, -1), (291, 1)):
        landmarks[corner, 0] += way * missing * 0.40 * eyes_px / 2
    return replace(portrait, landmarks=Points(landmarks))


def pointing(portrait: Portrait, down_deg: float) -> Portrait:
    """Return the portrait as if its mesh had been found nodding so far."""
    landmarks = portrait.landmarks.copy()
    for _ in range(6):
        missing = down_deg - measure_bearing(Points(landmarks)).down_deg
        away = landmarks[:, 1] - landmarks[:, 1].mean()
        landmarks[:, 2] += away * np.float32(np.tan(np.radians(missing)))
    return replace(portrait, landmarks=Points(landmarks))


def corners_raised(portrait: Portrait) -> float:
    points = portrait.landmarks[:, :2]
    up = points[FOREHEAD_TOP] - points[CHIN]
    up = up / np.linalg.norm(up)
    lips = points[[13, 14]].mean(axis=0)
    return float((points[[61, 291]].mean(axis=0) - lips) @ up) / portrait.face_height_px


@pytest.mark.parametrize("look", LOOKS)
def test_a_serious_mouth_smiles_and_a_broad_smile_softens(
    sample_portrait: Portrait, look: Look
) -> None:
    serious, laughing = smiling_so(sample_portrait, 0.2), smiling_so(sample_portrait, 1.1)

    assert 0.004 < corners_raised(smile(serious, look)) - corners_raised(serious) < 0.03
    assert -0.03 < corners_raised(smile(laughing, look)) - corners_raised(laughing) < -0.004


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_smile_is_the_same_in_a_mirror(sample_portrait: Portrait, *, mirrored: bool) -> None:
    framed = apply_framing(sample_portrait, Framing(mirrored=mirrored))

    broader = move_head(framed, Movement(face=strengthen(SMILE, 0.7)))

    assert measure_smile(framed.landmarks) == pytest.approx(
        measure_smile(sample_portrait.landmarks), abs=1e-3
    )
    assert 0.1 < measure_smile(broader.landmarks) - measure_smile(framed.landmarks) < 0.6


def test_a_push_moves_both_sides_apart_and_fades() -> None:
    landmarks = np.zeros((478, 3), np.float32)
    landmarks[FOREHEAD_TOP, :2], landmarks[CHIN, :2] = (512, 300), (512, 800)
    landmarks[61, :2], landmarks[291, :2] = (412, 700), (612, 700)
    push = Push((61, 291), out=0.02, up=0.04, reach=0.05)

    dx, dy = push_face(Points(landmarks), {push: 0.5})

    assert (dx[175, 103], dx[175, 153]) == pytest.approx((-5, 5), rel=0.05)
    assert dy[175, 103] == dy[175, 153] == pytest.approx(-10, rel=0.05)
    assert np.abs(dy[100]).max() < 0.01


@pytest.mark.parametrize(("pose", "way"), [(nod, 1), (raise_chin, -1)])
def test_who_looks_down_or_up_already_does_not_go_further(
    sample_portrait: Portrait, pose: Callable[[Portrait, Look], Portrait], way: int
) -> None:
    level, beyond = pointing(sample_portrait, 0.0), pointing(sample_portrait, way * 14.0)
    for look in LOOKS:
        at_first, at_last = pose(level, look), pose(beyond, look)

        from_level = way * measure_bearing(at_first.landmarks).down_deg
        assert 4 < from_level < 11
        assert abs(measure_bearing(at_last.landmarks).down_deg - way * 14) < 1.5
        # Instead the head turns.
        turns = [
            abs(
                measure_bearing(after.landmarks).right_deg
                - measure_bearing(before.landmarks).right_deg
            )
            for before, after in ((level, at_first), (beyond, at_last))
        ]
        assert turns[1] > turns[0] + 4


@pytest.mark.parametrize("look", LOOKS)
def test_a_head_that_leans_is_not_tilted_over(sample_portrait: Portrait, look: Look) -> None:
    for leaning in (-9.0, 9.0):
        before = apply_framing(sample_portrait, Framing(tilt_deg=-leaning, zoom=1.2))

        after = tilt(before, look)

        assert abs(measure_bearing(after.landmarks).tilt_deg) < 11.5
        moved = np.linalg.norm((after.landmarks - before.landmarks)[:, :2], axis=1)
        assert moved.mean() > 0.02 * before.face_height_px


def test_thought_moves_the_brows_and_the_gaze(sample_portrait: Portrait) -> None:
    plain = measure_smile(sample_portrait.landmarks)
    heights = set()
    for look in LOOKS:
        after = think(sample_portrait, look)
        points = after.landmarks[:, :2]
        brows = np.linalg.norm(points[[105, 334]] - points[[159, 386]], axis=1).mean()
        heights.add(round(float(brows) / after.face_height_px, 3))
        assert measure_smile(after.landmarks) < plain + 0.05
    assert max(heights) > min(heights) + 0.008

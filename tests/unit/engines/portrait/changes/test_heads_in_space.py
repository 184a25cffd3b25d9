"""The frame of a head is read off its landmarks, its hair off the outline of the person."""

from dataclasses import replace

import numpy as np
import pytest

from trombine.domain.order import Framing
from trombine.engines.portrait.changes.wearing.coverings import is_covered
from trombine.engines.portrait.changes.wearing.hats import rim_above_brows
from trombine.engines.portrait.changes.wearing.head import Dome, measure_head
from trombine.engines.portrait.changes.wearing.room import make_room
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.framing import apply_framing
from trombine.engines.portrait.portrait import Portrait
from trombine.faces.topology import LEFT_BROW, RIGHT_BROW
from trombine.imaging.arrays import FloatArray, Mask, Points, SrgbImage


@pytest.mark.parametrize("degrees", [-20, 0, 20])
def test_a_head_that_looks_aside_is_found_to_do_so(
    sample_portrait: Portrait, degrees: float
) -> None:
    upright = replace(sample_portrait, landmarks=symmetric(sample_portrait.landmarks))

    assert abs(measure_head(upright).yaw_deg) < 0.01
    turned = replace(upright, landmarks=turn(upright.landmarks, degrees))
    assert measure_head(turned).yaw_deg == pytest.approx(degrees, abs=2)


def symmetric(landmarks: Points) -> Points:
    """A made-up head: each pair of points level and equally far from the middle."""
    made = landmarks.copy()
    made[[10, 152], 0] = 512
    made[[10, 152], 2] = 0
    for right, left in ((33, 263), (133, 362), (127, 356), (234, 454), (54, 284), (61, 291)):
        made[right, 1:] = made[left, 1:]
        made[right, 0] = 1024 - made[left, 0]
    made[172, 1:], made[172, 0] = made[397, 1:], 1024 - made[397, 0]
    return made


def turn(landmarks: Points, degrees: float) -> Points:
    """The head turned to the right of the picture; z of landmarks points away from the viewer."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    x, z = landmarks[:, 0] - 512, landmarks[:, 2]
    turned = landmarks.copy()
    turned[:, 0] = 512 + cos * x - sin * z
    turned[:, 2] = sin * x + cos * z
    return turned


def test_a_mirrored_head_looks_the_other_way(sample_portrait: Portrait) -> None:
    mirrored = apply_framing(sample_portrait, Framing(mirrored=True, zoom=1.01))

    there, here = measure_head(mirrored).yaw_deg, measure_head(sample_portrait).yaw_deg

    assert there == pytest.approx(-here, abs=1)
    assert measure_head(mirrored).axes[0, 0] > 0.8


def test_the_axes_of_a_head_stand_upright_on_each_other(sample_portrait: Portrait) -> None:
    axes = measure_head(sample_portrait).axes

    assert np.allclose(axes.T @ axes, np.eye(3), atol=1e-5)


def test_what_the_head_projects_is_what_was_measured(sample_portrait: Portrait) -> None:
    head = measure_head(sample_portrait)

    seen = head.project(head.points)

    assert np.abs(seen[:, :2] - sample_portrait.landmarks[:, :2]).max() < 0.5


def test_less_hair_makes_a_smaller_dome(sample_portrait: Portrait) -> None:
    head = measure_head(sample_portrait)
    y, x = np.mgrid[0:1024, 0:1024]
    away = np.hypot(x - head.origin_px[0], y - head.origin_px[1]) / head.face_px
    shorn = Mask(sample_portrait.alpha * (away < 0.66))

    smaller = measure_head(replace(sample_portrait, alpha=shorn))

    assert (smaller.hair.axes[:2] < head.hair.axes[:2] - 0.02).all()
    assert smaller.skull.axes == pytest.approx(head.skull.axes)


def test_a_dome_rings_and_covers_itself() -> None:
    dome = Dome(np.zeros(3), np.array([0.4, 0.6, 0.7]))

    rim = dome.ring(0.3, back_deg=10)
    cap = dome.cover(rim, rows=9)

    for points in (rim, cap):
        assert ((points / dome.axes) ** 2).sum(axis=-1) == pytest.approx(1, abs=1e-4)
    assert rim[0] == pytest.approx(rim[-1])
    assert rim[30, 1] < -0.3 < rim[90, 1]  # higher in front, lower behind
    assert cap[:, -1] == pytest.approx(np.broadcast_to([0, -0.6, 0], (121, 3)), abs=1e-6)


def test_the_rim_of_a_hat_is_above_both_brows(sample_portrait: Portrait) -> None:
    head = measure_head(sample_portrait)

    rim = rim_above_brows(head, head.worn(0.5), gap=0.05, back_deg=10)

    brows = sample_portrait.landmarks[[*RIGHT_BROW, *LEFT_BROW]]
    front = head.project(rim[:91])
    order = front[:, 0].argsort()
    edge = np.interp(brows[:, 0], front[order, 0], front[order, 1])
    assert (edge < brows[:, 1] - 0.03 * head.face_px).all()


def test_a_bare_head_is_not_covered(sample_portrait: Portrait) -> None:
    assert not is_covered(sample_portrait, measure_head(sample_portrait))


def on_top(portrait: Portrait) -> FloatArray:
    """Where hair is, above the forehead."""
    above = np.arange(1024)[:, None] < portrait.landmarks[10, 1]
    return portrait.hair * above


def test_cloth_on_the_head_covers_it(sample_portrait: Portrait) -> None:
    turban = on_top(sample_portrait)
    wound = replace(
        sample_portrait,
        hair=Mask(sample_portrait.hair - turban),
        cloth=Mask(sample_portrait.cloth + turban),
    )

    assert is_covered(wound, measure_head(wound))


@pytest.mark.parametrize("color", [(0.1, 0.2, 0.7), (0.85, 0.05, 0.1), (0.1, 0.5, 0.3)])
def test_what_is_called_hair_but_colored_as_no_hair_is_covers_it_too(
    sample_portrait: Portrait, color: tuple[float, float, float]
) -> None:
    where = on_top(sample_portrait)[..., None]
    dyed = sample_portrait.relit * (1 - where) + np.float32(color) * where

    assert is_covered(
        replace(sample_portrait, relit=SrgbImage(dyed)), measure_head(sample_portrait)
    )


def test_a_veil_closes_round_face_and_neck(sample_portrait: Portrait) -> None:
    face = draw_features(sample_portrait.landmarks, size_px=1024).oval
    around = Mask(1 - face)
    veiled = replace(
        sample_portrait,
        alpha=Mask(np.ones_like(around)),
        skin=Mask(1 - around),
        hair=around,
        cloth=Mask(np.zeros_like(around)),
    )

    assert is_covered(veiled, measure_head(sample_portrait))


def test_room_is_made_only_where_there_is_none(sample_portrait: Portrait) -> None:
    head = measure_head(sample_portrait)

    same, _ = make_room(sample_portrait, head, above=40)
    moved, moved_head = make_room(sample_portrait, head, above=-300)

    assert same is sample_portrait
    assert moved_head.project(np.zeros(3))[1] > head.project(np.zeros(3))[1]
    assert measure_head(moved).face_px == pytest.approx(moved_head.face_px, rel=1e-3)
    assert measure_head(moved).origin_px == pytest.approx(moved_head.origin_px, abs=0.5)


@pytest.mark.parametrize("above", [-20.0, -120.0, -400.0])
def test_the_shoulders_still_reach_the_lower_border(
    sample_portrait: Portrait, above: float
) -> None:
    moved, _ = make_room(sample_portrait, measure_head(sample_portrait), above=above)

    assert moved.alpha[-1].sum() > 0.8 * sample_portrait.alpha[-1].sum()
    assert np.abs(moved.skin + moved.hair + moved.cloth - moved.alpha).mean() < 0.01

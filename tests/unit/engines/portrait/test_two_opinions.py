"""Each kind of matte that failed, drawn: what the two networks say, and what must come of it."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.preparation.crop import Crop
from trombine.engines.portrait.preparation.second_opinion import reconcile, weigh
from trombine.faces.topology import CHIN, FACE_OVAL, FOREHEAD_TOP
from trombine.imaging.arrays import FloatArray, Mask, Points, as_mask, as_srgb

MIDDLE, FACE_RADII = (512, 420), (170, 240)
SKIN, BLOND, LILAC, JACKET, GRAY = (
    (0.8, 0.6, 0.5),
    (0.9, 0.82, 0.6),
    (0.72, 0.7, 0.85),
    (0.1, 0.1, 0.25),
    (0.45, 0.45, 0.45),
)
HEAD = (MIDDLE, (215, 290))


def ellipse(middle: tuple[int, int], radii: tuple[int, int]) -> FloatArray:
    canvas = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    return cv2.ellipse(canvas, middle, radii, 0, 0, 360, 1, -1)


def box(left: int, top: int, right: int, bottom: int) -> FloatArray:
    canvas = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    canvas[top:bottom, left:right] = 1
    return canvas


def face_landmarks() -> Points:
    points = np.tile(np.array([*MIDDLE, 0], np.float32), (478, 1))
    turns = np.linspace(0, 2 * np.pi, len(FACE_OVAL), endpoint=False)
    points[list(FACE_OVAL), 0] = MIDDLE[0] + FACE_RADII[0] * np.sin(turns)
    points[list(FACE_OVAL), 1] = MIDDLE[1] - FACE_RADII[1] * np.cos(turns)
    points[FOREHEAD_TOP, :2] = MIDDLE[0], MIDDLE[1] - FACE_RADII[1]
    points[CHIN, :2] = MIDDLE[0], MIDDLE[1] + FACE_RADII[1]
    return Points(points)


def person() -> FloatArray:
    return np.maximum.reduce(
        [ellipse(*HEAD), ellipse((512, 1030), (430, 330)), box(420, 600, 600, 800)]
    )


def draw(
    ground: tuple[float, ...], *parts: tuple[FloatArray, tuple[float, ...]], second: FloatArray
) -> Crop:
    """A person on a ground; later parts lie on earlier ones."""
    image = np.broadcast_to(np.float32(ground), (SIDE_PX, SIDE_PX, 3)).copy()
    everything = (
        (ellipse((512, 1030), (430, 330)), JACKET),
        (ellipse(*HEAD), BLOND),
        (box(420, 600, 600, 800), SKIN),
        (ellipse(MIDDLE, FACE_RADII), SKIN),
    )
    for where, color in (*parts, *everything):
        image[where > 0.5] = color
    whole = Mask(np.ones((SIDE_PX, SIDE_PX), np.float32))
    return Crop(
        image=as_srgb(image),
        landmarks=face_landmarks(),
        person=as_mask(person()),
        salient=as_mask(second),
        inside=whole,
    )


def share(result: FloatArray, part: FloatArray) -> float:
    return float((result[part > 0.5] > 0.5).mean())


def test_a_neighbor_who_touches_is_left_out_when_the_first_network_is_unsure_of_them() -> None:
    neighbor = np.maximum(ellipse((80, 420), (170, 230)), box(0, 600, 260, 1024))
    beside = np.clip(neighbor - person(), 0, 1)
    crop = draw(GRAY, (neighbor, (0.2, 0.15, 0.1)), second=person())
    crop = replace(crop, person=as_mask(np.maximum(person(), 0.8 * neighbor)))

    result = reconcile(np.maximum(person(), 0.92 * neighbor), crop)

    assert share(result, beside) < 0.1
    assert share(result, person()) > 0.97


def test_light_hair_on_a_light_ground_comes_back() -> None:
    locks = np.maximum(ellipse((320, 560), (75, 190)), ellipse((704, 560), (75, 190)))
    lost = np.clip(locks - person(), 0, 1)
    whole = np.maximum(person(), locks)
    crop = draw(LILAC, (locks, BLOND), second=0.97 * whole)

    result = reconcile(np.maximum(person(), 0.25 * locks), crop)

    assert share(result, lost) > 0.9
    assert share(result, 1 - cv2.dilate(whole, np.ones((31, 31)))) < 0.01


def test_letters_that_are_taken_for_a_shoulder_go() -> None:
    letters = box(800, 640, 1024, 800)
    crop = draw((0.5, 0.1, 0.3), (letters, LILAC), second=person())
    crop = replace(crop, person=as_mask(np.maximum(person(), 0.4 * letters)))

    result = reconcile(np.maximum(person(), 0.8 * letters), crop)

    assert share(result, np.clip(letters - person(), 0, 1)) < 0.1


def test_a_white_crown_of_a_hat_comes_back() -> None:
    hat = box(360, 60, 664, 180)
    lost = np.clip(hat - person(), 0, 1)
    crop = draw((0.1, 0.15, 0.45), (hat, (0.95, 0.95, 0.95)), second=np.maximum(person(), hat))

    result = reconcile(np.maximum(person(), 0.3 * hat), crop)

    assert share(result, lost) > 0.9


def test_a_hand_at_the_chin_of_which_the_first_network_is_sure_stays() -> None:
    hand = ellipse((512, 700), (110, 90))
    crop = draw(GRAY, (hand, SKIN), second=np.clip(person() - hand, 0, 1))

    result = reconcile(person(), crop)

    assert share(result, hand) > 0.95


def test_an_earring_makes_no_hole() -> None:
    locks, earring = ellipse((704, 560), (90, 190)), ellipse((700, 520), (20, 28))
    whole = np.maximum(person(), locks)
    crop = draw(GRAY, (locks, BLOND), second=np.clip(whole - earring, 0, 1))

    result = reconcile(np.where(earring > 0, 0.3, whole), crop)

    assert share(result, earring) > 0.97


@pytest.mark.parametrize("found", [0.5, 0.9])
def test_a_second_opinion_that_misses_the_face_is_not_heard(found: float) -> None:
    face = ellipse(MIDDLE, FACE_RADII)

    assert weigh(person(), found * face, face=face > 0.5, own=person() > 0.5) == 0.0


def test_an_undecided_second_opinion_counts_for_less() -> None:
    face = ellipse(MIDDLE, FACE_RADII) > 0.5
    body = np.clip(person() - face, 0, 1)
    torso = body * box(0, 780, SIDE_PX, SIDE_PX)
    slightly = np.where(torso > 0.5, 0.5, person())

    weights = [
        weigh(person(), second, face=face, own=person() > 0.5)
        for second in (person(), slightly, face + 0.5 * body)
    ]

    assert weights[0] == 1.0
    assert weights[0] > weights[1] >= weights[2]
    assert weights[2] == 0.0


def test_a_second_opinion_that_denies_a_quarter_of_head_and_shoulders_is_not_heard() -> None:
    face = ellipse(MIDDLE, FACE_RADII) > 0.5
    lit_side = np.arange(SIDE_PX) < MIDDLE[0] + 110
    denied = float((person()[:, ~lit_side] > 0.5).sum() / (person() > 0.5).sum())

    weight = weigh(person(), np.where(lit_side | face, person(), 0), face=face, own=person() > 0.5)

    assert denied > 0.24
    assert weight == 0.0

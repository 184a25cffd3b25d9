"""Every pose, garment, prop and world, ours or installed, keeps these promises."""

import re
from dataclasses import fields, replace

import cv2
import numpy as np
import pytest
from tests.drawings import Drawings

from trombine.engines.portrait.changes import Change, find_changes
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, Render
from trombine.faces.topology import CHIN, LEFT_EYE_OUTER, NOSE_TIP, RIGHT_EYE_OUTER
from trombine.imaging.arrays import FloatArray, Mask, Points, SrgbImage, check_image
from trombine.imaging.color import srgb_to_lab

CHANGES = [change for found in find_changes().values() for change in found.values()]
POSES, WORLDS = find_changes()["pose"], find_changes()["world"]
LOOKS = (Look(variation=0, seed=3), Look(variation=1, seed=4))
PICTURES = ("relit", "painted", "combed")
BROWS, CORNERS, IRISES = (105, 334), (61, 291), (468, 473)
UPPER_INNER, LOWER_INNER = (13, 82, 312, 81, 311), (14, 87, 317, 178, 402)
MASKS = ("alpha", "skin", "hair", "cloth", "importance")


def named(change: Change) -> str:
    return f"{change.kind}-{change.card.slug}"


@pytest.mark.parametrize("change", CHANGES, ids=named)
def test_a_change_gives_a_whole_portrait_always_the_same_and_leaves_the_first_alone(
    change: Change, sample_portrait: Portrait
) -> None:
    kept = [f.name for f in fields(Portrait) if f.name != "world"]
    before = {name: getattr(sample_portrait, name).copy() for name in kept}

    changed, again = (change.apply(sample_portrait, LOOKS[0]) for _ in range(2))

    for field in fields(Portrait):
        one, other = getattr(changed, field.name), getattr(again, field.name)
        assert one is other is None or np.array_equal(one, other), field.name
    for name in PICTURES:
        assert check_image(getattr(changed, name)).shape == (1024, 1024, 3)
    for name in MASKS:
        mask = getattr(changed, name)
        assert mask.shape == (1024, 1024)
        assert mask.dtype == np.float32
        assert mask.min() >= 0
        assert mask.max() <= 1
    assert np.isfinite(changed.depth).all()
    assert changed.depth.dtype == changed.normals.dtype == np.float32
    assert np.abs(np.linalg.norm(changed.normals, axis=2) - 1).max() < 0.02
    assert changed.landmarks.shape == (478, 3)
    assert changed.landmarks.dtype == np.float32
    assert np.isfinite(changed.landmarks).all()
    parts = changed.skin + changed.hair + changed.cloth
    assert float(np.abs(parts - changed.alpha).mean()) < 0.01
    for name, value in before.items():
        assert np.array_equal(value, getattr(sample_portrait, name)), name


@pytest.mark.parametrize("change", CHANGES, ids=named)
def test_a_card_speaks_both_languages_and_has_words_for_a_prompt(change: Change) -> None:
    card = change.card

    assert card.title.en
    assert card.title.fr
    assert card.description.en != card.description.fr
    assert card.description.en.endswith(".")
    assert card.description.fr.endswith(".")
    assert not re.search(r"['\"]", card.title.fr + card.description.fr)  # typewriter marks
    assert card.words
    assert not card.words.endswith(".")


@pytest.mark.parametrize("look", LOOKS, ids=["left", "right"])
@pytest.mark.parametrize("slug", POSES)
def test_the_landmarks_go_where_the_picture_goes(
    slug: str, look: Look, sample_portrait: Portrait
) -> None:
    points = [NOSE_TIP, CHIN, LEFT_EYE_OUTER, RIGHT_EYE_OUTER, *BROWS, *CORNERS, *IRISES]
    spots = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    for point in points:
        place = sample_portrait.landmarks[point, :2].round().astype(int).tolist()
        cv2.circle(spots, place, 4, 1, -1)

    moved = POSES[slug].apply(replace(sample_portrait, hair=Mask(spots)), look)

    for point in points:
        x, y = moved.landmarks[point, :2]
        left, top = round(float(x)) - 9, round(float(y)) - 9
        rows, columns = np.nonzero(moved.hair[top : top + 19, left : left + 19] > 0.5)
        assert columns.mean() + left == pytest.approx(x, abs=2), point
        assert rows.mean() + top == pytest.approx(y, abs=2), point


@pytest.mark.parametrize("look", LOOKS, ids=["left", "right"])
@pytest.mark.parametrize("slug", POSES)
def test_a_pose_leaves_skin_and_length_of_the_face(
    slug: str, look: Look, sample_portrait: Portrait
) -> None:
    moved = POSES[slug].apply(sample_portrait, look)

    assert moved.skin.sum() > 0.94 * sample_portrait.skin.sum()
    assert moved.face_height_px == pytest.approx(sample_portrait.face_height_px, rel=0.04)


@pytest.mark.parametrize("look", LOOKS, ids=["left", "right"])
@pytest.mark.parametrize("slug", POSES)
def test_a_pose_is_seen(slug: str, look: Look, sample_portrait: Portrait) -> None:
    moved = POSES[slug].apply(sample_portrait, look)

    way = moved.landmarks[:, :2] - sample_portrait.landmarks[:, :2]
    assert np.linalg.norm(way, axis=1).mean() > 0.015 * sample_portrait.face_height_px


def seen_at(image: FloatArray, points: FloatArray) -> SrgbImage:
    """Return the colors of an image at these places, (1, N, 3)."""
    x, y = (np.ascontiguousarray(points[None, :, axis]) for axis in (0, 1))
    return SrgbImage(cv2.remap(image, x, y, cv2.INTER_LINEAR))


@pytest.mark.parametrize("look", LOOKS, ids=["left", "right"])
@pytest.mark.parametrize("slug", POSES)
def test_a_pose_changes_no_color_of_skin(slug: str, look: Look, sample_portrait: Portrait) -> None:
    moved = POSES[slug].apply(sample_portrait, look)

    # At the same places of the face: which of them are seen how large is what a pose changes.
    before, after = (
        np.median(srgb_to_lab(seen_at(each.painted, each.landmarks[:468])), axis=(0, 1))
        for each in (sample_portrait, moved)
    )
    assert after == pytest.approx(before, abs=0.5)


@pytest.mark.parametrize("gap_px", [0.0, 4.0])
@pytest.mark.parametrize("look", LOOKS, ids=["left", "right"])
@pytest.mark.parametrize("slug", POSES)
def test_a_closed_mouth_stays_closed(
    slug: str, look: Look, gap_px: float, sample_portrait: Portrait
) -> None:
    landmarks = sample_portrait.landmarks.copy()
    for upper, lower in zip(UPPER_INNER, LOWER_INNER, strict=True):
        landmarks[lower] = landmarks[upper] + np.float32([0, gap_px, 0])
    closed = replace(sample_portrait, landmarks=Points(landmarks))

    moved = POSES[slug].apply(closed, look)

    assert moved.mouth_opening < closed.mouth_opening + 0.001


@pytest.mark.parametrize("look", LOOKS, ids=["left", "right"])
@pytest.mark.parametrize("slug", POSES)
def test_irises_stay_between_the_lids_of_a_pose(
    slug: str, look: Look, sample_portrait: Portrait
) -> None:
    moved = POSES[slug].apply(sample_portrait, look)

    for iris, upper, lower, outer, inner in ((468, 159, 145, 33, 133), (473, 386, 374, 263, 362)):
        shares = []
        for points in (sample_portrait.landmarks[:, :2], moved.landmarks[:, :2]):
            across = points[inner] - points[outer]
            down = np.array([-across[1], across[0]]) / (across @ across)
            down = down * np.sign(down @ (points[lower] - points[upper]))
            shares.append(
                [(points[iris] - points[upper]) @ down, (points[lower] - points[iris]) @ down]
            )
        assert shares[1] == pytest.approx(shares[0], abs=0.05)


def knowing(person: Artwork, draw_world: Render) -> Render:
    """Return a way to draw that has the person's picture already and draws worlds only."""

    def draw(portrait: Portrait, look: Look) -> Artwork:
        return draw_world(portrait, look) if portrait.world is None else person

    return draw


def as_it_is(world: Portrait, _look: Look) -> Artwork:
    return Artwork(world.relit, world.alpha)


def test_no_world_shows_through_the_person(
    drawings: Drawings, looks: tuple[Look, Look], sample_portrait: Portrait
) -> None:
    figure = drawings.draw(sample_portrait, looks[1])
    inner = cv2.erode(sample_portrait.alpha, np.ones((41, 41), np.uint8)) > 0.99
    # A sticker is cut above the border, a sketch ends before it.
    inside = inner & (figure.cutout > 0.99)
    assert inside.sum() > 0.7 * inner.sum()
    draw_in_world = drawings.own.draw_in_world
    assert draw_in_world is not None

    def see_through(draw_world: Render) -> FloatArray:
        pictures = []
        for color in ((0.95, 0.1, 0.1), (0.05, 0.1, 0.3)):
            plain = np.broadcast_to(np.float32(color), sample_portrait.relit.shape)
            scene = np.ascontiguousarray(plain)
            # Half of it another color: what is equal everywhere some styles print as blank paper.
            scene[512:] *= 0.5
            portrait = replace(sample_portrait, world=SrgbImage(scene))
            pictures.append(draw_in_world(knowing(figure, draw_world), portrait, looks[1]).image)
        return np.abs(pictures[0] - pictures[1])[inside].max(axis=1)

    through = see_through(as_it_is)
    if drawings.slug == "double-exposure":  # there it is meant to
        assert through.max() > 0.3
        return
    # No style draws a world much stronger than it is. Some leave paper about the figure: they
    # have to draw it before one can tell.
    hidden = np.quantile(through, 0.995) < 0.03
    assert hidden or np.quantile(see_through(drawings.own.render), 0.995) < 0.03

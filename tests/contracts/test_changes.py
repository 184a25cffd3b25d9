"""Every pose, garment, prop and world, ours or installed, keeps these promises."""

import re
from collections.abc import Mapping
from dataclasses import fields, replace

import cv2
import numpy as np
import pytest
from tests.drawings import Drawings, ask, seat

from trombine.domain.order import Assignment, Staging
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.engines.portrait.changes import Change, Kind, find_changes
from trombine.engines.portrait.engine import PortraitSitting
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, Render
from trombine.engines.portrait.styles import find_styles
from trombine.faces.topology import CHIN, LEFT_EYE_OUTER, NOSE_TIP, RIGHT_EYE_OUTER
from trombine.imaging.arrays import FloatArray, Mask, SrgbImage, check_image
from trombine.scoring import Scorer

CHANGES = [change for found in find_changes().values() for change in found.values()]
POSES, WORLDS = find_changes()["pose"], find_changes()["world"]
LOOKS = (Look(variation=0, seed=3), Look(variation=1, seed=4))
PICTURES = ("relit", "painted", "combed")
MASKS = ("alpha", "skin", "hair", "cloth", "importance")


def named(change: Change) -> str:
    return f"{change.kind}-{change.card.slug}"


@pytest.mark.parametrize("look", LOOKS, ids=["left", "right"])
@pytest.mark.parametrize("change", CHANGES, ids=named)
def test_a_change_gives_a_whole_portrait_and_leaves_the_first_alone(
    change: Change, look: Look, sample_portrait: Portrait
) -> None:
    kept = [f.name for f in fields(Portrait) if f.name != "world"]
    before = {name: getattr(sample_portrait, name).copy() for name in kept}

    changed = change.apply(sample_portrait, look)

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
    assert np.linalg.norm(changed.normals, axis=2) == pytest.approx(1, abs=0.02)
    assert changed.landmarks.shape == (478, 3)
    assert changed.landmarks.dtype == np.float32
    assert np.isfinite(changed.landmarks).all()
    parts = changed.skin + changed.hair + changed.cloth
    assert float(np.abs(parts - changed.alpha).mean()) < 0.01
    for name, value in before.items():
        assert np.array_equal(value, getattr(sample_portrait, name)), name


@pytest.mark.parametrize("change", CHANGES, ids=named)
def test_the_same_look_changes_a_portrait_alike(change: Change, sample_portrait: Portrait) -> None:
    first, second = (change.apply(sample_portrait, LOOKS[0]) for _ in range(2))

    for field in fields(Portrait):
        one, other = getattr(first, field.name), getattr(second, field.name)
        assert one is other is None or np.array_equal(one, other), field.name


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
@pytest.mark.parametrize("point", [NOSE_TIP, CHIN, LEFT_EYE_OUTER, RIGHT_EYE_OUTER])
def test_the_landmarks_go_where_the_picture_goes(
    slug: str, look: Look, point: int, sample_portrait: Portrait
) -> None:
    spot = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    cv2.circle(spot, sample_portrait.landmarks[point, :2].round().astype(int).tolist(), 5, 1, -1)

    moved = POSES[slug].apply(replace(sample_portrait, hair=Mask(spot)), look)

    y, x = np.nonzero(moved.hair > 0.5)
    assert x.mean() == pytest.approx(moved.landmarks[point, 0], abs=3)
    assert y.mean() == pytest.approx(moved.landmarks[point, 1], abs=3)


@pytest.mark.parametrize("look", LOOKS, ids=["left", "right"])
@pytest.mark.parametrize("slug", POSES)
def test_a_pose_leaves_skin_and_length_of_the_face(
    slug: str, look: Look, sample_portrait: Portrait
) -> None:
    moved = POSES[slug].apply(sample_portrait, look)

    assert moved.skin.sum() > 0.94 * sample_portrait.skin.sum()
    assert moved.face_height_px == pytest.approx(sample_portrait.face_height_px, rel=0.04)


@pytest.fixture(scope="module")
def scorer(sample_photo: Photo) -> Scorer:
    return Scorer.of(Subject((sample_photo,)))


@pytest.mark.parametrize("change", CHANGES, ids=named)
def test_who_is_staged_is_still_the_person(
    change: Change, sample_sitting: PortraitSitting, scorer: Scorer
) -> None:
    for variation in (0, 1):
        staging = Staging(**{change.kind: change.card.slug})
        asked = Assignment(
            1, "painted", photo=1, variation=variation, seed=5, size_px=512, staging=staging
        )

        rendering = sample_sitting.render(asked)

        score = scorer.score(rendering, photo=1, card=find_styles()["painted"].card)
        assert score.passed
        assert score.source_distance < 0.40


def knowing(person: Artwork, draw_world: Render) -> Render:
    """Return a way to draw that has the person's picture already and draws worlds only."""

    def draw(portrait: Portrait, look: Look) -> Artwork:
        return draw_world(portrait, look) if portrait.world is None else person

    return draw


def as_it_is(world: Portrait, _look: Look) -> Artwork:
    return Artwork(world.relit, world.alpha)


@pytest.mark.parametrize("turn", [0, 1])
def test_a_style_draws_a_world_in_its_own_way(
    turn: int,
    drawings: Drawings,
    looks: tuple[Look, Look],
    worlds: Mapping[str, Change],
    sample_photo: Photo,
    sample_portrait: Portrait,
) -> None:
    # Two worlds for each style: more than there are worlds, so that each is drawn.
    first = 2 * sorted(find_styles()).index(drawings.slug)
    world = sorted(WORLDS)[(first + turn) % len(WORLDS)]
    plain = drawings.draw(sample_portrait, looks[0])
    style = replace(drawings.own, render=knowing(plain, drawings.own.render))
    sitting = seat(sample_photo, sample_portrait, {drawings.slug: style}, {Kind.WORLD: worlds})
    asked = ask(drawings.slug, looks[0], size_px=SIDE_PX)

    staged = sitting.render(replace(asked, staging=Staging(world=world))).image

    check_image(staged)
    corner = (slice(60, 700), slice(60, 200))
    if drawings.slug == "double-exposure":  # there the world is inside the person
        corner = (slice(700, 960), slice(300, 700))
    assert np.abs(staged[corner] - plain.image[corner]).mean() > 0.02


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

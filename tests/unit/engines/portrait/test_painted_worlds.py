"""What the painted worlds promise: one light, room for the head, another picture every time."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from trombine.engines.portrait.changes import find_changes
from trombine.engines.portrait.changes.scene import set_in
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb
from trombine.imaging.color import luma

PAINTED = (
    "aurora",
    "autumn",
    "beach",
    "blossom",
    "desert",
    "forest",
    "harbour",
    "meadow",
    "mountains",
    "snow",
    "space",
    "sunset-sky",
    "underwater",
)
WHITE = np.ones(3, np.float32)


def world_of(slug: str, portrait: Portrait, look: Look) -> SrgbImage:
    world = find_changes()["world"][slug].apply(portrait, look).world
    assert world is not None
    return world


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("slug", PAINTED)
def test_the_half_the_light_comes_from_is_brighter(
    slug: str, seed: int, sample_portrait: Portrait
) -> None:
    for variation, brighter in ((0, "left"), (1, "right")):
        world = world_of(slug, sample_portrait, Look(variation=variation, seed=seed))

        left, right = float(luma(world)[:, :512].mean()), float(luma(world)[:, 512:].mean())

        assert (left - right if brighter == "left" else right - left) > 0.02


@pytest.mark.parametrize("slug", PAINTED)
def test_two_pictures_of_one_world_differ(slug: str, sample_portrait: Portrait) -> None:
    worlds = [world_of(slug, sample_portrait, Look(variation=0, seed=seed)) for seed in (1, 2)]

    assert np.abs(worlds[0] - worlds[1]).mean() > 0.015


def with_hair(portrait: Portrait, tone: float) -> Portrait:
    """Return the person with hair of one gray."""
    hair = portrait.hair[..., None]
    gray = as_srgb(portrait.relit * (1 - hair) + tone * hair)
    return replace(portrait, relit=gray, painted=gray, combed=gray)


def behind_head(portrait: Portrait) -> FloatArray:
    """Return a band of air around the hair, above the chin."""
    reached = cv2.dilate(portrait.hair, np.ones((61, 61), np.uint8)) > 0.5
    chin = int(portrait.landmarks[152, 1])
    air = reached & (portrait.alpha < 0.02)
    air[chin:] = False
    return air


@pytest.mark.parametrize("tone", [0.06, 0.30, 0.75])
@pytest.mark.parametrize("slug", PAINTED)
def test_what_is_behind_a_head_stands_apart_from_its_hair(
    slug: str, tone: float, sample_portrait: Portrait
) -> None:
    portrait = with_hair(sample_portrait, tone)
    air = behind_head(portrait)
    assert air.sum() > 2000

    world = world_of(slug, portrait, Look(variation=0, seed=1))

    assert abs(float(luma(world)[air].mean()) - tone) > 0.12


def night(level: float) -> SrgbImage:
    return SrgbImage(np.full((512, 512, 3), level, np.float32))


def test_dark_hair_before_a_night_has_a_glow_behind_it(sample_portrait: Portrait) -> None:
    portrait = with_hair(sample_portrait, 0.06)

    world = set_in(portrait, Look(), night(0.08), light=WHITE).world

    assert world is not None
    glow, far = luma(world)[behind_head(portrait)].mean(), luma(world)[-40:, :40].mean()
    assert glow > 0.20
    assert far < glow / 2  # far from the head it stays night


def test_a_scene_that_stands_apart_already_keeps_its_tones(sample_portrait: Portrait) -> None:
    portrait = with_hair(sample_portrait, 0.06)

    world = set_in(portrait, Look(), night(0.6), light=WHITE).world

    assert world is not None
    assert np.abs(world - 0.6).max() < 0.01


def test_a_scene_is_out_of_focus_behind_the_head_and_sharp_in_the_corner(
    sample_portrait: Portrait,
) -> None:
    checks = np.indices((512, 512)).sum(axis=0) // 4 % 2
    scene = np.repeat(checks[..., None].astype(np.float32), 3, axis=2) * 0.4 + 0.4

    world = set_in(sample_portrait, Look(), SrgbImage(scene), light=WHITE).world

    assert world is not None
    middle = luma(world)[400:560, 440:600]
    corner = luma(world)[-120:, :120]
    assert middle.std() < 0.5 * corner.std()


def test_the_light_of_a_world_leaves_a_face_as_it_is(sample_portrait: Portrait) -> None:
    lit = set_in(sample_portrait, Look(), night(0.3), light=np.float32([1, 0.2, 0.2]))

    inner = cv2.erode(sample_portrait.skin, np.ones((31, 31), np.uint8)) > 0.95
    assert np.abs(lit.painted - sample_portrait.painted)[inner].mean() < 0.01


@pytest.mark.parametrize(("variation", "side"), [(0, slice(0, 512)), (1, slice(512, 1024))])
def test_the_light_of_a_world_touches_the_edge_on_its_side(
    variation: int, side: slice, sample_portrait: Portrait
) -> None:
    lit = set_in(sample_portrait, Look(variation=variation), night(0.3), light=WHITE)

    gain = luma(lit.painted) - luma(sample_portrait.painted)
    inner = cv2.erode(sample_portrait.alpha, np.ones((41, 41), np.uint8))
    edge = (sample_portrait.alpha > 0.9) & (inner < 0.5)
    near, other = gain[:, side][edge[:, side]].mean(), gain[edge].mean()
    assert near > 0.02
    assert near > other

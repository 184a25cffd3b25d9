"""What every prop promises: it is worn, it is cloth, and the face stays whose it is."""

from dataclasses import replace

import numpy as np
import pytest

from trombine.domain.photo import Photo
from trombine.engines.portrait.changes import find_changes
from trombine.engines.portrait.changes.poses.turned import turn
from trombine.engines.portrait.changes.wearing.head import measure_head
from trombine.engines.portrait.changes.wearing.room import make_room
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.preparation import prepare
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray, Mask

PROPS = find_changes()["prop"]
OURS = {slug for slug, prop in PROPS.items() if prop.apply.__module__.startswith("trombine.")}
BESIDES = {"glasses", "scarf"}
ON_HEAD = sorted(OURS - BESIDES)
LOOKS = (Look(variation=0, seed=3), Look(variation=1, seed=4))


@pytest.fixture(scope="module")
def roomy_portrait(sample_portrait: Portrait) -> Portrait:
    """The sample with so much room above that no prop has to move it."""
    roomy, _ = make_room(sample_portrait, measure_head(sample_portrait), above=-620)
    return roomy


@pytest.fixture(scope="module")
def hat_and_glasses_portrait(hat_and_glasses_photo: Photo) -> Portrait:
    return prepare(hat_and_glasses_photo)


def added(before: Portrait, after: Portrait) -> FloatArray:
    """Where there is more cloth than before."""
    return np.clip(after.cloth - before.cloth, 0, 1)


def middle_of(mask: FloatArray) -> FloatArray:
    y, x = np.nonzero(mask > 0.5)
    return np.array([x.mean(), y.mean()])


def test_there_are_at_least_twelve() -> None:
    assert len(OURS) >= 12


@pytest.mark.parametrize("slug", sorted(OURS))
def test_a_prop_is_cloth_that_stands_out(slug: str, roomy_portrait: Portrait) -> None:
    worn = PROPS[slug].apply(roomy_portrait, LOOKS[0])

    seen = np.abs(worn.painted - roomy_portrait.painted).max(axis=2) > 0.03
    where = seen & (worn.cloth > 0.9)
    assert where.sum() > 800
    assert worn.skin[where].max() < 0.11
    assert worn.hair[where].max() < 0.11
    assert worn.alpha[where].min() > 0.89
    sums = [p.skin + p.hair + p.cloth - p.alpha for p in (roomy_portrait, worn)]
    assert np.abs(sums[1]).max() < np.abs(sums[0]).max() + 1e-3


@pytest.mark.parametrize("look", LOOKS, ids=["left", "right"])
@pytest.mark.parametrize("slug", sorted(OURS))
def test_eyes_brows_and_mouth_are_the_persons(
    slug: str, look: Look, roomy_portrait: Portrait
) -> None:
    worn = PROPS[slug].apply(roomy_portrait, look)

    assert np.array_equal(worn.landmarks, roomy_portrait.landmarks)
    features = draw_features(roomy_portrait.landmarks, size_px=SIDE_PX)
    inside = (features.eyes > 0.99) | (features.lips > 0.99) | (features.mouth > 0.99)
    for name in ("relit", "painted", "combed", "importance"):
        before, after = getattr(roomy_portrait, name), getattr(worn, name)
        assert np.array_equal(before[inside], after[inside]), name
    assert added(roomy_portrait, worn)[features.brows > 0.99].max() < 1e-3


@pytest.mark.parametrize("slug", sorted(OURS))
def test_a_prop_rises_from_the_surface_where_it_lies(slug: str, roomy_portrait: Portrait) -> None:
    worn = PROPS[slug].apply(roomy_portrait, LOOKS[0])

    beside = (added(roomy_portrait, worn) > 0.9) & (roomy_portrait.alpha < 0.05)
    if beside.sum() > 100:
        assert worn.depth[beside].mean() > roomy_portrait.depth[beside].mean()
    where = np.abs(worn.painted - roomy_portrait.painted).max(axis=2) > 0.06
    where &= worn.cloth > 0.9
    assert np.abs(worn.normals - roomy_portrait.normals)[where].mean() > 0.05
    assert worn.importance[where].max() <= roomy_portrait.importance[where].max()


@pytest.mark.parametrize("slug", sorted(OURS))
def test_no_prop_is_cut_off_above(slug: str, sample_portrait: Portrait) -> None:
    worn = PROPS[slug].apply(sample_portrait, LOOKS[1])

    assert worn.alpha[:8].max() < 0.02 + sample_portrait.alpha[0].max()


def test_glasses_go_where_the_head_looks(roomy_portrait: Portrait) -> None:
    right, left = (turn(roomy_portrait, look) for look in LOOKS)

    shifts = []
    for turned in (right, left):
        worn = PROPS["glasses"].apply(turned, LOOKS[0])
        middle = middle_of(added(turned, worn))[0] - measure_head(turned).origin_px[0]
        shifts.append(middle / turned.face_height_px)

    assert shifts[0] > shifts[1] + 0.02


def test_of_headphones_the_cup_that_is_turned_here_is_seen_wider(roomy_portrait: Portrait) -> None:
    right, left = (turn(roomy_portrait, look) for look in LOOKS)

    shares = []
    for turned in (right, left):
        worn = PROPS["headphones"].apply(turned, LOOKS[0])
        head = measure_head(turned)
        rows = slice(int(head.origin_px[1]), None)
        cups = added(turned, worn)[rows]
        shares.append(cups[:, : int(head.origin_px[0])].sum() / cups.sum())

    assert shares[0] > shares[1] + 0.05


@pytest.mark.parametrize("slug", ON_HEAD)
def test_who_wears_a_hat_keeps_it(slug: str, hat_and_glasses_portrait: Portrait) -> None:
    assert PROPS[slug].apply(hat_and_glasses_portrait, LOOKS[0]) is hat_and_glasses_portrait


def test_who_wears_glasses_keeps_them(hat_and_glasses_portrait: Portrait) -> None:
    assert PROPS["glasses"].apply(hat_and_glasses_portrait, LOOKS[0]) is hat_and_glasses_portrait


def test_a_scarf_leaves_a_hat_where_it_is(hat_and_glasses_portrait: Portrait) -> None:
    worn = PROPS["scarf"].apply(hat_and_glasses_portrait, LOOKS[0])

    head = slice(0, int(hat_and_glasses_portrait.landmarks[10, 1]))
    assert np.array_equal(worn.painted[head], hat_and_glasses_portrait.painted[head])
    assert added(hat_and_glasses_portrait, worn).sum() > 10_000


@pytest.mark.parametrize("slug", ON_HEAD)
def test_a_turban_keeps_every_pixel(slug: str, sample_portrait: Portrait) -> None:
    above = np.arange(SIDE_PX)[:, None] < sample_portrait.landmarks[10, 1]
    wound = sample_portrait.hair * above
    turban = replace(
        sample_portrait,
        hair=Mask(sample_portrait.hair - wound),
        cloth=Mask(sample_portrait.cloth + wound),
    )

    assert PROPS[slug].apply(turban, LOOKS[0]) is turban


def test_a_hat_hides_the_hair_that_would_stand_out_of_it(roomy_portrait: Portrait) -> None:
    y, x = np.mgrid[0:SIDE_PX, 0:SIDE_PX]
    head = measure_head(roomy_portrait)
    away = np.hypot(x - head.origin_px[0], y - head.origin_px[1]) / head.face_px
    curls = ((away < 0.95) & (y < head.origin_px[1])).astype(np.float32)
    more = np.maximum(roomy_portrait.alpha, curls)
    curly = replace(
        roomy_portrait,
        alpha=Mask(more),
        hair=Mask(roomy_portrait.hair + more - roomy_portrait.alpha),
    )

    worn = PROPS["cap"].apply(curly, LOOKS[0])

    above = y < head.project(np.array([0, -0.5, 0.0]))[1]
    assert curly.hair[above].sum() > 5000
    assert worn.hair[above].sum() < 0.02 * curly.hair[above].sum()


def test_one_wreath_is_not_as_the_next(roomy_portrait: Portrait) -> None:
    first, second = (PROPS["flower-wreath"].apply(roomy_portrait, look) for look in LOOKS)

    both = (added(roomy_portrait, first) > 0.9) & (added(roomy_portrait, second) > 0.9)
    assert np.abs(first.painted - second.painted)[both].mean() > 0.05


def test_the_lit_side_changes_with_the_look(roomy_portrait: Portrait) -> None:
    sides = []
    for look in (replace(LOOKS[0], seed=9), replace(LOOKS[1], seed=9)):
        worn = PROPS["headphones"].apply(roomy_portrait, look)
        where = added(roomy_portrait, worn) > 0.9
        facing_left = where & (worn.normals[..., 0] < -0.4)
        facing_right = where & (worn.normals[..., 0] > 0.4)
        light = worn.painted.mean(axis=2)
        sides.append(light[facing_left].mean() - light[facing_right].mean())

    assert sides[0] > sides[1] + 0.05

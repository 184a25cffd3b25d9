from collections import Counter
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.numbered_photo import NumberedPhoto

from trombine.domain.options import StyleOptions
from trombine.domain.order import Assignment, Framing, Order, Staging
from trombine.planning import FRAMINGS, plan_order, spare_assignments

STYLES = ("a", "b", "c", "d", "e")


@given(st.integers(3, 10), st.integers(1, 5), st.integers(1, 60))
def test_an_order_is_shared_out_evenly_and_exactly(photos: int, styles: int, count: int) -> None:
    order = Order(STYLES[:styles], count=count)

    plan = plan_order(order, [NumberedPhoto(n) for n in range(1, photos + 1)])

    assert [a.index for a in plan] == list(range(1, count + 1))
    shares = Counter(a.style for a in plan)
    assert max(shares.values()) - min(shares[s] for s in order.styles) <= 1
    assert len({(a.style, a.photo, a.variation, a.framing) for a in plan}) == count


@given(st.lists(st.sampled_from((1.0, 0.9, 0.6)), min_size=3, max_size=10), st.integers(1, 5))
def test_no_photo_comes_twice_in_a_row_and_none_takes_a_style_over(
    qualities: list[float], styles: int
) -> None:
    given = [NumberedPhoto(n, quality=quality) for n, quality in enumerate(qualities, start=1)]

    plan = plan_order(Order(STYLES[:styles]), given)

    assert all(one.photo != other.photo for one, other in pairwise(plan))
    for style in STYLES[:styles]:
        drawn = Counter(a.photo for a in plan if a.style == style)
        assert max(drawn.values()) <= drawn.total() * 2 / 3 + 1


@pytest.mark.parametrize("styles", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(
    ("qualities", "shares"),
    [
        ((0.98, 0.9, 0.84), {1: 10, 2: 10, 3: 10}),
        ((0.98, 0.97, 0.74), {1: 12, 2: 12, 3: 6}),
        ((0.98, 0.97, 0.58), {1: 13, 2: 13, 3: 3}),
        ((0.98, 0.6, 0.58), {1: 14, 2: 8, 3: 8}),
        ((0.98, 0.97, 0.74, 0.58), {1: 11, 2: 11, 3: 5, 4: 3}),
    ],
)
def test_photos_poorer_than_the_best_are_drawn_less_often(
    qualities: tuple[float, ...], shares: dict[int, int], styles: int
) -> None:
    given = [NumberedPhoto(n, quality=quality) for n, quality in enumerate(qualities, start=1)]

    plan = plan_order(Order(STYLES[:styles]), given)

    drawn = Counter(assignment.photo for assignment in plan)
    assert all(abs(drawn[photo] - share) <= 2 for photo, share in shares.items())


@given(st.integers(3, 10), st.integers(1, 5), st.integers(1, 60))
def test_a_photo_comes_back_framed_in_every_way_before_one_returns(
    photos: int, styles: int, count: int
) -> None:
    order = Order(STYLES[:styles], count=count)

    plan = plan_order(order, [NumberedPhoto(n) for n in range(1, photos + 1)])

    framings: dict[tuple[str, int], list[Framing]] = {}
    for assignment in plan:
        framings.setdefault((assignment.style, assignment.photo), []).append(assignment.framing)
    for shown in framings.values():
        assert len(set(shown)) == min(len(shown), len(FRAMINGS))


@pytest.mark.parametrize("mirror", [True, False])
def test_a_style_is_mirrored_always_or_never_where_that_is_set(*, mirror: bool) -> None:
    order = Order(("a", "b"), options={"a": StyleOptions(mirror=mirror)})

    plan = plan_order(order, [NumberedPhoto(n) for n in (1, 2, 3)])

    assert {x.framing.mirrored for x in plan if x.style == "a"} == {mirror}
    assert {x.framing.mirrored for x in plan if x.style == "b"} == {True, False}


def test_a_close_frame_is_nearer_than_any_other_and_a_bust_shows_everything() -> None:
    frames = {"a": StyleOptions(frame="close"), "b": StyleOptions(frame="bust")}

    plan = plan_order(Order(("a", "b"), options=frames), [NumberedPhoto(n) for n in (1, 2, 3)])

    zooms = {style: {x.framing.zoom for x in plan if x.style == style} for style in "ab"}
    assert min(zooms["a"]) > 1.1
    assert zooms["b"] == {1.0}


def pictured(plan: list[Assignment], style: str) -> set[int]:
    return {assignment.photo for assignment in plan if assignment.style == style}


@pytest.mark.parametrize(
    ("expression", "smiles", "photos"),
    [
        ("smiling", [0.1, 0.9, 0.2, 0.8, 0.7], {2, 4, 5}),
        ("neutral", [0.1, 0.9, 0.2, 0.8, 0.7], {1, 3}),
        ("smiling", [0.1, 0.3, 0.2, 0.9], {2, 4}),
        ("neutral", [0.7, 0.9, 0.8], {1, 3}),
        (None, [0.1, 0.9, 0.2], {1, 2, 3}),
    ],
)
def test_photos_with_the_expression_asked_for_are_preferred_in_that_style(
    expression: Literal["smiling", "neutral"] | None, smiles: list[float], photos: set[int]
) -> None:
    order = Order(("a", "b"), options={"a": StyleOptions(expression=expression)})
    given = [NumberedPhoto(number, smile) for number, smile in enumerate(smiles, start=1)]

    plan = plan_order(order, given)

    assert len(plan) == 30
    assert pictured(plan, "a") == photos
    assert pictured(plan, "b") == {photo.number for photo in given}


def test_a_place_filled_anew_keeps_to_the_expression_of_its_style() -> None:
    order = Order(("a",), count=4, options={"a": StyleOptions(expression="smiling")})
    photos = [NumberedPhoto(1, 0.0), NumberedPhoto(2, 0.9), NumberedPhoto(3, 0.8)]
    failed = plan_order(order, photos)[0]

    spares = list(spare_assignments(order, photos, failed))

    assert spares
    assert pictured(spares, "a") <= {2, 3}


def test_a_failed_place_is_filled_in_its_own_style_first() -> None:
    order = Order(("a", "b"), count=4)
    photos = [NumberedPhoto(n) for n in (1, 2, 3)]
    failed = plan_order(order, photos)[1]

    spares = list(spare_assignments(order, photos, failed))

    assert [spare.style for spare in spares] == ["b", "b", "a", "a"]
    assert {spare.index for spare in spares} == {2}
    assert all(spare.variation != failed.variation for spare in spares)


STAGINGS = (
    Staging(pose="turned"),
    Staging(world="aurora"),
    Staging(pose="turned", world="aurora"),
    Staging(garment="coat"),
    Staging(),
)
THREE_PHOTOS = [NumberedPhoto(1), NumberedPhoto(2), NumberedPhoto(3)]


@pytest.mark.parametrize("styles", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("stagings", [2, 3, 4, 5])
def test_stagings_are_dealt_out_so_that_neighbors_differ(styles: int, stagings: int) -> None:
    order = Order(STYLES[:styles], stagings=STAGINGS[:stagings])

    plan = plan_order(order, THREE_PHOTOS)

    alike = [(one, other) for one, other in pairwise(plan) if one.staging == other.staging]
    if stagings == 2 and styles % 2 == 0:
        # Both cannot be had; whoever is staged alike is drawn otherwise.
        assert len(alike) <= 30 // styles
        assert all(one.style != other.style for one, other in alike)
    else:
        assert not alike
    for style in order.styles:
        dealt = Counter(a.staging for a in plan if a.style == style)
        assert len(dealt) == stagings
        assert max(dealt.values()) - min(dealt.values()) <= 2


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 40))
def test_spares_are_staged_too_and_repeat_nothing(styles: int, stagings: int, count: int) -> None:
    order = Order(STYLES[:styles], count=count, stagings=STAGINGS[:stagings])
    plan = plan_order(order, THREE_PHOTOS)

    spares = list(spare_assignments(order, THREE_PHOTOS, plan[-1]))

    seen = {(a.style, a.photo, a.variation, a.framing, a.staging) for a in [*plan, *spares]}
    assert len(seen) == len(plan) + len(spares)
    assert {spare.staging for spare in spares} <= set(order.stagings)


def test_a_pose_or_world_asked_for_a_style_is_in_all_its_pictures() -> None:
    options = {"a": StyleOptions(world="aurora"), "b": StyleOptions(pose="turned")}
    order = Order(STYLES[:3], options=options)
    plan = plan_order(order, THREE_PHOTOS)

    every = [*plan, *spare_assignments(order, THREE_PHOTOS, plan[0])]

    staged = {style: {each.staging for each in every if each.style == style} for style in "abc"}
    assert staged == {
        "a": {Staging(world="aurora")},
        "b": {Staging(pose="turned")},
        "c": {Staging()},
    }


def test_without_stagings_nothing_is_staged() -> None:
    order = Order(STYLES[:2])
    plan = plan_order(order, THREE_PHOTOS)

    every = [*plan, *spare_assignments(order, THREE_PHOTOS, plan[0])]

    assert {a.staging for a in every} == {Staging(None, None, None, None)}


@pytest.mark.parametrize("styles", [1, 2, 3, 4, 5])
def test_a_photo_that_cuts_the_head_is_hardly_drawn(styles: int) -> None:
    given = [NumberedPhoto(1, cut=True), *(NumberedPhoto(n, quality=0.9) for n in (2, 3, 4))]

    plan = plan_order(Order(STYLES[:styles]), given)

    drawn = Counter(assignment.photo for assignment in plan)
    assert drawn[1] <= 4
    assert all(drawn[number] >= 7 for number in (2, 3, 4))


def test_photos_that_all_cut_the_head_are_drawn_by_their_quality() -> None:
    cut, whole = (
        plan_order(Order(STYLES[:3]), [NumberedPhoto(n, cut=cut) for n in (1, 2, 3)])
        for cut in (True, False)
    )

    assert cut == whole


CROWNED = Staging(garment="coat", prop="crown")


def test_clothes_and_props_are_worn_on_photos_that_show_the_whole_head() -> None:
    order = Order(STYLES[:3], stagings=(CROWNED, Staging(garment="coat"), Staging(pose="turned")))
    given = [NumberedPhoto(1, cut=True), NumberedPhoto(2), NumberedPhoto(3)]

    plan = plan_order(order, given)
    every = [*plan, *spare_assignments(order, given, plan[0])]

    assert {a.photo for a in every if a.staging.prop or a.staging.garment} == {2, 3}
    assert any(a.photo == 1 for a in every)


def test_without_a_whole_head_a_prop_is_left_out_unless_it_was_asked_for() -> None:
    asked = {"b": StyleOptions(prop="crown")}
    order = Order(STYLES[:2], stagings=(CROWNED,), options=asked)

    plan = plan_order(order, [NumberedPhoto(n, cut=True) for n in (1, 2, 3)])

    staged = {style: {a.staging for a in plan if a.style == style} for style in "ab"}
    assert staged == {"a": {Staging(garment="coat")}, "b": {CROWNED}}


def test_who_is_dressed_or_wears_a_prop_is_not_framed_closer() -> None:
    stagings = (Staging(garment="coat"), Staging(prop="crown"), Staging(world="aurora"))

    plan = plan_order(Order(STYLES[:2], count=60, stagings=stagings), THREE_PHOTOS)

    zooms = {
        staging: max(a.framing.zoom for a in plan if a.staging == staging) for staging in stagings
    }
    assert zooms[stagings[0]] == 1.0
    assert zooms[stagings[1]] < 1.08
    assert zooms[stagings[2]] > 1.2
    assert {a.framing.mirrored for a in plan if a.staging.garment} == {True, False}

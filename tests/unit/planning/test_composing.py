"""A set is composed: thirty ideas, unlike one another, and what is asked for is kept to."""

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from tests.numbered_photo import NumberedPhoto

from trombine.domain.card import Card
from trombine.domain.catalogue import Catalogue
from trombine.domain.order import NOTHING_STAGED, Assignment, Staging
from trombine.domain.pack import PackCard, Season
from trombine.domain.style import DigitalSourceType, StyleCard
from trombine.domain.text import LocalizedText
from trombine.errors import InputRefused
from trombine.planning import ask_order, plan_order

WORDS = LocalizedText("Words", "Mots")
DAY = date(2026, 7, 1)


def cards(kind: str, count: int) -> dict[str, Card]:
    return {f"{kind}-{n}": Card(f"{kind}-{n}", WORDS, WORDS, "words") for n in range(count)}


def pack(slug: str, number: int, **more: Any) -> PackCard:
    return PackCard(
        slug,
        WORDS,
        WORDS,
        styles=(f"style-{number % 5}", f"style-{(number + 1) % 5}"),
        garments=(f"garment-{number}", f"garment-{number + 1}"),
        worlds=(f"world-{number}", f"world-{number + 1}"),
        props=(f"prop-{number}",),
        palette="teal",
        **more,
    )


CATALOGUE = Catalogue(
    styles={f"style-{n}": StyleCard(f"style-{n}", WORDS, WORDS, ()) for n in range(5)},
    engines=dict.fromkeys([f"style-{n}" for n in range(5)], "portrait"),
    defaults=("style-0", "style-1", "style-2"),
    staged={
        "pose": cards("pose", 6),
        "garment": cards("garment", 9),
        "world": cards("world", 9),
        "prop": cards("prop", 8),
    },
    packs={
        **{f"pack-{n}": pack(f"pack-{n}", n) for n in range(8)},
        "winter": pack("winter", 2, season=Season((12, 1), (2, 28))),
    },
)


def plan(styles: int = 3, photos: int = 4, **asked: Any) -> list[Assignment]:
    named = None if "everywhere" in asked and styles == 0 else [f"style-{n}" for n in range(styles)]
    order = ask_order(CATALOGUE, styles=named, day=DAY, **asked)
    return plan_order(order, [NumberedPhoto(n) for n in range(1, photos + 1)])


def idea(assignment: Assignment) -> tuple[object, ...]:
    staging = assignment.staging
    return assignment.photo, staging.pose, staging.garment, staging.world


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("styles", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("photos", [3, 4, 6])
def test_thirty_places_are_thirty_ideas(styles: int, photos: int, seed: int) -> None:
    made = plan(styles, photos, seed=seed)

    of_style = [[idea(a) for a in made if a.style == f"style-{n}"] for n in range(styles)]
    assert sum(len(set(ideas)) for ideas in of_style) == 30
    assert len({idea(a)[1:] for a in made}) >= 20
    for one, other in pairwise(made):
        differing = sum(mine != theirs for mine, theirs in zip(idea(one), idea(other), strict=True))
        assert differing >= (2 if one.style == other.style else 1)


@pytest.mark.parametrize("styles", [1, 2, 3, 4, 5])
def test_one_of_each_style_at_most_is_left_as_photographed(styles: int) -> None:
    plain = [a.style for a in plan(styles) if replace(a.staging, palette=None) == NOTHING_STAGED]

    assert sorted(plain) == [f"style-{n}" for n in range(styles)]
    assert len(plain) <= 10


def test_what_is_worn_suits_what_is_behind() -> None:
    for assignment in plan():
        staging = assignment.staging
        if staging.garment and staging.world:
            assert any(
                staging.garment in card.garments and staging.world in card.worlds
                for card in CATALOGUE.packs_on(DAY).values()
            )


def test_what_is_shown_is_shared_out_evenly() -> None:
    for kind, most in (("garment", 4), ("world", 4), ("pose", 4)):
        shown = Counter(getattr(a.staging, kind) for a in plan(seed=2))
        del shown[None]
        assert max(shown.values()) <= most, kind


def test_equal_orders_are_composed_alike_and_seeds_differ() -> None:
    assert [a.staging for a in plan(seed=4)] == [a.staging for a in plan(seed=4)]
    assert [a.staging for a in plan(seed=4)] != [a.staging for a in plan(seed=5)]


ASKED: list[tuple[dict[str, str], str, set[str | None]]] = [
    ({"garment": "garment-3"}, "garment", {"garment-3"}),
    ({"garment": "own"}, "garment", {None}),
    ({"world": "world-2"}, "world", {"world-2"}),
    ({"world": "own"}, "world", {None}),
    ({"world": "navy"}, "world", {None}),
    ({"background": "none"}, "world", {None}),
    ({"prop": "none"}, "prop", {None}),
    ({"prop": "prop-7"}, "prop", {"prop-7"}),
    ({"pose": "straight"}, "pose", {None}),
    ({"pose": "pose-1"}, "pose", {"pose-1"}),
]


@pytest.mark.parametrize(("everywhere", "kind", "shown"), ASKED)
def test_what_is_asked_for_is_in_every_picture(
    everywhere: dict[str, str], kind: str, shown: set[str | None]
) -> None:
    assert {getattr(a.staging, kind) for a in plan(everywhere=everywhere)} == shown


@pytest.mark.parametrize("kind", ["garment", "world", "prop"])
def test_any_is_always_something_and_never_the_same_everywhere(kind: str) -> None:
    worn = [getattr(a.staging, kind) for a in plan(everywhere={kind: "any"})]

    assert None not in worn
    assert len(set(worn)) >= 5


def test_lively_poses_every_picture() -> None:
    assert None not in {a.staging.pose for a in plan(everywhere={"pose": "lively"})}


def test_a_style_overrides_what_was_asked_for_everywhere() -> None:
    made = plan(
        everywhere={"garment": "garment-3", "pose": "straight"},
        options={"style-1": {"garment": "own"}},
    )

    worn = {a.style: a.staging.garment for a in made}
    assert worn == {"style-0": "garment-3", "style-1": None, "style-2": "garment-3"}
    assert {a.staging.pose for a in made} == {None}


def test_a_pack_brings_its_clothes_its_worlds_and_styles_that_suit() -> None:
    made = plan(0, everywhere={"pack": "pack-3,pack-6"})

    assert {a.style for a in made} == {"style-3", "style-4", "style-1", "style-2"}
    staged = [a.staging for a in made if replace(a.staging, palette=None) != NOTHING_STAGED]
    assert {s.garment for s in staged} == {"garment-3", "garment-4", "garment-6", "garment-7"}
    assert {s.world for s in staged} == {"world-3", "world-4", "world-6", "world-7"}
    assert len(staged) == 26


def test_a_pack_is_offered_in_its_season_only() -> None:
    asked: dict[str, Any] = {"styles": ["style-0"], "everywhere": {"pack": "winter"}}

    order = ask_order(CATALOGUE, day=date(2027, 1, 15), **asked)
    with pytest.raises(InputRefused) as refusal:
        ask_order(CATALOGUE, day=DAY, **asked)

    assert order.options["style-0"].packs == ("winter",)
    assert refusal.value.code == "option_invalid"


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2026, 12, 19), False),
        (date(2026, 12, 20), True),
        (date(2027, 1, 10), True),
        (date(2027, 1, 11), False),
    ],
)
def test_a_season_runs_over_the_new_year(day: date, *, holds: bool) -> None:
    assert Season((12, 20), (1, 10)).holds(day) is holds


def test_a_style_that_imagines_its_pictures_stages_only_what_is_asked_for() -> None:
    imagined = DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA
    style = StyleCard("style-0", WORDS, WORDS, (), digital_source_type=imagined)
    catalogue = replace(CATALOGUE, styles={**CATALOGUE.styles, "style-0": style})

    left = ask_order(catalogue, styles=["style-0"], day=DAY)
    asked = ask_order(catalogue, styles=["style-0"], everywhere={"world": "world-1"}, day=DAY)

    assert left.stagings == ()
    assert {staging.world for staging in asked.stagings} == {"world-1"}
    assert {staging.garment for staging in asked.stagings} == {None}


def test_where_nothing_is_installed_nothing_is_staged() -> None:
    bare = replace(CATALOGUE, staged={}, packs={})

    assert ask_order(bare, styles=["style-0"], day=DAY).stagings == ()


def test_what_a_pack_holds_and_nobody_installed_is_passed_over() -> None:
    staged = {**CATALOGUE.staged, "garment": cards("garment", 1)}
    order = ask_order(replace(CATALOGUE, staged=staged), styles=["style-0"], day=DAY)

    assert {s.garment for s in order.stagings} == {None, "garment-0"}
    assert Staging() in order.stagings

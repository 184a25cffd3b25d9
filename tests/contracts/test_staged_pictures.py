"""People in other clothes and places stay themselves, in every style.

Not everything with everything: each garment, world and prop is drawn in three styles, each style
draws all kinds, and each picture stages one of each. All of it together is `make bench-matrix`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from trombine.domain.order import Assignment, Staging
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.engines.portrait.changes import find_changes
from trombine.engines.portrait.engine import PortraitSitting
from trombine.engines.portrait.styles import find_styles
from trombine.imaging.arrays import check_image
from trombine.scoring import Scorer

KINDS = ("garment", "world", "prop", "pose")
TIMES = 3
SIZE_PX = 512


@dataclass(frozen=True)
class Case:
    style: str
    staging: Staging
    number: int

    def __str__(self) -> str:
        return "-".join([self.style, *self.staging.told.values()])


def pair_up() -> Iterator[Case]:
    """Yield a few cases in which each thing meets three styles, the least drawn ones first."""
    things = {kind: sorted(find_changes()[kind]) for kind in KINDS}  # type: ignore[index]
    met: dict[str, set[str]] = defaultdict(set)
    drawn: Counter[str] = Counter()
    for number in range(TIMES * max(map(len, things.values()))):
        staged = {kind: slugs[number % len(slugs)] for kind, slugs in things.items()}

        def often(style: str, staged: dict[str, str] = staged) -> tuple[int, int]:
            known = sum(style in met[kind + slug] for kind, slug in staged.items())
            return known, drawn[style]

        style = min(sorted(find_styles()), key=often)
        drawn[style] += 1
        for kind, slug in staged.items():
            met[kind + slug].add(style)
        yield Case(style, Staging(**staged), number)


CASES = list(pair_up())


def test_each_garment_world_and_prop_meets_three_styles_and_each_style_every_kind() -> None:
    for kind in KINDS:
        met = defaultdict(set)
        for case in CASES:
            met[case.staging.told[kind]].add(case.style)
        assert set(met) == set(find_changes()[kind])  # type: ignore[index]
        assert min(map(len, met.values())) >= TIMES, kind
    assert {case.style for case in CASES} == set(find_styles())


@pytest.fixture(scope="module")
def scorer(sample_photo: Photo) -> Scorer:
    return Scorer.of(Subject((sample_photo,)))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_who_is_staged_is_still_the_person(
    case: Case, sample_sitting: PortraitSitting, scorer: Scorer
) -> None:
    asked = Assignment(
        1,
        case.style,
        photo=1,
        variation=case.number,
        seed=case.number,
        size_px=SIZE_PX,
        staging=case.staging,
    )

    drawn = sample_sitting.render(asked)

    check_image(drawn.image)
    seen = np.concatenate([drawn.image[:90, :90], drawn.image[:90, -90:]])
    if case.style == "double-exposure":  # there the world is inside the person
        seen = drawn.image[-160:-60, 100:-100]
    assert seen.std(axis=(0, 1)).mean() > 0.01
    card = find_styles()[case.style].card
    score = scorer.score(drawn, photo=1, card=card)
    assert score.source_distance < card.source_distance_limit
    assert score.margin > 0

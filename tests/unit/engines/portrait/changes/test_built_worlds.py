"""What holds for the worlds that people built, beyond what every change promises."""

import numpy as np
import pytest

from trombine.engines.portrait.changes import Kind, find_changes
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import luma

BUILT = (
    "night-city",
    "library",
    "rainy-window",
    "stage",
    "market-lanterns",
    "stained-glass",
    "observatory",
    "neon-street",
    "greenhouse",
    "paper-theatre",
    "cafe",
    "train-window",
)
FROM_LEFT, FROM_RIGHT = Look(variation=0, seed=3), Look(variation=1, seed=4)


def tones(world: str, look: Look, portrait: Portrait) -> FloatArray:
    scene = find_changes()[Kind.WORLD][world].apply(portrait, look).world
    assert scene is not None
    return luma(scene)


@pytest.mark.parametrize("world", BUILT)
def test_the_half_the_light_comes_from_is_brighter(world: str, sample_portrait: Portrait) -> None:
    from_left = tones(world, FROM_LEFT, sample_portrait)
    from_right = tones(world, FROM_RIGHT, sample_portrait)

    assert from_left[:, :512].mean() > from_left[:, 512:].mean() + 0.01
    assert from_right[:, 512:].mean() > from_right[:, :512].mean() + 0.01


@pytest.mark.parametrize("world", BUILT)
def test_two_seeds_differ_in_what_is_drawn(world: str, sample_portrait: Portrait) -> None:
    # Of one variation, and seen in gray: another hue alone is not another picture.
    one, other, again = (
        tones(world, Look(variation=0, seed=seed), sample_portrait) for seed in (1, 2, 1)
    )

    assert np.abs(one - other).mean() > 0.008
    assert np.array_equal(one, again)


@pytest.mark.parametrize("look", [FROM_LEFT, FROM_RIGHT], ids=["left", "right"])
@pytest.mark.parametrize("world", BUILT)
def test_beside_and_above_the_head_no_ground_is_flat(
    world: str, look: Look, sample_portrait: Portrait
) -> None:
    scene = tones(world, look, sample_portrait)[::2, ::2]  # painted at that size

    for corner in (scene[:150, :100], scene[:150, -100:]):
        across, down = np.diff(corner, axis=1), np.diff(corner, axis=0)
        edges = (np.abs(across[1:]) > 0.06) | (np.abs(down[:, 1:]) > 0.06)
        assert edges.mean() > 0.0006
        assert corner.std() > 0.03

"""Patterns of festive garments, and the way a kimono is closed."""

import numpy as np
import pytest

from trombine.engines.portrait.changes.garments import kimono
from trombine.engines.portrait.changes.tailoring import Outline, festive

TILES = (
    festive.blossoms_on_waves,
    festive.hexagons,
    festive.spots,
    festive.sprigs,
    festive.temple_border,
    festive.waves,
)


@pytest.mark.parametrize("tile", TILES)
def test_a_pattern_joins_itself_on_all_sides(tile: festive.Tile) -> None:
    pattern = tile()

    assert pattern.min() >= 0
    assert pattern.max() <= 1
    for axis in (0, 1):
        steps = np.abs(np.diff(pattern, axis=axis)).mean(axis=1 - axis)
        seam = np.abs(pattern.take(0, axis) - pattern.take(-1, axis)).mean(axis=0)
        assert np.all(seam <= steps.max(axis=0) + 0.02)


def test_a_kimono_is_closed_left_over_right() -> None:
    layers = kimono.sew(kimono.COLORS[0])
    outlines = [layer.shape for layer in layers if isinstance(layer.shape, Outline)]

    uppermost = np.array(outlines[-1].points)

    # The wearer's left is on the right of the picture: from there it comes down to the left.
    above, below = uppermost[uppermost[:, 1] < -0.1], uppermost[uppermost[:, 1] > 0.8]
    assert above[:, 0].min() > 0.3
    assert below[:, 0].max() < 0

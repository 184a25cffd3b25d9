"""Hair that a small photo shows as blobs gets strands; other hair has its own."""

import numpy as np

from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.preparation.strands import draw_missing_strands
from trombine.imaging.arrays import FloatArray, as_srgb
from trombine.imaging.color import luma
from trombine.imaging.filters import blur


def detail(tone: FloatArray, where: FloatArray) -> float:
    return float(np.abs(tone - blur(tone, 2))[where > 0.95].mean())


def test_blurred_hair_gets_strands_and_the_face_does_not(sample_portrait: Portrait) -> None:
    blobs = as_srgb(blur(sample_portrait.painted, 5))
    hair = sample_portrait.hair

    drawn = draw_missing_strands(blobs, hair, sample_portrait.importance)

    assert detail(luma(drawn), hair) > 1.5 * detail(luma(blobs), hair)
    elsewhere = hair < 0.8
    assert np.abs(drawn - blobs)[elsewhere].max() < 1e-6
    assert abs(luma(drawn)[hair > 0.95].mean() - luma(blobs)[hair > 0.95].mean()) < 0.01


def test_hair_from_a_good_photo_is_left_alone(sample_portrait: Portrait) -> None:
    painted = sample_portrait.painted

    drawn = draw_missing_strands(painted, sample_portrait.hair, sample_portrait.importance)

    assert np.array_equal(drawn, painted)

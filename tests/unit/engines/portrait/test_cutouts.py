"""Sheets hold what a knife would cut, and no more."""

from dataclasses import replace

import cv2
import numpy as np

from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.skin_tone import facial_skin
from trombine.engines.portrait.techniques.cutouts import (
    drop_scraps,
    keep_off_lips,
    light_for_cutting,
)
from trombine.faces.topology import FOREHEAD_TOP, LEFT_IRIS
from trombine.imaging.arrays import FloatArray, as_srgb
from trombine.imaging.filters import blur, mix


def _sheet_with_dot(portrait: Portrait, landmark: int, *, down_px: int = 0) -> FloatArray:
    column, row = portrait.landmarks[landmark, :2].astype(int)
    sheet = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    sheet[row + down_px - 6 : row + down_px + 6, column - 6 : column + 6] = 1
    return sheet


def _drop(sheet: FloatArray, portrait: Portrait) -> FloatArray:
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    return drop_scraps(sheet, portrait, features, smallest_px=2000, smallest_feature_px=60)


def test_a_small_island_on_the_forehead_is_left_out(sample_portrait: Portrait) -> None:
    island = _sheet_with_dot(sample_portrait, FOREHEAD_TOP, down_px=50)

    assert _drop(island, sample_portrait).max() == 0


def test_a_small_island_that_draws_an_eye_stays(sample_portrait: Portrait) -> None:
    island = _sheet_with_dot(sample_portrait, LEFT_IRIS[0])

    assert np.array_equal(_drop(island, sample_portrait), island)


def test_a_small_hole_on_the_forehead_is_closed(sample_portrait: Portrait) -> None:
    hole = 1 - _sheet_with_dot(sample_portrait, FOREHEAD_TOP, down_px=50)

    assert _drop(hole, sample_portrait).min() == 1


def test_a_small_ring_leaves_no_disc_behind(sample_portrait: Portrait) -> None:
    ring = _sheet_with_dot(sample_portrait, FOREHEAD_TOP, down_px=50)
    rows, columns = (slice(int(axis.min()) + 4, int(axis.max()) - 3) for axis in ring.nonzero())
    ring[rows, columns] = 0

    assert ring.max() == 1
    assert _drop(ring, sample_portrait).max() == 0


def test_a_fair_brow_is_dark_enough_to_be_cut(sample_portrait: Portrait) -> None:
    features = draw_features(sample_portrait.landmarks, size_px=SIDE_PX)
    fair = as_srgb(mix(sample_portrait.painted, np.float32(0.6), blur(features.brows, 2)))
    portrait = replace(sample_portrait, painted=fair)

    tone = light_for_cutting(
        portrait, features, from_left=True, lamp_share=0.25, calm_px=17, relief=0.4
    )

    assert np.median(tone[features.brows > 0.9]) < 0.38 < np.median(tone[facial_skin(portrait)])


def test_a_rim_round_the_lips_goes_and_a_lit_cheek_stays(sample_portrait: Portrait) -> None:
    features = draw_features(sample_portrait.landmarks, size_px=SIDE_PX)
    rim = cv2.dilate(features.lips, np.ones((21, 21), np.uint8)) * (1 - features.lips)
    rim = rim * (1 - features.mouth)
    everywhere = np.ones_like(rim)

    without = keep_off_lips(rim, features)

    assert without[rim > 0.9].mean() < 0.1
    assert keep_off_lips(everywhere, features).min() == 1

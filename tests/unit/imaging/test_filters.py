import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trombine.imaging.filters import blur, flow_field, mix, smooth_along_flow, smoothstep


@given(st.floats(1, 60))
def test_blur_keeps_a_flat_field_flat(sigma_px: float) -> None:
    flat = np.full((96, 96), 0.3, np.float32)

    assert np.abs(blur(flat, sigma_px) - 0.3).max() < 1e-4


def test_mix_with_a_mask_spreads_a_color() -> None:
    image, mask = np.zeros((4, 4, 3), np.float32), np.eye(4, dtype=np.float32)

    mixed = mix(image, np.array([1, 0.5, 0], np.float32), mask)

    assert mixed[2, 2].tolist() == [1, 0.5, 0]
    assert mixed[2, 1].tolist() == [0, 0, 0]


def test_smoothstep_falls_when_its_ends_are_swapped() -> None:
    values = smoothstep(0.8, 0.2, np.array([0.1, 0.5, 0.9], np.float32))

    assert values.tolist() == [1, 0.5, 0]


def test_flow_runs_along_stripes_and_smoothing_along_it_keeps_them() -> None:
    y = np.mgrid[0:128, 0:128][0]
    stripes = (0.5 + 0.5 * np.sin(y / 3)).astype(np.float32)

    flow = flow_field(stripes, sigma_px=2)
    smoothed = smooth_along_flow(stripes, flow, length_px=12)

    inner = (slice(20, -20), slice(20, -20))
    assert np.abs(flow.tangent_x[inner]).min() > 0.95
    assert np.abs(smoothed - stripes)[inner].max() < 0.1

"""What was set is obeyed; what was not follows the free memory."""

import pytest

from trombine.engines.diffusion.memory import Placement, count_fitting, place_weights
from trombine.engines.diffusion.settings import DiffusionSettings


@pytest.mark.parametrize(
    ("free_gib", "placement"),
    [
        (23.0, Placement("bf16", "none")),
        (11.2, Placement("bf16", "none")),
        (7.4, Placement("int8", "none")),
        (5.5, Placement("int8", "model")),
        (3.5, Placement("int8", "group")),
    ],
)
def test_less_memory_means_smaller_weights_then_waiting_ones(
    free_gib: float, placement: Placement
) -> None:
    assert place_weights(DiffusionSettings(), free_gib) == placement


def test_what_is_set_is_obeyed() -> None:
    settings = DiffusionSettings(precision="fp8", offload="model")

    assert place_weights(settings, 80.0) == Placement("fp8", "model")
    assert place_weights(DiffusionSettings(offload="group"), 3.0) == Placement("bf16", "group")


@pytest.mark.parametrize(
    ("free_gib", "side_px", "count"),
    [(0.5, 768, 1), (1.7, 768, 1), (2.6, 768, 2), (40.0, 768, 4), (2.0, 512, 4), (40.0, 1024, 1)],
)
def test_as_many_at_once_as_fit_and_pay(free_gib: float, side_px: int, count: int) -> None:
    assert count_fitting(Placement("bf16", "none"), free_gib, side_px) == count


def test_a_transformer_that_waits_in_main_memory_still_needs_its_room() -> None:
    waiting, streamed = Placement("int8", "model"), Placement("int8", "group")

    assert count_fitting(waiting, 5.5, 768) == 1
    assert count_fitting(streamed, 5.5, 768) == 4

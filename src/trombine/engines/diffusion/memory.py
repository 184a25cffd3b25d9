"""Whether there is a GPU, and what fits in its memory.

That is: how the weights are kept, and how many pictures are imagined at once.

Figures in GiB for FLUX.2-klein-4B, counted from its shapes and not measured on a GPU; where they
are wrong, running out of memory halves the batch.
"""

import ctypes
from dataclasses import dataclass

from trombine.engines.diffusion.settings import DiffusionSettings, Offload, Precision

TRANSFORMER_GIB = {"bf16": 7.3, "int8": 3.8, "fp8": 3.8}
TEXT_ENCODER_GIB = 7.5
DECODER_GIB = 0.2
WORKING_GIB = 1.6
"""What one picture of 768 px needs besides the weights, its decoding included."""
FURTHER_PICTURE_GIB = 0.9
COMPARED_PX = 768
BATCH_LIMIT, BATCH_LIMIT_LARGE = 4, 1
"""Above 768 px the device is busy with one picture, and several take as long as one by one."""


def has_gpu() -> bool:
    """Return whether NVIDIA's driver knows a GPU; asks it without importing torch (seconds)."""
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return False
    count = ctypes.c_int(0)
    found = driver.cuInit(0) == 0 and driver.cuDeviceGetCount(ctypes.byref(count)) == 0
    return bool(found and count.value > 0)


@dataclass(frozen=True, slots=True)
class Placement:
    """How the weights are kept."""

    precision: Precision
    offload: Offload


def place_weights(settings: DiffusionSettings, free_gib: float) -> Placement:
    """Return the placement for a device with so much free memory; what was set is obeyed."""
    precision, offload = settings.precision, settings.offload
    if precision == "auto":
        fits = TRANSFORMER_GIB["bf16"] + DECODER_GIB + WORKING_GIB <= free_gib
        precision = "bf16" if fits or offload in {"model", "group"} else "int8"
    if offload == "auto":
        room = free_gib - WORKING_GIB - TRANSFORMER_GIB[precision]
        waiting: Offload = "model" if room >= 0 else "group"
        offload = "none" if room >= DECODER_GIB else waiting
    return Placement(precision, offload)


def count_fitting(placement: Placement, free_gib: float, side_px: int) -> int:
    """Return how many pictures fit in what is free between two calls, at least one."""
    if placement.offload == "model":  # the transformer waits elsewhere until it is called
        free_gib -= TRANSFORMER_GIB[placement.precision]
    share = (side_px / COMPARED_PX) ** 2
    limit = BATCH_LIMIT if side_px <= COMPARED_PX else BATCH_LIMIT_LARGE
    further = (free_gib - WORKING_GIB * share) / (FURTHER_PICTURE_GIB * share)
    return max(1, min(limit, 1 + int(further)))

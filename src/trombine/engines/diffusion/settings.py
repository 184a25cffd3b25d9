"""What an operator decides about the diffusion engine; small enough to travel to a worker."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

Precision: TypeAlias = Literal["auto", "bf16", "int8", "fp8"]
Offload: TypeAlias = Literal["auto", "none", "model", "group"]


@dataclass(frozen=True, slots=True)
class DiffusionSettings:
    """Settings of the engine; their meaning for an operator is told in ``trombine.settings``.

    Parameters
    ----------
    weights
        Folder in which each set of weights has a folder of its own name.
    side_px
        Side at which pictures are imagined, a multiple of 16; they are resampled to the size asked.
    candidates
        Pictures made for each avatar, of which the best is kept.
    reference_px
        Side at which the model is shown a face; more costs time at every step.
    """

    weights: Path = Path("weights")
    hub: str = "https://huggingface.co"
    device: str = "auto"
    precision: Precision = "auto"
    offload: Offload = "auto"
    compiled: bool = False
    side_px: int = 768
    candidates: int = 1
    reference_px: int = 512

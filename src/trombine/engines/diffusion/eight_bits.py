"""Weights in eight bits: half of bf16's memory, in the blocks that hold 95% of the transformer.

Each output channel has a scale of its own. It multiplies what comes out, so that a weight is only
widened when it is used, which is exact, and rounded once, when it is stored.
"""

import torch
from torch.nn import Linear, Parameter
from torch.nn.functional import linear

LARGEST = {torch.int8: 127.0, torch.float8_e4m3fn: 448.0}
"""The kinds of eight bits, and what the largest weight of a channel is stored as."""


class EightBitLinear(Linear):  # type: ignore[misc]  # torch is not there where types are checked
    """A linear layer without bias; diffusers moves it between memories as any other."""

    scale: torch.Tensor

    def __init__(self, weight: torch.Tensor, kind: torch.dtype) -> None:
        outputs, inputs = weight.shape
        super().__init__(inputs, outputs, bias=False, device="meta")
        largest = LARGEST[kind]
        wide = weight.detach().float()
        # As it will be used, in sixteen bits: its own rounding then makes no error.
        scale = (wide.abs().amax(dim=1) / largest).clamp_min(1e-12).to(weight.dtype)
        steps = (wide / scale.float()[:, None]).clamp_(-largest, largest)
        stored = (steps.round_() if kind == torch.int8 else steps).to(kind)
        self.weight = Parameter(stored, requires_grad=False)
        self.register_buffer("scale", scale)

    def forward(self, input: torch.Tensor) -> torch.Tensor:  # noqa: A002  (torch's name)
        """Return what the layer gives, in the precision of what comes in."""
        return linear(input, self.weight.to(input.dtype)) * self.scale


def store_in_eight_bits(block: torch.nn.Module, kind: torch.dtype) -> None:
    """Exchange every linear layer without bias in a block, one after the other."""
    for name, child in block.named_children():
        if isinstance(child, Linear) and child.bias is None:
            setattr(block, name, EightBitLinear(child.weight, kind))
        else:
            store_in_eight_bits(child, kind)

"""Weights in eight bits are half as large and give nearly what the whole ones give."""

import pytest
import torch
from tests.diffusion.tiny_klein import Shape, build_klein
from torch.nn import LayerNorm, Linear, Sequential

from trombine.engines.diffusion.eight_bits import LARGEST, EightBitLinear, store_in_eight_bits

KINDS = list(LARGEST)


def weight(outputs: int = 64, inputs: int = 256) -> torch.Tensor:
    generator = torch.Generator().manual_seed(3)
    channels = torch.logspace(-4, 1, outputs)[:, None]  # loud channels beside faint ones
    return (torch.randn(outputs, inputs, generator=generator) * channels).to(torch.bfloat16)


def size_bytes(module: torch.nn.Module) -> int:
    return sum(
        each.numel() * each.element_size() for each in (*module.parameters(), *module.buffers())
    )


def test_no_weight_is_further_off_than_half_a_step_of_its_channel() -> None:
    whole = weight().float()
    stored = EightBitLinear(weight(), torch.int8)

    kept = stored.weight.float() * stored.scale.float()[:, None]

    # The largest of a channel may lie a scale's own rounding (2**-9) beyond the last step.
    half_steps = whole.abs().amax(dim=1, keepdim=True) / 127 * (0.5 + 127 * 2**-9)
    assert bool(((kept - whole).abs() <= half_steps).all())


@pytest.mark.parametrize(("kind", "share"), [(torch.int8, 0.012), (torch.float8_e4m3fn, 0.035)])
def test_what_comes_out_is_nearly_what_came_out_before(kind: torch.dtype, share: float) -> None:
    came_in = torch.randn(8, 256, generator=torch.Generator().manual_seed(4)).to(torch.bfloat16)
    before = came_in.float() @ weight().float().T

    after = EightBitLinear(weight(), kind)(came_in)

    assert after.dtype == torch.bfloat16
    off = (after.float() - before).norm(dim=0) / before.norm(dim=0)
    assert float(off.max()) < 2 * share  # each channel, the faint ones too
    assert float(off.mean()) < share


@pytest.mark.parametrize("kind", KINDS)
def test_a_channel_of_zeros_stays_one(kind: torch.dtype) -> None:
    came_in = torch.ones(1, 16, dtype=torch.bfloat16)

    layer = EightBitLinear(torch.zeros(4, 16, dtype=torch.bfloat16), kind)

    assert bool((layer(came_in) == 0).all())


@pytest.mark.parametrize("kind", KINDS)
def test_a_block_of_the_model_takes_half_the_memory(kind: torch.dtype) -> None:
    transformer = build_klein(Shape(heads=8, head_width=32)).transformer.to(torch.bfloat16)
    block = transformer.single_transformer_blocks[0]
    before = size_bytes(block)

    store_in_eight_bits(block, kind)

    assert size_bytes(block) < 0.52 * before


def test_what_has_a_bias_or_is_no_linear_layer_stays() -> None:
    block = Sequential(Linear(4, 4, bias=True), LayerNorm(4), Sequential(Linear(4, 4, bias=False)))

    store_in_eight_bits(block, torch.int8)

    assert [type(layer) for layer in (block[0], block[1], block[2][0])] == [
        Linear,
        LayerNorm,
        EightBitLinear,
    ]

"""What a picture costs with FLUX.2-klein-4B's real shapes, counted without weights or a GPU.

torch counts the multiplications of each part on tensors that have a shape and no content. Of a
plain loop over the pipeline ours leaves out reading the words and encoding the references: what
that can gain at equal pictures is counted here, for it must not be guessed from a small model.
``results/diffusion_arithmetic.json`` keeps it::

    make bench-diffusion
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKLFlux2, Flux2Transformer2DModel
from diffusers.utils import logging as diffusers_logging
from torch.utils.flop_counter import FlopCounterMode
from transformers import Qwen3Config, Qwen3ForCausalLM

from trombine.engines.diffusion.eight_bits import store_in_eight_bits
from trombine.engines.diffusion.klein import STEPS
from trombine.engines.diffusion.references import REFERENCES
from trombine.engines.diffusion.settings import DiffusionSettings

RESULT = Path(__file__).parent / "results" / "diffusion_arithmetic.json"
WORDS, PATCH_PX, LATENT_PX = 512, 16, 8
SIDES_PX = (512, 768, 1024)
GIB = 2**30


def build_shapes() -> tuple[Any, Any, Any]:
    """Return transformer, autoencoder and text encoder as published, without content."""
    with torch.device("meta"):
        transformer = Flux2Transformer2DModel(
            num_layers=5,
            num_single_layers=20,
            num_attention_heads=24,
            joint_attention_dim=7680,
            guidance_embeds=False,
        )
        text_encoder = Qwen3ForCausalLM(
            Qwen3Config(
                vocab_size=151_936,
                hidden_size=2560,
                intermediate_size=9728,
                num_hidden_layers=36,
                num_attention_heads=32,
                num_key_value_heads=8,
                head_dim=128,
                tie_word_embeddings=True,
            )
        )
        autoencoder = AutoencoderKLFlux2()
    return tuple(each.to(torch.bfloat16) for each in (transformer, autoencoder, text_encoder))


def count_parts(side_px: int, references: int) -> dict[str, float]:
    """Return the teraflops of each part of one picture."""
    transformer, autoencoder, text_encoder = build_shapes()
    reference_px = DiffusionSettings().reference_px
    latents = (side_px // PATCH_PX) ** 2 + references * (reference_px // PATCH_PX) ** 2
    latent_px = side_px // LATENT_PX

    def take_step() -> None:
        transformer(
            hidden_states=_empty(1, latents, 128),
            encoder_hidden_states=_empty(1, WORDS, 7680),
            timestep=_empty(1),
            img_ids=_empty(1, latents, 4),
            txt_ids=_empty(1, WORDS, 4),
        )

    def read_words() -> None:
        text_encoder(
            input_ids=torch.zeros(1, WORDS, dtype=torch.long, device="meta"),
            attention_mask={"full_attention": _empty(1, 1, WORDS, WORDS)},
            use_cache=False,
        )

    return {
        "words": _count(read_words),
        "references": references
        * _count(lambda: autoencoder.encode(_empty(1, 3, reference_px, reference_px))),
        "steps": STEPS * _count(take_step),
        "decoding": _count(lambda: autoencoder.decode(_empty(1, 32, latent_px, latent_px))),
    }


def weigh() -> dict[str, float]:
    """Return the GiB that each model's weights take."""
    transformer, autoencoder, text_encoder = build_shapes()
    sizes = {
        "text_encoder": _weight(text_encoder),
        "transformer": _weight(transformer),
        "autoencoder": _weight(autoencoder),
    }
    for block in (*transformer.transformer_blocks, *transformer.single_transformer_blocks):
        store_in_eight_bits(block, torch.int8)
    return {**sizes, "transformer_int8": _weight(transformer)}


def _empty(*shape: int) -> torch.Tensor:
    return torch.zeros(*shape, dtype=torch.bfloat16, device="meta")


def _count(act: Callable[[], object]) -> float:
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        act()
    return float(counter.get_total_flops()) / 1e12


def _weight(model: torch.nn.Module) -> float:
    tensors = (*model.parameters(), *model.buffers())
    return sum(each.numel() * each.element_size() for each in tensors) / GIB


def main() -> None:
    """Count, and write the result."""
    diffusers_logging.set_verbosity_error()  # it advises on weights, of which there are none
    told = []
    for side_px in SIDES_PX:
        parts = count_parts(side_px, REFERENCES)
        kept = parts["steps"] + parts["decoding"]
        told.append(
            {
                "side_px": side_px,
                "references": REFERENCES,
                "teraflops": {part: round(spent, 1) for part, spent in parts.items()},
                "times_less_at_most": round(sum(parts.values()) / kept, 3),
            }
        )
    result = {
        "model": "FLUX.2-klein-4B, counted from its shapes",
        "pictures": told,
        "gib": {name: round(gib, 2) for name, gib in weigh().items()},
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()

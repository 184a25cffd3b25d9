"""A klein of 0.5 MB with random weights, saved as the published one is and loaded by real code."""

from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import (
    AutoencoderKLFlux2,
    FlowMatchEulerDiscreteScheduler,
    Flux2KleinPipeline,
    Flux2Transformer2DModel,
)
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerBase, Qwen2TokenizerFast, Qwen3Config, Qwen3ForCausalLM

from trombine.engines.diffusion.weights import KLEIN
from trombine.engines.diffusion.weights.download import copy_weights

CHAT = "{% for message in messages %}{{ message['content'] }}{% endfor %}"
LETTERS = [*sorted(pre_tokenizers.ByteLevel.alphabet()), "<|endoftext|>"]


@dataclass(frozen=True)
class Shape:
    """Widths and depths of the three networks."""

    text_width: int = 16
    text_layers: int = 4
    text_heads: int = 2
    heads: int = 2
    head_width: int = 16
    double_layers: int = 1
    single_layers: int = 2
    latent_channels: int = 4
    autoencoder_widths: tuple[int, ...] = (8, 8, 8, 8)


def install_tiny_klein(root: Path, snapshot: Path) -> None:
    """Save it, then take it into the folder of weights as an offline host would."""
    torch.manual_seed(0)
    build_klein(Shape()).save_pretrained(snapshot)
    copy_weights(KLEIN, root, snapshot, on_bytes=lambda _, __, ___: None)


def build_klein(shape: Shape) -> Flux2KleinPipeline:
    """Return what a repository holds: scheduler, tokenizer, three networks."""
    quarter = shape.head_width // 4
    transformer = Flux2Transformer2DModel(
        patch_size=1,
        in_channels=shape.latent_channels * 4,
        num_layers=shape.double_layers,
        num_single_layers=shape.single_layers,
        attention_head_dim=shape.head_width,
        num_attention_heads=shape.heads,
        joint_attention_dim=shape.text_width * 3,
        timestep_guidance_channels=16,
        axes_dims_rope=(quarter,) * 4,
        guidance_embeds=False,
    )
    depth = len(shape.autoencoder_widths)
    autoencoder = AutoencoderKLFlux2(
        block_out_channels=shape.autoencoder_widths,
        down_block_types=("DownEncoderBlock2D",) * depth,
        up_block_types=("UpDecoderBlock2D",) * depth,
        layers_per_block=1,
        latent_channels=shape.latent_channels,
        norm_num_groups=4,
        mid_block_add_attention=False,
    )
    return Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=autoencoder,
        text_encoder=_text_encoder(shape),
        tokenizer=_tokenizer(),
        transformer=transformer,
        is_distilled=True,
    )


def _text_encoder(shape: Shape) -> Qwen3ForCausalLM:
    return Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=len(LETTERS),
            hidden_size=shape.text_width,
            intermediate_size=shape.text_width * 4,
            num_hidden_layers=shape.text_layers,
            num_attention_heads=shape.text_heads,
            num_key_value_heads=1,
            head_dim=shape.text_width // shape.text_heads,
            tie_word_embeddings=True,
        )
    )


def _tokenizer() -> PreTrainedTokenizerBase:
    """Return one that knows bytes only, as every letter is a token."""
    tokenizer = Tokenizer(models.BPE({letter: n for n, letter in enumerate(LETTERS)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    special = {"pad_token": LETTERS[-1], "eos_token": LETTERS[-1]}
    fast = Qwen2TokenizerFast(tokenizer_object=tokenizer, **special)
    fast.chat_template = CHAT
    return fast

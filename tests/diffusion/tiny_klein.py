"""A klein of 0.5 MB with random weights, saved as the published one is and loaded by real code."""

from pathlib import Path

import torch
from diffusers import (
    AutoencoderKLFlux2,
    FlowMatchEulerDiscreteScheduler,
    Flux2KleinPipeline,
    Flux2Transformer2DModel,
)
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import Qwen2TokenizerFast, Qwen3Config, Qwen3ForCausalLM

from trombine.engines.diffusion.weights import KLEIN
from trombine.engines.diffusion.weights.download import copy_weights

CHAT = "{% for message in messages %}{{ message['content'] }}{% endfor %}"


def save_tiny_klein(folder: Path) -> None:
    """Write a whole repository: model index, scheduler, tokenizer, three networks."""
    torch.manual_seed(0)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {letter: number for number, letter in enumerate([*alphabet, "<|endoftext|>"])}
    tokenizer = Tokenizer(models.BPE(vocabulary, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    special = {"pad_token": "<|endoftext|>", "eos_token": "<|endoftext|>"}
    fast = Qwen2TokenizerFast(tokenizer_object=tokenizer, **special)
    fast.chat_template = CHAT
    encoder = Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=len(vocabulary),
            hidden_size=16,
            intermediate_size=32,
            num_hidden_layers=4,
            num_attention_heads=2,
            num_key_value_heads=1,
            head_dim=8,
        )
    )
    transformer = Flux2Transformer2DModel(
        patch_size=1,
        in_channels=16,
        num_layers=1,
        num_single_layers=2,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=48,
        timestep_guidance_channels=16,
        axes_dims_rope=(4, 4, 4, 4),
        guidance_embeds=False,
    )
    autoencoder = AutoencoderKLFlux2(
        block_out_channels=(8, 8, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=4,
        mid_block_add_attention=False,
    )
    pipeline = Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=autoencoder,
        text_encoder=encoder,
        tokenizer=fast,
        transformer=transformer,
        is_distilled=True,
    )
    pipeline.save_pretrained(folder)


def install_tiny_klein(root: Path, snapshot: Path) -> None:
    """Save it, then take it into the folder of weights as an offline host would."""
    save_tiny_klein(snapshot)
    copy_weights(KLEIN, root, snapshot, on_bytes=lambda _, __, ___: None)

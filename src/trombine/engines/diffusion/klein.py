"""FLUX.2 [klein] 4B: four steps, up to four reference pictures, Apache-2.0.

The only module that imports diffusers. What a plain loop over the pipeline computes
again for every picture is computed once: the words (then their model is dropped: 8 GB), and the
references. Black Forest Labs 2026, "FLUX.2 [klein]", through diffusers' ``Flux2KleinPipeline``.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import Flux2KleinPipeline
from diffusers.hooks import apply_group_offloading
from diffusers.utils import logging as diffusers_logging
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer, Qwen3Model
from transformers.utils import logging as transformers_logging

from trombine.engines.base import OnStep
from trombine.engines.diffusion.backend import MemoryShort, Request
from trombine.engines.diffusion.eight_bits import store_in_eight_bits
from trombine.engines.diffusion.memory import (
    TEXT_ENCODER_GIB,
    Placement,
    count_fitting,
    place_weights,
)
from trombine.engines.diffusion.prompt_book import PromptBook
from trombine.engines.diffusion.settings import DiffusionSettings
from trombine.errors import InputRefused
from trombine.imaging.arrays import SrgbImage, as_srgb

for library in (diffusers_logging, transformers_logging):
    library.disable_progress_bar()  # the terminal is the command line's

STEPS = 4
GIB = 2**30
PROMPTS_AT_ONCE = 4
EIGHT_BITS = {"int8": torch.int8, "fp8": torch.float8_e4m3fn}


class KleinBackend:
    """See ``backend.Backend``; weights are read at the first picture.

    Parameters
    ----------
    folder
        The published repository's files, already checked.
    prompts
        Where the words of styles are kept.
    """

    steps = STEPS

    def __init__(self, folder: Path, prompts: Path, settings: DiffusionSettings) -> None:
        self._folder, self._settings = folder, settings
        self._device = _choose_device(settings.device)
        self._placement = _place(settings, self._device)
        self._dtype = torch.bfloat16
        self._book: PromptBook[torch.Tensor] = PromptBook(prompts, _Tensors())
        self._pipeline: _ReferencedKlein | None = None
        self._references: list[Any] = []

    def learn(self, prompts: Sequence[str], *, keep: bool) -> None:
        """Read what is not known with the text encoder, then drop that."""
        self._book.add_missing(prompts, self._read, keep=keep)

    def show(self, references: Sequence[SrgbImage]) -> None:
        """Take a person's references; they are encoded with the first picture."""
        self.forget()
        self._references = Flux2KleinPipeline.numpy_to_pil(np.stack(references))

    def forget(self) -> None:
        """Drop references, their latents, and words that are not kept."""
        self._references = []
        self._book.forget_own()
        if self._pipeline:
            self._pipeline.seen = None

    def count_fitting(self, side_px: int) -> int:
        """Return how many pictures fit beside the weights."""
        self._open()
        if self._device.type != "cuda":
            return 1
        free = torch.cuda.mem_get_info(self._device)[0]
        held = torch.cuda.memory_reserved(self._device) - torch.cuda.memory_allocated(self._device)
        return count_fitting(self._placement, (free + held) / GIB, side_px)

    def imagine(self, requests: Sequence[Request], *, on_step: OnStep) -> list[SrgbImage]:
        """Run the four steps for all requests together."""
        pipeline = self._open()
        embeddings = torch.stack([self._book.look_up(request.prompt) for request in requests])
        # Noise is drawn on the CPU: the same seed gives the same noise on every device.
        generators = [torch.Generator().manual_seed(request.seed) for request in requests]

        def tell(_: object, step: int, __: object, state: dict[str, Any]) -> dict[str, Any]:
            on_step(step + 1, STEPS)
            return state

        try:
            imagined = pipeline(
                image=self._references,
                prompt_embeds=embeddings.to(self._device, self._dtype),
                height=requests[0].side_px,
                width=requests[0].side_px,
                num_inference_steps=STEPS,
                guidance_scale=1.0,
                generator=generators,
                output_type="np",
                callback_on_step_end=tell,
            ).images
        except torch.OutOfMemoryError as fault:
            if self._device.type == "cuda":
                torch.cuda.empty_cache()
            raise MemoryShort from fault
        return [as_srgb(image) for image in imagined]

    def _open(self) -> "_ReferencedKlein":
        if self._pipeline is None:
            self._pipeline = _load(self._folder, self._dtype, self._placement)
            self._pipeline.set_progress_bar_config(disable=True)
            _put(self._pipeline, self._placement, self._device)
            if self._settings.compiled:
                self._pipeline.transformer.compile_repeated_blocks(fullgraph=True)
        return self._pipeline

    def _read(self, prompts: list[str]) -> Iterator[torch.Tensor]:
        """Yield the embedding of each prompt; the text encoder is gone afterwards.

        Its head, which would guess the next word, is not loaded.
        """
        encoder = Qwen3Model.from_pretrained(
            self._folder / "text_encoder", dtype=self._dtype, local_files_only=True
        )
        tokenizer = AutoTokenizer.from_pretrained(self._folder / "tokenizer", local_files_only=True)
        layers = [encoder.config.num_hidden_layers * quarter // 4 for quarter in (1, 2, 3)]
        _put_encoder(encoder, self._device)
        for start in range(0, len(prompts), PROMPTS_AT_ONCE):
            with torch.no_grad():
                read = Flux2KleinPipeline._get_qwen3_prompt_embeds(  # noqa: SLF001
                    encoder,
                    tokenizer,
                    prompt=prompts[start : start + PROMPTS_AT_ONCE],
                    dtype=self._dtype,
                    device=self._device,
                    hidden_states_layers=layers,
                )
            yield from read.cpu()
        del encoder
        if self._device.type == "cuda":
            torch.cuda.empty_cache()


class _ReferencedKlein(Flux2KleinPipeline):  # type: ignore[misc]  # diffusers has no types
    """The pipeline, remembering what it saw on the references."""

    seen: tuple[torch.Tensor, torch.Tensor] | None = None

    def prepare_image_latents(
        self,
        images: list[torch.Tensor],
        batch_size: int,
        generator: object,
        device: torch.device,
        dtype: torch.dtype,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Encode the references the first time, and repeat that for every picture."""
        if self.seen is None:
            self.seen = super().prepare_image_latents(images, 1, generator, device, dtype)
        latents, places = self.seen
        return latents.expand(batch_size, -1, -1), places.expand(batch_size, -1, -1)


class _Tensors:
    """Embeddings as safetensors files."""

    def load(self, path: Path) -> torch.Tensor:
        """Return the one tensor of the file."""
        return load_file(path)["embedding"]

    def write(self, embedding: torch.Tensor, path: Path) -> None:
        """Write the one tensor."""
        save_file({"embedding": embedding.contiguous()}, path)


def _choose_device(name: str) -> torch.device:
    """Return the device asked for; the CPU is only ever used by name."""
    if name == "cpu":
        return torch.device("cpu")
    if not torch.cuda.is_available():
        raise InputRefused("gpu_missing")
    return torch.device("cuda" if name == "auto" else name)


def _place(settings: DiffusionSettings, device: torch.device) -> Placement:
    if device.type == "cuda":
        return place_weights(settings, torch.cuda.mem_get_info(device)[0] / GIB)
    return place_weights(settings, float("inf"))


def _load(folder: Path, dtype: torch.dtype, placement: Placement) -> _ReferencedKlein:
    pipeline: _ReferencedKlein = _ReferencedKlein.from_pretrained(
        folder,
        text_encoder=None,
        tokenizer=None,
        dtype=dtype,
        local_files_only=True,
    )
    if kind := EIGHT_BITS.get(placement.precision):
        transformer = pipeline.transformer
        for block in (*transformer.transformer_blocks, *transformer.single_transformer_blocks):
            store_in_eight_bits(block, kind)
    pipeline.vae.enable_slicing()
    return pipeline


def _put(pipeline: _ReferencedKlein, placement: Placement, device: torch.device) -> None:
    if placement.offload == "none":
        pipeline.to(device)
    elif placement.offload == "model":
        pipeline.enable_model_cpu_offload(device=device)
    else:
        pipeline.enable_group_offload(
            onload_device=device, offload_type="leaf_level", use_stream=device.type == "cuda"
        )


def _put_encoder(encoder: Qwen3Model, device: torch.device) -> None:
    """Put the text encoder on the device; layer by layer where it does not fit as a whole."""
    if device.type == "cuda" and torch.cuda.mem_get_info(device)[0] / GIB < TEXT_ENCODER_GIB + 1:
        apply_group_offloading(
            encoder,
            onload_device=device,
            offload_device=torch.device("cpu"),
            offload_type="leaf_level",
            use_stream=True,
        )
    else:
        encoder.to(device)

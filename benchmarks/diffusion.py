"""Thirty imagined avatars: ours against a plain loop over the same diffusers pipeline.

Both draw the same pictures with the same random weights: networks of about a thousandth of the
published model's size, so that a CPU can do it, each with about the share of the work that it has
there (``diffusion_arithmetic.py``). What a GPU gains from batches is not in these figures. Each
side runs in a process of its own on one thread; its least CPU time of several rounds counts, for
other programs on the machine lengthen it. ``results/diffusion.json`` keeps their ratio::

    make bench-diffusion
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import Flux2KleinPipeline
from tests.diffusion.tiny_klein import Shape, build_klein

from trombine.domain.order import Assignment
from trombine.domain.subject import Subject
from trombine.engines.diffusion.engine import DiffusionEngine, open_klein
from trombine.engines.diffusion.klein import STEPS, KleinBackend
from trombine.engines.diffusion.references import crop_references
from trombine.engines.diffusion.settings import DiffusionSettings
from trombine.engines.diffusion.weights import KLEIN
from trombine.engines.diffusion.weights.download import copy_weights
from trombine.engines.diffusion.weights.store import folder_of
from trombine.imaging.codec import decode_photo
from trombine.intake.admission import inspect

RESULT = Path(__file__).parent / "results" / "diffusion.json"
COUNT, SIDE_PX, REFERENCE_PX, ROUNDS = 30, 384, 256, 4
STYLE = "jazz"


def save_model(folder: Path) -> None:
    """Write a random klein in the proportions of the published one."""
    torch.manual_seed(0)
    shape = Shape(
        text_width=128,
        text_layers=8,
        text_heads=4,
        heads=6,
        head_width=32,
        double_layers=1,
        single_layers=4,
        latent_channels=32,
        autoencoder_widths=(8, 16, 32, 32),
    )
    build_klein(shape).save_pretrained(folder)


def draw_ours(weights: Path, parts: dict[str, float]) -> list[float]:
    """Draw as a worker does; returns the mean of each picture."""
    backend = open_klein(_settings(weights))
    assert isinstance(backend, KleinBackend)  # noqa: S101  (what open_klein opens)
    for name, part in (("learn", "words"), ("_open", "loading")):
        setattr(backend, name, _timed(getattr(backend, name), part, parts))
    _time_pipeline(backend._open(), parts)  # noqa: SLF001  (times the parts)
    sitting = DiffusionEngine(_settings(weights), open_backend=lambda _: backend).sit(_person())
    drawn = sitting.render_batch(_assignments(), on_step=lambda _, __: None)
    return [float(candidates[0].image.mean()) for candidates in drawn]


def draw_plainly(weights: Path, parts: dict[str, float]) -> list[float]:
    """Call the pipeline for one picture after the other, as its documentation shows."""
    settings = _settings(weights)
    pipeline = Flux2KleinPipeline.from_pretrained(
        folder_of(KLEIN, weights), dtype=torch.bfloat16, local_files_only=True
    )
    pipeline.set_progress_bar_config(disable=True)
    pipeline.encode_prompt = _timed(pipeline.encode_prompt, "words", parts)
    _time_pipeline(pipeline, parts)
    references = pipeline.numpy_to_pil(np.stack(crop_references(_person(), settings.reference_px)))
    layers = pipeline.text_encoder.config.num_hidden_layers
    sitting = DiffusionEngine(settings).sit(_person())
    means = []
    for assignment in _assignments():
        request = sitting._request(assignment, 0)  # noqa: SLF001  (the same words and seeds)
        image = pipeline(
            image=references,
            prompt=request.prompt,
            height=SIDE_PX,
            width=SIDE_PX,
            num_inference_steps=STEPS,
            guidance_scale=1.0,
            generator=torch.Generator().manual_seed(request.seed),
            text_encoder_out_layers=[layers * quarter // 4 for quarter in (1, 2, 3)],
            output_type="np",
        ).images[0]
        means.append(float(image.mean()))
    return means


def _time_pipeline(pipeline: Any, parts: dict[str, float]) -> None:
    pipeline.prepare_image_latents = _timed(pipeline.prepare_image_latents, "references", parts)
    pipeline.transformer.forward = _timed(pipeline.transformer.forward, "steps", parts)
    pipeline.vae.decode = _timed(pipeline.vae.decode, "decoding", parts)


def _timed(act: Callable[..., Any], part: str, parts: dict[str, float]) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return act(*given, **named)
        finally:
            parts[part] += time.process_time() - start

    return timed


def _settings(weights: Path) -> DiffusionSettings:
    return DiffusionSettings(
        weights=weights, device="cpu", side_px=SIDE_PX, reference_px=REFERENCE_PX
    )


def _person() -> Subject:
    sample = files("trombine.samples") / "astronaut.png"
    photo = inspect(decode_photo(sample.read_bytes()), 1).photo
    assert photo is not None  # noqa: S101  (the sample is fit)
    return Subject((photo,) * 3)


def _assignments() -> list[Assignment]:
    return [
        Assignment(number + 1, STYLE, 1, number, seed=0, size_px=SIDE_PX) for number in range(COUNT)
    ]


def run_side(side: str, weights: Path) -> None:
    """Draw in this process and print what it took."""
    torch.set_num_threads(1)
    _person()  # reads the face networks, which both sides need
    parts: dict[str, float] = defaultdict(float)
    draw = draw_plainly if side == "plain" else draw_ours
    start = time.process_time()
    means = draw(weights, parts)
    seconds = time.process_time() - start
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"seconds": seconds, "peak_mb": peak_mb, "parts": parts, "means": means}
    print(json.dumps(told))


def ask(side: str, weights: Path) -> dict[str, Any]:
    """Run one side in a process of its own."""
    command = [sys.executable, __file__, side, str(weights)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return answer


@contextmanager
def installed_model() -> Iterator[Path]:
    """Save the model and take it into a folder of weights."""
    with tempfile.TemporaryDirectory() as scratch:
        save_model(Path(scratch, "snapshot"))
        weights = Path(scratch, "weights")
        copy_weights(KLEIN, weights, Path(scratch, "snapshot"), on_bytes=lambda _, __, ___: None)
        yield weights


def main() -> None:
    """Compare, check that both drew the same, and write the result."""
    with installed_model() as weights:
        first = ask("ours", weights)  # reads the style's words, as an installation does once
        rounds = [{side: ask(side, weights) for side in ("plain", "ours")} for _ in range(ROUNDS)]
    apart = max(
        abs(one - other)
        for each in rounds
        for one, other in zip(each["plain"]["means"], each["ours"]["means"], strict=True)
    )
    assert apart < 0.005, apart  # noqa: S101  (equal pictures, or nothing was compared)
    least = {side: min(each[side]["seconds"] for each in rounds) for side in ("plain", "ours")}
    ratios = [each["plain"]["seconds"] / each["ours"]["seconds"] for each in rounds]
    result = {
        "pictures": COUNT,
        "side_px": SIDE_PX,
        "reference_px": REFERENCE_PX,
        "model": "random weights in the proportions of FLUX.2-klein-4B, CPU, one thread, bf16",
        "times_faster": round(least["plain"] / least["ours"], 2),
        "times_faster_each_round": [round(ratio, 2) for ratio in ratios],
        "times_faster_first_job": round(least["plain"] / first["seconds"], 2),
        "largest_difference_of_mean": round(apart, 5),
        "peak_memory_ratio": round(rounds[0]["ours"]["peak_mb"] / rounds[0]["plain"]["peak_mb"], 3),
        "cpu_seconds": {
            side: {
                "all": round(seconds, 2),
                **{
                    part: round(min(each[side]["parts"][part] for each in rounds), 2)
                    for part in rounds[0][side]["parts"]
                },
            }
            for side, seconds in least.items()
        },
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run_side(sys.argv[1], Path(sys.argv[2]))
    else:
        main()

"""What is computed once, together or elsewhere is what a plain loop would have computed."""

import shutil
import weakref
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import Flux2KleinPipeline

from trombine.domain.order import Assignment
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.engines.diffusion import klein
from trombine.engines.diffusion.backend import Backend, Request
from trombine.engines.diffusion.engine import DiffusionEngine, open_klein
from trombine.engines.diffusion.klein import STEPS, KleinBackend
from trombine.engines.diffusion.references import crop_references
from trombine.engines.diffusion.settings import DiffusionSettings, Precision
from trombine.engines.diffusion.weights import KLEIN
from trombine.engines.diffusion.weights.store import folder_of
from trombine.errors import InputRefused, InstallationBroken, OrderFailed
from trombine.imaging.arrays import SrgbImage, check_image

PROMPTS = ["A lighthouse keeper", "A botanist in a greenhouse", "A pilot"]
REQUESTS = [Request(prompt, seed=7 + n, side_px=64) for n, prompt in enumerate(PROMPTS)]
CLOSE = 0.02
"""Sixteen-bit sums differ a little with their order: less than what eight bits can show twice."""


def ignore(*_: int) -> None:
    """Tell nobody."""


@pytest.fixture
def faces(sample_photo: Photo) -> list[SrgbImage]:
    return crop_references(Subject((sample_photo,) * 3), 64)


@pytest.fixture
def backend(settings: DiffusionSettings, faces: list[SrgbImage]) -> Backend:
    opened = open_klein(settings)
    opened.show(faces)
    opened.learn(PROMPTS, keep=False)
    return opened


def difference(first: SrgbImage, second: SrgbImage) -> float:
    return float(np.abs(first - second).max())


def test_a_plain_loop_over_the_pipeline_gives_the_same_pictures(
    backend: Backend, weights: Path, faces: Sequence[SrgbImage]
) -> None:
    pipeline = Flux2KleinPipeline.from_pretrained(
        folder_of(KLEIN, weights), dtype=torch.bfloat16, local_files_only=True
    )
    pipeline.set_progress_bar_config(disable=True)
    references = pipeline.numpy_to_pil(np.stack(faces))

    ours = backend.imagine(REQUESTS, on_step=ignore)

    for request, picture in zip(REQUESTS, ours, strict=True):
        plain = pipeline(
            image=references,
            prompt=request.prompt,
            height=64,
            width=64,
            num_inference_steps=STEPS,
            guidance_scale=1.0,
            generator=torch.Generator().manual_seed(request.seed),
            text_encoder_out_layers=(1, 2, 3),
            output_type="np",
        ).images[0]
        assert check_image(picture).shape == (64, 64, 3)
        assert difference(picture, plain) < CLOSE


def test_together_is_the_same_as_one_by_one(backend: Backend) -> None:
    together = backend.imagine(REQUESTS, on_step=ignore)
    alone = [backend.imagine([request], on_step=ignore)[0] for request in REQUESTS]

    for one, other in zip(together, alone, strict=True):
        assert difference(one, other) < CLOSE
    assert difference(together[0], together[1]) > CLOSE


def test_the_same_seed_is_the_same_picture_in_another_process_life(
    backend: Backend, settings: DiffusionSettings, faces: list[SrgbImage]
) -> None:
    first = backend.imagine(REQUESTS[:1], on_step=ignore)[0]
    again = open_klein(settings)
    again.show(faces)
    again.learn(PROMPTS, keep=False)
    reseeded = replace(REQUESTS[0], seed=8)

    assert np.array_equal(first, again.imagine(REQUESTS[:1], on_step=ignore)[0])
    assert not np.array_equal(first, again.imagine([reseeded], on_step=ignore)[0])


def test_words_kept_on_disk_are_the_words_that_were_read(
    backend: Backend, settings: DiffusionSettings, faces: list[SrgbImage]
) -> None:
    fresh = backend.imagine(REQUESTS, on_step=ignore)
    open_klein(settings).learn(PROMPTS, keep=True)
    later = open_klein(settings)
    later.show(faces)

    for one, other in zip(fresh, later.imagine(REQUESTS, on_step=ignore), strict=True):
        assert np.array_equal(one, other)


def test_the_model_that_reads_words_is_dropped_when_they_are_read(
    settings: DiffusionSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[weakref.ref[object]] = []
    load = klein.Qwen3Model.from_pretrained

    def note(*given: object, **named: object) -> object:
        encoder = load(*given, **named)
        loaded.append(weakref.ref(encoder))
        return encoder

    monkeypatch.setattr(klein.Qwen3Model, "from_pretrained", note)
    backend = open_klein(settings)

    backend.learn(["A glassblower"], keep=False)
    backend.learn(["A glassblower"], keep=False)

    assert [encoder() for encoder in loaded] == [None]  # read once, and gone


def test_another_face_is_another_picture_and_the_first_is_forgotten(
    backend: Backend, hat_and_glasses_photo: Photo
) -> None:
    first = backend.imagine(REQUESTS[:1], on_step=ignore)[0]

    backend.show(crop_references(Subject((hat_and_glasses_photo,) * 3), 64))
    backend.learn(PROMPTS, keep=False)

    assert difference(first, backend.imagine(REQUESTS[:1], on_step=ignore)[0]) > 0.001


def test_nothing_of_the_person_is_left_after_forgetting(backend: Backend) -> None:
    assert isinstance(backend, KleinBackend)
    backend.imagine(REQUESTS[:1], on_step=ignore)
    pipeline = backend._pipeline  # noqa: SLF001  (looks where it would be)
    assert pipeline is not None
    seen = weakref.ref(pipeline.seen[0])
    assert seen() is not None

    backend.forget()

    assert seen() is None
    assert backend._references == []  # noqa: SLF001


def test_a_picture_can_be_stopped_at_any_step(backend: Backend) -> None:
    class Stop(Exception):
        pass

    told: list[int] = []

    def stop_at_two(step: int, _: int) -> None:
        told.append(step)
        if step == 2:
            raise Stop

    with pytest.raises(Stop):
        backend.imagine(REQUESTS, on_step=stop_at_two)
    whole = backend.imagine(REQUESTS[:1], on_step=lambda step, _: told.append(step))

    assert told == [1, 2, 1, 2, 3, 4]
    assert len(whole) == 1


@pytest.mark.parametrize(
    ("changed", "limit"),
    [
        ({"offload": "group"}, 0.0),
        ({"precision": "int8"}, 0.1),
        ({"precision": "fp8"}, 0.1),
        ({"precision": "int8", "offload": "group"}, 0.1),
    ],
)
def test_other_ways_to_keep_the_weights_change_little(
    backend: Backend,
    settings: DiffusionSettings,
    faces: list[SrgbImage],
    changed: dict[str, str],
    limit: float,
) -> None:
    plain = backend.imagine(REQUESTS[:1], on_step=ignore)[0]
    other = open_klein(replace(settings, **changed))  # type: ignore[arg-type]
    other.show(faces)
    other.learn(PROMPTS, keep=False)

    picture = other.imagine(REQUESTS[:1], on_step=ignore)[0]

    assert difference(plain, picture) <= limit
    assert float(np.abs(plain - picture).mean()) <= limit / 20


@pytest.mark.skipif(shutil.which("c++") is None, reason="torch compiles with a C++ compiler")
@pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")  # torch's own, about torch
def test_a_compiled_model_in_eight_bits_changes_little(
    backend: Backend, settings: DiffusionSettings, faces: list[SrgbImage]
) -> None:
    compiled = open_klein(replace(settings, compiled=True, precision="int8"))
    compiled.show(faces)
    compiled.learn(PROMPTS, keep=False)

    picture = compiled.imagine(REQUESTS[:1], on_step=ignore)[0]

    assert difference(backend.imagine(REQUESTS[:1], on_step=ignore)[0], picture) < 0.1


@pytest.mark.parametrize("precision", ["int8", "fp8"])
def test_only_the_blocks_are_kept_in_eight_bits(
    settings: DiffusionSettings, precision: Precision
) -> None:
    backend = open_klein(replace(settings, precision=precision))
    assert isinstance(backend, KleinBackend)
    transformer = backend._open().transformer  # noqa: SLF001  (looks where they are)

    small = {name for name, each in transformer.named_parameters() if each.element_size() == 1}

    matrices = {name for name, each in transformer.named_parameters() if each.ndim == 2}
    assert small == {name for name in matrices if "transformer_blocks." in name}
    assert small


def assignments(count: int) -> list[Assignment]:
    return [Assignment(n + 1, "jazz", 1, n, seed=0, size_px=64) for n in range(count)]


def test_memory_that_runs_out_in_the_model_halves_what_is_imagined_together(
    settings: DiffusionSettings, sample_photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = open_klein(settings)
    assert isinstance(backend, KleinBackend)
    monkeypatch.setattr(backend, "count_fitting", lambda _: 4)
    widths: list[int] = []

    def hold_two(_: object, __: object, named: dict[str, torch.Tensor]) -> None:
        width = named["hidden_states"].shape[0]
        widths.append(width)
        if width > 2:
            raise torch.OutOfMemoryError

    backend._open().transformer.register_forward_pre_hook(  # noqa: SLF001
        hold_two, with_kwargs=True
    )
    engine = DiffusionEngine(settings, open_backend=lambda _: backend)
    subject = Subject((sample_photo,) * 3)

    drawn = list(engine.sit(subject).render_batch(assignments(4), on_step=ignore))

    assert widths == [4, *[2] * STEPS, *[2] * STEPS]
    reference = DiffusionEngine(settings).sit(subject).render(assignments(4)[3])
    assert difference(drawn[3][0].image, reference.image) < CLOSE


def test_a_missing_gpu_is_said_and_never_replaced(settings: DiffusionSettings) -> None:
    with pytest.raises(InputRefused, match="gpu_missing"):
        open_klein(replace(settings, device="auto"))


def test_an_altered_weight_is_found_before_it_is_loaded(
    settings: DiffusionSettings, tmp_path: Path, weights: Path
) -> None:
    shutil.copytree(weights, tmp_path / "weights")
    broken = replace(settings, weights=tmp_path / "weights")
    place = folder_of(KLEIN, broken.weights) / "vae" / "diffusion_pytorch_model.safetensors"
    content = bytearray(place.read_bytes())
    content[-1] ^= 1
    place.write_bytes(content)

    with pytest.raises(InstallationBroken, match="weights_altered"):
        open_klein(broken)
    place.unlink()
    with pytest.raises(InstallationBroken, match="weights_missing"):
        open_klein(broken)


def test_no_memory_for_one_picture_fails_the_order(
    settings: DiffusionSettings, sample_photo: Photo
) -> None:
    backend = open_klein(settings)
    assert isinstance(backend, KleinBackend)

    def hold_none(*_: object) -> None:
        raise torch.OutOfMemoryError

    backend._open().transformer.register_forward_pre_hook(hold_none)  # noqa: SLF001
    sitting = DiffusionEngine(settings, open_backend=lambda _: backend).sit(
        Subject((sample_photo,) * 3)
    )

    with pytest.raises(OrderFailed, match="gpu_memory_short"):
        sitting.render(assignments(1)[0])

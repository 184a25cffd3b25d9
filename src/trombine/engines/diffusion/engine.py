"""The diffusion engine: shows a model a few photos and has it imagine the person elsewhere."""

import contextlib
import hashlib
import importlib.util
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from trombine.domain.avatar import Rendering
from trombine.domain.options import StyleOptions
from trombine.domain.order import NOTHING_STAGED, Assignment
from trombine.domain.style import Model, StyleCard
from trombine.domain.subject import Subject
from trombine.engines.base import OnStep
from trombine.engines.diffusion.backend import Backend, MemoryShort, Request
from trombine.engines.diffusion.memory import has_gpu
from trombine.engines.diffusion.own_words import OWN_WORDS, SLUG
from trombine.engines.diffusion.references import crop_references
from trombine.engines.diffusion.settings import DiffusionSettings
from trombine.engines.diffusion.style import (
    NO_CARDS,
    PROMPT_CYCLE,
    Cards,
    DiffusionStyle,
    write_prompt,
)
from trombine.engines.diffusion.styles import find_styles
from trombine.engines.diffusion.weights import KLEIN
from trombine.engines.diffusion.weights.store import (
    check_presence,
    folder_of,
    read_lock,
    require_weights,
)
from trombine.errors import InputRefused, InstallationBroken, OrderFailed
from trombine.faces.segmentation import segment_person
from trombine.imaging.arrays import Mask, SrgbImage, as_mask
from trombine.imaging.filters import guided_filter
from trombine.imaging.foreground import estimate_foreground
from trombine.imaging.resample import resize_square

EXTRA = ("torch", "diffusers", "transformers", "safetensors")
PATCH_PX = 16
VERSION_LETTERS = 12
NOTHING_SET = StyleOptions()

OpenBackend = Callable[[DiffusionSettings], Backend]


def open_klein(settings: DiffusionSettings) -> Backend:
    """Return the model, its files checked; the libraries it needs are imported now.

    Raises
    ------
    InstallationBroken
        ``weights_missing`` or ``weights_altered``.
    InputRefused
        ``gpu_missing``.
    """
    lock = require_weights(KLEIN, settings.weights)
    # Read when the libraries are imported: they never ask the network for anything.
    os.environ["HF_HUB_OFFLINE"] = os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    from trombine.engines.diffusion.klein import KleinBackend  # noqa: PLC0415  (imports torch)

    folder = folder_of(KLEIN, settings.weights)
    return KleinBackend(folder, folder / "prompts" / lock.revision[:VERSION_LETTERS], settings)


class DiffusionEngine:
    """Imagines on a GPU; see ``engines.base.Engine``. The model stays from sitting to sitting."""

    slug = "diffusion"
    default_styles = ("astronaut", "renaissance", "storybook", "sixties", "jazz")
    batch_limit = 30
    workers_limit = 1
    # Reading the model takes as long; to start another process for it would take longer.
    leaving_limit_s = 120.0

    def __init__(
        self,
        settings: DiffusionSettings | None = None,
        *,
        open_backend: OpenBackend = open_klein,
        staged: Cards = NO_CARDS,
    ) -> None:
        self._settings = settings or DiffusionSettings()
        self._open_backend = open_backend
        self._backend: Backend | None = None
        self._staged = staged
        self._styles = {**find_styles(), SLUG: OWN_WORDS}

    @property
    def cards(self) -> Mapping[str, StyleCard]:
        """The cards of the styles by slug, one's own words last."""
        model = _installed_model(self._settings)
        return {slug: replace(style.card, model=model) for slug, style in self._styles.items()}

    def check_ready(self) -> None:
        """Look for the libraries and the weights; nothing is imported or read.

        Raises
        ------
        InputRefused
            ``engine_extra_missing`` or ``gpu_missing``.
        InstallationBroken
            ``weights_missing`` or ``weights_altered``.
        """
        if not all(importlib.util.find_spec(library) for library in EXTRA):
            raise InputRefused("engine_extra_missing")
        if self._settings.device == "auto" and not has_gpu():
            raise InputRefused("gpu_missing")
        check_presence(KLEIN, self._settings.weights)

    def sit(self, subject: Subject) -> "DiffusionSitting":
        """Begin a sitting."""
        return DiffusionSitting(
            subject,
            self._styles,
            staged=self._staged,
            settings=self._settings,
            warm_up=self._warm_up,
        )

    def _warm_up(self) -> Backend:
        if self._backend is None:
            self._backend = self._open_backend(self._settings)
        return self._backend


def _installed_model(settings: DiffusionSettings) -> Model | None:
    """Return name and version for the labels; None where no weights lie."""
    with contextlib.suppress(InstallationBroken):  # whoever draws is told
        lock = read_lock(folder_of(KLEIN, settings.weights))
        return Model(KLEIN.model, lock.revision[:VERSION_LETTERS]) if lock else None
    return None


class DiffusionSitting:
    """One person; their references are cut when the first picture is asked for."""

    def __init__(
        self,
        subject: Subject,
        styles: Mapping[str, DiffusionStyle],
        *,
        staged: Cards,
        settings: DiffusionSettings,
        warm_up: Callable[[], Backend],
    ) -> None:
        self._subject, self._styles, self._settings = subject, styles, settings
        self._staged = staged
        self._warm_up = warm_up
        self._backend: Backend | None = None
        self._limit: int | None = None

    def render(self, assignment: Assignment) -> Rendering:
        """Imagine one avatar."""
        (candidates,) = self.render_batch([assignment], on_step=lambda _, __: None)
        return candidates[0]

    def render_batch(
        self, assignments: Sequence[Assignment], *, on_step: OnStep
    ) -> Iterator[Sequence[Rendering]]:
        """Imagine as many together as fit; pictures come when their part of the batch is done."""
        backend = self._meet()
        self._learn(backend, assignments)
        candidates = range(self._settings.candidates)
        requests = [self._request(a, number) for a in assignments for number in candidates]
        pictures = self._imagine(backend, requests, on_step)
        for assignment in assignments:
            yield [self._finish(next(pictures), assignment) for _ in candidates]

    def leave(self) -> None:
        """Have the model forget the person; it stays loaded."""
        if self._backend:
            self._backend.forget()
            self._backend = None

    def _meet(self) -> Backend:
        if self._backend is None:
            self._backend = self._warm_up()
            self._backend.show(crop_references(self._subject, self._settings.reference_px))
        return self._backend

    def _learn(self, backend: Backend, assignments: Sequence[Assignment]) -> None:
        """Have every prompt a style can come to read at once: spares then cost no second reading.

        Those of the styles as designed are kept for later jobs; a person's options and words not.
        """
        asked = {(a.style, a.options, a.staging): a for a in assignments}
        for keep in (True, False):
            cycles = [
                self._prompt(replace(assignment, variation=variation))
                for (_, options, staging), assignment in asked.items()
                if (options == NOTHING_SET and staging == NOTHING_STAGED) == keep
                for variation in range(PROMPT_CYCLE)
            ]
            backend.learn(cycles, keep=keep)

    def _prompt(self, assignment: Assignment) -> str:
        return write_prompt(self._styles[assignment.style], assignment, self._staged)

    def _request(self, assignment: Assignment, candidate: int) -> Request:
        words = (
            f"{assignment.seed}/{assignment.style}/{assignment.variation}/{assignment.photo}/"
            f"{candidate}"
        )
        digest = hashlib.sha256(words.encode()).digest()
        side_px = min(self._settings.side_px, -(-assignment.size_px // PATCH_PX) * PATCH_PX)
        return Request(
            prompt=self._prompt(assignment),
            seed=int.from_bytes(digest[:7], "big"),
            side_px=side_px,
        )

    def _imagine(
        self, backend: Backend, requests: Sequence[Request], on_step: OnStep
    ) -> Iterator[SrgbImage]:
        """Yield the pictures in order; running out of memory halves what is imagined together."""
        total = backend.steps * len(requests)
        done = 0
        while done < len(requests):
            fitting = backend.count_fitting(requests[done].side_px)
            together = requests[done : done + min(fitting, self._limit or fitting)]
            width = len(together)
            tell = _from(done * backend.steps, width, total, on_step)
            try:
                pictures = backend.imagine(together, on_step=tell)
            except MemoryShort as fault:
                if width == 1:
                    raise OrderFailed("gpu_memory_short") from fault
                self._limit = width // 2
                continue
            done += width
            yield from pictures

    def _finish(self, image: SrgbImage, assignment: Assignment) -> Rendering:
        """Bring the picture to the size asked for, mirrored or cut out where that was asked."""
        options = assignment.options
        picture = resize_square(image, assignment.size_px)
        if options.mirror:
            picture = SrgbImage(np.ascontiguousarray(picture[:, ::-1]))
        cutout = None
        if options.transparent:
            cutout = _cut_out(picture)
            picture = estimate_foreground(picture, cutout)
        return Rendering(
            image=picture,
            landmarks=None,
            mirrored=bool(options.mirror),
            cutout=cutout,
        )


def _from(start: int, width: int, total: int, on_step: OnStep) -> OnStep:
    """Return what counts the steps of some pictures as a part of the whole batch's."""
    return lambda step, _: on_step(start + step * width, total)


def _cut_out(picture: SrgbImage) -> Mask:
    """Return the figure before its plain ground, its border found by the picture's own edges."""
    rough = segment_person(picture)
    radius_px = max(4, picture.shape[0] // 80)
    return as_mask(guided_filter(picture, rough, radius_px=radius_px, epsilon=1e-4))

"""The engine around the model: what is asked of it, in which portions, and what is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from trombine.domain.options import StyleOptions
from trombine.domain.order import Assignment
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.engines.base import OnStep
from trombine.engines.diffusion import engine as engine_module
from trombine.engines.diffusion.backend import MemoryShort, Request
from trombine.engines.diffusion.engine import DiffusionEngine, DiffusionSitting
from trombine.engines.diffusion.settings import DiffusionSettings
from trombine.engines.diffusion.style import PROMPT_CYCLE
from trombine.errors import InputRefused, InstallationBroken, OrderFailed
from trombine.imaging.arrays import SrgbImage

Sit = Callable[..., DiffusionSitting]


@dataclass
class FakeBackend:
    """Imagines noise from the request; holds so many pictures at once and no more."""

    fitting: int = 4
    holds: int = 99
    steps: int = 4
    portions: list[int] = field(default_factory=list)
    shown: list[list[SrgbImage]] = field(default_factory=list)
    learned: list[tuple[int, bool]] = field(default_factory=list)
    forgot: int = 0

    def learn(self, prompts: Sequence[str], *, keep: bool) -> None:
        if prompts:
            self.learned.append((len(set(prompts)), keep))

    def show(self, references: Sequence[SrgbImage]) -> None:
        self.shown.append(list(references))

    def forget(self) -> None:
        self.forgot += 1

    def count_fitting(self, side_px: int) -> int:  # noqa: ARG002  (the protocol asks)
        return self.fitting

    def imagine(self, requests: Sequence[Request], *, on_step: OnStep) -> list[SrgbImage]:
        if len(requests) > self.holds:
            raise MemoryShort
        self.portions.append(len(requests))
        for step in range(self.steps):
            on_step(step + 1, self.steps)
        return [self._picture(request) for request in requests]

    def _picture(self, request: Request) -> SrgbImage:
        rng = np.random.default_rng((request.seed, len(request.prompt)))
        return SrgbImage(rng.random((request.side_px, request.side_px, 3), dtype=np.float32))


@pytest.fixture
def sit(sample_photo: Photo) -> Sit:
    subject = Subject(tuple(replace(sample_photo, number=number) for number in range(1, 6)))

    def sit(backend: FakeBackend, **settings: int) -> DiffusionSitting:
        chosen = DiffusionSettings(side_px=128, reference_px=64, **settings)  # type: ignore[arg-type]
        return DiffusionEngine(chosen, open_backend=lambda _: backend).sit(subject)

    return sit


def assignments(count: int, options: StyleOptions | None = None) -> list[Assignment]:
    return [
        Assignment(
            index + 1,
            "astronaut",
            photo=1,
            variation=index,
            seed=0,
            size_px=128,
            options=options or StyleOptions(),
        )
        for index in range(count)
    ]


def ignore(done: int, total: int) -> None:
    """Tell nobody."""


def test_pictures_are_imagined_in_portions_that_fit(sit: Sit) -> None:
    backend = FakeBackend(fitting=4)

    drawn = list(sit(backend).render_batch(assignments(10), on_step=ignore))

    assert backend.portions == [4, 4, 2]
    assert len(drawn) == 10


def test_running_out_of_memory_halves_the_portions_and_goes_on(sit: Sit) -> None:
    backend = FakeBackend(fitting=4, holds=1)

    drawn = list(sit(backend).render_batch(assignments(3), on_step=ignore))

    assert backend.portions == [1, 1, 1]
    assert len(drawn) == 3


def test_too_little_memory_for_one_is_said(sit: Sit) -> None:
    with pytest.raises(OrderFailed, match="gpu_memory_short"):
        sit(FakeBackend(holds=0)).render(assignments(1)[0])


def test_a_picture_is_the_same_alone_and_in_any_portion(sit: Sit) -> None:
    together = list(sit(FakeBackend(fitting=4)).render_batch(assignments(5), on_step=ignore))
    alone = [sit(FakeBackend()).render(each) for each in assignments(5)]

    for (one,), other in zip(together, alone, strict=True):
        assert np.array_equal(one.image, other.image)


def test_steps_are_counted_over_the_whole_batch(sit: Sit) -> None:
    told: list[tuple[int, int]] = []

    list(
        sit(FakeBackend(fitting=2)).render_batch(
            assignments(3), on_step=lambda done, total: told.append((done, total))
        )
    )

    assert told == [(2, 12), (4, 12), (6, 12), (8, 12), (9, 12), (10, 12), (11, 12), (12, 12)]


def test_what_a_step_raises_ends_the_drawing(sit: Sit) -> None:
    class Stop(Exception):
        pass

    def stop(*_: int) -> None:
        raise Stop

    backend = FakeBackend()
    with pytest.raises(Stop):
        list(sit(backend).render_batch(assignments(8), on_step=stop))
    assert backend.portions == [4]


def test_every_candidate_is_another_picture(sit: Sit) -> None:
    (candidates,) = sit(FakeBackend(), candidates=3).render_batch(assignments(1), on_step=ignore)

    assert len({candidate.image.tobytes() for candidate in candidates}) == 3


def test_the_three_best_photos_are_shown_once(sit: Sit) -> None:
    backend = FakeBackend()
    sitting = sit(backend)

    for each in assignments(2):
        sitting.render(each)

    assert [len(shown) for shown in backend.shown] == [3]
    assert backend.shown[0][0].shape == (64, 64, 3)


def test_whoever_leaves_is_forgotten(sit: Sit) -> None:
    backend = FakeBackend()
    sitting = sit(backend)
    sitting.render(assignments(1)[0])

    sitting.leave()

    assert backend.forgot == 1


def test_a_styles_words_are_kept_and_a_persons_are_not(sit: Sit) -> None:
    backend = FakeBackend()
    sitting = sit(backend)

    sitting.render(assignments(1)[0])
    sitting.render(assignments(1, StyleOptions(background="navy"))[0])

    assert backend.learned == [(PROMPT_CYCLE, True), (PROMPT_CYCLE, False)]


def test_a_mirror_asked_for_is_told_to_whoever_measures(sit: Sit) -> None:
    straight = sit(FakeBackend()).render(assignments(1)[0])
    flipped = sit(FakeBackend()).render(assignments(1, StyleOptions(mirror=True))[0])

    assert flipped.mirrored
    assert not straight.mirrored
    assert np.array_equal(flipped.image[:, ::-1], straight.image)


def test_a_figure_alone_comes_with_its_cutout(sit: Sit) -> None:
    rendering = sit(FakeBackend()).render(assignments(1, StyleOptions(background="none"))[0])

    assert rendering.cutout is not None
    assert rendering.cutout.shape == rendering.image.shape[:2]


def test_any_size_may_be_asked_for(sit: Sit) -> None:
    sitting = sit(FakeBackend())

    for size_px in (100, 300):
        image = sitting.render(replace(assignments(1)[0], size_px=size_px)).image
        assert image.shape == (size_px, size_px, 3)


def test_what_is_missing_is_said_before_anything_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = DiffusionEngine(DiffusionSettings(weights=tmp_path))
    monkeypatch.setattr(engine_module, "has_gpu", lambda: False)
    monkeypatch.setattr(engine_module, "EXTRA", ("no_such_library",))
    with pytest.raises(InputRefused, match="engine_extra_missing"):
        engine.check_ready()

    monkeypatch.setattr(engine_module, "EXTRA", ("numpy",))
    with pytest.raises(InputRefused, match="gpu_missing"):
        engine.check_ready()

    monkeypatch.setattr(engine_module, "has_gpu", lambda: True)
    with pytest.raises(InstallationBroken, match="weights_missing"):
        engine.check_ready()


def test_cards_name_no_model_before_there_is_one(tmp_path: Path) -> None:
    cards = DiffusionEngine(DiffusionSettings(weights=tmp_path)).cards

    assert {card.model for card in cards.values()} == {None}


def test_the_model_is_opened_once_and_stays_from_person_to_person(sample_photo: Photo) -> None:
    opened: list[FakeBackend] = []

    def open_backend(_: DiffusionSettings) -> FakeBackend:
        opened.append(FakeBackend())
        return opened[-1]

    settings = DiffusionSettings(side_px=128, reference_px=64)
    engine = DiffusionEngine(settings, open_backend=open_backend)
    for _ in range(2):
        sitting = engine.sit(Subject((sample_photo,) * 3))
        sitting.render(assignments(1)[0])
        sitting.leave()

    assert len(opened) == 1
    assert (len(opened[0].shown), opened[0].forgot) == (2, 2)

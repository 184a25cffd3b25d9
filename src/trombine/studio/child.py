"""What a worker process does: it judges photos, meets a person and draws, as the workshop asks."""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.domain.avatar import Avatar, Rendering
from trombine.domain.ground import name_ground
from trombine.domain.order import Assignment
from trombine.domain.photo import Photo
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject
from trombine.engines.base import Engine, Sitting
from trombine.engines.diffusion.settings import DiffusionSettings
from trombine.engines.registry import open_engine
from trombine.errors import OrderFailed, PhotoRejected, TrombineError
from trombine.imaging.arrays import Mask, SrgbImage
from trombine.imaging.codec import from_bytes, to_bytes
from trombine.imaging.perceptual_hash import Glance, glance_at
from trombine.intake.admission import Inspected, inspect
from trombine.moderation.classifiers import NudityScores, rate_nudity
from trombine.scoring import LikenessGate


@dataclass(frozen=True, slots=True)
class Outcome:
    """A drawn avatar, passed or not, its glance for telling repeats, and whether it is fit.

    ``ground`` is what the ground behind the person is called.
    ``nudity`` is missing where the picture is not the person and will not be shown anyway.
    """

    avatar: Avatar
    glance: Glance
    ground: str
    nudity: NudityScores | None = None


@dataclass(frozen=True, slots=True)
class StepDone:
    """How far the pictures are that a worker draws together; an engine may have no steps."""

    indexes: tuple[int, ...]
    done: int
    total: int


class Write(Protocol):
    """Turns a picture into its labelled file."""

    def __call__(self, image: SrgbImage, card: StyleCard, *, cutout: Mask | None) -> bytes:
        """Return the file."""
        ...


OpenGate = Callable[[Subject], LikenessGate]
NO_PIXELS = SrgbImage(np.empty((0, 0, 3), np.float32))


@dataclass(frozen=True, slots=True)
class Inspection:
    """One decoded photo to be judged, on its way to a worker."""

    number: int
    photo: NDArray[np.uint8] | PhotoRejected

    @staticmethod
    def pack(number: int, photo: SrgbImage | PhotoRejected) -> "Inspection":
        """Make the photo small for the way."""
        return Inspection(number, photo if isinstance(photo, PhotoRejected) else to_bytes(photo))

    def judge(self) -> Inspected:
        """Return what is found; the pixels stay behind, the sender has them."""
        known = self.photo if isinstance(self.photo, PhotoRejected) else from_bytes(self.photo)
        found = inspect(known, self.number)
        return replace(found, photo=found.photo and replace(found.photo, image=NO_PIXELS))


@dataclass(frozen=True, slots=True)
class Introduction:
    """The person to draw, on the way to a worker: what is known of each photo, and its pixels."""

    photos: tuple[Photo, ...]
    pixels: tuple[NDArray[np.uint8], ...]

    @staticmethod
    def pack(subject: Subject) -> "Introduction":
        """Make the photos small for the way."""
        return Introduction(
            tuple(replace(photo, image=NO_PIXELS) for photo in subject.photos),
            tuple(to_bytes(photo.image) for photo in subject.photos),
        )

    def meet(self) -> Subject:
        """Return the person as packed."""
        pairs = zip(self.photos, self.pixels, strict=True)
        return Subject(tuple(replace(photo, image=from_bytes(pixels)) for photo, pixels in pairs))


@dataclass(frozen=True, slots=True)
class Batch:
    """Assignments on the way to one worker, to be drawn together."""

    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Dismissal:
    """The person leaves: a worker drops what it draws and knows of them, and says so."""


class _Dismissed(Exception):
    """The parent has something to say before the picture is done."""


@dataclass(frozen=True, slots=True)
class _Easel:
    """Where a worker draws one person."""

    engine: Engine
    sitting: Sitting
    gate: LikenessGate
    write: Write | None


def draw_until_told(
    connection: Connection,
    engine: str,
    diffusion: DiffusionSettings,
    write: Write | None,
    gate: OpenGate,
) -> None:
    """Judge photos, meet persons and draw them, as the parent asks, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    cv2.setNumThreads(1)
    opened = open_engine(engine, diffusion=diffusion)
    with suppress(ConnectionError):  # the parent is gone, and nobody waits for an answer
        _serve(connection, opened, write, gate)


def _serve(connection: Connection, opened: Engine, write: Write | None, gate: OpenGate) -> None:
    easel: _Easel | None = None
    for arrival in _arrivals(connection):
        match arrival:
            case Inspection():
                connection.send(arrival.judge())
            case Introduction():
                subject = arrival.meet()
                easel = _Easel(opened, opened.sit(subject), gate(subject), write)
                del subject
            case Dismissal():
                if easel is not None:
                    easel.sitting.leave()
                easel = None
                connection.send(arrival)
            case Batch():
                assert easel is not None  # noqa: S101  (the person comes before the batches)
                _draw_batch(connection, easel, arrival.assignments)


def _draw_batch(connection: Connection, easel: _Easel, assignments: Sequence[Assignment]) -> None:
    """Send an outcome for each assignment, telling of every step; stop when the parent speaks."""
    indexes = tuple(assignment.index for assignment in assignments)

    def tell(done: int, total: int) -> None:
        connection.send(StepDone(indexes, done, total))
        if connection.poll():
            raise _Dismissed

    try:
        _require_known(easel.engine, assignments)
        start = time.perf_counter()
        drawn = easel.sitting.render_batch(assignments, on_step=tell)
        for assignment, candidates in zip(assignments, drawn, strict=True):
            connection.send(_judge(easel, assignment, candidates, start=start))
            start = time.perf_counter()
    except _Dismissed:
        return
    except TrombineError as fault:
        connection.send(fault)
    except ConnectionError:
        return  # the parent is gone, as the next look into the pipe will show
    except OSError as fault:
        # Compiled kernels are cached beside the code, and even that needs room.
        folder = Path(fault.filename or __file__).parent
        connection.send(OrderFailed("disk_full", path=str(folder)))


def _require_known(engine: Engine, assignments: Sequence[Assignment]) -> None:
    """Refuse a style of another engine, or of a package that is not installed here any more."""
    for assignment in assignments:
        if assignment.style not in engine.cards:
            known = ", ".join(engine.cards)
            raise OrderFailed("style_unknown", style=assignment.style, known=known)


def _judge(
    easel: _Easel, assignment: Assignment, candidates: Sequence[Rendering], *, start: float
) -> Outcome:
    """Return the outcome of the best candidate: what passes, then what is nearest.

    What is not the person is written to no file.
    """
    card = easel.engine.cards[assignment.style]
    scores = [easel.gate.score(each, photo=assignment.photo, card=card) for each in candidates]
    score, rendering = min(
        zip(scores, candidates, strict=True),
        key=lambda pair: (not pair[0].passed, pair[0].source_distance),
    )
    file = None
    if easel.write and score.passed:
        file = easel.write(rendering.image, card, cutout=rendering.cutout)
    avatar = Avatar(
        assignment=assignment,
        score=score,
        seconds=time.perf_counter() - start,
        image=None if easel.write else rendering.image,
        cutout=None if easel.write else rendering.cutout,
        file=file,
    )
    nudity = rate_nudity(rendering.image) if score.passed else None
    ground = name_ground(rendering.image, assignment.options)
    return Outcome(avatar, glance_at(rendering.image), ground, nudity)


def _arrivals(
    connection: Connection,
) -> Iterator[Inspection | Introduction | Batch | Dismissal]:
    """Yield what the parent sends until it closes the pipe or dies."""
    while True:
        try:
            yield connection.recv()
        except (EOFError, OSError):
            return  # the parent is gone, perhaps in the middle of a word

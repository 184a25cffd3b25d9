"""What a drawing process does: it judges photos, meets a person and draws, as it is asked."""

import pickle
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import cv2

from trombine.domain.avatar import Avatar, Rendering
from trombine.domain.ground import name_ground
from trombine.domain.order import Assignment
from trombine.engines.base import Engine, Sitting
from trombine.engines.registry import open_engine
from trombine.errors import OrderFailed, TrombineError
from trombine.imaging.perceptual_hash import glance_at
from trombine.moderation.classifiers import rate_nudity
from trombine.scoring import LikenessGate
from trombine.studio.messages import (
    Batch,
    Dismissal,
    Inspection,
    Introduction,
    Outcome,
    ProcessSetup,
    StepDone,
    Write,
)


class _Dismissed(Exception):
    """The parent has something to say before the picture is done."""


@dataclass(frozen=True, slots=True)
class _Easel:
    """Where a process draws one person."""

    engine: Engine
    sitting: Sitting
    gate: LikenessGate
    write: Write | None


def run(connection: Connection) -> None:
    """Hear what the process is for, then do what it is asked until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    cv2.setNumThreads(1)
    with suppress(ConnectionError, EOFError):  # the parent is gone, and nobody waits for an answer
        # What is needed to read the rest comes first: where the parent finds its modules.
        sys.path[:] = connection.recv()
        setup: ProcessSetup = pickle.loads(connection.recv_bytes())  # noqa: S301  (our parent's)
        _serve(connection, setup)


def _serve(connection: Connection, setup: ProcessSetup) -> None:
    engine = open_engine(setup.engine, diffusion=setup.diffusion)
    easel: _Easel | None = None
    for arrival in _arrivals(connection):
        match arrival:
            case Inspection():
                connection.send(arrival.judge())
            case Introduction():
                subject = arrival.meet()
                gate = setup.gate(subject)
                easel = _Easel(engine, engine.sit(subject), gate, setup.write)
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
    cards = engine.cards  # an engine may look on the disk for what is on them
    for assignment in assignments:
        if assignment.style not in cards:
            raise OrderFailed("style_unknown", style=assignment.style, known=", ".join(cards))


def _judge(
    easel: _Easel, assignment: Assignment, candidates: Sequence[Rendering], *, start: float
) -> Outcome:
    """Return the outcome of the best candidate: what passes, then what is nearest.

    What is not the person, or lacks what they wear, is written to no file.
    """
    card = easel.engine.cards[assignment.style]
    scores = [easel.gate.score(each, photo=assignment.photo, card=card) for each in candidates]
    score, rendering = min(
        zip(scores, candidates, strict=True),
        key=lambda pair: (not pair[0].good, not pair[0].passed, pair[0].source_distance),
    )
    file = None
    if easel.write and score.good:
        staging = assignment.staging
        file = easel.write(rendering.image, card, cutout=rendering.cutout, staging=staging)
    avatar = Avatar(
        assignment=assignment,
        score=score,
        seconds=time.perf_counter() - start,
        image=None if easel.write else rendering.image,
        cutout=None if easel.write else rendering.cutout,
        file=file,
    )
    nudity = rate_nudity(rendering.image) if score.good else None
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

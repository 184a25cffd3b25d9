"""A process that hangs, dies or is interrupted is replaced, and the next picture is drawn."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from tests.fake_engine import FakeGate, FakeLabeller, fake_photo, inspect

from trombine.domain.options import StyleOptions
from trombine.domain.order import Assignment
from trombine.domain.subject import Subject
from trombine.errors import OrderFailed, WorkerLost
from trombine.imaging.codec import decode_photo
from trombine.studio.messages import Inspection, Introduction, Outcome, ProcessSetup
from trombine.studio.process import DrawingProcess

SLOW, DEADLY = StyleOptions(strength=1.5), StyleOptions(background="black")


@pytest.fixture(scope="module")
def introduction() -> Introduction:
    met = [inspect(decode_photo(fake_photo(number)), number).photo for number in (1, 2, 3)]
    return Introduction.pack(Subject(tuple(photo for photo in met if photo)))


@pytest.fixture(scope="module")
def process() -> Iterator[DrawingProcess]:
    started = DrawingProcess(ProcessSetup("fake", "webp", FakeLabeller(), FakeGate))
    started.wait_until_loaded()
    yield started
    started.close()


def assignment(index: int, options: StyleOptions | None = None) -> Assignment:
    options = options or StyleOptions()
    return Assignment(index, "dots", 1, variation=0, seed=0, size_px=64, options=options)


def draw(
    process: DrawingProcess, *what: Assignment, unwanted: bool = False, limit_s: float = 30.0
) -> list[int]:
    with closing(_draw(process, *what, unwanted=unwanted, limit_s=limit_s)) as pictures:
        return [outcome.avatar.assignment.index for outcome in pictures]


def _draw(
    process: DrawingProcess, *what: Assignment, unwanted: bool, limit_s: float
) -> Iterator[Outcome]:
    return process.draw(what, unwanted=lambda: unwanted, on_step=lambda _: None, limit_s=limit_s)


def test_a_picture_that_hangs_is_ended_and_the_next_one_is_drawn(
    process: DrawingProcess, introduction: Introduction
) -> None:
    process.seat("a", introduction)
    with pytest.raises(WorkerLost):
        draw(process, assignment(1, SLOW), limit_s=0.05)
    process.seat("a", introduction)
    assert draw(process, assignment(2)) == [2]


def test_a_process_that_dies_is_replaced(
    process: DrawingProcess, introduction: Introduction
) -> None:
    process.seat("b", introduction)
    before = process.number
    with pytest.raises(WorkerLost):
        draw(process, assignment(7, DEADLY))
    process.seat("b", introduction)
    assert draw(process, assignment(1)) == [1]
    assert process.number != before


def test_what_nobody_wants_any_more_is_not_taken_for_the_next_picture(
    process: DrawingProcess, introduction: Introduction
) -> None:
    process.seat("c", introduction)
    assert draw(process, assignment(1, SLOW), unwanted=True) == []
    assert process.subject_id == ""
    process.seat("d", introduction)
    assert draw(process, assignment(2)) == [2]


def test_pictures_that_are_not_taken_leave_none_behind(
    process: DrawingProcess, introduction: Introduction
) -> None:
    process.seat("e", introduction)
    pictures = _draw(process, assignment(1), assignment(2), unwanted=False, limit_s=30)
    with closing(pictures):
        next(pictures)  # and then, say, the database is away
    process.seat("e", introduction)
    assert draw(process, assignment(3)) == [3]


def test_a_style_of_another_engine_is_refused_by_a_process_that_lives_on(
    process: DrawingProcess, introduction: Introduction
) -> None:
    process.seat("f", introduction)
    before = process.number
    with pytest.raises(OrderFailed, match="style_unknown"):
        draw(process, replace(assignment(1), style="jazz"))
    assert draw(process, assignment(2)) == [2]
    assert process.number == before


def test_photos_are_judged_between_pictures(process: DrawingProcess) -> None:
    found = process.inspect(Inspection.pack(4, decode_photo(fake_photo(4))))
    assert found.verdict.photo == 4
    assert found.photo is not None
    assert found.photo.image.size == 0
    assert np.isfinite(found.photo.quality)

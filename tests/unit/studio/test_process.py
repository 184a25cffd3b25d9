"""A painter whose process hangs, dies or is interrupted draws the next picture as if new."""

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
from trombine.studio.child import Inspection, Introduction, Outcome
from trombine.studio.process import Painter
from trombine.studio.workshop import Post

SLOW, DEADLY = StyleOptions(strength=1.5), StyleOptions(background="black")


@pytest.fixture(scope="module")
def introduction() -> Introduction:
    met = [inspect(decode_photo(fake_photo(number)), number).photo for number in (1, 2, 3)]
    return Introduction.pack(Subject(tuple(photo for photo in met if photo)))


@pytest.fixture(scope="module")
def painter() -> Iterator[Painter]:
    post = Post("fake", file_format="webp", labeller=FakeLabeller(), gate=FakeGate)
    hired = Painter.hire(post)
    hired.wait_until_loaded()
    yield hired
    hired.stop()


def assignment(index: int, options: StyleOptions | None = None) -> Assignment:
    options = options or StyleOptions()
    return Assignment(index, "dots", 1, variation=0, seed=0, size_px=64, options=options)


def draw(
    painter: Painter, *what: Assignment, unwanted: bool = False, limit_s: float = 30.0
) -> list[int]:
    with closing(_draw(painter, *what, unwanted=unwanted, limit_s=limit_s)) as pictures:
        return [outcome.avatar.assignment.index for outcome in pictures]


def _draw(painter: Painter, *what: Assignment, unwanted: bool, limit_s: float) -> Iterator[Outcome]:
    return painter.draw(what, unwanted=lambda: unwanted, on_step=lambda _: None, limit_s=limit_s)


def test_a_picture_that_hangs_is_ended_and_the_next_one_is_drawn(
    painter: Painter, introduction: Introduction
) -> None:
    painter.seat("a", introduction)
    with pytest.raises(WorkerLost):
        draw(painter, assignment(1, SLOW), limit_s=0.05)
    painter.seat("a", introduction)
    assert draw(painter, assignment(2)) == [2]


def test_a_process_that_dies_is_replaced(painter: Painter, introduction: Introduction) -> None:
    before = painter.process.pid
    painter.seat("b", introduction)
    with pytest.raises(WorkerLost):
        draw(painter, assignment(7, DEADLY))
    assert painter.process.pid != before
    painter.seat("b", introduction)
    assert draw(painter, assignment(1)) == [1]


def test_what_nobody_wants_any_more_is_not_taken_for_the_next_picture(
    painter: Painter, introduction: Introduction
) -> None:
    painter.seat("c", introduction)
    assert draw(painter, assignment(1, SLOW), unwanted=True) == []
    assert painter.sitter == ""
    painter.seat("d", introduction)
    assert draw(painter, assignment(2)) == [2]


def test_pictures_that_are_not_taken_leave_none_behind(
    painter: Painter, introduction: Introduction
) -> None:
    painter.seat("e", introduction)
    pictures = _draw(painter, assignment(1), assignment(2), unwanted=False, limit_s=30)
    with closing(pictures):
        next(pictures)  # and then, say, the database is away
    painter.seat("e", introduction)
    assert draw(painter, assignment(3)) == [3]


def test_a_style_of_another_engine_is_refused_by_a_process_that_lives_on(
    painter: Painter, introduction: Introduction
) -> None:
    before = painter.process.pid
    painter.seat("f", introduction)
    with pytest.raises(OrderFailed, match="style_unknown"):
        draw(painter, replace(assignment(1), style="jazz"))
    assert draw(painter, assignment(2)) == [2]
    assert painter.process.pid == before


def test_photos_are_judged_between_pictures(painter: Painter) -> None:
    found = painter.inspect(Inspection.pack(4, decode_photo(fake_photo(4))))
    assert found.verdict.photo == 4
    assert found.photo is not None
    assert found.photo.image.size == 0
    assert np.isfinite(found.photo.quality)

"""Draws one small order so that every kernel is compiled and cached."""

from importlib.resources import files

from trombine.bootstrap import DEFAULT_ENGINE
from trombine.domain.order import Assignment
from trombine.domain.subject import Subject
from trombine.engines.registry import open_engine
from trombine.imaging.codec import decode_photo
from trombine.intake.admission import inspect


def warm_kernels() -> None:
    """Draw the sample portrait once in every style."""
    sample = files("trombine.samples") / "astronaut.png"
    photo = inspect(decode_photo(sample.read_bytes()), 1).photo
    if photo is None:
        return
    engine = open_engine(DEFAULT_ENGINE)
    sitting = engine.sit(Subject((photo,)))
    for style in engine.cards:
        sitting.render(Assignment(index=1, style=style, photo=1, variation=0, seed=0))

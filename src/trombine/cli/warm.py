"""Draws one small order so that every kernel is compiled and cached."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

from trombine.domain.order import DEFAULT_ENGINE, Assignment, Staging
from trombine.domain.subject import Subject
from trombine.engines.registry import open_engine, staging_cards
from trombine.imaging.codec import decode_photo
from trombine.intake.admission import inspect


def warm_kernels() -> None:
    """Draw the sample portrait once in every style, some of them staged."""
    sample = files("trombine.samples") / "astronaut.png"
    photo = inspect(decode_photo(sample.read_bytes()), 1).photo
    if photo is None:
        return
    engine = open_engine(DEFAULT_ENGINE)
    sitting = engine.sit(Subject((photo,)))
    stagings = _some_of_each_kind()
    for style in engine.cards:
        asked = Assignment(index=1, style=style, photo=1, variation=0, seed=0)
        sitting.render(asked)
        if staging := next(stagings, None):
            sitting.render(replace(asked, staging=staging))


def _some_of_each_kind() -> Iterator[Staging]:
    """Yield every prop once, and with each another pose, garment and world."""
    slugs = {kind: list(cards) for kind, cards in staging_cards().items()}
    for number in range(len(slugs.get("prop", ()))):
        yield Staging(**{kind: each[number % len(each)] for kind, each in slugs.items() if each})

"""The example picture of each style, from the sample portrait that came with Trombine."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from trombine.domain.order import Assignment
from trombine.domain.subject import Subject
from trombine.engines.base import Engine
from trombine.imaging.codec import Format, decode_photo
from trombine.imaging.resample import resize_square
from trombine.intake.admission import inspect
from trombine.provenance.label import Labeller

SIDE_PX = 384
VARIATIONS = 6


@dataclass(frozen=True, slots=True)
class Print:
    """How examples are written: their side and file format, and what follows the slug."""

    side_px: int = SIDE_PX
    file_format: Format = "jpeg"
    ending: str = ".jpg"


def render_examples(
    engine: Engine, folder: Path, labeller: Labeller, *, printed: Print = Print()
) -> Iterator[Path]:
    """Write one labelled picture per style and yield where; one's own words have none."""
    folder.mkdir(parents=True, exist_ok=True)
    sitting = engine.sit(sample_person())
    for number, (slug, card) in enumerate(engine.cards.items()):
        if card.local_only:
            continue
        assignment = Assignment(1, slug, photo=1, variation=number % VARIATIONS, seed=0)
        image = resize_square(sitting.render(assignment).image, printed.side_px)
        place = folder / f"{slug}{printed.ending}"
        place.write_bytes(labeller.label(image, card, printed.file_format))
        yield place


def sample_person() -> Subject:
    """Return the person on the photos that came with Trombine."""
    samples = files("trombine.samples")
    framings = sorted((samples / "set").iterdir(), key=lambda entry: entry.name)
    sources = [samples / "astronaut.png", *framings]
    found = [
        inspect(decode_photo(source.read_bytes()), number).photo
        for number, source in enumerate(sources, start=1)
    ]
    return Subject(tuple(photo for photo in found if photo is not None))

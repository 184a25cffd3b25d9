"""The example picture of each pack, pose, garment, world and prop, from the sample portrait."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from trombine.cli.style_examples import Print, sample_person
from trombine.domain.catalogue import Catalogue
from trombine.domain.order import Assignment, Staging
from trombine.domain.pack import PackCard
from trombine.engines.base import Engine
from trombine.imaging.resample import resize_square
from trombine.provenance.label import Labeller

SHOWN_IN: Mapping[str, str] = {
    "pose": "painted",
    "garment": "painted",
    "prop": "painted",
    "world": "gouache",
}
"""The style in which a choice of this kind is seen best when it is small."""

LIT_FROM_LEFT = 0
"""All are drawn as one variation, so that they differ in nothing but what is chosen."""


@dataclass(frozen=True, slots=True)
class Example:
    """What the picture of one choice shows, in which style."""

    kind: str
    slug: str
    style: str
    staging: Staging

    @property
    def name(self) -> str:
        """What its file is called, without the ending."""
        return f"{self.kind}-{self.slug}"


def list_examples(catalogue: Catalogue) -> Iterator[Example]:
    """Return what is to be drawn for all that can be chosen, in season or not."""
    for pack in catalogue.packs.values():
        yield _example_of(pack, catalogue)
    for kind, cards in catalogue.staged.items():
        for slug in cards:
            yield Example(kind, slug, SHOWN_IN[kind], Staging(**{kind: slug}))


def _example_of(pack: PackCard, catalogue: Catalogue) -> Example:
    """Return a pack in the first of its styles, garments and worlds that there are."""
    style = next((slug for slug in pack.styles if slug in catalogue.styles), catalogue.defaults[0])
    held = {"garment": pack.garments, "world": pack.worlds}
    found = {
        kind: next((slug for slug in slugs if slug in catalogue.staged.get(kind, {})), None)
        for kind, slugs in held.items()
    }
    palette = None if found["world"] else pack.palette
    return Example("pack", pack.slug, style, Staging(**found, palette=palette))


def render_choices(
    engine: Engine,
    examples: Iterable[Example],
    folder: Path,
    labeller: Labeller,
    *,
    printed: Print,
) -> Iterator[Path]:
    """Write one labelled picture per choice and yield where."""
    folder.mkdir(parents=True, exist_ok=True)
    sitting = engine.sit(sample_person())
    for example in examples:
        assignment = Assignment(
            1,
            example.style,
            photo=1,
            variation=LIT_FROM_LEFT,
            seed=0,
            staging=example.staging,
        )
        image = resize_square(sitting.render(assignment).image, printed.side_px)
        place = folder / f"{example.name}{printed.ending}"
        card = engine.cards[example.style]
        place.write_bytes(labeller.label(image, card, printed.file_format))
        yield place

"""Drawings and sittings that tests share: a picture takes a second, a prepared photo four."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

import numpy as np

from trombine.domain.options import StyleOptions
from trombine.domain.order import Assignment
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.engines.portrait.changes import Changes
from trombine.engines.portrait.engine import PortraitEngine, PortraitSitting, _Prepared
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle
from trombine.engines.portrait.styles import find_styles
from trombine.engines.portrait.techniques.frames import find_worn
from trombine.imaging.arrays import FloatArray, Mask, SrgbImage

ON_RED = Look(options=StyleOptions(background="red"))
CUT_OUT = Look(variation=2, seed=3, options=StyleOptions(background="none"))
"""What is asked of poor photos: each picture shows more than one promise kept."""


def seat(
    photo: Photo,
    portrait: Portrait,
    styles: Mapping[str, PortraitStyle] | None = None,
    changes: Changes | None = None,
) -> PortraitSitting:
    """Return a sitting for a photo that is prepared already."""
    sitting = PortraitEngine(styles, changes).sit(Subject((photo,)))
    # It would prepare it once more.
    sitting._prepared = _Prepared(photo.number, portrait, find_worn(portrait))  # noqa: SLF001
    return sitting


def ask(style: str, look: Look, *, size_px: int) -> Assignment:
    """Return the assignment that makes the engine ask for this look."""
    return Assignment(
        1,
        style,
        photo=1,
        variation=look.variation,
        seed=look.seed,
        size_px=size_px,
        options=look.options,
    )


@dataclass
class Drawings:
    """What one style draws, each picture once, however many tests look at it.

    Pictures are read-only, so that no test can spoil another's.
    """

    slug: str
    sample: Portrait
    _before: dict[str, FloatArray] = field(init=False)
    _drawn: dict[tuple[int, Look], tuple[Portrait, Artwork]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        maps = [each.name for each in fields(Portrait) if each.name != "world"]
        self._before = {name: getattr(self.sample, name).copy() for name in maps}

    @property
    def own(self) -> PortraitStyle:
        """The style itself, which remembers nothing."""
        return find_styles()[self.slug]

    @property
    def style(self) -> PortraitStyle:
        """The style with this memory, for an engine."""
        return replace(self.own, render=self.draw)

    def draw(self, portrait: Portrait, look: Look) -> Artwork:
        """Return the style's picture of this very portrait in this look."""
        key = (id(portrait), look)
        if key not in self._drawn:
            drawn = self.own.render(portrait, look)
            artwork = Artwork(SrgbImage(_read_only(drawn.image)), Mask(_read_only(drawn.cutout)))
            # The portrait is kept as well, or another one could come to have its id.
            self._drawn[key] = portrait, artwork
        return self._drawn[key][1]

    @property
    def changed_maps(self) -> list[str]:
        """What is no longer in the sample portrait as it was before this style drew anything."""
        return [
            name
            for name, was in self._before.items()
            if not np.array_equal(was, getattr(self.sample, name))
        ]


def _read_only(array: FloatArray) -> FloatArray:
    view = array.view()  # what it is a view of may be the portrait's own
    view.flags.writeable = False
    return view

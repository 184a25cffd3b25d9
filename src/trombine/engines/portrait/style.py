"""What a style of the portrait engine is: a card and a function that draws."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from trombine.domain.options import NO_OPTIONS, StyleOptions
from trombine.domain.style import StyleCard
from trombine.engines.portrait.portrait import Portrait
from trombine.imaging.arrays import Mask, SrgbImage


@dataclass(frozen=True, slots=True)
class Look:
    """Everything a style may vary, so that two avatars of one photo differ.

    ``variation`` counts from 0 within the style and picks palette, inks, lamps or material;
    ``seed`` moves strokes, grain and ground. A style reads the weights it declares on its card
    from ``options`` (``strength``, ``line``, ``texture``); ``pick_palette`` sees to the ground.
    """

    variation: int = 0
    seed: int = 0
    options: StyleOptions = NO_OPTIONS

    @property
    def light_from_left(self) -> bool:
        """The light changes sides with every variation."""
        return self.variation % 2 == 0

    def rng(self, purpose: int) -> np.random.Generator:
        """Return fresh randomness for one purpose; equal looks give equal streams."""
        return np.random.default_rng((self.seed, self.variation, purpose))


@dataclass(frozen=True, slots=True)
class Artwork:
    """A drawn portrait; ``cutout`` covers what belongs to the figure, outlines included."""

    image: SrgbImage
    cutout: Mask


Render: TypeAlias = Callable[[Portrait, Look], Artwork]


@dataclass(frozen=True, slots=True)
class PortraitStyle:
    """One style; a module of ``styles`` (or another package's entry point) exports it as STYLE."""

    card: StyleCard
    render: Render

"""What a style of the portrait engine is: a card and a function that draws."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from trombine.domain.options import NO_OPTIONS, StyleOptions
from trombine.domain.style import StyleCard
from trombine.engines.portrait.portrait import Portrait
from trombine.imaging.arrays import FloatArray, Mask, SrgbImage, as_srgb
from trombine.imaging.filters import mix
from trombine.imaging.foreground import estimate_foreground


@dataclass(frozen=True, slots=True)
class Look:
    """Everything a style may vary, so that two avatars of one photo differ.

    ``variation`` counts from 0 within the style and picks palette, inks, lamps or material;
    ``seed`` moves strokes, grain and ground. A style reads the weights it declares on its card
    from ``options`` (``strength``, ``line``, ``texture``); ``pick_palette`` sees to the ground.
    ``palettes`` names those that set the person off, the best first, ranked before anything was
    staged, or a garment would choose its own ground; empty, the portrait itself is looked at.
    """

    variation: int = 0
    seed: int = 0
    options: StyleOptions = NO_OPTIONS
    palettes: tuple[str, ...] = ()

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


def draw_in_world(render: Render, portrait: Portrait, look: Look) -> Artwork:
    """Return the person before the world, both drawn by the style: nothing is pasted.

    The world is given to the style as a portrait of cloth, with nobody in it.
    """
    artwork = render(portrait, look)
    return lay_over(draw_world(render, portrait, look), artwork, cover=artwork.cutout)


def draw_world(render: Render, portrait: Portrait, look: Look) -> SrgbImage:
    """Return the world alone as the style draws it."""
    if portrait.world is None:
        return render(portrait, look).image
    nothing = np.zeros_like(portrait.alpha)
    all_of_it = np.ones_like(portrait.alpha)
    flat = np.ascontiguousarray(np.dstack([nothing, nothing, all_of_it]), np.float32)
    cloth = replace(
        portrait,
        relit=portrait.world,
        painted=portrait.world,
        combed=portrait.world,
        alpha=Mask(all_of_it),
        skin=Mask(nothing),
        hair=Mask(nothing),
        cloth=Mask(all_of_it),
        normals=flat,
        depth=nothing,
        importance=Mask(nothing),
        world=None,
    )
    return render(cloth, look).image


def lay_over(world: FloatArray, artwork: Artwork, *, cover: Mask) -> Artwork:
    """Return the figure laid over the world where ``cover`` is; its edge keeps its own colors."""
    figure = estimate_foreground(artwork.image, cover)
    return replace(artwork, image=as_srgb(mix(world, figure, cover)))


DrawInWorld: TypeAlias = Callable[[Render, Portrait, Look], Artwork]


def through_haze(color: Callable[[Look], FloatArray], share: float) -> DrawInWorld:
    """Return a way to draw the world as farther off, where one ink for all would hide the figure.

    Raising ``share`` leaves less of the world and more of the color, that of the style's ground.
    """

    def draw(render: Render, portrait: Portrait, look: Look) -> Artwork:
        artwork = render(portrait, look)
        world = mix(draw_world(render, portrait, look), color(look), share)
        return lay_over(world, artwork, cover=artwork.cutout)

    return draw


@dataclass(frozen=True, slots=True)
class PortraitStyle:
    """One style; a module of ``styles`` (or another package's entry point) exports it as STYLE.

    ``draw_in_world`` is how it draws a portrait that has a world; None for a style that offers
    none and keeps its own ground.
    """

    card: StyleCard
    render: Render
    draw_in_world: DrawInWorld | None = draw_in_world

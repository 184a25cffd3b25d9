"""What a style of the portrait engine is: a card and a function that draws."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import cv2
import numpy as np

from trombine.domain.options import NO_OPTIONS, StyleOptions
from trombine.domain.style import StyleCard
from trombine.engines.portrait.portrait import Portrait
from trombine.imaging.arrays import FloatArray, Mask, SrgbImage, as_mask
from trombine.imaging.foreground import lay_figure

TOWARDS_VIEWER = np.array([0, 0, 1], np.float32)
"""The normal of a flat sheet."""


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


def draw_at_once(render: Render, portrait: Portrait, look: Look) -> Artwork:
    """Return person and world as one drawing: the style is given the world as cloth behind them.

    For styles that take colors as they are. Where tones are ranked over the whole figure the world
    would change the person: there it is drawn apart.
    """
    if portrait.world is None:
        return render(portrait, look)
    return replace(render(_with_world(portrait, portrait.world), look), cutout=portrait.alpha)


def _with_world(portrait: Portrait, world: SrgbImage) -> Portrait:
    """Return the portrait filled up to the border: flat, far-off cloth around the person."""
    around = 1 - portrait.alpha

    def before_world(image: SrgbImage) -> SrgbImage:
        return SrgbImage(cv2.blendLinear(image, world, portrait.alpha, around))

    person = portrait.alpha[..., None] > 0.5
    return replace(
        portrait,
        relit=before_world(portrait.relit),
        painted=before_world(portrait.painted),
        combed=before_world(portrait.combed),
        alpha=Mask(np.ones_like(around)),
        cloth=as_mask(portrait.cloth + around),
        normals=np.where(person, portrait.normals, TOWARDS_VIEWER),
        depth=portrait.depth * portrait.alpha,
        world=None,
    )


def fills_frame(portrait: Portrait) -> bool:
    """Whether no ground would be seen, so that a style need not paint any."""
    return bool(portrait.alpha.min() >= 1)


def draw_apart(render: Render, portrait: Portrait, look: Look) -> Artwork:
    """Return the person before the world, each a drawing of its own: slower, but parted by a line.

    The world is given to the style as a portrait of cloth, with nobody in it.
    """
    artwork = render(portrait, look)
    return lay_over(draw_world(render, portrait, look), artwork, cover=artwork.cutout)


def draw_world(render: Render, portrait: Portrait, look: Look) -> SrgbImage:
    """Return the world alone as the style draws it."""
    return render(world_alone(portrait), look).image


def world_alone(portrait: Portrait) -> Portrait:
    """Return the world as a portrait with nobody in it."""
    if portrait.world is None:
        return portrait
    nothing = np.zeros_like(portrait.alpha)
    all_of_it = np.ones_like(portrait.alpha)
    return replace(
        portrait,
        relit=portrait.world,
        painted=portrait.world,
        combed=portrait.world,
        alpha=Mask(all_of_it),
        skin=Mask(nothing),
        hair=Mask(nothing),
        cloth=Mask(all_of_it),
        normals=np.tile(TOWARDS_VIEWER, (*nothing.shape, 1)),
        depth=nothing,
        importance=Mask(nothing),
        world=None,
    )


def lay_over(world: FloatArray, artwork: Artwork, *, cover: Mask) -> Artwork:
    """Return the figure laid over the world where ``cover`` is; its edge keeps its own colors."""
    return replace(artwork, image=lay_figure(artwork.image, over=world, alpha=cover))


DrawInWorld: TypeAlias = Callable[[Render, Portrait, Look], Artwork]


def around_figure(
    draw_scene: Callable[[Portrait, SrgbImage, Look], FloatArray],
) -> DrawInWorld:
    """Return a way to draw that lays the figure, as it always is, over a scene drawn by itself.

    For prints: they rank tones, and print a scene in fewer inks than a face.
    """

    def draw(render: Render, portrait: Portrait, look: Look) -> Artwork:
        artwork = render(portrait, look)
        if portrait.world is None:
            return artwork
        return lay_over(draw_scene(portrait, portrait.world, look), artwork, cover=artwork.cutout)

    return draw


@dataclass(frozen=True, slots=True)
class PortraitStyle:
    """One style; a module of ``styles`` (or another package's entry point) exports it as STYLE.

    ``draw_in_world`` is how it draws a portrait that has a world; None for a style that offers
    none and keeps its own ground.
    """

    card: StyleCard
    render: Render
    draw_in_world: DrawInWorld | None = draw_at_once

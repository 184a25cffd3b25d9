"""Wool: knitted in ribs of stitches, or felted."""

from dataclasses import replace

import numpy as np

from trombine.engines.portrait.changes.wearing.solids import CLOTH, Surface, grid, unit
from trombine.imaging.arrays import FloatArray

RIB_SHADE, STITCH_SHADE = 0.12, 0.07


def knit(
    points: FloatArray,
    color: FloatArray,
    *,
    around: FloatArray,
    ribs: int,
    stitches: float,
    deep: FloatArray | float,
) -> Surface:
    """Return a grid of points (U, V, 3) knitted, closed along U.

    Parameters
    ----------
    around
        What the ribs stand away from, (3,) or as many as there are points.
    ribs, stitches
        How many ribs there are along U, and how many stitches each has along V.
    deep
        How far the ribs stand out, in faces; a number, or (U, V) with folds added.
    """
    across = np.linspace(0, 2 * np.pi, points.shape[0])[:, None]
    along = np.linspace(0, 1, points.shape[1])[None]
    rib = np.cos(ribs * across)
    # Stitches of one half of a rib stand between those of the other.
    stitch = np.cos(2 * np.pi * (stitches * along + 0.25 * np.sign(np.sin(ribs * across))))
    moved = points + unit(points - around) * (deep * rib)[..., None]
    shade = (1 - RIB_SHADE + RIB_SHADE * rib) * (1 + STITCH_SHADE * stitch)
    return grid(moved, np.clip(color * shade[..., None], 0, 1), CLOTH, closed=True)


def felt(surface: Surface, rng: np.random.Generator, *, grain: float = 0.05) -> Surface:
    """Return a closed surface with the uneven color of felt; ``grain`` is how uneven."""
    count, rows = surface.points.shape[1:3]
    shade = 1 + rng.uniform(-grain, grain, (count, rows, 1))
    shade[-1] = shade[0]
    return replace(surface, color=np.clip(surface.color * shade, 0, 1).astype(np.float32))

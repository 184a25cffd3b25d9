"""Layers of cloth laid over each other, then lit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np

from trombine.engines.portrait.changes.tailoring.body import Body
from trombine.engines.portrait.changes.tailoring.fabrics import Fabric, Place, Swatch
from trombine.engines.portrait.changes.tailoring.shapes import Cover, Shape
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import blur, mix, smoothstep

SHADOW_PX = 0.030
"""How far the shadow of a layer reaches, in face heights."""

SMOOTHED = 0.05
"""Over this distance, in face heights, a layer evens out what it lies on."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One piece of a garment; lengths are in face heights.

    Parameters
    ----------
    shape
        What it covers.
    fabric, color
        What it is made of; the color (3,) in sRGB.
    thickness
        How far it stands out from what lies below it.
    rounding
        How broad its rounded edge is.
    shadow
        How dark the shadow is that it throws on what lies below it.
    folds
        How deep its folds are.
    pair
        Whether there is one on either side; the shape is that of the right half of the picture.
    behind
        Whether it lies behind neck and head, as the back of a hood.
    fringe
        How ragged its edge is, as that of fur.
    """

    shape: Shape
    fabric: Fabric
    color: FloatArray
    thickness: float = 0.012
    rounding: float = 0.02
    shadow: float = 0.35
    folds: float = 0.0
    pair: bool = False
    behind: bool = False
    fringe: float = 0.0


@dataclass(slots=True)
class Cloth:
    """All layers laid so far; heights are in pixels."""

    body: Body
    folds: FloatArray
    color: FloatArray
    cover: FloatArray
    level: FloatArray
    relief: FloatArray
    gloss: FloatArray
    sheen: FloatArray
    metal: FloatArray

    @classmethod
    def of(cls, body: Body, folds: FloatArray) -> Self:
        """Return nothing laid yet."""

        def plane() -> FloatArray:
            return np.zeros(body.shape, np.float32)

        color = np.zeros((*body.shape, 3), np.float32)
        return cls(body, folds, color, *(plane() for _ in range(6)))

    def lay(self, layers: Sequence[Layer]) -> Self:
        """Lay layers in their order."""
        for layer in layers:
            for mirrored in (False, True) if layer.pair else (False,):
                self._lay(layer, layer.shape.draw(self.body, mirrored=mirrored))
        return self

    def _lay(self, layer: Layer, mask: Cover) -> None:
        unit = self.body.face_px
        reach = int((SHADOW_PX * 3 + layer.rounding) * unit) + 4
        window = _around(mask, reach)
        if window is None:
            return
        u, v = (each[window] for each in self.body.grid)
        place = Place(u, v, self.folds[window], unit, window)
        solid: FloatArray = mask[window].astype(np.float32) / np.float32(255)
        swatch = layer.fabric(place, layer.color)
        if layer.fringe:
            solid = _fray(solid, swatch.nap, layer.fringe * unit)
        self._cast(window, solid, layer.shadow)
        self._put(window, solid, swatch, layer)

    def _cast(self, window: tuple[slice, slice], solid: FloatArray, strength: float) -> None:
        """Darken what lies below and a little beside the layer."""
        if not strength:
            return
        reach_px = SHADOW_PX * self.body.face_px
        moved = np.roll(solid, int(reach_px * 0.7), axis=0)
        moved[: int(reach_px * 0.7)] = 0
        shade = np.clip(blur(moved, reach_px) - solid, 0, 1) * np.float32(strength)
        self.color[window] *= 1 - shade[..., None]

    def _put(
        self, window: tuple[slice, slice], solid: FloatArray, swatch: Swatch, layer: Layer
    ) -> None:
        unit = self.body.face_px
        soft = blur(solid, max(layer.rounding * unit, 0.8))
        # A rounded edge: a quarter of a circle in section.
        raised = np.sqrt(np.clip(2 * soft - 1, 0, 1)) * np.float32(layer.thickness * unit)
        relief = swatch.relief + self.folds[window] * np.float32(layer.folds * unit)
        below = self.cover[window]
        # Over nothing a layer has its full color, however thin its edge.
        share = solid / np.maximum(solid + below * (1 - solid), 1e-3)
        self.color[window] = mix(self.color[window], swatch.color, share)
        # What lies below shows through as a gentle form only, never its edges.
        below_it = blur(self.level[window], SMOOTHED * unit)
        self.level[window] += (below_it + raised - self.level[window]) * solid
        for plane, value in (
            (self.relief, relief),
            (self.gloss, swatch.gloss),
            (self.sheen, swatch.sheen),
            (self.metal, swatch.metal),
        ):
            plane[window] += (value - plane[window]) * solid
        self.cover[window] = np.maximum(self.cover[window], solid)


def _around(mask: Cover, reach_px: int) -> tuple[slice, slice] | None:
    """Return rows and columns of what a mask covers, and so much around it."""
    x, y, wide, tall = cv2.boundingRect(mask)
    if not wide:
        return None
    rows = slice(max(0, y - reach_px), min(mask.shape[0], y + tall + reach_px))
    return rows, slice(max(0, x - reach_px), min(mask.shape[1], x + wide + reach_px))


def _fray(solid: FloatArray, nap: FloatArray | float, length_px: float) -> FloatArray:
    """Return a mask whose edge runs out in strands."""
    soft = blur(solid, length_px)
    within = smoothstep(0.10, 0.25, soft)
    return smoothstep(0.36, 0.56, soft + np.clip(nap, -2, 2) * np.float32(0.13)) * within

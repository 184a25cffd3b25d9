"""A photo prepared for drawing: what every style starts from."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from trombine.faces.pose import measure_face_px
from trombine.imaging.arrays import FloatArray, Mask, Points, SrgbImage

SIDE_PX = 1024
"""Styles always work on this square; other sizes are resampled from it (decision 0005)."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """Head and shoulders on a square of ``SIDE_PX``, taken apart.

    Parameters
    ----------
    relit
        The person in even, honest light over their own estimated colors; what lies outside
        ``alpha`` is meaningless. Skin keeps the tone of the photo as it was exposed.
    painted
        ``relit`` as a clean digital painting (super-resolution used as a paint filter).
    combed
        ``painted`` with hair and cloth gathered into painterly locks and folds.
    alpha
        The person.
    skin, hair, cloth
        Parts of the person; they add up to ``alpha``. Hats, glasses and jewelry count as cloth.
    normals
        (H, W, 3) unit surface normals; x right, y down, z towards the viewer.
    depth
        (H, W) height above the ground plane in pixels, larger is nearer.
    importance
        Where likeness lives (eyes, brows, nose, mouth), [0, 1]: styles stay exact there.
    landmarks
        (478, 3) face mesh and irises in pixels of this square.
    world
        What lies behind the person, as a scene for the style to draw in its medium; None where
        the style has the ground to itself. It fills the frame, whatever the person does.
    """

    relit: SrgbImage
    painted: SrgbImage
    combed: SrgbImage
    alpha: Mask
    skin: Mask
    hair: Mask
    cloth: Mask
    normals: FloatArray
    depth: FloatArray
    importance: Mask
    landmarks: Points
    world: SrgbImage | None = None

    def move(
        self,
        warp: Callable[[FloatArray], FloatArray],
        *,
        landmarks: Points,
        turn_normals: Callable[[FloatArray], FloatArray] = lambda normals: normals,
        nearer: float = 1.0,
    ) -> Self:
        """Return the person moved within the square; what is not theirs, the world, stays.

        Parameters
        ----------
        warp
            Moves a plane (H, W) or (H, W, 3) and keeps it in the range it is given.
        landmarks
            Where they are afterwards: a warp tells where a pixel comes from, not where it goes.
        turn_normals
            Turns the normals that were moved: they point into space.
        nearer
            What depth is multiplied by; above 1 the person came closer.
        """
        return replace(
            self,
            relit=SrgbImage(warp(self.relit)),
            painted=SrgbImage(warp(self.painted)),
            combed=SrgbImage(warp(self.combed)),
            alpha=Mask(warp(self.alpha)),
            skin=Mask(warp(self.skin)),
            hair=Mask(warp(self.hair)),
            cloth=Mask(warp(self.cloth)),
            normals=turn_normals(warp(self.normals)),
            depth=warp(self.depth) * np.float32(nearer),
            importance=Mask(warp(self.importance)),
            landmarks=landmarks,
        )

    @property
    def face_height_px(self) -> float:
        """Length from the top of the forehead to the chin, foreshortening undone."""
        return measure_face_px(self.landmarks)

    @property
    def mouth_opening(self) -> float:
        """Gap between the lips over the face height; about 0.03 begins to show teeth."""
        gap = np.linalg.norm(self.landmarks[13, :2] - self.landmarks[14, :2])
        return float(gap) / self.face_height_px

"""A photo of which only the plan's figures are known."""

from dataclasses import dataclass

import numpy as np

from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.imaging.arrays import FloatArray, Points


@dataclass
class NumberedPhoto:
    """What the plan looks at of a photo; ``cut`` says that its border cuts the head."""

    number: int
    smile: float = 0.0
    quality: float = 1.0
    cut: bool = False

    @property
    def landmarks(self) -> Points:
        """A face 160 px tall, all of it on one line."""
        points = np.full((478, 3), (200, 200, 0), np.float32)
        points[FOREHEAD_TOP, 1], points[CHIN, 1] = 120, 280
        return Points(points)

    @property
    def image(self) -> FloatArray:
        """Nothing, as wide as the photo is."""
        return np.zeros((400, 210 if self.cut else 400, 3), np.float32)

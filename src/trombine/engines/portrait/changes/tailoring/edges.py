"""The edge of the head without what shone in from beside it: collars, the old ground."""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.changes.tailoring.head import Head
from trombine.engines.portrait.changes.tailoring.head_frame import HALF, HeadFrame, shrink
from trombine.engines.portrait.portrait import Portrait
from trombine.imaging.arrays import BoolArray, FloatArray
from trombine.imaging.filters import smoothstep
from trombine.kernels import kernel

SPREAD_PX = 5.0
LOCK_PX, JAW_PX = 2, 7
"""So far inside its edge, at half size, hair and jaw are surely of their own color."""

OTHER = (0.06, 0.16)
"""From how much unlike the jaw nearby, in sRGB, what lies along it is taken for a remnant."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Where hair and jaw are run on outwards, at half size; see ``find_edges``."""

    locks: "_Spread"
    face: "_Spread"
    on_jaw: FloatArray
    weight: FloatArray

    def clean(self, image: FloatArray) -> None:
        """Run hair and jaw on over their edges, in place."""
        small = shrink(image, HALF)
        colors = self.locks.run_on(small)
        colors += (self.face.run_on(small) - colors) * self.on_jaw[..., None]
        _cover(image, np.ascontiguousarray(colors, np.float32), self.weight)


@dataclass(frozen=True, slots=True)
class _Spread:
    """What is sure and how near it is."""

    sure: FloatArray
    near: FloatArray

    @classmethod
    def of(cls, sure: BoolArray, shrink_px: int) -> "_Spread":
        side = 2 * shrink_px + 1
        inner = cv2.erode(sure.astype(np.float32), np.ones((side, side), np.uint8))
        return cls(inner, cv2.GaussianBlur(inner, (0, 0), SPREAD_PX))

    @property
    def known(self) -> FloatArray:
        return smoothstep(0.005, 0.05, self.near)

    def run_on(self, image: FloatArray) -> FloatArray:
        """Return the colors of what is sure, run on outwards; blurred at a quarter of the side."""
        small = shrink(image * self.sure[..., None], 2)
        colors = cv2.GaussianBlur(small, (0, 0), SPREAD_PX / 2)
        colors = cv2.resize(colors, self.near.shape[::-1], interpolation=cv2.INTER_LINEAR)
        return colors / np.maximum(self.near, 1e-3)[..., None]


def find_edges(portrait: Portrait, head: Head) -> Edges:
    """Return the edges of the head; along the jaw, what differs from it there."""
    small, hair, jaw = (shrink(each, HALF) for each in (portrait.painted, head.hair, head.jaw))
    frame = HeadFrame.of(portrait)
    low = smoothstep(frame.lobes - 0.05, frame.lobes + 0.05, frame.down)
    low = cv2.resize(low, jaw.shape, interpolation=cv2.INTER_LINEAR)
    locks, face = _Spread.of(hair > 0.9, LOCK_PX), _Spread.of(jaw > 0.98, JAW_PX)
    on_hair = locks.known * (1 - hair) * (hair > 0) * (1 - jaw) * (1 - shrink(portrait.skin, HALF))
    unlike = np.sqrt(((small - face.run_on(small)) ** 2) @ np.ones(3, np.float32))
    inner = cv2.erode(jaw, np.ones((2 * JAW_PX - 1, 2 * JAW_PX - 1), np.uint8))
    on_jaw = low * face.known * (1 - inner) * (jaw > 0.01) * smoothstep(*OTHER, unlike)
    on_jaw = cv2.dilate(on_jaw, np.ones((3, 3), np.uint8)) * smoothstep(0.3, 0.0, hair)
    weight = np.maximum(on_hair, on_jaw)
    return Edges(locks, face, on_jaw / np.maximum(weight, 1e-3), weight)


@kernel(fastmath=True)
def _cover(image: FloatArray, spread: FloatArray, weight: FloatArray) -> None:
    """Lay colors of half the size over an image where their weight says so, bilinearly."""
    rows, columns = weight.shape
    near, far = np.float32(0.75), np.float32(0.25)
    for y in range(1, 2 * rows - 1):
        top = (y - 1) // 2
        down = near if y % 2 == 0 else far
        for x in range(1, 2 * columns - 1):
            left = (x - 1) // 2
            right = near if x % 2 == 0 else far
            upper = weight[top, left] * (1 - right) + weight[top, left + 1] * right
            lower = weight[top + 1, left] * (1 - right) + weight[top + 1, left + 1] * right
            share = upper * (1 - down) + lower * down
            if share <= 0:
                continue
            for c in range(3):
                first, second = spread[top, left, c], spread[top, left + 1, c]
                third, fourth = spread[top + 1, left, c], spread[top + 1, left + 1, c]
                upper = first * (1 - right) + second * right
                lower = third * (1 - right) + fourth * right
                color = upper * (1 - down) + lower * down
                value = image[y, x, c] + (color - image[y, x, c]) * share
                image[y, x, c] = min(max(value, np.float32(0)), np.float32(1))

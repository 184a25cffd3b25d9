"""The array types that cross package borders, and the one check that admits them.

Images are RGB, (H, W, 3), float32, C-contiguous, in [0, 1] (OKLab ``a`` and ``b`` are signed).
A mask is (H, W) float32, 1 inside. Points are (N, 2) or (N, 3) float32, x then y, in pixels.
"""

from typing import NewType, TypeAlias

import numpy as np
from numpy.typing import NDArray

from trombine.errors import TrombineError

# Always float32. numpy's type stubs widen a float32 array times a Python float to float64, which
# the arrays themselves do not (NEP 50), so the alias leaves the width open.
FloatArray: TypeAlias = NDArray[np.floating]
BoolArray: TypeAlias = NDArray[np.bool_]

SrgbImage = NewType("SrgbImage", FloatArray)
LinearImage = NewType("LinearImage", FloatArray)
OklabImage = NewType("OklabImage", FloatArray)
LabImage = NewType("LabImage", FloatArray)
Mask = NewType("Mask", FloatArray)
Points = NewType("Points", FloatArray)


def check_image(image: FloatArray) -> SrgbImage:
    """Return the same array as an ``SrgbImage`` after checking every promise of the type.

    Raises
    ------
    TrombineError
        ``image_malformed`` when shape, dtype, layout or range break the convention.
    """
    sound = (
        image.ndim == 3
        and image.shape[2] == 3
        and image.dtype == np.float32
        and image.flags.c_contiguous
        and bool(np.isfinite(image).all())
        and float(image.min(initial=0)) >= 0.0
        and float(image.max(initial=0)) <= 1.0
    )
    if not sound:
        raise TrombineError("image_malformed")
    return SrgbImage(image)


def as_srgb(image: FloatArray) -> SrgbImage:
    """Clip to [0, 1] and lay out as the convention wants; copies only where it must."""
    clipped = np.clip(image, 0.0, 1.0, dtype=np.float32)
    return SrgbImage(np.ascontiguousarray(clipped))


def as_mask(mask: FloatArray) -> Mask:
    """Clip to [0, 1] and lay out as a ``Mask``; copies only where it must."""
    clipped = np.clip(mask, 0.0, 1.0, dtype=np.float32)
    return Mask(np.ascontiguousarray(clipped))

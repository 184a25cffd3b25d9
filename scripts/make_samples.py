"""Make the sample set: four framings of one public-domain portrait, for ``make demo``.

A set should be several photos of a person. Nobody's are in the public domain as a set, so the
demonstration uses NASA's portrait of Eileen Collins in different framings and light, and says so.
"""

from pathlib import Path

import cv2
import numpy as np

from trombine.imaging.arrays import as_srgb
from trombine.imaging.codec import decode_photo, encode

SAMPLES = Path(__file__).resolve().parents[1] / "src" / "trombine" / "samples"
SIDE_PX = 900
# Center x and y, side (shares of the portrait), tilt in degrees, mirrored, light, warmth.
FRAMINGS = (
    (0.50, 0.50, 1.00, 0.0, False, 1.00, 0.00),
    (0.44, 0.34, 0.66, 0.0, False, 1.06, 0.02),
    (0.46, 0.40, 0.78, 4.0, True, 0.94, -0.02),
    (0.45, 0.37, 0.72, -5.0, False, 1.02, 0.04),
)


def main() -> None:
    """Write the four files."""
    portrait = decode_photo((SAMPLES / "astronaut.png").read_bytes())
    side = portrait.shape[0]
    (SAMPLES / "set").mkdir(exist_ok=True)
    for number, (x, y, share, tilt, mirrored, light, warmth) in enumerate(FRAMINGS, start=1):
        scale = SIDE_PX / (share * side)
        matrix = cv2.getRotationMatrix2D((x * side, y * side), tilt, scale)
        matrix[:, 2] += SIDE_PX / 2 - np.array([x * side, y * side])
        framed = cv2.warpAffine(
            portrait,
            matrix,
            (SIDE_PX, SIDE_PX),
            flags=cv2.INTER_LANCZOS4,
            borderMode=cv2.BORDER_REFLECT_101,
        )
        if mirrored:
            framed = framed[:, ::-1]
        tinted = framed * light * np.array([1 + warmth, 1, 1 - warmth], np.float32)
        picture = encode(as_srgb(tinted), "jpeg", xmp=b"")
        (SAMPLES / "set" / f"{number}.jpg").write_bytes(picture)


if __name__ == "__main__":
    main()

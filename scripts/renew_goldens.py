"""Draw the golden pictures anew and say how far each moved.

A golden shows how a style looked when somebody last looked at it. Renew them in a commit of their
own: its diff shows every picture before and after::

    python scripts/renew_goldens.py
"""

from importlib.resources import files
from pathlib import Path

import cv2

from trombine.domain.order import Assignment
from trombine.domain.subject import Subject
from trombine.engines.portrait.engine import PortraitEngine, PortraitSitting
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import decode_own, decode_photo, encode
from trombine.imaging.filters import blur
from trombine.intake.admission import inspect

FOLDER = Path(__file__).parents[1] / "tests" / "goldens"
STYLES = ("banknote", "papercut", "poster", "statue")
SIDE_PX, SOFTNESS_PX = 128, 2.0


def sit() -> PortraitSitting:
    """Return a sitting of the sample portrait."""
    photo = inspect(
        decode_photo((files("trombine.samples") / "astronaut.png").read_bytes()), 1
    ).photo
    if photo is None:
        raise SystemExit("the sample photo was refused")
    return PortraitEngine().sit(Subject((photo,)))


def draw_golden(sitting: PortraitSitting, style: str) -> SrgbImage:
    """Return the portrait in this style, small."""
    return sitting.render(Assignment(1, style, photo=1, variation=1, seed=7, size_px=SIDE_PX)).image


def distances(picture: SrgbImage, golden: SrgbImage) -> tuple[float, float]:
    """Return the mean and the greatest difference; the latter of softened pictures.

    Another processor moves a stroke by a pixel, which is no other picture.
    """
    mean = float(abs(picture - golden).mean())
    return mean, float(abs(blur(picture, SOFTNESS_PX) - blur(golden, SOFTNESS_PX)).max())


def main() -> None:
    """Write the files."""
    cv2.setNumThreads(1)
    FOLDER.mkdir(exist_ok=True)
    sitting = sit()
    for style in STYLES:
        picture = draw_golden(sitting, style)
        path = FOLDER / f"{style}.png"
        moved = "new"
        if path.exists():
            mean, greatest = distances(picture, decode_own(path.read_bytes()))
            moved = f"moved by {mean:.3f} on average, {greatest:.3f} at most"
        path.write_bytes(encode(picture, "png", xmp=b""))
        print(f"{style}: {moved}")


if __name__ == "__main__":
    main()

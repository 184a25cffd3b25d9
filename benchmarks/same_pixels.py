"""Whether every style still draws as another checkout does, to the pixel.

Only four styles have goldens; this draws all of them twice, once as prepared and once framed, with
the code of the other checkout and with this one, and compares. Exit status 1 where a style moved::

    python benchmarks/same_pixels.py CHECKOUT [--photos FILE...] [--may-differ toon3d]
"""

import argparse
import os
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np

from trombine.domain.order import Assignment, Framing
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.engines.portrait.engine import PortraitEngine
from trombine.imaging.codec import decode_photo
from trombine.intake.admission import inspect

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = Path(str(files("trombine.samples")))
LOOKS = (
    (1, Framing()),
    (2, Framing(zoom=1.12, shift_x=0.02, tilt_deg=3.0, mirrored=True)),
)
TOLERANCE = 1 / 255
"""Two runs of one code are equal; what another compiler rounds differently is less than a level."""


def draw(photos: list[Path], out: Path) -> None:
    """Write each style's pictures of each photo as arrays, with the code that is imported here."""
    cv2.setNumThreads(1)
    for number, path in enumerate(photos):
        photo = inspect(decode_photo(path.read_bytes()), number).photo
        if photo is None:
            print(f"{path.name}: refused, left out", file=sys.stderr)
            continue
        draw_photo(photo, out)


def draw_photo(photo: Photo, out: Path) -> None:
    """Write the pictures of one photo."""
    engine = PortraitEngine()
    sitting = engine.sit(Subject((photo,)))
    for style in engine.cards:
        for variation, framing in LOOKS:
            asked = Assignment(1, style, photo.number, variation=variation, seed=5, framing=framing)
            image = sitting.render(asked).image
            np.save(out / f"{style}.{photo.number}.{variation}.npy", image)


def draw_elsewhere(checkout: Path, photos: list[Path], out: Path) -> None:
    """Have this file drawn with the code of another checkout."""
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    out.mkdir()
    words = [sys.executable, __file__, "--draw-into", str(out), "--photos", *map(str, photos)]
    subprocess.run(words, env=environment, check=True)


def compare(before: Path, after: Path) -> dict[str, tuple[float, float]]:
    """Return the largest and the mean difference of each style over all its pictures."""
    found: dict[str, list[np.ndarray]] = {}
    for path in sorted(before.glob("*.npy")):
        difference = np.abs(np.load(path) - np.load(after / path.name))
        found.setdefault(path.name.split(".")[0], []).append(difference)
    return {style: (float(np.max(each)), float(np.mean(each))) for style, each in found.items()}


def main() -> int:
    """Draw in both, print a line for each style, and say whether all may stay."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path, nargs="?")
    parser.add_argument("--photos", type=Path, nargs="+", default=[])
    parser.add_argument("--may-differ", nargs="+", default=[])
    parser.add_argument("--draw-into", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    photos = asked.photos or [SAMPLES / "astronaut.png", SAMPLES / "grace_hopper.jpg"]
    if asked.draw_into:
        draw(photos, asked.draw_into)
        return 0
    if asked.checkout is None:
        parser.error("name the other checkout")
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "before", Path(folder) / "after"
        draw_elsewhere(asked.checkout, photos, before)
        draw_elsewhere(ROOT, photos, after)
        differences = compare(before, after)
    moved = 0
    for style, (largest, mean) in differences.items():
        same = largest <= TOLERANCE
        note = "" if same else "  may differ" if style in asked.may_differ else "  MOVED"
        moved += note.endswith("MOVED")
        print(f"{style:18} max {largest:.6f}  mean {mean:.8f}{note}")
    return 1 if moved else 0


if __name__ == "__main__":
    sys.exit(main())

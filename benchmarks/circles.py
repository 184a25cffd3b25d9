"""Whether each avatar still reads as a face in a circle of 48 px, as timelines show it.

The picture is reduced to 48 px, cut to a circle on white and enlarged to 160 px; there a detector
looks for the face, and the embedding at the known landmarks says whether it is nearer to its person
than to everybody else. Contrast is the CIELAB distance between the face and the ground around the
figure within the circle. ``results/circles.json`` keeps figures per style::

    python benchmarks/circles.py FOLDER [STYLE ...]
"""

import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from people import find_people, interval_of, keep, measure_photos
from trombine.domain.photo import Photo
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.preparation import prepare
from trombine.engines.portrait.style import Artwork, Look
from trombine.engines.portrait.styles import find_styles
from trombine.faces.detector import detect_faces
from trombine.faces.embedding import embed_face, face_distance
from trombine.imaging.arrays import Points, SrgbImage, as_srgb
from trombine.imaging.color import srgb_to_lab
from trombine.imaging.resample import resize_mask, resize_square

CIRCLE_PX, ENLARGED_PX = 48, 160
FACE_SCORE = 0.3
CONTRAST_LIMIT = 12.0
"""Below this distance a face and its ground run into each other."""


@dataclass(frozen=True)
class Circle:
    """What is left of a picture at 48 px."""

    face_found: bool
    contrast: float
    embedding: np.ndarray


def measure_circles(photo: Photo, styles: Sequence[str]) -> dict[str, Circle]:
    """Return what is left of the photo in each style."""
    portrait = prepare(photo)
    return {
        slug: look_at(find_styles()[slug].render(portrait, Look(variation=place)), portrait)
        for place, slug in enumerate(styles)
    }


def look_at(artwork: Artwork, portrait: Portrait) -> Circle:
    """Reduce, cut, enlarge and look."""
    small = resize_square(artwork.image, CIRCLE_PX)
    y, x = np.mgrid[:CIRCLE_PX, :CIRCLE_PX] - (CIRCLE_PX - 1) / 2
    inside = np.hypot(x, y) < CIRCLE_PX / 2
    shown = np.where(inside[..., None], small, np.float32(1))
    enlarged = resize_square(as_srgb(shown), ENLARGED_PX)
    return Circle(
        face_found=bool(detect_faces(enlarged, minimum_score=FACE_SCORE)),
        contrast=contrast(small, inside, artwork, portrait),
        embedding=embed_face(enlarged, Points(portrait.landmarks * (ENLARGED_PX / SIDE_PX))),
    )


def contrast(small: SrgbImage, inside: np.ndarray, artwork: Artwork, portrait: Portrait) -> float:
    """Return the CIELAB distance between the face and the ground that the circle shows."""
    oval = draw_features(portrait.landmarks, size_px=SIDE_PX).oval
    face = resize_mask(oval, CIRCLE_PX) > 0.9
    ground = inside & (resize_mask(artwork.cutout, CIRCLE_PX) < 0.1)
    if not ground.any():
        return 0.0
    lab = srgb_to_lab(small)
    return float(np.linalg.norm(lab[face].mean(axis=0) - lab[ground].mean(axis=0)))


def main(folder: Path, chosen: Sequence[str]) -> None:
    """Draw every photo in every style, keep and print the shares, and name what fails."""
    styles = list(chosen) or list(find_styles())
    people = find_people(folder)
    circles, recognized = defaultdict(list), defaultdict(list)
    for name, measured in measure_photos(people, partial(measure_circles, styles=styles)):
        for slug, circle in measured.items():
            nearest = min(
                people,
                key=lambda n, c=circle: min(
                    face_distance(c.embedding, photo.embedding) for photo in people[n]
                ),
            )
            circles[slug].append(circle)
            recognized[slug].append(nearest == name)
            if not circle.face_found or circle.contrast < CONTRAST_LIMIT:
                found = "found" if circle.face_found else "NOT FOUND"
                print(f"    {slug} of {name}: face {found}, contrast {circle.contrast:.0f}")
    result = {
        slug: {
            "pictures": len(theirs),
            "share_face_found": round(float(np.mean([c.face_found for c in theirs])), 3),
            "share_recognized": round(float(np.mean(recognized[slug])), 3),
            "share_recognized_interval": interval_of(recognized[slug]),
            "median_contrast": round(float(np.median([c.contrast for c in theirs])), 1),
            "least_contrast": round(min(c.contrast for c in theirs), 1),
        }
        for slug, theirs in circles.items()
    }
    keep("circles", {"people": len(people), **result})
    for slug, figures in result.items():
        print(f"{slug:<18}" + "  ".join(f"{name} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    cv2.setNumThreads(1)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))

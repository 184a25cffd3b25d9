"""How much the avatars of every style look like their person.

Every usable photo (see ``people.py``) is drawn once in every style, or in those named, whose
figures then replace the earlier ones in ``results/likeness.json``::

    python benchmarks/likeness.py FOLDER [STYLE ...]
"""

import sys
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from people import find_people, keep, measure_photos
from trombine.domain.avatar import Rendering
from trombine.domain.order import Assignment
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.engines.portrait.engine import PortraitEngine
from trombine.faces.embedding import embed_face, face_distance
from trombine.imaging.arrays import Points, SrgbImage

COMPARED_PX = 512


def embed_drawings(photo: Photo, styles: Sequence[str]) -> dict[str, np.ndarray]:
    """Return the embedding of the face drawn in each style, another variation in each."""
    sitting = PortraitEngine().sit(Subject((photo,)))
    orders = [Assignment(1, s, photo=1, variation=n, seed=0) for n, s in enumerate(styles)]
    return {order.style: embed(sitting.render(order)) for order in orders}


def embed(drawn: Rendering) -> np.ndarray:
    """Return the embedding of a drawn face at its known landmarks."""
    small = cv2.resize(drawn.image, (COMPARED_PX, COMPARED_PX), interpolation=cv2.INTER_AREA)
    scale = COMPARED_PX / drawn.image.shape[0]
    return embed_face(SrgbImage(small), Points(drawn.landmarks * scale))


def main(folder: Path, chosen: Sequence[str]) -> None:
    """Draw every photo in every style, compare with everybody, keep the means."""
    styles = list(chosen) or list(PortraitEngine().cards)
    people = find_people(folder)
    photos = [photo for theirs in people.values() for photo in theirs]
    distances, recognized = defaultdict(list), defaultdict(list)
    measured = measure_photos(people, partial(embed_drawings, styles=styles))
    for photo, (name, drawings) in zip(photos, measured, strict=True):
        for slug, drawn in drawings.items():
            distances[slug].append(face_distance(drawn, photo.embedding))
            nearest = {
                other: min(face_distance(drawn, p.embedding) for p in theirs)
                for other, theirs in people.items()
            }
            recognized[slug].append(min(nearest, key=lambda n: nearest[n]) == name)
            if not recognized[slug][-1]:
                print(f"{slug}: {name} is taken for {min(nearest, key=lambda n: nearest[n])}")
    result = {
        slug: {
            "pictures": len(distances[slug]),
            "mean_distance": round(float(np.mean(distances[slug])), 3),
            "share_recognized": round(float(np.mean(recognized[slug])), 3),
        }
        for slug in styles
    }
    keep("likeness", {"people": len(people), **result})
    for slug, figures in result.items():
        print(f"{slug:<18}{figures['mean_distance']:.3f}  {figures['share_recognized']:.0%}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))

"""How much the avatars of every style look like their person.

Every usable photo (see ``people.py``) is drawn once in every style, or in those named, whose
figures then replace the earlier ones in ``results/likeness.json``. A picture is recognized if it is
nearer to a photo of its person than to any photo of anybody else; a gallery brings more of them::

    python benchmarks/likeness.py FOLDER [STYLE ...] [--gallery FOLDER] [--second FILE.onnx]

The embedding that selects avatars also grades them here, which flatters. A second one is of another
family and selects nothing: a network of the ArcFace kind, as ``trombine weights download auraface``
fetches one and checks it.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

import cv2
import numpy as np

from people import find_people, interval_of, keep, measure_photos
from trombine.domain.avatar import Rendering
from trombine.domain.order import Assignment
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.engines.portrait.engine import PortraitEngine
from trombine.faces.arcface import FaceNetwork
from trombine.faces.embedding import embed_face, face_distance
from trombine.imaging.arrays import Points, SrgbImage

COMPARED_PX = 512
PHOTO = "photo"
"""Beside the styles: the photo itself."""

Embeddings = Mapping[str, np.ndarray]
"""Of one face, by the embedding's name."""

DISTANCES: Mapping[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "dlib": face_distance,
    "second": lambda one, other: 1 - float(one @ other),
}


def embed_drawings(
    photo: Photo, styles: Sequence[str], second: Path | None
) -> dict[str, Embeddings]:
    """Return the embeddings of the face drawn in each style, another variation in each."""
    sitting = PortraitEngine().sit(Subject((photo,)))
    found = {PHOTO: embed(photo.image, photo.landmarks, second)}
    for number, style in enumerate(styles):
        asked = Assignment(1, style, photo=1, variation=number, seed=0)
        found[style] = embed_drawn(sitting.render(asked), second)
    return found


def embed_drawn(drawn: Rendering, second: Path | None) -> Embeddings:
    """Return the embeddings of a drawn face at its known landmarks."""
    small = cv2.resize(drawn.image, (COMPARED_PX, COMPARED_PX), interpolation=cv2.INTER_AREA)
    scale = COMPARED_PX / drawn.image.shape[0]
    return embed(SrgbImage(small), Points(drawn.landmarks * scale), second)


def embed(image: SrgbImage, landmarks: Points, second: Path | None) -> Embeddings:
    """Return what each network says of a face."""
    found = {"dlib": embed_face(image, landmarks)}
    if second is not None:
        found["second"] = load_second(second).embed(image, landmarks)
    return found


@cache
def load_second(path: Path) -> FaceNetwork:
    """Return the second network, loaded once per process."""
    return FaceNetwork(path)


def grade(
    drawn: Sequence[tuple[str, Embeddings]], known: Mapping[str, Sequence[Embeddings]], by: str
) -> list[bool]:
    """Return of each picture whether its person is the nearest of all that are known."""
    recognized = []
    for name, found in drawn:
        nearest = {
            other: min(DISTANCES[by](found[by], photo[by]) for photo in theirs)
            for other, theirs in known.items()
        }
        taken_for = min(nearest, key=lambda other: nearest[other])
        recognized.append(taken_for == name)
        if taken_for != name:
            print(f"    {by}: {name} is taken for {taken_for}")
    return recognized


def main() -> None:
    """Draw every photo in every style, compare with everybody, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("styles", nargs="*")
    parser.add_argument("--gallery", type=Path)
    parser.add_argument("--second", type=Path)
    asked = parser.parse_args()
    styles = asked.styles or list(PortraitEngine().cards)
    measure = partial(embed_drawings, second=asked.second)
    measured = measure_photos(find_people(asked.folder), partial(measure, styles=styles))
    known: dict[str, list[Embeddings]] = defaultdict(list)
    others = find_people(asked.gallery) if asked.gallery else {}
    strangers = measure_photos(others, partial(measure, styles=()))
    for name, found in [*measured, *((f"gallery {name}", found) for name, found in strangers)]:
        known[name].append(found[PHOTO])
    result: dict[str, object] = {}
    for style in styles:
        drawn = [(name, found[style]) for name, found in measured]
        distances = [face_distance(f[style]["dlib"], f[PHOTO]["dlib"]) for _, f in measured]
        figures: dict[str, object] = {
            "pictures": len(drawn),
            "mean_distance": round(float(np.mean(distances)), 3),
        }
        print(style)
        for by in ["dlib", *(["second"] if asked.second else [])]:
            recognized = grade(drawn, known, by)
            label = "share_recognized" if by == "dlib" else "second_share_recognized"
            figures[label] = round(float(np.mean(recognized)), 3)
            figures[f"{label}_interval"] = interval_of(recognized)
        result[style] = figures
        print("   ", *(f"{key} {value}" for key, value in figures.items()))
    keep("likeness", {"people": len(known), **result})


if __name__ == "__main__":
    sys.exit(main())

"""How well derivatives of one photo are told from different photos of one person.

Each subfolder of the folder is one person; in "single" and "hard" each photo is a person, "several"
is passed over. Photos are shrunk to 1200 pixels. Every photo, and every one of the shipped sample,
is altered in twelve ways and compared with what it was; different photos of one person with one
another. Only counts and likenesses are kept, in ``results/same_moment.json``::

    python benchmarks/same_moment.py FOLDER
"""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

from trombine.faces.mesh import find_main_face
from trombine.imaging.arrays import FloatArray, Points, SrgbImage, as_srgb
from trombine.imaging.codec import decode_photo, from_bytes, to_bytes
from trombine.imaging.color import luma
from trombine.intake.moments import SAME_MOMENT, moment_likeness, view_face

RESULT = Path(__file__).parent / "results" / "same_moment.json"
LONG_SIDE_PX, SCREEN_PX = 1200, 900
TO_THE_FACE = "cropped to the face"
KINDS = {".jpg", ".png", ".webp"}


def colorless(image: SrgbImage) -> FloatArray:
    """Return the picture in black and white."""
    return np.repeat(luma(image)[..., None], 3, axis=2)


def crop(image: SrgbImage, share: float) -> FloatArray:
    """Return the picture without such a share of each side at either end."""
    height, width = (max(1, int(side * share)) for side in image.shape[:2])
    return image[height:-height, width:-width]


def crop_to_face(image: SrgbImage, landmarks: Points) -> FloatArray:
    """Return the face with half of its size around it."""
    low, high = landmarks[:, :2].min(axis=0), landmarks[:, :2].max(axis=0)
    margin = 0.45 * (high - low).max()
    left, top = np.maximum(low - margin, 0).astype(int)
    right, bottom = (high + margin).astype(int)
    return image[top:bottom, left:right]


def frame(image: FloatArray, width_px: int, tone: float) -> FloatArray:
    """Return the picture within a plain frame."""
    w = width_px
    return np.asarray(cv2.copyMakeBorder(image, w, w, w, w, cv2.BORDER_CONSTANT, value=[tone] * 3))


def screenshot(image: SrgbImage) -> FloatArray:
    """Return the picture as a gallery shows it on a dark screen."""
    scale = min(1.0, SCREEN_PX / max(image.shape[:2]))
    return frame(
        cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), 130, 0.1
    )


def recompress(image: SrgbImage) -> FloatArray:
    """Return the picture after JPEG of quality 20."""
    _, file = cv2.imencode(".jpg", to_bytes(image), [cv2.IMWRITE_JPEG_QUALITY, 20])
    return from_bytes(np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR), np.uint8))


def turn(image: SrgbImage, angle_deg: float) -> FloatArray:
    """Return the picture turned about its middle."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1)
    size = (width, height)
    return np.asarray(cv2.warpAffine(image, matrix, size, borderMode=cv2.BORDER_REPLICATE))


DERIVATIVES: Mapping[str, Callable[[SrgbImage], FloatArray]] = {
    "mirrored": lambda image: image[:, ::-1],
    "black and white": colorless,
    "sepia": lambda image: colorless(image) * np.array([1.0, 0.85, 0.65], np.float32),
    "cropped by 5 %": lambda image: crop(image, 0.05),
    "bordered": lambda image: frame(image, min(image.shape[:2]) // 8, 1),
    "a screenshot": screenshot,
    "JPEG of quality 20": recompress,
    "brighter": lambda image: image**0.65,
    "darker": lambda image: image**1.4 * 0.85,
    "turned by 4 degrees": lambda image: turn(image, 4),
    "turned by -7 degrees": lambda image: turn(image, -7),
}


def find_views(image: SrgbImage) -> dict[str, FloatArray] | None:
    """Return the view of a photo and of its derivatives by their names; None without a face."""
    shrink = min(1.0, LONG_SIDE_PX / max(image.shape[:2]))
    image = as_srgb(cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA))
    found = find_main_face(image)
    if found is None:
        return None
    views = {"original": view_face(image, found.points)}
    pictures = {name: alter(image) for name, alter in DERIVATIVES.items()}
    pictures[TO_THE_FACE] = crop_to_face(image, found.points)
    for name, picture in pictures.items():
        altered = as_srgb(np.ascontiguousarray(picture, np.float32))
        mesh = find_main_face(altered)
        if mesh is not None:
            views[name] = view_face(altered, mesh.points)
    return views


def find_people(folder: Path) -> dict[str, list[dict[str, FloatArray]]]:
    """Return the views of each person's photos."""
    people: dict[str, list[dict[str, FloatArray]]] = defaultdict(list)
    for path in sorted(each for each in folder.rglob("*") if each.suffix in KINDS):
        if path.parent.name == "several":
            continue
        alone = path.parent.name in {"single", "hard"}
        views = find_views(decode_photo(path.read_bytes()))
        if views:
            people[str(path) if alone else path.parent.name].append(views)
    return people


def find_sample() -> list[dict[str, FloatArray]]:
    """Return the views of the four crops of one photo that are shipped."""
    entries = (files("trombine.samples") / "set").iterdir()
    found = (find_views(decode_photo(entry.read_bytes())) for entry in entries)
    return [views for views in found if views]


def derivative_likenesses(photos: list[dict[str, FloatArray]]) -> dict[str, dict[str, float]]:
    """Return for each kind how many were told, of how many, and the least likeness."""
    result = {}
    for name in (*DERIVATIVES, TO_THE_FACE):
        found = [
            moment_likeness(views["original"], views[name]) for views in photos if name in views
        ]
        told = sum(likeness >= SAME_MOMENT for likeness in found)
        result[name] = {"photos": len(found), "told": told, "least": round(min(found), 3)}
    return result


def likenesses_of_pairs(photos: list[dict[str, FloatArray]]) -> Iterator[float]:
    """Yield how alike each two photos are, as given."""
    for first, second in combinations(photos, 2):
        yield moment_likeness(first["original"], second["original"])


def summarize_pairs(likenesses: list[float]) -> dict[str, float]:
    """Return how many pairs were taken for one moment, and the extremes."""
    return {
        "pairs": len(likenesses),
        "told": sum(likeness >= SAME_MOMENT for likeness in likenesses),
        "least": round(min(likenesses), 3),
        "greatest": round(max(likenesses), 3),
    }


def main(folder: Path) -> None:
    """Compare every photo with its derivatives and with the person's others."""
    cv2.setNumThreads(1)
    people, sample = find_people(folder), find_sample()
    photos = [views for theirs in people.values() for views in theirs]
    one_person = [each for theirs in people.values() for each in likenesses_of_pairs(theirs)]
    result = {
        "threshold": SAME_MOMENT,
        "photos": len(photos),
        "derivatives": derivative_likenesses([*photos, *sample]),
        "crops_of_the_sample": summarize_pairs(list(likenesses_of_pairs(sample))),
        "different_photos_of_one_person": summarize_pairs(one_person),
        "different_photos_of_anyone": summarize_pairs(list(likenesses_of_pairs(photos))),
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())


if __name__ == "__main__":
    main(Path(sys.argv[1]))

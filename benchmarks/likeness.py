"""How much the avatars of every style look like their person, and keep the tone of their skin.

Each subfolder of the folder is one person; "several" is passed over, in "single" each photo is
a person. Only figures over all people are kept in ``results/likeness.json``::

    python benchmarks/likeness.py FOLDER
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np

from trombine.domain.photo import Photo
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.preparation import prepare
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.faces.embedding import embed_face, face_distance
from trombine.imaging.arrays import Points, SrgbImage
from trombine.imaging.codec import decode_photos
from trombine.imaging.color import srgb_to_lab
from trombine.intake.admission import inspect

RESULT = Path(__file__).parent / "results" / "likeness.json"
COMPARED_PX = 512


def find_people(folder: Path) -> dict[str, list[Photo]]:
    """Return the usable photos of each person."""
    people: dict[str, list[Photo]] = defaultdict(list)
    paths = sorted(path for path in folder.glob("*/*") if path.parent.name != "several")
    for path, decoded in zip(paths, decode_photos([p.read_bytes() for p in paths]), strict=True):
        photo = inspect(decoded, 1).photo
        alone = path.parent.name == "single"
        if photo is not None:
            people[path.stem if alone else path.parent.name].append(photo)
    return people


def measure(picture: SrgbImage, portrait: Portrait) -> np.ndarray:
    """Return the embedding of a drawn face at its known landmarks."""
    size = (COMPARED_PX, COMPARED_PX)
    small = SrgbImage(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
    return embed_face(small, Points(portrait.landmarks * (COMPARED_PX / SIDE_PX)))


def skin_drift(picture: SrgbImage, portrait: Portrait) -> np.ndarray:
    """Return the median CIELAB change of the facial skin against the relit photo."""
    oval = draw_features(portrait.landmarks, size_px=SIDE_PX).oval
    skin = (oval > 0.9) & (portrait.skin > 0.8) & (portrait.importance < 0.2)
    after, before = srgb_to_lab(picture)[skin], srgb_to_lab(portrait.relit)[skin]
    return np.median(after, axis=0) - np.median(before, axis=0)


def main(folder: Path) -> None:
    """Draw every photo in every style, compare with everybody, keep the means."""
    people = find_people(folder)
    distances, recognised, drifts = defaultdict(list), defaultdict(list), defaultdict(list)
    for name, photos in people.items():
        for photo in photos:
            portrait = prepare(photo)
            for slug, style in find_styles().items():
                picture = style.render(portrait, Look(variation=len(distances[slug]))).image
                drawn = measure(picture, portrait)
                distances[slug].append(face_distance(drawn, photo.embedding))
                nearest = {
                    other: min(face_distance(drawn, p.embedding) for p in theirs)
                    for other, theirs in people.items()
                }
                recognised[slug].append(min(nearest, key=lambda n: nearest[n]) == name)
                if not style.card.recolors:
                    drifts[slug].append(skin_drift(picture, portrait))
    result = {
        slug: {
            "pictures": len(distances[slug]),
            "mean_distance": round(float(np.mean(distances[slug])), 3),
            "share_recognised": round(float(np.mean(recognised[slug])), 3),
            **(
                {
                    "median_abs_dL": round(float(np.median(np.abs(drifts[slug]), axis=0)[0]), 2),
                    "median_dE": round(float(np.median(np.linalg.norm(drifts[slug], axis=1))), 2),
                }
                if slug in drifts
                else {}
            ),
        }
        for slug in distances
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"people": len(people), **result}, indent=2) + "\n")
    print(RESULT.read_text())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

"""How different the thirty of a set are, and how much they copy single photos.

For every person with three photos or more (see ``people.py``) a set is planned as it would be for
an order, and as it was before anything was staged, and drawn. See ``results/diversity.json``::

    python benchmarks/diversity.py FOLDER [--styles painted,oil,comic] [--count 30]

Distances between pictures are mean CIELAB differences of thumbnails; ideas are distinct (pose,
garment, world). Copy-paste is that of WithAnyone (arXiv 2510.14975), per style: how much nearer an
avatar is to its own photo than to the person's others, over how far apart those photos are: 1 is a
copy, 0 a picture that owes no more to that photo than to the rest.
"""

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

from people import find_people, keep, measure_people
from trombine.domain.avatar import Rendering
from trombine.domain.order import NOTHING_STAGED, Assignment
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.engines.portrait.engine import PortraitEngine
from trombine.engines.registry import list_catalogue
from trombine.faces.embedding import embed_face, face_distance
from trombine.imaging.arrays import Points, SrgbImage
from trombine.imaging.color import srgb_to_lab
from trombine.planning import ask_order, plan_order

FEWEST_PHOTOS = 3
THUMBNAIL_PX, COMPARED_PX = 48, 512
PLANS = ("before", "now")


@dataclass(frozen=True)
class Drawn:
    """One avatar: what was asked, how it looks from afar, and whose face a network sees."""

    asked: Assignment
    thumbnail: np.ndarray
    embedding: np.ndarray


def draw_set(
    photos: Sequence[Photo], *, styles: Sequence[str], count: int, plan: str
) -> list[Drawn]:
    """Draw one person's set, photo by photo as the workers do."""
    engine = PortraitEngine()
    order = ask_order(list_catalogue([engine]), styles=styles, count=count, size_px=COMPARED_PX)
    if plan == "before":
        order = replace(order, stagings=())
    sitting = engine.sit(Subject(tuple(photos)))
    asked = sorted(plan_order(order, photos), key=lambda each: each.photo)
    return [_look_at(each, sitting.render(each)) for each in asked]


def _look_at(asked: Assignment, drawn: Rendering) -> Drawn:
    side = (THUMBNAIL_PX, THUMBNAIL_PX)
    small = cv2.resize(drawn.image, side, interpolation=cv2.INTER_AREA)
    embedding = embed_face(drawn.image, Points(drawn.landmarks))
    return Drawn(asked, srgb_to_lab(SrgbImage(small)), embedding)


def measure_set(photos: Sequence[Photo], drawn: Sequence[Drawn]) -> dict[str, float]:
    """Return the figures of one person's set, copy-paste by style among them."""
    apart = [
        float(np.linalg.norm(one.thumbnail - other.thumbnail, axis=2).mean())
        for one, other in combinations(drawn, 2)
    ]
    ideas = {(d.asked.staging.pose, d.asked.staging.garment, d.asked.staging.world) for d in drawn}
    plain = sum(d.asked.staging == NOTHING_STAGED for d in drawn)
    copied: dict[str, list[float]] = defaultdict(list)
    for each in drawn:
        copied[f"copied_{each.asked.style}"].append(_copy_paste(photos, each))
    own = [
        min(face_distance(each.embedding, photo.embedding) for photo in photos) for each in drawn
    ]
    return {
        "closest": min(apart),
        "mean": float(np.mean(apart)),
        "ideas": len(ideas),
        "as_photographed": plain,
        "distance": float(np.mean(own)),
        "copied": float(np.mean([share for shares in copied.values() for share in shares])),
        **{style: float(np.mean(shares)) for style, shares in copied.items()},
    }


def _copy_paste(photos: Sequence[Photo], each: Drawn) -> float:
    own = next(photo for photo in photos if photo.number == each.asked.photo)
    others = [photo for photo in photos if photo.number != own.number]
    to_others = np.mean([face_distance(each.embedding, photo.embedding) for photo in others])
    between = np.mean([face_distance(own.embedding, photo.embedding) for photo in others])
    return float((to_others - face_distance(each.embedding, own.embedding)) / between)


def measure_person(
    photos: Sequence[Photo], *, styles: Sequence[str], count: int
) -> dict[str, dict[str, float]]:
    """Return the figures of one person's set as it was planned before and as it is now."""
    return {
        plan: measure_set(photos, draw_set(photos, styles=styles, count=count, plan=plan))
        for plan in PLANS
    }


def main() -> None:
    """Measure every person with photos enough, print each, and keep the means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--styles", default="painted,oil,comic")
    parser.add_argument("--count", type=int, default=30)
    given = parser.parse_args()
    people = {
        name: photos
        for name, photos in find_people(given.folder).items()
        if len(photos) >= FEWEST_PHOTOS
    }
    measure = partial(measure_person, styles=given.styles.split(","), count=given.count)
    results: Mapping[str, list[dict[str, float]]] = {plan: [] for plan in PLANS}
    for name, found in zip(people, measure_people(people, measure), strict=True):
        for plan in PLANS:
            results[plan].append(found[plan])
            print(name, plan, {key: round(value, 3) for key, value in found[plan].items()})
    for plan, sets in results.items():
        keep("diversity", {plan: {"people": len(sets), **_average(sets)}})


def _average(sets: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return means; of the closest pair and of ideas the least of any set."""
    least = {"closest", "ideas"}
    return {
        name: round(float((min if name in least else np.mean)([s[name] for s in sets])), 3)
        for name in sets[0]
    }


if __name__ == "__main__":
    main()

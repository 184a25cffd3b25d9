"""How often the bundled checks stop what is fit: every photo of a folder, avatars of every style.

All photos named are of clothed adults, so whatever is held or refused is a mistake. What the checks
miss is not measured: there are no unfit pictures here. Keeps figures only, in
``results/moderation.json``::

    python benchmarks/moderation.py FOLDER [AVATARS]
"""

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path

import cv2
import numpy as np
import psutil

from trombine.domain.photo import Photo
from trombine.engines.portrait.preparation import prepare
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.faces.embedding import align_face
from trombine.faces.mesh import find_main_face
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import decode_photos
from trombine.intake.admission import inspect
from trombine.moderation.classifiers import (
    AGE_PADDING,
    AGE_SIDE_PX,
    NudityScores,
    estimate_age,
    load_classifiers,
    rate_nudity,
)
from trombine.moderation.policy import Judgment, Policy
from trombine.scoring import COMPARED_PX, count_faces

RESULT = Path(__file__).parent / "results" / "moderation.json"
TIMED = 20
POLICY = Policy()


def views(photo: SrgbImage) -> Iterator[SrgbImage]:
    """Yield a photo whole, without a fifth of each side, and its upper half."""
    height, width = photo.shape[:2]
    yield photo
    yield SrgbImage(photo[height // 10 : -height // 10, width // 10 : -width // 10])
    yield SrgbImage(photo[: height // 2])


def measure_photos(photos: list[SrgbImage]) -> dict[str, object]:
    """Return what becomes of the photos and of their views, and how old people look."""
    rulings: Counter[str] = Counter()
    highest = NudityScores(0.0, 0.0)
    for view in (view for photo in photos for view in views(photo)):
        scores = rate_nudity(view)
        rulings[POLICY.judge_photo(scores).ruling.value] += 1
        highest = NudityScores(
            max(highest.open_nsfw, scores.open_nsfw), max(highest.nsfwjs, scores.nsfwjs)
        )
    meshes = [(photo, find_main_face(photo)) for photo in photos]
    ages = [
        estimate_age(align_face(photo, mesh.points, side_px=AGE_SIDE_PX, padding=AGE_PADDING))
        for photo, mesh in meshes
        if mesh is not None
    ]
    return {
        "photos": len(photos),
        "views": len(photos) * 3,
        "rulings_of_views": dict(rulings),
        "highest_open_nsfw": round(highest.open_nsfw, 3),
        "highest_nsfwjs": round(highest.nsfwjs, 3),
        "faces": len(ages),
        "rulings_by_age": dict(Counter(POLICY.judge_age([age]).ruling.value for age in ages)),
        "youngest_estimate_years": round(min(ages), 1),
    }


def draw_avatars(photos: list[Photo]) -> Iterator[tuple[str, SrgbImage]]:
    """Yield pictures of all styles from all photos, round after round with new variations."""
    portraits = {}
    for variation in count():
        for place, photo in enumerate(photos):
            if place not in portraits:
                portraits[place] = prepare(photo)
            for slug, style in find_styles().items():
                look = Look(variation=variation * len(photos) + place)
                yield slug, style.render(portraits[place], look).image


def measure_avatars(photos: list[Photo], number: int) -> dict[str, object]:
    """Return for each style how many were drawn and how many would be made again."""
    scores: dict[str, list[NudityScores]] = defaultdict(list)
    again: Counter[str] = Counter()
    faces: dict[str, Counter[int]] = defaultdict(Counter)
    for slug, image in islice(draw_avatars(photos), number):
        scores[slug].append(rate_nudity(image))
        again[slug] += _unfit(POLICY.judge_avatar(scores[slug][-1]))
        small = cv2.resize(image, (COMPARED_PX, COMPARED_PX), interpolation=cv2.INTER_AREA)
        faces[slug][count_faces(SrgbImage(small))] += 1
    return {
        "avatars": sum(len(found) for found in scores.values()),
        "made_again": again.total(),
        "styles": {
            slug: {
                "avatars": len(found),
                "made_again": again[slug],
                "with_several_faces": sum(n for seen, n in faces[slug].items() if seen > 1),
                "highest_open_nsfw": round(max(each.open_nsfw for each in found), 3),
                "highest_nsfwjs": round(max(each.nsfwjs for each in found), 3),
            }
            for slug, found in sorted(scores.items())
        },
    }


def _unfit(judgment: Judgment) -> bool:
    return judgment.ruling.value != "allow"


def measure_cost(image: SrgbImage) -> dict[str, float]:
    """Return the least processor time a picture takes, and what the networks hold in memory."""
    process = psutil.Process()
    before_mb = process.memory_info().rss / 1e6
    start = time.perf_counter()
    load_classifiers()
    loaded_s = time.perf_counter() - start
    chip = np.zeros((AGE_SIDE_PX, AGE_SIDE_PX, 3), np.uint8)

    def least_ms(work: Callable[[], object]) -> float:
        times = []
        for _ in range(TIMED):
            start = time.process_time()
            work()
            times.append(time.process_time() - start)
        return round(min(times) * 1000, 1)

    return {
        "load_seconds": round(loaded_s, 2),
        "nudity_ms": least_ms(lambda: rate_nudity(image)),
        "age_ms": least_ms(lambda: estimate_age(chip)),
        "memory_mb": round(process.memory_info().rss / 1e6 - before_mb),
    }


def main(folder: Path, number: int) -> None:
    """Measure all and keep the figures."""
    cv2.setNumThreads(1)
    paths = sorted(folder.glob("*/*"))
    decoded = [
        photo
        for photo in decode_photos([path.read_bytes() for path in paths])
        if isinstance(photo, np.ndarray)
    ]
    cost = measure_cost(decoded[0])
    usable = [found.photo for found in (inspect(photo, 1) for photo in decoded)]
    result = {
        "policy": POLICY.version,
        "cost": cost,
        "photos": measure_photos(decoded),
        "avatars": measure_avatars([photo for photo in usable if photo is not None], number),
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 500)

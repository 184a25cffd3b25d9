"""The people a benchmark measures, and a way to measure all their photos on two cores.

Each subfolder of a folder is one person; "several" is passed over, in "single" each photo is a
person. Names of folders are printed, never kept in results.
"""

import json
import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeVar

import cv2

from trombine.domain.photo import Photo
from trombine.imaging.codec import decode_photos
from trombine.intake.admission import inspect

RESULTS = Path(__file__).parent / "results"
PROCESSES = 2

R = TypeVar("R")


def find_people(folder: Path) -> dict[str, list[Photo]]:
    """Return the usable photos of each person."""
    people: dict[str, list[Photo]] = defaultdict(list)
    paths = sorted(path for path in folder.glob("*/*") if path.parent.name != "several")
    for path, decoded in zip(paths, decode_photos([p.read_bytes() for p in paths]), strict=True):
        photo = inspect(decoded, 1).photo
        alone = path.parent.name == "single"
        if photo is not None:
            people[f"single-{path.stem}" if alone else path.parent.name].append(photo)
    return people


def measure_photos(
    people: Mapping[str, list[Photo]], measure: Callable[[Photo], R]
) -> list[tuple[str, R]]:
    """Return what ``measure`` says of every photo, with its person, in order."""
    names = [name for name, photos in people.items() for _ in photos]
    photos = [photo for photos in people.values() for photo in photos]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, context, cv2.setNumThreads, (1,)) as pool:
        return list(zip(names, pool.map(measure, photos), strict=True))


def keep(name: str, result: Mapping[str, object]) -> None:
    """Write ``results/NAME.json``, replacing the entries that were measured and no others."""
    path = RESULTS / f"{name}.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps({**known, **result}, indent=2) + "\n")

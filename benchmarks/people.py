"""The people a benchmark measures, and a way to measure all their photos on two cores.

Each subfolder of a folder is one person, and so are folders within; "several" is passed over, in
"single" and "hard" each photo is a person. Names of folders are printed, never kept in results.
"""

import json
import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import cv2

from trombine.domain.photo import Photo
from trombine.imaging.codec import decode_photos
from trombine.intake.admission import inspect

RESULTS = Path(__file__).parent / "results"
PROCESSES = 2
SEVERAL, ALONE = "several", {"single", "hard"}

R = TypeVar("R")


def find_people(folder: Path) -> dict[str, list[Photo]]:
    """Return the usable photos of each person."""
    people: dict[str, list[Photo]] = defaultdict(list)
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.parent not in {folder, folder / SEVERAL}
    )
    for path, decoded in zip(paths, decode_photos([p.read_bytes() for p in paths]), strict=True):
        photo = inspect(decoded, 1).photo
        group = path.parent.name
        if photo is not None:
            people[f"{group}-{path.stem}" if group in ALONE else group].append(photo)
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


def measure_people(
    people: Mapping[str, list[Photo]], measure: Callable[[list[Photo]], R]
) -> list[R]:
    """Return what ``measure`` says of every person, whose photos are numbered from 1."""
    numbered = [
        [replace(photo, number=number) for number, photo in enumerate(photos, start=1)]
        for photos in people.values()
    ]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, context, cv2.setNumThreads, (1,)) as pool:
        return list(pool.map(measure, numbered))


def keep(name: str, result: Mapping[str, object]) -> None:
    """Write ``results/NAME.json``, replacing the entries that were measured and no others."""
    path = RESULTS / f"{name}.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps({**known, **result}, indent=2) + "\n")

"""How well photos of one person are told from photos of several, three at a time and more.

Each subfolder of the folder is one person; "several" is passed over, in "single" each photo is a
person. Photos that are refused alone are left out. Every set of three is judged as given, and with
its photos mirrored, lit otherwise and cropped; of larger sets, each whole person with one stranger.
Only counts and distances are kept, in ``results/same_person.json``::

    python benchmarks/same_person.py FOLDER
"""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

from trombine.domain.photo import Decision
from trombine.faces.embedding import face_distance
from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.imaging.codec import decode_photos
from trombine.intake.admission import Inspected, inspect, judge_set

RESULT = Path(__file__).parent / "results" / "same_person.json"
CROPPED = 0.1


def mirror(image: SrgbImage) -> SrgbImage:
    """Return the picture as a front camera saves it."""
    return SrgbImage(np.ascontiguousarray(image[:, ::-1]))


def crop(image: SrgbImage) -> SrgbImage:
    """Return the picture without a tenth of each side, half of it at either end."""
    height, width = (round(side * CROPPED / 2) for side in image.shape[:2])
    return as_srgb(image[height:-height, width:-width])


ALTERATIONS: Mapping[str, Callable[[SrgbImage], SrgbImage]] = {
    "as given": lambda image: image,
    "mirrored": mirror,
    "10 % darker": lambda image: as_srgb(image * 0.9),
    "30 % brighter": lambda image: as_srgb(image * 1.3),
    "10 % cropped": crop,
}


def find_people(folder: Path) -> dict[str, list[dict[str, Inspected]]]:
    """Return what is found on each person's photos, altered in every way."""
    people: dict[str, list[dict[str, Inspected]]] = defaultdict(list)
    paths = sorted(path for path in folder.glob("*/*") if path.parent.name != "several")
    for path, decoded in zip(paths, decode_photos([p.read_bytes() for p in paths]), strict=True):
        alone = path.parent.name == "single"
        found = {
            name: inspect(alter(decoded) if isinstance(decoded, np.ndarray) else decoded, 1)
            for name, alter in ALTERATIONS.items()
        }
        if found["as given"].photo is not None:
            people[path.stem if alone else path.parent.name].append(found)
    return people


def numbered(entries: Iterable[Inspected]) -> list[Inspected]:
    """Return the entries as one list that was given, each photo in its place."""
    return [
        replace(
            entry,
            verdict=replace(entry.verdict, photo=place),
            photo=entry.photo and replace(entry.photo, number=place),
        )
        for place, entry in enumerate(entries, start=1)
    ]


def judge_threes(people: Mapping[str, list[dict[str, Inspected]]]) -> dict[str, dict[str, int]]:
    """Return how many sets of three were admitted, true and mixed, for each alteration.

    One photo of the set is altered, each in turn, as a set is rarely altered as a whole.
    """
    photos = [(name, found) for name, theirs in people.items() for found in theirs]
    counts: dict[str, dict[str, int]] = {}
    for alteration in ALTERATIONS:
        count = dict.fromkeys(("true", "true_admitted", "mixed", "mixed_admitted"), 0)
        for three in combinations(photos, 3):
            kind = "true" if len({name for name, _ in three}) == 1 else "mixed"
            for changed in range(3) if alteration != "as given" else (0,):
                chosen = [
                    found[alteration if place == changed else "as given"]
                    for place, (_, found) in enumerate(three)
                ]
                if any(entry.photo is None for entry in chosen):
                    continue  # refused alone
                count[kind] += 1
                count[f"{kind}_admitted"] += judge_set(numbered(chosen)).subject is not None
        counts[alteration] = count
    return counts


def judge_strangers(people: Mapping[str, list[dict[str, Inspected]]]) -> dict[str, int]:
    """Return how often one stranger among all photos of a person is named, and only they."""
    count = {"sets": 0, "stranger_named": 0, "others_named": 0}
    for name, theirs in people.items():
        own = [found["as given"] for found in theirs]
        strangers = [f["as given"] for other, fs in people.items() if other != name for f in fs]
        for stranger in strangers if len(own) >= 3 else ():
            verdicts = judge_set(numbered([*own, stranger])).verdicts
            refused = [verdict.decision is Decision.REFUSED for verdict in verdicts]
            count["sets"] += 1
            count["stranger_named"] += refused[-1]
            count["others_named"] += any(refused[:-1])
    return count


def distances(people: Mapping[str, list[dict[str, Inspected]]]) -> dict[str, list[float]]:
    """Return the spread of distances within and between people: least, median, greatest."""
    spread: dict[str, list[float]] = {"same": [], "different": []}
    photos = [(n, f["as given"].photo) for n, theirs in people.items() for f in theirs]
    for (name, one), (other, two) in combinations(photos, 2):
        if one and two:
            kind = "same" if name == other else "different"
            spread[kind].append(face_distance(one.embedding, two.embedding))
    return {
        kind: [round(float(np.percentile(found, share)), 3) for share in (0, 5, 50, 95, 100)]
        for kind, found in spread.items()
    }


def main(folder: Path) -> None:
    """Judge every set and keep the counts."""
    cv2.setNumThreads(1)
    people = find_people(folder)
    result = {
        "people": len(people),
        "photos": sum(len(theirs) for theirs in people.values()),
        "distances_at_0_5_50_95_100_percent": distances(people),
        "sets_of_three": judge_threes(people),
        "one_stranger_among_a_persons_photos": judge_strangers(people),
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

"""How often drawn covers of mouth and eyes are seen, and how often something else is taken for one.

Over every portrait of a folder of bare faces some of the things of ``drawn_covers.py`` are drawn by
chance, of the kinds the head of ``faces/covers.py`` was taught and of those held back; the portrait
as it came is judged too. The face is found anew on what was drawn, as the product would, and judged
by ``intake/quality.py`` as a whole. A face that is not found any more is told apart, and is neither
refused nor warned here (the product refuses it, for another reason).

Shares have the exact interval of 95 % (Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404), which
takes every drawing for independent; several are of one person. Groups of skin tone are those of
``fairness.py``, by the median of both cheeks and the tip of the nose; no person is kept. A
third of the allowed time goes to reading portraits, the rest to judging::

    python benchmarks/covers.py FOLDER [SECONDS]
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from bare_faces import BareFace, find_bare_faces
from drawn_covers import (
    HELD_BACK_EYES,
    HELD_BACK_MOUTH,
    HELD_BACK_NOTHING,
    HIDES_EYES,
    HIDES_MOUTH,
    HIDES_NOTHING,
    draw,
)
from fairness import GROUPS_DEG, name_group
from people import keep
from trombine.faces.mesh import find_main_face
from trombine.faces.pose import measure_pose
from trombine.faces.skin import SPOTS
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import srgb_to_lab
from trombine.intake.quality import judge_face, measure_quality

PARTS = ("mouth", "eyes")
COVERS = {
    "mouth": {"taught": HIDES_MOUTH, "held back": HELD_BACK_MOUTH},
    "eyes": {"taught": HIDES_EYES, "held back": HELD_BACK_EYES},
}
HARMLESS = {**HIDES_NOTHING, **HELD_BACK_NOTHING}
DRAWN = (
    (HIDES_MOUTH, 1),
    (HELD_BACK_MOUTH, 1),
    (HIDES_EYES, 1),
    (HELD_BACK_EYES, 1),
    ({name: kind for name, kind in HARMLESS.items() if name != "nothing"}, 2),
)
"""How many of which are drawn over each portrait, each over the bare one."""
UNTOUCHED = "untouched"
DEFAULT_S = 450
MISSED = 0.025
"""Chance that the truth lies beyond either end of an interval."""
HALVINGS = 60
SPOT_PX = 5
"""Half the side of the squares the skin is read from."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was drawn on one face, and what was said of it, a set of codes; None: no face."""

    kind: str
    group: str
    codes: frozenset[str] | None

    def refused(self, part: str) -> bool:
        """Return whether this part was said to be hidden."""
        return self.codes is not None and f"{part}_hidden" in self.codes

    def noticed(self, part: str) -> bool:
        """Return whether this part was said to be hidden, or perhaps."""
        return self.refused(part) or (
            self.codes is not None and f"{part}_perhaps_hidden" in self.codes
        )


def watch(faces: Iterable[BareFace], *, limit_s: float) -> Iterator[Sight]:
    """Yield what is said of each face, bare and with things drawn, for so many seconds at most."""
    end_s = time.monotonic() + limit_s
    for number, face in enumerate(faces):
        if time.monotonic() > end_s:
            return
        rng = np.random.default_rng(number)
        group = name_group(_read_skin(face))
        yield Sight(UNTOUCHED, group, _judge(face.image))
        for kinds, many in DRAWN:
            for name in rng.choice(sorted(kinds), many, replace=False):
                seed = int(rng.integers(2**31))
                drawn = draw(kinds[str(name)], face.image, face.landmarks, seed=seed)
                yield Sight(str(name), group, _judge(drawn))


def _judge(image: SrgbImage) -> frozenset[str] | None:
    mesh = find_main_face(image)
    if mesh is None:
        return None
    quality = measure_quality(image, mesh.points, measure_pose(mesh.points))
    return frozenset(finding.code for findings in judge_face(quality) for finding in findings)


def _read_skin(face: BareFace) -> FloatArray:
    """Return the median color of cheeks and nose in CIELAB, (3,)."""
    spots = []
    for x, y in np.round(face.landmarks[list(SPOTS), :2]).astype(int):
        rows = slice(max(y - SPOT_PX, 0), y + SPOT_PX + 1)
        columns = slice(max(x - SPOT_PX, 0), x + SPOT_PX + 1)
        spots.append(face.image[rows, columns].reshape(-1, 3))
    lab = srgb_to_lab(SrgbImage(np.concatenate(spots)[None]))[0]
    middle: FloatArray = np.median(lab, axis=0)
    return middle


def summarize(sights: Sequence[Sight]) -> dict[str, object]:
    """Return all shares, over all faces and by group of skin tone."""
    groups = [name for name in GROUPS_DEG if any(sight.group == name for sight in sights)]
    return {
        "people": sum(sight.kind == UNTOUCHED for sight in sights),
        "measured": "drawn covers, faces found anew, mouth and eyes judged as the intake does",
        "no face found": share_of(sights, lambda sight: sight.codes is None),
        **{part: _summarize_part(sights, part) for part in PARTS},
        "by skin tone": {
            name: _summarize_group([sight for sight in sights if sight.group == name])
            for name in groups
        },
    }


def _summarize_group(sights: Sequence[Sight]) -> dict[str, object]:
    people = sum(sight.kind == UNTOUCHED for sight in sights)
    return {"people": people, **{part: _summarize_recall(sights, part) for part in PARTS}}


def _summarize_part(sights: Sequence[Sight], part: str) -> dict[str, object]:
    kinds = sorted({sight.kind for sight in sights})
    of_kind = {name: [sight for sight in sights if sight.kind == name] for name in kinds}
    return {
        **_summarize_recall(sights, part),
        "false on untouched": share_both(of_kind.get(UNTOUCHED, ()), part),
        "by kind": {name: share_both(seen, part) for name, seen in of_kind.items()},
    }


def _summarize_recall(sights: Sequence[Sight], part: str) -> dict[str, object]:
    """Return what is seen of covers, and taken for covers."""
    hiding = {name for kinds in COVERS[part].values() for name in kinds}
    recall = {
        f"caught, kinds {which}": share_both([s for s in sights if s.kind in kinds], part)
        for which, kinds in COVERS[part].items()
    }
    return {**recall, "false": share_both([s for s in sights if s.kind not in hiding], part)}


def share_both(sights: Sequence[Sight], part: str) -> dict[str, object]:
    """Return which share of faces that were found is refused, and refused or warned."""
    found = [sight for sight in sights if sight.codes is not None]
    return {
        "not found": len(sights) - len(found),
        "refused": share_of(found, lambda sight: sight.refused(part)),
        "refused or warned": share_of(found, lambda sight: sight.noticed(part)),
    }


def share_of(sights: Sequence[Sight], holds: Callable[[Sight], bool]) -> dict[str, object]:
    """Return of how many sights something holds, with its interval."""
    total, count = len(sights), sum(map(holds, sights))
    if not total:
        return {"of": 0}
    interval = [round(end, 4) for end in exact_interval(count, total)]
    return {"of": total, "count": count, "share": round(count / total, 4), "interval": interval}


def exact_interval(count: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Clopper & Pearson 1934); ``total`` is at least 1.

    >>> [round(end, 4) for end in exact_interval(0, 30)]
    [0.0, 0.1157]
    """
    low = 0.0 if count == 0 else _bisect(lambda p: 1 - _at_most(count - 1, total, p) < MISSED)
    high = 1.0 if count == total else _bisect(lambda p: _at_most(count, total, p) > MISSED)
    return low, high


def _bisect(is_below: Callable[[float], bool]) -> float:
    """Return the chance at which ``is_below``, true of small ones, turns false."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2


def _at_most(count: int, total: int, chance: float) -> float:
    """Return how likely at most ``count`` of ``total`` are, in logarithms until they are summed."""
    steps = np.arange(1, total + 1)
    logs = np.concatenate([[0.0], np.cumsum(np.log((total + 1 - steps) / steps))])[: count + 1]
    k = np.arange(count + 1)
    return float(np.exp(logs + k * np.log(chance) + (total - k) * np.log1p(-chance)).sum())


def main(folder: Path, limit_s: float) -> None:
    """Draw, judge, keep and tell."""
    faces = list(find_bare_faces(folder, limit_s=limit_s / 3))
    sights = list(watch(faces, limit_s=limit_s * 2 / 3))
    result = summarize(sights)
    keep("covers", result)
    for part in PARTS:
        for name in ("caught, kinds taught", "caught, kinds held back", "false"):
            print(part, name, _summarize_recall(sights, part)[name])


if __name__ == "__main__":
    cv2.setNumThreads(1)
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else DEFAULT_S))

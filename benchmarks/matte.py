"""How exactly the person is told from the ground and from whoever stands beside.

Outlines drawn by hand (``matte_labels.json``, points as shares of width and height) say what is
right; a photo is known by its SHA-256. Strands of which nobody can say where they end are unclear
and do not count. Composites lay the same people on grounds on which the matte
was seen to fail. The two are reported apart, as intersection over union within the square that
was labelled, and written to ``results/matte.json``::

    python benchmarks/matte.py FOLDER [--out FOLDER_FOR_PICTURES]
"""

import argparse
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from people import keep
from trombine import samples
from trombine.domain.photo import Photo
from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.preparation.crop import Crop, crop_head_and_shoulders
from trombine.engines.portrait.preparation.matte import cut_out
from trombine.faces.topology import FACE_OVAL, FOREHEAD_TOP
from trombine.imaging.arrays import BoolArray, FloatArray, as_srgb
from trombine.imaging.codec import decode_photos
from trombine.intake.admission import inspect

LABELS = Path(__file__).parent / "matte_labels.json"
GOAL = 0.90
KEPT_SHARE = 0.15
"""A neighbour of whom more than this is in the matte counts as kept."""
RIM_PX = 41
"""So near the person an outline drawn by hand does not say whose a pixel is."""
LAID_ELSEWHERE = (
    "samples/astronaut.png",
    "samples/grace_hopper.jpg",
    "hard/blond-hair-on-letters.jpg",
    "hard/person-e/1.jpg",
    "person-b/2.jpg",
    "person-c/1.jpg",
    "single/3.jpg",
    "single/5.png",
)
"""Whom the composites show: blond, curly, long and short hair, a hat, a hand at the chin."""


@dataclass(frozen=True)
class Case:
    """A photo with what is right on it; masks have the photo's size, ``seen`` is what counts."""

    name: str
    photo: Photo
    person: BoolArray
    others: tuple[BoolArray, ...]
    seen: BoolArray


@dataclass(frozen=True)
class Outcome:
    """What the preparation made of a case."""

    name: str
    overlap: float
    neighbors: int
    kept: int


def find_cases(folder: Path) -> list[Case]:
    """Return the labelled photos that are in the folder or among the samples."""
    paths = [p for root in (folder, Path(samples.__path__[0])) for p in root.rglob("*")]
    files = {p for p in paths if p.suffix in {".jpg", ".png", ".webp"}}
    found = {hashlib.sha256(p.read_bytes()).hexdigest(): p for p in files}
    known = [label for label in json.loads(LABELS.read_text()) if label["sha256"] in found]
    images = decode_photos([found[label["sha256"]].read_bytes() for label in known])
    cases = []
    for label, image in zip(known, images, strict=True):
        photo = inspect(image, 1).photo
        if photo is None:
            continue
        seen = _fill(photo, label["square"])
        for points in label.get("unclear", []):
            seen &= ~_fill(photo, points)
        person = _fill(photo, label["person"])
        others = tuple(_fill(photo, points) for points in label.get("others", []))
        cases.append(Case(label["file"], photo, person, others, seen))
    return cases


def _fill(photo: Photo, points: Sequence[Sequence[float]]) -> BoolArray:
    height, width = photo.image.shape[:2]
    canvas = np.zeros((height, width), np.uint8)
    corners = np.round(np.array(points) * (width, height)).astype(np.int32)
    cv2.fillPoly(canvas, [corners], 1)
    return canvas > 0


def composites(cases: Sequence[Case]) -> Iterator[Case]:
    """Yield every chosen person on every ground and before a second figure seen from behind."""
    chosen = [case for case in cases if case.name in LAID_ELSEWHERE]
    cut = [_cut(case) for case in chosen]
    for number, case in enumerate(cut):
        rng = np.random.default_rng(number)
        for ground, drawn in draw_grounds(case, rng).items():
            yield _lay(case, drawn, f"{case.name} on {ground}")
        figure, where = _seen_from_behind(cut[(number + 1) % len(cut)], left=number % 2 == 0)
        ground = draw_grounds(case, rng)["a wall"]
        behind = ground + (figure - ground) * where[..., None]
        laid = _lay(case, behind, f"{case.name} before a figure")
        yield replace(laid, others=((where > 0.5) & ~laid.person,))


def _cut(case: Case) -> Case:
    """Return the square that was labelled as a photo of its own."""
    crop = crop_head_and_shoulders(case.photo)
    moved = [
        _to_square(mask, case.photo, crop) & (crop.inside > 0.5)
        for mask in (case.person, case.seen)
    ]
    photo = replace(case.photo, image=crop.image, landmarks=crop.landmarks, salience=None)
    return Case(case.name, photo, moved[0], (), moved[1])


def draw_grounds(case: Case, rng: np.random.Generator) -> dict[str, FloatArray]:
    """Return a light ground of the hair's own color, letters, and a rough wall, by name."""
    side = (SIDE_PX, SIDE_PX)
    x, y = case.photo.landmarks[FOREHEAD_TOP, :2].astype(int)
    above = case.photo.image[max(y - 90, 0) : max(y - 30, 1), max(x - 60, 0) : x + 60]
    hair = np.median(above.reshape(-1, 3), axis=0)
    slope = np.linspace(0.35, 0.85, SIDE_PX, dtype=np.float32)[None, :, None]
    light = np.broadcast_to(slope + (1 - slope) * hair, (*side, 3)).astype(np.float32)
    inked = np.zeros(side, np.uint8)
    for row, word in enumerate(("RADIO", "MUSIC", "AWARD", "STAGE")):
        place = (-40 - 30 * (row % 2), 230 + 260 * row)
        cv2.putText(inked, word, place, cv2.FONT_HERSHEY_DUPLEX, 10, 255, 40)
    letters = np.where(inked[..., None] > 0, np.float32([0.82, 0.8, 0.9]), [0.55, 0.12, 0.35])
    stones = rng.random((24, 16, 3), dtype=np.float32)
    grain = cv2.GaussianBlur(rng.random((*side, 1), dtype=np.float32), (0, 0), 2)
    wall = cv2.resize(stones, side, interpolation=cv2.INTER_NEAREST).mean(axis=2) * 0.35
    wall = (wall + grain * 1.2 - 0.3)[..., None] * np.array([1.0, 0.9, 0.8], np.float32)
    return {"light": light, "letters": letters.astype(np.float32), "a wall": np.clip(wall, 0, 1)}


def _lay(case: Case, ground: FloatArray, name: str) -> Case:
    soft = cv2.GaussianBlur(case.person.astype(np.float32), (0, 0), 1.2)[..., None]
    image = as_srgb(case.photo.image * soft + ground * (1 - soft))
    return replace(case, name=name, photo=replace(case.photo, image=image))


def _seen_from_behind(case: Case, *, left: bool) -> tuple[FloatArray, FloatArray]:
    """Return somebody beside, whose face is covered by hair, and where they are."""
    image = case.photo.image.copy()
    oval = case.photo.landmarks[list(FACE_OVAL), :2].astype(np.int32)
    face = np.zeros(image.shape[:2], np.uint8)
    cv2.fillPoly(face, [oval], 1)
    hair = image[max(int(oval[:, 1].min()) - 110, 0), int(oval[:, 0].mean())]
    image[cv2.dilate(face, np.ones((25, 25), np.uint8)) > 0] = hair * 0.8
    aside = -0.42 if left else 0.42
    move = np.array([[0.9, 0, (aside + 0.05) * SIDE_PX], [0, 0.9, 0.1 * SIDE_PX]], np.float32)
    side = (SIDE_PX, SIDE_PX)
    soft = cv2.GaussianBlur(case.person.astype(np.float32), (0, 0), 3)
    image = cv2.GaussianBlur(image, (0, 0), 2)
    return cv2.warpAffine(image, move, side), cv2.warpAffine(soft, move, side)


def judge(case: Case, pictures: Path | None) -> Outcome:
    """Prepare the matte of a case and compare it with its label."""
    crop = crop_head_and_shoulders(case.photo)
    alpha = cut_out(crop)
    right = _to_square(case.person, case.photo, crop)
    counts = _to_square(case.seen, case.photo, crop) & (crop.inside > 0.5)
    got = alpha > 0.5
    union = ((got | right) & counts).sum()
    others = [_to_square(mask, case.photo, crop) for mask in case.others]
    around = cv2.dilate(right.astype(np.uint8), np.ones((RIM_PX, RIM_PX), np.uint8)) > 0
    visible = [mask & counts & ~around for mask in others]
    kept = sum(bool(got[mask].mean() > KEPT_SHARE) for mask in visible if mask.sum() > 500)
    if pictures is not None:
        _show(case, crop, alpha, right, pictures)
    return Outcome(case.name, float((got & right & counts).sum() / union), len(visible), kept)


def _to_square(mask: BoolArray, photo: Photo, crop: Crop) -> BoolArray:
    """Move a mask the way the preparation moved the photo."""
    before, after = (
        points[:, :2].astype(np.float64) for points in (photo.landmarks, crop.landmarks)
    )
    move, _ = cv2.estimateAffinePartial2D(before, after)
    side = (SIDE_PX, SIDE_PX)
    return cv2.warpAffine(mask.astype(np.float32), move, side) > 0.5


def _show(case: Case, crop: Crop, alpha: FloatArray, right: BoolArray, folder: Path) -> None:
    """Write the cut-out on green beside the photo with the right outline."""
    green = np.array([0.2, 0.7, 0.3], np.float32)
    cut = crop.image * alpha[..., None] + green * (1 - alpha[..., None])
    edge = cv2.morphologyEx(right.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8))
    drawn = np.where(edge[..., None] > 0, np.float32([1, 1, 0]), crop.image)
    both = cv2.resize(np.hstack([drawn, cut]), None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    name = case.name.replace("/", "_").replace(" ", "-")
    cv2.imwrite(str(folder / f"{name}.png"), np.round(both[..., ::-1] * 255).astype(np.uint8))


def summarize(outcomes: Sequence[Outcome]) -> dict[str, float | int]:
    """Print every outcome, the worst last, and return the figures of the whole."""
    for outcome in sorted(outcomes, key=lambda o: -o.overlap):
        beside = f"  kept {outcome.kept} of {outcome.neighbors}" if outcome.neighbors else ""
        print(f"{outcome.overlap:.3f}  {outcome.name}{beside}")
    overlaps = [outcome.overlap for outcome in outcomes]
    return {
        "pictures": len(outcomes),
        "median": round(float(np.median(overlaps)), 3),
        "least": round(min(overlaps), 3),
        "under_goal": sum(bool(overlap < GOAL) for overlap in overlaps),
        "neighbors": sum(outcome.neighbors for outcome in outcomes),
        "neighbors_kept": sum(outcome.kept for outcome in outcomes),
    }


def main() -> None:
    """Judge photos and composites, print each and keep the figures of both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, help="where to write what was cut out")
    given = parser.parse_args()
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
    cases = find_cases(given.folder)
    for kind, judged in (("photos", cases), ("composites", composites(cases))):
        print(kind)
        figures = summarize([judge(case, given.out) for case in judged])
        print(json.dumps(figures), end="\n\n")
        keep("matte", {kind: figures})


if __name__ == "__main__":
    main()

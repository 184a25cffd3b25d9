"""Train the head that tells covered mouths and eyes (decision 0030), from nothing but portraits.

Things of ``benchmarks/drawn_covers.py`` are drawn over each portrait of a folder of bare faces,
some of the kinds that hide and some of those that do not; the result is photographed badly by
chance, and what the landmark network saw of it is kept. Two logistic regressions (Cox 1958) with a
quadratic penalty are fitted to that by Newton's method in the dual, where the unknowns are as many
as the pictures and not as the 8192 features (Zhu & Hastie 2005, doi:10.1198/106186005X25619). The
same folder gives the same weights on one machine::

    PYTHONPATH=benchmarks python scripts/train_covers.py FOLDER OUT
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from bare_faces import BareFace, find_bare_faces
from drawn_covers import HIDES_EYES, HIDES_MOUTH, HIDES_NOTHING, Drawing, draw
from trombine.faces.covers import read_layer
from trombine.faces.topology import LEFT_EYE_OUTER, RIGHT_EYE_OUTER
from trombine.imaging.arrays import BoolArray, FloatArray, Points, SrgbImage, as_srgb

SEED = 7
KINDS: dict[str, Drawing] = {**HIDES_MOUTH, **HIDES_EYES, **HIDES_NOTHING}
OFTEN = {
    "mask": 2.2, "scarf": 1.1, "phone": 1.7, "hand": 1.3,
    "dark glasses": 2.9, "mirrored glasses": 3.9, "hand on eyes": 1.2,
    "nothing": 0.7, "clear glasses": 3.1, "beard": 1.8, "hijab": 0.9, "hat": 0.9,
}  # fmt: skip
"""How often each kind is drawn, in relation: glasses are the hardest to tell apart."""
DRAWINGS = 5
"""Per portrait, besides the portrait itself."""
WORN_BENEATH = ("clear glasses", "hijab", "hat", "beard")
BENEATH, ALSO_GLASSES = 0.15, 0.1
"""Shares of drawings over a face that wears something harmless, and of masks with sunglasses."""
PHOTOGRAPHED = 0.4
"""Share of untouched portraits that are photographed badly; of drawings, all are."""
MOVED, SCALED, LEANED_RAD = 0.02, (0.92, 1.12), 0.04
"""How far the place of the face is off, by chance: sides, sides, deviation."""
PENALTY = 1e-3
LEAST_DEVIATION = 1e-2
ITERATIONS = 7
LEAST_WEIGHT = 1e-4
LOGIT_LIMIT = 30
NO_LIMIT_S = float("inf")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the network saw of a picture, (8192,), and what is hidden on it."""

    seen: FloatArray
    mouth: bool
    eyes: bool


def make_lessons(face: BareFace, rng: np.random.Generator) -> Iterator[Lesson]:
    """Yield the lessons of one portrait: itself and what is drawn over it."""
    bare = face.image
    if rng.random() < PHOTOGRAPHED:
        bare = photograph(bare, rng)
    yield _see(bare, face.landmarks, rng, hides=frozenset())
    chances = np.array([OFTEN[name] for name in KINDS])
    for name in rng.choice(list(KINDS), DRAWINGS, p=chances / chances.sum()):
        drawn, hides = _draw_over(face, str(name), rng)
        yield _see(photograph(drawn, rng), face.landmarks, rng, hides=hides)


def _draw_over(
    face: BareFace, name: str, rng: np.random.Generator
) -> tuple[SrgbImage, frozenset[str]]:
    """Return a picture with one kind drawn, now and then over or under another; what it hides."""
    hides = {
        part for part, kinds in (("mouth", HIDES_MOUTH), ("eyes", HIDES_EYES)) if name in kinds
    }
    image = face.image
    beneath = WORN_BENEATH[rng.integers(len(WORN_BENEATH))]
    two_glasses = beneath == "clear glasses" and "eyes" in hides
    if rng.random() < BENEATH and beneath != name and not two_glasses:
        image = _draw(beneath, image, face.landmarks, rng)
    image = _draw(name, image, face.landmarks, rng)
    if hides == {"mouth"} and rng.random() < ALSO_GLASSES:
        glasses = ("dark glasses", "mirrored glasses")[rng.integers(2)]
        image = _draw(glasses, image, face.landmarks, rng)
        hides.add("eyes")
    return image, frozenset(hides)


def _draw(name: str, image: SrgbImage, landmarks: Points, rng: np.random.Generator) -> SrgbImage:
    return draw(KINDS[name], image, landmarks, seed=int(rng.integers(2**31)))


def _see(
    image: SrgbImage, landmarks: Points, rng: np.random.Generator, *, hides: frozenset[str]
) -> Lesson:
    """Return a lesson of a face found a little beside its place, mirrored half of the time."""
    placed = displace(landmarks, rng)
    if rng.random() < 1 / 2:
        image = as_srgb(np.ascontiguousarray(image[:, ::-1]))
        placed[:, 0] = image.shape[1] - 1 - placed[:, 0]
        placed[[RIGHT_EYE_OUTER, LEFT_EYE_OUTER]] = placed[[LEFT_EYE_OUTER, RIGHT_EYE_OUTER]]
    return Lesson(read_layer(image, Points(placed)), "mouth" in hides, "eyes" in hides)


def displace(landmarks: Points, rng: np.random.Generator) -> FloatArray:
    """Return landmarks moved, scaled and turned as a whole, (478, 3)."""
    low, high = landmarks[:, :2].min(axis=0), landmarks[:, :2].max(axis=0)
    side_px = float(max(high - low))
    center = (low + high) / 2
    angle_rad, scale = rng.normal(0, LEANED_RAD), rng.uniform(*SCALED)
    cos, sin = np.cos(angle_rad) * scale, np.sin(angle_rad) * scale
    moved = landmarks.copy()
    turned = (landmarks[:, :2] - center) @ np.array([[cos, sin], [-sin, cos]])
    moved[:, :2] = turned + center + rng.normal(0, MOVED, 2) * side_px
    return moved.astype(np.float32)


def photograph(image: SrgbImage, rng: np.random.Generator) -> SrgbImage:
    """Return the picture as worse cameras, lamps and programs give it."""
    x = np.asarray(image, np.float32)
    if rng.random() < 0.7:
        x = x ** rng.uniform(0.65, 1.5) * rng.uniform(0.75, 1.15)
    if rng.random() < 0.3:
        x = x * rng.uniform(0.85, 1.15, 3)
    if rng.random() < 0.13:
        x = np.repeat(x.mean(axis=-1, keepdims=True), 3, axis=-1)
    x = np.ascontiguousarray(x, np.float32)
    if rng.random() < 0.3:
        x = cv2.GaussianBlur(x, (0, 0), rng.uniform(0.5, 2.0))
    if rng.random() < 0.3:
        x = x + rng.normal(0, rng.uniform(0.005, 0.04), x.shape)
    x = np.clip(x, 0, 1)
    if rng.random() < 0.4:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))]
        _, file = cv2.imencode(".jpg", np.round(x * 255).astype(np.uint8), quality)
        x = cv2.imdecode(file, cv2.IMREAD_COLOR).astype(np.float32) / 255
    return as_srgb(np.ascontiguousarray(x, np.float32))


def fit(seen: FloatArray, hidden: Sequence[BoolArray]) -> FloatArray:
    """Return a row of weights, the constant last, for each thing that may be hidden.

    ``seen`` is (N, D); the result (len(hidden), D + 1). Both answers weigh the same in all,
    however often each occurs. Complexity O(N^3).
    """
    middle, spread = seen.mean(axis=0), seen.std(axis=0) + np.float32(LEAST_DEVIATION)
    scaled = (seen - middle) / spread
    alike = scaled @ scaled.T / scaled.shape[1]
    rows = []
    for answers in hidden:
        dual, constant = _fit_dual(alike, answers)
        weights = dual @ scaled / scaled.shape[1] / spread
        rows.append(np.append(weights, constant - weights @ middle))
    return np.stack(rows)


def _fit_dual(alike: FloatArray, answers: BoolArray) -> tuple[FloatArray, float]:
    """Return the weight of each lesson, (N,), and the constant, by reweighted least squares."""
    count = len(answers)
    share = answers.mean()
    worth = np.where(answers, 0.5 / share, 0.5 / (1 - share)).astype(np.float32)
    dual, constant = np.zeros(count, np.float32), 0.0
    for _ in range(ITERATIONS):
        logits = alike @ dual + constant
        chances = 1 / (1 + np.exp(-np.clip(logits, -LOGIT_LIMIT, LOGIT_LIMIT)))
        weights = np.maximum(worth * chances * (1 - chances), LEAST_WEIGHT)
        goals = logits - worth * (chances - answers) / weights
        system = alike.copy()
        system[np.diag_indices(count)] += PENALTY * count / weights
        solved = np.linalg.solve(system, np.stack([goals, np.ones(count)], 1).astype(np.float32))
        constant = float(solved[:, 0].sum() / solved[:, 1].sum())
        dual = solved[:, 0] - np.float32(constant) * solved[:, 1]
    return dual, constant


def main(folder: Path, target: Path) -> None:
    """Draw, look, fit and write the weights in 16 bits."""
    lessons: list[Lesson] = []
    for number, face in enumerate(find_bare_faces(folder, limit_s=NO_LIMIT_S)):
        lessons += make_lessons(face, np.random.default_rng([SEED, number]))
    hidden = [np.array([getattr(one, part) for one in lessons]) for part in ("mouth", "eyes")]
    weights = fit(np.stack([one.seen for one in lessons]), hidden)
    np.save(target, weights.astype(np.float16))
    print(f"{len(lessons)} pictures, mouth hidden on {hidden[0].sum()}, eyes on {hidden[1].sum()}")


if __name__ == "__main__":
    cv2.setNumThreads(1)
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))

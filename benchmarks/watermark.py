"""Which avatars keep their invisible mark through what, and how often a mark is found by mistake.

The folder holds avatars of 1024 px as ``STYLE-NUMBER.png``, where wanted with the figure as alpha
channel; when it is missing they are drawn there first, every style from every photo of the second
folder. What was not promised is tried on every second avatar, other sizes on every fourth. Figures
only are kept, in ``results/watermark.json``::

    python benchmarks/watermark.py AVATARS [PHOTOS]
"""

import io
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from likeness import find_people
from trombine.engines.portrait.preparation import prepare
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import from_bytes, to_bytes
from trombine.provenance.watermark import (
    BLIND_SCORE,
    KNOWN_SCORE,
    embed_mark,
    find_mark,
    read_agreements,
)
from trombine.provenance.watermark.code import match_mark, read_mark, split_into_words

RESULT = Path(__file__).parent / "results" / "watermark.json"
RANDOM_MARKS = 1_000_000
WORKERS = 2
TIMED = 30

Attack = Callable[[Image.Image, np.random.Generator], Image.Image]


def jpeg(picture: Image.Image, quality: int) -> Image.Image:
    """Return the picture after a round through a JPEG file."""
    return _through_file(picture, "JPEG", quality)


def webp(picture: Image.Image, quality: int) -> Image.Image:
    """Return the picture after a round through a WebP file."""
    return _through_file(picture, "WEBP", quality)


def _through_file(picture: Image.Image, kind: str, quality: int) -> Image.Image:
    stream = io.BytesIO()
    picture.save(stream, kind, quality=quality)
    return Image.open(stream).convert("RGB")


def scale(picture: Image.Image, side_px: int) -> Image.Image:
    """Return the picture at another size, as browsers scale."""
    return picture.resize((side_px, side_px), Image.Resampling.BICUBIC)


def crop(picture: Image.Image, share: float, rng: np.random.Generator) -> Image.Image:
    """Return a random square window with this share of each side."""
    side = picture.width
    kept = round(side * share)
    left, top = rng.integers(0, side - kept, 2, endpoint=True)
    return picture.crop((left, top, left + kept, top + kept))


def circle(picture: Image.Image) -> Image.Image:
    """Return the round avatar of a profile page, on white."""
    side = picture.width
    rows, columns = np.indices((side, side)) - (side - 1) / 2
    outside = rows**2 + columns**2 > (side / 2) ** 2
    pixels = np.array(picture)
    pixels[outside] = 255
    return Image.fromarray(pixels)


def brighten(picture: Image.Image, factor: float) -> Image.Image:
    """Return the picture lighter or darker, clipped where it would leave the range."""
    return picture.point(lambda level: min(255, round(level * factor)))


PROMISED: dict[str, Attack] = {
    "nothing": lambda picture, _: picture,
    "JPEG 75": lambda picture, _: jpeg(picture, 75),
    "WebP 60": lambda picture, _: webp(picture, 60),
    "resized to 256 px": lambda picture, _: scale(picture, 256),
    "scaled by 0.83": lambda picture, _: scale(picture, round(picture.width * 0.83)),
    "cropped to 90 % of each side": lambda picture, rng: crop(picture, 0.9, rng),
    "circle mask": lambda picture, _: circle(picture),
    "10 % brighter": lambda picture, _: brighten(picture, 1.1),
    "10 % darker": lambda picture, _: brighten(picture, 0.9),
}
HARDER: dict[str, Attack] = {
    "JPEG 50": lambda picture, _: jpeg(picture, 50),
    "256 px, JPEG 75": lambda picture, _: jpeg(scale(picture, 256), 75),
    "256 px, WebP 60": lambda picture, _: webp(scale(picture, 256), 60),
    "circle, 256 px, JPEG 75": lambda picture, _: jpeg(scale(circle(picture), 256), 75),
    "cropped to 80 % of each side": lambda picture, rng: crop(picture, 0.8, rng),
    "scaled by 0.83, cropped to 90 %, JPEG 75": lambda picture, rng: jpeg(
        crop(scale(picture, round(picture.width * 0.83)), 0.9, rng), 75
    ),
    "turned by 2 degrees": lambda picture, _: picture.rotate(2, Image.Resampling.BICUBIC),
    "gray": lambda picture, _: picture.convert("L").convert("RGB"),
    "mirrored": lambda picture, _: picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
}
AT_EVERY_SIZE = ("JPEG 75", "WebP 60", "cropped to 90 % of each side", "circle mask")
SIZES_PX = (256, 512, 2048)


@dataclass(frozen=True, slots=True)
class Case:
    """One marked picture after one attack: found, read, misread, how strongly."""

    style: str
    attack: str
    known: bool
    blind: bool
    misread: bool
    score: float


@dataclass(frozen=True, slots=True)
class Measured:
    """All there is to know of one avatar."""

    cases: list[Case]
    signal_to_noise_db: float
    chance_matches: int
    highest_chance_score: float
    unmarked_read: bool
    highest_unmarked_blind: float


def draw_avatars(photos: Path, out: Path) -> None:
    """Draw every photo in every style, the figure as alpha."""
    out.mkdir(parents=True)
    portraits = [photo for theirs in find_people(photos).values() for photo in theirs]
    for number, photo in enumerate(portraits):
        portrait = prepare(photo)
        for slug, style in find_styles().items():
            artwork = style.render(portrait, Look(variation=number))
            picture = Image.fromarray(to_bytes(artwork.image))
            picture.putalpha(Image.fromarray((artwork.cutout * 255 + 0.5).astype(np.uint8)))
            picture.save(out / f"{slug}-{number:02}.png", compress_level=1)


def measure(path: Path, number: int) -> Measured:
    """Mark one avatar, attack it in every way, and look for marks in it before it was marked."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng(number)
    mark = int(rng.integers(2**32))
    style = path.stem.rpartition("-")[0]
    layer = Image.open(path)
    original = layer.convert("RGB")
    marked = mark_picture(original, mark)
    cases = [
        judge(attack(marked, rng), mark, style=style, attack=name)
        for name, attack in (PROMISED | HARDER if number % 2 == 0 else PROMISED).items()
    ]
    if layer.mode == "RGBA":
        white = Image.new("RGB", marked.size, "white")
        cut_out = Image.composite(marked, white, layer.getchannel("A"))
        cases.append(judge(cut_out, mark, style=style, attack="cut-out on white"))
    if number % 4 == 0:
        cases.extend(judge_sizes(original, mark, rng, style=style))
    difference = np.asarray(marked, np.float64) - np.asarray(original)
    unmarked = read_agreements(to_image(original))
    chance = chance_scores(unmarked, number)
    blind = [read_mark(agreement) for agreement in unmarked]
    return Measured(
        cases,
        float(10 * np.log10(255**2 / np.mean(difference**2))),
        int((chance >= KNOWN_SCORE).sum()),
        float(chance.max()),
        any(match.checked and match.strength >= BLIND_SCORE for match in blind),
        max(match.strength for match in blind),
    )


def judge_sizes(
    original: Image.Image, mark: int, rng: np.random.Generator, *, style: str
) -> Iterator[Case]:
    """Yield what becomes of the mark when the picture was marked at another size."""
    for side_px in SIZES_PX:
        marked = mark_picture(scale(original, side_px), mark)
        for name in AT_EVERY_SIZE:
            picture = PROMISED[name](marked, rng)
            yield judge(picture, mark, style=style, attack=f"marked at {side_px} px, {name}")


def judge(picture: Image.Image, mark: int, *, style: str, attack: str) -> Case:
    """Return whether the mark is found when known, and read when not."""
    agreements = read_agreements(to_image(picture))
    score = max(match_mark(agreement, mark).strength for agreement in agreements)
    readings = [read_mark(agreement) for agreement in agreements]
    read = [each for each in readings if each.checked and each.strength >= BLIND_SCORE]
    best = max(read, key=lambda match: match.strength, default=None)
    misread = best is not None and best.mark != mark
    known = score >= KNOWN_SCORE and not misread
    return Case(style, attack, known, best is not None and not misread, misread, score)


def chance_scores(agreements: list[np.ndarray], number: int) -> np.ndarray:
    """Return what each of a million random marks scores at its best placement."""
    words = random_words(number % 2)
    best = np.full(RANDOM_MARKS, -np.inf, np.float32)
    for agreement in agreements:
        signed = np.concatenate([agreement, -agreement], axis=1)
        total = sum(row[column] for row, column in zip(signed, words, strict=True))
        np.maximum(best, total / 2, out=best)
    return best


_WORDS: dict[int, np.ndarray] = {}


def random_words(seed: int) -> np.ndarray:
    """Return the four words of a million random marks, (4, N)."""
    if seed not in _WORDS:
        marks = np.random.default_rng(1000 + seed).integers(2**32, size=RANDOM_MARKS)
        words = [split_into_words(mark) for mark in marks.tolist()]
        _WORDS[seed] = np.ascontiguousarray(np.array(words, np.int16).T)
    return _WORDS[seed]


def mark_picture(picture: Image.Image, mark: int) -> Image.Image:
    """Return the marked picture in 8 bits, as files have it."""
    return Image.fromarray(to_bytes(embed_mark(to_image(picture), mark)))


def to_image(picture: Image.Image) -> SrgbImage:
    """Return pixels as the product has them."""
    return from_bytes(np.asarray(picture))


def measure_cost(path: Path) -> dict[str, float]:
    """Return the least and the median time on one core, the same mark again and again."""
    cv2.setNumThreads(1)
    image = to_image(Image.open(path).convert("RGB"))
    costs: dict[str, float] = {}
    for name, work in {
        "embed_1024_px": lambda: embed_mark(image, 1),
        "find_1024_px": lambda: find_mark(image, mark=1),
    }.items():
        times = []
        for _ in range(TIMED):
            start = time.perf_counter()
            work()
            times.append((time.perf_counter() - start) * 1000)
        costs[f"{name}_least_ms"] = round(min(times), 1)
        costs[f"{name}_median_ms"] = round(float(np.median(times)), 1)
    return costs


def summarize(cases: list[Case]) -> dict[str, object]:
    """Return shares over all avatars, and the style that fares worst."""
    styles: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        styles[case.style].append(case.blind)
    worst = min(styles, key=lambda style: np.mean(styles[style]))
    return {
        "avatars": len(cases),
        "share_found": round(float(np.mean([case.known for case in cases])), 4),
        "share_read": round(float(np.mean([case.blind for case in cases])), 4),
        "misread": sum(case.misread for case in cases),
        "lowest_score": round(min(case.score for case in cases), 1),
        "median_score": round(float(np.median([case.score for case in cases])), 1),
        "worst_style": worst,
        "share_read_in_worst_style": round(float(np.mean(styles[worst])), 4),
    }


def main(avatars: Path, photos: Path | None) -> None:
    """Measure all and keep the figures."""
    if photos is not None and not avatars.is_dir():
        draw_avatars(photos, avatars)
    paths = sorted(avatars.glob("*.png"))
    cost = measure_cost(paths[0])
    with ProcessPoolExecutor(WORKERS) as pool:
        measured = list(pool.map(measure, paths, range(len(paths))))
    attacks: dict[str, list[Case]] = defaultdict(list)
    for case in (case for each in measured for case in each.cases):
        attacks[case.attack].append(case)
    tried = RANDOM_MARKS * len(measured)
    result = {
        "avatars": len(measured),
        "cost": cost,
        "psnr_db": {
            "lowest": round(min(each.signal_to_noise_db for each in measured), 1),
            "mean": round(float(np.mean([each.signal_to_noise_db for each in measured])), 1),
        },
        "unmarked": {
            "random_marks_tried": tried,
            "found_by_chance": sum(each.chance_matches for each in measured),
            "share_found": sum(each.chance_matches for each in measured) / tried,
            "highest_share_on_one_picture": max(e.chance_matches for e in measured) / RANDOM_MARKS,
            "highest_score": round(max(each.highest_chance_score for each in measured), 2),
            "read_blind": sum(each.unmarked_read for each in measured),
            "highest_blind_score": round(max(e.highest_unmarked_blind for e in measured), 2),
        },
        "attacks": {name: summarize(cases) for name, cases in attacks.items()},
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)

"""What labelling costs: time and bytes for each file, time for a whole order, time to verify.

The order is run in turns with and without mark and signature, so that a busy machine disturbs both
alike; the smallest of the runs counts. Writes ``results/provenance.json``::

    python benchmarks/provenance.py [PAIRS OF ORDERS]
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import get_args

import cv2

from trombine.domain.order import Order
from trombine.domain.style import StyleCard
from trombine.engines.registry import open_engine
from trombine.imaging.arrays import Mask, SrgbImage
from trombine.imaging.codec import Format, decode_photo, encode
from trombine.imaging.resample import resize_square
from trombine.pipeline import admit_photos, make_avatars
from trombine.provenance.badge import draw_badge
from trombine.provenance.certificates import make_credentials
from trombine.provenance.claims import build_manifest
from trombine.provenance.label import OWN_COMPUTER, Labeller
from trombine.provenance.signing import THROWAWAY, Signer
from trombine.provenance.verify import Verifier
from trombine.provenance.watermark import COMMON_MARK, embed_mark
from trombine.provenance.xmp import build_xmp
from trombine.workshop import open_workshop

RESULT = Path(__file__).parent / "results" / "provenance.json"
SAMPLES = Path(str(files("trombine.samples")))
STYLES = ("painted", "comic", "neon")
SIDE_PX, REPEATS = 1024, 15
CARD = next(iter(open_engine("portrait").cards.values()))


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """Writes files as they were before: XMP, neither mark nor signature."""

    def label(
        self,
        image: SrgbImage,
        card: StyleCard,
        file_format: Format,
        *,
        cutout: Mask | None = None,
    ) -> bytes:
        """Return the file."""
        return encode(image, file_format, xmp=build_xmp([card]), alpha=cutout)


def milliseconds(work: Callable[[], object]) -> float:
    """Return the median duration, after one run that loads and warms."""
    work()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return round(statistics.median(times) * 1e3, 2)


def measure_file(image: SrgbImage, file_format: Format) -> dict[str, float]:
    """Return what each step costs for one format."""
    made = make_credentials(organization="avatars.example", name="Trombine")
    kept = Signer(made.chain, made.key)
    file = encode(image, file_format, xmp=build_xmp([CARD]))
    manifest = build_manifest([CARD], badged=False)
    signed = THROWAWAY.sign(file, file_format, manifest)
    return {
        "encode_ms": milliseconds(lambda: encode(image, file_format, xmp=build_xmp([CARD]))),
        "sign_throwaway_ms": milliseconds(lambda: THROWAWAY.sign(file, file_format, manifest)),
        "sign_kept_ms": milliseconds(lambda: kept.sign(file, file_format, manifest)),
        "label_ms": milliseconds(lambda: OWN_COMPUTER.label(image, CARD, file_format)),
        "file_bytes": len(file),
        "manifest_bytes": len(signed) - len(file),
    }


def run_order(labeller: Labeller | Unlabelled) -> float:
    """Return the seconds 30 avatars of the sample set take on two workers."""
    photos = [path.read_bytes() for path in sorted((SAMPLES / "set").glob("*.jpg"))]
    start = time.perf_counter()
    with open_workshop(
        engine="portrait",
        workers=2,
        file_format="webp",
        labeller=labeller,  # type: ignore[arg-type]
    ) as workshop:
        subject = admit_photos(photos, workshop).subject
        if subject is None:
            raise SystemExit("the sample photos were refused")
        made = sum(1 for _ in make_avatars(Order(STYLES), subject, workshop))
    if made != 30:
        raise SystemExit(f"{made} avatars were made")
    return time.perf_counter() - start


def measure_order(pairs: int) -> dict[str, object]:
    """Return the smallest durations with and without labels, run in turns."""
    run_order(OWN_COMPUTER)  # warms caches
    runs = [(run_order(Unlabelled()), run_order(OWN_COMPUTER)) for _ in range(pairs)]
    bare, labelled = (min(times) for times in zip(*runs, strict=True))
    return {
        "pairs": pairs,
        "unlabelled_s": round(bare, 2),
        "labelled_s": round(labelled, 2),
        "ratio_of_minima": round(labelled / bare, 3),
        "median_of_ratios": round(statistics.median(after / before for before, after in runs), 3),
    }


def main() -> None:
    """Measure, print and keep."""
    cv2.setNumThreads(1)
    photo = decode_photo((SAMPLES / "set" / "2.jpg").read_bytes())
    side = min(photo.shape[:2])
    image = resize_square(SrgbImage(photo[:side, :side].copy()), SIDE_PX)
    signed = OWN_COMPUTER.label(image, CARD, "webp")
    result: dict[str, object] = {
        "side_px": SIDE_PX,
        "mark_ms": milliseconds(lambda: embed_mark(image, COMMON_MARK)),
        "badge_ms": milliseconds(lambda: draw_badge(image, None, language="en")),
        **{name: measure_file(image, name) for name in get_args(Format)},
        "verify_signed_ms": milliseconds(lambda: Verifier().verify(signed)),
        "order": measure_order(int(sys.argv[1]) if len(sys.argv) > 1 else 3),
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())


if __name__ == "__main__":
    main()

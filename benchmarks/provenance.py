"""What labelling costs: time and bytes for each file, its share of an avatar, time to verify.

Writes ``results/provenance.json``::

    python benchmarks/provenance.py
"""

import json
import resource
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import get_args

import cv2

from trombine.domain.order import Assignment
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject
from trombine.engines.base import Sitting
from trombine.engines.registry import open_engine
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import Format, decode_photo, encode
from trombine.imaging.perceptual_hash import glance_at
from trombine.imaging.resample import resize_square
from trombine.intake.admission import inspect
from trombine.moderation.classifiers import rate_nudity
from trombine.provenance.badge import draw_badge
from trombine.provenance.certificates import make_credentials
from trombine.provenance.claims import build_manifest
from trombine.provenance.label import OWN_COMPUTER
from trombine.provenance.signing import THROWAWAY, Signer
from trombine.provenance.verify import Verifier
from trombine.provenance.watermark import COMMON_MARK, embed_mark
from trombine.provenance.xmp import build_xmp
from trombine.scoring import Scorer

RESULT = Path(__file__).parent / "results" / "provenance.json"
SAMPLES = Path(str(files("trombine.samples")))
SIDE_PX, REPEATS = 1024, 15
CARD = next(iter(open_engine("portrait").cards.values()))


def milliseconds(work: Callable[[], object]) -> float:
    """Return the smallest processor time of many runs, after one that loads and warms."""
    work()
    return round(processor_seconds(work, runs=REPEATS) * 1e3, 2)


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


def measure_avatar() -> dict[str, float]:
    """Return the processor seconds of one avatar, drawn, measured and judged, in both ways.

    Preparing the photo is left out, so the share is an upper bound.
    """
    photo = inspect(decode_photo((SAMPLES / "set" / "2.jpg").read_bytes()), 1).photo
    if photo is None:
        raise SystemExit("the sample photo was refused")
    subject = Subject((photo,))
    sitting, scorer = open_engine("portrait").sit(subject), Scorer.of(subject)
    drawing, bare, labelled = 0.0, 0.0, 0.0
    for place, (slug, card) in enumerate(open_engine("portrait").cards.items(), start=1):
        assignment = Assignment(index=place, style=slug, photo=1, variation=0, seed=place)
        image = sitting.render(assignment).image
        drawing += processor_seconds(partial(judge, sitting, scorer, assignment, card))
        bare += processor_seconds(partial(encode, image, "webp", xmp=build_xmp([card])))
        labelled += processor_seconds(partial(OWN_COMPUTER.label, image, card, "webp"))
    styles = len(open_engine("portrait").cards)
    return {
        "styles": styles,
        "drawn_and_measured_s": round(drawing / styles, 3),
        "encoded_s": round(bare / styles, 4),
        "labelled_s": round(labelled / styles, 4),
        "ratio": round((drawing + labelled) / (drawing + bare), 3),
    }


def judge(sitting: Sitting, scorer: Scorer, assignment: Assignment, card: StyleCard) -> None:
    """Do what a worker does with an avatar, but for writing its file."""
    rendering = sitting.render(assignment)
    scorer.score(rendering, photo=1, card=card)
    rate_nudity(rendering.image)
    glance_at(rendering.image)


def processor_seconds(work: Callable[[], object], *, runs: int = 3) -> float:
    """Return the smallest processor time of some runs, child processes included.

    What others do on the machine disturbs it less than the time on a clock.
    """
    times = []
    for _ in range(runs):
        start = used_seconds()
        work()
        times.append(used_seconds() - start)
    return min(times)


def used_seconds() -> float:
    """Return the processor time this process and its finished children have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


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
        "avatar": measure_avatar(),
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())


if __name__ == "__main__":
    main()

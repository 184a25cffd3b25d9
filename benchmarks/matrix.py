"""Everything in everything: each garment, world, prop and pose in each style, a sheet a style.

The sample portrait is drawn; what does not pass as the person is named. Sheets are written to a
folder, to be looked at; how many passed goes to ``results/matrix.json``::

    python benchmarks/matrix.py OUT [STYLE ...]
"""

import math
import multiprocessing
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np

from people import PROCESSES, keep
from trombine.domain.order import Assignment, Staging
from trombine.domain.subject import Subject
from trombine.engines.portrait.changes import find_changes
from trombine.engines.portrait.engine import PortraitEngine
from trombine.engines.portrait.styles import find_styles
from trombine.imaging.codec import decode_photo
from trombine.intake.admission import inspect
from trombine.scoring import Scorer

TILE_PX, COLUMNS = 200, 10


def draw_style(style: str, out: Path) -> tuple[str, int, list[str]]:
    """Write the sheet of a style; return how many were drawn and which are not the person."""
    photo = inspect(decode_photo((files("trombine.samples") / "astronaut.png").read_bytes()), 1)
    if photo.photo is None:
        raise SystemExit("the sample is not usable")
    subject = Subject((photo.photo,))
    sitting, scorer = PortraitEngine().sit(subject), Scorer.of(subject)
    card, tiles, lost = find_styles()[style].card, [], []
    for kind, found in find_changes().items():
        for number, slug in enumerate(found):
            asked = Assignment(
                1, style, 1, variation=number, seed=number, staging=Staging(**{kind.value: slug})
            )
            drawn = sitting.render(asked)
            if not scorer.score(drawn, photo=1, card=card).passed:
                lost.append(slug)
            side = (TILE_PX, TILE_PX)
            tiles.append(cv2.resize(drawn.image, side, interpolation=cv2.INTER_AREA))
    _write(tiles, out / f"{style}.png")
    return style, len(tiles), lost


def _write(tiles: Sequence[np.ndarray], path: Path) -> None:
    rows = math.ceil(len(tiles) / COLUMNS)
    blank = [np.ones((TILE_PX, TILE_PX, 3), np.float32)] * (rows * COLUMNS - len(tiles))
    every = [*tiles, *blank]
    lines = [np.hstack(every[row * COLUMNS : (row + 1) * COLUMNS]) for row in range(rows)]
    cv2.imwrite(str(path), np.round(np.vstack(lines)[..., ::-1] * 255).astype(np.uint8))


def main(out: Path, styles: Sequence[str]) -> None:
    """Draw the sheets, print what is lost, and keep the figures."""
    out.mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, context, cv2.setNumThreads, (1,)) as pool:
        for style, drawn, lost in pool.map(partial(draw_style, out=out), styles):
            print(f"{style}: {drawn - len(lost)} of {drawn}", *lost, flush=True)
            keep("matrix", {style: {"drawn": drawn, "lost": lost}})


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or sorted(find_styles()))

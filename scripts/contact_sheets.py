"""Draw every style for every person, to be looked at: sheets, circles of 48 px, single pictures.

In each subfolder of PHOTOS the first usable photo stands for the person; in "single" each photo is
a person; "several" is passed over. Rows are styles, columns people::

    python scripts/contact_sheets.py PHOTOS OUT [STYLE ...]
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from trombine.domain.order import Assignment
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.engines.portrait.engine import PortraitEngine
from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.imaging.codec import decode_photos, encode
from trombine.imaging.resample import resize_square
from trombine.intake.admission import inspect

SIDE_PX, CELL_PX, CIRCLE_PX, GAP_PX = 1024, 336, 48, 6
ROWS_A_SHEET = 4


def find_portraits(folder: Path) -> dict[str, Photo]:
    """Return one usable photo per person."""
    people: dict[str, Photo] = {}
    paths = sorted(path for path in folder.glob("*/*") if path.parent.name != "several")
    for path, decoded in zip(paths, decode_photos([p.read_bytes() for p in paths]), strict=True):
        alone = path.parent.name == "single"
        name = f"{path.parent.name}-{path.stem}" if alone else path.parent.name
        if name not in people and (photo := inspect(decoded, 1).photo):
            people[name] = photo
    return people


def draw_everybody(
    people: dict[str, Photo], styles: Sequence[str], out: Path
) -> dict[str, list[SrgbImage]]:
    """Write each picture at full size; return them by style, people in order."""
    rows: dict[str, list[SrgbImage]] = {style: [] for style in styles}
    for number, (name, photo) in enumerate(people.items()):
        sitting = PortraitEngine().sit(Subject((photo,)))
        for place, style in enumerate(styles):
            assignment = Assignment(
                1, style, photo=1, variation=number + place, seed=number, size_px=SIDE_PX
            )
            picture = sitting.render(assignment).image
            (out / f"{style}-{name}.png").write_bytes(encode(picture, "png", xmp=b""))
            rows[style].append(resize_square(picture, CELL_PX))
    return rows


def lay_out(rows: Sequence[Sequence[SrgbImage]]) -> SrgbImage:
    """Return the pictures as a table."""
    side = rows[0][0].shape[0] + GAP_PX
    sheet = np.ones((side * len(rows), side * max(map(len, rows)), 3), np.float32)
    for down, row in enumerate(rows):
        for right, cell in enumerate(row):
            top, left = down * side, right * side
            sheet[top : top + side - GAP_PX, left : left + side - GAP_PX] = cell
    return as_srgb(sheet)


def as_circle(picture: SrgbImage) -> SrgbImage:
    """Return the picture as a profile picture of 48 px on a white page."""
    small = resize_square(picture, CIRCLE_PX)
    disc = np.zeros((CIRCLE_PX * 4, CIRCLE_PX * 4), np.float32)
    cv2.circle(disc, (CIRCLE_PX * 2, CIRCLE_PX * 2), CIRCLE_PX * 2 - 2, 1.0, -1, cv2.LINE_AA)
    cover = cv2.resize(disc, (CIRCLE_PX, CIRCLE_PX), interpolation=cv2.INTER_AREA)[..., None]
    return as_srgb(small * cover + (1 - cover))


def main(folder: Path, out: Path, chosen: Sequence[str]) -> None:
    """Write ``sheet-N.png``, ``circles.png`` and ``STYLE-PERSON.png``."""
    styles = list(chosen) or list(PortraitEngine().cards)
    out.mkdir(parents=True, exist_ok=True)
    rows = draw_everybody(find_portraits(folder), styles, out)
    for start in range(0, len(styles), ROWS_A_SHEET):
        part = [rows[style] for style in styles[start : start + ROWS_A_SHEET]]
        name = f"sheet-{start // ROWS_A_SHEET + 1}.png"
        (out / name).write_bytes(encode(lay_out(part), "png", xmp=b""))
    circles = [[as_circle(picture) for picture in rows[style]] for style in styles]
    (out / "circles.png").write_bytes(encode(lay_out(circles), "png", xmp=b""))
    print(f"{len(styles)} styles x {len(rows[styles[0]])} people in {out}")


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])

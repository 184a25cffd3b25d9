"""Old against new, judged blind: pairs of pictures in shuffled order, and what readers preferred.

``draw`` has each photo drawn by the code of another checkout and by this one, and lays both beside
the photo, the new one left or right by a coin. Give readers ``OUT/pairs`` alone: ``OUT/key.json``
tells which is which. A reader answers ``{"001": "left", ...}``: left, right or equal. ``count``
says how often the new one was preferred, with a 95 % interval (Wilson's), and keeps it in
``results/blind_pairs.json`` under the name given::

    python benchmarks/blind_pairs.py draw CHECKOUT FOLDER OUT --styles poster,neon --pairs 40
    python benchmarks/blind_pairs.py count OUT ANSWERS... --name styles
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np

from people import interval_of, keep
from trombine.domain.order import Assignment
from trombine.domain.subject import Subject
from trombine.engines.portrait.engine import PortraitEngine
from trombine.engines.portrait.preparation.crop import crop_head_and_shoulders
from trombine.imaging.codec import decode_photo
from trombine.intake.admission import inspect

ROOT = Path(__file__).resolve().parents[1]
SHOWN_PX = 640
PICTURES = {".jpg", ".jpeg", ".png", ".webp"}


def draw_here(photos: list[Path], styles: list[str], out: Path) -> None:
    """Write ``STYLE.NUMBER.png`` of every photo, and the photo itself, with the imported code."""
    cv2.setNumThreads(1)
    for number, path in enumerate(photos):
        photo = inspect(decode_photo(path.read_bytes()), number).photo
        if photo is None:
            continue
        sitting = PortraitEngine().sit(Subject((photo,)))
        for place, style in enumerate(styles):
            asked = Assignment(1, style, photo.number, variation=number + place, seed=number)
            write(out / f"{style}.{number:03d}.png", sitting.render(asked).image)
        write(out / f"photo.{number:03d}.png", crop_head_and_shoulders(photo).image)


def write(path: Path, image: np.ndarray) -> None:
    """Write a picture at the size it is shown in."""
    small = cv2.resize(image, (SHOWN_PX, SHOWN_PX), interpolation=cv2.INTER_AREA)
    pixels = np.clip(small * 255 + 0.5, 0, 255).astype(np.uint8)
    cv2.imwrite(str(path), cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))


def draw_elsewhere(checkout: Path, photos: list[Path], styles: list[str], out: Path) -> None:
    """Have this file draw with the code of another checkout."""
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    command = [sys.executable, __file__, "only", str(out), ",".join(styles), *map(str, photos)]
    subprocess.run(command, check=True, env=environment)


def lay_pairs(old: Path, new: Path, out: Path, *, count: int, seed: int) -> None:
    """Write the pairs, evenly over styles and shuffled, and the key to them."""
    coin = random.Random(seed)
    by_style = defaultdict(list)
    for path in sorted(new.glob("*.png")):
        if not path.name.startswith("photo.") and (old / path.name).exists():
            by_style[path.name.partition(".")[0]].append(path.name)
    for names in by_style.values():
        coin.shuffle(names)
    rounds = [
        names[place] for place in range(count) for names in by_style.values() if names[place:]
    ]
    chosen = rounds[:count]
    coin.shuffle(chosen)
    (out / "pairs").mkdir(parents=True)
    key = {}
    for number, name in enumerate(chosen, start=1):
        side = coin.choice(("left", "right"))
        first, second = (new, old) if side == "left" else (old, new)
        photo = new / f"photo.{name.split('.')[1]}.png"
        row = [cv2.imread(str(path)) for path in (photo, first / name, second / name)]
        cv2.imwrite(str(out / "pairs" / f"{number:03d}.png"), np.hstack(row))
        key[f"{number:03d}"] = {"style": name.partition(".")[0], "new": side}
    (out / "key.json").write_text(json.dumps(key, indent=1) + "\n")


def draw(arguments: argparse.Namespace) -> None:
    """Draw with both, lay the pairs."""
    paths = sorted(p for p in arguments.folder.rglob("*") if p.suffix.lower() in PICTURES)
    styles = arguments.styles.split(",")
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder, "old"), Path(folder, "new")
        for checkout, out in ((arguments.checkout, old), (ROOT, new)):
            out.mkdir()
            draw_elsewhere(checkout, paths, styles, out)
        lay_pairs(old, new, arguments.out, count=arguments.pairs, seed=arguments.seed)


def count(arguments: argparse.Namespace) -> None:
    """Print and keep how often the new one was preferred, by style and in all."""
    key = json.loads((arguments.out / "key.json").read_text())
    preferred = defaultdict(list)
    for path in arguments.answers:
        answers = json.loads(path.read_text())
        for number, pair in key.items():
            preferred[pair["style"]].append(answers[number] == pair["new"])
    preferred["all"] = [one for style in list(preferred.values()) for one in style]
    result = {
        style: {"votes": len(votes), "new": sum(votes), "interval": interval_of(votes)}
        for style, votes in preferred.items()
    }
    for style, figures in result.items():
        print(f"{style:<18}{figures['new']} of {figures['votes']}", *figures["interval"])
    keep("blind_pairs", {arguments.name: {"readers": len(arguments.answers), **result}})


def main() -> None:
    """Draw, count, or draw with the code that is imported."""
    if sys.argv[1] == "only":
        out, styles, *photos = sys.argv[2:]
        return draw_here([Path(photo) for photo in photos], styles.split(","), Path(out))
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    drawing = commands.add_parser("draw")
    drawing.set_defaults(do=draw)
    for name in ("checkout", "folder", "out"):
        drawing.add_argument(name, type=Path)
    drawing.add_argument("--styles", required=True)
    drawing.add_argument("--pairs", type=int, default=40)
    drawing.add_argument("--seed", type=int, default=0)
    counting = commands.add_parser("count")
    counting.set_defaults(do=count)
    counting.add_argument("out", type=Path)
    counting.add_argument("answers", type=Path, nargs="+")
    counting.add_argument("--name", required=True)
    arguments = parser.parse_args()
    return arguments.do(arguments)


if __name__ == "__main__":
    main()

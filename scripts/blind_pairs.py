"""Set our pictures beside others' for somebody who does not know which is whose.

OURS holds pictures of ``contact_sheets.py`` (``STYLE-person-a.png``, ``STYLE-single-2.png``),
REFERENCES others' of the same people (``STYLE-a.jpg``, ``STYLE-s2.jpg``). ``make`` writes pairs
into PAIRS in random order, left and right by chance, no name in them, and an empty ``answers.csv``
to write ``left``, ``right`` or ``equal`` into. Which side is ours stays in KEY; the judge gets
PAIRS only. The digest in ``sealed.txt`` shows that the key was not changed after the judgment.
``open`` counts the answers::

    python scripts/blind_pairs.py make OURS REFERENCES PAIRS KEY.json
    python scripts/blind_pairs.py open PAIRS KEY.json
"""

import csv
import hashlib
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.imaging.codec import decode_own, encode
from trombine.imaging.resample import resize_square

SIDE_PX, GAP_PX = 640, 24
ANSWERS = ("left", "right", "equal")


def find_pairs(ours: Path, references: Path) -> Iterator[tuple[str, Path, Path]]:
    """Yield the name, our picture and the other's, for each style and person that both have."""
    for reference in sorted(references.glob("*.jpg")):
        style, _, person = reference.stem.rpartition("-")
        name = f"single-{person[1:]}" if person[1:].isdigit() else f"person-{person}"
        own = ours / f"{style}-{name}.png"
        if style and own.exists():
            yield reference.stem, own, reference


def make(ours: Path, references: Path, pairs: Path, key: Path) -> None:
    """Write the pairs, the sheet of answers and the key."""
    chance = random.SystemRandom()
    found = list(find_pairs(ours, references))
    chance.shuffle(found)
    pairs.mkdir(parents=True, exist_ok=True)
    sides: dict[str, dict[str, str]] = {}
    for number, (name, own, reference) in enumerate(found, start=1):
        ours_is = chance.choice(("left", "right"))
        two = (own, reference) if ours_is == "left" else (reference, own)
        pair = encode(lay_side_by_side(*map(read_square, two)), "jpeg", xmp=b"")
        (pairs / f"{number:03d}.jpg").write_bytes(pair)
        sides[f"{number:03d}"] = {"picture": name, "ours": ours_is}
    key.write_text(json.dumps(sides, indent=2))
    (pairs / "sealed.txt").write_text(digest(key) + "\n")
    lines = [["pair", "better"], *([number, ""] for number in sides)]
    with (pairs / "answers.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows(lines)
    print(f"{len(sides)} pairs in {pairs}")


def read_square(path: Path) -> SrgbImage:
    """Return a picture as everybody's is shown: the same side, no metadata."""
    return resize_square(decode_own(path.read_bytes()), SIDE_PX)


def lay_side_by_side(left: SrgbImage, right: SrgbImage) -> SrgbImage:
    """Return both on one neutral ground."""
    gap = np.full((SIDE_PX, GAP_PX, 3), 0.5, np.float32)
    return as_srgb(np.concatenate([left, gap, right], axis=1))


def digest(key: Path) -> str:
    """Return the seal of a key."""
    return hashlib.sha256(key.read_bytes()).hexdigest()


def tell(pairs: Path, key: Path) -> None:
    """Count the answers by style and name every loss."""
    if (pairs / "sealed.txt").read_text().strip() != digest(key):
        sys.exit("the key is not the one these pairs were sealed with")
    sides = json.loads(key.read_text())
    with (pairs / "answers.csv").open(newline="") as stream:
        answers = {row["pair"]: row["better"].strip().lower() for row in csv.DictReader(stream)}
    open_pairs = [number for number in sides if answers.get(number) not in ANSWERS]
    if open_pairs:
        sys.exit(f"no answer (left, right or equal) for {', '.join(open_pairs)}")
    results: dict[str, Counter[str]] = defaultdict(Counter)
    for number, side in sides.items():
        answer = answers[number]
        result = "equal" if answer == "equal" else "won" if answer == side["ours"] else "lost"
        results[side["picture"].rpartition("-")[0]][result] += 1
        if result == "lost":
            print(f"lost: {side['picture']} (pair {number})")
    for style, counts in sorted(results.items()):
        print(f"{style:<18}won {counts['won']}  equal {counts['equal']}  lost {counts['lost']}")
    lost = sum(counts["lost"] for counts in results.values())
    print(f"preferred or equal: {1 - lost / len(sides):.0%} of {len(sides)}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", ours, references, pairs, key]:
            make(Path(ours), Path(references), Path(pairs), Path(key))
        case ["open", pairs, key]:
            tell(Path(pairs), Path(key))
        case _:
            sys.exit(__doc__)

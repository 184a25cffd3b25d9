"""Draw the README's picture: thirty sittings of the two people whose portraits came with us.

Eileen Collins (NASA) and Grace Hopper (US Navy), both in the public domain. The sheet carries the
label every sheet carries.
"""

from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np

from trombine.domain.order import Assignment, Framing, Staging
from trombine.domain.subject import Subject
from trombine.engines.portrait.engine import PortraitEngine
from trombine.imaging.arrays import as_srgb
from trombine.imaging.codec import decode_photo
from trombine.imaging.resample import resize_square
from trombine.intake.admission import inspect
from trombine.provenance.label import OWN_COMPUTER

PICTURE = Path(__file__).parents[1] / "docs" / "thirty.jpg"
SIDE_PX, COLUMNS = 256, 6
COLLINS, HOPPER = "astronaut.png", "grace_hopper.jpg"

SITTINGS = (
    (COLLINS, "painted", {"garment": "astronaut", "world": "space", "pose": "turned"}),
    (HOPPER, "oil", {"garment": "royal", "world": "stained-glass"}),
    (COLLINS, "watercolor", {"garment": "knit", "world": "snow", "pose": "smiling"}),
    (COLLINS, "comic", {"garment": "superhero", "world": "night-city", "pose": "raised"}),
    (HOPPER, "gouache", {"garment": "sailor", "world": "harbour"}),
    (COLLINS, "pixel", {"garment": "hoodie", "world": "neon-street", "prop": "headphones"}),
    (COLLINS, "oil", {"garment": "armour", "world": "library", "pose": "glancing"}),
    (COLLINS, "poster", {"garment": "leather", "world": "stage", "pose": "turned"}),
    (HOPPER, "painted", {"garment": "gown", "world": "library", "pose": "turned"}),
    (COLLINS, "papercut", {"garment": "raincoat", "world": "harbour"}),
    (COLLINS, "toon3d", {"garment": "explorer", "world": "desert", "pose": "smiling"}),
    (COLLINS, "neon", {"garment": "turtleneck", "world": "night-city", "pose": "tilted"}),
    (COLLINS, "gouache", {"garment": "kimono", "world": "blossom", "prop": "flower"}),
    (HOPPER, "pencil", {"garment": "blazer", "world": "cafe"}),
    (COLLINS, "riso", {"garment": "denim", "world": "sunset-sky", "prop": "beret"}),
    (COLLINS, "painted", {"garment": "boubou", "world": "market-lanterns", "pose": "raised"}),
    (COLLINS, "banknote", {"garment": "royal", "prop": "crown"}),
    (HOPPER, "watercolor", {"garment": "linen", "world": "greenhouse", "pose": "nodded"}),
    (COLLINS, "sticker", {"garment": "chef", "pose": "smiling"}),
    (HOPPER, "comic", {"garment": "tweed", "world": "autumn"}),
    (COLLINS, "oil", {"garment": "tuxedo", "world": "stage", "pose": "turned"}),
    (COLLINS, "watercolor", {"garment": "sari", "world": "market-lanterns", "pose": "tilted"}),
    (COLLINS, "statue", {"garment": "armour", "pose": "turned"}),
    (HOPPER, "toon3d", {"garment": "parka", "world": "mountains"}),
    (COLLINS, "double-exposure", {"garment": "shirt", "world": "forest"}),
    (COLLINS, "gouache", {"garment": "poncho", "world": "mountains", "prop": "flower-wreath"}),
    (HOPPER, "riso", {"garment": "turtleneck", "world": "observatory"}),
    (COLLINS, "comic", {"garment": "raincoat", "world": "rainy-window", "prop": "glasses"}),
    (COLLINS, "papercut", {"garment": "explorer", "world": "forest", "pose": "glancing"}),
    (COLLINS, "painted", {"world": "aurora", "prop": "scarf", "pose": "thoughtful"}),
)
"""Who, in which style, and how they are staged."""


def draw_thirty() -> bytes:
    """Return the labelled sheet."""
    engine = PortraitEngine()
    sittings = {name: engine.sit(_subject(name)) for name in (COLLINS, HOPPER)}
    tiles = []
    for number, (name, style, staged) in enumerate(SITTINGS):
        asked = Assignment(
            number + 1,
            style,
            photo=1,
            variation=number // 2,
            seed=number,
            framing=Framing(mirrored=number % 5 == 3),
            staging=Staging(**staged),
        )
        tiles.append(resize_square(sittings[name].render(asked).image, SIDE_PX))
        print(number + 1, style, staged, flush=True)
    rows = [np.hstack(tiles[start : start + COLUMNS]) for start in range(0, len(tiles), COLUMNS)]
    cards = [engine.cards[style] for style in dict.fromkeys(style for _, style, _ in SITTINGS)]
    return OWN_COMPUTER.label_sheet(as_srgb(np.vstack(rows)), cards, "jpeg")


def _subject(name: str) -> Subject:
    photo = inspect(decode_photo((files("trombine.samples") / name).read_bytes()), 1).photo
    if photo is None:
        raise SystemExit(f"{name} is not usable")
    return Subject((photo,))


if __name__ == "__main__":
    cv2.setNumThreads(2)
    PICTURE.write_bytes(draw_thirty())

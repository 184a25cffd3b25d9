"""Where the border of a photo cuts a head."""

from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.topology import CHIN

CUT = 0.14
"""A border of the photo along which more of the person's head lies than this share cuts it."""


def find_cuts(portrait: Portrait) -> tuple[bool, bool, bool]:
    """Return whether the photo cuts the head at its left, right and upper border."""
    chin = int(portrait.landmarks[CHIN, 1])
    person = portrait.alpha[: max(chin, 1)] > 0.5
    bare = person & (portrait.skin[: max(chin, 1)] > 0.5)
    tall = 0.5 * portrait.face_height_px
    return (
        bool(bare[:, 2].sum() > CUT * tall),
        bool(bare[:, -3].sum() > CUT * tall),
        bool(person[2].sum() > CUT * SIDE_PX),
    )

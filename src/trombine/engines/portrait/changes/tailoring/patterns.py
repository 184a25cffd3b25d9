"""Pieces that many garments share: torso, sleeves, collars; cut in the frame of the body."""

from trombine.engines.portrait.changes.tailoring.shapes import Outline, Points, both_sides

BELOW = 2.2
"""Below the picture, wherever it ends."""

NECK_ROOT = (0.36, -0.36)
SHOULDER_LINE: Points = ((0.50, -0.27), (0.75, -0.155), (0.98, -0.03), (1.16, 0.16))
ARM: Points = ((1.26, 0.45), (1.32, 0.9), (1.36, BELOW))


def torso(neckline: Points) -> Outline:
    """Return trunk and arms up to a neckline, its right half from the middle to the shoulder."""
    half = [*neckline, *SHOULDER_LINE, *ARM, (0.0, BELOW)]
    return Outline(both_sides(half))


def sleeve() -> Outline:
    """Return a right sleeve, its seam over the shoulder."""
    return Outline(
        (
            (0.90, -0.07),
            (1.0, -0.02),
            (1.16, 0.16),
            *ARM,
            (0.90, BELOW),
            (0.86, 0.9),
            (0.84, 0.5),
            (0.83, 0.2),
        )
    )


CREW: Points = ((0.0, 0.05), (0.16, 0.02), (0.29, -0.10), (0.35, -0.25), (0.38, -0.33))
"""A round neckline at the base of the neck."""

CREW_BAND: Points = ((0.37, -0.34), (0.335, -0.2), (0.25, -0.055), (0.12, 0.025), (0.0, 0.045))
"""The line of a neckband, right half, from the shoulder to the middle."""


def neckband() -> Points:
    """Return the line of a round neckband from shoulder to shoulder."""
    return (*CREW_BAND, *((-u, v) for u, v in reversed(CREW_BAND[:-1])))


BACK_OF_NECK: Points = both_sides(
    ((0.0, -0.50), (0.2, -0.49), (0.36, -0.42), (0.42, -0.3), (0.36, -0.1), (0.0, -0.05))
)
"""The inside of a standing collar, seen behind the neck."""

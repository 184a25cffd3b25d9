"""A finished portrait, with where it came from and how it was measured."""

from dataclasses import dataclass

from trombine.domain.order import Assignment
from trombine.imaging.arrays import FloatArray, Mask, Points, SrgbImage
from trombine.imaging.perceptual_hash import Glance


@dataclass(frozen=True, slots=True)
class Rendering:
    """What an engine hands back: the picture and where the face is on it.

    ``landmarks`` are (478, 3) in pixels of ``image``; None on an imagined picture, on which the
    face has to be looked for. When the assignment is mirrored they are those of the mirrored face,
    with the left eye's indices still on the person's left eye.
    ``cutout`` is there when the figure alone was asked for; ``image`` then holds the figure's own
    colors along its edge.
    ``rims`` is where glasses must show, because the photo shows some: closed curves (72, 2) in
    pixels of ``image``; none where the photo shows none, or nobody knows where they lie.
    """

    image: SrgbImage
    landmarks: Points | None
    mirrored: bool = False
    cutout: Mask | None = None
    rims: tuple[FloatArray, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How much the picture is the person.

    ``source_distance`` is the dlib distance to the photo it was drawn from, ``own_distance`` to the
    nearest of the person's photos (both the same on an imagined picture, infinite where there is no
    face), ``margin`` how much nearer that is than an impostor would be. ``skin_shift`` is how far
    the skin's lightness (CIELAB L*) lies above what the photos show, or below where it is negative;
    None in styles that recolor. ``rims_shown`` is the share of the rims of the photo's glasses that
    the picture shows, None where it has none to show; ``complete`` is whether that is enough.
    """

    source_distance: float
    own_distance: float
    margin: float
    face_found: bool
    passed: bool
    skin_shift: float | None = None
    rims_shown: float | None = None
    complete: bool = True

    @property
    def good(self) -> bool:
        """Whether the picture is the person, with what they wear on their face."""
        return self.passed and self.complete


@dataclass(frozen=True, slots=True)
class Avatar:
    """One of the thirty: as an array, or as a labelled file when one was asked for.

    ``cutout`` covers the figure when the order asked for no background; ``glance`` is what another
    of the order may not look like.
    """

    assignment: Assignment
    score: Score
    seconds: float
    image: SrgbImage | None = None
    cutout: Mask | None = None
    file: bytes | None = None
    glance: Glance | None = None

"""A photo that was given, what was found on it, and what was decided about it."""

from dataclasses import dataclass, field
from enum import StrEnum

from trombine.errors import Detail
from trombine.imaging.arrays import FloatArray, Mask, Points, SrgbImage

SMILING = 0.5


class Decision(StrEnum):
    """What becomes of a photo."""

    ACCEPTED = "accepted"
    WARNED = "warned"
    HELD = "held"
    REFUSED = "refused"

    @property
    def usable(self) -> bool:
        """Whether the photo may be drawn from; a held one may not before the host has seen it."""
        return self in {Decision.ACCEPTED, Decision.WARNED}


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason, as a stable code with the figures its sentence needs."""

    code: str
    details: dict[str, Detail] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on one photo; ``findings`` says why, the gravest first, empty when accepted."""

    photo: int
    decision: Decision
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class HeadPose:
    """Where the head points, in degrees; 0, 0, 0 looks into the camera.

    ``yaw_deg`` is positive when the face turns to the right of the picture, ``pitch_deg`` when it
    looks up, ``roll_deg`` when the head leans clockwise.
    """

    yaw_deg: float
    pitch_deg: float
    roll_deg: float


@dataclass(frozen=True, slots=True)
class Salience:
    """What stands out around the face, whatever it is.

    Parameters
    ----------
    mask
        (N, N) how surely, over the part of the photo from ``low`` to ``high``, squeezed.
    low, high
        x, y in pixels of the photo.
    """

    mask: Mask = field(repr=False)
    low: tuple[int, int]
    high: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that may be used: decoded, upright, sRGB, with the one face to draw.

    Parameters
    ----------
    number
        Place in the list that was given, from 1; the only name a photo has after intake.
    image
        Long side at most 1600 px.
    landmarks
        (478, 3) face mesh and irises, x and y in pixels of ``image``, z in the same unit, smaller
        is nearer to the camera.
    quality
        Fitness for a portrait, [0, 1]: size, sharpness, pose, exposure, a ground that lets go.
    embedding
        (128,) face descriptor. Biometric: it lives in memory with the photo and nowhere else.
    smile
        How much the person smiles, [0, 1]; from ``SMILING`` on the photo counts as smiling.
    salience
        Kept from when the photo was judged; None where nobody has looked.
    """

    number: int
    image: SrgbImage = field(repr=False)
    landmarks: Points = field(repr=False)
    pose: HeadPose
    quality: float
    embedding: FloatArray = field(repr=False)
    smile: float = 0.0
    salience: Salience | None = field(default=None, repr=False)

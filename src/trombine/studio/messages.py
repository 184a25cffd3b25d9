"""What is said between a drawing process and who looks after it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from trombine.domain.avatar import Avatar
from trombine.domain.order import Assignment, Staging
from trombine.domain.photo import Photo
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject
from trombine.engines.diffusion.settings import DiffusionSettings
from trombine.engines.registry import NOTHING_SET
from trombine.errors import PhotoRejected
from trombine.imaging.arrays import Mask, SrgbImage
from trombine.imaging.codec import Format, from_bytes, to_bytes
from trombine.imaging.perceptual_hash import Glance
from trombine.intake.admission import Inspected, inspect
from trombine.moderation.classifiers import NudityScores
from trombine.provenance.label import OWN_COMPUTER, Labeller
from trombine.scoring import LikenessGate, Scorer


@dataclass(frozen=True, slots=True)
class Outcome:
    """A drawn avatar, passed or not, its glance for telling repeats, and whether it is fit.

    ``ground`` is what the ground behind the person is called.
    ``nudity`` is missing where the picture is not the person, or not complete, and will not be
    shown anyway.
    """

    avatar: Avatar
    glance: Glance
    ground: str
    nudity: NudityScores | None = None


@dataclass(frozen=True, slots=True)
class StepDone:
    """How far the pictures are that are drawn together; an engine may have no steps."""

    indexes: tuple[int, ...]
    done: int
    total: int


class Write(Protocol):
    """Turns a picture into its labelled file."""

    def __call__(
        self, image: SrgbImage, card: StyleCard, *, cutout: Mask | None, staging: Staging
    ) -> bytes:
        """Return the file."""
        ...


OpenGate = Callable[[Subject], LikenessGate]
NO_PIXELS = SrgbImage(np.empty((0, 0, 3), np.float32))


@dataclass(frozen=True, slots=True)
class ProcessSetup:
    """What a drawing process is started for.

    Parameters
    ----------
    file_format
        With one, pictures come back as files written by the ``labeller``; without, as arrays.
    gate
        Decides in the process whether a picture is the person.
    """

    engine: str
    file_format: Format | None = None
    labeller: Labeller = OWN_COMPUTER
    gate: OpenGate = Scorer.of
    diffusion: DiffusionSettings = NOTHING_SET

    @property
    def write(self) -> Write | None:
        """What turns a picture into its file; None where arrays are wanted."""
        if self.file_format is None:
            return None
        return partial(self.labeller.label, file_format=self.file_format)


@dataclass(frozen=True, slots=True)
class Inspection:
    """One decoded photo to be judged, on its way to a process."""

    number: int
    photo: NDArray[np.uint8] | PhotoRejected

    @staticmethod
    def pack(number: int, photo: SrgbImage | PhotoRejected) -> "Inspection":
        """Make the photo small for the way."""
        return Inspection(number, photo if isinstance(photo, PhotoRejected) else to_bytes(photo))

    def judge(self) -> Inspected:
        """Return what is found; the pixels stay behind, the sender has them."""
        known = self.photo if isinstance(self.photo, PhotoRejected) else from_bytes(self.photo)
        found = inspect(known, self.number)
        return replace(found, photo=found.photo and replace(found.photo, image=NO_PIXELS))


@dataclass(frozen=True, slots=True)
class Introduction:
    """The person to draw, on the way to a process: what is known of each photo, and its pixels."""

    photos: tuple[Photo, ...]
    pixels: tuple[NDArray[np.uint8], ...]

    @staticmethod
    def pack(subject: Subject) -> "Introduction":
        """Make the photos small for the way."""
        return Introduction(
            tuple(replace(photo, image=NO_PIXELS) for photo in subject.photos),
            tuple(to_bytes(photo.image) for photo in subject.photos),
        )

    @property
    def digest(self) -> str:
        """The same for the same photos, whose name it is in memory and nowhere else."""
        digest = hashlib.sha256()
        for pixels in self.pixels:
            digest.update(repr(pixels.shape).encode())
            digest.update(pixels.tobytes())
        return digest.hexdigest()

    def meet(self) -> Subject:
        """Return the person as packed."""
        pairs = zip(self.photos, self.pixels, strict=True)
        return Subject(tuple(replace(photo, image=from_bytes(pixels)) for photo, pixels in pairs))


@dataclass(frozen=True, slots=True)
class Batch:
    """Assignments on the way to one process, to be drawn together."""

    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Dismissal:
    """The person leaves: a process drops what it draws and knows of them, and says so."""

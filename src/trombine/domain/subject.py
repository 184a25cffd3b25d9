"""The person to portray, as admitted photos."""

from dataclasses import dataclass

from trombine.domain.photo import Photo, Verdict


@dataclass(frozen=True, slots=True)
class Subject:
    """At least three admitted photos of one person, the best first."""

    photos: tuple[Photo, ...]

    def photo(self, number: int) -> Photo:
        """Return the photo with this number."""
        return next(photo for photo in self.photos if photo.number == number)


@dataclass(frozen=True, slots=True)
class Admission:
    """A verdict for every photo that was given, and the subject when enough were admitted."""

    verdicts: tuple[Verdict, ...]
    subject: Subject | None

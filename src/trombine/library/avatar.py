"""A finished avatar, as programs get it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from trombine.bootstrap import find_card, open_labeller
from trombine.bootstrap.files import write_whole
from trombine.domain.avatar import Avatar as DrawnAvatar
from trombine.domain.avatar import Score
from trombine.domain.order import Assignment
from trombine.domain.text import Language
from trombine.errors import InputRefused
from trombine.imaging.arrays import Mask, SrgbImage
from trombine.imaging.codec import Format, Picture, to_picture
from trombine.library.telling import telling
from trombine.provenance.badge import Shape

FORMATS: Mapping[str, Format] = {
    ".webp": "webp",
    ".png": "png",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
}
SHOWN_PX = 512
"""A notebook shows it so large."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Avatar:
    """One of the thirty.

    Parameters
    ----------
    image
        (H, W, 3) sRGB in [0, 1]. It carries no label: what is shown to others is written by
        ``save`` or ``to_bytes``, which mark and sign it as AI-made.
    cutout
        (H, W) in [0, 1], covers the figure; only where no background was asked for.
    assignment
        What was drawn: ``index`` from 1, ``style``, ``photo`` by its number, and more.
    score
        How much it is the person; ``source_distance`` is the distance to the photo.
    seconds
        What drawing it took.
    """

    image: SrgbImage
    cutout: Mask | None
    assignment: Assignment
    score: Score
    seconds: float
    language: Language = field(default="en")

    @staticmethod
    def of(drawn: DrawnAvatar, language: Language) -> "Avatar":
        """Return what programs get of a drawn avatar."""
        assert drawn.image is not None  # noqa: S101  (the library asks for arrays)
        return Avatar(
            drawn.image, drawn.cutout, drawn.assignment, drawn.score, drawn.seconds, language
        )

    @property
    def style(self) -> str:
        """The slug of its style."""
        return self.assignment.style

    def to_bytes(
        self,
        file_format: Format = "webp",
        *,
        size_px: int | None = None,
        shape: Shape = "square",
        badge: bool | None = None,
    ) -> bytes:
        """Return the file, marked and signed as AI-made, at any size, square or round.

        Without ``size_px`` it is as large as it was drawn. ``badge`` draws the visible badge;
        None: on photoreal styles. A changed file is no longer signed: ask for what you need.

        Raises
        ------
        InputRefused
            ``format_unknown``, ``transparent_jpeg`` (cut-outs and circles need WebP or PNG) or
            ``size_out_of_range``.
        """
        with telling(self.language):
            if file_format not in FORMATS.values():
                raise _unknown(file_format)
            labeller = replace(open_labeller(), badge=badge, badge_language=self.language)
            return labeller.label(
                self.image,
                find_card(self.style),
                file_format,
                cutout=self.cutout,
                size_px=size_px,
                shape=shape,
                staging=self.assignment.staging,
            )

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        size_px: int | None = None,
        shape: Shape = "square",
        badge: bool | None = None,
    ) -> Path:
        """Write the labelled file, in the format its name ends with, and return its path.

        Raises
        ------
        InputRefused
            As ``to_bytes`` does.
        OrderFailed, InputRefused
            ``disk_full``, ``out_not_writable``.
        """
        with telling(self.language):
            place = Path(path)
            if place.suffix.lower() not in FORMATS:
                raise _unknown(place.suffix)
            file_format = FORMATS[place.suffix.lower()]
            write_whole(
                place, self.to_bytes(file_format, size_px=size_px, shape=shape, badge=badge)
            )
            return place

    def to_pil(self) -> Picture:
        """Return a PIL picture, RGBA where a cut-out was asked for; it carries no label."""
        return to_picture(self.image, self.cutout)

    def _repr_png_(self) -> bytes:
        """Show it in a notebook, labelled."""
        return self.to_bytes("png", size_px=min(SHOWN_PX, self.image.shape[0]))

    def __repr__(self) -> str:
        asked = self.assignment
        return (
            f"<Avatar {asked.index}: {asked.style}, photo {asked.photo}, "
            f"distance {self.score.source_distance:.2f}>"
        )


def _unknown(given: str) -> InputRefused:
    known = ", ".join(dict.fromkeys(FORMATS.values()))
    return InputRefused("format_unknown", format=given or "?", known=known)

"""The one door through which every picture leaves.

Badge, invisible mark, encoding with XMP, signature, in this order; then nothing may touch the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trombine.domain.order import NOTHING_STAGED, Staging
from trombine.domain.style import StyleCard
from trombine.domain.text import Language
from trombine.errors import InputRefused
from trombine.imaging.arrays import Mask, SrgbImage, as_mask, as_srgb
from trombine.imaging.codec import WEBP_QUALITY, Format, decode_layers, encode
from trombine.imaging.resample import resize_cutout, resize_mask, resize_square
from trombine.provenance.badge import Shape, draw_badge
from trombine.provenance.claims import build_manifest
from trombine.provenance.signing import THROWAWAY, Signer
from trombine.provenance.watermark import COMMON_MARK, embed_mark
from trombine.provenance.xmp import build_xmp

SMALLEST_PX, LARGEST_PX = 32, 4096


@dataclass(frozen=True, slots=True)
class Labeller:
    """Writes labelled files; made once, sent to every worker that encodes.

    The default is for one's own computer: nothing in a file tells which computer made it.

    Parameters
    ----------
    mark
        The invisible 32-bit mark.
    badge
        Whether the visible badge is drawn; None: on photoreal styles.
    webp_quality
        From 0 to 100; files grow and flaws fade with it.
    """

    signer: Signer = THROWAWAY
    mark: int = COMMON_MARK
    badge: bool | None = None
    badge_language: Language = "en"
    webp_quality: int = WEBP_QUALITY

    def label(  # noqa: PLR0913  (one parameter per thing that may be asked)
        self,
        image: SrgbImage,
        card: StyleCard,
        file_format: Format,
        *,
        cutout: Mask | None = None,
        size_px: int | None = None,
        shape: Shape = "square",
        staging: Staging = NOTHING_STAGED,
    ) -> bytes:
        """Return the file of a picture that was just drawn, by default as large as it is.

        With a ``cutout``, or in a circle, everything else is transparent. What is staged is told.

        Raises
        ------
        InputRefused
            ``transparent_jpeg`` or ``size_out_of_range``.
        SigningFailed
            Nobody signed; an unsigned file is not handed out.
        """
        side_px = image.shape[0] if size_px is None else size_px
        image, cutout = _shape(image, cutout, side_px, shape)
        image, cutout = self._draw_badge(image, cutout, card, shape)
        marked = embed_mark(image, self.mark)
        return self._write(marked, [card], file_format, cutout, staging)

    def derive(  # noqa: PLR0913  (one parameter per thing that may be asked)
        self,
        file: bytes,
        card: StyleCard,
        file_format: Format,
        *,
        size_px: int,
        shape: Shape = "square",
        window: tuple[slice, slice] | None = None,
        staging: Staging = NOTHING_STAGED,
    ) -> bytes:
        """Return a file this program wrote at another size, in another shape or format.

        ``window`` are the rows and columns of the square that is shown; all when not given.
        It is signed anew, and keeps the invisible mark it has. The badge is drawn where it is due,
        so the file given should have none yet: write it with ``badge=False``. Never call it on
        what came from outside.

        Raises
        ------
        InputRefused
            ``transparent_jpeg`` or ``size_out_of_range``.
        SigningFailed
            Nobody signed; an unsigned file is not handed out.
        """
        image, cutout = decode_layers(file)
        if window is not None:
            image = as_srgb(image[window])
            cutout = None if cutout is None else as_mask(cutout[window])
        image, cutout = _shape(image, cutout, size_px, shape)
        image, cutout = self._draw_badge(image, cutout, card, shape)
        return self._write(image, [card], file_format, cutout, staging)

    def label_sheet(
        self, image: SrgbImage, cards: Sequence[StyleCard], file_format: Format
    ) -> bytes:
        """Return the file of a sheet that shows labelled avatars in several styles."""
        return self._write(embed_mark(image, self.mark), cards, file_format, None)

    def shows_badge(self, card: StyleCard) -> bool:
        """Return whether pictures of this style get the badge."""
        return card.photoreal if self.badge is None else self.badge

    def _draw_badge(
        self, image: SrgbImage, cutout: Mask | None, card: StyleCard, shape: Shape
    ) -> tuple[SrgbImage, Mask | None]:
        if not self.shows_badge(card):
            return image, cutout
        return draw_badge(image, cutout, language=self.badge_language, shape=shape)

    def _write(
        self,
        image: SrgbImage,
        cards: Sequence[StyleCard],
        file_format: Format,
        cutout: Mask | None,
        staging: Staging = NOTHING_STAGED,
    ) -> bytes:
        if cutout is not None and file_format == "jpeg":
            raise InputRefused("transparent_jpeg")
        badged = any(map(self.shows_badge, cards))
        xmp, quality = build_xmp(cards, staging), self.webp_quality
        file = encode(image, file_format, xmp=xmp, alpha=cutout, webp_quality=quality)
        manifest = build_manifest(cards, badged=badged, staging=staging)
        return self.signer.sign(file, file_format, manifest)


OWN_COMPUTER = Labeller()
"""What labels where nobody set anything."""


def _shape(
    image: SrgbImage, cutout: Mask | None, size_px: int, shape: Shape
) -> tuple[SrgbImage, Mask | None]:
    """Return the picture at a size, and what of it shows; None: all of it."""
    if not SMALLEST_PX <= size_px <= LARGEST_PX:
        raise InputRefused("size_out_of_range", minimum=SMALLEST_PX, maximum=LARGEST_PX)
    if cutout is None:
        image = resize_square(image, size_px)
    else:
        image, cutout = resize_cutout(image, cutout, size_px), resize_mask(cutout, size_px)
    if shape == "circle":
        inside = _circle(size_px)
        cutout = inside if cutout is None else as_mask(cutout * inside)
    return image, cutout


def _circle(size_px: int) -> Mask:
    """Return the circle that touches all sides, its edge one pixel soft."""
    from_middle = np.arange(size_px, dtype=np.float32) + 0.5 - size_px / 2
    radius = np.hypot(from_middle[:, None], from_middle[None, :])
    return as_mask(np.clip(size_px / 2 - radius + 0.5, 0, 1))

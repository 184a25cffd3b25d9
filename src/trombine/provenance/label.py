"""The one door through which every picture leaves: described, encoded, signed, in this order."""

from collections.abc import Sequence
from dataclasses import dataclass

from trombine.domain.style import StyleCard
from trombine.imaging.arrays import Mask, SrgbImage
from trombine.imaging.codec import Format, encode
from trombine.provenance.claims import build_manifest
from trombine.provenance.signing import THROWAWAY, Signer
from trombine.provenance.xmp import build_xmp


@dataclass(frozen=True, slots=True)
class Labeller:
    """Writes labelled files; made once, sent to every worker that encodes.

    The default is for one's own computer: nothing in a file tells which computer made it.
    """

    signer: Signer = THROWAWAY

    def label(
        self, image: SrgbImage, card: StyleCard, file_format: Format, *, cutout: Mask | None = None
    ) -> bytes:
        """Return the picture's file, signed; nothing may change it afterwards.

        With a ``cutout`` everything else is transparent, which JPEG cannot be.

        Raises
        ------
        SigningFailed
            Nobody signed; an unsigned file is not handed out.
        """
        return self._write(image, [card], file_format, cutout)

    def label_sheet(
        self, image: SrgbImage, cards: Sequence[StyleCard], file_format: Format
    ) -> bytes:
        """Return the file of a sheet that shows avatars in several styles, signed likewise."""
        return self._write(image, cards, file_format, None)

    def _write(
        self,
        image: SrgbImage,
        cards: Sequence[StyleCard],
        file_format: Format,
        cutout: Mask | None,
    ) -> bytes:
        file = encode(image, file_format, xmp=build_xmp(cards), alpha=cutout)
        return self.signer.sign(file, file_format, build_manifest(cards, badged=False))


OWN_COMPUTER = Labeller()
"""What labels where nobody set anything."""

"""The label in the picture's metadata: IPTC's digital source type and the system used.

IPTC Photo Metadata Standard 2025.1, Iptc4xmpExt:DigitalSourceType, AISystemUsed and
AISystemVersionUsed.
"""

from collections.abc import Sequence
from importlib.metadata import version
from xml.sax.saxutils import escape

from trombine.domain.style import DigitalSourceType, StyleCard
from trombine.imaging.arrays import Mask, SrgbImage
from trombine.imaging.codec import Format, encode

SYSTEM = "Trombine"
# A sheet is labelled by the avatar that owes most to learned models.
BY_SHARE_OF_MODELS = (
    DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA,
    DigitalSourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA,
    DigitalSourceType.ALGORITHMICALLY_ENHANCED,
)


def encode_labelled(
    image: SrgbImage, card: StyleCard, file_format: Format, *, cutout: Mask | None = None
) -> bytes:
    """Return the picture's file; the one door through which every avatar leaves.

    With a ``cutout`` everything else is transparent, which JPEG cannot be.
    """
    return encode(image, file_format, xmp=build_xmp([card]), alpha=cutout)


def encode_labelled_sheet(
    image: SrgbImage, cards: Sequence[StyleCard], file_format: Format
) -> bytes:
    """Return the file of a sheet that shows avatars in several styles."""
    return encode(image, file_format, xmp=build_xmp(cards))


def build_xmp(cards: Sequence[StyleCard]) -> bytes:
    """Return the XMP packet for these styles; equal styles give equal bytes, no date is told."""
    source = min((card.digital_source_type for card in cards), key=BY_SHARE_OF_MODELS.index)
    made = "AI-made portrait" if len(cards) == 1 else "AI-made portraits"
    description = f"{made}: {', '.join(card.title.en for card in cards)}"
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/">
   <Iptc4xmpExt:DigitalSourceType>{source.uri}</Iptc4xmpExt:DigitalSourceType>
   <Iptc4xmpExt:AISystemUsed>{SYSTEM}</Iptc4xmpExt:AISystemUsed>
   <Iptc4xmpExt:AISystemVersionUsed>{escape(version("trombine"))}</Iptc4xmpExt:AISystemVersionUsed>
   <xmp:CreatorTool>{SYSTEM}</xmp:CreatorTool>
   <dc:description>
    <rdf:Alt><rdf:li xml:lang="x-default">{escape(description)}</rdf:li></rdf:Alt>
   </dc:description>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>""".encode()

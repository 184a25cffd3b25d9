"""The label in the picture's metadata: IPTC's digital source type and the system used.

IPTC Photo Metadata Standard 2025.1, Iptc4xmpExt:DigitalSourceType, AISystemUsed and
AISystemVersionUsed.
"""

from importlib.metadata import version
from xml.sax.saxutils import escape

from trombine.domain.style import StyleCard
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import Format, encode

SYSTEM = "Trombine"


def encode_labelled(image: SrgbImage, card: StyleCard, file_format: Format) -> bytes:
    """Return the picture's file; the one door through which every avatar leaves."""
    return encode(image, file_format, xmp=build_xmp(card))


def build_xmp(card: StyleCard) -> bytes:
    """Return the XMP packet for a style; equal styles give equal bytes, no date is told."""
    title = escape(card.title.en)
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/">
   <Iptc4xmpExt:DigitalSourceType>{card.digital_source_type.uri}</Iptc4xmpExt:DigitalSourceType>
   <Iptc4xmpExt:AISystemUsed>{SYSTEM}</Iptc4xmpExt:AISystemUsed>
   <Iptc4xmpExt:AISystemVersionUsed>{escape(version("trombine"))}</Iptc4xmpExt:AISystemVersionUsed>
   <xmp:CreatorTool>{SYSTEM}</xmp:CreatorTool>
   <dc:description>
    <rdf:Alt><rdf:li xml:lang="x-default">AI-made portrait, {title}</rdf:li></rdf:Alt>
   </dc:description>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>""".encode()

"""The label in the picture's metadata: IPTC's digital source type and the system used.

IPTC Photo Metadata Standard 2025.1, Iptc4xmpExt:DigitalSourceType, AISystemUsed and
AISystemVersionUsed.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from trombine.domain.order import NOTHING_STAGED, Staging
from trombine.domain.style import StyleCard
from trombine.provenance.claims import SYSTEM, describe, name_system, strongest_source


def build_xmp(cards: Sequence[StyleCard], staging: Staging = NOTHING_STAGED) -> bytes:
    """Return the XMP packet for these styles; equal styles give equal bytes, no date is told."""
    source = strongest_source(cards)
    system, release = name_system(cards)
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/">
   <Iptc4xmpExt:DigitalSourceType>{source.uri}</Iptc4xmpExt:DigitalSourceType>
   <Iptc4xmpExt:AISystemUsed>{escape(system)}</Iptc4xmpExt:AISystemUsed>
   <Iptc4xmpExt:AISystemVersionUsed>{escape(release)}</Iptc4xmpExt:AISystemVersionUsed>
   <xmp:CreatorTool>{SYSTEM}</xmp:CreatorTool>
   <dc:description>
    <rdf:Alt><rdf:li xml:lang="x-default">{escape(describe(cards, staging))}</rdf:li></rdf:Alt>
   </dc:description>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>""".encode()

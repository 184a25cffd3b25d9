"""Every picture says in XMP that a machine made it, and says nothing else."""

from dataclasses import replace
from importlib.metadata import version
from xml.etree import ElementTree as ET

import pytest
from tests.unit.provenance.pictures import card

from trombine.domain.order import Staging
from trombine.domain.style import DigitalSourceType, Model
from trombine.provenance.xmp import build_xmp

IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def statements(packet: bytes) -> dict[str, str]:
    """Return the packet's leaves by name, read as any reader of XMP would."""
    root = ET.fromstring(packet)  # noqa: S314  (our own packet)
    return {leaf.tag: leaf.text or "" for leaf in root.iter() if not len(leaf)}


def test_the_packet_says_how_and_by_what_the_picture_was_made_and_no_more() -> None:
    told = statements(build_xmp([card()]))

    assert told == {
        f"{IPTC}DigitalSourceType": VOCABULARY + "compositeWithTrainedAlgorithmicMedia",
        f"{IPTC}AISystemUsed": "Trombine",
        f"{IPTC}AISystemVersionUsed": version("trombine"),
        f"{XMP}CreatorTool": "Trombine",
        f"{RDF}li": "AI-made portrait: Woodcut",
    }


@pytest.mark.parametrize("source", DigitalSourceType)
def test_each_style_declares_its_own_origin(source: DigitalSourceType) -> None:
    told = statements(build_xmp([card(source=source)]))

    assert told[f"{IPTC}DigitalSourceType"] == VOCABULARY + source.value


def test_what_no_photo_showed_is_told() -> None:
    staging = Staging(pose="turned", garment="knit", world="snow", hair="silver")

    told = statements(build_xmp([card()], staging))

    assert told[f"{RDF}li"] == (
        "AI-made portrait: Woodcut; drawn, not photographed: clothes, background; "
        "changed: pose or expression, color of the hair"
    )


def test_a_title_cannot_break_the_packet() -> None:
    told = statements(build_xmp([card("Ink & <Water> ]]> “wash”")]))

    assert told[f"{RDF}li"] == "AI-made portrait: Ink & <Water> ]]> “wash”"


def test_a_sheet_names_its_styles_and_its_strongest_origin() -> None:
    filtered = card("Halftone", DigitalSourceType.ALGORITHMICALLY_ENHANCED)

    told = statements(build_xmp([filtered, card("Woodcut")]))

    assert told[f"{RDF}li"] == "AI-made portraits: Halftone, Woodcut"
    assert told[f"{IPTC}DigitalSourceType"].endswith("/compositeWithTrainedAlgorithmicMedia")


def test_a_model_that_imagined_the_picture_is_named_with_its_version() -> None:
    imagined = replace(card(), model=Model("FLUX.2-klein-4B", "0123456789ab"))

    told = statements(build_xmp([imagined]))

    assert told[f"{IPTC}AISystemUsed"] == "Trombine (FLUX.2-klein-4B)"
    assert told[f"{IPTC}AISystemVersionUsed"] == f"{version('trombine')} (0123456789ab)"

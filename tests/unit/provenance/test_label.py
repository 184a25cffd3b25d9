"""Every picture says that a machine made it, and says nothing else."""

import ast
import io
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

import trombine
from trombine.domain.style import DigitalSourceType, StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.registry import open_engine
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import Format, read_xmp
from trombine.provenance.label import build_xmp, encode_labelled, encode_labelled_sheet

IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SOURCES = Path(trombine.__file__).parent


def card(
    title: str = "Woodcut",
    source: DigitalSourceType = DigitalSourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA,
) -> StyleCard:
    words = LocalizedText(en=title, fr=title)
    return StyleCard("woodcut", words, words, media=("ink",), digital_source_type=source)


def statements(packet: bytes) -> dict[str, str]:
    """Return the packet's leaves by name, read as any reader of XMP would."""
    root = ET.fromstring(packet)  # noqa: S314  (our own packet)
    return {leaf.tag: leaf.text or "" for leaf in root.iter() if not len(leaf)}


@pytest.fixture
def picture() -> SrgbImage:
    return SrgbImage(np.random.default_rng(2).random((96, 96, 3), dtype=np.float32))


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


def test_a_title_cannot_break_the_packet() -> None:
    told = statements(build_xmp([card("Ink & <Water> ]]> “wash”")]))

    assert told[f"{RDF}li"] == "AI-made portrait: Ink & <Water> ]]> “wash”"


def test_a_sheet_names_its_styles_and_its_strongest_origin() -> None:
    filtered = card("Halftone", DigitalSourceType.ALGORITHMICALLY_ENHANCED)

    told = statements(build_xmp([filtered, card("Woodcut")]))

    assert told[f"{RDF}li"] == "AI-made portraits: Halftone, Woodcut"
    assert told[f"{IPTC}DigitalSourceType"].endswith("/compositeWithTrainedAlgorithmicMedia")


def test_photo_pixels_drawn_with_learned_models_are_declared_as_such() -> None:
    cards = open_engine("portrait").cards.values()

    assert {entry.digital_source_type for entry in cards} == {
        DigitalSourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA
    }


@pytest.mark.parametrize("file_format", ["webp", "png", "jpeg"])
def test_every_file_carries_the_packet_and_no_other_metadata(
    picture: SrgbImage, file_format: Format
) -> None:
    file = encode_labelled(picture, card(), file_format)

    assert read_xmp(file) == build_xmp([card()])
    assert file.count(b"DigitalSourceType>") == 2  # its beginning and its end
    with Image.open(io.BytesIO(file)) as opened:
        assert not opened.getexif()
        assert not {"exif", "icc_profile", "comment", "photoshop"} & set(opened.info)


@pytest.mark.parametrize("file_format", ["webp", "png", "jpeg"])
def test_a_sheet_carries_its_packet(picture: SrgbImage, file_format: Format) -> None:
    cards = [card("Halftone"), card("Woodcut")]

    assert read_xmp(encode_labelled_sheet(picture, cards, file_format)) == build_xmp(cards)


@pytest.mark.parametrize("file_format", ["webp", "png", "jpeg"])
def test_the_same_avatar_gives_the_same_bytes(picture: SrgbImage, file_format: Format) -> None:
    once, again = (encode_labelled(picture, card(), file_format) for _ in range(2))

    assert once == again


def test_pictures_leave_through_one_door() -> None:
    """Whoever else encoded a picture would send it out without its label."""
    encoders = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.ImportFrom) and "encode" in {name.name for name in node.names})
        or (isinstance(node, ast.Attribute) and node.attr in {"imwrite", "imencode", "save"})
    }

    assert encoders == {"imaging/codec.py", "provenance/label.py"}

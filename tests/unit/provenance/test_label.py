"""Every picture is signed, says that a machine made it, and holds nothing of the photo."""

import ast
import io
import pickle
import re
from functools import partial
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from PIL import Image
from tests.unit.provenance.pictures import actions, active, card, picture, read_store

import trombine
from trombine.domain.style import DigitalSourceType
from trombine.engines.registry import open_engine
from trombine.imaging.codec import Format, decode_own, encode, read_xmp
from trombine.provenance.label import OWN_COMPUTER, Labeller
from trombine.provenance.xmp import build_xmp

FORMATS: tuple[Format, ...] = get_args(Format)
SOURCES = Path(trombine.__file__).parent
JPEG, PNG, WEBP = b"\xff\xd8\xff", b"\x89PNG", b"WEBP"
every_format = pytest.mark.parametrize("file_format", FORMATS)


def label(file_format: Format, source: DigitalSourceType | None = None) -> bytes:
    style = card(source=source) if source else card()
    return OWN_COMPUTER.label(picture(), style, file_format)


@every_format
def test_every_picture_is_validly_signed(file_format: Format) -> None:
    store = read_store(label(file_format))

    failures = store["validation_results"]["activeManifest"]["failure"]
    assert store["validation_state"] == "Valid"
    assert [failure["code"] for failure in failures] == ["signingCredential.untrusted"]


@every_format
@pytest.mark.parametrize("place", [0.2, 0.5, 0.95])
def test_one_flipped_byte_of_the_picture_is_noticed(file_format: Format, place: float) -> None:
    file = label(file_format)
    start, end = where_pixels_lie(file, file_format)
    altered = bytearray(file)
    altered[start + int((end - start) * place)] ^= 1

    store = read_store(bytes(altered))

    codes = {failure["code"] for failure in store["validation_status"]}
    assert store["validation_state"] == "Invalid"
    assert "assertion.dataHash.mismatch" in codes
    assert "claimSignature.mismatch" not in codes  # the manifest itself is whole


def where_pixels_lie(file: bytes, file_format: Format) -> tuple[int, int]:
    """Return the place of the coded pixels, well away from the manifest."""
    if file_format == "png":
        start = file.index(b"IDAT") + 4
        return start, start + int.from_bytes(file[start - 8 : start - 4])
    if file_format == "jpeg":
        return file.index(b"\xff\xda") + 14, len(file) - 2
    start = file.index(b"VP8 ") + 8
    return start, start + int.from_bytes(file[start - 4 : start], "little")


@pytest.mark.parametrize(
    ("source", "named", "relationship"),
    [
        ("COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA", ["opened", "edited"], "parentOf"),
        ("ALGORITHMICALLY_ENHANCED", ["opened", "edited"], "parentOf"),
        ("TRAINED_ALGORITHMIC_MEDIA", ["created"], "inputTo"),
    ],
)
def test_the_manifest_says_truly_how_the_picture_was_made(
    source: str, named: list[str], relationship: str
) -> None:
    file = label("jpeg", DigitalSourceType[source])

    told = actions(file)
    (ingredient,) = active(read_store(file))["ingredients"]
    assert [action["action"] for action in told] == [f"c2pa.{name}" for name in named]
    assert told[-1]["digitalSourceType"] == DigitalSourceType[source].uri
    assert told[-1]["softwareAgent"]["name"] == "Trombine"
    assert told[-1]["description"] == "AI-made portrait: Woodcut"
    assert ingredient["relationship"] == relationship


def test_photo_pixels_drawn_with_learned_models_are_declared_as_such() -> None:
    cards = open_engine("portrait").cards.values()

    assert {entry.digital_source_type for entry in cards} == {
        DigitalSourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA
    }


@every_format
def test_no_manifest_holds_a_picture_or_anything_of_the_photo(file_format: Format) -> None:
    file = label(file_format)
    bare = encode(picture(), file_format, xmp=build_xmp([card()]))
    manifest = file[slice(*added(file, bare))]

    (ingredient,) = active(read_store(file))["ingredients"]
    assert set(ingredient) == {"title", "format", "relationship", "label"}
    assert "thumbnail" not in str(read_store(file))
    assert len(manifest) < 5000
    assert not [magic for magic in (JPEG, PNG, WEBP, b"Exif") if magic in manifest]


def added(file: bytes, bare: bytes) -> tuple[int, int]:
    """Return where the bytes are that signing added, seen from both ends of the file."""
    differ = (place for place in range(12, len(bare)) if file[place] != bare[place])
    start = next(differ, len(bare))  # WebP: at the end
    return start, start + len(file) - len(bare)


@every_format
def test_every_file_carries_xmp_and_no_other_metadata(file_format: Format) -> None:
    file = label(file_format)

    assert read_xmp(file) == build_xmp([card()])
    assert file.count(b"DigitalSourceType>") == 2  # its beginning and its end
    with Image.open(io.BytesIO(file)) as opened:
        assert not opened.getexif()
        assert not {"exif", "icc_profile", "comment", "photoshop"} & set(opened.info)


@every_format
def test_signing_leaves_the_pixels_alone(file_format: Format) -> None:
    bare = encode(picture(), file_format, xmp=build_xmp([card()]))

    assert np.array_equal(decode_own(label(file_format)), decode_own(bare))


@every_format
def test_a_sheet_is_labelled_with_all_its_styles(file_format: Format) -> None:
    cards = [card("Halftone"), card("Woodcut")]

    file = OWN_COMPUTER.label_sheet(picture(), cards, file_format)

    assert read_xmp(file) == build_xmp(cards)
    assert read_store(file)["validation_state"] == "Valid"
    assert actions(file)[-1]["description"] == "AI-made portraits: Halftone, Woodcut"


def test_a_labeller_travels_to_worker_processes() -> None:
    write = partial(Labeller().label, file_format="jpeg")

    arrived = pickle.loads(pickle.dumps(write))

    assert read_store(arrived(picture(), card()))["validation_state"] == "Valid"


UNIQUE = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def test_two_pictures_of_one_computer_share_no_identifier() -> None:
    first, second = label("jpeg"), OWN_COMPUTER.label(picture(128), card(), "jpeg")

    told = [active(read_store(file)) for file in (first, second)]
    serials, instances, names = (
        {str(manifest[field]) for manifest in told}
        for field in ("signature_info", "instance_id", "label")
    )
    assert len(serials) == len(instances) == len(names) == 2
    assert not set(UNIQUE.findall(first)) & set(UNIQUE.findall(second))
    assert not keys_and_serials(first) & keys_and_serials(second)


def keys_and_serials(file: bytes) -> set[bytes]:
    """Return the serial numbers, key identifiers and public keys of DER certificates in a file."""
    found: set[bytes] = set()
    for match in re.finditer(rb"\xa0\x03\x02\x01\x02\x02([\x10-\x14])", file):  # v3, serial number
        found.add(file[match.end() : match.end() + match[1][0]])
    for match in re.finditer(rb"\x03\x42\x00\x04", file):  # an uncompressed point of P-256
        found.add(file[match.end() : match.end() + 64])
    for match in re.finditer(rb"\x04\x14(?=.{20}\x30|.{20}$)", file, re.DOTALL):
        found.add(file[match.end() : match.end() + 20])
    assert len(found) >= 4  # two certificates
    return found


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

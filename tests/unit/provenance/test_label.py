"""Every picture is signed, says that a machine made it, and holds nothing of the photo."""

import ast
import io
import pickle
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from PIL import Image
from tests.unit.provenance.pictures import (
    actions,
    active,
    card,
    identifiers,
    picture,
    read_store,
    soft_picture,
)

import trombine
from trombine.domain.style import DigitalSourceType
from trombine.engines.registry import open_engine
from trombine.errors import InputRefused
from trombine.imaging.arrays import SrgbImage, as_mask
from trombine.imaging.codec import Format, decode_layers, decode_own, encode, read_xmp
from trombine.provenance.label import OWN_COMPUTER, Labeller
from trombine.provenance.watermark import COMMON_MARK, embed_mark, find_mark
from trombine.provenance.xmp import build_xmp

SOFT = soft_picture()
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

    *told, marked = actions(file)
    (ingredient,) = active(read_store(file))["ingredients"]
    assert [action["action"] for action in told] == [f"c2pa.{name}" for name in named]
    assert told[-1]["digitalSourceType"] == DigitalSourceType[source].uri
    assert told[-1]["softwareAgent"]["name"] == "Trombine"
    assert told[-1]["description"] == "AI-made portrait: Woodcut"
    assert ingredient["relationship"] == relationship
    assert marked["action"] == "c2pa.watermarked.unbound"


def test_photo_pixels_drawn_with_learned_models_are_declared_as_such() -> None:
    cards = open_engine("portrait").cards.values()

    assert {entry.digital_source_type for entry in cards} == {
        DigitalSourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA
    }


@every_format
def test_no_manifest_holds_a_picture_or_anything_of_the_photo(file_format: Format) -> None:
    file = label(file_format)
    marked = embed_mark(picture(), COMMON_MARK)
    bare = encode(marked, file_format, xmp=build_xmp([card()]))
    manifest = file[slice(*added(file, bare))]

    (ingredient,) = active(read_store(file))["ingredients"]
    assert set(ingredient) == {"title", "relationship", "label"}
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
    marked = embed_mark(picture(), COMMON_MARK)
    bare = encode(marked, file_format, xmp=build_xmp([card()]))

    assert np.array_equal(decode_own(label(file_format)), decode_own(bare))


@every_format
def test_a_sheet_is_labelled_with_all_its_styles(file_format: Format) -> None:
    cards = [card("Halftone"), card("Woodcut")]

    file = OWN_COMPUTER.label_sheet(picture(), cards, file_format)

    assert read_xmp(file) == build_xmp(cards)
    assert read_store(file)["validation_state"] == "Valid"
    assert actions(file)[1]["description"] == "AI-made portraits: Halftone, Woodcut"


def test_a_labeller_travels_to_worker_processes() -> None:
    write = partial(Labeller().label, file_format="jpeg")

    arrived = pickle.loads(pickle.dumps(write))

    assert read_store(arrived(picture(), card()))["validation_state"] == "Valid"


@every_format
@pytest.mark.parametrize("size_px", [96, 300])
def test_every_derived_size_is_signed_anew_and_keeps_its_mark(
    file_format: Format, size_px: int
) -> None:
    master = OWN_COMPUTER.label(SOFT, card(), "png")

    file = OWN_COMPUTER.derive(master, card(), file_format, size_px=size_px)

    assert decode_own(file).shape == (size_px, size_px, 3)
    assert read_store(file)["validation_state"] == "Valid"
    assert read_xmp(file) == build_xmp([card()])
    assert size_px < 128 or find_mark(decode_own(file), mark=COMMON_MARK).detected


def test_a_circle_shows_nothing_outside_itself() -> None:
    file = OWN_COMPUTER.label(SOFT, card(), "png", size_px=200, shape="circle")

    image, shown = decode_layers(file)
    assert shown is not None
    assert [shown[0, 0], shown[0, 100], shown[100, 199], shown[100, 100]] == [0, 1, 1, 1]
    assert abs(float(shown.mean()) - np.pi / 4) < 0.003
    assert read_store(file)["validation_state"] == "Valid"
    assert image.shape == (200, 200, 3)


def test_a_cutout_at_another_size_keeps_its_edge_clean() -> None:
    red = SrgbImage(np.tile(np.float32([1, 0, 0]), (256, 256, 1)))
    figure = np.zeros((256, 256), np.float32)
    figure[64:192, 64:192] = 1
    red[figure == 0] = (0, 1, 0)  # what is hidden, and must stay so

    file = OWN_COMPUTER.derive(
        OWN_COMPUTER.label(red, card(), "png", cutout=as_mask(figure)),
        card(),
        "png",
        size_px=100,
    )

    image, shown = decode_layers(file)
    assert shown is not None
    assert image[shown > 0.1][:, 1].max() < 0.1


@pytest.mark.parametrize("options", [{"shape": "circle"}, {"cutout": as_mask(np.ones((96, 96)))}])
def test_a_jpeg_cannot_be_transparent(options: dict[str, Any]) -> None:
    with pytest.raises(InputRefused, match="transparent_jpeg"):
        OWN_COMPUTER.label(picture(), card(), "jpeg", **options)


@pytest.mark.parametrize("size_px", [0, 16, 5000])
def test_a_size_out_of_reason_is_refused(size_px: int) -> None:
    with pytest.raises(InputRefused, match="size_out_of_range"):
        OWN_COMPUTER.label(picture(), card(), "png", size_px=size_px)


def test_the_badge_is_drawn_on_photoreal_styles_and_where_it_is_asked_for() -> None:
    photoreal = replace(card(), photoreal=True)
    asked, never = Labeller(badge=True), Labeller(badge=False)

    for labeller, style, badged in (
        (OWN_COMPUTER, card(), False),
        (OWN_COMPUTER, photoreal, True),
        (asked, card(), True),
        (never, photoreal, False),
    ):
        file = labeller.label(SOFT, style, "png")
        corner = decode_own(file)[-40:, -70:]
        assert (float(corner.min()) < 0.25) is badged
        named = [action.get("description", "") for action in actions(file)]
        assert ("Visible badge: made with AI" in named) is badged


def test_two_pictures_of_one_computer_share_no_identifier() -> None:
    first, second = label("jpeg"), OWN_COMPUTER.label(picture(128), card(), "jpeg")

    assert not identifiers(first) & identifiers(second)


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

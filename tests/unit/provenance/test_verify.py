"""What a picture tells of its origin, and that the file cannot do more than tell."""

import io
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import c2pa
import numpy as np
import pytest
from PIL import Image
from tests.hostile_files import (
    boxes,
    metadata,
    no_pictures,
    png_bombs,
    png_oddities,
    polyglots,
    truncated,
)
from tests.unit.provenance.pictures import OFFLINE, card, picture, soft_picture

from trombine.domain.order import Staging
from trombine.errors import InputRefused, OutOfResources
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.codec import encode
from trombine.provenance import reading, watermark
from trombine.provenance.certificates import issuers, make_credentials
from trombine.provenance.claims import build_manifest
from trombine.provenance.label import OWN_COMPUTER, Labeller
from trombine.provenance.reading import Anchors, ManifestState, read_claims
from trombine.provenance.signing import MEDIA_TYPES, Signer
from trombine.provenance.verify import MarkClaim, Verifier
from trombine.provenance.watermark import COMMON_MARK, read_agreements
from trombine.provenance.xmp import build_xmp

MADE = make_credentials(organization="avatars.example", name="Trombine")
HOST = Signer(MADE.chain, MADE.key)
ROOT = issuers(MADE.chain)
IMAGE = picture(300)
VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def codes(file: bytes, anchors: Anchors | None = None) -> list[str]:
    found = Verifier(anchors).verify(file) if anchors else Verifier().verify(file)
    return [finding.code for finding in found.findings]


def flip(file: bytes, place: int) -> bytes:
    altered = bytearray(file)
    altered[place] ^= 1
    return bytes(altered)


def signed_by_another(source: str, *, name: str = "Darkroom") -> bytes:
    """Return a picture some other program signed."""
    action = {"action": "c2pa.created", "digitalSourceType": VOCABULARY + source}
    manifest = {
        "claim_generator_info": [{"name": name, "version": "3"}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}],
    }
    return HOST.sign(encode(IMAGE, "jpeg", xmp=b""), "jpeg", manifest)


@pytest.mark.parametrize("file_format", MEDIA_TYPES)
def test_our_own_picture_is_known_and_so_is_that_it_was_altered(file_format: str) -> None:
    file = OWN_COMPUTER.label(IMAGE, card(), file_format)  # type: ignore[arg-type]
    middle = {"png": file.index(b"IDAT") + 900} if file_format == "png" else {}
    place = middle.get(file_format, len(file) - 900 if file_format == "jpeg" else 900)

    assert codes(file) == ["made_by_trombine", "signer_unlisted"]
    assert codes(flip(file, place))[0] == "altered_trombine"


def test_all_that_is_claimed_is_told() -> None:
    claims = read_claims(OWN_COMPUTER.label(IMAGE, card(), "webp"), Anchors())

    assert claims.c2pa.state is ManifestState.VALID
    assert claims.c2pa.failures == ("signingCredential.untrusted",)
    assert (claims.c2pa.generator, claims.c2pa.signer) == ("Trombine", "Trombine")
    assert claims.c2pa.actions == ("c2pa.opened", "c2pa.edited", "c2pa.watermarked.unbound")
    assert claims.c2pa.sources == (VOCABULARY + "compositeWithTrainedAlgorithmicMedia",)
    assert claims.xmp.found
    assert claims.xmp.source == claims.c2pa.sources[0]
    assert (claims.xmp.system, claims.xmp.tool) == ("Trombine", "Trombine")


DRAWN_ACTIONS = ("c2pa.opened", "c2pa.edited", "c2pa.drawing", "c2pa.watermarked.unbound")


def test_drawn_clothes_are_claimed_as_drawn_by_program_in_every_size() -> None:
    staging = Staging(garment="knit", world="snow")
    made = OWN_COMPUTER.label(IMAGE, card(), "webp", staging=staging)
    derived = OWN_COMPUTER.derive(made, card(), "png", size_px=128, staging=staging)

    for file in (made, derived):
        claims = read_claims(file, Anchors())
        assert claims.c2pa.state is ManifestState.VALID
        assert claims.c2pa.actions == DRAWN_ACTIONS
        assert claims.c2pa.sources == (
            VOCABULARY + "compositeWithTrainedAlgorithmicMedia",
            VOCABULARY + "algorithmicMedia",
        )


def test_another_pose_is_claimed_as_an_edit() -> None:
    manifest = build_manifest([card()], badged=False, staging=Staging(pose="turned"))

    assert '{"action": "c2pa.edited", "description": "Changed: pose or expression"}' in json.dumps(
        manifest
    )


def test_it_is_said_which_list_the_signer_is_on() -> None:
    file = Labeller(HOST).label(IMAGE, card(), "jpeg")

    assert codes(file, Anchors(host=ROOT)) == ["made_by_trombine", "signer_host"]
    assert codes(file, Anchors(public=ROOT)) == ["made_by_trombine", "signer_listed"]
    assert codes(file) == ["made_by_trombine", "signer_unlisted"]


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("trainedAlgorithmicMedia", "made_with_ai"),
        ("compositeWithTrainedAlgorithmicMedia", "made_with_ai"),
        ("digitalCapture", "made_by_another"),
    ],
)
def test_pictures_of_other_makers_are_read_too(source: str, verdict: str) -> None:
    file = signed_by_another(source)

    found = Verifier().verify(file)

    assert found.verdict == verdict
    assert found.findings[0].details == {"maker": "Darkroom"}
    assert codes(flip(file, len(file) - 900)) == ["altered"]


def test_metadata_alone_are_told_from_a_signature() -> None:
    file = encode(IMAGE, "png", xmp=build_xmp([card()]))

    assert codes(file) == ["metadata_says_ai"]


def test_metadata_written_as_attributes_are_read_as_well() -> None:
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax'
        '-ns#"><r:Description xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        f'i:DigitalSourceType="{VOCABULARY}trainedAlgorithmicMedia" i:AISystemUsed="Brush"/>'
        "</r:RDF></x:xmpmeta>"
    )

    found = Verifier().verify(encode(IMAGE, "webp", xmp=packet.encode()))

    assert found.verdict == "metadata_says_ai"
    assert found.findings[0].details == {"maker": "Brush"}


def test_where_nothing_is_found_nothing_is_proven() -> None:
    found = Verifier().verify(encode(IMAGE, "png", xmp=b""))

    assert [finding.code for finding in found.findings] == ["no_mark"]
    assert found.watermark.searched
    assert not found.watermark.detected
    assert found.watermark.whose == ""


@pytest.mark.parametrize(
    ("marked_by", "known_here", "whose"),
    [(COMMON_MARK, COMMON_MARK, "common"), (7, 7, "host"), (7, 8, "other")],
)
def test_a_picture_written_anew_is_known_by_its_mark(
    marked_by: int, known_here: int, whose: str
) -> None:
    labelled = Labeller(mark=marked_by).label(soft_picture(), card(), "png")
    stream = io.BytesIO()
    Image.open(io.BytesIO(labelled)).save(stream, "JPEG", quality=85)

    found = Verifier(mark=known_here).verify(stream.getvalue())

    assert found.verdict == "mark_found"
    assert (found.watermark.detected, found.watermark.whose) == (True, whose)


def test_in_a_small_picture_no_mark_is_looked_for() -> None:
    found = Verifier().verify(OWN_COMPUTER.label(IMAGE, card(), "png", size_px=96))

    assert found.verdict == "made_by_trombine"
    assert found.watermark == MarkClaim(obstacle="too_small")


def test_a_small_picture_without_a_label_is_called_too_small_and_not_unmarked() -> None:
    found = Verifier().verify(encode(picture(255), "png", xmp=b""))

    assert [finding.code for finding in found.findings] == ["too_small_for_mark"]
    assert found.findings[0].details == {"minimum": 256}


def test_a_picture_is_searched_once_whatever_marks_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searches: list[object] = []

    def count(picture: SrgbImage) -> list[FloatArray]:
        searches.append(picture)
        return read_agreements(picture)

    monkeypatch.setattr(watermark, "read_agreements", count)

    Verifier(mark=8).verify(encode(IMAGE, "png", xmp=b""))

    assert len(searches) == 1


def test_a_manifest_on_the_network_is_named_and_not_fetched() -> None:
    stream = io.BytesIO()
    actions = [{"action": "c2pa.created", "digitalSourceType": VOCABULARY + "digitalCapture"}]
    manifest = {"assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions}}]}
    info = c2pa.C2paSignerInfo("es256", MADE.chain.encode(), MADE.key.encode(), None)
    with (
        c2pa.Context.from_dict({"version": 1, **OFFLINE}) as context,
        c2pa.Builder(manifest, context) as builder,
    ):
        builder.set_no_embed()
        builder.set_remote_url("http://127.0.0.1:9/manifest.c2pa")
        source = io.BytesIO(encode(IMAGE, "jpeg", xmp=b""))
        builder.sign(c2pa.Signer.from_info(info), "image/jpeg", source, stream)

    assert codes(stream.getvalue()) == ["no_mark", "manifest_elsewhere"]


@pytest.mark.parametrize("file", [b"", b"dear diary", b"GIF89a" + bytes(99), b"%PDF-1.4"])
def test_what_is_no_picture_is_refused(file: bytes) -> None:
    with pytest.raises(InputRefused, match="not_verifiable"):
        Verifier().verify(file)


def test_names_cannot_steer_a_terminal() -> None:
    file = signed_by_another("digitalCapture", name="\x1b[2JTrombine\r\n" + "x" * 500)

    name = read_claims(file, Anchors()).c2pa.generator

    assert name.startswith("[2JTrombinexxx")
    assert len(name) == 200


HOSTILE = (no_pictures, truncated, png_bombs, png_oddities, polyglots, metadata, boxes)


def state(file: bytes) -> ManifestState:
    return read_claims(file, Anchors()).c2pa.state


def test_every_hostile_file_is_read_to_its_end() -> None:
    files = [file for group in HOSTILE for _, file, _ in group()]

    with ThreadPoolExecutor(2) as pool:
        states = set(pool.map(state, files))

    assert states == {ManifestState.NONE, ManifestState.UNREADABLE}


def test_a_bomb_is_refused_by_the_decoder_and_still_gets_a_verdict() -> None:
    bombs = {name: file for name, file, _ in png_bombs()}

    found = Verifier().verify(bombs["png-40000-square"])

    assert found.verdict == "mark_not_searched"
    assert found.watermark == MarkClaim(obstacle="too_many_pixels")


@pytest.mark.parametrize("file_format", ["jpeg", "webp"])
def test_a_broken_manifest_is_never_taken_for_a_whole_one(file_format: str) -> None:
    whole = OWN_COMPUTER.label(picture(64), card(), file_format)  # type: ignore[arg-type]
    start = whole.index(b"jumb")
    rng = np.random.default_rng(3)
    broken = [whole[: start + 60] + bytes(40) + whole[start + 100 :], whole[: start + 2000]]
    broken += [flip(whole, start + int(place)) for place in rng.integers(3000, size=10)]

    with ThreadPoolExecutor(2) as pool:
        states = set(pool.map(state, broken))

    assert not {ManifestState.VALID, ManifestState.TRUSTED} & states


READY = "import os; os.write(1, b'READY')\n"
CAPTURED = {
    "dying": "import os; os.abort()",
    "babbling": "import sys\nwhile True: sys.stdout.write('{' * 4096)",
    "nested": "print('[' * 100_000)",
    "no words": """print('{"c2pa": {"state": ["valid"], "actions": {"a": 1}}, "xmp": 7}')""",
    "no state": """print('{"c2pa": {"state": "wonderful", "signer": 5}}')""",
    "escaping": """print('{"c2pa": {"state": "none", "generator": "\\\\u001b[2J"}}')""",
}


@pytest.mark.parametrize("program", CAPTURED.values(), ids=CAPTURED)
def test_a_captured_reader_cannot_harm_its_parent(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHILD_COMMAND", [sys.executable, "-I", "-c", READY + program])

    claims = read_claims(bytes(1 << 20), Anchors())

    assert claims.c2pa.state in {ManifestState.UNREADABLE, ManifestState.NONE}
    assert claims.c2pa.generator == ""


def test_a_reader_that_hangs_is_ended_and_told_as_lack_of_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = READY + "import time; time.sleep(60)"
    monkeypatch.setattr(reading, "CHILD_COMMAND", [sys.executable, "-I", "-c", program])
    monkeypatch.setattr(reading, "READ_TIMEOUT_S", 0.5)

    with pytest.raises(OutOfResources, match="out_of_time"):
        read_claims(bytes(1 << 20), Anchors())


TRESPASSING = """
import io, os, struct, sys
from trombine.provenance import reader_child
reader_child.read_xmp = lambda file: open("/etc/hostname").read()
reader_child.main()
"""


def test_the_reader_has_given_up_its_rights_when_it_reads() -> None:
    settings = json.dumps({"version": 1}).encode()
    question = len(settings).to_bytes(4) + settings + b"\xff\xd8\xff\xd9"

    run = subprocess.run(
        [sys.executable, "-I", "-c", TRESPASSING], input=question, capture_output=True, check=False
    )

    assert run.returncode != 0
    assert b"Permission" in run.stderr or run.returncode < 0
    assert run.stdout == b"READY"


def test_reading_leaves_no_process_and_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    Verifier().verify(encode(IMAGE, "png", xmp=b""))

    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    lines = [Path(f"/proc/{child}/cmdline").read_text() for child in children]
    assert not [line for line in lines if "reader_child" in line]
    assert list(tmp_path.iterdir()) == []

"""A style, a picture and a plain reading of manifests, for the tests of this folder."""

import io
import json
import re
from typing import Any

import c2pa
import numpy as np

from trombine.domain.style import DigitalSourceType, StyleCard
from trombine.domain.text import LocalizedText
from trombine.imaging.arrays import SrgbImage

OFFLINE = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}


def card(
    title: str = "Woodcut",
    source: DigitalSourceType = DigitalSourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA,
) -> StyleCard:
    words = LocalizedText(en=title, fr=title)
    return StyleCard("woodcut", words, words, media=("ink",), digital_source_type=source)


def picture(side_px: int = 96) -> SrgbImage:
    return SrgbImage(np.random.default_rng(2).random((side_px, side_px, 3), dtype=np.float32))


def soft_picture(side_px: int = 256) -> SrgbImage:
    """Return grain as faint as paper's: in plain noise no mark that is unseen can be found."""
    return SrgbImage(np.clip(0.6 + 0.05 * (picture(side_px) - 0.5), 0, 1))


def read_store(file: bytes, *, anchors: str = "") -> dict[str, Any]:
    """Return what C2PA's own reader says of a file, trusting these anchors alone."""
    settings: dict[str, object] = {"version": 1, **OFFLINE}
    if anchors:
        settings["trust"] = {"trust_anchors": anchors}
    with (
        c2pa.Context.from_dict(settings) as context,
        c2pa.Reader(io.BytesIO(file), context=context) as reader,
    ):
        store: dict[str, Any] = json.loads(reader.json())
    return store


def active(store: dict[str, Any]) -> dict[str, Any]:
    manifest: dict[str, Any] = store["manifests"][store["active_manifest"]]
    return manifest


def actions(file: bytes) -> list[dict[str, Any]]:
    """Return the actions the active manifest names."""
    (assertion,) = active(read_store(file))["assertions"]
    listed: list[dict[str, Any]] = assertion["data"]["actions"]
    return listed


UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# In DER: version 3 and a serial number; an uncompressed point of P-256; a key's identifier.
SERIAL = re.compile(rb"\xa0\x03\x02\x01\x02\x02([\x10-\x14])", re.DOTALL)
POINT = re.compile(rb"\x03\x42\x00\x04(.{64})", re.DOTALL)
KEY_IDENTIFIER = re.compile(rb"\x55\x1d\x0e\x04\x16\x04\x14(.{20})", re.DOTALL)


def identifiers(file: bytes) -> set[bytes]:
    """Return everything in a signed file that could tell whence it comes.

    Labels and instance numbers; serial numbers, keys and key identifiers of two certificates.
    """
    serials = {file[found.end() : found.end() + found[1][0]] for found in SERIAL.finditer(file)}
    points, keys = set(POINT.findall(file)), set(KEY_IDENTIFIER.findall(file))
    assert (len(serials), len(points), len(keys)) == (2, 2, 2)
    named = set(UUID.findall(file))
    assert len(named) >= 2
    return serials | points | keys | named

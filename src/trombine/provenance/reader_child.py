"""Reads what one untrusted file claims of itself, in a process that can do nothing else.

Started by ``locked_child``: on stdin the length of the settings as big-endian u32, C2PA's settings
as JSON, then the file; on stdout ``READY``, then one JSON object. The rights are given up before
the first byte of the file is read.
"""

import io
import json
import os
import struct
import sys
import warnings
from collections.abc import Iterator
from typing import Any, NoReturn
from xml.etree import ElementTree as ET

import c2pa

from trombine.imaging.decoder_child import MAX_BYTES, READY, write
from trombine.imaging.rights import give_up_rights

PACKET = b"<x:xmpmeta", b"</x:xmpmeta>"
EMPTY_JPEG = b"\xff\xd8\xff\xd9"
MOST_PACKET_BYTES = 1 << 20
MOST_ITEMS, MOST_CHARACTERS = 40, 200
# XMP says each either as an element or as an attribute, in whatever namespace prefix.
XMP_FIELDS = {
    "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType": "source",
    "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}AISystemUsed": "system",
    "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}AISystemVersionUsed": "version",
    "{http://ns.adobe.com/xap/1.0/}CreatorTool": "tool",
}


def main() -> NoReturn:
    """Make ready, give up every right, read, answer."""
    warnings.simplefilter("ignore")
    (length,) = struct.unpack(">I", sys.stdin.buffer.read(4))
    context = c2pa.Context.from_json(sys.stdin.buffer.read(length).decode())
    read_c2pa(EMPTY_JPEG, context)  # libffi looks at the system before its first callback
    give_up_rights()
    write(READY)
    file = sys.stdin.buffer.read(MAX_BYTES + 1)
    answer = {"c2pa": read_c2pa(file, context), "xmp": read_xmp(file)}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)


def read_c2pa(file: bytes, context: c2pa.Context) -> dict[str, object]:
    """Return the state of the file's manifest store and what its active manifest says."""
    try:
        with c2pa.Reader(io.BytesIO(file), context=context) as reader:
            return summarize(json.loads(reader.json()))
    except c2pa.C2paError.ManifestNotFound:
        return {"state": "none"}
    except Exception as fault:  # noqa: BLE001  (a hostile file may do anything)
        return {"state": "remote" if str(fault).startswith("Remote:") else "unreadable"}


def summarize(store: dict[str, Any]) -> dict[str, object]:
    """Keep what is told to people, and bound it."""
    manifest = store["manifests"][store["active_manifest"]]
    generator = (manifest.get("claim_generator_info") or [{}])[0]
    signature = manifest.get("signature_info") or {}
    results = store.get("validation_results") or {}
    actions = [action for each in store["manifests"].values() for action in actions_of(each)]
    return {
        "state": str(store.get("validation_state", "")).lower(),
        "list": bounded(results.get("trustListUri")),
        "generator": bounded(generator.get("name") or manifest.get("claim_generator")),
        "signer": bounded(signature.get("issuer")),
        "signed_at": bounded(signature.get("time")),
        "actions": distinct(action.get("action") for action in actions_of(manifest)),
        "sources": distinct(action.get("digitalSourceType") for action in actions),
        "failures": distinct(status.get("code") for status in store.get("validation_status", [])),
    }


def actions_of(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every action a manifest names."""
    return [
        action
        for assertion in manifest.get("assertions", [])
        if str(assertion.get("label", "")).startswith("c2pa.actions")
        for action in assertion["data"].get("actions", [])
    ]


def read_xmp(file: bytes) -> dict[str, str]:
    """Return what the first XMP packet says of the picture's origin.

    The packet alone is parsed, so that no entity can be declared before it.
    """
    start = file.find(PACKET[0])
    end = file.find(PACKET[1], start, start + MOST_PACKET_BYTES) + len(PACKET[1])
    if start < 0 or end < len(PACKET[1]):
        return {}
    try:
        root = ET.fromstring(file[start:end])  # noqa: S314  (in this process it may)
    except ET.ParseError:
        return {}
    found = {"packet": "yes"}
    for name, words in statements(root):
        if name in XMP_FIELDS and words.strip():
            found.setdefault(XMP_FIELDS[name], bounded(words.strip()))
    return found


def statements(root: ET.Element) -> Iterator[tuple[str, str]]:
    """Yield every name and text, of elements and of attributes."""
    for element in root.iter():
        yield element.tag, element.text or ""
        yield from element.attrib.items()


def distinct(words: "Iterator[object]") -> list[str]:
    """Return the different words in their order, not too many."""
    return list(dict.fromkeys(bounded(word) for word in words if word))[:MOST_ITEMS]


def bounded(word: object) -> str:
    """Return what can be shown of a word: printable, and not long."""
    shown = "".join(letter for letter in str(word or "") if letter.isprintable())
    return shown[:MOST_CHARACTERS]


if __name__ == "__main__":
    main()

"""What an untrusted file claims of itself: read in a child process, believed in nothing."""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeGuard

from trombine.imaging.locked_child import ask_child, child_command
from trombine.provenance.trust_list import read_makers, read_time_stampers

CHILD_COMMAND = child_command("trombine.provenance.reader_child")
READ_TIMEOUT_S = 300
LONGEST_ANSWER_BYTES = 256 << 10
# A file whose bytes are no longer those that were signed, or whose claim is not.
MISMATCH = ".mismatch"


class ManifestState(StrEnum):
    """How it stands with a file's C2PA manifest."""

    NONE = "none"
    TRUSTED = "trusted"
    VALID = "valid"
    ALTERED = "altered"
    INVALID = "invalid"
    REMOTE = "remote"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Anchors:
    """Whose signatures are trusted, as PEM: C2PA's public list, or another, and the host's own."""

    public: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class ManifestClaim:
    """What the C2PA manifest says.

    ``trust`` is ``public`` or ``host``, after the list the signer is on, and empty when on none.
    ``sources`` are digital source types, of all manifests the file carries. Everything but
    ``state`` and ``trust`` is the file's own word.
    """

    state: ManifestState
    trust: str = ""
    generator: str = ""
    signer: str = ""
    signed_at: str = ""
    actions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class XmpClaim:
    """What the XMP packet says of the picture's origin; anybody can write anything there."""

    found: bool = False
    source: str = ""
    system: str = ""
    version: str = ""
    tool: str = ""


@dataclass(frozen=True, slots=True)
class Claims:
    """Everything a file says of itself."""

    c2pa: ManifestClaim
    xmp: XmpClaim


def read_claims(file: bytes, anchors: Anchors) -> Claims:
    """Return what a file says of itself; about 0.2 s, most of it the child's start.

    Nothing is fetched from the network, whatever the file asks for.

    Raises
    ------
    InstallationBroken
        ``decoder_broken``.
    OutOfResources
        ``out_of_time`` or ``out_of_memory``.
    """
    settings = json.dumps(_settings(anchors)).encode()
    answer = ask_child(
        CHILD_COMMAND,
        struct.pack(">I", len(settings)) + settings + file,
        longest_answer=LONGEST_ANSWER_BYTES,
        timeout_s=READ_TIMEOUT_S,
    )
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        told = {}
    manifest, xmp = (_mapping(_mapping(told).get(part)) for part in ("c2pa", "xmp"))
    return Claims(_manifest_claim(manifest), _xmp_claim(xmp))


def _settings(anchors: Anchors) -> dict[str, object]:
    trusted = [
        {"trust_anchors": anchors.public or read_makers(), "trust_kind": "manifest"},
        {"trust_anchors": read_time_stampers(), "trust_kind": "tsa"},
    ]
    if anchors.host:
        trusted.append({"trust_anchors": anchors.host, "trust_kind": "manifest"})
    names = ("public", "stamps", "host")
    return {
        "version": 1,
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
        "core": {"decode_identity_assertions": False},  # would ask the network
        "trust": {
            "anchors": [
                {**anchor, "trust_uri": name} for anchor, name in zip(trusted, names, strict=False)
            ]
        },
    }


def _manifest_claim(told: Mapping[str, object]) -> ManifestClaim:
    failures = _words(told.get("failures"))
    try:
        state = ManifestState(_word(told.get("state")))
    except ValueError:
        state = ManifestState.UNREADABLE
    if state is ManifestState.INVALID and any(code.endswith(MISMATCH) for code in failures):
        state = ManifestState.ALTERED
    trust = _word(told.get("list"))
    return ManifestClaim(
        state=state,
        trust=trust if state is ManifestState.TRUSTED and trust in {"public", "host"} else "",
        generator=_word(told.get("generator")),
        signer=_word(told.get("signer")),
        signed_at=_word(told.get("signed_at")),
        actions=_words(told.get("actions")),
        sources=_words(told.get("sources")),
        failures=failures,
    )


def _xmp_claim(told: Mapping[str, object]) -> XmpClaim:
    names = ("source", "system", "version", "tool")
    return XmpClaim(bool(told), *(_word(told.get(name)) for name in names))


def _mapping(told: object) -> Mapping[str, object]:
    return told if isinstance(told, dict) else {}


def _words(told: object) -> tuple[str, ...]:
    return tuple(word for word in told if _is_word(word)) if isinstance(told, list) else ()


def _word(told: object) -> str:
    return told if _is_word(told) else ""


def _is_word(told: object) -> TypeGuard[str]:
    """Tell words that may be shown on a terminal; a captured child may send others."""
    return isinstance(told, str) and told.isprintable()

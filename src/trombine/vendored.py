"""Files that came with Trombine from elsewhere, each checked against its pinned hash before use."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TypeAlias

from trombine.errors import InstallationBroken

Manifest: TypeAlias = dict[str, dict[str, str | int]]


@cache
def read_manifest(folder: Path) -> Manifest:
    """Return what is known of each vendored file: hash, size, licence, origin, carrier."""
    manifest: Manifest = json.loads((folder / "manifest.json").read_text())
    return manifest


@cache
def checked_path(folder: Path, name: str) -> Path:
    """Return where a file lies, after checking its hash once per process.

    Raises
    ------
    InstallationBroken
        ``weight_missing`` or ``weight_altered``.
    """
    path = folder / name
    if name not in read_manifest(folder) or not path.is_file():
        raise InstallationBroken("weight_missing", name=name)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != read_manifest(folder)[name]["sha256"]:
        raise InstallationBroken("weight_altered", name=name)
    return path

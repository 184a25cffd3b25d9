"""The vendored weights, each checked against its pinned hash before first use."""

import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path

from trombine.errors import InstallationBroken

FOLDER = Path(str(files(__name__)))


@cache
def read_manifest() -> dict[str, dict[str, str | int]]:
    """Return what is known of each vendored file: hash, size, licence, origin, carrier."""
    manifest: dict[str, dict[str, str | int]] = json.loads((FOLDER / "manifest.json").read_text())
    return manifest


@cache
def weight_path(name: str) -> Path:
    """Return where a weight lies, after checking its hash once per process.

    Raises
    ------
    InstallationBroken
        ``weight_missing`` or ``weight_altered``.
    """
    path = FOLDER / name
    if name not in read_manifest() or not path.is_file():
        raise InstallationBroken("weight_missing", name=name)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != read_manifest()[name]["sha256"]:
        raise InstallationBroken("weight_altered", name=name)
    return path

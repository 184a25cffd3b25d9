"""The vendored weights, each checked against its pinned hash before first use."""

from importlib.resources import files
from pathlib import Path

from trombine import vendored

FOLDER = Path(str(files(__name__)))


def read_manifest() -> vendored.Manifest:
    """Return what is known of each vendored file: hash, size, licence, origin, carrier."""
    return vendored.read_manifest(FOLDER)


def weight_path(name: str) -> Path:
    """Return where a weight lies, after checking its hash once per process.

    Raises
    ------
    InstallationBroken
        ``weight_missing`` or ``weight_altered``.
    """
    return vendored.checked_path(FOLDER, name)

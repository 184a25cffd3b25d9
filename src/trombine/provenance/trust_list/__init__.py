"""Whom C2PA lists as makers of pictures and of time stamps; as of 5 August 2026.

A copy, because nothing is fetched at run time; ``TROMBINE_TRUST_LIST`` names a newer one.
"""

from importlib.resources import files
from pathlib import Path

from trombine.vendored import checked_path

FOLDER = Path(str(files(__name__)))


def read_makers() -> str:
    """Return the anchors of those who sign pictures, as PEM.

    Raises
    ------
    InstallationBroken
        ``weight_missing`` or ``weight_altered``.
    """
    return checked_path(FOLDER, "c2pa-trust-list.pem").read_text()


def read_time_stampers() -> str:
    """Return the anchors of those who sign time stamps, as PEM.

    Raises
    ------
    InstallationBroken
        ``weight_missing`` or ``weight_altered``.
    """
    return checked_path(FOLDER, "c2pa-tsa-trust-list.pem").read_text()

"""Thirty avatars from a few photos of yourself, on any CPU.

>>> import trombine
>>> trombine.__version__
'0.1.0'
"""

from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trombine.library import check_photos, label, make_avatars, verify

__all__ = ["__version__", "check_photos", "label", "make_avatars", "verify"]
__version__ = version("trombine")


def __getattr__(name: str) -> object:
    """Load the library on first use: ``trombine --version`` need not wait for OpenCV."""
    if name in {"check_photos", "label", "make_avatars", "verify"}:
        from trombine import library  # noqa: PLC0415

        return getattr(library, name)
    raise AttributeError(name)

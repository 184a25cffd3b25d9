"""Thirty avatars from a few photos of yourself, on any CPU.

>>> import trombine
>>> trombine.__version__
'0.1.0'
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trombine.domain.photo import Decision, Finding, Verdict
    from trombine.errors import InputRefused, OrderFailed, OrderFrozen, TrombineError
    from trombine.intake.admission import PhotosRefused
    from trombine.library import check_photos, label, make_avatars, verify
    from trombine.library.avatar import Avatar
    from trombine.library.studio import Making, Progress, Studio
    from trombine.moderation.moderator import Moderator

    __version__: str

__all__ = [
    "Avatar",
    "Decision",
    "Finding",
    "InputRefused",
    "Making",
    "Moderator",
    "OrderFailed",
    "OrderFrozen",
    "PhotosRefused",
    "Progress",
    "Studio",
    "TrombineError",
    "Verdict",
    "__version__",
    "check_photos",
    "label",
    "make_avatars",
    "verify",
]

_PLACES = {
    "trombine.domain.photo": ("Decision", "Finding", "Verdict"),
    "trombine.errors": ("InputRefused", "OrderFailed", "OrderFrozen", "TrombineError"),
    "trombine.intake.admission": ("PhotosRefused",),
    "trombine.library": ("check_photos", "label", "make_avatars", "verify"),
    "trombine.library.avatar": ("Avatar",),
    "trombine.library.studio": ("Making", "Progress", "Studio"),
    "trombine.moderation.moderator": ("Moderator",),
}


def __getattr__(name: str) -> object:
    """Load the library on first use: ``trombine --version`` need not wait for OpenCV."""
    if name == "__version__":  # a child that decodes one photo need not read its own label
        return import_module("importlib.metadata").version(__name__)
    for place, names in _PLACES.items():
        if name in names:
            _require_system()
            return getattr(import_module(place), name)
    raise AttributeError(name)


def _require_system() -> None:
    """Say in a sentence that this system will not do, before an import fails for it."""
    from trombine.errors import TrombineError  # noqa: PLC0415  (loaded on first use, as all is)
    from trombine.systems import require_system  # noqa: PLC0415

    try:
        require_system()
    except TrombineError as fault:
        from trombine.i18n import explain  # noqa: PLC0415

        fault.sentence = explain(fault, "en")
        raise


def __dir__() -> list[str]:
    return sorted(__all__)

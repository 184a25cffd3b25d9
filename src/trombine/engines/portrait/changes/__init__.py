"""Changes to a portrait before a style draws it: one file each, ours or another package's.

Every style gets them for nothing. Applied to the portrait as framed, so that what is drawn on it
is never mirrored and a world fills the frame.
"""

from collections.abc import Mapping
from functools import cache, partial

from trombine.domain.order import Staging
from trombine.engines.plugins import find
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look

__all__ = ["Change", "Kind", "find_changes", "stage"]

Changes = Mapping[Kind, Mapping[str, Change]]


@cache
def find_changes() -> Changes:
    """Return every installed change by kind and slug; raises as ``engines.plugins.find`` does.

    A module of ``poses`` exports ``POSE``, another package announces one as ``trombine.poses``; so
    for garments, props and worlds.
    """
    return {
        kind: find(
            f"{__name__}.{kind}s",
            kind=Change,
            attribute=kind.upper(),
            entry_point=f"trombine.{kind}s",
            fault="change",
            fits=partial(_is_of, kind),
        )
        for kind in Kind
    }


def _is_of(kind: Kind, change: Change) -> bool:
    return change.kind is kind


def stage(portrait: Portrait, look: Look, staging: Staging, changes: Changes) -> Portrait:
    """Return the portrait posed, then dressed, then given a prop, then set in a world."""
    for kind in Kind:
        slug = getattr(staging, kind)
        if slug is not None:
            portrait = changes[kind][slug].apply(portrait, look)
    return portrait

"""One file, one thing: what a folder holds and other packages bring is found by itself."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Literal, Protocol, TypeVar

from trombine.domain.card import Named
from trombine.errors import InstallationBroken
from trombine.plugins import load_entry_point, name_package

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""Slugs become file names."""


class Carded(Protocol):
    """What can be found: it has a card."""

    @property
    def card(self) -> Named:
        """What is said of it."""
        ...


Found = TypeVar("Found", bound=Carded)


def find(
    package: str,
    *,
    kind: type[Found],
    attribute: str,
    entry_point: str | None = None,
    fault: Literal["style", "change", "pack"] = "style",
    fits: Callable[[Found], bool] = lambda _: True,
) -> Mapping[str, Found]:
    """Return everything of a kind by slug: the folder's first, then other packages', each sorted.

    Parameters
    ----------
    package
        The folder as a package; each of its modules exports ``attribute``.
    entry_point
        The group other packages announce theirs in; None where they may bring none.
    fault
        How the codes of what is wrong begin.
    fits
        What one has to be besides of its kind.

    Raises
    ------
    InstallationBroken
        ``style_slug_taken`` when two claim one slug, ``style_broken`` and ``style_malformed`` when
        another package's cannot be loaded or is none, and so for ``change`` and ``pack``: nothing
        broken is passed over. A broken module of the folder raises what its import raised.
    """
    folder = importlib.import_module(package)
    names = sorted(module.name for module in pkgutil.iter_modules(folder.__path__))
    own = [getattr(importlib.import_module(f"{package}.{name}"), attribute) for name in names]
    points = entry_points(group=entry_point) if entry_point else ()
    foreign = [
        _load(point, kind, fault, fits) for point in sorted(points, key=lambda point: point.name)
    ]
    found: dict[str, Found] = {}
    for each in [*own, *foreign]:
        if each.card.slug in found:
            raise InstallationBroken(f"{fault}_slug_taken", slug=each.card.slug)
        found[each.card.slug] = each
    return found


def _load(point: EntryPoint, kind: type[Found], fault: str, fits: Callable[[Found], bool]) -> Found:
    loaded = load_entry_point(point, code=f"{fault}_broken")
    if isinstance(loaded, kind) and fits(loaded) and SLUG.fullmatch(loaded.card.slug):
        return loaded
    package = name_package(point)
    raise InstallationBroken(f"{fault}_malformed", name=point.name, package=package)

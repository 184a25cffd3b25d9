"""One file, one style: every module here that exports ``STYLE`` is found by itself."""

import importlib
import pkgutil
import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from trombine.engines.portrait.style import PortraitStyle
from trombine.errors import InstallationBroken

ENTRY_POINT_GROUP = "trombine.styles"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""Slugs become file names."""


@cache
def find_styles() -> Mapping[str, PortraitStyle]:
    """Return every installed style by slug: this folder's first, then other packages', each sorted.

    Raises
    ------
    InstallationBroken
        ``style_slug_taken`` when two styles claim one slug; ``style_broken`` or
        ``style_malformed`` when another package's cannot be loaded or is none: a broken style is
        never passed over. A broken module of this folder raises what its import raised.
    """
    own = [
        importlib.import_module(f"{__name__}.{module.name}").STYLE
        for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name)
    ]
    foreign = [
        _load(point)
        for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name)
    ]
    styles: dict[str, PortraitStyle] = {}
    for style in [*own, *foreign]:
        if style.card.slug in styles:
            raise InstallationBroken("style_slug_taken", slug=style.card.slug)
        styles[style.card.slug] = style
    return styles


def _load(point: EntryPoint) -> PortraitStyle:
    package = point.dist.name if point.dist else point.module
    try:
        style = point.load()
    except Exception as fault:  # whatever somebody else's module raises
        raise InstallationBroken("style_broken", name=point.name, package=package) from fault
    if not isinstance(style, PortraitStyle) or not SLUG.fullmatch(style.card.slug):
        raise InstallationBroken("style_malformed", name=point.name, package=package)
    return style

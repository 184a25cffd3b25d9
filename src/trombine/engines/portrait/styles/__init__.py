"""One file, one style: every module here that exports ``STYLE`` is found by itself."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points

from trombine.engines.portrait.style import PortraitStyle
from trombine.errors import InstallationBroken

ENTRY_POINT_GROUP = "trombine.styles"


@cache
def find_styles() -> Mapping[str, PortraitStyle]:
    """Return every installed style by slug: this folder's first, then other packages', each sorted.

    Raises
    ------
    InstallationBroken
        ``style_slug_taken`` when two styles claim one slug; a module that cannot be imported or
        exports no style raises what the import raised: a broken style is never passed over.
    """
    own = [
        importlib.import_module(f"{__name__}.{module.name}").STYLE
        for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name)
    ]
    foreign = [
        point.load()
        for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name)
    ]
    styles: dict[str, PortraitStyle] = {}
    for style in [*own, *foreign]:
        if style.card.slug in styles:
            raise InstallationBroken("style_slug_taken", slug=style.card.slug)
        styles[style.card.slug] = style
    return styles

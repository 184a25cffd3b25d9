"""One file, one style: every module here that exports ``STYLE`` is found by itself."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from trombine.engines.diffusion.style import DiffusionStyle


@cache
def find_styles() -> Mapping[str, DiffusionStyle]:
    """Return every style by slug, sorted."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    styles = [importlib.import_module(f"{__name__}.{name}").STYLE for name in names]
    return {style.card.slug: style for style in styles}

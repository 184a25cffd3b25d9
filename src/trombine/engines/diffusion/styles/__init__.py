"""One file, one style: every module here that exports ``STYLE`` is found by itself."""

from collections.abc import Mapping
from functools import cache

from trombine.engines.diffusion.style import DiffusionStyle
from trombine.engines.plugins import find


@cache
def find_styles() -> Mapping[str, DiffusionStyle]:
    """Return every style by slug, sorted."""
    return find(__name__, kind=DiffusionStyle, attribute="STYLE")

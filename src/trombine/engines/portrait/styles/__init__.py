"""One file, one style: every module here that exports ``STYLE`` is found by itself."""

from collections.abc import Mapping
from functools import cache

from trombine.engines.plugins import find
from trombine.engines.portrait.style import PortraitStyle


@cache
def find_styles() -> Mapping[str, PortraitStyle]:
    """Return every installed style by slug, ours first; raises as ``engines.plugins.find`` does."""
    return find(__name__, kind=PortraitStyle, attribute="STYLE", entry_point="trombine.styles")

"""Engines by name."""

from collections.abc import Callable, Mapping

from trombine.engines.base import Engine
from trombine.engines.portrait.engine import PortraitEngine
from trombine.errors import InputRefused

ENGINES: Mapping[str, Callable[[], Engine]] = {"portrait": PortraitEngine}


def open_engine(slug: str) -> Engine:
    """Return the engine of this name.

    Raises
    ------
    InputRefused
        ``engine_unknown``.
    """
    if slug not in ENGINES:
        raise InputRefused("engine_unknown", engine=slug, known=", ".join(ENGINES))
    return ENGINES[slug]()

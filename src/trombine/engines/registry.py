"""Engines by name."""

from collections.abc import Callable, Mapping
from functools import cache

from trombine.engines.base import Engine
from trombine.engines.diffusion.engine import DiffusionEngine
from trombine.engines.diffusion.settings import DiffusionSettings
from trombine.engines.portrait.engine import PortraitEngine
from trombine.errors import InputRefused

NOTHING_SET = DiffusionSettings()
ENGINES: Mapping[str, Callable[[DiffusionSettings], Engine]] = {
    "portrait": lambda _: PortraitEngine(),
    "diffusion": DiffusionEngine,
}


@cache
def style_engines() -> Mapping[str, str]:
    """Return which engine draws each style."""
    return {style: slug for slug in ENGINES for style in open_engine(slug).cards}


def open_engine(slug: str, *, diffusion: DiffusionSettings = NOTHING_SET) -> Engine:
    """Return the engine of this name; the other's settings do not concern it.

    Raises
    ------
    InputRefused
        ``engine_unknown``.
    """
    if slug not in ENGINES:
        raise InputRefused("engine_unknown", engine=slug, known=", ".join(ENGINES))
    return ENGINES[slug](diffusion)

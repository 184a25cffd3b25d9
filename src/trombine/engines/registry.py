"""Engines by name."""

from collections.abc import Callable, Mapping
from functools import cache

from trombine.domain.card import Card
from trombine.engines.base import Engine
from trombine.engines.diffusion.engine import DiffusionEngine
from trombine.engines.diffusion.settings import DiffusionSettings
from trombine.engines.portrait.changes import find_changes
from trombine.engines.portrait.engine import PortraitEngine
from trombine.errors import InputRefused

NOTHING_SET = DiffusionSettings()


@cache
def staging_cards() -> Mapping[str, Mapping[str, Card]]:
    """Return the cards of all installed poses, garments, props and worlds by kind and slug.

    Raises
    ------
    InstallationBroken
        As ``engines.plugins.find`` does.
    """
    return {
        kind.value: {slug: change.card for slug, change in found.items()}
        for kind, found in find_changes().items()
    }


ENGINES: Mapping[str, Callable[[DiffusionSettings], Engine]] = {
    "portrait": lambda _: PortraitEngine(),
    "diffusion": lambda settings: DiffusionEngine(settings, staged=staging_cards()),
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

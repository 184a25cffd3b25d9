"""Engines by name."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import cast

from trombine.domain.card import Card
from trombine.domain.catalogue import Catalogue
from trombine.domain.options import Staged
from trombine.domain.pack import Pack, PackCard
from trombine.engines.base import Engine
from trombine.engines.diffusion.engine import DiffusionEngine
from trombine.engines.diffusion.settings import DiffusionSettings
from trombine.engines.plugins import find
from trombine.engines.portrait.changes import find_changes
from trombine.engines.portrait.engine import PortraitEngine
from trombine.errors import InputRefused
from trombine.plugins import Plugin, load_plugins

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


@cache
def pack_cards() -> Mapping[str, PackCard]:
    """Return the cards of all installed packs by slug; raises as ``engines.plugins.find`` does.

    A module of ``engines.portrait.packs`` exports ``PACK``, another package announces one as
    ``trombine.packs``.
    """
    found = find(
        "trombine.engines.portrait.packs",
        kind=Pack,
        attribute="PACK",
        entry_point="trombine.packs",
        fault="pack",
    )
    return {slug: pack.card for slug, pack in found.items()}


def staged_today() -> Staged:
    """Return the cards of all that may be staged today, packs too, by kind and slug."""
    return Catalogue({}, {}, staged=staging_cards(), packs=pack_cards()).staged_today


ENGINES: Mapping[str, Callable[[DiffusionSettings], Engine]] = {
    "portrait": lambda _: PortraitEngine(),
    "diffusion": lambda settings: DiffusionEngine(settings, staged=staging_cards()),
}


ENGINE_PLUGINS = "trombine.engines"
"""Entry points of other packages: functions that return an ``Engine``, named as its slug."""


@cache
def installed_engines() -> Mapping[str, Plugin]:
    """Return the engines of other packages; raises as ``plugins.load_plugins`` does."""
    return load_plugins(ENGINE_PLUGINS, taken=tuple(ENGINES))


def list_engines() -> tuple[str, ...]:
    """Return the slugs of all engines there are, ours first; raises as above."""
    return (*ENGINES, *installed_engines())


def list_catalogue(engines: Sequence[Engine], *, is_local: bool = True) -> Catalogue:
    """Return everything these engines draw; the first one's defaults count."""
    styles = {slug: card for engine in engines for slug, card in engine.cards.items()}
    drawn_by = {slug: engine.slug for engine in engines for slug in engine.cards}
    return Catalogue(
        styles, drawn_by, engines[0].default_styles, is_local, staging_cards(), pack_cards()
    )


def open_engine(slug: str, *, diffusion: DiffusionSettings = NOTHING_SET) -> Engine:
    """Return the engine of this name; the other's settings do not concern it.

    Raises
    ------
    InputRefused
        ``engine_unknown``.
    InstallationBroken
        ``plugin_broken`` and ``plugin_name_taken``, of another package's engines.
    """
    if slug in ENGINES:
        return ENGINES[slug](diffusion)
    installed = installed_engines()
    if slug not in installed:
        raise InputRefused("engine_unknown", engine=slug, known=", ".join(list_engines()))
    engine = installed[slug].open()
    if getattr(engine, "slug", None) != slug:
        raise installed[slug].broken()
    return cast("Engine", engine)

"""Names to complete, found at once: no style has to be loaded to know what it is called.

A file of a style, garment, world ... is called as its slug, with underscores; what other packages
bring is announced under its slug.
"""

from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import ParamSpec, TypeVar

import click

from trombine.cli.values import completes
from trombine.domain.options import (
    ANY,
    COLOR_NAMES,
    GROUND_NAMES,
    HAIR_COLORS,
    LIVELY,
    NATURAL,
    NONE,
    OWN,
    STRAIGHT,
    Option,
)
from trombine.domain.order import DEFAULT_ENGINE
from trombine.plugins import list_plugins

P = ParamSpec("P")
R = TypeVar("R")


def engine_option(function: Callable[P, R]) -> Callable[P, R]:
    """--engine, ours or another package's."""
    option = click.option(
        "--engine",
        default=DEFAULT_ENGINE,
        show_default=True,
        metavar="NAME",
        shell_complete=completes(engines),
    )
    return option(function)


def engines() -> list[str]:
    """Return the names of engines."""
    return [DEFAULT_ENGINE, "diffusion", *sorted(list_plugins("trombine.engines"))]


def styles() -> list[str]:
    """Return the names of styles, of the portrait engine first."""
    return [*_names("portrait/styles", "trombine.styles"), *_names("diffusion/styles")]


def packs() -> list[str]:
    """Return the names of packs, in season or not."""
    return _names("portrait/packs", "trombine.packs")


def garments() -> list[str]:
    """Return what may be worn."""
    return [*_names("portrait/changes/garments", "trombine.garments"), OWN, ANY]


def worlds() -> list[str]:
    """Return what may lie behind."""
    there = _names("portrait/changes/worlds", "trombine.worlds")
    return [*there, OWN, ANY, NONE, *GROUND_NAMES, *COLOR_NAMES]


def props() -> list[str]:
    """Return what may be worn on the head or face."""
    return [*_names("portrait/changes/props", "trombine.props"), NONE, ANY]


def poses() -> list[str]:
    """Return how the head may be held."""
    return [*_names("portrait/changes/poses", "trombine.poses"), STRAIGHT, LIVELY]


def hair_colors() -> list[str]:
    """Return what hair may be dyed."""
    return [*HAIR_COLORS, NATURAL]


def style_options() -> list[str]:
    """Return the beginnings of what may be set for a style."""
    return [f"{style}.{option.value}=" for style in styles() for option in Option]


def _names(folder: str, group: str = "") -> list[str]:
    """Return the slugs of a folder of the engines, then those of other packages, each sorted."""
    modules = (files("trombine") / "engines").joinpath(*folder.split("/")).iterdir()
    own = sorted(_slugs(module.name for module in modules))
    return own + sorted(list_plugins(group) if group else ())


def _slugs(names: Iterator[str]) -> Iterator[str]:
    for name in names:
        if name.endswith(".py") and not name.startswith("_"):
            yield name.removesuffix(".py").replace("_", "-")

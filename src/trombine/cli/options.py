"""Options several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

P = ParamSpec("P")
R = TypeVar("R")


def photos_argument(function: Callable[P, R]) -> Callable[P, R]:
    """PHOTO|DIR ... as paths; whether they exist is said in the user's language later."""
    argument = click.argument(
        "photos", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PHOTO|DIR..."
    )
    return argument(function)

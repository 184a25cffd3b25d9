"""Options several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from trombine.cli.values import OneOf
from trombine.cli.voice import chosen_voice
from trombine.errors import InputRefused
from trombine.i18n import LANGUAGES

P = ParamSpec("P")
R = TypeVar("R")


def photos_argument(function: Callable[P, R]) -> Callable[P, R]:
    """PHOTO|DIR ... as paths; whether they exist is said in the user's language later."""
    argument = click.argument(
        "photos", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PHOTO|DIR..."
    )
    return argument(function)


def language_option(function: Callable[P, R]) -> Callable[P, R]:
    """--lang as a parameter: what was chosen for all that a command says."""
    option = click.option(
        "--lang", "language", type=OneOf(LANGUAGES), default=lambda: chosen_voice().language
    )
    return option(function)


def json_option(function: Callable[P, R]) -> Callable[P, R]:
    """--json as a parameter, one object a line."""
    option = click.option("--json", "as_json", is_flag=True, default=lambda: chosen_voice().as_json)
    return option(function)


def whole_number(given: str | int) -> int:
    """Read a number of the command line; click's own refusal speaks English only."""
    try:
        return int(given)
    except ValueError as fault:
        raise InputRefused("number_expected", given=str(given)) from fault

"""How a command speaks: to people in their language, to programs one JSON object a line.

Every command takes the same options for it, before or after its own name.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from trombine.cli.values import OneOf
from trombine.domain.text import Language
from trombine.i18n import LANGUAGES, choose_language

P = ParamSpec("P")
R = TypeVar("R")
KEPT = "trombine.{name}"
"""Where what was chosen lies in click's ``meta``, which a command shares with its groups."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What was chosen for all that a command says."""

    language: Language
    as_json: bool = False
    is_quiet: bool = False

    @property
    def aloud(self) -> "Voice":
        """The same voice for what must be heard."""
        return replace(self, is_quiet=False)

    def answer(self, words: str, /, **line: object) -> None:
        """Say what was asked for: the words to people, the line to programs."""
        click.echo(to_json(line) if self.as_json else words)

    def tell(self, words: str, /, *, err: bool = False, **line: object) -> None:
        """Say what happens, unless nobody wants to know."""
        if self.as_json:
            self.note(line)
        elif not self.is_quiet:
            click.echo(words, err=err)

    def note(self, line: Mapping[str, object]) -> None:
        """Tell programs alone what happens, unless nobody wants to know."""
        if self.as_json and not self.is_quiet:
            click.echo(to_json(line))


def spoken(command: Callable[Concatenate[Voice, P], R]) -> Callable[P, R]:
    """Hand a command its voice as the first argument."""

    @wraps(command)
    def speaking(*args: P.args, **kwargs: P.kwargs) -> R:
        return command(chosen_voice(), *args, **kwargs)

    return speaking


def chosen_voice() -> Voice:
    """Return the voice of the command that runs."""
    kept = click.get_current_context().meta
    return Voice(
        kept.get(KEPT.format(name="language")) or choose_language(),
        as_json=bool(kept.get(KEPT.format(name="json"))),
        is_quiet=bool(kept.get(KEPT.format(name="quiet"))),
    )


def is_debugged() -> bool:
    """Return whether the command that runs is to show where a fault came from."""
    return bool(click.get_current_context().meta.get(KEPT.format(name="debug")))


def shared_options() -> list[click.Option]:
    """Return the options of every command; each notes what is chosen and is no parameter."""
    names = (["--lang", "language"], ["--json"], ["-q", "--quiet"], ["--debug"])
    kinds: tuple[click.ParamType[Any] | None, ...] = (OneOf(LANGUAGES), None, None, None)
    return [
        click.Option(each, type=kind, is_flag=kind is None, expose_value=False, callback=_note)
        for each, kind in zip(names, kinds, strict=True)
    ]


def _note(ctx: click.Context, option: click.Parameter, chosen: object) -> None:
    if chosen:  # what is not chosen here may have been before the command's name
        ctx.meta[KEPT.format(name=option.name)] = chosen


def to_json(line: object) -> str:
    """Return one line of JSON; a file name that is no text is written so that it can be read back.

    Such bytes are lone surrogates to Python, which no output takes as they are.
    """
    shown = json.dumps(line, ensure_ascii=False)
    return shown if is_text(shown) else json.dumps(line)


def shown_name(path: Path | str) -> str:
    """Return a path as it may be shown: a name can hold what moves the cursor or is no text."""
    name = str(path)
    if not is_text(name):
        name = name.encode(errors="surrogateescape").decode(errors="replace")
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in name)


def is_text(words: str) -> bool:
    """Return whether there is nothing in it that cannot be written as UTF-8."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True

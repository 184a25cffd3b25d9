"""The man page, written from the sentences of the help: neither can say what the other does not."""

from collections.abc import Iterator

import click

from trombine import __version__
from trombine.cli.help import PROGRAM, Group, describe, is_shared
from trombine.domain.text import Language
from trombine.i18n import help_text

SECTION = 1


def man_page(language: Language) -> str:
    """Return the page of the program with all its commands, as roff for ``man``."""
    from trombine.cli import cli  # noqa: PLC0415  (which lists us among its commands)

    root = click.Context(cli, info_name=PROGRAM)
    lines = [*_head(language), *_commands(root, language), *_tail(root, language)]
    return "\n".join(lines) + "\n"


def _head(language: Language) -> Iterator[str]:
    yield f'.TH {PROGRAM.upper()} {SECTION} "" "{PROGRAM} {__version__}"'
    yield f".SH {_roff(help_text('man_name', language))}"
    yield f"{PROGRAM} \\- {_roff(help_text(PROGRAM, language))}"
    yield f".SH {_roff(help_text('man_synopsis', language))}"
    yield f".B {PROGRAM}"
    yield _roff(help_text("man_usage", language))


def _commands(root: click.Context, language: Language) -> Iterator[str]:
    yield f".SH {_roff(help_text('man_commands', language))}"
    for context in contexts(root):
        if isinstance(context.command, Group):
            continue
        pieces = " ".join(context.command.collect_usage_pieces(context))
        yield f".SS {_roff(context.command_path)} {_roff(pieces)}"
        words = help_text(context.command_path.removeprefix(f"{PROGRAM} "), language)
        yield from (part for line in words.splitlines() for part in (_roff(line), ".PP"))
        yield from _options(context, language, shared=False)


def _tail(root: click.Context, language: Language) -> Iterator[str]:
    yield f".SH {_roff(help_text('man_everywhere', language))}"
    yield from _options(root, language, shared=True)
    yield f".SH {_roff(help_text('man_exit', language))}"
    yield _roff(help_text("man_exit_codes", language))
    yield f".SH {_roff(help_text('man_more', language))}"
    yield _roff(help_text("man_docs", language))


def _options(context: click.Context, language: Language, *, shared: bool) -> Iterator[str]:
    for param in context.command.get_params(context):
        if isinstance(param, click.Option) and is_shared(param) is shared:
            names, words = describe(param, context, language)
            yield from (".TP", f".B {_roff(names)}", _roff(words))


def contexts(context: click.Context) -> Iterator[click.Context]:
    """Yield a context of every command below one, in the order they are listed."""
    if not isinstance(context.command, click.Group):
        return
    for name in context.command.list_commands(context):
        command = context.command.get_command(context, name)
        if command is not None:
            below = click.Context(command, info_name=name, parent=context)
            yield below
            yield from contexts(below)


def _roff(words: str) -> str:
    """Return words as roff takes them: no line of text may begin as a request does."""
    quoted = words.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{quoted}" if quoted[:1] in {".", "'"} else quoted

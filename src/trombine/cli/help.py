"""Help in the reader's language: what commands and their options do is in the ``help`` catalogs.

The code of a sentence is the command as it is typed, followed by the option: ``make``, ``users
invite``, ``make --seed``. An option that means the same everywhere has one sentence: ``--json``.
"""

import sys
from collections.abc import Sequence

import click

from trombine.domain.text import Language
from trombine.errors import Detail
from trombine.i18n import choose_language, help_text, read_catalog

PROGRAM = "trombine"


def asked_language(arguments: Sequence[str] | None = None) -> Language:
    """Return the language of the command line, before or without its being understood."""
    words = sys.argv if arguments is None else arguments
    for place, word in enumerate(words):
        flag, _, value = word.partition("=")
        if flag == "--lang":
            asked = value or "".join(words[place + 1 : place + 2])
            return "fr" if asked == "fr" else "en"
    return choose_language()


class Command(click.Command):
    """A command whose help comes from the catalogs."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how it is typed."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{_say('usage')} ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what it does."""
        for line in _say(" ".join(_path(ctx)) or PROGRAM).splitlines():
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(line)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each option does."""
        records = [_describe(option, ctx) for option in _options(self, ctx)]
        _write_list(formatter, "options", records)


class Group(Command, click.Group):
    """Commands under one name."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each option and each command does."""
        super().format_options(ctx, formatter)
        # The first line of what each says of itself; none of them has to be loaded for it.
        records = [
            (name, _say(" ".join((*_path(ctx), name))).partition("\n")[0])
            for name in self.list_commands(ctx)
        ]
        _write_list(formatter, "commands", records)


def code_of(option: click.Option, ctx: click.Context) -> str:
    """Return the code of an option's sentence: this command's own, or everybody's."""
    flag = max(option.opts, key=len)
    own = " ".join((*_path(ctx), flag))
    return own if own in read_catalog("en", "help") else flag


def _options(command: click.Command, ctx: click.Context) -> list[click.Option]:
    return [each for each in command.get_params(ctx) if isinstance(each, click.Option)]


def _path(ctx: click.Context) -> tuple[str, ...]:
    """Return the names under which the command is reached, without the program's."""
    return (*_path(ctx.parent), ctx.info_name or "") if ctx.parent else ()


def _describe(option: click.Option, ctx: click.Context) -> tuple[str, str]:
    record = option.get_help_record(ctx)
    names = record[0] if record else ""
    extra = option.get_help_extra(ctx)
    notes = [extra["range"]] if "range" in extra else []
    if "default" in extra:
        notes.insert(0, _say("default", value=str(extra["default"])))
    return names, " ".join((_say(code_of(option, ctx)), *(f"[{note}]" for note in notes)))


def _write_list(
    formatter: click.HelpFormatter, heading: str, records: Sequence[tuple[str, str]]
) -> None:
    formatter.write_paragraph()
    formatter.write(f"{_say(heading)}\n")
    with formatter.indentation():
        formatter.write_dl(records)


def _say(code: str, **details: Detail) -> str:
    return help_text(code, asked_language(), **details)

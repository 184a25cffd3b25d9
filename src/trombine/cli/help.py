"""Help in the reader's language: what commands and their options do is in the ``help`` catalogs.

The code of a sentence is the command as it is typed, followed by the option: ``make``, ``users
invite``, ``make --seed``. An option that means the same everywhere has one sentence: ``--json``.
"""

import sys
from collections.abc import Sequence
from typing import Any

import click
from click.shell_completion import CompletionItem

from trombine.cli.voice import shared_options
from trombine.domain.text import Language
from trombine.errors import Detail, InputRefused
from trombine.i18n import choose_language, help_text, read_catalog

PROGRAM = "trombine"
SHARED_FLAGS = {"--help", *(max(option.opts, key=len) for option in shared_options())}


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
    """A command whose help comes from the catalogs, with the options that all have."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._shared = shared_options()

    def get_help_option_names(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names by which help is asked for."""
        return ["-h", "--help"]

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return its own options and those of every command."""
        return [*super().get_params(ctx), *self._shared]

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
        options = _options(self, ctx)
        for heading, shared in (("options", False), ("everywhere", True)):
            listed = [option for option in options if is_shared(option) is shared]
            records = [describe(option, ctx, asked_language()) for option in listed]
            _write_list(formatter, heading, records)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the options that begin so, each with its sentence."""
        sentences = {
            flag: describe(option, ctx, asked_language())[1]
            for option in _options(self, ctx)
            for flag in (*option.opts, *option.secondary_opts)
        }
        # Not a group's, which would load all its commands for what they say of themselves.
        items = click.Command.shell_complete(self, ctx, incomplete)
        return [CompletionItem(item.value, item.type, sentences.get(item.value)) for item in items]


class Group(Command, click.Group):
    """Commands under one name."""

    command_class = Command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Show what there is to whoever names no command."""
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), color=ctx.color)
            ctx.exit()
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is named; raises ``InputRefused``, ``command_unknown``."""
        known = self.list_commands(ctx)
        if args[0] not in known and not ctx.resilient_parsing:
            raise InputRefused(
                "command_unknown",
                given=args[0],
                command=ctx.command_path,
                known=", ".join(known),
            )
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each option and each command does."""
        _write_list(formatter, "commands", self.summaries(ctx))
        super().format_options(ctx, formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what the shell offers next; no command has to be loaded for it."""
        begun = [
            (name, words) for name, words in self.summaries(ctx) if name.startswith(incomplete)
        ]
        commands = [CompletionItem(name, help=words) for name, words in begun]
        return [*commands, *super().shell_complete(ctx, incomplete)]

    def summaries(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Return the commands, each with the first line of what it says of itself."""
        return [
            (name, _say(" ".join((*_path(ctx), name))).partition("\n")[0])
            for name in self.list_commands(ctx)
        ]


def code_of(option: click.Option, ctx: click.Context) -> str:
    """Return the code of an option's sentence: this command's own, or everybody's."""
    flag = max(option.opts, key=len)
    own = " ".join((*_path(ctx), flag))
    return own if own in read_catalog("en", "help") else flag


def is_shared(option: click.Option) -> bool:
    """Return whether every command has it."""
    return max(option.opts, key=len) in SHARED_FLAGS


def _options(command: click.Command, ctx: click.Context) -> list[click.Option]:
    return [each for each in command.get_params(ctx) if isinstance(each, click.Option)]


def _path(ctx: click.Context) -> tuple[str, ...]:
    """Return the names under which the command is reached, without the program's."""
    return (*_path(ctx.parent), ctx.info_name or "") if ctx.parent else ()


def describe(option: click.Option, ctx: click.Context, language: Language) -> tuple[str, str]:
    """Return how an option is typed, and what it does."""
    record = option.get_help_record(ctx)
    names = record[0] if record else ""
    extra = option.get_help_extra(ctx)
    notes = [extra["range"]] if "range" in extra else []
    if "default" in extra:
        notes.insert(0, help_text("default", language, value=str(extra["default"])))
    sentence = help_text(code_of(option, ctx), language)
    return names, " ".join((sentence, *(f"[{note}]" for note in notes)))


def _write_list(
    formatter: click.HelpFormatter, heading: str, records: Sequence[tuple[str, str]]
) -> None:
    if not records:
        return
    formatter.write_paragraph()
    formatter.write(f"{_say(heading)}\n")
    with formatter.indentation():
        formatter.write_dl(records)


def _say(code: str, **details: Detail) -> str:
    return help_text(code, asked_language(), **details)

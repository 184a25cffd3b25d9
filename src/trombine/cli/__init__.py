"""The command line: ``trombine make`` and its sisters; a command is loaded when it is called."""

import json
import sys
from importlib import import_module

import click

from trombine import __version__
from trombine.cli.help import Group, asked_language
from trombine.domain.text import Language
from trombine.errors import InputRefused, TrombineError
from trombine.i18n import explain, text

COMMANDS = (
    *("make", "check", "verify", "styles", "doctor", "weights"),
    *("serve", "web", "worker", "migrate", "users", "held", "erase", "admin"),
)


class _Commands(Group):
    """Finds a command in the module of its name: drawing need not load databases."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"trombine.cli.{name}"), name)
        return command


@click.group(cls=_Commands)
@click.version_option(__version__, prog_name="trombine")
@click.option("--debug", is_flag=True)
def cli(*, debug: bool) -> None:
    """Thirty avatars from a few photos of yourself, on your own computer."""


def main() -> None:
    """Run a command; 0 done, 1 failure, 2 refused input, 130 interrupted."""
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as refusal:
        _tell(*_explain_usage(refusal, asked_language()))
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except TrombineError as fault:
        _tell(fault.code, explain(fault, asked_language()))
        sys.exit(2 if isinstance(fault, InputRefused) else 1)
    except Exception:
        if "--debug" in sys.argv:
            raise
        _tell("internal", text("internal_here", asked_language()))
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _explain_usage(refusal: click.ClickException, language: Language) -> tuple[str, str]:
    """Return code and sentence for a command click refused; its own words are English only."""
    context = refusal.ctx if isinstance(refusal, click.UsageError) else None
    command = context.command_path if context else "trombine"
    if isinstance(refusal, click.NoSuchOption):
        flag = refusal.option_name
        return "flag_unknown", text("flag_unknown", language, flag=flag, command=command)
    if (
        isinstance(refusal, click.MissingParameter)
        and getattr(refusal.param, "name", "") == "photos"
    ):
        return "no_photos_named", text("no_photos_named", language)
    return "command_unclear", text("command_unclear", language, command=command)


def _tell(code: str, sentence: str) -> None:
    """Say what went wrong: to people on stderr, to programs that asked for it on stdout as well."""
    if "--json" in sys.argv:
        line = {"event": "error", "code": code, "message": sentence}
        click.echo(json.dumps(line, ensure_ascii=False))
    click.echo(sentence, err=True)

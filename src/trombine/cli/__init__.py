"""The command line: ``trombine make`` and its sisters; a command is loaded when it is called."""

import os
import sys
from importlib import import_module

import click

from trombine import __version__
from trombine.cli.help import PROGRAM, Group, asked_language
from trombine.cli.signals import ended_by, raising_when_told_to_end
from trombine.cli.usage import refusal_of
from trombine.cli.voice import to_json
from trombine.errors import InputRefused, TrombineError
from trombine.i18n import explain
from trombine.systems import require_system

COMMANDS = (
    *("make", "check", "verify", "styles", "doctor", "weights"),
    *("serve", "web", "worker", "migrate", "users", "held", "erase", "admin"),
    *("docs", "completion"),
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
@click.version_option(__version__, "-V", "--version", message=f"{PROGRAM} {__version__}")
def cli() -> None:
    """Thirty avatars from a few photos of yourself, on your own computer."""


def main() -> None:
    """Run a command; 0 done, 1 failure, 2 refused input, 130 and 143 told to end."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal of few signs shows the others as well as it can.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    with raising_when_told_to_end():
        sys.exit(_run())


def _run() -> int:
    try:
        require_system()
        code = cli.main(prog_name=PROGRAM, standalone_mode=False)
    except (click.Abort, KeyboardInterrupt) as end:
        return ended_by(end)
    except click.ClickException as fault:
        return _tell(refusal_of(fault))
    except TrombineError as fault:
        return _tell(fault)
    except BrokenPipeError:
        # Whoever read has had enough, as head has; Python must not try to write the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception:
        if "--debug" in sys.argv:
            raise
        return _tell(TrombineError("internal_here"))
    return code if isinstance(code, int) else 0


def _tell(fault: TrombineError) -> int:
    """Say what went wrong, to programs that asked for it on stdout as well; return the code."""
    sentence = explain(fault, asked_language())
    if "--json" in sys.argv:
        click.echo(to_json({"event": "error", "code": fault.code, "message": sentence}))
    click.echo(sentence, err=True)
    return 2 if isinstance(fault, InputRefused) else 1

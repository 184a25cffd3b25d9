"""``trombine completion``: what a shell needs to complete what is typed."""

import click
from click.shell_completion import get_completion_class

from trombine.cli.help import PROGRAM, Command
from trombine.cli.values import OneOf
from trombine.cli.voice import Voice, spoken

SHELLS = ("bash", "zsh", "fish")
COMPLETE_VARIABLE = "_TROMBINE_COMPLETE"
"""By it the shell's script asks this program what to offer."""


@click.command(cls=Command)
@click.argument("shell", type=OneOf(SHELLS), metavar="|".join(SHELLS))
@spoken
def completion(voice: Voice, shell: str) -> None:
    """Print a shell's script."""
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101  (click has all three)
    # Not click's own source(): it starts bash to refuse versions before 4.4, which here may be
    # on another machine than the one the script is for.
    instructions = kind(click.Command(PROGRAM), {}, PROGRAM, COMPLETE_VARIABLE)
    script = instructions.source_template % instructions.source_vars()
    voice.answer(script.strip(), shell=shell, script=script)

"""What click refuses, in our words: its own are English only."""

import click

from trombine.cli.values import flag_of
from trombine.errors import InputRefused, TrombineError


def refusal_of(fault: click.ClickException) -> TrombineError:
    """Return why a command line cannot be understood, as one of our own errors."""
    context = fault.ctx if isinstance(fault, click.UsageError) else None
    command = context.command_path if context else "trombine"
    match fault:
        case click.NoSuchOption():
            known = ", ".join(_flags(context)) if context else ""
            return InputRefused(
                "flag_unknown", given=fault.option_name, command=command, known=known
            )
        case click.BadOptionUsage():
            return InputRefused("value_missing", flag=fault.option_name, command=command)
        case click.MissingParameter(param=param):
            if getattr(param, "name", "") == "photos":
                return InputRefused("no_photos_named")
            return InputRefused("word_missing", word=flag_of(param, context), command=command)
        case click.BadParameter(param=param) if param is not None:
            return InputRefused("value_unfit", flag=flag_of(param, context), command=command)
    return InputRefused("command_unclear", command=command)


def _flags(context: click.Context) -> list[str]:
    params = context.command.get_params(context)
    options = [param for param in params if isinstance(param, click.Option)]
    return [flag for each in options for flag in (*each.opts, *each.secondary_opts)]

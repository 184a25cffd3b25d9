"""What options take: refused in the reader's language, completed by the shell."""

from collections.abc import Callable, Iterable, Sequence

import click
from click.shell_completion import CompletionItem

from trombine.errors import InputRefused

Listing = Callable[[], Iterable[str]]
Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


class OneOf(click.ParamType[str]):
    """One of a few words."""

    name = "word"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002
        """Return the words as help shows them."""
        return "|".join(self.words)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word; raises ``InputRefused``, ``value_unknown``."""
        if value in self.words:
            return value
        raise InputRefused(
            "value_unknown", given=value, flag=flag_of(param, ctx), known=", ".join(self.words)
        )

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return the words that begin so."""
        return starting(incomplete, self.words)


def whole_number(given: str | int) -> int:
    """Read a number of the command line; click's own refusal speaks English only."""
    try:
        return int(given)
    except ValueError as fault:
        raise InputRefused("number_expected", given=str(given)) from fault


class NumberWithin(click.IntRange):
    """A whole number from the least to the most, in our words, too."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(least, most)
        self.least, self.most = least, most

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number; raises ``InputRefused``."""
        number = whole_number(value)
        if not self.least <= number <= self.most:
            raise InputRefused(
                "value_out_of_range",
                flag=flag_of(param, ctx),
                minimum=self.least,
                maximum=self.most,
            )
        return number


def flag_of(param: click.Parameter | None, ctx: click.Context | None) -> str:
    """Return how an option or argument is typed."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.make_metavar(ctx) if param is not None and ctx is not None else "?"


def completes(*listings: Listing, is_list: bool = False) -> Completer:
    """Return what completes a name, or the last name of a list with commas."""

    def complete(
        _ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        done, comma, last = incomplete.rpartition(",") if is_list else ("", "", incomplete)
        taken = done.split(",") if comma else []
        names = (name for listing in listings for name in listing() if name not in taken)
        return [CompletionItem(f"{done}{comma}{item.value}") for item in starting(last, names)]

    return complete


def starting(incomplete: str, words: Iterable[str]) -> list[CompletionItem]:
    """Return what the shell offers for what is typed so far."""
    return [CompletionItem(word) for word in words if word.startswith(incomplete)]

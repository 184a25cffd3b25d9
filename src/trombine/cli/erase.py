"""``trombine erase``: destroys what the service keeps of an order, of a user, or everything."""

import getpass

import click

from trombine.bootstrap.service import open_service
from trombine.cli.help import Group
from trombine.cli.options import language_option
from trombine.domain.text import Language
from trombine.i18n import text
from trombine.orders.desk import Desk
from trombine.settings import read_settings


@click.group(cls=Group)
def erase() -> None:
    """Destroy what is kept, at once and for good."""


@erase.command("order")
@click.argument("order_id")
@language_option
def erase_one_order(order_id: str, *, language: Language) -> None:
    """Destroy one order: photos, avatars and all there is to tell of it."""
    receipt = _desk().erase_order(order_id)
    count = sum(line.count for line in receipt.deletions)
    click.echo(text("erased", language, count=count))


@erase.command("user")
@click.argument("user_id")
@language_option
def erase_one_user(user_id: str, *, language: Language) -> None:
    """Destroy an account with all its orders, receipts included."""
    _desk().erase_user(user_id)
    click.echo(text("erased_user", language))


@erase.command("everything")
@click.option("--yes", is_flag=True)
@language_option
def erase_all(*, yes: bool, language: Language) -> None:
    """Destroy all orders of all users; accounts stay."""
    if not yes:
        click.confirm(text("erase_everything", language), abort=True)
    click.echo(text("erased", language, count=_desk().erase_everything()))


def _desk() -> Desk:
    return Desk(open_service(read_settings()), operator=getpass.getuser())

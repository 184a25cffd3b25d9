"""``trombine erase``: destroys what the service keeps of an order, of a user, or everything."""

import getpass

import click

from trombine.bootstrap.service import open_service
from trombine.cli.help import Group
from trombine.cli.voice import Voice, spoken
from trombine.i18n import text
from trombine.orders.desk import Desk
from trombine.settings import read_settings


@click.group(cls=Group)
def erase() -> None:
    """Destroy what is kept, at once and for good."""


@erase.command("order")
@click.argument("order_id")
@spoken
def erase_one_order(voice: Voice, order_id: str) -> None:
    """Destroy one order: photos, avatars and all there is to tell of it."""
    receipt = _desk().erase_order(order_id)
    count = sum(line.count for line in receipt.deletions)
    voice.tell(text("erased", voice.language, count=count), event="erased", count=count)


@erase.command("user")
@click.argument("user_id")
@spoken
def erase_one_user(voice: Voice, user_id: str) -> None:
    """Destroy an account with all its orders, receipts included."""
    _desk().erase_user(user_id)
    voice.tell(text("erased_user", voice.language), event="erased_user")


@erase.command("everything")
@click.option("--yes", is_flag=True)
@spoken
def erase_all(voice: Voice, *, yes: bool) -> None:
    """Destroy all orders of all users; accounts stay."""
    if not yes:
        click.confirm(text("erase_everything", voice.language), abort=True, err=True)
    count = _desk().erase_everything()
    voice.tell(text("erased", voice.language, count=count), event="erased", count=count)


def _desk() -> Desk:
    return Desk(open_service(read_settings()), operator=getpass.getuser())

"""``trombine held``: what waits for the host: doubtful photos, and orders set aside."""

import getpass
import sys

import click

from trombine.bootstrap.service import open_service
from trombine.cli.help import Group
from trombine.cli.values import whole_number
from trombine.cli.voice import Voice, spoken
from trombine.domain.photo import Finding
from trombine.i18n import explain
from trombine.orders.desk import Desk
from trombine.settings import read_settings


@click.group(cls=Group)
def held() -> None:
    """Look at what waits for you, and decide; every look is on record."""


@held.command("list")
@spoken
def list_held(voice: Voice) -> None:
    """List the orders that wait, the oldest first."""
    for order in _desk().list_waiting():
        numbers = [photo.number for photo in order.photos]
        reason = explain(Finding(order.reason, dict(order.reason_details)), voice.language)
        voice.answer(
            f"{order.id}  {order.state.value}  {','.join(map(str, numbers))}  {reason}",
            order=order.id,
            state=order.state.value,
            photos=numbers,
            code=order.reason,
            reason=reason,
        )


@held.command()
@click.argument("order_id")
@click.argument("photo", type=whole_number)
def view(order_id: str, photo: int) -> None:
    """Write a photo to standard output: pipe it into a viewer."""
    sys.stdout.buffer.write(_desk().view_photo(order_id, photo))


@held.command()
@click.argument("order_id")
def allow(order_id: str) -> None:
    """Let the order go on."""
    _desk().allow(order_id)


@held.command()
@click.argument("order_id")
def refuse(order_id: str) -> None:
    """Refuse the order: photos are erased, the turn is given back."""
    _desk().refuse(order_id)


@held.command()
@click.argument("order_id")
def freeze(order_id: str) -> None:
    """Set the order aside as evidence, until ``trombine erase order``."""
    _desk().freeze(order_id)


def _desk() -> Desk:
    return Desk(open_service(read_settings()), operator=getpass.getuser())

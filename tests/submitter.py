"""Submits orders of one user as fast as it can once told to; a process of the race."""

import sys

import click
from tests.fake_worker import open_fake_service

from trombine.errors import Conflict, LimitReached
from trombine.orders.taking import Orders

if __name__ == "__main__":
    user_id, *order_ids = sys.argv[1:]
    orders = Orders(open_fake_service())
    orders.turn(user_id)  # connect before the start
    click.echo("at the start")
    sys.stdin.readline()
    for order_id in order_ids:
        try:
            orders.submit(user_id, order_id)
            click.echo(f"accepted {order_id}")
        except (LimitReached, Conflict) as refusal:
            click.echo(f"refused {refusal.code}")

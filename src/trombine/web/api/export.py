"""Everything that is kept of a person, to take along: readable by people and programs."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from trombine.accounts.user import User
from trombine.database.tables import consents, reports
from trombine.domain.placed_order import PlacedOrder
from trombine.errors import NotFound, StorageFault
from trombine.web.api.shown import show_order, show_receipt
from trombine.web.pictures import file_name, zip_files
from trombine.web.services import Services

PAGE = 50


def export_everything(services: Services, user: User) -> Iterator[bytes]:
    """Yield a ZIP archive with ``data.json`` and every avatar, while it is packed.

    Photos are not in it: of those nothing is kept once they are drawn from.
    """
    return zip_files(_files(services, user))


def _files(services: Services, user: User) -> Iterator[tuple[str, bytes]]:
    orders = list(_all_orders(services, user))
    told = json.dumps(_tell(services, user, orders), indent=2, default=_plain, ensure_ascii=False)
    yield "data.json", told.encode()
    for order in orders:
        for avatar in order.avatars:
            name = f"{order.id}/{file_name(avatar, avatar.file_format)}"
            try:
                content = services.gallery.read(user.id, avatar.id)
            except (NotFound, StorageFault):  # erased meanwhile
                continue
            yield name, content


def _tell(services: Services, user: User, orders: list[PlacedOrder]) -> dict[str, object]:
    given = _rows(services, consents, user)
    return {
        "profile": asdict(user),
        "tokens": [
            {**asdict(token), "scopes": sorted(token.scopes)}
            for token in services.tokens.list_of(user.id)
        ],
        "push_subscriptions": [
            asdict(subscription) for subscription in services.subscriptions.list_of(user.id)
        ],
        "consents": given,
        "orders": [show_order(order, user.language).model_dump(mode="json") for order in orders],
        "receipts": [
            show_receipt(services.orders.receipt(user.id, str(consent["order_id"]))).model_dump(
                mode="json"
            )
            for consent in given
        ],
        "reports": _rows(services, reports, user),
    }


def _rows(services: Services, table: sa.Table, user: User) -> list[dict[str, object]]:
    query = sa.select(table).where(table.c.user_id == user.id)
    with services.database.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def _all_orders(services: Services, user: User) -> Iterator[PlacedOrder]:
    before: datetime | None = None
    while page := services.orders.list_newest(user.id, limit=PAGE, before=before):
        yield from page
        before = page[-1].created_at


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)

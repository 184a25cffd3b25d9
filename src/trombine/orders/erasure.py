"""Destroying what is no longer needed, so that it stays destroyed, and noting it on the receipt.

Each function may be called again after it was interrupted: keys go first, then ciphertext, then
the rows that tell what was there.
"""

from datetime import datetime

import sqlalchemy as sa

from trombine.database.records import append_event, lock_order, note_deletion
from trombine.database.tables import avatars, orders, photos, renderings, reports, users
from trombine.domain.placed_order import OrderState, Rule
from trombine.errors import Conflict, NotFound
from trombine.storage.vault import Vault


def erase_photos(
    database: sa.Engine, vault: Vault, order_id: str, *, rule: Rule, now: datetime
) -> None:
    """Destroy the photos of an order and what is left of its work.

    Raises
    ------
    Conflict
        ``order_is_frozen``: the host has to act first.
    """
    with database.begin() as connection:
        _require_not_frozen(lock_order(connection, order_id), rule)
    vault.erase_photos(order_id)
    with database.begin() as connection:
        order = lock_order(connection, order_id)
        mine = photos.c.order_id == order_id
        count = connection.execute(sa.delete(photos).where(mine)).rowcount
        connection.execute(sa.delete(renderings).where(renderings.c.order_id == order_id))
        if count:
            note_deletion(connection, order, kind="photos", count=count, at=now, rule=rule)
            content = {"erased": count, "rule": rule.value}
            append_event(connection, order_id, kind="photo", at=now, content=content)
        if order.photos_erased_at is None or count:
            this = sa.update(orders).where(orders.c.id == order_id)
            connection.execute(this.values(photos_erased_at=now))
    # Uploads that were under way when the key went can be opened by nobody, and go as well.
    vault.erase_photos(order_id)


def erase_avatars(
    database: sa.Engine,
    vault: Vault,
    order_id: str,
    *,
    ids: frozenset[str] | None,
    rule: Rule,
    now: datetime,
) -> None:
    """Destroy these avatars of an order, or all of them; one that was worn is worn no longer."""
    which = avatars.c.order_id == order_id
    if ids is not None:
        which = which & avatars.c.id.in_(ids)
    with database.begin() as connection:
        order = lock_order(connection, order_id)
        gone = sa.delete(avatars).where(which).returning(avatars.c.id, avatars.c.object)
        rows = connection.execute(gone).all()
        objects = [row.object for row in rows]
        if objects:
            worn = users.c.picture_avatar.in_([row.id for row in rows])
            connection.execute(sa.update(users).where(worn).values(picture_avatar=None))
            note_deletion(connection, order, kind="avatars", count=len(objects), at=now, rule=rule)
    # The keys went with the rows; if we are interrupted here the janitor finds the strays.
    vault.erase_avatars(order_id, objects)


def erase_order(
    database: sa.Engine, vault: Vault, order_id: str, *, rule: Rule, now: datetime
) -> None:
    """Destroy everything of an order but its receipt and the record of consent."""
    erase_photos(database, vault, order_id, rule=rule, now=now)
    erase_avatars(database, vault, order_id, ids=None, rule=rule, now=now)
    vault.erase_order(order_id)
    with database.begin() as connection:
        connection.execute(sa.delete(reports).where(reports.c.order_id == order_id))
        connection.execute(sa.delete(orders).where(orders.c.id == order_id))
    settle_files(database)


def erase_user(
    database: sa.Engine, vault: Vault, user_id: str, *, rule: Rule, now: datetime
) -> None:
    """Destroy everything of a user, receipts and the account included.

    Raises
    ------
    NotFound
        ``user_unknown``.
    Conflict
        ``order_is_frozen``.
    """
    with database.connect() as connection:
        if connection.execute(sa.select(users.c.id).where(users.c.id == user_id)).first() is None:
            raise NotFound("user_unknown")
        mine = sa.select(orders.c.id).where(orders.c.user_id == user_id)
        order_ids = connection.execute(mine).scalars().all()
    for order_id in order_ids:
        erase_order(database, vault, order_id, rule=rule, now=now)
    with database.begin() as connection:
        connection.execute(sa.delete(users).where(users.c.id == user_id))
    settle_files(database)


def settle_files(database: sa.Engine) -> None:
    """Move deleted rows out of SQLite's journal too; what PostgreSQL keeps is told in the docs."""
    if database.dialect.name == "sqlite":
        with database.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _require_not_frozen(order: sa.Row[tuple[object, ...]], rule: Rule) -> None:
    if order.state == OrderState.FROZEN and rule is not Rule.ASKED_BY_HOST:
        raise Conflict("order_is_frozen")

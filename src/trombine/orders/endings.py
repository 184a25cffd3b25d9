"""How orders end, whoever notices first: who draws, the job, the janitor."""

import sqlalchemy as sa

from trombine.database.records import lock_order
from trombine.database.tables import avatars, orders
from trombine.domain.placed_order import OrderState, Rule
from trombine.errors import NotFound, TrombineError
from trombine.orders.erasure import erase_avatars, erase_photos
from trombine.orders.service import Service
from trombine.orders.states import enter_state

CLEAN_ENDINGS = frozenset({OrderState.REFUSED, OrderState.FAILED})
"""What was made for these is not handed out: thirty or none."""


def fail_order(service: Service, order_id: str, fault: TrombineError) -> None:
    """End an order that waits or runs as failed; one that ended otherwise stays as it is."""
    with service.database.begin() as connection:
        try:
            order = lock_order(connection, order_id)
        except NotFound:
            return
        if order.state in {OrderState.QUEUED, OrderState.RUNNING}:
            enter_state(
                connection,
                order,
                OrderState.FAILED,
                now=service.clock(),
                reason=fault.code,
                details=fault.details,
            )


def close_order(service: Service, order_id: str) -> None:
    """Destroy what an order that ended may not keep: its photos, and pictures nobody may see.

    What is not over, or frozen for the host, stays. May be called again at any time.
    """
    with service.database.connect() as connection:
        query = sa.select(orders.c.state).where(orders.c.id == order_id)
        state = connection.execute(query).scalar_one_or_none()
        mine = sa.select(avatars.c.object).where(avatars.c.order_id == order_id)
        known = frozenset(connection.execute(mine).scalars())
    if state is None or state == OrderState.FROZEN or not OrderState(state).is_final:
        return
    database, vault, now = service.database, service.vault, service.clock()
    try:
        # Before anything is written: on a full disk this is what makes room.
        vault.erase_photos(order_id)
        if state in CLEAN_ENDINGS:
            erase_avatars(database, vault, order_id, ids=None, rule=Rule.JOB_ENDED, now=now)
            known = frozenset()
        vault.erase_strays(order_id, known=known)
        # Last, for it marks the order as closed: until then the janitor comes back to it.
        erase_photos(database, vault, order_id, rule=Rule.JOB_ENDED, now=now)
    except NotFound:
        return  # its owner erased it meanwhile

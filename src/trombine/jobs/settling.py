"""Settling a picture: accepted and published, or its place filled anew, in one transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from trombine.database.records import append_event, lock_order, read_order
from trombine.database.tables import avatars, orders, renderings
from trombine.domain.order import NOTHING_STAGED
from trombine.domain.photo import Photo
from trombine.domain.placed_order import OrderState, RenderingState
from trombine.domain.resemblance import tell_skin
from trombine.errors import NotFound, OrderFailed
from trombine.jobs.work import (
    Claim,
    add_work,
    assign,
    pack_glance,
    read_acceptance,
)
from trombine.orders.service import Service
from trombine.orders.states import enter_state
from trombine.storage.vault import SealedAvatar
from trombine.studio.messages import Outcome


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it came from the process; ``sealed`` is where it lies, if it may be shown."""

    outcome: Outcome
    fit: bool
    sealed: SealedAvatar | None


def settle(
    service: Service,
    claim: Claim,
    drawn: Drawn | None,
    *,
    executor: str,
    photos: Sequence[Photo],
) -> bool:
    """Decide on a picture, None when it was lost, by the one rule; return whether it is shown.

    What is no longer this worker's to decide, because the order ended or another worker took over,
    changes nothing; the caller then deletes what it stored.
    """
    with service.database.begin() as connection:
        try:
            order = lock_order(connection, claim.order_id)
        except NotFound:
            return False
        acceptance = read_acceptance(connection, claim.order_id, count=order.total)
        like = drawn is None or drawn.outcome.avatar.score.passed
        complete = drawn is None or drawn.outcome.avatar.score.complete
        fit = drawn is None or drawn.fit
        glance = drawn.outcome.glance if drawn else None
        passes = acceptance.passes(glance, like=like, complete=complete, fit=fit)
        mine = sa.update(renderings).where(
            renderings.c.id == claim.id,
            renderings.c.state == RenderingState.DRAWING,
            renderings.c.executor == executor,
        )
        verdict = {
            "like": like,
            "complete": complete,
            "fit": fit,
            "glance": glance and pack_glance(glance),
        }
        state = (
            RenderingState.ACCEPTED
            if passes
            else RenderingState.REJECTED
            if drawn
            else RenderingState.LOST
        )
        changed = connection.execute(mine.values(state=state, **verdict)).rowcount
        if not changed or order.state != OrderState.RUNNING:
            return False
        if passes and drawn and drawn.sealed:
            _publish(connection, service, order, claim, drawn, drawn.sealed)
            return True
        attempt = claim.attempt + 1
        spare = assign(read_order(order), photos, place=claim.place, attempt=attempt)
        if spare is None or acceptance.spent_all:
            _fail(connection, service, order, acceptance.failure())
        else:
            add_work(connection, claim.order_id, [spare], attempt=attempt)
        return False


def _publish(
    connection: sa.Connection,
    service: Service,
    order: sa.Row[Any],
    claim: Claim,
    drawn: Drawn,
    sealed: SealedAvatar,
) -> None:
    avatar, now = drawn.outcome.avatar, service.clock()
    staging = avatar.assignment.staging
    avatar_id, made = secrets.token_hex(16), order.made + 1
    row = {
        "id": avatar_id,
        "order_id": order.id,
        "place": claim.place,
        "style": avatar.assignment.style,
        "file_format": service.rules.file_format,
        "size_bytes": len(avatar.file or b""),
        "side_px": avatar.assignment.size_px,
        "transparent": avatar.assignment.options.transparent,
        "ground": drawn.outcome.ground,
        "staging": sa.null() if staging == NOTHING_STAGED else asdict(staging),
        "likeness": avatar.score.source_distance,
        "skin": tell_skin(avatar.score).value,
        "object": sealed.object,
        "key": sealed.key,
        "kept": False,
        "favorite": False,
        "made_at": now,
        "expires_at": now + service.rules.avatar_ttl,
    }
    connection.execute(sa.insert(avatars).values(row))
    this = sa.update(orders).where(orders.c.id == order.id)
    connection.execute(this.values(made=made))
    content = {"id": avatar_id, "index": claim.place, "style": avatar.assignment.style}
    content |= {"made": made, "count": order.total}
    append_event(connection, order.id, kind="avatar", at=now, content=content)
    if made == order.total:
        enter_state(connection, order, OrderState.READY, now=now)


def _fail(
    connection: sa.Connection, service: Service, order: sa.Row[Any], fault: OrderFailed
) -> None:
    enter_state(
        connection,
        order,
        OrderState.FAILED,
        now=service.clock(),
        reason=fault.code,
        details=fault.details,
    )

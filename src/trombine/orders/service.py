"""What everything about orders shares: where things are kept, the time, and the host's rules."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from trombine.domain.catalogue import Catalogue
from trombine.imaging.codec import Format
from trombine.moderation.moderator import Moderator
from trombine.orders.queue import JobQueue
from trombine.orders.turns import TurnRule
from trombine.storage.vault import Vault


@dataclass(frozen=True, slots=True)
class OrderRules:
    """What the host decides for every order.

    Parameters
    ----------
    turns
        How often a user may order; None: no limit.
    draft_ttl
        After the last upload, when an order that was not submitted is erased.
    order_limit
        From its start, when a running order fails.
    avatar_ttl
        From its making, when an avatar nobody kept is erased.
    hold_ttl
        How long a photo waits for a person to look at it.
    """

    count: int = 30
    size_px: int = 1024
    file_format: Format = "webp"
    turns: TurnRule | None = None
    draft_ttl: timedelta = timedelta(minutes=30)
    order_limit: timedelta = timedelta(minutes=5)
    avatar_ttl: timedelta = timedelta(hours=24)
    hold_ttl: timedelta = timedelta(hours=24)


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Service:
    """The parts web, workers and commands are given."""

    database: sa.Engine
    vault: Vault
    queue: JobQueue
    catalogue: Catalogue
    rules: OrderRules = field(default_factory=OrderRules)
    moderator: Moderator = field(default_factory=Moderator)
    clock: Callable[[], datetime] = utc_now

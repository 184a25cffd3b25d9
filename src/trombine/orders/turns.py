"""Once a day: so many orders per user and period, which no race can exceed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from trombine.database.tables import turns
from trombine.domain.placed_order import Turn
from trombine.errors import LimitReached


@dataclass(frozen=True, slots=True)
class TurnRule:
    """So many orders per period; periods begin at midnight in the zone, weeks on Monday."""

    orders: int = 1
    period: Literal["day", "week", "month"] = "day"
    zone: str = "UTC"

    def begins(self, now: datetime) -> datetime:
        """Return when the period that ``now`` lies in began."""
        zone = UTC if self.zone == "UTC" else ZoneInfo(self.zone)
        day = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        match self.period:
            case "day":
                return day
            case "week":
                return day - timedelta(days=day.weekday())
            case "month":
                return day.replace(day=1)

    def renews(self, now: datetime) -> datetime:
        """Return when the next period begins."""
        begin = self.begins(now)
        match self.period:
            case "day":
                return begin + timedelta(days=1)
            case "week":
                return begin + timedelta(days=7)
            case "month":
                return (begin + timedelta(days=32)).replace(day=1)

    def name(self, now: datetime) -> str:
        """Return the key of the period in the table: the day it began."""
        return self.begins(now).date().isoformat()


def take_turn(
    connection: sa.Connection, order_id: str, *, user_id: str, rule: TurnRule, now: datetime
) -> None:
    """Take one of the user's turns for an order, within the caller's transaction.

    Raises
    ------
    LimitReached
        ``turns_used``, with the seconds to the next period.
    """
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    period = rule.name(now)
    mine = (turns.c.user_id == user_id) & (turns.c.period == period)
    taken = set(connection.execute(sa.select(turns.c.slot).where(mine)).scalars())
    for slot in sorted(set(range(rule.orders)) - taken):
        row = {"user_id": user_id, "period": period, "slot": slot, "order_id": order_id}
        # The primary key decides between two that are exactly simultaneous.
        attempt = insert(turns).values(row).on_conflict_do_nothing().returning(turns.c.slot)
        if connection.execute(attempt).first() is not None:
            return
    wait_s = int((rule.renews(now) - now).total_seconds()) + 1
    raise LimitReached("turns_used", orders=rule.orders, period=rule.period, retry_after_s=wait_s)


def give_turn_back(connection: sa.Connection, order_id: str) -> None:
    """Give back the turn an order took; an order without one is no fault."""
    connection.execute(sa.delete(turns).where(turns.c.order_id == order_id))


def read_turn(
    connection: sa.Connection, user_id: str, *, rule: TurnRule | None, now: datetime
) -> Turn:
    """Return how many turns a user has left."""
    if rule is None:
        return Turn(left=None, renews_at=None)
    used = connection.execute(
        sa.select(sa.func.count())
        .select_from(turns)
        .where(turns.c.user_id == user_id, turns.c.period == rule.name(now))
    ).scalar_one()
    return Turn(left=max(0, rule.orders - used), renews_at=rule.renews(now).astimezone(UTC))

"""How much may be asked in how much time, and the headers that say so.

Leaky buckets: each request fills one a little, time empties it; what would overflow is refused.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock

import sqlalchemy as sa
from fastapi import Request
from sqlalchemy.dialects import postgresql, sqlite

from trombine.database.tables import rate_limits
from trombine.errors import LimitReached

HEADERS_KEY = "trombine.headers"
MOST_BUCKETS = 100_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests per window, all at once or spread."""

    name: str
    requests: int
    window_s: int

    @property
    def drop_s(self) -> float:
        """Seconds in which one request runs out of the bucket."""
        return self.window_s / self.requests


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a rate after a request."""

    rate: Rate
    left: int
    reset_s: int

    def note(self, request: Request) -> None:
        """Let the answer say it (draft-ietf-httpapi-ratelimit-headers)."""
        headers: dict[str, str] = request.scope.setdefault(HEADERS_KEY, {})
        headers["RateLimit-Policy"] = (
            f'"{self.rate.name}";q={self.rate.requests};w={self.rate.window_s}'
        )
        headers["RateLimit"] = f'"{self.rate.name}";r={self.left};t={self.reset_s}'


def settle(rate: Rate, fill_s: float, request: Request) -> None:
    """Note what is left in a bucket filled so far, or refuse.

    Raises
    ------
    LimitReached
        ``rate_limited``, with the seconds to wait.
    """
    left = math.floor((rate.window_s - fill_s) / rate.drop_s + 1e-6)
    Allowance(rate, max(0, left), math.ceil(min(fill_s, rate.window_s))).note(request)
    if left < 0:
        wait_s = max(1, math.ceil(fill_s - rate.window_s))
        raise LimitReached("rate_limited", retry_after_s=wait_s)


@dataclass(slots=True)
class Buckets:
    """Buckets of this process alone, for what is asked often and costs little."""

    clock: Callable[[], float]
    empty_at: dict[str, float] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def take(self, request: Request, rate: Rate, who: str) -> None:
        """Let one more request of somebody pass.

        Raises
        ------
        LimitReached
            ``rate_limited``.
        """
        now = self.clock()
        with self.lock:
            if len(self.empty_at) > MOST_BUCKETS:
                self.empty_at = {w: at for w, at in self.empty_at.items() if at > now}
            fill_s = max(0.0, self.empty_at.get(who, now) - now) + rate.drop_s
            if fill_s <= rate.window_s:
                self.empty_at[who] = now + fill_s
        settle(rate, fill_s, request)


@dataclass(frozen=True, slots=True)
class RateLimits:
    """Buckets all processes share, for what must not be had in another."""

    database: sa.Engine
    clock: Callable[[], datetime]

    def take(self, request: Request, rate: Rate, who: str) -> None:
        """Let one more request of somebody pass; who they are is kept as a digest.

        Raises
        ------
        LimitReached
            ``rate_limited``.
        """
        bucket = sha256(f"{rate.name}:{who}".encode()).hexdigest()
        now = self.clock()
        full, drop = now + timedelta(seconds=rate.window_s), timedelta(seconds=rate.drop_s)
        with self.database.begin() as connection:
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            fill = dialect.insert(rate_limits).values(bucket=bucket, empty_at=now + drop)
            level = sa.type_coerce(rate_limits.c.empty_at, sa.Double)
            current = sa.case((level > now.timestamp(), level), else_=now.timestamp())
            fuller = current + rate.drop_s
            fill = fill.on_conflict_do_update(
                index_elements=[rate_limits.c.bucket],
                set_={"empty_at": fuller},
                where=fuller <= full.timestamp(),
            )
            taken = connection.execute(fill.returning(rate_limits.c.empty_at)).scalar()
            if taken is None:
                query = sa.select(rate_limits.c.empty_at).where(rate_limits.c.bucket == bucket)
                taken = connection.execute(query).scalar_one() + drop
        settle(rate, (taken - now).total_seconds(), request)

    def forget_empty(self) -> int:
        """Remove buckets that have run empty, and return how many."""
        empty = rate_limits.c.empty_at <= self.clock()
        with self.database.begin() as connection:
            return connection.execute(rate_limits.delete().where(empty)).rowcount


def address_of(request: Request) -> str:
    """Return the address a request came from; of an IPv6 address the network of one household."""
    host = request.client.host if request.client else "unknown"
    return ":".join(host.split(":")[:4]) if ":" in host else host

"""Sessions: a browser that signed in, until it signs out or is not seen for long."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from trombine.accounts.secret import digest, new_secret
from trombine.database import tables

SESSIONS, USERS = tables.sessions, tables.users
NOTE_EVERY = timedelta(minutes=10)
"""A visit is noted no more often than this, so that reading pages does not write."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of everybody; the browser holds the secret, we its digest."""

    engine: sa.Engine
    clock: Callable[[], datetime]
    lifetime: timedelta

    def open(self, user_id: str) -> str:
        """Return the secret of a new session."""
        secret, now = new_secret(), self.clock()
        row = {"digest": digest(secret), "user_id": user_id, "created_at": now, "seen_at": now}
        with self.engine.begin() as connection:
            connection.execute(SESSIONS.insert().values(**row))
        return secret

    def user_of(self, secret: str) -> str | None:
        """Return whose session this is, and note the visit; None when it is no session."""
        now = self.clock()
        query = (
            sa.select(SESSIONS.c.user_id, SESSIONS.c.seen_at)
            .join_from(SESSIONS, USERS)
            .where(SESSIONS.c.digest == digest(secret), ~USERS.c.is_disabled)
            .where(SESSIONS.c.seen_at > now - self.lifetime)
        )
        with self.engine.connect() as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            return None
        if found.seen_at < now - NOTE_EVERY:
            note = SESSIONS.update().where(SESSIONS.c.digest == digest(secret))
            # On a full disk what is there can be read all the same.
            with suppress(sa.exc.OperationalError), self.engine.begin() as connection:
                connection.execute(note.values(seen_at=now))
        return str(found.user_id)

    def close(self, secret: str) -> None:
        """End a session; nothing happens when it is none."""
        with self.engine.begin() as connection:
            connection.execute(SESSIONS.delete().where(SESSIONS.c.digest == digest(secret)))

    def close_all(self, user_id: str, *, but: str = "") -> None:
        """End every session of a user, except the one with this secret."""
        removal = SESSIONS.delete().where(SESSIONS.c.user_id == user_id)
        with self.engine.begin() as connection:
            connection.execute(removal.where(SESSIONS.c.digest != digest(but)))

    def remove_old(self) -> int:
        """Forget sessions that have ended by themselves, and return how many."""
        old = SESSIONS.c.seen_at <= self.clock() - self.lifetime
        with self.engine.begin() as connection:
            return connection.execute(SESSIONS.delete().where(old)).rowcount

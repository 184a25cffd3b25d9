"""Browsers that asked to be told when portraits are ready, and where their push service is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from trombine.accounts.secret import digest
from trombine.database import tables
from trombine.domain.text import Language

SUBSCRIPTIONS, USERS = tables.push_subscriptions, tables.users


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser gave, and the last order it was told about.

    Parameters
    ----------
    session
        Digest of the session it was given in, with which the subscription goes.
    endpoint
        Where its push service takes messages: who knows it could send some, so it is never logged.
    public_key, secret
        With which messages are made unreadable for the service.
    """

    session: str
    endpoint: str = field(repr=False)
    public_key: str
    secret: str = field(repr=False)
    language: Language
    made_at: datetime
    told_order: str | None = None


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """Everybody's subscriptions: one for each session, until it is signed out or has ended."""

    engine: sa.Engine
    clock: Callable[[], datetime]

    def put(
        self,
        user_id: str,
        session: str,
        *,
        endpoint: str,
        keys: tuple[str, str],
        language: Language,
    ) -> None:
        """Keep what the browser of a session gave, instead of what it had given before.

        ``session`` is its secret, ``keys`` are public key and secret of the subscription.
        """
        mine = SUBSCRIPTIONS.c.session == digest(session)
        subscription = Subscription(digest(session), endpoint, *keys, language, self.clock())
        row = {name: getattr(subscription, name) for name in Subscription.__dataclass_fields__}
        with self.engine.begin() as connection:
            # A browser that signs in anew has the endpoint it had before.
            same = mine | (SUBSCRIPTIONS.c.endpoint == endpoint)
            connection.execute(SUBSCRIPTIONS.delete().where(same))
            connection.execute(SUBSCRIPTIONS.insert().values(**row, user_id=user_id))

    def list_of(self, user_id: str) -> list[Subscription]:
        """Return a user's subscriptions; none of a user who is shut out."""
        query = (
            sa.select(*(SUBSCRIPTIONS.c[name] for name in Subscription.__dataclass_fields__))
            .join_from(SUBSCRIPTIONS, USERS)
            .where(SUBSCRIPTIONS.c.user_id == user_id, ~USERS.c.is_disabled)
            .order_by(SUBSCRIPTIONS.c.made_at)
        )
        with self.engine.connect() as connection:
            return [Subscription(**row) for row in connection.execute(query).mappings()]

    def withdraw(self, session: str) -> None:
        """Forget what the browser of a session gave; ``session`` is its secret."""
        self.remove(digest(session))

    def remove(self, session: str) -> None:
        """Forget a subscription, by the digest of its session."""
        with self.engine.begin() as connection:
            connection.execute(SUBSCRIPTIONS.delete().where(SUBSCRIPTIONS.c.session == session))

    def note_told(self, session: str, order_id: str) -> None:
        """Note that a browser needs to be told of this order no more."""
        mine = SUBSCRIPTIONS.update().where(SUBSCRIPTIONS.c.session == session)
        with self.engine.begin() as connection:
            connection.execute(mine.values(told_order=order_id))

"""Tokens: what a person gives to a program that acts for them."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from trombine.accounts.secret import digest, new_id, new_secret
from trombine.accounts.user import Scope
from trombine.database import tables
from trombine.errors import InputRefused, NotFound

TOKENS, USERS = tables.api_tokens, tables.users
PREFIX = "trombine_"
MOST_PER_USER = 20
NOTE_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its owner sees it; its secret was shown once."""

    id: str
    label: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of everybody, as digests."""

    engine: sa.Engine
    clock: Callable[[], datetime]

    def issue(
        self, user_id: str, *, label: str, scopes: Iterable[Scope], days: int | None = None
    ) -> tuple[Token, str]:
        """Return a new token and its secret.

        Raises
        ------
        InputRefused
            ``too_many_tokens``.
        """
        secret, now = new_secret(PREFIX), self.clock()
        token = Token(
            id=new_id(),
            label=label,
            scopes=frozenset(scopes),
            created_at=now,
            expires_at=now + timedelta(days=days) if days else None,
        )
        owned = sa.select(sa.func.count()).where(TOKENS.c.user_id == user_id)
        with self.engine.begin() as connection:
            connection.execute(
                TOKENS.insert().values(
                    id=token.id,
                    user_id=user_id,
                    digest=digest(secret),
                    label=label,
                    scopes=" ".join(sorted(token.scopes)),
                    created_at=now,
                    expires_at=token.expires_at,
                )
            )
            if connection.execute(owned).scalar_one() > MOST_PER_USER:
                raise InputRefused("too_many_tokens", maximum=MOST_PER_USER)
        return token, secret

    def list_of(self, user_id: str) -> list[Token]:
        """Return the tokens of a user, the oldest first."""
        query = _select().where(TOKENS.c.user_id == user_id).order_by(TOKENS.c.created_at)
        with self.engine.connect() as connection:
            return [_token(row) for row in connection.execute(query)]

    def user_of(self, secret: str) -> tuple[str, frozenset[Scope]] | None:
        """Return whose token this is and what it allows, and note its use; None when it is none."""
        now = self.clock()
        alive = TOKENS.c.expires_at.is_(None) | (TOKENS.c.expires_at > now)
        query = (
            sa.select(TOKENS.c.id, TOKENS.c.user_id, TOKENS.c.scopes, TOKENS.c.used_at)
            .join_from(TOKENS, USERS)
            .where(TOKENS.c.digest == digest(secret), alive, ~USERS.c.is_disabled)
        )
        with self.engine.connect() as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            return None
        if found.used_at is None or found.used_at < now - NOTE_EVERY:
            note = TOKENS.update().where(TOKENS.c.id == found.id).values(used_at=now)
            # On a full disk what is there can be read all the same.
            with suppress(sa.exc.OperationalError), self.engine.begin() as connection:
                connection.execute(note)
        return str(found.user_id), _scopes(found.scopes)

    def revoke(self, user_id: str, token_id: str) -> None:
        """Make one of a user's tokens worthless.

        Raises
        ------
        NotFound
            ``token_unknown``.
        """
        theirs = (TOKENS.c.user_id == user_id) & (TOKENS.c.id == token_id)
        with self.engine.begin() as connection:
            if not connection.execute(TOKENS.delete().where(theirs)).rowcount:
                raise NotFound("token_unknown")

    def revoke_all(self, user_id: str) -> None:
        """Make all of a user's tokens worthless."""
        with self.engine.begin() as connection:
            connection.execute(TOKENS.delete().where(TOKENS.c.user_id == user_id))


def _select() -> sa.Select[tuple[object, ...]]:
    return sa.select(*(TOKENS.c[name] for name in Token.__dataclass_fields__))


def _token(row: sa.Row[tuple[object, ...]]) -> Token:
    values = dict(row._mapping)  # noqa: SLF001  (documented API)
    return Token(**{**values, "scopes": _scopes(values["scopes"])})


def _scopes(words: object) -> frozenset[Scope]:
    return frozenset(Scope(word) for word in str(words).split())

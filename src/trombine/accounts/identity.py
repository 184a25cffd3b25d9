"""Who somebody is: asked of a provider, of which the password is one.

Another provider, such as OpenID Connect, is one more class with ``identify``: it checks what it
was given (a code and its state) and names the account. Sessions begin the same for all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa

from trombine.accounts.passwords import check_choice, hash_password, is_password
from trombine.accounts.secret import digest, new_secret
from trombine.accounts.user import User
from trombine.accounts.users import Users
from trombine.database import tables
from trombine.errors import InputRefused, NotFound, SignInNeeded

USERS, RESETS = tables.users, tables.password_resets
RESET_LIFETIME = timedelta(hours=1)


class IdentityProvider(Protocol):
    """Finds the account of who is there."""

    @property
    def name(self) -> str:
        """What the provider is called in addresses and in the log."""
        ...

    def identify(self, given: Mapping[str, str]) -> User:
        """Return the account of who gave these words.

        Raises
        ------
        SignInNeeded
            ``credentials_wrong``, whatever is wrong: what exists is not told.
        """
        ...


@dataclass(frozen=True, slots=True)
class Passwords:
    """The provider that asks for a name and a password."""

    engine: sa.Engine
    clock: Callable[[], datetime]
    users: Users

    @property
    def name(self) -> str:
        """What the provider is called."""
        return "password"

    def identify(self, given: Mapping[str, str]) -> User:
        """Return the account of ``name`` and ``password``; takes as long for unknown names.

        Raises
        ------
        SignInNeeded
            ``credentials_wrong``.
        """
        name = given.get("name", "").strip().lower()
        with self.engine.connect() as connection:
            query = sa.select(USERS.c.id, USERS.c.password_hash).where(
                USERS.c.name == name, ~USERS.c.is_disabled
            )
            found = connection.execute(query).one_or_none()
        if not is_password(given.get("password", ""), found.password_hash if found else None):
            raise SignInNeeded("credentials_wrong")
        assert found is not None  # noqa: S101  (for the type checker: nobody has no password)
        return self.users.find(found.id)

    def change(self, user: User, password: str) -> None:
        """Give a user another password, and make links to reset it worthless.

        Raises
        ------
        InputRefused
            ``password_length`` or ``password_guessable``.
        """
        check_choice(password, user.name)
        kept = hash_password(password)
        with self.engine.begin() as connection:
            change = USERS.update().where(USERS.c.id == user.id)
            connection.execute(change.values(password_hash=kept))
            connection.execute(RESETS.delete().where(RESETS.c.user_id == user.id))

    def offer_reset(self, user: User) -> str:
        """Return the secret with which this user can choose a new password within an hour."""
        secret = new_secret()
        row = {"digest": digest(secret), "user_id": user.id}
        with self.engine.begin() as connection:
            connection.execute(RESETS.delete().where(RESETS.c.user_id == user.id))
            expires_at = self.clock() + RESET_LIFETIME
            connection.execute(RESETS.insert().values(**row, expires_at=expires_at))
        return secret

    def reset(self, secret: str, password: str) -> User:
        """Give a new password to the user who holds this secret, once.

        Raises
        ------
        InputRefused
            ``reset_unknown``, ``password_length`` or ``password_guessable``.
        """
        known = (RESETS.c.digest == digest(secret)) & (RESETS.c.expires_at > self.clock())
        with self.engine.connect() as connection:
            user_id = connection.execute(sa.select(RESETS.c.user_id).where(known)).scalar()
        if user_id is None:
            raise InputRefused("reset_unknown")
        try:
            user = self.users.find(user_id)
        except NotFound as fault:
            raise InputRefused("reset_unknown") from fault
        check_choice(password, user.name)  # a choice that is refused leaves the link good
        with self.engine.begin() as connection:
            if not connection.execute(RESETS.delete().where(known)).rowcount:
                raise InputRefused("reset_unknown")  # somebody else was faster
        self.change(user, password)
        return user

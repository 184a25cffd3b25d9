"""Invitations: who has one may make an account."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from trombine.accounts.secret import digest, new_id, new_secret
from trombine.database import tables
from trombine.errors import InputRefused, NotFound

INVITATIONS = tables.invitations


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as the operator sees it; its secret was shown once."""

    id: str
    created_at: datetime
    expires_at: datetime
    uses_left: int


@dataclass(frozen=True, slots=True)
class Invitations:
    """The invitations the operator has given out."""

    engine: sa.Engine
    clock: Callable[[], datetime]

    def invite(self, *, uses: int = 1, days: int = 14) -> tuple[Invitation, str]:
        """Return a new invitation for so many accounts, and its secret."""
        secret, now = new_secret(), self.clock()
        invitation = Invitation(new_id(), now, now + timedelta(days=days), uses)
        row = {name: getattr(invitation, name) for name in Invitation.__dataclass_fields__}
        with self.engine.begin() as connection:
            connection.execute(INVITATIONS.insert().values(**row, digest=digest(secret)))
        return invitation, secret

    def list_open(self) -> list[Invitation]:
        """Return the invitations that can still be used, the oldest first."""
        columns = [INVITATIONS.c[name] for name in Invitation.__dataclass_fields__]
        usable = (INVITATIONS.c.uses_left > 0) & (INVITATIONS.c.expires_at > self.clock())
        query = sa.select(*columns).where(usable).order_by(INVITATIONS.c.created_at)
        with self.engine.connect() as connection:
            return [Invitation(*row) for row in connection.execute(query)]

    def revoke(self, invitation_id: str) -> None:
        """Take an invitation back.

        Raises
        ------
        NotFound
            ``invitation_unknown``.
        """
        with self.engine.begin() as connection:
            removal = INVITATIONS.delete().where(INVITATIONS.c.id == invitation_id)
            if not connection.execute(removal).rowcount:
                raise NotFound("invitation_unknown")


def take_invitation(connection: sa.Connection, secret: str, *, now: datetime) -> None:
    """Use an invitation up by one, as part of the transaction that makes the account.

    Raises
    ------
    InputRefused
        ``invitation_unknown``, also when it is used up or too old.
    """
    known = INVITATIONS.c.digest == digest(secret)
    usable = known & (INVITATIONS.c.uses_left > 0) & (INVITATIONS.c.expires_at > now)
    use = INVITATIONS.update().where(usable).values(uses_left=INVITATIONS.c.uses_left - 1)
    if not connection.execute(use).rowcount:
        raise InputRefused("invitation_unknown")

"""Finished avatars as their owners see them: shown, kept, erased, reported."""

import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from trombine.database.records import read_avatar
from trombine.database.tables import avatars, orders, reports
from trombine.domain.placed_order import Rule, StoredAvatar
from trombine.errors import NotFound
from trombine.orders.erasure import erase_avatars
from trombine.orders.service import Service
from trombine.storage.vault import SealedAvatar


@dataclass(frozen=True, slots=True)
class Gallery:
    """The avatars of all users; each function is given the user who asks."""

    service: Service

    def get(self, user_id: str, avatar_id: str) -> StoredAvatar:
        """Return what is known of an avatar.

        Raises
        ------
        NotFound
            ``avatar_unknown``: there is none, or it is somebody else's.
        """
        return read_avatar(self._row(user_id, avatar_id))

    def read(self, user_id: str, avatar_id: str) -> bytes:
        """Return an avatar's file, labelled as it was made.

        Raises
        ------
        NotFound, StorageFault
            ``avatar_unknown``; ``avatar_gone``, ``storage_unreachable``.
        """
        row = self._row(user_id, avatar_id)
        return self.service.vault.read_avatar(row.order_id, SealedAvatar(row.object, row.key))

    def change(
        self,
        user_id: str,
        avatar_id: str,
        *,
        keep: bool | None = None,
        favorite: bool | None = None,
    ) -> StoredAvatar:
        """Keep an avatar or let it go, mark it as a favorite or not; None leaves as it is.

        A favorite is kept. One let go is erased when the host's time has passed from now on.

        Raises
        ------
        NotFound
            ``avatar_unknown``.
        """
        row, service = self._row(user_id, avatar_id), self.service
        loved = row.favorite if favorite is None else favorite
        kept = loved or (row.kept if keep is None else keep)
        loved = loved and keep is not False
        kept = kept and keep is not False
        expires_at = None if kept else row.expires_at or service.clock() + service.rules.avatar_ttl
        values = {"kept": kept, "favorite": loved, "expires_at": expires_at}
        with service.database.begin() as connection:
            this = sa.update(avatars).where(avatars.c.id == avatar_id)
            connection.execute(this.values(values))
        return self.get(user_id, avatar_id)

    def erase(self, user_id: str, avatar_id: str) -> None:
        """Destroy one avatar.

        Raises
        ------
        NotFound
            ``avatar_unknown``.
        """
        row, service = self._row(user_id, avatar_id), self.service
        erase_avatars(
            service.database,
            service.vault,
            row.order_id,
            ids=frozenset({avatar_id}),
            rule=Rule.ASKED_BY_USER,
            now=service.clock(),
        )

    def report(self, user_id: str, avatar_id: str, *, reason: str, words: str = "") -> None:
        """Tell the host of an avatar that should not be; it waits in their list.

        Raises
        ------
        NotFound
            ``avatar_unknown``.
        """
        row = self._row(user_id, avatar_id)
        told = {"id": secrets.token_hex(16), "user_id": user_id, "avatar_id": avatar_id}
        about = {"order_id": row.order_id, "reason": reason, "words": words[:2000]}
        with self.service.database.begin() as connection:
            made_at = self.service.clock()
            connection.execute(sa.insert(reports).values({**told, **about, "made_at": made_at}))

    def _row(self, user_id: str, avatar_id: str) -> sa.Row[Any]:
        query = sa.select(avatars).join(orders, orders.c.id == avatars.c.order_id)
        query = query.where(avatars.c.id == avatar_id, orders.c.user_id == user_id)
        with self.service.database.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFound("avatar_unknown")
        return row

"""Photos of drafts: received encrypted, judged, replaced and removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from trombine.database.records import append_event, note_deletion, verdict_columns
from trombine.database.tables import orders, photos
from trombine.domain.photo import Verdict
from trombine.domain.placed_order import OrderState, PlacedOrder, Rule
from trombine.errors import Conflict, InputRefused, NotFound
from trombine.intake.admission import MAXIMUM_PHOTOS
from trombine.orders.service import Service
from trombine.orders.states import enter_state
from trombine.orders.taking import Orders, require_draft
from trombine.storage.keys import FOREVER_S
from trombine.storage.vault import PhotoWriter


@dataclass(frozen=True, slots=True)
class Uploads:
    """The photos of everybody's drafts; each function is given the user who asks."""

    service: Service

    def begin_photo(self, user_id: str, order_id: str, number: int) -> PhotoWriter:
        """Return a writer that encrypts a photo as it arrives; hand it to ``add_photo`` after.

        Raises
        ------
        NotFound, Conflict, InputRefused
            ``order_unknown``, ``order_not_draft``, ``photo_number_invalid``.
        """
        if not 1 <= number <= MAXIMUM_PHOTOS:
            raise InputRefused("photo_number_invalid", maximum=MAXIMUM_PHOTOS)
        if Orders(self.service).get(user_id, order_id).state is not OrderState.DRAFT:
            raise Conflict("order_not_draft")
        ttl_s = int(self.service.rules.draft_ttl.total_seconds())
        return self.service.vault.begin_photo(order_id, ttl_s=ttl_s)

    def add_photo(
        self, user_id: str, order_id: str, number: int, *, writer: PhotoWriter
    ) -> PlacedOrder:
        """Store what was written as the photo of this number, in the place of an earlier one.

        Raises
        ------
        NotFound, Conflict, StorageFault
            As above, when the order went on meanwhile; nothing is stored then.
        """
        service, now = self.service, self.service.clock()
        writer.store()
        try:
            with service.database.begin() as connection:
                order = require_draft(connection, user_id, order_id)
                replaced = self._drop_photo(connection, order, number, Rule.REPLACED)
                row = {"order_id": order_id, "number": number, "object": writer.name}
                size = {"size_bytes": writer.size_bytes, "uploaded_at": now}
                connection.execute(sa.insert(photos).values({**row, **size}))
                this = sa.update(orders).where(orders.c.id == order_id)
                connection.execute(this.values(touched_at=now, photos_erased_at=None))
                content = {"number": number}
                append_event(connection, order_id, kind="photo", at=now, content=content)
        except (NotFound, Conflict):
            service.vault.erase_photo(order_id, writer.name)
            raise
        for name in replaced:
            service.vault.erase_photo(order_id, name)
        return Orders(self.service).get(user_id, order_id)

    def read_photo(self, user_id: str, order_id: str, number: int) -> bytes:
        """Return the file of an uploaded photo: for a web process that has to judge it again.

        Raises
        ------
        NotFound, StorageFault
            ``order_unknown``, ``photo_unknown``; ``photo_gone``.
        """
        Orders(self.service).get(user_id, order_id)
        query = sa.select(photos.c.object)
        query = query.where(photos.c.order_id == order_id, photos.c.number == number)
        with self.service.database.connect() as connection:
            name = connection.execute(query).scalar_one_or_none()
        if name is None:
            raise NotFound("photo_unknown")
        return self.service.vault.read_photo(order_id, name)

    def note_verdicts(self, user_id: str, order_id: str, verdicts: Sequence[Verdict]) -> None:
        """Keep what was decided on photos of a draft; each that changed becomes an event."""
        now = self.service.clock()
        with self.service.database.begin() as connection:
            require_draft(connection, user_id, order_id)
            for verdict in verdicts:
                columns = verdict_columns(verdict)
                this = (photos.c.order_id == order_id) & (photos.c.number == verdict.photo)
                known = connection.execute(sa.select(photos).where(this)).one_or_none()
                if known is None or (
                    known.decision == columns["decision"] and known.findings == columns["findings"]
                ):
                    continue
                connection.execute(sa.update(photos).where(this).values(columns))
                content = {"number": verdict.photo, **columns}
                append_event(connection, order_id, kind="verdict", at=now, content=content)

    def freeze(self, user_id: str, order_id: str) -> None:
        """Set a draft aside for the host, a photo of which is on their list of known abuse."""
        service, now = self.service, self.service.clock()
        service.vault.keys.extend(order_id, ttl_s=FOREVER_S)
        with service.database.begin() as connection:
            order = require_draft(connection, user_id, order_id)
            enter_state(connection, order, OrderState.FROZEN, now=now, reason="order_frozen")

    def remove_photo(self, user_id: str, order_id: str, number: int) -> PlacedOrder:
        """Destroy one photo of a draft.

        Raises
        ------
        NotFound, Conflict
            ``order_unknown``, ``photo_unknown``, ``order_not_draft``.
        """
        now = self.service.clock()
        with self.service.database.begin() as connection:
            order = require_draft(connection, user_id, order_id)
            dropped = self._drop_photo(connection, order, number, Rule.ASKED_BY_USER)
            if not dropped:
                raise NotFound("photo_unknown")
            content = {"number": number, "erased": 1}
            append_event(connection, order_id, kind="photo", at=now, content=content)
        for name in dropped:
            self.service.vault.erase_photo(order_id, name)
        return Orders(self.service).get(user_id, order_id)

    def _drop_photo(
        self,
        connection: sa.Connection,
        order: sa.Row[Any],
        number: int,
        rule: Rule,
    ) -> Sequence[str]:
        """Take the row of a photo away; return the names of the objects to delete after."""
        this = (photos.c.order_id == order.id) & (photos.c.number == number)
        gone = sa.delete(photos).where(this).returning(photos.c.object)
        names = connection.execute(gone).scalars().all()
        if names:
            now = self.service.clock()
            note_deletion(connection, order, kind="photos", count=len(names), at=now, rule=rule)
        return names

"""Requests sent twice are done once: the second gets the answer of the first.

Draft-ietf-httpapi-idempotency-key-header. An answer is kept for a day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, TypeAlias

import sqlalchemy as sa
from fastapi import Header, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.dialects import postgresql, sqlite

from trombine.database.tables import idempotency_keys as keys
from trombine.errors import Conflict, InputRefused

KEPT = timedelta(days=1)
PATIENCE = timedelta(minutes=5)
"""After which a request that has not ended is taken to have died with its process."""

IdempotencyKey: TypeAlias = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Any text of yours. Sent again with the same request within a day, nothing is "
        "done twice, and the first answer is given again.",
    ),
]


@dataclass(frozen=True, slots=True)
class Once:
    """Requests with keys, of all processes."""

    database: sa.Engine
    clock: Callable[[], datetime]

    def answer(
        self,
        request: Request,
        *,
        user_id: str,
        key: str | None,
        asked: BaseModel | None = None,
        status: int = 200,
        act: Callable[[], BaseModel],
    ) -> Response:
        """Return what ``act`` answers, or answered when this was asked before.

        Raises
        ------
        InputRefused
            ``idempotency_key_reused``: it came with another request.
        Conflict
            ``idempotency_in_progress``.
        """
        if key is None:
            return _response(act().model_dump_json(), status)
        kept_as = sha256(key.encode()).hexdigest()
        words = f"{request.method} {request.url.path} {asked.model_dump_json() if asked else ''}"
        what = sha256(words.encode()).hexdigest()
        mine = (keys.c.user_id == user_id) & (keys.c.key == kept_as)
        if not self._begin(user_id, kept_as, what):
            return self._repeat(mine, what)
        try:
            answer = act().model_dump_json()
        except Exception:
            self._write(keys.delete().where(mine))
            raise
        self._write(keys.update().where(mine).values(status=status, answer=answer))
        return _response(answer, status)

    def forget_old(self) -> int:
        """Remove answers that are older than a day, and return how many."""
        return self._write(keys.delete().where(keys.c.asked_at <= self.clock() - KEPT))

    def _begin(self, user_id: str, key: str, what: str) -> bool:
        """Return whether this request is the first with its key."""
        now = self.clock()
        row = {"user_id": user_id, "key": key, "request": what, "asked_at": now}
        dead = keys.c.status.is_(None) & (keys.c.asked_at <= now - PATIENCE)
        postgres = self.database.dialect.name == "postgresql"
        insert = (postgresql if postgres else sqlite).insert(keys).values(row)
        again = insert.on_conflict_do_update(
            index_elements=[keys.c.user_id, keys.c.key],
            set_={"request": what, "asked_at": now, "status": None, "answer": None},
            where=dead | (keys.c.asked_at <= now - KEPT),
        )
        with self.database.begin() as connection:
            return connection.execute(again.returning(keys.c.key)).scalar() is not None

    def _repeat(self, mine: sa.ColumnElement[bool], what: str) -> Response:
        with self.database.connect() as connection:
            found = connection.execute(sa.select(keys).where(mine)).one_or_none()
        if found is None or (found.status is None and found.request == what):
            raise Conflict("idempotency_in_progress")
        if found.request != what:
            raise InputRefused("idempotency_key_reused")
        return _response(found.answer, found.status, {"Idempotency-Replayed": "true"})

    def _write(self, statement: sa.Delete | sa.Update) -> int:
        with self.database.begin() as connection:
            return connection.execute(statement).rowcount


def _response(body: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(body, status, headers=headers, media_type="application/json")

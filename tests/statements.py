"""Counts what is asked of a database, and how many rows are written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa


@dataclass
class Statements:
    """What was asked of a database, in order."""

    texts: list[str] = field(default_factory=list)
    rows_written: int = 0

    def note(self, _connection: sa.Connection, cursor: Any, text: str, *_: object) -> None:
        """Take one down."""
        self.texts.append(text)
        if not text.lstrip().upper().startswith(("SELECT", "WITH")):
            self.rows_written += max(0, cursor.rowcount)


@contextmanager
def counted(database: sa.Engine) -> Iterator[Statements]:
    """Count what all threads ask while the context is open."""
    seen = Statements()
    sa.event.listen(database, "after_cursor_execute", seen.note)
    try:
        yield seen
    finally:
        sa.event.remove(database, "after_cursor_execute", seen.note)

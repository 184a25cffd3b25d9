"""Drafts a migration from what ``tables.py`` says now: for developers."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from trombine.database.engine import open_database
from trombine.database.migrations import configure, migrate

with tempfile.TemporaryDirectory() as folder:
    engine = open_database(f"sqlite:///{folder}/draft.sqlite3")
    migrate(engine)
    with engine.connect() as connection:
        config = configure(connection)
        number = len(list(Path(__file__).parent.glob("versions/0*.py"))) + 1
        command.revision(config, message=sys.argv[1], autogenerate=True, rev_id=f"{number:04d}")

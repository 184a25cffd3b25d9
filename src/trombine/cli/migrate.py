"""``trombine migrate``: brings the database to what this version needs."""

import click

from trombine.cli.help import Command
from trombine.database.engine import open_database
from trombine.database.migrations import migrate as migrate_database
from trombine.settings import read_settings


@click.command(cls=Command)
def migrate() -> None:
    """Create or alter the tables; ``serve`` does it by itself."""
    migrate_database(open_database(read_settings().database_url))

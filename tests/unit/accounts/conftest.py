import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.service_parts import Clock

from trombine.accounts import passwords
from trombine.accounts.identity import Passwords
from trombine.accounts.user import User
from trombine.accounts.users import Application, Users
from trombine.database.engine import open_database
from trombine.database.tables import metadata

PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture(autouse=True)
def _light_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", passwords.PasswordHasher(1, 8, 1))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "database.sqlite3"
    engine = open_database(f"sqlite:///{path}")
    metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def engine(empty_database: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    shutil.copy(empty_database, tmp_path / "database.sqlite3")
    engine = open_database(f"sqlite:///{tmp_path / 'database.sqlite3'}")
    yield engine
    engine.dispose()


@pytest.fixture
def users(engine: sa.Engine, clock: Clock) -> Users:
    return Users(engine, clock)


@pytest.fixture
def zoe(users: Users) -> User:
    return users.add(Application("zoe", PASSWORD, email="zoe@example.org"))


@pytest.fixture
def identities(engine: sa.Engine, clock: Clock, users: Users) -> Passwords:
    return Passwords(engine, clock, users)

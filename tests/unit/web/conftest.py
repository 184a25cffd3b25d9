from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web_parts import LOCAL_TOKEN, LOCAL_URL, Web, open_web

from trombine.accounts import passwords


@pytest.fixture(autouse=True)
def _light_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", passwords.PasswordHasher(1, 8, 1))


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    web = open_web(tmp_path)
    yield web
    web.services.database.dispose()


@pytest.fixture
def local_web(tmp_path: Path) -> Iterator[Web]:
    web = open_web(tmp_path, mode="local", public_url=LOCAL_URL, local_token=LOCAL_TOKEN)
    yield web
    web.services.database.dispose()

import shutil
import uuid
from collections.abc import Callable, Iterator

import pytest
from tests.servers import Postgres, find_postgres, run_postgres, run_redis, run_s3


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    if find_postgres() is None:
        pytest.skip("needs PostgreSQL (Debian: apt install postgresql)")
    with run_postgres() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if shutil.which("redis-server") is None:
        pytest.skip("needs redis-server (Debian: apt install redis-server)")
    with run_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="session")
def s3_environment() -> Iterator[dict[str, str]]:
    with run_s3() as environment:
        yield environment


MakeSettings = Callable[[], dict[str, str]]


@pytest.fixture(scope="session")
def many_machines(
    postgres: Postgres, redis_url: str, s3_environment: dict[str, str]
) -> Iterator[MakeSettings]:
    """Settings of a new service on PostgreSQL, S3 and Redis."""

    def make() -> dict[str, str]:
        name = f"t{uuid.uuid4().hex}"
        return {
            "TROMBINE_DATABASE_URL": postgres.make_database(name),
            "TROMBINE_BLOBS": f"s3://shelf/{name}",
            "TROMBINE_KEYS": redis_url,
        }

    with pytest.MonkeyPatch.context() as patch:
        for name, value in s3_environment.items():
            patch.setenv(name, value)
        yield make


@pytest.fixture(scope="module", params=["one machine", "many machines"])
def make_settings(request: pytest.FixtureRequest) -> MakeSettings:
    """Settings of a new service on SQLite and folders, then on PostgreSQL, S3 and Redis."""
    if request.param == "one machine":
        return dict
    found: MakeSettings = request.getfixturevalue("many_machines")
    return found

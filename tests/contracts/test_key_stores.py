"""Every key store keeps one key per order, forgets it in time and destroys it for good."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from tests.servers import run_redis

from trombine.errors import StorageFault
from trombine.storage.keys import FileKeys, KeyStore, RedisKeys, open_keys

HOUR = 3600


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if shutil.which("redis-server") is None:
        pytest.skip("needs redis-server (Debian: apt install redis-server)")
    with run_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(params=["file", "redis"])
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> KeyStore:
    if request.param == "file":
        return open_keys(f"file://{tmp_path}/keys")
    return open_keys(request.getfixturevalue("redis_url"))


def test_the_same_name_gives_the_same_key(keys: KeyStore) -> None:
    first = keys.obtain("one", ttl_s=HOUR)
    assert len(first) == 32
    assert keys.obtain("one", ttl_s=HOUR) == first == keys.read("one")
    assert keys.obtain("two", ttl_s=HOUR) != first


def test_a_destroyed_key_is_gone_and_its_name_gives_another(keys: KeyStore) -> None:
    first = keys.obtain("order", ttl_s=HOUR)
    keys.destroy("order")
    keys.destroy("order")
    assert keys.read("order") is None
    assert keys.obtain("order", ttl_s=HOUR) != first


def test_a_key_whose_time_has_passed_cannot_be_read(keys: KeyStore) -> None:
    keys.obtain("brief", ttl_s=1)
    keys.extend("absent", ttl_s=HOUR)
    time.sleep(1.1)
    assert keys.read("brief") is None
    assert keys.read("absent") is None


def test_a_key_that_is_extended_stays(keys: KeyStore) -> None:
    first = keys.obtain("longer", ttl_s=1)
    keys.extend("longer", ttl_s=HOUR)
    time.sleep(1.1)
    assert keys.read("longer") == first


def test_a_key_file_is_overwritten_before_it_goes(tmp_path: Path) -> None:
    keys = FileKeys(tmp_path)
    keys.obtain("order", ttl_s=HOUR)
    (tmp_path / "seen").hardlink_to(tmp_path / "order")  # what a look at the disk would see
    before = (tmp_path / "seen").read_bytes()
    keys.destroy("order")
    assert not (tmp_path / "order").exists()
    assert set((tmp_path / "seen").read_bytes()) == {0}
    assert set(before) != {0}


def test_keys_that_are_due_are_named(tmp_path: Path) -> None:
    now = time.time()
    keys = FileKeys(tmp_path, clock=lambda: now)
    keys.obtain("due", ttl_s=10)
    keys.obtain("young", ttl_s=HOUR)
    later = FileKeys(tmp_path, clock=lambda: now + 60)
    assert list(later.expired()) == ["due"]


def test_a_key_that_is_just_being_made_is_not_due(tmp_path: Path) -> None:
    (tmp_path / ".order.12ab34cd").write_bytes(b"half a key")
    assert list(FileKeys(tmp_path).expired()) == []
    later = FileKeys(tmp_path, clock=lambda: time.time() + 2 * HOUR)
    assert list(later.expired()) == [".order.12ab34cd"]


def test_a_store_that_does_not_answer_says_so() -> None:
    absent = redis.Redis.from_url("redis://127.0.0.1:1", socket_timeout=1)
    with pytest.raises(StorageFault, match="keys_unreachable"):
        RedisKeys(absent).read("order")

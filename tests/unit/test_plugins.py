"""What other packages bring is found by itself; what is broken is never passed over."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.service_parts import open_house

import trombine
from trombine.accounts.users import Users
from trombine.bootstrap import open_catalogue, open_moderator
from trombine.cli import main
from trombine.domain.photo import Decision
from trombine.engines.registry import installed_engines, list_engines, open_engine
from trombine.errors import InputRefused, InstallationBroken, SignInNeeded
from trombine.imaging.codec import decode_photo
from trombine.intake.admission import inspect, judge_set
from trombine.settings import read_settings
from trombine.storage.blobs import open_blobs
from trombine.storage.keys import open_keys
from trombine.web import start

Install = Callable[[str, str, str], None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return what installs a package of one module with one entry point."""

    def put(group: str, entry: str, code: str) -> None:
        number = len(list(tmp_path.glob("*.dist-info")))
        name = f"somebodys_{tmp_path.name.replace('-', '_')}_{number}"
        (tmp_path / f"{name}.py").write_text(code)
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        plug, attribute = entry.split(":")
        (info / "entry_points.txt").write_text(f"[{group}]\n{plug} = {name}:{attribute}\n")
        installed_engines.cache_clear()

    monkeypatch.syspath_prepend(str(tmp_path))
    installed_engines.cache_clear()
    yield put  # type: ignore[misc]  # a fixture that cleans up
    installed_engines.cache_clear()


ENGINE = """
from tests.fake_engine import FakeEngine

class Chalk(FakeEngine):
    slug = "chalk"
"""
REFUSES = """
from trombine.moderation.policy import Judgment, Ruling

class Refuses:
    def judge(self, image, kind):
        return Judgment("nudity_photo" if kind == "photo" else "nudity_avatar", Ruling.REFUSE)
"""
HOUSE_KEY = """
class HouseKey:
    name = "house-key"

    def __init__(self, engine, clock, users):
        self.users = users

    def identify(self, given):
        from trombine.errors import SignInNeeded
        if given["password"] != "under the mat":
            raise SignInNeeded("credentials_wrong")
        return self.users.ensure_local()
"""
STORES = """
from obstore.store import MemoryStore
from trombine.storage.keys import FileKeys

def open_memory(url):
    return MemoryStore()

def open_folder(url):
    return FileKeys(__import__("pathlib").Path(url.partition("://")[2]))
"""


def test_an_engine_of_another_package_is_one_of_ours(install: Install) -> None:
    install("trombine.engines", "chalk:Chalk", ENGINE)

    assert list_engines()[-1] == "chalk"
    assert open_catalogue(open_engine("chalk")).engines == {
        "dots": "chalk",
        "lines": "chalk",
        "waves": "chalk",
    }


@pytest.mark.parametrize(
    ("entry", "code", "fault"),
    [
        ("portrait:Chalk", ENGINE, "plugin_name_taken"),
        ("chalk:Missing", ENGINE, "plugin_broken"),
        ("chalk:Chalk", "raise ZeroDivisionError", "plugin_broken"),
        ("other:Chalk", ENGINE, "plugin_broken"),
        ("chalk:Chalk", "Chalk = 5", "plugin_broken"),
    ],
)
def test_an_engine_that_is_broken_is_not_passed_over(
    install: Install, entry: str, code: str, fault: str
) -> None:
    install("trombine.engines", entry, code)

    with pytest.raises(InstallationBroken) as broken:
        open_engine(entry.partition(":")[0] if fault == "plugin_broken" else "cubism")

    assert broken.value.code == fault


def test_an_installed_check_is_asked_beside_ours(install: Install, sample_set: list[Path]) -> None:
    install("trombine.moderation", "refuses:Refuses", REFUSES)
    photo = inspect(decode_photo(sample_set[0].read_bytes()), 1)

    (verdict,) = judge_set([photo], open_moderator()).verdicts

    assert verdict.decision is Decision.REFUSED
    assert verdict.findings[0].code == "nudity_photo"


@pytest.mark.parametrize(
    "words", [["check"], ["make", "--count", "1", "--out", "{out}"]], ids=["check", "make"]
)
def test_an_installed_check_is_asked_by_the_command_line(
    install: Install,
    sample_set: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
) -> None:
    install("trombine.moderation", "refuses:Refuses", REFUSES)
    given = [word.format(out=tmp_path / "out") for word in words]
    monkeypatch.setattr(sys, "argv", ["trombine", *given, *map(str, sample_set[:3])])

    with pytest.raises(SystemExit) as end:
        main()

    assert end.value.code == 2


def test_an_installed_check_is_asked_by_the_library(
    install: Install, sample_set: list[Path]
) -> None:
    install("trombine.moderation", "refuses:Refuses", REFUSES)

    verdicts = [*trombine.check_photos(sample_set[0])]
    with trombine.Studio(workers=1) as studio:
        verdicts += studio.check(sample_set[0])

    assert [verdict.findings[0].code for verdict in verdicts] == ["nudity_photo"] * 2


def test_an_engine_nobody_installed_is_refused_as_a_setting(install: Install) -> None:
    with pytest.raises(InputRefused) as refusal:
        read_settings({"TROMBINE_ENGINES": "portrait,chalk"})
    assert refusal.value.code == "setting_invalid"

    install("trombine.engines", "chalk:Chalk", ENGINE)

    assert read_settings({"TROMBINE_ENGINES": "portrait,chalk"}).engines == ("portrait", "chalk")


@pytest.mark.parametrize(
    ("group", "open_it"),
    [
        ("trombine.engines", lambda: open_engine("chalk")),
        ("trombine.moderation", open_moderator),
        ("trombine.blobs", lambda: open_blobs("chalk://left")),
        ("trombine.keys", lambda: open_keys("chalk://left")),
    ],
)
def test_what_fails_when_it_is_opened_is_said_by_name_and_package(
    install: Install, group: str, open_it: Callable[[], object]
) -> None:
    install(group, "chalk:fail", "def fail(*_):\n    raise ZeroDivisionError\n")

    with pytest.raises(InstallationBroken) as broken:
        open_it()

    assert broken.value.code == "plugin_broken"
    assert broken.value.details["name"] == "chalk"
    assert str(broken.value.details["package"]).startswith("somebodys_")


def test_a_host_chooses_who_is_asked_who_signs_in(install: Install, tmp_path: Path) -> None:
    install("trombine.identity", "house-key:HouseKey", HOUSE_KEY)
    house = open_house(tmp_path)
    users = Users(house.service.database, house.service.clock)
    settings = read_settings({"TROMBINE_IDENTITY": "house-key", "TROMBINE_DATA": str(tmp_path)})

    provider = start._identity(settings, house.service, users)  # noqa: SLF001

    assert provider is not None
    assert provider.identify({"password": "under the mat"}) == users.ensure_local()
    with pytest.raises(SignInNeeded):
        provider.identify({"password": "under the pot"})
    house.service.database.dispose()


def test_a_provider_nobody_installed_is_named_at_the_start(tmp_path: Path) -> None:
    house = open_house(tmp_path)
    settings = read_settings({"TROMBINE_IDENTITY": "retina", "TROMBINE_DATA": str(tmp_path)})

    with pytest.raises(InputRefused) as refusal:
        start._identity(settings, house.service, Users(house.service.database, house.clock))  # noqa: SLF001

    assert refusal.value.details == {"name": "retina", "known": "password"}
    house.service.database.dispose()


def test_photos_and_keys_may_lie_elsewhere(install: Install, tmp_path: Path) -> None:
    install("trombine.blobs", "cellar:open_memory", STORES)
    install("trombine.keys", "chest:open_folder", STORES)

    blobs, keys = open_blobs("cellar://left"), open_keys(f"chest://{tmp_path}/chest")

    assert list(blobs.names()) == []
    assert keys.read("nobody") is None


@pytest.mark.parametrize("open_store", [open_blobs, open_keys])
def test_an_address_nobody_can_use_is_refused(open_store: Callable[[str], object]) -> None:
    with pytest.raises(InputRefused) as refusal:
        open_store("attic://left")

    assert (refusal.value.code, refusal.value.details["scheme"]) == (
        "storage_scheme_unknown",
        "attic",
    )

"""The service is put together as the settings say: what it offers, and who may draw it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.service_parts import CONSENT, House, open_house

from trombine.bootstrap import open_catalogue
from trombine.bootstrap.service import open_service, plan_worker
from trombine.domain.order import Order
from trombine.engines.diffusion import engine as engine_module
from trombine.engines.diffusion.engine import DiffusionEngine
from trombine.engines.registry import open_engine
from trombine.errors import InputRefused
from trombine.planning import ask_order
from trombine.settings import Settings, read_settings

COMMUNITY = {"TROMBINE_MODE": "community", "TROMBINE_PUBLIC_URL": "https://avatars.example"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path)
    yield opened
    opened.service.database.dispose()


def settings(folder: Path, **given: str) -> Settings:
    engines = {"TROMBINE_ENGINES": "portrait,diffusion"}
    return read_settings({"TROMBINE_DATA": str(folder), **engines, **given})


def test_a_machine_without_the_libraries_becomes_no_gpu_worker(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "EXTRA", ("no_such_library",))

    with pytest.raises(InputRefused, match="engine_extra_missing"):
        plan_worker(settings(house.folder), house.service, "diffusion")


def test_one_process_draws_on_a_gpu_however_many_are_asked_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DiffusionEngine, "check_ready", lambda _: None)
    chosen = settings(house.folder, TROMBINE_WORKERS="4")

    assert plan_worker(chosen, house.service, "diffusion").processes == 1
    assert plan_worker(chosen, house.service).processes == 4


def test_a_service_offers_both_engines_and_nobodys_own_words(house: House) -> None:
    offered = open_service(settings(house.folder, **COMMUNITY))
    house = replace(house, service=replace(house.service, catalogue=offered.catalogue))
    offered.database.dispose()

    house.orders.create("ada", styles=["jazz"], options={}, consent=CONSENT)
    words = {"own-words": {"words": "A lighthouse keeper"}}
    with pytest.raises(InputRefused, match="style_unknown"):
        house.orders.create("ada", styles=["own-words"], options=words, consent=CONSENT)


@pytest.mark.parametrize(
    ("styles", "prompt"), [(None, "A lighthouse keeper"), (["own-words"], None)]
)
def test_the_command_line_of_a_host_refuses_own_words_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, styles: list[str] | None, prompt: str | None
) -> None:
    monkeypatch.setenv("TROMBINE_DATA", str(tmp_path))
    words = {"own-words": {"words": "A lighthouse keeper"}} if styles else {}

    def ask() -> Order:
        catalogue = open_catalogue(open_engine("diffusion"))
        return ask_order(catalogue, styles=styles, options=words, prompt=prompt)

    assert ask().styles == ("own-words",)
    for name, value in COMMUNITY.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(InputRefused, match="own_words_local_only"):
        ask()

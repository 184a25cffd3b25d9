"""An order of imagined avatars goes through the service: queue, worker, steps, vault."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.service_parts import CONSENT, START

from trombine.database.migrations import migrate
from trombine.database.tables import users
from trombine.domain.placed_order import OrderState, PlacedOrder
from trombine.imaging.codec import read_xmp
from trombine.jobs.gallery import Gallery
from trombine.jobs.orders import Orders
from trombine.jobs.service import Service
from trombine.jobs.uploads import Uploads
from trombine.premises import open_service
from trombine.settings import read_settings

COUNT, PATIENCE_S = 4, 240


@pytest.fixture
def service(weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    environment = {
        "TROMBINE_DATA": tmp_path / "data",
        "TROMBINE_WEIGHTS": weights,
        "TROMBINE_ENGINES": "portrait,diffusion",
        "TROMBINE_DIFFUSION_DEVICE": "cpu",
        "TROMBINE_DIFFUSION_SIDE": 256,
        "TROMBINE_AVATARS_PER_ORDER": COUNT,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, str(value))
    (tmp_path / "data").mkdir()
    opened = open_service(read_settings())
    migrate(opened.database)
    with opened.database.begin() as connection:
        connection.execute(users.insert().values(id="ada", created_at=START))
    yield opened
    opened.database.dispose()


@contextmanager
def gpu_worker(root: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.diffusion.gpu_worker"]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "worker ready\n"
        yield
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def submit(service: Service, photos: list[Path], styles: list[str]) -> PlacedOrder:
    orders, uploads = Orders(service), Uploads(service)
    order = orders.create("ada", styles=styles, options={}, consent=CONSENT)
    for number, path in enumerate(photos, start=1):
        writer = uploads.begin_photo("ada", order.id, number)
        writer.write(path.read_bytes())
        uploads.add_photo("ada", order.id, number, writer=writer)
    return orders.submit("ada", order.id)


def wait_for(service: Service, order_id: str, state: OrderState) -> PlacedOrder:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        order = Orders(service).get("ada", order_id)
        if order.state == state:
            return order
        time.sleep(0.2)
    raise AssertionError(order)


def test_imagined_orders_run_one_after_the_other_on_a_warm_model_and_can_be_cancelled(
    service: Service, sample_set: list[Path], pytestconfig: pytest.Config
) -> None:
    assert "own-words" not in service.cards
    with gpu_worker(pytestconfig.rootpath):
        first = submit(service, sample_set, ["jazz"])
        wait_for(service, first.id, OrderState.READY)
        second = submit(service, sample_set, ["royal"])
        wait_for(service, second.id, OrderState.RUNNING)
        Orders(service).cancel("ada", second.id)
        wait_for(service, second.id, OrderState.CANCELLED)

    avatars = Orders(service).get("ada", first.id).avatars
    assert len(avatars) == COUNT
    packet = read_xmp(Gallery(service).read("ada", avatars[0].id))
    assert b"trainedAlgorithmicMedia" in packet
    assert b"FLUX.2-klein-4B" in packet
    events = Orders(service).events_after("ada", first.id, 0)
    assert any("steps" in event.content for event in events if event.kind == "stage")

"""An order of imagined avatars goes through the service: queue, worker, steps, vault."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.service_parts import CONSENT, START

from trombine.bootstrap.service import open_service
from trombine.database.migrations import migrate
from trombine.database.tables import renderings, users
from trombine.domain.placed_order import OrderState, PlacedOrder, RenderingState
from trombine.engines.diffusion.klein import STEPS
from trombine.errors import InputRefused
from trombine.imaging.codec import read_xmp
from trombine.orders.gallery import Gallery
from trombine.orders.service import Service
from trombine.orders.taking import Orders
from trombine.orders.uploads import Uploads
from trombine.settings import read_settings

COUNT, PATIENCE_S = 30, 480


@pytest.fixture
def service(weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    environment = {
        "TROMBINE_DATA": tmp_path / "data",
        "TROMBINE_WEIGHTS": weights,
        "TROMBINE_ENGINES": "portrait,diffusion",
        "TROMBINE_DIFFUSION_DEVICE": "cpu",
        "TROMBINE_DIFFUSION_SIDE": 256,
        "TROMBINE_AVATARS_PER_ORDER": COUNT,
        "TROMBINE_WORKERS": 4,
        "TEST_PERSONS_MET": tmp_path / "met",
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
        process.wait(PATIENCE_S)
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


def wait_for_steps(service: Service, order_id: str) -> dict[str, object]:
    """Return the first event that tells of a step that is not the last."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        for event in Orders(service).events_after("ada", order_id, 0):
            if event.kind == "stage" and "steps" in event.content:
                return dict(event.content)
        time.sleep(0.05)
    raise AssertionError(order_id)


def test_imagined_orders_run_one_after_the_other_on_a_warm_model_and_can_be_cancelled(
    service: Service, sample_set: list[Path], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    with gpu_worker(pytestconfig.rootpath):
        first = submit(service, sample_set, ["jazz", "royal"])
        wait_for(service, first.id, OrderState.READY)
        second = submit(service, sample_set, ["royal"])
        step = wait_for_steps(service, second.id)
        Orders(service).cancel("ada", second.id)
        cancelled = wait_for(service, second.id, OrderState.CANCELLED)
        third = submit(service, sample_set, ["jazz"])
        wait_for_steps(service, third.id)

    assert step["of"] == COUNT * STEPS
    assert int(str(step["steps"])) < COUNT * STEPS
    assert cancelled.avatars == ()
    with service.database.connect() as connection:
        here = sa.select(renderings.c.state).where(renderings.c.order_id == third.id)
        states = set(connection.execute(here).scalars())
    assert (
        RenderingState.PLANNED in states
    )  # the worker ended in the middle and put back what was left
    assert RenderingState.DRAWING not in states
    met = (tmp_path / "met").read_text().split()
    assert len(met) == 3
    assert len(set(met)) == 1  # one process, whatever TROMBINE_WORKERS says, and it stayed

    avatars = Orders(service).get("ada", first.id).avatars
    files = [Gallery(service).read("ada", avatar.id) for avatar in avatars]
    assert len(files) == len(set(files)) == COUNT
    for file in files:
        assert b"digitalsourcetype/trainedAlgorithmicMedia" in read_xmp(file)
        assert b"FLUX.2-klein-4B" in read_xmp(file)


def test_ones_own_words_are_not_to_be_had_from_a_service(service: Service) -> None:
    options = {"own-words": {"words": "A lighthouse keeper"}}

    assert "jazz" in service.catalogue.styles
    with pytest.raises(InputRefused, match="style_unknown"):
        Orders(service).create("ada", styles=["own-words"], options=options, consent=CONSENT)

"""What ``trombine doctor`` tries: a picture from photo to label, an order, the ground to serve on.

Each trial is done as the user who asks; what it writes is gone afterwards.
"""

import socket
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeAlias

import sqlalchemy as sa

from trombine.bootstrap import open_labeller, open_verifier
from trombine.bootstrap.ground import list_folders, require_writable
from trombine.bootstrap.memory import memory_mb, require_memory
from trombine.bootstrap.service import open_service
from trombine.database.engine import require_sqlite
from trombine.database.migrations import migrate
from trombine.database.tables import users
from trombine.domain.order import DEFAULT_ENGINE, Assignment
from trombine.domain.photo import Photo
from trombine.domain.placed_order import Consent, OrderState
from trombine.domain.subject import Subject
from trombine.engines.registry import open_engine
from trombine.errors import InputRefused, InstallationBroken, OrderFailed, TrombineError
from trombine.imaging.codec import decode_photo
from trombine.intake.admission import MINIMUM_PHOTOS, inspect
from trombine.jobs.queue import DurableQueue
from trombine.kernels import kept_in
from trombine.orders.taking import Orders
from trombine.orders.uploads import Uploads
from trombine.settings import PREFIX, Settings, read_settings

STYLE = "painted"
SIZE_PX = 512
USER = "doctor"
State: TypeAlias = Literal["sound", "noted", "broken"]


@dataclass(frozen=True, slots=True)
class Found:
    """What one trial found; ``words`` are for people, and a fault has a sentence instead.

    ``noted``: something to know that keeps nothing from working.
    """

    trial: str
    state: State
    words: str = ""
    fault: TrombineError | None = None


def try_out(trial: str, attempt: Callable[[], str]) -> Found:
    """Return what an attempt found; it answers in words, or raises one of our faults."""
    try:
        return Found(trial, "sound", attempt())
    except TrombineError as fault:
        return Found(trial, "broken", fault=fault)


def try_drawing() -> Iterator[Found]:
    """Yield how a picture fares from the file to its label; what follows a failure is not tried."""
    known: list[Photo] = []
    yield (found := try_out("photo", lambda: _judge_sample(known)))
    if found.state == "sound":
        yield try_out("picture", lambda: _draw_sample(known[0]))


def try_ordering() -> Iterator[Found]:
    """Yield whether an order can be placed, in a database and a vault made for it."""
    yield try_out("order", _place_order)


def try_ground(settings: Settings) -> Iterator[Found]:
    """Yield what ``trombine serve`` would find as this user."""
    for folder in list_folders(settings):
        yield try_out("folder", lambda folder=folder: _write_to(folder))  # type: ignore[misc]
    yield try_out("sqlite", _ask_sqlite)
    for port in filter(None, (settings.port, settings.metrics_port)):
        yield _try_port(settings.host if port == settings.port else settings.metrics_host, port)
    yield try_out("memory", _ask_memory)
    kept = kept_in()
    if kept is None:
        yield Found("kernels", "noted", fault=InstallationBroken("kernels_in_memory"))
    else:
        yield Found("kernels", "sound", str(kept))


def _judge_sample(known: list[Photo]) -> str:
    """Decode the sample portrait in the locked process and judge it, as every photo is."""
    sample = files("trombine.samples") / "astronaut.png"
    judged = inspect(decode_photo(sample.read_bytes()), 1)
    if judged.photo is None:
        raise InstallationBroken("sample_unusable")
    known.append(judged.photo)
    return "decoded, face found"


def _draw_sample(photo: Photo) -> str:
    """Draw, label and read the label back."""
    engine = open_engine(DEFAULT_ENGINE)
    sitting = engine.sit(Subject((photo,)))
    drawn = sitting.render(Assignment(1, STYLE, photo=1, variation=0, seed=0))
    file = open_labeller().label(drawn.image, engine.cards[STYLE], "webp", size_px=SIZE_PX)
    if not open_verifier().verify(file).claims.xmp.found:
        raise InstallationBroken("sample_unlabelled")
    return f"drawn ({STYLE}), labelled, label read back"


def _place_order() -> str:
    with tempfile.TemporaryDirectory(prefix="trombine-doctor-") as folder:
        # Nothing of the operator's own: their database, store and keys are not touched.
        service = open_service(read_settings({f"{PREFIX}DATA": folder}))
        try:
            migrate(service.database)
            with service.database.begin() as connection:
                row = {"id": USER, "created_at": service.clock()}
                connection.execute(sa.insert(users).values(row))
            orders, uploads = Orders(service), Uploads(service)
            consent = Consent("doctor", "en")
            order = orders.create(USER, styles=None, options={}, consent=consent)
            for number in range(1, MINIMUM_PHOTOS + 1):
                writer = uploads.begin_photo(USER, order.id, number)
                writer.write(bytes([number]))
                uploads.add_photo(USER, order.id, number, writer=writer)
            if orders.submit(USER, order.id).state is not OrderState.QUEUED:
                raise OrderFailed("order_not_placed", cause="state")
        except sa.exc.SQLAlchemyError as fault:
            raise OrderFailed("order_not_placed", cause=type(fault).__name__) from fault
        finally:
            if isinstance(service.queue, DurableQueue):
                service.queue.client.destroy()
            service.database.dispose()
    return "placed in a temporary folder"


def _write_to(folder: Path) -> str:
    require_writable(folder)
    return str(folder)


def _ask_sqlite() -> str:
    require_sqlite(sqlite3.sqlite_version_info)
    return sqlite3.sqlite_version


def _ask_memory() -> str:
    found_mb = memory_mb()
    require_memory(found_mb)
    return f"{found_mb} MB"


def _try_port(host: str, port: int) -> Found:
    """Return whether the port can be listened on; the service itself may be what holds it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family):
            return Found("port", "sound", f"{host}:{port}")
    except OSError:
        fault = InputRefused("address_unusable", addresses=host, port=str(port))
        return Found("port", "noted", fault=fault)

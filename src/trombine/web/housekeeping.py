"""What a web process forgets by itself: old sessions, buckets, answers, drafts it has seen."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from trombine.web.idempotency import Once
from trombine.web.services import Services

LOG = structlog.get_logger("trombine.web")
EVERY_S = 300.0


@asynccontextmanager
async def housekeeping(services: Services) -> AsyncIterator[None]:
    """Tidy from time to time until the block ends."""
    task = asyncio.create_task(_tidy_forever(services))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def tidy(services: Services) -> None:
    """Forget what is old."""
    services.inspector.forget_old()
    services.sessions.remove_old()
    services.limits.forget_empty()
    Once(services.database, services.clock).forget_old()


async def _tidy_forever(services: Services) -> None:
    while True:
        await asyncio.sleep(EVERY_S)
        try:
            await run_in_threadpool(tidy, services)
        except SQLAlchemyError:
            LOG.exception("tidying failed")

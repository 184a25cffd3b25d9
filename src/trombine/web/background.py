"""What a web process does beside answering, again and again while it runs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

LOG = structlog.get_logger("trombine.web")


@asynccontextmanager
async def repeating(
    act: Callable[[], None], *, every_s: float, complaint: str
) -> AsyncIterator[None]:
    """Act from time to time until the block ends; without a database, complain and go on."""
    task = asyncio.create_task(_repeat_forever(act, every_s, complaint))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _repeat_forever(act: Callable[[], None], every_s: float, complaint: str) -> None:
    while True:
        await asyncio.sleep(every_s)
        try:
            await run_in_threadpool(act)
        except SQLAlchemyError:
            LOG.exception(complaint)

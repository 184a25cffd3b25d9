"""What a web process forgets by itself: old sessions, buckets, answers, drafts it has seen."""

from contextlib import AbstractAsyncContextManager
from functools import partial

from trombine.web.background import repeating
from trombine.web.idempotency import Once
from trombine.web.services import Services

EVERY_S = 300.0


def housekeeping(services: Services) -> AbstractAsyncContextManager[None]:
    """Tidy from time to time until the block ends."""
    return repeating(partial(tidy, services), every_s=EVERY_S, complaint="tidying failed")


def tidy(services: Services) -> None:
    """Forget what is old."""
    services.inspector.forget_old()
    services.sessions.remove_old()
    services.limits.forget_empty()
    Once(services.database, services.clock).forget_old()

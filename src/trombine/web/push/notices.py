"""Notices in a browser that an order is ready or has failed, to users who asked for them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from trombine.accounts.subscriptions import Subscription, Subscriptions
from trombine.database.tables import notices
from trombine.domain.placed_order import OrderState
from trombine.errors import InputRefused
from trombine.i18n import text
from trombine.web.outbox import Outbox
from trombine.web.push.courier import Courier

LOG = structlog.get_logger("trombine.web")
TRIES = 4
FIRST_PAUSE = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(hours=1)
"""Later it is no news."""

GONE = frozenset({404, 410})
"""Answers of a service whose browser does not want messages any longer."""


@dataclass(frozen=True, slots=True)
class Notices:
    """Tells every browser that asked for it, once for each order, in its language.

    A notice says that portraits are ready, and where; no name, no picture.
    """

    database: sa.Engine
    clock: Callable[[], datetime]
    subscriptions: Subscriptions
    courier: Courier

    def tell_due(self) -> None:
        """Send every notice that is due; one that fails is due again later."""
        outbox = Outbox(
            self.database,
            self.clock,
            notices,
            tries=TRIES,
            first_pause=FIRST_PAUSE,
            forgotten_after=FORGOTTEN_AFTER,
        )
        for news in outbox.take_due():
            asked = self.subscriptions.list_of(news.user_id)
            waiting = [one for one in asked if one.told_order != news.order_id]
            done = [self._tell(one, news) for one in waiting]  # one that fails stops no other
            if all(done):
                outbox.note_told(news.order_id)

    def _tell(self, subscription: Subscription, news: sa.Row[Any]) -> bool:
        """Return whether there is no more to tell this browser."""
        try:
            status = self.courier.deliver(subscription, write(news, subscription))
        except InputRefused:  # the host allows its service no longer
            status = 410
        LOG.info("push", order=news.order_id, status=status, attempt=news.tries + 1)
        if status in GONE:
            self.subscriptions.remove(subscription.session)
            return True
        if 200 <= status < 300:
            self.subscriptions.note_told(subscription.session, news.order_id)
            return True
        return False


def write(news: sa.Row[Any], subscription: Subscription) -> bytes:
    """Return what the service worker shows."""
    code = "push_ready" if news.state == OrderState.READY else "push_failed"
    told = {"title": text(code, subscription.language), "path": f"/orders/{news.order_id}"}
    return json.dumps(told, ensure_ascii=False).encode()

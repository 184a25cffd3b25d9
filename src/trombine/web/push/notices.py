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
from trombine.web.outbox import Outbox, Patience
from trombine.web.push.courier import Courier

LOG = structlog.get_logger("trombine.web")
PATIENCE = Patience(tries=4, first_pause=timedelta(minutes=5), forgotten_after=timedelta(hours=1))
"""After an hour it is no news."""

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
        Outbox(self.database, self.clock, notices, PATIENCE).tell_due(self._tell_everywhere)

    def _tell_everywhere(self, news: sa.Row[Any]) -> bool:
        """Return whether there is no more to tell; one browser that fails stops no other."""
        asked = self.subscriptions.list_of(news.user_id)
        told = [self._tell(one, news) for one in asked if one.told_order != news.order_id]
        return all(told)

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

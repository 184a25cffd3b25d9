"""Mails that say an order is ready or has failed, to users who gave an address."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from trombine.accounts.mail import Mailer
from trombine.accounts.user import User
from trombine.accounts.users import Users
from trombine.database.tables import letters
from trombine.domain.placed_order import OrderState
from trombine.errors import NotFound
from trombine.i18n import text
from trombine.web.outbox import Outbox

LOG = structlog.get_logger("trombine.web")
TRIES = 4
FIRST_PAUSE = timedelta(minutes=5)
"""Doubled after each try; a mail server that answers slowly takes less than that."""

FORGOTTEN_AFTER = timedelta(hours=1)
"""Later it is no news."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Tells users by mail, through the operator's server, in their language."""

    database: sa.Engine
    clock: Callable[[], datetime]
    users: Users
    mailer: Mailer
    public_url: str

    def tell_due(self) -> None:
        """Send every mail that is due; one that fails is due again later."""
        outbox = Outbox(
            self.database,
            self.clock,
            letters,
            tries=TRIES,
            first_pause=FIRST_PAUSE,
            forgotten_after=FORGOTTEN_AFTER,
        )
        for news in outbox.take_due():
            if self._tell(news):
                outbox.note_told(news.order_id)

    def _tell(self, news: sa.Row[Any]) -> bool:
        """Return whether there is no more to tell; who gave no address is told nothing."""
        try:
            user = self.users.find(news.user_id)
        except NotFound:
            return True
        if user.email is None or user.is_disabled:
            return True
        subject, words = self._write(news, user)
        try:
            self.mailer.send(user.email, subject=subject, words=words)
        except (OSError, smtplib.SMTPException) as fault:
            # Its words may hold the address.
            LOG.warning("mail not sent", order=news.order_id, code=type(fault).__name__)
            return False
        LOG.info("mail sent", order=news.order_id)
        return True

    def _write(self, news: sa.Row[Any], user: User) -> tuple[str, str]:
        link, language = f"{self.public_url}/orders/{news.order_id}", user.language
        if news.state == OrderState.READY:
            return text("mail_ready_subject", language), text("mail_ready", language, link=link)
        return text("mail_failed_subject", language), text("mail_failed", language, link=link)

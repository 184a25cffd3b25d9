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
from trombine.causes import name_cause
from trombine.database.tables import letters
from trombine.domain.placed_order import OrderState
from trombine.errors import NotFound
from trombine.i18n import text
from trombine.web.outbox import Outbox, Patience

LOG = structlog.get_logger("trombine.web")
PATIENCE = Patience(tries=4, first_pause=timedelta(minutes=5), forgotten_after=timedelta(hours=1))
"""A mail server that answers slowly takes less than a pause; after an hour it is no news."""


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
        Outbox(self.database, self.clock, letters, PATIENCE).tell_due(self._tell)

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
            LOG.warning(
                "mail not sent",
                order=news.order_id,
                code=type(fault).__name__,
                cause=name_cause(fault),
            )
            return False
        LOG.info("mail sent", order=news.order_id)
        return True

    def _write(self, news: sa.Row[Any], user: User) -> tuple[str, str]:
        link, language = f"{self.public_url}/orders/{news.order_id}", user.language
        if news.state == OrderState.READY:
            return text("mail_ready_subject", language), text("mail_ready", language, link=link)
        return text("mail_failed_subject", language), text("mail_failed", language, link=link)

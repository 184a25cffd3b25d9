"""What the routes are given: the parts below, and the host's rules for the web."""

from asyncio import Semaphore
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import sqlalchemy as sa
from fastapi import Request

from trombine.accounts.identity import IdentityProvider, Passwords
from trombine.accounts.invitations import Invitations
from trombine.accounts.mail import Mailer
from trombine.accounts.sessions import Sessions
from trombine.accounts.subscriptions import Subscriptions
from trombine.accounts.tokens import Tokens
from trombine.accounts.users import Users
from trombine.domain.placed_order import Rule
from trombine.domain.style import StyleCard
from trombine.orders.erasure import erase_user
from trombine.orders.gallery import Gallery
from trombine.orders.service import Service
from trombine.orders.taking import Orders
from trombine.orders.uploads import Uploads
from trombine.provenance.label import Labeller
from trombine.provenance.verify import Verifier
from trombine.settings import LOOPBACK_HOSTS
from trombine.web.events import Broker
from trombine.web.inspector import Inspector
from trombine.web.letters import Letters
from trombine.web.pairing import Pairing
from trombine.web.push.courier import Courier
from trombine.web.push.notices import Notices
from trombine.web.rate_limits import Buckets, RateLimits
from trombine.web.webhooks import Webhook


@dataclass(frozen=True, slots=True)
class WebRules:
    """What the host decides for the web.

    Parameters
    ----------
    public_url
        Address people reach the service at, without a slash at its end.
    hosts
        Further names the service answers to.
    local_token
        The secret of local mode, from the printed address.
    uploads_per_hour
        Per user; None: no limit.
    """

    mode: Literal["local", "community"] = "local"
    public_url: str = "http://127.0.0.1:8765"
    hosts: tuple[str, ...] = ()
    local_token: str = field(default="", repr=False)
    metrics_token: str = field(default="", repr=False)
    sign_up: Literal["invite", "open", "closed"] = "invite"
    contact: str = ""
    has_hash_list: bool = False
    session_lifetime: timedelta = timedelta(days=30)
    uploads_per_hour: int | None = 30
    requests_per_minute: int = 600
    logins_per_minute: int = 5
    verifications_per_minute: int = 10

    @property
    def is_local(self) -> bool:
        """Whether one person uses the service without sign-in."""
        return self.mode == "local"

    @property
    def is_secure(self) -> bool:
        """Whether the service is reached by https."""
        return self.public_url.startswith("https://")

    @property
    def own_hosts(self) -> tuple[str, ...]:
        """Every name the service answers to; community mode is not asked by loopback's."""
        own = urlsplit(self.public_url).hostname or ""
        return (own, *self.hosts, *(LOOPBACK_HOSTS if self.is_local else ()))


@dataclass(frozen=True, slots=True)
class Room:
    """How much that takes memory or a core is done at once; who comes later waits their turn.

    They wait without holding a thread, so that quick requests go on meanwhile.
    """

    uploads: Semaphore = field(default_factory=lambda: Semaphore(16))
    pictures: Semaphore = field(default_factory=lambda: Semaphore(4))
    checks: Semaphore = field(default_factory=lambda: Semaphore(2))


@dataclass(frozen=True, slots=True)
class Services:
    """The parts a web process is made of.

    Parameters
    ----------
    identity
        What the host chose to ask who signs in; None: passwords.
    examples
        Folder of the example pictures of styles that the host has had drawn; it need not exist.
    """

    rules: WebRules
    service: Service
    users: Users
    passwords: Passwords
    sessions: Sessions
    tokens: Tokens
    invitations: Invitations
    labeller: Labeller
    verifier: Verifier
    inspector: Inspector
    broker: Broker
    limits: RateLimits
    requests: Buckets
    examples: Path
    mailer: Mailer | None = None
    courier: Courier | None = None
    webhook: Webhook | None = None
    room: Room = field(default_factory=Room)
    pairing: Pairing | None = None
    identity: IdentityProvider | None = None

    @property
    def provider(self) -> IdentityProvider:
        """Who is asked who signs in."""
        return self.identity or self.passwords

    @property
    def database(self) -> sa.Engine:
        """Where everything but pictures is kept."""
        return self.service.database

    @property
    def clock(self) -> Callable[[], datetime]:
        """What tells the time."""
        return self.service.clock

    @property
    def cards(self) -> Mapping[str, StyleCard]:
        """The styles people choose among, by slug."""
        return self.service.catalogue.styles

    @property
    def orders(self) -> Orders:
        """Everybody's orders."""
        return Orders(self.service)

    @property
    def uploads(self) -> Uploads:
        """The photos of everybody's drafts."""
        return Uploads(self.service)

    @property
    def gallery(self) -> Gallery:
        """Everybody's avatars."""
        return Gallery(self.service)

    @property
    def letters(self) -> Letters | None:
        """The mails about orders; None where there is no mail server."""
        if self.mailer is None:
            return None
        url = self.rules.public_url
        return Letters(self.database, self.clock, self.users, self.mailer, url)

    @property
    def subscriptions(self) -> Subscriptions:
        """The browsers that asked to be told."""
        return Subscriptions(self.database, self.clock)

    @property
    def notices(self) -> Notices | None:
        """The notices about orders; None where the host has no key for them."""
        if self.courier is None:
            return None
        return Notices(self.database, self.clock, self.subscriptions, self.courier)

    def erase_user(self, user_id: str) -> None:
        """Destroy everything of a user, the account included.

        Raises
        ------
        Conflict
            ``order_is_frozen``.
        """
        service = self.service
        erase_user(
            service.database,
            service.vault,
            user_id,
            rule=Rule.ACCOUNT_CLOSED,
            now=service.clock(),
        )


def services_of(request: Request) -> Services:
    """Return the parts the application was made with."""
    services: Services = request.app.state.services
    return services

"""Starts the web server: the parts put together as the settings say, then served."""

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from socket import AF_INET, AF_INET6, create_server, socket
from typing import cast

import uvicorn

from trombine.accounts.identity import IdentityProvider, Passwords
from trombine.accounts.invitations import Invitations
from trombine.accounts.mail import Mailer
from trombine.accounts.sessions import Sessions
from trombine.accounts.tokens import Tokens
from trombine.accounts.users import Users
from trombine.bootstrap import examples_folder, open_labeller, open_verifier
from trombine.bootstrap.service import open_service, serve_figures
from trombine.database.migrations import require_migrated
from trombine.domain.order import DEFAULT_ENGINE
from trombine.errors import InputRefused, InstallationBroken
from trombine.imaging.codec import has_system_call_filter
from trombine.logs import set_up_logs
from trombine.orders.service import Service
from trombine.plugins import load_plugins
from trombine.settings import Settings
from trombine.studio.messages import ProcessSetup
from trombine.studio.pool import Pool
from trombine.web.api.local import ENTRY_PATH
from trombine.web.app import create_app
from trombine.web.certificate import require_certificate
from trombine.web.events import Broker
from trombine.web.inspector import Inspector
from trombine.web.metrics import ServiceCollector
from trombine.web.pairing import Pairing
from trombine.web.push.courier import Courier
from trombine.web.push.identity import read_identity
from trombine.web.rate_limits import Buckets, RateLimits
from trombine.web.services import Services, WebRules
from trombine.web.webhooks import Webhook

GRACE_S = 5
"""Seconds that requests are given to end when the server is told to stop."""

LONGEST_HEAD_BYTES = 16 << 10
MOST_CONNECTIONS = 1000


def with_local_token(settings: Settings) -> Settings:
    """Return the settings with a secret for local mode, a new one where none is set."""
    if not settings.is_local or settings.local_token:
        return settings
    return replace(settings, local_token=secrets.token_urlsafe(24))


def entry_address(settings: Settings) -> str:
    """Return the address to print; in local mode it lets its reader in."""
    if settings.is_local:
        here = f"http://{settings.hosts[-1]}:{settings.port}"
        address = here if len(settings.hosts) > 1 else settings.public_url
        return f"{address}{ENTRY_PATH}?secret={settings.local_token}"
    return settings.public_url


def run_web(settings: Settings, *, on_ready: Callable[[Services], None]) -> None:
    """Serve until told to end; ``on_ready`` is called when requests are answered.

    Raises
    ------
    InstallationBroken
        ``database_not_migrated``; ``sandbox_missing`` in community mode.
    InputRefused
        ``tls_unusable``, ``address_unusable``.
    """
    set_up_logs(settings.log_level)
    if not settings.is_local and not has_system_call_filter():
        raise InstallationBroken("sandbox_missing")
    require_certificate(settings)
    service = open_service(settings)
    require_migrated(service.database)
    if settings.metrics_port:
        serve_figures(settings.metrics_host, settings.metrics_port, [ServiceCollector(service)])
    services = build_services(settings, service)
    config = _configure(settings, services)
    server = _Server(config, broker=services.broker, on_ready=lambda: on_ready(services))
    server.run(_listen(settings) if len(settings.hosts) > 1 else None)


def build_services(settings: Settings, service: Service) -> Services:
    """Return the parts of a web process."""
    database, clock = service.database, service.clock
    rules = _rules(settings)
    users = Users(database, clock)
    passwords = Passwords(database, clock, users)
    return Services(
        rules=rules,
        service=service,
        users=users,
        passwords=passwords,
        identity=_identity(settings, service, users),
        sessions=Sessions(database, clock, rules.session_lifetime),
        tokens=Tokens(database, clock),
        invitations=Invitations(database, clock),
        labeller=open_labeller(settings),
        verifier=open_verifier(settings),
        inspector=Inspector(
            Pool(ProcessSetup(DEFAULT_ENGINE), 1),
            service.moderator,
            service.rules.draft_ttl.total_seconds(),
        ),
        broker=Broker(service),
        limits=RateLimits(database, clock),
        requests=Buckets(time.monotonic),
        examples=examples_folder(settings),
        mailer=Mailer(settings.smtp_url, settings.mail_from) if settings.smtp_url else None,
        courier=_courier(settings, clock) if settings.push_key else None,
        webhook=_webhook(settings, service),
        pairing=Pairing(clock) if settings.is_on_lan else None,
    )


def _identity(settings: Settings, service: Service, users: Users) -> IdentityProvider | None:
    """Return the provider the host chose, None for passwords.

    Raises
    ------
    InputRefused
        ``identity_unknown``.
    """
    if settings.identity == "password":
        return None
    installed = load_plugins("trombine.identity", taken=("password",))
    if settings.identity not in installed:
        known = ", ".join(("password", *installed))
        raise InputRefused("identity_unknown", name=settings.identity, known=known)
    plugin = installed[settings.identity]
    return cast("IdentityProvider", plugin.open(service.database, service.clock, users))


def _rules(settings: Settings) -> WebRules:
    return WebRules(
        mode=settings.mode,
        public_url=settings.public_url,
        hosts=settings.allowed_hosts,
        local_token=settings.local_token,
        metrics_token=settings.metrics_token,
        sign_up=settings.sign_up,
        contact=settings.contact,
        has_hash_list=settings.hash_list is not None,
        session_lifetime=timedelta(days=settings.session_days),
        uploads_per_hour=None if settings.is_local else settings.uploads_per_hour,
        requests_per_minute=settings.requests_per_minute,
        logins_per_minute=settings.logins_per_minute,
        verifications_per_minute=settings.verifications_per_minute,
    )


def _courier(settings: Settings, clock: Callable[[], datetime]) -> Courier:
    identity = read_identity(settings.push_key, settings.contact)
    return Courier(identity, clock, settings.push_services)


def _webhook(settings: Settings, service: Service) -> Webhook | None:
    if not settings.webhook_url:
        return None
    return Webhook(service.database, service.clock, settings.webhook_url, settings.webhook_secret)


def _configure(settings: Settings, services: Services) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(services),
        host=settings.host,
        port=settings.port,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        log_config=None,
        access_log=False,  # it would tell paths, and the secret of local mode with them
        server_header=False,
        ws="none",
        lifespan="on",
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=20,
        timeout_graceful_shutdown=GRACE_S,
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=LONGEST_HEAD_BYTES,
    )


def _listen(settings: Settings) -> list[socket]:
    """Return what listens on each of several addresses."""
    try:
        return [
            create_server((host, settings.port), family=AF_INET6 if ":" in host else AF_INET)
            for host in settings.hosts
        ]
    except OSError as fault:
        addresses, port = ", ".join(settings.hosts), str(settings.port)
        raise InputRefused("address_unusable", addresses=addresses, port=port) from fault


class _Server(uvicorn.Server):
    """Says when it listens, and ends streams of events before it waits for requests to end."""

    def __init__(
        self, config: uvicorn.Config, *, broker: Broker, on_ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self.broker = broker
        self.on_ready = on_ready

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.on_ready()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self.broker.close()
        await super().shutdown(sockets)

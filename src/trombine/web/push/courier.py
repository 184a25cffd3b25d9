"""Messages carried to push services, and to nobody else.

A browser says at which address its service takes messages for it, and a browser can be anybody:
only addresses of known services are written to, they have to be public ones, and no redirect is
followed.
"""

import re
import secrets
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPException, HTTPSConnection
from ipaddress import IPv6Address, ip_address

from cryptography.hazmat.primitives.asymmetric import ec

from trombine.accounts.subscriptions import Subscription
from trombine.errors import InputRefused
from trombine.web.push.encryption import encrypt, read_point
from trombine.web.push.identity import Identity, from_text

KNOWN_SERVICES = (
    "fcm.googleapis.com",  # Chrome, Edge on Android, Samsung Internet, Opera, Brave
    "*.push.services.mozilla.com",
    "*.notify.windows.com",
    "*.push.apple.com",
)
ENDPOINT = re.compile(
    r"https://(?P<host>[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*)(:(?P<port>\d{1,5}))?(?P<path>/[!-~]*)"
)
HTTPS_PORT = 443
TIMEOUT_S = 5
KEPT_S = 12 * 3600
"""How long a service keeps a message for a browser that is away."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes; ``anywhere`` also inside the host's own network."""

    host: str
    port: int
    path: str
    anywhere: bool

    @property
    def origin(self) -> str:
        """What a claim is made out to."""
        return f"https://{self.host}" + (f":{self.port}" if self.port != HTTPS_PORT else "")


@dataclass(frozen=True, slots=True)
class Courier:
    """Writes to the push services of browsers, in the host's name.

    Parameters
    ----------
    own_services
        Names the host allows besides the known services, with a port where it is not 443. The host
        may have one in a network of its own, so that their addresses need not be public.
    """

    identity: Identity
    clock: Callable[[], datetime]
    own_services: tuple[str, ...] = ()
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def check(self, endpoint: str, public_key: str) -> None:
        """Refuse a subscription nothing could be sent to.

        Raises
        ------
        InputRefused
            ``push_subscription_unfit``.
        """
        self._find(endpoint)
        read_point(from_text(public_key))

    def deliver(self, subscription: Subscription, message: bytes) -> int:
        """Return the status of the service's answer; 0 when there was none.

        Raises
        ------
        InputRefused
            ``push_subscription_unfit``: the host no longer allows the service.
        """
        address = self._find(subscription.endpoint)
        body = encrypt(
            message,
            receiver=read_point(from_text(subscription.public_key)),
            secret=from_text(subscription.secret),
            sender=ec.generate_private_key(ec.SECP256R1()),
            salt=secrets.token_bytes(16),
        )
        headers = {
            "Authorization": self.identity.claim(address.origin, self.clock()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEPT_S),
        }
        connection = _Connection(address, self.context)
        try:
            connection.request("POST", address.path, body, headers)
            return connection.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()

    def _find(self, endpoint: str) -> Address:
        found = ENDPOINT.fullmatch(endpoint)
        if found is None:
            raise InputRefused("push_subscription_unfit")
        host, port = found["host"], int(found["port"] or HTTPS_PORT)
        own = {host} if port == HTTPS_PORT else {f"{host}:{port}"}
        anywhere = not own.isdisjoint(self.own_services)
        if not anywhere and not (port == HTTPS_PORT and _is_known(host)):
            raise InputRefused("push_subscription_unfit")
        return Address(host, port, found["path"], anywhere)


class _Connection(HTTPSConnection):
    """Connects to an address that was looked at: a name may lead elsewhere a moment later."""

    def __init__(self, address: Address, context: ssl.SSLContext) -> None:
        super().__init__(address.host, address.port, timeout=TIMEOUT_S, context=context)
        self.anywhere, self.context = address.anywhere, context

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        places = [(str(place[0]), self.port) for *_, place in found]
        if not self.anywhere and not all(is_public(host) for host, _ in places):
            raise PermissionError
        plain = socket.create_connection(places[0], TIMEOUT_S)
        self.sock = self.context.wrap_socket(plain, server_hostname=self.host)


def is_public(host: str) -> bool:
    """Return whether the internet has this address; false for what is inside the host's network."""
    address = ip_address(host)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_global and not address.is_multicast


def _is_known(host: str) -> bool:
    return any(
        host.endswith(service[1:]) if service.startswith("*.") else host == service
        for service in KNOWN_SERVICES
    )

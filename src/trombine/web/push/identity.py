"""Who we are to push services: RFC 8292 (VAPID), a short-lived claim signed with the host's key."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from trombine.web.push.encryption import point_of

CLAIM_LASTS = timedelta(hours=12)
"""Services refuse claims of more than a day."""

COORDINATE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Identity:
    """The host's key, and where its operator is reached when something is amiss.

    Parameters
    ----------
    key
        On P-256. Browsers bind their subscription to it: with another key they subscribe anew.
    contact
        A mail address or a page.
    """

    key: ec.EllipticCurvePrivateKey = field(repr=False)
    contact: str

    @property
    def public_key(self) -> str:
        """What browsers are given when they subscribe."""
        return to_text(point_of(self.key.public_key()))

    def claim(self, origin: str, now: datetime) -> str:
        """Return the ``Authorization`` of a request to the service at an origin."""
        claims: dict[str, str | int] = {
            "aud": origin,
            "exp": int((now + CLAIM_LASTS).timestamp()),
            "sub": f"mailto:{self.contact}" if "@" in self.contact else self.contact,
        }
        signed = f"{_to_json({'typ': 'JWT', 'alg': 'ES256'})}.{_to_json(claims)}"
        coordinates = decode_dss_signature(self.key.sign(signed.encode(), ec.ECDSA(SHA256())))
        mark = b"".join(number.to_bytes(COORDINATE_BYTES) for number in coordinates)
        return f"vapid t={signed}.{to_text(mark)}, k={self.public_key}"


def read_identity(key: str, contact: str) -> Identity:
    """Return the identity whose private number this is, as text."""
    number = int.from_bytes(from_text(key))
    return Identity(ec.derive_private_key(number, ec.SECP256R1()), contact)


def to_text(content: bytes) -> str:
    """Return bytes as base64url without padding, as all of Web Push writes them."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def from_text(text: str) -> bytes:
    """Return the bytes of base64url, padded or not."""
    bare = text.rstrip("=")
    return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))


def _to_json(claims: Mapping[str, str | int]) -> str:
    return to_text(json.dumps(claims, separators=(",", ":")).encode())

"""A push service on this machine, and the browser its messages are for: it can read them."""

import json
import ssl
import tempfile
import threading
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

from trombine.web.push.identity import to_text

CURVE = ec.SECP256R1()
LOOPBACK = "127.0.0.1"


@dataclass
class Browser:
    """Somebody's browser, subscribed at a service."""

    service: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    secret: bytes = bytes(range(16))
    path: str = "/push/opaque"

    @property
    def point(self) -> bytes:
        public = self.key.public_key()
        return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def subscription(self) -> dict[str, Any]:
        """What a page sends to the service: ``PushSubscription.toJSON()``."""
        keys = {"p256dh": to_text(self.point), "auth": to_text(self.secret)}
        return {"endpoint": f"https://{self.service}{self.path}", "keys": keys}

    def read(self, body: bytes) -> dict[str, str]:
        """Return the message in a request, as RFC 8291 has a browser read it."""
        salt, point, ciphertext = body[:16], body[21:86], body[86:]
        sender = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
        context = b"WebPush: info\0" + self.point + point
        shared = self.key.exchange(ec.ECDH(), sender)
        material = HKDF(SHA256(), 32, self.secret, context).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(material)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(material)
        told: dict[str, str] = json.loads(AESGCM(key).decrypt(nonce, ciphertext, None)[:-1])
        return told


@dataclass
class PushService:
    """Keeps what it is sent, and answers as it is told to."""

    name: str
    trust: ssl.SSLContext
    certificate: Path
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)


@contextmanager
def run_push_service() -> Iterator[PushService]:
    """Run a service that speaks https, and yield it with what a client needs to trust it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            service.requests.append((self.path, headers, body))
            self.send_response(service.answers.pop(0) if service.answers else 201)
            self.send_header("Location", f"https://{service.name}/elsewhere")
            self.end_headers()
            service.asked.set()

        def log_message(self, *_: Any) -> None:
            pass

    with tempfile.TemporaryDirectory() as folder, HTTPServer((LOOPBACK, 0), Handler) as server:
        certificate = _make_certificate(Path(folder))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        trust = ssl.create_default_context(cafile=str(certificate))
        service = PushService(f"{LOOPBACK}:{server.server_address[1]}", trust, certificate)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield service
        server.shutdown()
        thread.join()


def read_claim(authorization: str) -> dict[str, Any]:
    """Return what a ``vapid`` header claims, once its signature is found to be by its key."""
    parts = dict(part.strip().split("=", 1) for part in authorization[6:].split(","))
    signed, _, mark = parts["t"].rpartition(".")
    raw = _bytes(mark)
    numbers = int.from_bytes(raw[:32]), int.from_bytes(raw[32:])
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, _bytes(parts["k"]))
    key.verify(encode_dss_signature(*numbers), signed.encode(), ec.ECDSA(SHA256()))
    head, _, claims = signed.partition(".")
    assert json.loads(_bytes(head))["alg"] == "ES256"
    told: dict[str, Any] = json.loads(_bytes(claims))
    return told


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _make_certificate(folder: Path) -> Path:
    """Return a file with a key and a certificate of its own for this computer."""
    key, now = ec.generate_private_key(CURVE), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "push stand-in")])
    addresses = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(LOOPBACK))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(addresses, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    path = folder / "service.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
    return path

"""A time stamp in the signature: asked of an authority that answers as RFC 3161 says."""

import datetime as dt
import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from tests.unit.provenance.pictures import active, card, picture, read_store

from trombine.provenance.certificates import make_credentials
from trombine.provenance.label import Labeller
from trombine.provenance.signing import THROWAWAY, Signer

OPENSSL = shutil.which("openssl")
AUTHORITY = """
[tsa]
default_tsa = stamps
[stamps]
serial = serial
signer_cert = leaf.pem
certs = chain.pem
signer_key = key.pem
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
"""
SIGNS = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)

pytestmark = pytest.mark.skipif(OPENSSL is None, reason="needs Debian's openssl")


def write_authority(folder: Path) -> None:
    """Write the certificates and settings of a time stamp authority."""
    today = dt.datetime.now(dt.UTC)
    keys = {name: ec.generate_private_key(ec.SECP256R1()) for name in ("root", "leaf")}
    names = {
        name: x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "stamps.example"),
                x509.NameAttribute(NameOID.COMMON_NAME, f"Stamps {name}"),
            ]
        )
        for name in keys
    }

    def issue(name: str) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(names[name])
            .issuer_name(names["root"])
            .public_key(keys[name].public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - dt.timedelta(days=1))
            .not_valid_after(today + dt.timedelta(days=9))
            .add_extension(x509.BasicConstraints(name == "root", None), critical=True)
        )

    root = issue("root").sign(keys["root"], hashes.SHA256())
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(keys["root"].public_key())
    leaf = (
        issue("leaf")
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(issuer, critical=False)
        .add_extension(SIGNS, critical=True)
        .sign(keys["root"], hashes.SHA256())
    )
    pems = {"leaf.pem": leaf, "chain.pem": root}
    for name, certificate in pems.items():
        (folder / name).write_bytes(certificate.public_bytes(Encoding.PEM))
    key = keys["leaf"].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(key)
    (folder / "settings").write_text(AUTHORITY)
    (folder / "serial").write_text("01\n")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("authority")
    write_authority(folder)

    class Stamps(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            words = ["ts", "-reply", "-config", "settings", "-queryfile", "query"]
            answer = subprocess.run(
                [str(OPENSSL), *words], check=True, cwd=folder, capture_output=True
            )
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer.stdout)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Stamps)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("kept", [True, False], ids=["the host's", "throw-away"])
def test_the_hour_an_authority_vouches_for_is_in_the_signature(
    authority: str, *, kept: bool
) -> None:
    host = make_credentials(organization="avatars.example", name="Trombine")
    signer = Signer(host.chain, host.key, authority) if kept else Signer(timestamp_url=authority)
    asked_at = dt.datetime.now(dt.UTC).replace(microsecond=0)

    store = read_store(Labeller(signer).label(picture(), card(), "jpeg"))

    assert store["validation_state"] == "Valid"
    stamped_at = dt.datetime.fromisoformat(active(store)["signature_info"]["time"])
    assert asked_at <= stamped_at <= dt.datetime.now(dt.UTC)


def test_a_signature_without_a_time_stamp_tells_no_hour() -> None:
    store = read_store(Labeller(THROWAWAY).label(picture(), card(), "jpeg"))

    assert "time" not in active(store)["signature_info"]

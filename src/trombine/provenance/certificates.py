"""Certificates to sign with: made here, or the host's own.

The shape is what C2PA asks of them (C2PA Technical Specification 2.2, section 14.5): a leaf issued
by a root, never one signed by itself, with an extended key usage that allows signing documents.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from trombine.errors import InputRefused

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
# Readers that keep to C2PA's first list know e-mail protection only.
KEY_USAGES = (DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION)
ALGORITHM_OF_CURVE = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
# Fixed, and not the hour of making: dates would tell which pictures were made together. Long,
# because without a time stamp a signature is worth nothing after its certificate's last day.
NOT_BEFORE = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
NOT_AFTER = dt.datetime(2065, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Credentials:
    """A chain, leaf first, and the leaf's key, both as PEM."""

    chain: str
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is told of a leaf: its subject, C2PA's name of its algorithm, its last day."""

    name: str
    algorithm: str
    last_day: dt.date


def make_credentials(*, organization: str, name: str) -> Credentials:
    """Return a new root and a leaf under it, ES256; the root's key is forgotten at once.

    Serial numbers and keys are random and the dates always the same: two chains of one name have
    nothing else in common.
    """
    root_key, leaf_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name, leaf_name = (_subject(organization, words) for words in (f"{name}, root", name))
    root = (
        _begin(root_name, root_name, root_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    leaf = (
        _begin(leaf_name, root_name, leaf_key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(KEY_USAGES), critical=False)
        .add_extension(authority, critical=False)
        .sign(root_key, hashes.SHA256())
    )
    key = leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = b"".join(part.public_bytes(Encoding.PEM) for part in (leaf, root))
    return Credentials(chain.decode(), key.decode())


def describe_chain(chain: str) -> Certificate:
    """Return what the first certificate of a PEM chain says.

    Raises
    ------
    InputRefused
        ``certificate_unreadable``, ``certificate_key_unknown`` or ``certificate_alone``: C2PA
        admits no leaf that signed itself.
    """
    leaf = _read_chain(chain)[0]
    if leaf.issuer == leaf.subject:
        raise InputRefused("certificate_alone")
    names = leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    name = str(names[0].value) if names else leaf.subject.rfc4514_string()
    return Certificate(name, _algorithm(leaf), leaf.not_valid_after_utc.date())


def check_current(chain: str, today: dt.date) -> None:
    """Refuse a certificate that has ended: what it signed from then on would be invalid.

    Raises
    ------
    InputRefused
        ``certificate_expired``, or what ``describe_chain`` refuses.
    """
    last_day = describe_chain(chain).last_day
    if today > last_day:
        raise InputRefused("certificate_expired", day=last_day.isoformat())


def issuers(chain: str) -> str:
    """Return the certificates of a PEM chain but its leaf, as PEM.

    Raises
    ------
    InputRefused
        ``certificate_unreadable``.
    """
    above = _read_chain(chain)[1:]
    return "".join(each.public_bytes(Encoding.PEM).decode() for each in above)


def check_pair(credentials: Credentials) -> None:
    """Refuse a key that is not the certificate's.

    Raises
    ------
    InputRefused
        ``certificate_unreadable``, ``signing_key_unreadable`` or ``signing_key_other``.
    """
    leaf = _read_chain(credentials.chain)[0]
    try:
        key = load_pem_private_key(credentials.key.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise InputRefused("signing_key_unreadable") from fault
    form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    if key.public_key().public_bytes(*form) != leaf.public_key().public_bytes(*form):
        raise InputRefused("signing_key_other")


def _read_chain(chain: str) -> Sequence[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(chain.encode())
    except ValueError as fault:
        raise InputRefused("certificate_unreadable") from fault


def _algorithm(leaf: x509.Certificate) -> str:
    key = leaf.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in ALGORITHM_OF_CURVE:
        return ALGORITHM_OF_CURVE[key.curve.name]
    if isinstance(key, rsa.RSAPublicKey):
        return "ps256"
    if isinstance(key, ed25519.Ed25519PublicKey):
        return "ed25519"
    raise InputRefused("certificate_key_unknown")


def _subject(organization: str, name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _begin(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(NOT_AFTER)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )

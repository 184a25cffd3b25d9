"""A host's certificates, and the same for keys of other kinds."""

from typing import TypeAlias

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import (
    AuthorityKeyIdentifier,
    CertificateBuilder,
    SubjectKeyIdentifier,
    load_pem_x509_certificates,
    random_serial_number,
)

from trombine.provenance.certificates import make_credentials

PublicKey: TypeAlias = ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey
HOST = make_credentials(organization="avatars.example", name="Trombine")


def reissue(key: PublicKey) -> str:
    """Return the host's chain with its leaf for another key, issued by a root made for it."""
    leaf, root = load_pem_x509_certificates(HOST.chain.encode())
    root_key = ec.generate_private_key(ec.SECP256R1())
    issued = []
    for model, public in ((leaf, key), (root, root_key.public_key())):
        builder = (
            CertificateBuilder()
            .subject_name(model.subject)
            .issuer_name(model.issuer)
            .public_key(public)
            .serial_number(random_serial_number())
            .not_valid_before(model.not_valid_before_utc)
            .not_valid_after(model.not_valid_after_utc)
        )
        for extension in model.extensions:
            if not isinstance(extension.value, AuthorityKeyIdentifier | SubjectKeyIdentifier):
                builder = builder.add_extension(extension.value, critical=extension.critical)
        if model is leaf:
            authority = AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
            builder = builder.add_extension(authority, critical=False)
        issued.append(builder.sign(root_key, hashes.SHA256()).public_bytes(Encoding.PEM).decode())
    return "".join(issued)

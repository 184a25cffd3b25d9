"""Whose certificate signs: a throw-away one, the installation's, the host's, or a function."""

from pathlib import Path
from typing import TypeAlias

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509 import (
    load_pem_x509_certificates,
)
from tests.unit.provenance.chains import HOST, reissue
from tests.unit.provenance.pictures import active, card, picture, read_store

from trombine.errors import SigningFailed
from trombine.provenance.certificates import (
    Credentials,
    check_pair,
    describe_chain,
    make_credentials,
)
from trombine.provenance.label import Labeller
from trombine.provenance.signing import THROWAWAY, Signer, SigningFunction

PrivateKey: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
ROOT = HOST.chain[HOST.chain.index("-----BEGIN", 1) :]


def label(signer: Signer) -> bytes:
    return Labeller(signer).label(picture(), card(), "jpeg")


def sign_elsewhere(data: bytes) -> bytes:
    """Sign as a KMS would, and answer as COSE wants it."""
    key = load_pem_private_key(HOST.key.encode(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def break_down(data: bytes) -> bytes:
    raise ConnectionError("token-of-the-kms", len(data))


@pytest.mark.parametrize("key", [HOST.key, sign_elsewhere], ids=["key", "function"])
def test_the_hosts_certificate_is_trusted_by_who_trusts_its_root(
    key: str | SigningFunction,
) -> None:
    store = read_store(label(Signer(HOST.chain, key)), anchors=ROOT)

    assert store["validation_state"] == "Trusted"
    assert active(store)["signature_info"]["issuer"] == "avatars.example"


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (ec.generate_private_key(ec.SECP384R1()), "Es384"),
        (ec.generate_private_key(ec.SECP521R1()), "Es512"),
        (rsa.generate_private_key(65537, 2048), "Ps256"),
        (ed25519.Ed25519PrivateKey.generate(), "Ed25519"),
    ],
    ids=["P-384", "P-521", "RSA", "Ed25519"],
)
def test_certificates_of_every_kind_of_key_sign(key: PrivateKey, algorithm: str) -> None:
    words = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    given = Credentials(reissue(key.public_key()), words)
    check_pair(given)

    store = read_store(label(Signer(given.chain, given.key)))

    assert store["validation_state"] == "Valid"
    assert active(store)["signature_info"]["alg"] == algorithm


def test_a_throw_away_certificate_is_valid_and_trusted_by_nobody() -> None:
    store = read_store(label(THROWAWAY), anchors=ROOT)

    assert store["validation_state"] == "Valid"
    assert active(store)["signature_info"]["issuer"] == "Trombine"


@pytest.mark.parametrize("function", [break_down, lambda _: b"x" * 64], ids=["none", "wrong"])
def test_what_cannot_be_signed_is_not_handed_out(function: SigningFunction) -> None:
    with pytest.raises(SigningFailed, match="signing_failed"):
        label(Signer(HOST.chain, function))


def test_what_a_signing_function_says_when_it_fails_reaches_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(SigningFailed):
        label(Signer(HOST.chain, break_down))

    assert "token-of-the-kms" not in caplog.text


def test_where_no_time_stamp_is_given_nothing_is_signed() -> None:
    nobody = "http://127.0.0.1:9/stamp"

    with pytest.raises(SigningFailed):
        label(Signer(HOST.chain, HOST.key, timestamp_url=nobody))


def test_a_stranger_key_signs_nothing() -> None:
    stranger = make_credentials(organization="x", name="x").key

    with pytest.raises(SigningFailed):
        label(Signer(HOST.chain, stranger))


def test_a_signer_does_not_show_its_key() -> None:
    assert "PRIVATE" not in repr(Signer(HOST.chain, HOST.key)) + repr(HOST)


def test_a_made_chain_is_a_leaf_under_a_root_for_many_years() -> None:
    leaf, root = load_pem_x509_certificates(HOST.chain.encode())

    leaf.verify_directly_issued_by(root)
    told = describe_chain(HOST.chain)
    assert (told.name, told.algorithm, told.last_day.year) == ("Trombine", "es256", 2065)


def test_two_chains_of_one_name_share_no_number_and_no_key() -> None:
    ours, theirs = (
        load_pem_x509_certificates(made.chain.encode())
        for made in (HOST, make_credentials(organization="avatars.example", name="Trombine"))
    )

    for one, other in zip(ours, theirs, strict=True):
        assert one.serial_number != other.serial_number
        assert one.public_key() != other.public_key()
        assert one.not_valid_before_utc == other.not_valid_before_utc  # no hour of making


def test_the_root_of_another_chain_did_not_issue_the_leaf() -> None:
    other = Credentials(make_credentials(organization="a", name="b").chain, "")
    leaf, _ = load_pem_x509_certificates(HOST.chain.encode())

    with pytest.raises((InvalidSignature, ValueError)):
        leaf.verify_directly_issued_by(load_pem_x509_certificates(other.chain.encode())[1])


def test_nothing_is_written_to_disk_for_a_throw_away_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    label(THROWAWAY)

    assert list(tmp_path.iterdir()) == []

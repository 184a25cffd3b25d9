"""A key that never leaves a key management service signs, as the page on provenance shows."""

import runpy
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from moto.server import ThreadedMotoServer
from tests.servers import free_port
from tests.unit.provenance.chains import reissue
from tests.unit.provenance.pictures import active, card, picture, read_store

from trombine.provenance.label import Labeller
from trombine.provenance.signing import Signer

PAGE = Path(__file__).resolve().parents[3] / "docs" / "provenance.md"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run a service of its own, for moto's decorator would empty the shelves of other tests."""
    server = ThreadedMotoServer("127.0.0.1", port=free_port())
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    yield
    server.stop()


@pytest.mark.usefixtures("service")
def test_the_example_of_the_page_signs_with_a_key_it_never_sees(
    tmp_path: Path,
) -> None:
    kms = boto3.client("kms")
    made = kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec="ECC_NIST_P256")
    key_id = made["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/avatars", TargetKeyId=key_id)
    public = load_der_public_key(kms.get_public_key(KeyId=key_id)["PublicKey"])
    assert isinstance(public, ec.EllipticCurvePublicKey)
    module = tmp_path / "kms.py"
    module.write_text(PAGE.read_text().split("`kms.py` is:\n\n```python\n")[1].split("```")[0])
    sign = runpy.run_path(str(module))["sign"]

    store = read_store(Labeller(Signer(reissue(public), sign)).label(picture(), card(), "jpeg"))

    assert store["validation_state"] == "Valid"
    assert active(store)["signature_info"]["issuer"] == "avatars.example"

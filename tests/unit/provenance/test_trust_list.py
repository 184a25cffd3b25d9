"""C2PA's lists are the ones that were vendored, and hold certificates alone."""

import hashlib
from pathlib import Path

import pytest
from cryptography.x509 import load_pem_x509_certificates

from trombine.provenance.trust_list import FOLDER, read_makers, read_time_stampers
from trombine.vendored import read_manifest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("name", sorted(read_manifest(FOLDER)))
def test_each_list_is_the_one_that_is_credited(name: str) -> None:
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()

    assert digest == read_manifest(FOLDER)[name]["sha256"]
    assert digest in (ROOT / "THIRD_PARTY.md").read_text()


def test_the_lists_hold_makers_and_time_stampers() -> None:
    makers = load_pem_x509_certificates(read_makers().encode())
    stampers = load_pem_x509_certificates(read_time_stampers().encode())

    assert len(makers) >= 25
    assert len(stampers) >= 10
    assert any("O=Google LLC" in maker.subject.rfc4514_string() for maker in makers)

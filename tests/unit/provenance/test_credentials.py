"""A host's certificate: made once, read by its owner alone, or brought along."""

import datetime as dt
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from trombine.errors import InputRefused
from trombine.provenance.certificates import (
    Credentials,
    check_current,
    check_pair,
    describe_chain,
    make_credentials,
)
from trombine.provenance.credentials import CHAIN, KEY, open_credentials

CHAIN_CUT = make_credentials(organization="x", name="x").chain.replace("\nMII", "\nMIX", 1)


def test_the_first_run_makes_a_certificate_and_later_ones_keep_it(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "signing"

    first = open_credentials(folder, organization="avatars.example")
    second = open_credentials(folder, organization="renamed.example")

    assert first == second
    assert sorted(path.name for path in folder.parent.rglob("*")) == [CHAIN, KEY, "signing"]


def test_only_their_owner_may_look_at_key_and_folder(tmp_path: Path) -> None:
    folder = tmp_path / "signing"

    open_credentials(folder, organization="avatars.example")

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / KEY).stat().st_mode) == 0o600


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    folder = tmp_path / "signing"

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: open_credentials(folder, organization="x"), range(8)))

    assert len({credentials.key for credentials in made}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["signing"]


def test_a_key_others_can_read_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "signing"
    open_credentials(folder, organization="x")
    (folder / KEY).chmod(0o640)

    with pytest.raises(InputRefused, match="signing_key_exposed"):
        open_credentials(folder, organization="x")


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(InputRefused, match="signing_folder_unusable"):
        open_credentials(tmp_path / "file" / "signing", organization="x")


def test_certificate_and_key_must_belong_together() -> None:
    made = make_credentials(organization="x", name="x")
    other = ed25519.Ed25519PrivateKey.generate()
    form = Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    refusals = {
        "signing_key_other": other.private_bytes(*form).decode(),
        "signing_key_unreadable": "no key",
    }

    for code, words in refusals.items():
        with pytest.raises(InputRefused, match=code):
            check_pair(Credentials(made.chain, words))


def test_a_certificate_that_has_ended_signs_nothing() -> None:
    made = make_credentials(organization="x", name="x").chain

    check_current(made, dt.date(2064, 12, 31))
    with pytest.raises(InputRefused, match="certificate_expired") as refusal:
        check_current(made, dt.date(2065, 1, 2))
    assert refusal.value.details == {"day": "2065-01-01"}


@pytest.mark.parametrize(
    ("chain", "code"),
    [
        ("no certificate", "certificate_unreadable"),
        (CHAIN_CUT, "certificate_unreadable"),
        ("root", "certificate_alone"),
    ],
)
def test_a_chain_that_cannot_sign_is_refused(chain: str, code: str) -> None:
    made = make_credentials(organization="x", name="x").chain
    given = made[made.index("-----BEGIN", 1) :] if chain == "root" else chain

    with pytest.raises(InputRefused, match=code):
        describe_chain(given)

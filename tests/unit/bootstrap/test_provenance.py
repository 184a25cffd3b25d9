"""What labels pictures follows from the settings."""

from pathlib import Path

import pytest
from tests.unit.provenance.pictures import card, picture

from trombine.bootstrap import open_labeller, open_verifier
from trombine.errors import InputRefused
from trombine.provenance.certificates import make_credentials
from trombine.provenance.label import OWN_COMPUTER
from trombine.provenance.watermark import COMMON_MARK
from trombine.settings import Settings, read_settings

COMMUNITY = {"TROMBINE_MODE": "community", "TROMBINE_PUBLIC_URL": "https://avatars.example"}
MADE = make_credentials(organization="avatars.example", name="Trombine")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "chain.pem").write_text(MADE.chain)
    (tmp_path / "key.pem").write_text(MADE.key)
    return tmp_path


def settings(folder: Path, **given: str) -> Settings:
    named = {f"TROMBINE_{name.upper()}": value for name, value in given.items()}
    return read_settings({"TROMBINE_DATA": str(folder / "data"), **named})


def test_on_ones_own_computer_certificates_are_thrown_away(tmp_path: Path) -> None:
    labeller = open_labeller(settings(tmp_path))

    assert labeller == OWN_COMPUTER
    assert labeller.signer.throws_away
    assert list(tmp_path.iterdir()) == []


def test_a_community_signs_with_a_certificate_of_its_own(tmp_path: Path) -> None:
    chosen = read_settings({"TROMBINE_DATA": str(tmp_path), **COMMUNITY})

    first, second = open_labeller(chosen), open_labeller(chosen)

    assert first == second
    assert not first.signer.throws_away
    assert first.mark != COMMON_MARK


def test_a_community_knows_its_own_pictures_again(tmp_path: Path) -> None:
    chosen = read_settings({"TROMBINE_DATA": str(tmp_path), **COMMUNITY})
    file = open_labeller(chosen).label(picture(300), card(), "jpeg")

    found = open_verifier(chosen).verify(file)

    assert [finding.code for finding in found.findings] == ["made_by_trombine", "signer_host"]
    assert found.watermark.whose == "host"


def test_looking_at_a_picture_makes_no_certificate(tmp_path: Path) -> None:
    open_verifier(read_settings({"TROMBINE_DATA": str(tmp_path), **COMMUNITY}))

    assert list(tmp_path.iterdir()) == []


def test_another_trust_list_may_be_named(folder: Path) -> None:
    listed = settings(folder, trust_list=str(folder / "chain.pem"))

    assert open_verifier(listed).anchors.public == MADE.chain
    with pytest.raises(InputRefused, match="setting_file_unreadable"):
        open_verifier(settings(folder, trust_list=str(folder / "none.pem")))


def test_the_hosts_certificate_counts_in_both_modes(folder: Path) -> None:
    certificate, key = str(folder / "chain.pem"), str(folder / "key.pem")

    signer = open_labeller(
        settings(folder, signing_certificate=certificate, signing_key=key)
    ).signer

    assert (signer.chain, signer.key) == (MADE.chain, MADE.key)


def test_a_function_may_sign_and_a_time_stamp_may_be_asked_for(folder: Path) -> None:
    signer = open_labeller(
        settings(
            folder,
            signing_certificate=str(folder / "chain.pem"),
            signing_function="tests.unit.provenance.test_signing:sign_elsewhere",
            timestamp_url="http://stamp.example",
        )
    ).signer

    assert callable(signer.key)
    assert signer.key.__name__ == "sign_elsewhere"
    assert signer.timestamp_url == "http://stamp.example"


@pytest.mark.parametrize(
    ("given", "code", "named"),
    [
        ({"signing_certificate": "chain.pem"}, "setting_needed", "SIGNING_KEY"),
        ({"signing_key": "key.pem"}, "setting_needed", "SIGNING_CERTIFICATE"),
        (
            {"signing_certificate": "none.pem", "signing_key": "key.pem"},
            "setting_file_unreadable",
            "SIGNING_CERTIFICATE",
        ),
        (
            {"signing_certificate": "chain.pem", "signing_key": "none.pem"},
            "setting_file_unreadable",
            "SIGNING_KEY",
        ),
        (
            {"signing_certificate": "chain.pem", "signing_function": "nowhere:sign"},
            "setting_invalid",
            "SIGNING_FUNCTION",
        ),
    ],
)
def test_a_signing_setting_that_cannot_work_is_named(
    folder: Path, given: dict[str, str], code: str, named: str
) -> None:
    placed = {name: value if ":" in value else str(folder / value) for name, value in given.items()}

    with pytest.raises(InputRefused, match=code) as refusal:
        open_labeller(settings(folder, **placed))

    assert refusal.value.details["name"] == f"TROMBINE_{named}"

"""The doctor says how pictures are signed, and when they cannot be."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from trombine.cli.doctor import doctor
from trombine.provenance.certificates import make_credentials


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TROMBINE_DATA", str(tmp_path / "data"))
    made = make_credentials(organization="avatars.example", name="Example signer")
    (tmp_path / "chain.pem").write_text(made.chain)
    (tmp_path / "key.pem").write_text(made.key)
    monkeypatch.setenv("TROMBINE_SIGNING_CERTIFICATE", str(tmp_path / "chain.pem"))
    monkeypatch.setenv("TROMBINE_SIGNING_KEY", str(tmp_path / "key.pem"))
    return tmp_path


@pytest.mark.usefixtures("environment")
def test_it_names_the_hosts_certificate_and_its_last_day() -> None:
    told = CliRunner().invoke(doctor, ["--lang", "en"], standalone_mode=False)

    assert "✓ signing: Example signer, es256, until 2065-01-01" in told.output
    assert told.return_value == 0


def test_it_finds_a_key_that_is_not_the_certificates(environment: Path) -> None:
    other = make_credentials(organization="x", name="x")
    (environment / "key.pem").write_text(other.key)

    told = CliRunner().invoke(doctor, ["--lang", "fr"], standalone_mode=False)

    assert "✗ La clé de signature" in told.output
    assert told.return_value == 1


def test_it_makes_and_names_a_communitys_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROMBINE_DATA", str(tmp_path))
    monkeypatch.setenv("TROMBINE_MODE", "community")
    monkeypatch.setenv("TROMBINE_PUBLIC_URL", "https://avatars.example")

    told = CliRunner().invoke(doctor, ["--lang", "en"], standalone_mode=False)

    assert "✓ signing: Trombine, es256, until 2065-01-01" in told.output
    assert (tmp_path / "signing" / "key.pem").is_file()


def test_an_engine_that_is_not_set_up_is_named_and_breaks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROMBINE_WEIGHTS", str(tmp_path))

    told = CliRunner().invoke(doctor, ["--lang", "en"], standalone_mode=False)

    assert "✓ portrait: " in told.output
    assert "– diffusion: " in told.output
    assert told.return_value == 0

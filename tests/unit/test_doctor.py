"""The doctor says how pictures are signed, and when they cannot be."""

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from trombine.cli import doctor as module
from trombine.cli.doctor import doctor
from trombine.cli.self_test import try_ground, try_ordering
from trombine.provenance.certificates import make_credentials

TRIALS = {"try_drawing", "try_ordering", "_check_ground"}


@pytest.fixture
def without_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is installed is looked at: nothing is drawn, ordered or listened on."""
    kept = tuple(check for check in module.CHECKS if check.__name__ not in TRIALS)
    monkeypatch.setattr(module, "CHECKS", kept)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TROMBINE_DATA", str(tmp_path / "data"))
    made = make_credentials(organization="avatars.example", name="Example signer")
    (tmp_path / "chain.pem").write_text(made.chain)
    (tmp_path / "key.pem").write_text(made.key)
    monkeypatch.setenv("TROMBINE_SIGNING_CERTIFICATE", str(tmp_path / "chain.pem"))
    monkeypatch.setenv("TROMBINE_SIGNING_KEY", str(tmp_path / "key.pem"))
    return tmp_path


@pytest.mark.usefixtures("environment", "without_trials")
def test_it_names_the_hosts_certificate_and_its_last_day() -> None:
    told = CliRunner().invoke(doctor, ["--lang", "en"], standalone_mode=False)

    assert "✓ signing: Example signer, es256, until 2065-01-01" in told.output
    assert told.return_value == 0


@pytest.mark.usefixtures("without_trials")
def test_it_finds_a_key_that_is_not_the_certificates(environment: Path) -> None:
    other = make_credentials(organization="x", name="x")
    (environment / "key.pem").write_text(other.key)

    told = CliRunner().invoke(doctor, ["--lang", "fr"], standalone_mode=False)

    assert "✗ La clé de signature" in told.output
    assert told.return_value == 1


@pytest.mark.usefixtures("without_trials")
def test_it_makes_and_names_a_communitys_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROMBINE_DATA", str(tmp_path))
    monkeypatch.setenv("TROMBINE_MODE", "community")
    monkeypatch.setenv("TROMBINE_PUBLIC_URL", "https://avatars.example")

    told = CliRunner().invoke(doctor, ["--lang", "en"], standalone_mode=False)

    assert "✓ signing: Trombine, es256, until 2065-01-01" in told.output
    assert (tmp_path / "signing" / "key.pem").is_file()


@pytest.mark.usefixtures("without_trials")
def test_an_engine_that_is_not_set_up_is_named_and_breaks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROMBINE_WEIGHTS", str(tmp_path))

    told = CliRunner().invoke(doctor, ["--lang", "en"], standalone_mode=False)

    assert "✓ portrait: " in told.output
    assert "– diffusion: " in told.output
    assert told.return_value == 0


def test_it_draws_labels_and_orders_and_says_so_to_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROMBINE_DATA", str(tmp_path / "données à nous"))

    told = CliRunner().invoke(doctor, ["--json", "--lang", "en"], standalone_mode=False)

    lines = [json.loads(line) for line in told.output.splitlines()]
    states = {line["check"]: line["state"] for line in lines if line["event"] == "check"}
    assert {states[each] for each in ("photo", "picture", "order", "folder", "sqlite")} == {"sound"}
    assert lines[-1]["event"] == "verdict"
    assert lines[-1]["sound"] is True


def test_an_order_can_be_placed_whatever_sqlite_knows_of_fractions_of_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What Python 3.12 has the job engine ask for, and SQLite before 3.42 answers with NULL.
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    monkeypatch.setattr("sys.version_info", (3, 12, 1, "final", 0))

    (found,) = try_ordering()

    assert (found.state, found.fault) == ("sound", None)


def test_it_names_the_folder_that_serving_could_not_write_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TROMBINE_DATA", str(tmp_path / "file" / "data"))

    broken = [found for found in try_ground(module.read_settings()) if found.state == "broken"]

    assert broken[0].trial == "folder"
    assert broken[0].fault is not None
    assert broken[0].fault.code == "data_not_writable"

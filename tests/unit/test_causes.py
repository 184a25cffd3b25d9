"""A fault is logged with the code of its cause, and never with its words."""

import io
import json
import smtplib
import socket
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner

from trombine.causes import KNOWN, OF_NUMBERS, name_cause
from trombine.cli import cli
from trombine.errors import StorageFault
from trombine.i18n import read_catalog
from trombine.storage.blobs import open_blobs


def plain_s3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.delenv("AWS_ALLOW_HTTP", raising=False)


def test_a_store_over_http_that_was_not_allowed_is_logged_as_that(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO
) -> None:
    plain_s3(monkeypatch)
    try:
        open_blobs("s3://shelf/x").read("readyz")
    except StorageFault as fault:
        structlog.get_logger().warning("not ready", exc_info=fault)

    line = json.loads(stream.getvalue())
    assert (line["code"], line["cause"]) == ("storage_unreachable", "http_not_allowed")
    assert "127.0.0.1" not in stream.getvalue()


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "connection_refused"),
        (socket.gaierror(-2, "Name or service not known"), "name_unknown"),
        (TimeoutError("zoe@example.org"), "timed_out"),
        (OSError(28, "No space left on device"), "disk_full"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "password_refused"),
        (smtplib.SMTPRecipientsRefused({}), "recipient_refused"),
        (ValueError("zoe@example.org"), "ValueError"),
    ],
)
def test_a_cause_is_a_code(fault: Exception, cause: str) -> None:
    assert name_cause(fault) == cause


def test_every_cause_has_a_sentence() -> None:
    codes = {code for code, _ in KNOWN} | set(OF_NUMBERS.values())

    assert {f"cause_{code}" for code in codes} <= read_catalog("en").keys()


def test_admin_tells_what_storage_works_and_why_the_other_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain_s3(monkeypatch)
    monkeypatch.setenv("TROMBINE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("TROMBINE_BLOBS", "s3://shelf/x")

    told = CliRunner().invoke(
        cli, ["admin", "test", "storage", "--json", "--lang", "en"], standalone_mode=False
    )

    lines = {line["tried"]: line for line in map(json.loads, told.output.splitlines())}
    assert told.return_value == 1
    assert {name for name, line in lines.items() if line["works"]} == {
        *("folders", "database", "keys"),
    }
    assert lines["blobs"]["cause"] == "http_not_allowed"
    assert "AWS_ALLOW_HTTP=true" in lines["blobs"]["message"]
    assert not list((tmp_path / "data" / "keys").iterdir())


def test_admin_tells_that_no_mail_server_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROMBINE_SMTP_URL", "smtp://127.0.0.1:9")
    monkeypatch.setenv("TROMBINE_MAIL_FROM", "avatars@avatars.example")

    told = CliRunner().invoke(cli, ["admin", "test", "mail", "--lang", "fr"], standalone_mode=False)

    assert told.return_value == 1
    assert "✗ mail: Rien ne répond" in told.output


def test_admin_refuses_to_try_a_webhook_that_is_not_set() -> None:
    told = CliRunner().invoke(cli, ["admin", "test", "webhook"], standalone_mode=False)

    assert getattr(told.exception, "code", "") == "setting_absent"

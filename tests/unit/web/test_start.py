from dataclasses import replace
from pathlib import Path

import pytest
from tests.service_parts import migrated_file

from trombine.bootstrap.service import open_service
from trombine.errors import InputRefused, InstallationBroken
from trombine.settings import Settings, read_settings
from trombine.web import start
from trombine.web.certificate import require_certificate
from trombine.web.start import build_services, entry_address, run_web, with_local_token


def settings_of(folder: Path, **words: str) -> Settings:
    given = {f"TROMBINE_{name.upper()}": word for name, word in words.items()}
    return read_settings({"TROMBINE_DATA": str(folder), **given})


def test_each_start_has_a_secret_of_its_own(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)

    first, second = with_local_token(settings), with_local_token(settings)

    assert first.local_token != second.local_token
    assert entry_address(first).endswith(f"/enter?secret={first.local_token}")


def test_on_the_local_network_this_computer_keeps_its_own_address(tmp_path: Path) -> None:
    settings = with_local_token(settings_of(tmp_path, lan="on", host="192.168.1.10"))

    assert entry_address(settings).startswith("http://127.0.0.1:8765/enter?secret=")


def test_a_key_of_another_certificate_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "bad.pem").write_text("no certificate")
    bad = str(tmp_path / "bad.pem")

    for certificate in (bad, str(tmp_path / "missing.pem")):
        settings = settings_of(tmp_path, tls_certificate=certificate, tls_key=bad)
        with pytest.raises(InputRefused, match="tls_unusable"):
            require_certificate(settings)


def test_a_secret_that_is_set_stays(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, local_token="set-by-the-operator")  # noqa: S106

    assert with_local_token(settings) == settings


def test_a_community_is_told_its_address_without_a_secret(tmp_path: Path) -> None:
    public = settings_of(tmp_path, mode="community", public_url="https://avatars.example")

    assert with_local_token(public).local_token == ""
    assert entry_address(public) == "https://avatars.example"


def test_the_parts_are_as_the_settings_say(tmp_path: Path) -> None:
    (tmp_path / "trombine.sqlite3").write_bytes(migrated_file())
    settings = settings_of(
        tmp_path,
        mode="community",
        public_url="https://avatars.example",
        uploads_per_hour="7",
        webhook_url="https://forge.example/hook",
        webhook_secret="the-operators-secret",  # noqa: S106
        smtp_url="smtp://mail.example",
        mail_from="avatars@example.org",
    )

    services = build_services(settings, open_service(settings))

    assert services.rules.uploads_per_hour == 7
    assert services.rules.own_hosts == ("avatars.example",)
    assert services.rules.is_secure
    assert services.webhook is not None
    assert services.mailer is not None
    assert "the-operators-secret" not in repr(services)


def test_local_mode_counts_no_uploads_and_answers_to_this_computer(tmp_path: Path) -> None:
    (tmp_path / "trombine.sqlite3").write_bytes(migrated_file())
    settings = with_local_token(settings_of(tmp_path))

    services = build_services(settings, open_service(settings))

    assert services.rules.uploads_per_hour is None
    assert {"127.0.0.1", "localhost"} <= set(services.rules.own_hosts)
    assert settings.local_token not in repr(services)


def test_a_community_does_not_start_without_the_filter_of_system_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "has_system_call_filter", lambda: False)
    monkeypatch.setattr(start, "set_up_logs", lambda _level: None)
    settings = replace(settings_of(tmp_path), mode="community")

    with pytest.raises(InstallationBroken, match="sandbox_missing"):
        run_web(settings, on_ready=lambda _: None)


def test_the_server_does_not_start_on_an_empty_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "set_up_logs", lambda _level: None)

    with pytest.raises(InstallationBroken, match="database_not_migrated"):
        run_web(settings_of(tmp_path), on_ready=lambda _: None)

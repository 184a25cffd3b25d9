from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.service_parts import migrated_file

from trombine.accounts import passwords
from trombine.bootstrap.service import open_service
from trombine.cli.users import users
from trombine.settings import read_settings
from trombine.web.services import Services
from trombine.web.start import build_services

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    (tmp_path / "trombine.sqlite3").write_bytes(migrated_file())
    monkeypatch.setenv("TROMBINE_DATA", str(tmp_path))
    monkeypatch.setenv("TROMBINE_MODE", "community")
    monkeypatch.setenv("TROMBINE_PUBLIC_URL", "https://avatars.example")
    monkeypatch.setattr(passwords, "_HASHER", passwords.PasswordHasher(1, 8, 1))

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(users, words, catch_exceptions=False)

    return invoke


def parts() -> Services:
    settings = read_settings()
    return build_services(settings, open_service(settings))


def secret_of(result: Result) -> str:
    return result.output.strip().rpartition("/")[2]


def test_an_invitation_is_printed_listed_and_taken_back(run: Run) -> None:
    printed = run("invite", "--uses", "3")
    number, _, uses = run("invitations").output.strip().split("\t")
    run("uninvite", number)

    assert printed.output.startswith("https://avatars.example/sign-up?invitation=")
    assert uses == "3"
    assert run("invitations").output == ""


def test_an_account_is_made_and_its_owner_chooses_the_password(run: Run) -> None:
    printed = run("add", "zoe", "--lang", "fr")
    services = parts()

    user = services.passwords.reset(secret_of(printed), "a sentence of my own")

    assert printed.output.startswith("https://avatars.example/password/")
    assert (user.name, user.language) == ("zoe", "fr")
    assert run("list").output.split("\t")[:2] == ["zoe", user.id]


def test_a_password_is_reset_by_the_operator(run: Run) -> None:
    run("add", "zoe")

    secret = secret_of(run("reset", "zoe"))

    assert parts().passwords.reset(secret, "a sentence of my own").name == "zoe"


def test_a_user_is_shut_out_and_let_in_again(run: Run) -> None:
    run("add", "zoe")

    run("disable", "zoe")
    shut_out = run("list").output
    run("enable", "zoe")

    assert "disabled" in shut_out
    assert "active" in run("list").output


def test_a_user_becomes_an_operator_and_a_plain_user_again(run: Run) -> None:
    run("add", "zoe")

    run("operator", "zoe")
    looking_after = run("list").output
    run("operator", "zoe", "--revoke")

    assert "operator" in looking_after
    assert "active" in run("list").output
